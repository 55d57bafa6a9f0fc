// The page at a gate: each reading or choice becomes one scan with an id of its own, sent until the server answers. What
// is shown is what the server said; without an answer nobody is shown as admitted. Runs on Chromium 81.

const gate = document.querySelector("[data-gate]");

const TRIES = 3;
const PATIENCE = 8000; // ms until an answer is no longer waited for
const AGAIN = 2500; // ms in which the same code counts as the same reading: a scanner's trigger held too long
const SHOWN = 8;
const COUNT_EVERY = 5000;

/** A UUIDv7 (RFC 9562 §5.7). crypto.randomUUID is neither in Chromium 81 nor on plain http. */
function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let left = Date.now();
  for (let place = 5; place >= 0; place -= 1) {
    bytes[place] = left % 256;
    left = Math.floor(left / 256);
  }
  bytes[6] = (bytes[6] % 16) + 0x70;
  bytes[8] = (bytes[8] % 64) + 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Told by the ear alone: two rising tones, one tone twice, a low buzz. */
const TUNES = {
  admitted: [[880, 0, 0.09], [1318, 0.1, 0.16]],
  repeated: [[660, 0, 0.11], [660, 0.2, 0.11]],
  refused: [[165, 0, 0.45]],
  undone: [[660, 0, 0.09], [440, 0.1, 0.12]],
};
let audio = null;

/** A browser lets a page sound only after a touch or a key: the first one prepares it. */
function prepareSound() {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!audio && Context) audio = new Context();
  if (audio && audio.state === "suspended") audio.resume().catch(() => {});
}

function sound(result) {
  const touched = !navigator.userActivation || navigator.userActivation.hasBeenActive; // before that, vibrating is blocked
  if (navigator.vibrate && touched) navigator.vibrate(result === "admitted" ? 80 : [120, 80, 120]);
  if (!audio || audio.state !== "running") return;
  for (const [pitch, start, length] of TUNES[result] || TUNES.refused) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = result === "refused" ? "sawtooth" : "sine";
    tone.frequency.value = pitch;
    const begin = audio.currentTime + start;
    volume.gain.setValueAtTime(0.3, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + length);
  }
}

class Gate {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.queue = Promise.resolve();
    this.waiting = 0;
    this.last = { text: "", at: 0 };
    this.lastAdmitted = null;
    this.part = (name) => element.querySelector(`[data-${name}]`);
    document.addEventListener("scan", (event) => this.read(event.detail));
    element.addEventListener("click", (event) => this.click(event));
    this.search = element.querySelector("#search");
    this.found = element.querySelector("#found");
    this.found.addEventListener("htmx:beforeSwap", (event) => {
      if (!this.search.value) event.detail.shouldSwap = false; // late: somebody has been chosen meanwhile
    });
    this.search.addEventListener("input", () => {
      if (!this.search.value) this.found.textContent = "";
    });
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, prepareSound);
    setInterval(() => this.count(), COUNT_EVERY);
    document.addEventListener("visibilitychange", () => this.stayAwake());
    this.stayAwake();
  }

  read({ text, method }) {
    const now = performance.now();
    const again = text === this.last.text && now - this.last.at < AGAIN;
    this.last = { text, at: now };
    if (!again) this.enqueue({ code: text.slice(0, 1000), method });
  }

  click(event) {
    const chosen = event.target.closest("[data-delegate]");
    const undone = event.target.closest("[data-undo]");
    if (chosen) {
      this.enqueue({ delegate_id: Number(chosen.dataset.delegate), method: "search" });
      this.clearSearch();
    } else if (undone) this.undo(undone.closest("[data-scan]").dataset.scan);
    else if (event.target.closest("[data-undo-last]") && this.lastAdmitted) this.undo(this.lastAdmitted);
  }

  clearSearch() {
    this.search.value = "";
    this.search.blur(); // off the field no input method stands between a scanner and us
    this.found.textContent = "";
  }

  /** One after the other: the order of the answers is the order of the people. */
  enqueue(what) {
    const body = { id: uuid7(), ...what };
    this.waiting += 1;
    this.show({ result: "waiting" });
    this.queue = this.queue.then(async () => {
      const answer = await this.post(this.words.scans, body);
      this.waiting -= 1;
      this.settle(answer);
    });
  }

  settle(answer) {
    this.show(answer);
    sound(answer.result);
    if (answer.result === "admitted") this.change(1);
    if (answer.id) this.note(answer);
    this.last.at = performance.now();
    if (this.waiting) this.show({ result: "waiting" });
  }

  undo(id) {
    for (const button of this.element.querySelectorAll(`[data-scan="${id}"] [data-undo]`)) button.hidden = true;
    this.part("last").hidden = true;
    const body = { id: uuid7() };
    this.queue = this.queue.then(async () => {
      const answer = await this.post(`${this.words.scans}/${id}/undo`, body);
      if (answer.result === "undone") {
        this.change(-1);
        this.last = { text: "", at: 0 };
      } else if (!answer.final) {
        for (const button of this.element.querySelectorAll(`[data-scan="${id}"] [data-undo]`)) button.hidden = false;
        answer.sentence = this.words.undoFailed;
      }
      this.show(answer);
      sound(answer.result);
      if (answer.id) this.note(answer);
    });
  }

  /** The server's answer. The same id again gets the same answer, so that sending it again does no harm. */
  async post(url, body) {
    let failed = this.failed(this.words.offline);
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      if (attempt > 1) await pause(400 * attempt);
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), PATIENCE);
      try {
        const token = document.querySelector('meta[name="csrf-token"]');
        const answer = await fetch(url, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            Accept: "application/json",
            "X-CSRFToken": token ? token.content : "",
          },
          body: JSON.stringify(body),
          signal: abort.signal,
        });
        if (answer.ok) return await answer.json();
        if (answer.status < 500) return await this.refusal(answer);
        failed = this.failed(this.words.busy);
      } catch (error) {
        failed = this.failed(this.words.offline);
      } finally {
        clearTimeout(timer);
      }
    }
    return failed;
  }

  async refusal(answer) {
    if (answer.status === 401) return { ...this.failed(this.words.signedOut), link: this.words.signIn, final: true };
    const { message } = await answer.json().catch(() => ({}));
    return { ...this.failed(message || this.words.busy), final: true };
  }

  failed(sentence) {
    return { result: "refused", word: this.words.failedWord, sentence };
  }

  /** A long name breaks after its interpunct only, as the filter whole_parts has it. */
  write(element, name) {
    element.textContent = "";
    name.split("·").forEach((part, index) => {
      if (index) element.append("·", document.createElement("wbr"));
      element.append(part);
    });
  }

  show(answer) {
    const template = this.element.querySelector(`template[data-verdict-of="${answer.result}"]`);
    const verdict = template.content.cloneNode(true);
    if (answer.word) verdict.querySelector(".verdict__word").textContent = answer.word;
    const name = verdict.querySelector(".verdict__name");
    if (name && answer.name) this.write(name, answer.name);
    else if (name) name.remove();
    const lines = verdict.querySelector("[data-lines]");
    const kind = [answer.category, answer.sub_forum].filter(Boolean).join(" · ");
    for (const text of [answer.unit, kind, answer.sentence].filter(Boolean)) {
      const line = document.createElement("p");
      line.textContent = text;
      lines.append(line);
    }
    if (answer.link) {
      const link = document.createElement("a");
      link.href = answer.link;
      link.textContent = answer.sentence;
      lines.lastChild.textContent = "";
      lines.lastChild.append(link);
    }
    const place = this.part("place");
    place.textContent = "";
    place.append(verdict);
    if (answer.result === "waiting") return;
    this.lastAdmitted = answer.result === "admitted" ? answer.id : null;
    this.part("last").hidden = !this.lastAdmitted;
  }

  note(answer) {
    const row = this.part("row").content.cloneNode(true).firstElementChild;
    row.dataset.scan = answer.id;
    row.dataset.result = answer.result;
    for (const name of ["time", "name", "unit"]) row.querySelector(`[data-${name}]`).textContent = answer[name] || "";
    row.querySelector("[data-whom]").textContent = answer.name || "";
    const pill = this.element.querySelector(`template[data-pill-of="${answer.result}"]`);
    row.querySelector("[data-word]").append(pill.content.cloneNode(true));
    row.querySelector("[data-undo]").hidden = answer.result !== "admitted";
    const list = this.part("recent");
    list.prepend(row);
    while (list.children.length > SHOWN) list.lastElementChild.remove();
    this.part("none").hidden = true;
  }

  change(by) {
    const present = document.querySelector("[data-present]");
    present.textContent = String(Number(present.textContent) + by);
  }

  /** What other devices at this gate did shows here too. */
  async count() {
    if (document.hidden || this.waiting) return;
    try {
      const answer = await fetch(this.words.count, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { present, expected } = await answer.json();
      if (this.waiting) return;
      document.querySelector("[data-present]").textContent = present;
      document.querySelector("[data-expected]").textContent = expected;
    } catch (error) {
      // The next scan says so, large.
    }
  }

  async stayAwake() {
    if (document.hidden || !navigator.wakeLock) return;
    await navigator.wakeLock.request("screen").catch(() => {});
  }
}

if (gate) {
  new Gate(gate);
  gate.dataset.ready = ""; // modules run in the page's order: the scanner listens already
}
