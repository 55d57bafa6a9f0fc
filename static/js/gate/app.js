// The face of the station (station.js): joining, choosing a gate, verdicts, and the line that says how the network is.

import { drawBadge } from "./badge.js";
import { Display } from "./display.js";
import { Revoked } from "./outbox.js";
import { sound } from "./sound.js";
import { MOST, longEnough, matching, tailOf } from "./people.js";
import { Station } from "./station.js";
import { Kiosk } from "./kiosk.js";
import { openStore } from "./store.js";
import { uuid7 } from "./uuid7.js";

const AGAIN = 2500; // ms in which the same code counts as the same reading
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
    this.station = new Station({
      store, id: uuid7, clock: { now: () => Date.now(), pause }, changed: () => this.tell(),
      renewed: () => this.renew(),
      ask: async (path, { body, binary }) =>
        ask(path, this.device.token, { body: body && { ...body, battery: await battery() }, binary }),
    });
    document.addEventListener("scan", (event) => this.read(event.detail));
    element.addEventListener("click", (event) => this.click(event));
    this.part("walk-in-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.walkIn(event.target);
    });
    this.search = element.querySelector("#search");
    this.search.addEventListener("input", () => this.look());
    window.addEventListener("online", () => this.meet());
    window.addEventListener("offline", () => this.station.lose());
  }

  async start() {
    this.device = await this.store.get("device");
    await this.station.load();
    if (this.device && this.device.about) await this.station.allow(this.device.about.device);
    const invitation = window.location.hash.slice(1);
    if (invitation) {
      window.history.replaceState(null, "", window.location.pathname); // used once: not to be seen, not to be sent again
      await this.join(invitation);
    }
    if (!this.device) return this.page("join");
    await this.learn();
    if (!this.device) return undefined;
    const gate = this.device.about && this.device.about.gates.find(({ id }) => id === this.device.gate);
    if (this.device.about && this.device.about.device.is_kiosk && this.device.about.gates.length) this.serveThemselves(gate);
    else if (gate) this.open(gate);
    else this.choose();
    return this.keepMeeting();
  }

  /** One part of the page at a time. */
  page(name) {
    for (const part of this.element.querySelectorAll("[data-page]")) part.hidden = part.dataset.page !== name;
  }

  async join(invitation) {
    const place = this.part("join-error");
    if (this.device) await this.meet(); // what was scanned with the key so far is handed in by it
    if ((await this.waiting()) > 0) {
      window.alert(this.words.unsent);
      return;
    }
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

  /** Another key's: what was held for it goes. */
  async forget() {
    for (const name of ["entries", "cursor", "gates", "heard", "counts", "spares", "walkIns", "people"]) await this.store.set(name, null);
    await this.station.load();
  }

  /** The gates and the words; without network those of last time. */
  async learn() {
    try {
      const { status, body } = await ask("device", this.device.token);
      if (status === 401) return await this.meet(); // hands in what waits, and hears it too
      if (status !== 200) return undefined;
      await this.keepAbout(body);
    } catch (error) {
      this.station.lose(); // those of last time do
    }
    return undefined;
  }

  /** Gates and rules may be others now. */
  async renew() {
    const { status, body } = await ask("device", this.device.token);
    if (status === 200) await this.keepAbout(body);
    this.gate = this.gate && (this.device.about.gates.find(({ id }) => id === this.gate.id) || this.gate);
    if (this.gate) this.offer();
  }

  async keepAbout(about) {
    this.device.about = about;
    await this.station.allow(about.device);
    await this.store.set("zone", about.meeting.zone);
    await this.store.set("device", this.device);
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

  /** Delegates use it: at its gate, or the first of its gates. */
  serveThemselves(gate) {
    this.open(gate || this.device.about.gates.find(({ closed }) => !closed) || this.device.about.gates[0]);
    this.page("kiosk");
    const { token } = this.device;
    this.kiosk = new Kiosk(this.element.querySelector('[data-page="kiosk"]'), {
      words: this.words,
      ask: (path, body, options) => ask(path, token, { body, ...options }),
      meet: () => this.meet(),
      admit: async (code) => this.inWords(await this.station.take(this.gate, { code, method: "scanner", way: "in" })),
      whose: async (code) => this.inWords({ scan: { at: new Date().toISOString() }, own: await this.station.look(this.gate, code) }),
    });
  }

  open(gate) {
    this.gate = gate;
    this.station.at = gate.id;
    this.device.gate = gate.id;
    this.store.set("device", this.device);
    document.querySelector("[data-title]").textContent = gate.name;
    document.querySelector("[data-device]").textContent = `${this.device.about.meeting.title} · ${this.device.name}`;
    this.offer();
    this.page("gate");
    this.tell();
  }

  /** What this device may do at this gate. */
  offer() {
    this.part("ways").hidden = this.gate.passing !== "in-out";
    this.element.querySelector("#walk-in-mobile").required = this.device.about.meeting.mobile_required;
    this.part("search").hidden = !this.device.about.device.may_search;
    this.part("walk-in").hidden = !this.device.about.device.may_register;
    this.overridable = this.device.about.device.may_override ? this.device.about.overridable : [];
  }

  click(event) {
    const chosen = event.target.closest("[data-choose]");
    const undone = event.target.closest("[data-undo]");
    if (chosen) this.open(this.device.about.gates.find(({ id }) => id === Number(chosen.dataset.choose)));
    else if (event.target.closest("[data-delegate]")) this.choosePerson(event.target.closest("[data-delegate]"));
    else if (event.target.closest("[data-other-gate]")) this.choose();
    else if (event.target.closest("[data-print]")) window.print();
    else if (event.target.closest("[data-paste]")) this.paste();
    else if (undone) this.undo(undone.closest("[data-scan]").dataset.scan);
    else if (event.target.closest("[data-undo-last]") && this.lastAdmitted) this.undo(this.lastAdmitted);
  }

  /** Where a camera opens another browser than the one that is to scan. */
  paste() {
    window.location.hash = this.element.querySelector("#link").value.split("#").pop().trim();
    window.location.reload();
  }

  read({ text, method }) {
    if (!this.gate) return;
    if (this.kiosk) {
      this.kiosk.read(text.slice(0, 1000));
      return;
    }
    const now = performance.now();
    const again = text === this.last.text && now - this.last.at < AGAIN;
    this.last = { text, at: now };
    if (again) return;
    this.show({ result: "waiting" });
    this.queue = this.queue.then(() => this.take({ code: text.slice(0, 1000), method, way: this.way })).catch((error) => this.broken(error));
  }

  undo(id) {
    this.offerUndo(id, false);
    this.queue = this.queue.then(() => this.take({ undoes: id, method: "search" })).catch((error) => this.broken(error));
  }

  letIn(refused, reason) {
    const what = { overrides: refused, reason, way: this.way, method: "search" };
    this.queue = this.queue.then(() => this.take(what)).catch((error) => this.broken(error));
  }

  /** Who is meant by what is typed: of the list on the device, or by the end of a mobile, which only the server knows. */
  async look() {
    const typed = this.search.value;
    const tail = tailOf(typed);
    const found = tail ? await this.station.withTail(tail) : matching(this.station.people, typed);
    if (this.search.value !== typed) return; // typed on meanwhile
    const list = this.part("found");
    list.textContent = "";
    for (const person of (found || []).slice(0, MOST)) list.append(this.personRow(person));
    const none = typed.trim() ? (longEnough(typed) ? this.words.nobody.replace("{typed}", typed.trim()) : this.words.typeMore) : "";
    const more = found && found.length > MOST ? this.words.more : "";
    this.part("found-none").textContent = found === null ? this.words.tailOffline : found.length ? more : none;
  }

  personRow(person) {
    const row = this.part("person").content.cloneNode(true).firstElementChild;
    row.querySelector("button").dataset.delegate = person.id;
    this.write(row.querySelector("[data-person-name]"), person.name);
    row.querySelector("[data-person-unit]").textContent = [person.unit, person.post].filter(Boolean).join(" · ");
    const { categories, sub_forums: forums } = this.device.about;
    row.querySelector("[data-person-more]").textContent = [categories[person.category], forums[person.forum]].filter(Boolean).join(" · ");
    const [first] = this.station.admissions.passages(this.gate.id, person.handle);
    row.querySelector("[data-person-state]").textContent = first ? this.words.hereSince.replace("{time}", this.clock(first.at)) : person.confirmed ? "" : this.words.unconfirmed;
    return row;
  }

  choosePerson(button) {
    const reason = this.element.querySelector("#by-hand").value;
    this.search.value = "";
    this.search.blur(); // off the field no input method stands between a scanner and us
    this.look();
    this.show({ result: "waiting" });
    const what = { delegate: Number(button.dataset.delegate), reason, way: this.way, method: "search" };
    this.queue = this.queue.then(() => this.take(what)).catch((error) => this.broken(error));
  }

  /** Three fields; the badge is drawn here, network or not. */
  walkIn(form) {
    const [name, unit, mobile] = ["name", "unit", "mobile"].map((field) => joined(form.elements[field].value.trim()));
    this.queue = this.queue.then(async () => {
      const taken = await this.station.walkIn(this.gate, { name, unit, mobile, way: this.way });
      if (!taken) return this.show({ result: "refused", word: this.words.failedWord, sentence: this.words.noSpares });
      const answer = this.settle(taken);
      if (taken.answer && taken.answer.error) return undefined; // what was typed stays, to be mended
      form.reset();
      form.closest("details").open = false;
      const { categories } = this.device.about;
      drawBadge(this.part("badge"), { meeting: this.device.about.meeting.title, name, unit, category: answer.category || categories.A, qr: taken.spare.qr });
      this.part("print-badge").hidden = false;
      return undefined;
    }).catch((error) => this.broken(error));
  }

  async take(what) {
    this.part("print-badge").hidden = true;
    this.settle(await this.station.take(this.gate, what));
  }

  settle(taken) {
    const answer = this.inWords(taken);
    this.show(answer);
    sound(answer.result);
    if (answer.id) this.note(answer);
    this.last = answer.result === "undone" ? { text: "", at: 0 } : { ...this.last, at: performance.now() };
    this.tell();
    return answer;
  }

  /** What is shown: the server's words, or for what the device decided those that it learnt. */
  inWords({ scan, answer, own }) {
    if (answer && answer.error) return { result: "refused", word: this.gate.words.refused, sentence: answer.error.message };
    if (answer) return answer;
    const { categories, refusals, sub_forums: forums, let_in: letIn, not_inside: notInside, guest } = this.device.about;
    const person = own.person || { name: "", unit: "", category: "", forum: "" };
    let sentence = own.refusal ? refusals[own.refusal] : "";
    if (own.refusal === "unknown") sentence += this.words.maybeOld;
    if (own.first) sentence = this.words.before.replace("{time}", this.clock(own.first));
    else if (own.result === "repeated") sentence = notInside;
    else if (own.result === "admitted" && guest && person.category === guest.category && !own.warning) sentence = guest.sentence;
    else if (own.warning) sentence = scan.reason ? letIn.replace("%(reason)s", scan.reason) : refusals[own.warning];
    if (own.result === "undone") sentence = this.words.undone;
    return {
      lines: this.lines(person, categories, forums),
      id: scan.id, time: this.clock(scan.at), result: own.result, refusal: own.refusal, word: this.gate.words[own.result], name: person.name,
      unit: person.unit, category: categories[person.category] || "", sub_forum: forums[person.forum] || "", sentence,
    };
  }

  /** What the gate shows besides the name, of what the device knows. */
  lines(person, categories, forums) {
    const shows = (what) => (this.gate.shows || []).includes(what);
    const together = [shows("category") && categories[person.category], shows("forum") && forums[person.forum]];
    return [shows("unit") && person.unit, shows("post") && person.post, together.filter(Boolean).join(" · ")].filter(Boolean);
  }

  /** Hand in what waits and hear what others did; the line at the top says how it went. */
  async meet() {
    try {
      await this.station.meet();
    } catch (error) {
      if (error instanceof Revoked) await this.revoked(error.message);
    }
  }

  async keepMeeting() {
    for (;;) {
      if (!this.device) return;
      if (!document.hidden || (await this.waiting())) await this.meet();
      await pause(EVERY);
    }
  }

  /** The line that says how things stand. */
  async tell() {
    if (!this.device || !this.gate) return;
    const scans = await this.store.scans.all();
    if (!this.gate) return; // revoked meanwhile
    const waiting = scans.length;
    const line = this.part("network");
    const online = this.station.isOnline();
    const text = online ? (waiting ? this.words.handingIn : this.words.online) : this.words.offline;
    const said = text.replace("{n}", waiting).replace("{badges}", this.station.entries.size);
    if (line.textContent !== said) line.textContent = said;
    line.dataset.state = online ? "online" : "offline";
    this.element.dataset.badges = this.station.entries.size;
    this.element.dataset.unheard = this.station.unheard().length;
    this.element.dataset.waiting = waiting;
    const { present, expected } = this.station.counts[this.gate.id] || { present: 0, expected: 0 };
    const own = scans.filter(({ gate, shown }) => gate === this.gate.id && shown); // not in the server's count yet
    const more = own.filter(({ shown }) => shown === "admitted").length - own.filter(({ shown }) => shown === "undone" || shown === "left").length;
    document.querySelector("[data-present]").textContent = present + more;
    document.querySelector("[data-expected]").textContent = expected;
    document.querySelector("[data-tally]").hidden = false;
  }

  async waiting() {
    return (await this.store.scans.all()).length;
  }

  async revoked(message) {
    this.device = null;
    this.gate = null;
    await this.store.wipe();
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

/** As the server has it: blanks between Han characters are no part of a name. */
function joined(text) {
  return text.replace(/(\p{Script=Han})\s+(?=\p{Script=Han})/gu, "$1");
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
