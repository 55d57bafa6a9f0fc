// Who went through, as far as this device was told or saw itself: for each gate and delegate the scans that count.

export class Admissions {
  /** known: for each gate what `packed` gave. */
  constructor(known = []) {
    this.gates = new Map(known.map(([gate, places]) => [gate, new Map(places.map(([handle, scans]) => [handle, new Map(scans)]))]));
    this.undone = new Set();
    this.touched = new Set(); // gates of which something has changed since they were last written
  }

  packed(gate) {
    return Array.from(this.gates.get(gate) || [], ([handle, scans]) => [handle, Array.from(scans)]);
  }

  /** [{at: ISO instant, way}] in the order in which they count. */
  passages(gate, handle) {
    const places = this.gates.get(gate);
    const scans = (places && places.get(handle)) || new Map();
    return Array.from(scans, ([id, [at, way]]) => ({ id, at, way })).sort(
      (one, other) => Date.parse(one.at) - Date.parse(other.at) || (one.id < other.id ? -1 : 1));
  }

  add(gate, handle, scan, at, way) {
    if (this.undone.has(scan)) return; // told late of what was undone already
    if (!this.gates.has(gate)) this.gates.set(gate, new Map());
    const places = this.gates.get(gate);
    if (!places.has(handle)) places.set(handle, new Map());
    places.get(handle).set(scan, [at, way]);
    this.touched.add(gate);
  }

  undo(scan) {
    this.undone.add(scan);
    for (const [gate, places] of this.gates) {
      for (const scans of places.values()) if (scans.delete(scan)) this.touched.add(gate);
    }
  }

  /** As the server tells them. */
  apply(told) {
    for (const { handle, gate, at, scan, way, undone } of told) {
      if (undone) this.undo(scan);
      else this.add(gate, handle, scan, at, way);
    }
  }
}
