// The design: elements of both sides, what is chosen, and the way back. Lengths are millimetres from the upper left corner.

const STEPS = 200; // that can be undone
const TOGETHER = 1000; // ms: strokes of one kind within this time are one step

let keys = 0;

export const fix = (value) => Math.round(value * 1000) / 1000;
export const tenth = (value) => Math.round(value * 10) / 10;

/** Left, top, width and height of what an element covers once it is turned. */
export function covered(element) {
  const { x, y, width, height, turn } = element;
  if (turn % 180 === 0) return { x, y, width, height };
  const shift = (width - height) / 2;
  return { x: x + shift, y: y - shift, width: height, height: width };
}

/** Let an element cover this box, whichever way it is turned. */
export function cover(element, box) {
  const lying = element.turn % 180 !== 0;
  element.width = fix(lying ? box.height : box.width);
  element.height = fix(lying ? box.width : box.height);
  element.x = fix(box.x + box.width / 2 - element.width / 2);
  element.y = fix(box.y + box.height / 2 - element.height / 2);
}

export class Design extends EventTarget {
  constructor(layout, defaults) {
    super();
    this.defaults = defaults;
    this.side = "front";
    this.chosen = new Set();
    this.past = [];
    this.future = [];
    this.last = { kind: "", at: 0 };
    this.layout = this.keyed(layout);
    this.kept = JSON.stringify(this.plain());
  }

  /** With every property, and a key that stays with an element whatever becomes of it. */
  keyed(layout) {
    const side = (rows) => rows.map((row) => ({ ...this.defaults[row.type], ...row, key: row.key || `e${(keys += 1)}` }));
    return { ...layout, front: side(layout.front), back: side(layout.back) };
  }

  /** As the server reads it. */
  plain() {
    const side = (elements) => elements.map(({ key, ...row }) => row); // eslint-disable-line no-unused-vars
    return { ...this.layout, front: side(this.layout.front), back: side(this.layout.back) };
  }

  get elements() {
    return this.layout[this.side];
  }

  get selection() {
    return this.elements.filter((element) => this.chosen.has(element.key));
  }

  get changed() {
    return JSON.stringify(this.plain()) !== this.kept;
  }

  find(key) {
    return this.elements.find((element) => element.key === key);
  }

  saved() {
    this.kept = JSON.stringify(this.plain());
    this.tell("saved");
  }

  tell(what) {
    this.dispatchEvent(new CustomEvent("design", { detail: what }));
  }

  snapshot() {
    return JSON.stringify({ layout: this.layout, side: this.side, chosen: [...this.chosen] });
  }

  /** A step that can be undone. kind: steps of the same kind that follow at once are one. */
  change(act, kind = "") {
    const before = this.snapshot();
    act(this);
    this.step(before, kind);
  }

  step(before, kind = "") {
    if (JSON.parse(before).layout && JSON.stringify(JSON.parse(before).layout) === JSON.stringify(this.layout)) return;
    const now = Date.now();
    const goesOn = kind && kind === this.last.kind && now - this.last.at < TOGETHER && this.past.length;
    if (!goesOn) this.past.push(before);
    if (this.past.length > STEPS) this.past.shift();
    this.future = [];
    this.last = { kind, at: now };
    this.tell("change");
  }

  /** While something is dragged: seen, but no step yet. */
  live() {
    this.tell("live");
  }

  back(snapshot) {
    const { layout, side, chosen } = JSON.parse(snapshot);
    this.layout = layout;
    this.side = side;
    this.chosen = new Set(chosen);
    this.last = { kind: "", at: 0 };
    this.tell("change");
  }

  undo() {
    if (!this.past.length) return;
    this.future.push(this.snapshot());
    this.back(this.past.pop());
  }

  redo() {
    if (!this.future.length) return;
    this.past.push(this.snapshot());
    this.back(this.future.pop());
  }

  choose(keysChosen) {
    const next = new Set(keysChosen);
    if (next.size === this.chosen.size && [...next].every((key) => this.chosen.has(key))) return;
    this.chosen = next;
    this.last = { kind: "", at: 0 };
    this.tell("choice");
  }

  toggle(key) {
    const next = new Set(this.chosen);
    if (!next.delete(key)) next.add(key);
    this.choose(next);
  }

  turnTo(side) {
    if (side === this.side) return;
    this.side = side;
    this.chosen = new Set();
    this.tell("change");
  }

  add(row, { lowest = false } = {}) {
    const element = { ...this.defaults[row.type], ...row, key: `e${(keys += 1)}` };
    this.change(() => {
      if (lowest) this.elements.unshift(element);
      else this.elements.push(element);
      this.chosen = new Set([element.key]);
    });
    return element;
  }

  remove() {
    this.change(() => {
      this.layout[this.side] = this.elements.filter((element) => !this.chosen.has(element.key) || element.locked);
      this.chosen = new Set();
    });
  }

  /** Copies of rows, a little beside them, chosen. */
  paste(rows, beside = 3) {
    if (!rows.length) return;
    this.change(() => {
      const copies = rows.map(({ key, ...row }) => ({ // eslint-disable-line no-unused-vars
        ...this.defaults[row.type], ...row, x: fix(row.x + beside), y: fix(row.y + beside), locked: false,
        key: `e${(keys += 1)}`,
      }));
      this.elements.push(...copies);
      this.chosen = new Set(copies.map((element) => element.key));
    });
  }

  move(dx, dy, kind = "") {
    this.change(() => {
      for (const element of this.selection) {
        if (element.locked) continue;
        element.x = fix(element.x + dx);
        element.y = fix(element.y + dy);
      }
    }, kind);
  }

  grow(dx, dy, kind = "") {
    this.change(() => {
      for (const element of this.selection) {
        if (element.locked) continue;
        const box = covered(element);
        cover(element, { ...box, width: Math.max(0, box.width + dx), height: Math.max(0, box.height + dy) });
      }
    }, kind);
  }

  /** Up is towards the topmost. */
  shift(key, by) {
    const at = this.elements.findIndex((element) => element.key === key);
    this.place(key, at + by);
  }

  place(key, to) {
    const at = this.elements.findIndex((element) => element.key === key);
    if (at < 0 || to < 0 || to >= this.elements.length || to === at) return;
    this.change(() => {
      const [element] = this.elements.splice(at, 1);
      this.elements.splice(to, 0, element);
    });
  }
}
