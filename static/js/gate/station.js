// A device at the gate, without a face: what it knows, how it decides, what it hands in. With network the server decides and
// the device waits a moment for it; without, the device decides by itself. Storage, network and clock are handed in.

import { Admissions } from "./admissions.js";
import { readEntries } from "./entries.js";
import { Outbox } from "./outbox.js";
import { parseCode, hex } from "./codes.js";
import { decide, judge, letThrough } from "./rules.js";

export const WAIT = 1500; // ms for the server's answer before the device decides by itself
export const FEW = 15; // spare badges below which more are fetched
export const LIST_AGE = 60000; // ms after which a changed list of people is fetched again
export const FRESH = 15000; // ms since the last contact in which the server is worth waiting for

export class Station {
  /**
   * store: {get(name), set(name, value), scans} as openStore gives; ask(path, {body, binary}): {status, body}, throws
   * without network; clock: {now(), pause(ms)}; id(): a UUIDv7. changed() hears that something to be seen has changed, renewed() that
   * the organisers have changed something.
   */
  constructor({ store, ask, clock, id, changed = () => {}, renewed = () => {} }) {
    Object.assign(this, { store, ask, clock, id, changed, renewed });
    this.contact = -Infinity;
    this.waited = new Map(); // a scan's id → who waits for its answer
    this.counts = {}; // of the server: gate → {present, expected}
    this.refused = new Map(); // a scan's id → whom this device refused by itself, as long as it is on
    this.outbox = new Outbox({
      store: store.scans, clock, send: (body) => this.send(body), told: (body) => this.hear(body),
      settled: (answer) => this.settled(answer), measured: (offset) => this.store.set("offset", offset),
    });
  }

  /** What was known when the device was last on. */
  async load() {
    const known = (await this.store.get("entries")) || { revision: 0, entries: new Map() };
    this.revision = known.revision;
    this.entries = known.entries;
    this.cursor = (await this.store.get("cursor")) || null;
    const gates = (await this.store.get("gates")) || []; // each apart: one that nobody went through needn't be written again
    this.kept = new Set(gates);
    this.admissions = new Admissions(
      await Promise.all(gates.map(async (gate) => [gate, (await this.store.get(`gate-${gate}`)) || []])));
    this.counts = (await this.store.get("counts")) || {};
    this.heard = new Set((await this.store.get("heard")) || []); // gates of which it knows who went through before the cursor
    this.outbox.offset = (await this.store.get("offset")) || 0;
    this.spares = (await this.store.get("spares")) || []; // [{code, qr}], signed in advance
    const list = (await this.store.get("people")) || { revision: -1, at: -Infinity, people: [] };
    this.people = list.people; // of a device that may search: everybody, in the open
    this.listed = { revision: list.revision, at: list.at };
    this.walkIns = (await this.store.get("walkIns")) || {}; // token → who was given a spare badge here
  }

  /**
   * One scan ({code, way}; {delegate, way, reason} of who was looked up), undo ({undoes}) or letting in all the same ({overrides, reason}) at a gate of the API: kept, then
   * answered by the server or decided here. → {scan, answer} or {scan, own: {result, refusal, warning, person, first}}.
   */
  async take(gate, what) {
    const scan = await this.outbox.keep({ id: this.id(), gate: gate.id, ...what });
    const answer = this.isOnline() ? await this.answerOf(scan.id) : null;
    if (!answer) return { scan, own: await this.decideAlone(gate, scan) };
    if (answer.refusal && answer.handle) this.refused.set(scan.id, { refusal: answer.refusal, person: { ...answer, forum: "" } });
    return { scan, answer };
  }

  /** Who came unannounced gets a spare badge: as `take`, with the badge: {code, qr}. null: there is none left. */
  async walkIn(gate, { name, unit, mobile, way }) {
    const spare = this.spares.shift();
    if (!spare) return null;
    await this.store.set("spares", this.spares); // never twice, whatever becomes of this one
    const token = hex(parseCode(spare.code).token);
    this.walkIns[token] = { handle: token, confirmed: true, category: "A", name, unit, post: "", forum: "" };
    await this.store.set("walkIns", this.walkIns);
    const taken = await this.take(gate, { code: spare.code, walk_in: { name, unit, mobile }, way, method: "search" });
    return { ...taken, spare };
  }

  /** What the device alone would say of a code, without anything coming of it. */
  async look(gate, code) {
    const at = new Date(this.clock.now() + this.outbox.offset).toISOString();
    const zone = await this.store.get("zone");
    const passages = (place, handle) => this.admissions.passages(place, handle);
    return decide({ code, gate: { ...gate, rules: [] }, at, zone, entries: this.entries, walkIns: this.walkIns, passages });
  }

  async fetchSpares() {
    const { status, body } = await this.ask("spares", { body: {} });
    if (status !== 200) return;
    const used = this.walkIns; // the server may not know of it yet
    this.spares = body.spares.filter(({ code }) => !used[hex(parseCode(code).token)]);
    await this.store.set("spares", this.spares);
  }

  /** The server's answer; null: it didn't come in time. */
  async answerOf(id) {
    const came = new Promise((resolve) => this.waited.set(id, resolve));
    this.meet().catch(() => {});
    const answer = await Promise.race([came, this.clock.pause(WAIT).then(() => null)]);
    this.waited.delete(id);
    return answer;
  }

  async decideAlone(gate, scan) {
    if (scan.undoes) {
      await this.outbox.show(scan.id, { shown: "undone" });
      this.admissions.undo(scan.undoes);
      await this.keepAdmissions();
      return { result: "undone", refusal: null, warning: null, person: null, first: null };
    }
    const at = new Date(Date.parse(scan.at) + scan.offset_ms).toISOString();
    const passages = (place, handle) => this.admissions.passages(place, handle);
    const zone = await this.store.get("zone");
    const refused = scan.overrides && this.refused.get(scan.overrides);
    const chosen = scan.delegate && this.people.find(({ id }) => id === scan.delegate);
    let own;
    if (refused) own = letThrough({ gate, way: scan.way, at, zone, person: refused.person, warning: refused.refusal, passages });
    else if (chosen) own = judge({ person: chosen, gate, way: scan.way, at, zone, passages });
    else own = await decide({ code: scan.code || "", gate, way: scan.way, at, zone, entries: this.entries, walkIns: this.walkIns, passages });
    if (own.result === "refused" && own.person) this.refused.set(scan.id, own);
    await this.outbox.show(scan.id, { shown: own.result, refusal: own.refusal, warning: own.warning });
    if (own.result === "admitted" || own.result === "left") {
      this.admissions.add(gate.id, own.handle, scan.id, at, scan.way);
      await this.keepAdmissions();
    }
    return own;
  }

  /** Hand in what waits, and hear what others did and what changed. Throws without network, and `Revoked`. */
  async meet() {
    try {
      await this.outbox.handIn();
      if (this.newest > this.revision) await this.fetchEntries();
      this.changed();
      await this.catchUp();
      if (this.maySearch) await this.fetchPeople();
      if (this.mayRegister && this.spares.length < FEW) await this.fetchSpares();
    } catch (error) {
      this.lose();
      throw error;
    }
    this.changed();
  }

  async send(body) {
    const gates = this.cursor ? null : []; // at the first contact only where to go on from
    const answer = await this.ask("scans", { body: { ...body, since: this.cursor, gates } });
    this.contact = this.clock.now();
    return answer;
  }

  /** Who went through before this device was there: gate by gate, the one that it is at first. While online the server knows. */
  catchUp() {
    this.catching = this.catching || this.hearGates().finally(() => { this.catching = null; });
    return this.catching;
  }

  unheard() {
    return Object.keys(this.counts).map(Number).filter((gate) => !this.heard.has(gate));
  }

  async hearGates() {
    for (;;) {
      const unheard = this.unheard();
      if (!unheard.length) return;
      const gate = unheard.includes(this.at) ? this.at : unheard[0];
      const waiting = (await this.store.scans.all()).length;
      const { status, body } = await this.ask("scans", { body: { scans: [], waiting, since: null, gates: [gate] } });
      if (status !== 200) return;
      this.contact = this.clock.now();
      this.admissions.apply(body.admissions);
      this.heard.add(gate);
      await this.keepAdmissions();
    }
  }

  hear({ admissions, cursor, counts, revision }) {
    this.admissions.apply(admissions);
    this.cursor = cursor;
    this.counts = counts;
    this.newest = revision;
    this.store.set("counts", counts);
    this.keepAdmissions();
  }

  settled(answer) {
    if (answer.refusal) this.admissions.undo(answer.id); // let in by the device alone, and it shouldn't have been
    else if (answer.result === "undone") this.admissions.undo(answer.undoes);
    else if (answer.handle && ["admitted", "left"].includes(answer.shown || answer.result)) {
      this.admissions.add(answer.gate_id, answer.handle, answer.id, answer.at, answer.way);
    }
    if (this.waited.has(answer.id)) this.waited.get(answer.id)(answer);
  }

  async fetchEntries() {
    const { status, body } = await this.ask(`entries?since=${this.revision}`, { binary: true });
    if (status !== 200) return;
    const { revision, entries } = readEntries(body);
    for (const [lookup, sealed] of entries) this.entries.set(lookup, sealed);
    this.revision = revision;
    await this.store.set("entries", { revision, entries: this.entries });
    await this.renewed();
  }

  /** Whoever may no longer search keeps no list. */
  async allow({ may_register: mayRegister, may_search: maySearch }) {
    this.mayRegister = mayRegister;
    this.maySearch = maySearch;
    if (!maySearch && this.listed.revision >= 0) {
      await this.store.set("people", null);
      this.people = [];
      this.listed = { revision: -1, at: -Infinity };
    }
  }

  /** Everybody's names: anew when something was changed, and not more often than once a minute. */
  async fetchPeople() {
    const { revision, at } = this.listed;
    const now = this.clock.now();
    if (revision >= (this.newest || 0) || (revision >= 0 && Math.abs(now - at) < LIST_AGE)) return;
    const { status, body } = await this.ask("people", {});
    if (status !== 200) return;
    this.people = body.people;
    this.listed = { revision: body.revision, at: now };
    await this.store.set("people", { ...this.listed, people: this.people });
  }

  /** Who have these digits at the end of their mobiles, of those listed; null: it takes the server. */
  async withTail(tail) {
    const { status, body } = await this.ask("people/tail", { body: { tail } }).catch(() => ({ status: 0 }));
    return status === 200 ? body.ids.map((id) => this.people.find((person) => person.id === id)).filter(Boolean) : null;
  }

  async keepAdmissions() {
    const touched = Array.from(this.admissions.touched);
    this.admissions.touched.clear();
    for (const gate of touched) {
      await this.store.set(`gate-${gate}`, this.admissions.packed(gate));
      if (!this.kept.has(gate)) await this.store.set("gates", Array.from(this.kept.add(gate)));
    }
    await this.store.set("cursor", this.cursor);
    await this.store.set("heard", Array.from(this.heard));
  }

  isOnline() {
    return this.clock.now() - this.contact < FRESH;
  }

  lose() {
    this.contact = -Infinity;
    this.changed();
  }
}
