// The list of layers, the topmost first; and of what has to be mended.

export class Layers {
  constructor(root, design, { name, onJump }) {
    this.list = root.querySelector("[data-layers]");
    this.template = root.querySelector("template[data-layer]");
    this.problemsBox = root.querySelector("[data-problems-box]");
    this.problemList = root.querySelector("[data-problems]");
    this.design = design;
    this.name = name;
    this.onJump = onJump;
    this.dragged = null;
    this.list.addEventListener("click", (event) => this.click(event));
    this.list.addEventListener("dblclick", (event) => event.target.closest(".layers__name") && onJump("label"));
    this.list.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("dragstart", (event) => {
      this.dragged = event.target.closest("[data-key]").dataset.key;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    this.list.addEventListener("dragover", (event) => {
      if (this.dragged) event.preventDefault();
    });
    this.list.addEventListener("drop", (event) => {
      const row = event.target.closest("[data-key]");
      if (!row || !this.dragged) return;
      event.preventDefault();
      this.design.place(this.dragged, this.design.elements.findIndex((element) => element.key === row.dataset.key));
      this.dragged = null;
    });
    this.list.addEventListener("dragend", () => {
      this.dragged = null;
    });
  }

  // Rows stay where they are as long as the layers do: a press on one that was replaced meanwhile would be lost.
  update(wrong) {
    const elements = [...this.design.elements].reverse();
    const rows = [...this.list.children];
    if (rows.length !== elements.length || rows.some((row, place) => row.dataset.key !== elements[place].key)) this.build(elements);
    elements.forEach((element, place) => this.fill(this.list.children[place], element, wrong));
  }

  fill(row, element, wrong) {
    const name = this.name(element);
    row.classList.toggle("is-wrong", wrong.has(element.key));
    const button = row.querySelector(".layers__name");
    if (button.textContent !== name) button.textContent = name;
    button.setAttribute("aria-pressed", this.design.chosen.has(element.key));
    for (const act of row.querySelectorAll("[data-layer-act]")) {
      const said = act.querySelector(".visually-hidden");
      said.dataset.word = said.dataset.word || said.textContent;
      said.textContent = `${said.dataset.word} ${name}`;
      if (act.dataset.layerAct === "lock") act.setAttribute("aria-pressed", element.locked);
    }
  }

  build(elements) {
    const focused = document.activeElement;
    const had = this.list.contains(focused)
      ? { key: focused.closest("[data-key]").dataset.key, act: focused.dataset.layerAct }
      : null;
    this.list.textContent = "";
    for (const { key } of elements) {
      const row = this.template.content.cloneNode(true).firstElementChild;
      row.dataset.key = key;
      this.list.append(row);
    }
    if (!had) return;
    const row = [...this.list.children].find((each) => each.dataset.key === had.key);
    if (row) row.querySelector(had.act ? `[data-layer-act=${had.act}]` : ".layers__name").focus();
  }

  // Advice stands below what has to be mended, and keeps nobody from saving.
  showProblems(problems, advice) {
    const all = [...problems, ...advice];
    this.problemsBox.hidden = !all.length;
    this.problemList.textContent = "";
    for (const problem of all) {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "problems__one";
      button.classList.toggle("problems__one--advice", advice.includes(problem));
      button.textContent = problem.sentence;
      button.addEventListener("click", () => this.onJump("problem", problem));
      row.append(button);
      this.problemList.append(row);
    }
  }

  click(event) {
    const row = event.target.closest("[data-key]");
    if (!row) return;
    const { key } = row.dataset;
    const act = event.target.closest("[data-layer-act]");
    if (!act) {
      if (event.shiftKey || event.ctrlKey || event.metaKey) this.design.toggle(key);
      else this.design.choose([key]);
    } else if (act.dataset.layerAct === "lock") {
      this.design.change((design) => {
        const element = design.find(key);
        element.locked = !element.locked;
      });
    } else {
      this.design.shift(key, act.dataset.layerAct === "up" ? 1 : -1);
    }
  }

  key(event) {
    const name = event.target.closest(".layers__name");
    if (!name || !event.shiftKey || (event.key !== " " && event.key !== "Enter")) return;
    event.preventDefault();
    this.design.toggle(name.closest("[data-key]").dataset.key);
  }
}
