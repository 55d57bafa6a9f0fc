// A kiosk: delegates find themselves by their code or by name and mobile tail, see who is meant, confirm, and take the
// badge. It prints by the browser: without a question where Chromium runs with --kiosk-printing.

const QUIET = 12000; // ms after which the next person finds a fresh page

export class Kiosk {
  /**
   * ask(path, body, {binary}): {status, body}, throws without network; meet() hears what
   * changed; admit(code) and whose(code): an answer in words,
   * of which only the first lets anybody in; words: the page's.
   */
  constructor(element, { ask, meet, admit, whose, words }) {
    Object.assign(this, { element, ask, meet, admit, whose, words });
    this.part = (name) => element.querySelector(`[data-${name}]`);
    this.timer = 0;
    this.part("kiosk-find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.find(event.target);
    });
    this.part("self-yes").addEventListener("click", () => this.confirm());
    this.part("self-no").addEventListener("click", () => this.begin());
    this.begin();
  }

  step(name) {
    for (const part of this.element.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== name;
    clearTimeout(this.timer);
    if (name !== "who") this.timer = setTimeout(() => this.begin(), QUIET);
  }

  begin() {
    this.code = null;
    this.part("kiosk-find").reset();
    this.say("");
    this.step("who");
  }

  say(sentence) {
    this.part("kiosk-error").textContent = sentence;
  }

  async find(form) {
    const { name, tail } = form.elements;
    try {
      const { status, body } = await this.ask("find", { name: name.value.trim(), tail: tail.value });
      if (status !== 200) return this.say(body.message);
      await this.meet(); // the badge may be a new one
      await this.read(body.code);
    } catch (error) {
      this.say(this.words.kioskOffline);
    }
    return undefined;
  }

  /** A code was scanned, or found: whose is it? */
  async read(code) {
    const person = await this.whose(code);
    if (!person.name) return this.say(person.sentence);
    this.code = code;
    this.part("self-name").textContent = person.name;
    this.part("self-unit").textContent = person.unit;
    this.step("sure");
    return undefined;
  }

  async confirm() {
    const { code } = this;
    this.code = null;
    if (!code) return;
    const answer = await this.admit(code);
    const went = answer.result === "admitted" || answer.result === "repeated";
    this.part("self-word").textContent = answer.word;
    this.part("self-sentence").textContent = went ? this.words.kioskPrinting : answer.sentence;
    this.step("done");
    if (went && !(await this.print(code))) this.part("self-sentence").textContent = this.words.kioskUnprinted;
  }

  async print(code) {
    try {
      const { status, body } = await this.ask("badge.png", { code }, { binary: true });
      if (status !== 200) return false;
      const picture = new Image();
      picture.className = "spare__sheet";
      picture.src = URL.createObjectURL(new Blob([body], { type: "image/png" }));
      await picture.decode();
      const sheet = document.querySelector("[data-sheet]");
      sheet.textContent = "";
      sheet.append(picture);
      window.print();
      sheet.textContent = "";
      URL.revokeObjectURL(picture.src);
      return true;
    } catch (error) {
      return false;
    }
  }
}
