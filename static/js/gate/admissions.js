// Who is in, as far as this device was told or saw itself: for each gate and delegate the scans that let them in.

export class Admissions {
  /** known: what `packed` gave. */
  constructor(known = []) {
    this.scans = new Map(known.map(([place, scans]) => [place, new Map(scans)]));
    this.undone = new Set();
  }

  packed() {
    return Array.from(this.scans, ([place, scans]) => [place, Array.from(scans)]);
  }

  /** ISO instant of the earliest; undefined: not in. */
  at(gate, handle) {
    const scans = this.scans.get(`${gate}:${handle}`);
    return scans && scans.size ? Array.from(scans.values()).sort()[0] : undefined;
  }

  add(gate, handle, scan, at) {
    if (this.undone.has(scan)) return; // told late of what was undone already
    const place = `${gate}:${handle}`;
    if (!this.scans.has(place)) this.scans.set(place, new Map());
    this.scans.get(place).set(scan, at);
  }

  undo(scan) {
    this.undone.add(scan);
    for (const scans of this.scans.values()) scans.delete(scan);
  }

  /** As the server tells them. */
  apply(told) {
    for (const { handle, gate, at, scan, undone } of told) {
      if (undone) this.undo(scan);
      else this.add(gate, handle, scan, at);
    }
  }
}
