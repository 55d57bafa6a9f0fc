// A text field with suggestions, by the WAI-ARIA combobox pattern (list autocomplete, manual selection): the arrows
// move, Enter takes, Escape closes, and what is typed stays what is typed unless a suggestion is taken.

import { word } from "./say.js";

const WAIT = 150; // ms after the last key
let counter = 0;

class Typeahead {
  constructor(input) {
    counter += 1;
    this.input = input;
    this.target = input.dataset.target ? document.querySelector(input.dataset.target) : null;
    this.min = Number(input.dataset.min || 1);
    this.options = [];
    this.active = -1;
    this.timer = 0;
    this.request = null;
    const early = document.activeElement === input; // who types before the script is here goes on typing
    this.build(`typeahead-${counter}`);
    this.listen();
    if (early) {
      input.focus();
      if (input.value) this.look();
    }
  }

  build(id) {
    const { input } = this;
    const box = document.createElement("div");
    box.className = "combo";
    input.replaceWith(box);
    this.list = document.createElement("ul");
    this.list.className = "combo__list";
    this.list.id = id;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
    this.list.setAttribute("aria-label", label ? label.textContent.trim() : input.name);
    this.status = document.createElement("div");
    this.status.className = "combo__status";
    this.status.setAttribute("role", "status");
    box.append(input, this.list);
    box.after(this.status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", id);
    input.autocomplete = "off";
  }

  listen() {
    const { input, list } = this;
    const typed = (event) => {
      if (event.isComposing) return;
      if (this.target) this.target.value = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), WAIT);
    };
    input.addEventListener("input", typed);
    input.addEventListener("compositionend", () => typed({ isComposing: false }));
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index));
    });
  }

  onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // the input method's own Enter and arrows
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.look();
      else this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && open && this.active >= 0) {
      event.preventDefault();
      this.take(this.active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  async look() {
    const query = this.input.value.trim();
    if (this.request) this.request.abort();
    if (query.length < this.min) {
      this.close();
      return;
    }
    const url = new URL(this.input.dataset.typeahead, window.location.href);
    url.searchParams.set("q", query);
    this.request = new AbortController();
    try {
      const answer = await fetch(url, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return; // it stays a plain text field
      this.show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(options) {
    this.options = options;
    this.active = -1;
    this.list.textContent = "";
    options.forEach((option, index) => {
      const item = document.createElement("li");
      item.className = "combo__option";
      item.id = `${this.list.id}-${index}`;
      item.dataset.index = index;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      const name = document.createElement("span");
      name.textContent = option.name;
      item.append(name);
      if (option.region) {
        const region = document.createElement("span");
        region.className = "combo__region";
        region.textContent = option.region;
        item.append(region);
      }
      this.list.append(item);
    });
    const open = options.length > 0 && document.activeElement === this.input;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = options.length > 0 ? word("matches", { n: options.length }) : word("noMatch");
  }

  move(step) {
    const { options } = this;
    if (options.length === 0) return;
    this.active = (this.active + step + options.length + (this.active < 0 && step < 0 ? 1 : 0)) % options.length;
    [...this.list.children].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === this.active));
      if (index === this.active) {
        this.input.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
  }

  take(index) {
    const option = this.options[index];
    this.input.value = option.name;
    if (this.target) this.target.value = option.id;
    this.close();
    this.status.textContent = "";
    this.input.dispatchEvent(new CustomEvent("typeahead:taken", { bubbles: true, detail: option }));
    (this.target || this.input).dispatchEvent(new Event("change", { bubbles: true }));
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

export function prepareTypeahead(input) {
  if (input.getAttribute("role") !== "combobox") new Typeahead(input);
}
