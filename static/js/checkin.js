// The page at a gate: each reading or choice becomes one scan with an id of its own, sent until the server answers. What
// is shown is what the server said; without an answer nobody is shown as admitted. Runs on Chromium 81.

import { Display } from "./gate/display.js";
import { sound } from "./gate/sound.js";
import { uuid7 } from "./gate/uuid7.js";

const gate = document.querySelector("[data-gate]");

const TRIES = 3;
const PATIENCE = 8000; // ms until an answer is no longer waited for
const AGAIN = 2500; // ms in which the same code counts as the same reading: a scanner's trigger held too long
const COUNT_EVERY = 5000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

class Gate extends Display {
  constructor(element) {
    super(element);
    this.queue = Promise.resolve();
    this.waiting = 0;
    this.last = { text: "", at: 0 };
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
    setInterval(() => this.count(), COUNT_EVERY);
  }

  read({ text, method }) {
    const now = performance.now();
    const again = text === this.last.text && now - this.last.at < AGAIN;
    this.last = { text, at: now };
    if (!again) this.enqueue({ code: text.slice(0, 1000), method, way: this.way });
  }

  click(event) {
    const chosen = event.target.closest("[data-delegate]");
    const undone = event.target.closest("[data-undo]");
    if (chosen) {
      const reason = this.element.querySelector("#by-hand").value;
      this.enqueue({ delegate_id: Number(chosen.dataset.delegate), method: "search", way: this.way, reason });
      this.clearSearch();
    } else if (undone) this.undo(undone.closest("[data-scan]").dataset.scan);
    else if (event.target.closest("[data-undo-last]") && this.lastAdmitted) this.undo(this.lastAdmitted);
  }

  letIn(refused, reason) {
    this.enqueue({ overrides: refused, reason, method: "search" });
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
    if (answer.result === "left") this.change(-1);
    if (answer.id) this.note(answer);
    this.last.at = performance.now();
    if (this.waiting) this.show({ result: "waiting" });
  }

  undo(id) {
    this.offerUndo(id, false);
    const body = { id: uuid7() };
    this.queue = this.queue.then(async () => {
      const answer = await this.post(`${this.words.scans}/${id}/undo`, body);
      if (answer.result === "undone") {
        this.count();
        this.last = { text: "", at: 0 };
      } else if (!answer.final) {
        this.offerUndo(id, true);
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
}

if (gate) {
  new Gate(gate);
  gate.dataset.ready = ""; // modules run in the page's order: the scanner listens already
}
