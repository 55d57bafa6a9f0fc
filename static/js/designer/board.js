// The drawing board: the card as the server drew it, a box over each element, handles, rulers, guides.

import { GRID, lines, rest } from "./arranging.js";
import { cover, covered, tenth } from "./design.js";

const SVG = "http://www.w3.org/2000/svg";
const FULL = 96 / 25.4; // pixels a millimetre at 100 %
const LEAST_ZOOM = 0.5;
const MOST_ZOOM = 40;
const HANDLE = 9; // pixels
const FINGER = 18;
const STILL = 3; // pixels that a pointer may tremble before it drags

function make(name, attributes = {}, parent = null) {
  const node = document.createElementNS(SVG, name);
  set(node, attributes);
  if (parent) parent.append(node);
  return node;
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

export class Board {
  constructor(root, design, { name, describe, onText }) {
    this.design = design;
    this.name = name;
    this.describe = describe;
    this.onText = onText;
    this.svg = root.querySelector("[data-board]");
    this.stage = root.querySelector("[data-stage]");
    this.rulers = { top: root.querySelector("[data-ruler=top]"), left: root.querySelector("[data-ruler=left]") };
    this.snap = root.querySelector("[data-snap]");
    this.grid = root.querySelector("[data-grid]");
    this.zoom = FULL;
    this.boxes = new Map();
    this.wrong = new Set();
    this.drawnAt = new Map(); // key → where the picture on the board has it
    this.paper = make("rect", { class: "board__paper" }, this.svg);
    this.places = make("g", { "aria-hidden": "true" }, this.svg); // below what is drawn: a photograph covers its place
    this.drawn = make("g", { class: "board__drawn", "aria-hidden": "true" }, this.svg);
    this.gridLines = make("path", { class: "board__grid", "aria-hidden": "true" }, this.svg);
    this.edge = make("rect", { class: "board__edge", "aria-hidden": "true" }, this.svg);
    this.layer = make("g", {}, this.svg);
    this.guides = make("g", { "aria-hidden": "true" }, this.svg);
    this.handles = make("g", { "aria-hidden": "true" }, this.svg);
    this.svg.addEventListener("pointerdown", (event) => this.press(event));
    this.svg.addEventListener("dblclick", (event) => event.target.dataset.key && this.onText());
    this.stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.grid.addEventListener("change", () => this.show());
  }

  // The picture

  get margin() {
    return this.design.layout.bleed + 6;
  }

  show() {
    const { width, height, bleed } = this.design.layout;
    const { margin, zoom } = this;
    const wide = width + 2 * margin;
    const high = height + 2 * margin;
    set(this.svg, { viewBox: `${-margin} ${-margin} ${wide} ${high}`, width: wide * zoom, height: high * zoom });
    set(this.paper, { x: -bleed, y: -bleed, width: width + 2 * bleed, height: height + 2 * bleed });
    set(this.edge, { x: 0, y: 0, width, height });
    this.drawGrid(width, height);
    this.drawRuler(this.rulers.top, wide, true);
    this.drawRuler(this.rulers.left, high, false);
    this.update();
  }

  drawGrid(width, height) {
    let path = "";
    if (this.grid.checked) {
      for (let x = GRID; x < width; x += GRID) path += `M${x} 0V${height}`;
      for (let y = GRID; y < height; y += GRID) path += `M0 ${y}H${width}`;
    }
    this.gridLines.setAttribute("d", path);
  }

  drawRuler(ruler, length, across) {
    const { margin, zoom } = this;
    ruler.textContent = "";
    set(ruler, across ? { width: length * zoom, height: 20 } : { width: 20, height: length * zoom });
    const step = zoom > 6 ? 1 : zoom > 2 ? 5 : 10;
    const label = zoom > 2 ? 10 : 50;
    let path = "";
    for (let mark = Math.ceil(-margin / step) * step; mark <= length - margin; mark += step) {
      const place = (mark + margin) * zoom;
      const tall = mark % 10 === 0 ? 10 : mark % 5 === 0 ? 7 : 4;
      path += across ? `M${place} 20v${-tall}` : `M20 ${place}h${-tall}`;
      if (mark % label === 0) {
        const at = across ? { x: place + 2, y: 9 } : { x: -place - 2, y: 9, transform: "rotate(-90)", "text-anchor": "start" };
        make("text", at, ruler).textContent = mark;
      }
    }
    make("path", { d: path }, ruler);
  }

  /** The server's drawing. keys: of the elements when it was asked for. */
  draw(text, keys, places) {
    const found = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    this.drawn.textContent = "";
    for (const node of [...found.childNodes]) this.drawn.append(document.importNode(node, true));
    for (const group of this.drawn.querySelectorAll("[data-element]")) group.dataset.key = keys[group.dataset.element];
    this.drawnAt = places;
    this.follow();
  }

  /** Move what is drawn to where its elements are by now. */
  follow() {
    for (const group of this.drawn.querySelectorAll("[data-key]")) {
      const element = this.design.find(group.dataset.key);
      const at = this.drawnAt.get(group.dataset.key);
      if (!element) group.remove();
      else if (at) group.setAttribute("transform", `translate(${element.x - at.x} ${element.y - at.y})`);
    }
  }

  // Boxes and handles

  update() {
    const present = new Set();
    const focused = document.activeElement;
    let before = null;
    for (const element of this.design.elements) {
      present.add(element.key);
      const box = this.boxes.get(element.key) || this.addBox(element.key);
      const { x, y, width, height } = covered(element);
      const slack = Math.max(0, 4 / this.zoom - Math.min(width, height)) / 2;
      set(box, {
        x: x - (width < height ? slack : 0), y: y - (width < height ? 0 : slack),
        width: Math.max(width, width < height ? width + 2 * slack : 0.01),
        height: Math.max(height, width < height ? 0.01 : height + 2 * slack),
        "aria-label": this.describe(element), "aria-pressed": this.design.chosen.has(element.key),
      });
      box.classList.toggle("is-chosen", this.design.chosen.has(element.key));
      box.classList.toggle("is-locked", element.locked);
      box.classList.toggle("is-wrong", this.wrong.has(element.key));
      const next = before ? before.nextSibling : this.layer.firstChild;
      if (next !== box) this.layer.insertBefore(box, next);
      before = box;
    }
    for (const [key, box] of this.boxes) {
      if (present.has(key)) continue;
      box.remove();
      this.boxes.delete(key);
    }
    if (focused && focused !== document.activeElement && this.layer.contains(focused)) focused.focus({ preventScroll: true });
    this.showPlaces();
    this.showHandles();
    this.follow();
  }

  /** Where a photograph, a seal or a signature comes to stand: no sample has one. */
  showPlaces() {
    this.places.textContent = "";
    for (const element of this.design.elements) {
      if (element.type !== "picture" || element.source === "asset") continue;
      const { x, y, width, height } = covered(element);
      make("rect", { class: "board__place", x, y, width, height }, this.places);
      const size = Math.min(5, height / 2, width / 5);
      const label = make("text", { class: "board__word", x: x + width / 2, y: y + height / 2, "font-size": size }, this.places);
      label.textContent = this.name(element);
    }
  }

  addBox(key) {
    const box = make("rect", { class: "board__box", tabindex: "0", role: "button" }, this.layer);
    box.dataset.key = key;
    box.addEventListener("focus", () => {
      if (!this.pressing && !this.design.chosen.has(key)) this.design.choose([key]);
    });
    this.boxes.set(key, box);
    return box;
  }

  focus(key) {
    const box = this.boxes.get(key);
    if (box) box.focus();
  }

  showHandles() {
    this.handles.textContent = "";
    const chosen = this.design.selection;
    if (chosen.length !== 1 || chosen[0].locked) return;
    const { x, y, width, height } = covered(chosen[0]);
    const side = (this.coarse ? FINGER : HANDLE) / this.zoom;
    for (const across of [0, 0.5, 1]) {
      for (const down of [0, 0.5, 1]) {
        if (across === 0.5 && down === 0.5) continue;
        if ((width === 0 && across !== 0.5) || (height === 0 && down !== 0.5)) continue;
        const handle = make("rect", {
          class: `board__handle board__handle--${across * 2}${down * 2}`, width: side, height: side,
          x: x + width * across - side / 2, y: y + height * down - side / 2,
        }, this.handles);
        handle.dataset.across = across;
        handle.dataset.down = down;
      }
    }
  }

  // The pointer

  at(event) {
    const frame = this.svg.getBoundingClientRect();
    return { x: (event.clientX - frame.left) / this.zoom - this.margin, y: (event.clientY - frame.top) / this.zoom - this.margin };
  }

  press(event) {
    if (event.button !== 0) return;
    this.coarse = event.pointerType === "touch";
    this.pressing = true;
    setTimeout(() => { this.pressing = false; });
    const { key, across, down } = event.target.dataset;
    if (across !== undefined) this.drag(event, this.resizing(this.design.selection[0], Number(across), Number(down)));
    else if (key && event.shiftKey) this.design.toggle(key);
    else if (key) {
      if (!this.design.chosen.has(key)) this.design.choose([key]);
      this.focus(key);
      this.drag(event, this.moving());
    } else this.design.choose([]);
    if (key === undefined || across !== undefined) event.preventDefault();
  }

  drag(event, act) {
    const start = this.at(event);
    const before = this.design.snapshot();
    const pointer = event.pointerId;
    let moved = false;
    this.svg.setPointerCapture(pointer);
    const onMove = (now) => {
      const place = this.at(now);
      const dx = place.x - start.x;
      const dy = place.y - start.y;
      if (!moved && Math.hypot(dx, dy) * this.zoom < STILL) return;
      moved = true;
      this.guides.textContent = "";
      act(dx, dy, now);
      this.update();
      this.design.live();
    };
    const end = (kept) => {
      this.svg.removeEventListener("pointermove", onMove);
      this.svg.removeEventListener("pointerup", onUp);
      this.svg.removeEventListener("pointercancel", onCancel);
      document.removeEventListener("keydown", onKey, true);
      this.guides.textContent = "";
      if (!moved) return;
      if (kept) this.design.step(before);
      else this.design.back(before);
    };
    const onUp = () => end(true);
    const onCancel = () => end(false);
    const onKey = (key) => {
      if (key.key !== "Escape") return;
      key.stopPropagation();
      end(false);
    };
    this.svg.addEventListener("pointermove", onMove);
    this.svg.addEventListener("pointerup", onUp);
    this.svg.addEventListener("pointercancel", onCancel);
    document.addEventListener("keydown", onKey, true);
  }

  moving() {
    const rows = this.design.selection.filter((element) => !element.locked).map((element) => ({ element, x: element.x, y: element.y }));
    const boxes = rows.map(({ element }) => covered(element));
    const left = Math.min(...boxes.map((box) => box.x));
    const top = Math.min(...boxes.map((box) => box.y));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    const found = lines(this.design, this.design.chosen);
    return (dx, dy, event) => {
      if (!rows.length) return;
      let byX = tenth(left + dx) - left;
      let byY = tenth(top + dy) - top;
      if (this.snap.checked && !event.altKey) {
        const x = rest([left + dx, (left + right) / 2 + dx, right + dx], found.x, this.zoom, this.grid.checked);
        const y = rest([top + dy, (top + bottom) / 2 + dy, bottom + dy], found.y, this.zoom, this.grid.checked);
        if (x) byX = dx + x.by;
        if (y) byY = dy + y.by;
        this.guide(x, y);
      }
      for (const row of rows) {
        row.element.x = Math.round((row.x + byX) * 1000) / 1000;
        row.element.y = Math.round((row.y + byY) * 1000) / 1000;
      }
    };
  }

  resizing(element, across, down) {
    const box = covered(element);
    const found = lines(this.design, this.design.chosen);
    return (dx, dy, event) => {
      const edge = (start, size, part, by, axis) => {
        if (part === 0.5) return { start, size, rested: null };
        const place = start + size * part + by;
        const rested = this.snap.checked && !event.altKey ? rest([place], found[axis], this.zoom, this.grid.checked) : null;
        const to = rested ? rested.line : tenth(place);
        return part === 1
          ? { start, size: Math.max(0, to - start), rested }
          : { start: Math.min(to, start + size), size: Math.max(0, start + size - to), rested };
      };
      const x = edge(box.x, box.width, across, dx, "x");
      const y = edge(box.y, box.height, down, dy, "y");
      cover(element, { x: x.start, y: y.start, width: x.size, height: y.size });
      this.guide(x.rested, y.rested);
    };
  }

  guide(x, y) {
    const { margin } = this;
    const { width, height } = this.design.layout;
    if (x) make("line", { class: "board__guide", x1: x.line, x2: x.line, y1: -margin, y2: height + margin }, this.guides);
    if (y) make("line", { class: "board__guide", y1: y.line, y2: y.line, x1: -margin, x2: width + margin }, this.guides);
  }

  // Zoom

  zoomTo(zoom, event = null) {
    const before = event ? this.at(event) : null;
    this.zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom));
    this.show();
    if (before) {
      const after = this.at(event);
      this.stage.scrollLeft += (before.x - after.x) * this.zoom;
      this.stage.scrollTop += (before.y - after.y) * this.zoom;
    }
    this.design.tell("zoom");
  }

  fit() {
    const { width, height } = this.design.layout;
    const wide = (this.stage.clientWidth - 28) / (width + 2 * this.margin);
    const high = (this.stage.clientHeight - 28) / (height + 2 * this.margin);
    this.zoomTo(Math.min(wide, high));
  }

  full() {
    this.zoomTo(FULL);
  }

  get percent() {
    return Math.round((this.zoom / FULL) * 100);
  }

  wheel(event) {
    if (!event.ctrlKey) return; // without it, one scrolls
    event.preventDefault();
    this.zoomTo(this.zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event);
  }
}
