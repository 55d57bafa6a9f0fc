// The face of a gate, with or without network: the verdict, the last scans, the count. Elements come from the page. Whoever
// derives from it says what letIn(refused, reason) does.

import { prepareSound } from "./sound.js";

const SHOWN = 8;

export class Display {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.lastAdmitted = null;
    this.lastRefused = null;
    this.overridable = (element.dataset.overridable || "").split(" "); // refusals that may be let pass here
    this.part = (name) => element.querySelector(`[data-${name}]`);
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, prepareSound);
    this.part("override").addEventListener("submit", (event) => {
      event.preventDefault();
      this.override();
    });
    document.addEventListener("visibilitychange", () => this.stayAwake());
    this.stayAwake();
  }

  /** A long name breaks after its interpunct only, as the filter whole_parts has it. */
  write(element, name) {
    element.textContent = "";
    name.split("·").forEach((part, index) => {
      if (index) element.append("·", document.createElement("wbr"));
      element.append(part);
    });
  }

  /** In or out: as chosen where both are scanned. */
  get way() {
    const ways = this.part("ways");
    return ways && !ways.hidden ? ways.querySelector(":checked").value : "in";
  }

  override() {
    const reason = this.element.querySelector("#override-reason");
    const refused = this.lastRefused;
    this.part("override").hidden = true;
    if (refused) this.letIn(refused, reason.value.trim());
    reason.value = "";
    reason.blur(); // off the field no input method stands between a scanner and us
  }

  show(answer) {
    const template = this.element.querySelector(`template[data-verdict-of="${answer.result}"]`);
    const verdict = template.content.cloneNode(true);
    if (answer.word) verdict.querySelector(".verdict__word").textContent = answer.word;
    const name = verdict.querySelector(".verdict__name");
    if (name && answer.name) this.write(name, answer.name);
    else if (name) name.remove();
    const lines = verdict.querySelector("[data-lines]");
    for (const text of [...(answer.lines || []), answer.sentence].filter(Boolean)) {
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
    this.lastAdmitted = answer.result === "admitted" || answer.result === "left" ? answer.id : null;
    this.part("last").hidden = !this.lastAdmitted;
    this.lastRefused = answer.id && this.overridable.includes(answer.refusal) ? answer.id : null;
    this.part("override").hidden = !this.lastRefused;
  }

  note(answer) {
    const row = this.part("row").content.cloneNode(true).firstElementChild;
    row.dataset.scan = answer.id;
    row.dataset.result = answer.result;
    for (const name of ["time", "name", "unit"]) row.querySelector(`[data-${name}]`).textContent = answer[name] || "";
    row.querySelector("[data-whom]").textContent = answer.name || "";
    const pill = this.element.querySelector(`template[data-pill-of="${answer.result}"]`);
    row.querySelector("[data-word]").append(pill.content.cloneNode(true));
    row.querySelector("[data-undo]").hidden = answer.result !== "admitted" && answer.result !== "left";
    const list = this.part("recent");
    list.prepend(row);
    while (list.children.length > SHOWN) list.lastElementChild.remove();
    this.part("none").hidden = true;
  }

  /** The buttons that take this scan back, in the list and below the verdict. */
  offerUndo(id, offered) {
    for (const button of this.element.querySelectorAll(`[data-scan="${id}"] [data-undo]`)) button.hidden = !offered;
    if (!offered) this.part("last").hidden = true;
  }

  async stayAwake() {
    if (document.hidden || !navigator.wakeLock) return;
    await navigator.wakeLock.request("screen").catch(() => {});
  }
}
