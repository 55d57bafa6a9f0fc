// The properties of what is chosen, or of the card.

import { fix } from "./design.js";

export class Panel {
  constructor(root, design, { name, words }) {
    this.root = root;
    this.design = design;
    this.name = name;
    this.words = words;
    this.none = root.querySelector("[data-no-choice]");
    this.some = root.querySelector("[data-choice]");
    this.head = root.querySelector("[data-choice-head]");
    this.fitted = root.querySelector("[data-fitted-now]");
    this.text = root.querySelector("[data-prop=text]");
    this.textError = root.querySelector("[data-text-error]");
    this.fields = [...root.querySelectorAll("[data-prop]")];
    for (const field of this.fields) {
      field.addEventListener("input", () => this.take(field));
      field.addEventListener("change", () => this.update());
    }
    for (const field of root.querySelectorAll("[data-card]")) {
      field.addEventListener("change", () => {
        const value = Number(field.value);
        if (field.value && Number.isFinite(value)) design.change(() => { design.layout[field.dataset.card] = fix(value); }, `card:${field.dataset.card}`);
      });
    }
    for (const button of root.querySelectorAll("[data-field]")) {
      button.addEventListener("click", () => this.insert(`{${button.dataset.field}}`));
    }
  }

  take(field) {
    const name = field.dataset.prop;
    const value = this.valueOf(field);
    if (value === undefined) return;
    this.design.change((design) => {
      for (const element of design.selection) {
        if (name in element) element[name] = value;
      }
    }, `prop:${name}`);
  }

  valueOf(field) {
    if (field.type === "checkbox") return field.checked;
    if (field.type === "color") return field.value.slice(1).toUpperCase();
    if (field.type === "number") {
      const value = Number(field.value);
      return field.value === "" || !Number.isFinite(value) ? undefined : fix(value);
    }
    return field.dataset.prop === "turn" ? Number(field.value) : field.value;
  }

  insert(words) {
    const { selectionStart, selectionEnd } = this.text;
    this.text.setRangeText(words, selectionStart, selectionEnd, "end");
    this.text.focus();
    this.take(this.text);
  }

  update() {
    const chosen = this.design.selection;
    this.none.hidden = chosen.length > 0;
    this.some.hidden = chosen.length === 0;
    for (const field of this.root.querySelectorAll("[data-card]")) {
      if (field !== document.activeElement) field.value = this.design.layout[field.dataset.card];
    }
    if (!chosen.length) return;
    this.head.textContent = chosen.length === 1 ? this.name(chosen[0]) : this.words.many.replace("{n}", chosen.length);
    for (const row of this.some.querySelectorAll(".prop")) {
      const types = row.dataset.types ? row.dataset.types.split(" ") : null;
      row.hidden = ("one" in row.dataset && chosen.length > 1) || (types && !chosen.every((element) => types.includes(element.type)));
    }
    for (const field of this.fields) {
      if (field === document.activeElement && field.type !== "checkbox") continue;
      this.fill(field, chosen);
    }
  }

  fill(field, chosen) {
    const name = field.dataset.prop;
    const values = chosen.map((element) => element[name]);
    const same = values.every((value) => value === values[0]);
    const value = same ? values[0] : undefined;
    if (field.type === "checkbox") {
      field.checked = Boolean(value);
      field.indeterminate = !same;
    } else if (field.type === "color") field.value = `#${(value || "FFFFFF").toLowerCase()}`;
    else if (field.type === "number") field.value = value === undefined ? "" : Math.round(value * 100) / 100;
    else field.value = value === undefined || value === null ? "" : value;
  }

  /** What the server found about the only chosen one. */
  say(size, problem) {
    this.fitted.hidden = !size;
    this.fitted.textContent = size ? this.words.fitted.replace("{n}", size) : "";
    this.textError.hidden = !problem;
    this.textError.textContent = problem ? problem.sentence : "";
    if (problem) this.text.setAttribute("aria-invalid", "true");
    else this.text.removeAttribute("aria-invalid");
  }

  /** Put the caret where a text is wrong; line and column from 1. */
  point([line, column]) {
    const lines = this.text.value.split("\n");
    const place = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    this.text.focus();
    this.text.setSelectionRange(place, place + 1);
  }

  edit(name) {
    const field = this.fields.find((each) => each.dataset.prop === name);
    if (!field || field.closest(".prop").hidden) return;
    field.focus();
    if (field.select) field.select();
  }
}
