// The page at a gate that works without network (docs/device-api.md). With network the server decides and the page waits
// a moment for it; without, the device decides by itself, says so, and hands in what it did as soon as it can.

import { Admissions } from "./admissions.js";
import { Display } from "./display.js";
import { readEntries } from "./entries.js";
import { Outbox, Revoked } from "./outbox.js";
import { decide } from "./rules.js";
import { sound } from "./sound.js";
import { openStore } from "./store.js";
import { uuid7 } from "./uuid7.js";

const AGAIN = 2500; // ms in which the same code counts as the same reading
const WAIT = 1500; // ms for the server's answer before the device decides by itself
const FRESH = 15000; // ms since the last contact in which the server is worth waiting for
const EVERY = 5000; // ms between two contacts
const PATIENCE = 8000; // ms until a request is given up

const root = document.querySelector("[data-app]");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the API answers: {status, body}. Throws without network. */
async function ask(path, token, { body = null, binary = false } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(`${root.dataset.api}/${path}`, {
      method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), signal: abort.signal, credentials: "omit",
    });
    return { status: answer.status, body: binary && answer.ok ? await answer.arrayBuffer() : await answer.json() };
  } finally {
    clearTimeout(timer);
  }
}

class App extends Display {
  constructor(element, store) {
    super(element);
    this.store = store;
    this.queue = Promise.resolve();
    this.last = { text: "", at: 0 };
    this.contact = -Infinity;
    this.answers = new Map(); // scans that wait for their answer → who waits
    this.outbox = new Outbox({
      store: store.scans, clock: { now: () => Date.now() }, send: (body) => this.send(body),
      told: (body) => this.hear(body), settled: (answer) => this.settled(answer),
    });
    document.addEventListener("scan", (event) => this.read(event.detail));
    element.addEventListener("click", (event) => this.click(event));
    window.addEventListener("online", () => this.meet());
    window.addEventListener("offline", () => this.lose());
  }

  async start() {
    this.device = await this.store.get("device");
    const known = (await this.store.get("entries")) || { revision: 0, entries: new Map() };
    this.revision = known.revision;
    this.entries = known.entries;
    this.cursor = (await this.store.get("cursor")) || null;
    this.admissions = new Admissions((await this.store.get("admissions")) || []);
    const invitation = window.location.hash.slice(1);
    if (invitation) {
      window.history.replaceState(null, "", window.location.pathname); // used once: not to be seen, not to be sent again
      await this.join(invitation);
    }
    if (!this.device) return this.page("join");
    await this.learn();
    const gate = this.device.about && this.device.about.gates.find(({ id }) => id === this.device.gate);
    if (gate) this.open(gate);
    else this.choose();
    return this.keepMeeting();
  }

  /** One part of the page at a time. */
  page(name) {
    for (const part of this.element.querySelectorAll("[data-page]")) part.hidden = part.dataset.page !== name;
  }

  async join(invitation) {
    const place = this.part("join-error");
    try {
      const { status, body } = await ask("devices", null, { body: { invitation } });
      if (status !== 201) {
        place.textContent = body.message;
        return;
      }
      if (this.device) await this.forget();
      this.device = { token: body.token, ...body.device };
      await this.store.set("device", this.device);
    } catch (error) {
      place.textContent = this.words.noNetwork;
    }
  }

  /** Another meeting's or another key's: what was held for it goes. What waits stays and is handed in by the new key. */
  async forget() {
    this.entries = new Map();
    this.revision = 0;
    this.cursor = null;
    this.admissions = new Admissions();
    for (const [name, value] of [["entries", undefined], ["cursor", null], ["admissions", []]]) await this.store.set(name, value);
  }

  /** The gates and the words; without network those of last time. */
  async learn() {
    try {
      const { status, body } = await ask("device", this.device.token);
      if (status === 401) return await this.revoked(body.message);
      if (status !== 200) return undefined;
      this.device.about = body;
      await this.store.set("device", this.device);
    } catch (error) {
      this.lose();
    }
    return undefined;
  }

  choose() {
    const list = this.part("gates");
    list.textContent = "";
    for (const gate of (this.device.about ? this.device.about.gates : []).filter(({ closed }) => !closed)) {
      const row = this.part("gate-row").content.cloneNode(true).firstElementChild;
      row.querySelector("button").dataset.choose = gate.id;
      row.querySelector("[data-gate-name]").textContent = gate.name;
      list.append(row);
    }
    this.part("no-gates").hidden = list.children.length > 0;
    this.page("choose");
  }

  open(gate) {
    this.gate = gate;
    this.device.gate = gate.id;
    this.store.set("device", this.device);
    document.querySelector("[data-title]").textContent = gate.name;
    document.querySelector("[data-device]").textContent = `${this.device.about.meeting.title} · ${this.device.name}`;
    this.page("gate");
    this.tell();
  }

  click(event) {
    const chosen = event.target.closest("[data-choose]");
    const undone = event.target.closest("[data-undo]");
    if (chosen) this.open(this.device.about.gates.find(({ id }) => id === Number(chosen.dataset.choose)));
    else if (event.target.closest("[data-other-gate]")) this.choose();
    else if (event.target.closest("[data-paste]")) this.paste();
    else if (undone) this.undo(undone.closest("[data-scan]").dataset.scan);
    else if (event.target.closest("[data-undo-last]") && this.lastAdmitted) this.undo(this.lastAdmitted);
  }

  /** Where a camera opens another browser than the one that is to scan. */
  async paste() {
    await this.join(this.element.querySelector("#link").value.split("#").pop().trim());
    if (this.device) window.location.reload();
  }

  read({ text, method }) {
    if (!this.gate) return;
    const now = performance.now();
    const again = text === this.last.text && now - this.last.at < AGAIN;
    this.last = { text, at: now };
    if (again) return;
    this.show({ result: "waiting" });
    this.queue = this.queue.then(() => this.take({ code: text.slice(0, 1000), method })).catch((error) => this.broken(error));
  }

  undo(id) {
    this.offerUndo(id, false);
    this.queue = this.queue.then(() => this.take({ undoes: id, method: "search" })).catch((error) => this.broken(error));
  }

  /** One scan or undo: stored, then answered by the server or decided here, then shown. */
  async take(what) {
    const scan = await this.outbox.keep({ id: uuid7(), gate: this.gate.id, ...what });
    const answer = (this.isOnline() && (await this.answerOf(scan.id))) || (await this.ownAnswer(scan));
    this.show(answer);
    sound(answer.result);
    if (answer.id) this.note(answer);
    this.last.at = performance.now();
    this.tell();
  }

  /** The server's answer; null: it didn't come in time. */
  async answerOf(id) {
    const waited = new Promise((resolve) => this.answers.set(id, resolve));
    this.meet();
    const answer = await Promise.race([waited, pause(WAIT).then(() => null)]);
    this.answers.delete(id);
    if (!answer || !answer.error) return answer;
    return { result: "refused", word: this.gate.words.refused, sentence: answer.error.message };
  }

  /** What the device makes of it, kept with the scan before it is shown. */
  async ownAnswer(scan) {
    const base = { id: scan.id, time: this.clock(scan.at), own: true };
    if (scan.undoes) {
      await this.outbox.show(scan.id, "undone", null);
      this.admissions.undo(scan.undoes);
      this.keepAdmissions();
      this.change(-1);
      return { ...base, result: "undone", word: this.gate.words.undone, sentence: this.words.undone };
    }
    const admitted = (gate, handle) => this.admissions.at(gate, handle);
    const found = await decide({ code: scan.code, gate: this.gate, entries: this.entries, admitted });
    await this.outbox.show(scan.id, found.result, found.refusal);
    if (found.result === "admitted") {
      this.admissions.add(this.gate.id, found.handle, scan.id, scan.at);
      this.keepAdmissions();
      this.change(1);
    }
    const { categories, refusals, sub_forums: forums } = this.device.about;
    const person = found.person || { name: "", unit: "", category: "", forum: "" };
    const sentence = found.refusal ? refusals[found.refusal] : found.first ? this.words.before.replace("{time}", this.clock(found.first)) : "";
    return {
      ...base, result: found.result, word: this.gate.words[found.result], name: person.name, unit: person.unit,
      category: categories[person.category] || "", sub_forum: forums[person.forum] || "",
      sentence: found.refusal === "unknown" ? `${sentence}${this.words.maybeOld}` : sentence,
    };
  }

  settled(answer) {
    if (this.answers.has(answer.id)) {
      if (answer.result === "admitted") this.change(1);
      if (answer.result === "undone") this.change(-1);
      this.answers.get(answer.id)(answer);
    }
    if (answer.error) return;
    if (answer.result === "undone") this.admissions.undo(answer.undoes);
    else if ((answer.shown || answer.result) === "admitted") this.admissions.add(this.gate.id, answer.handle, answer.id, answer.at);
  }

  /** One request; what it brings besides answers to scans is heard by `hear`. */
  async send(body) {
    const answer = await ask("scans", this.device.token, { body: { ...body, since: this.cursor, battery: await battery() } });
    this.contact = performance.now();
    return answer;
  }

  hear({ admissions, cursor, counts, revision }) {
    this.admissions.apply(admissions);
    this.cursor = cursor;
    this.keepAdmissions();
    this.newest = revision;
    const count = this.gate && counts[this.gate.id];
    if (!count) return;
    document.querySelector("[data-present]").textContent = count.present;
    document.querySelector("[data-expected]").textContent = count.expected;
  }

  async keepAdmissions() {
    await this.store.set("admissions", this.admissions.packed());
    await this.store.set("cursor", this.cursor);
  }

  /** Hand in what waits and hear what others did. */
  async meet() {
    try {
      await this.outbox.handIn();
      if (this.newest > this.revision) await this.fetchEntries();
    } catch (error) {
      if (error instanceof Revoked) await this.revoked(error.message);
      else this.lose();
    }
    this.tell();
  }

  async fetchEntries() {
    const { status, body } = await ask(`entries?since=${this.revision}`, this.device.token, { binary: true });
    if (status !== 200) return;
    const { revision, entries } = readEntries(body);
    for (const [lookup, sealed] of entries) this.entries.set(lookup, sealed);
    this.revision = revision;
    await this.store.set("entries", { revision, entries: this.entries });
  }

  async keepMeeting() {
    for (;;) {
      if (!this.device) return;
      if (!document.hidden || (await this.store.scans.all()).length) await this.meet();
      await pause(EVERY);
    }
  }

  isOnline() {
    return navigator.onLine && performance.now() - this.contact < FRESH;
  }

  lose() {
    this.contact = -Infinity;
    this.tell();
  }

  /** The line that says how things stand. */
  async tell() {
    if (!this.device || !this.gate) return;
    const waiting = (await this.store.scans.all()).length;
    const line = this.part("network");
    line.dataset.state = this.isOnline() ? "online" : "offline";
    const text = this.isOnline() ? (waiting ? this.words.handingIn : this.words.online) : this.words.offline;
    const said = text.replace("{n}", waiting).replace("{badges}", this.entries.size);
    if (line.textContent !== said) line.textContent = said;
    this.element.dataset.badges = this.entries.size;
    this.element.dataset.waiting = waiting;
  }

  async revoked(message) {
    await this.store.wipe();
    this.device = null;
    this.gate = null;
    this.part("join-error").textContent = message || "";
    this.page("join");
  }

  broken(error) {
    this.show({ result: "refused", word: this.words.failedWord, sentence: this.words.failed });
    sound("refused");
    console.error(error);
  }

  clock(at) {
    const zone = this.device.about.meeting.zone;
    return new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone }).format(new Date(at));
  }
}

async function battery() {
  if (!navigator.getBattery) return null;
  const { level } = await navigator.getBattery().catch(() => ({ level: null }));
  return level;
}

async function start() {
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.scope }).catch(() => {});
  if (!window.isSecureContext || !window.indexedDB || !crypto.subtle) {
    for (const part of root.querySelectorAll("[data-page]")) part.hidden = part.dataset.page !== "insecure";
    return;
  }
  const app = new App(root, await openStore());
  root.dataset.ready = "";
  await app.start();
}

if (root) start();
