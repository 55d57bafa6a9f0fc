// Aligning, distributing, and what a dragged edge comes to rest on.

import { cover, covered } from "./design.js";

export const GRID = 5; // mm
const REACH = 6; // pixels

const AXES = { left: ["x", 0], centre: ["x", 0.5], right: ["x", 1], top: ["y", 0], middle: ["y", 0.5], bottom: ["y", 1] };
const SIZES = { x: "width", y: "height" };

/** Several: to the outermost of them; one alone: to the card. */
export function align(design, how) {
  const elements = design.selection.filter((element) => !element.locked);
  if (!elements.length) return;
  const boxes = elements.map(covered);
  const [axis, part] = AXES[how];
  const size = SIZES[axis];
  let from = 0;
  let to = design.layout[size];
  if (elements.length > 1) {
    from = Math.min(...boxes.map((box) => box[axis]));
    to = Math.max(...boxes.map((box) => box[axis] + box[size]));
  }
  design.change(() => {
    elements.forEach((element, number) => {
      const box = boxes[number];
      cover(element, { ...box, [axis]: from + (to - from - box[size]) * part });
    });
  });
}

/** Equal distances between neighbours; the outermost stay. */
export function distribute(design, axis) {
  const size = SIZES[axis];
  const rows = design.selection
    .filter((element) => !element.locked)
    .map((element) => ({ element, box: covered(element) }))
    .sort((a, b) => a.box[axis] - b.box[axis]);
  if (rows.length < 3) return;
  const last = rows[rows.length - 1].box;
  const whole = last[axis] + last[size] - rows[0].box[axis];
  const gap = (whole - rows.reduce((sum, row) => sum + row.box[size], 0)) / (rows.length - 1);
  design.change(() => {
    let place = rows[0].box[axis];
    for (const { element, box } of rows) {
      cover(element, { ...box, [axis]: place });
      place += box[size] + gap;
    }
  });
}

/** Lines to rest on: edges and middles of the card and of all that isn't dragged. */
export function lines(design, dragged) {
  const { width, height } = design.layout;
  const found = { x: [0, width / 2, width], y: [0, height / 2, height] };
  for (const element of design.elements) {
    if (dragged.has(element.key)) continue;
    const box = covered(element);
    found.x.push(box.x, box.x + box.width / 2, box.x + box.width);
    found.y.push(box.y, box.y + box.height / 2, box.y + box.height);
  }
  return found;
}

/** By how much to shift so that one of the places rests on a line, and on which; null where none is near. */
export function rest(places, candidates, zoom, grid) {
  let best = null;
  const reach = REACH / zoom;
  const near = (place, line) => {
    const by = line - place;
    if (Math.abs(by) <= reach && (!best || Math.abs(by) < Math.abs(best.by) - 1e-9)) best = { by, line };
  };
  for (const place of places) {
    for (const line of candidates) near(place, line);
  }
  if (!best && grid) {
    for (const place of places) near(place, Math.round(place / GRID) * GRID);
  }
  return best;
}
