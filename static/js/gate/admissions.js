// Who went through, as far as this device was told or saw itself: for each gate and delegate the scans that count.

export class Admissions {
  /** known: what `packed` gave. */
  constructor(known = []) {
    this.scans = new Map(known.map(([place, scans]) => [place, new Map(scans)]));
    this.undone = new Set();
  }

  packed() {
    return Array.from(this.scans, ([place, scans]) => [place, Array.from(scans)]);
  }

  /** [{at: ISO instant, way}] in the order in which they count. */
  passages(gate, handle) {
    const scans = this.scans.get(`${gate}:${handle}`) || new Map();
    return Array.from(scans, ([id, [at, way]]) => ({ id, at, way })).sort(
      (one, other) => Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1));
  }

  add(gate, handle, scan, at, way) {
    if (this.undone.has(scan)) return; // told late of what was undone already
    const place = `${gate}:${handle}`;
    if (!this.scans.has(place)) this.scans.set(place, new Map());
    this.scans.get(place).set(scan, [at, way]);
  }

  undo(scan) {
    this.undone.add(scan);
    for (const scans of this.scans.values()) scans.delete(scan);
  }

  /** As the server tells them. */
  apply(told) {
    for (const { handle, gate, at, scan, way, undone } of told) {
      if (undone) this.undo(scan);
      else this.add(gate, handle, scan, at, way);
    }
  }
}
