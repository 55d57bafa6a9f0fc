// The designer of layouts. The server draws (what is seen is what is printed); here are the design, its handles and its history.

import { say, word } from "../say.js";
import { align, distribute } from "./arranging.js";
import { Board } from "./board.js";
import { Design, covered, fix } from "./design.js";
import { fresh } from "./elements.js";
import { Layers } from "./layers.js";
import { Panel } from "./panel.js";
import { postForm, postJson } from "./server.js";

const CLIPBOARD = "layout-clipboard";
const REST = 150; // ms without a change before the server draws
const OF_THE_SAMPLE = ["text-does-not-fit", "glyph-missing"]; // what only this sample's words may be to blame for
const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function start(root) {
  const words = root.querySelector("[data-words]").dataset;
  const { dataset } = root;
  const draftKey = `layout-draft:${dataset.key}`;
  const design = new Design(JSON.parse(dataset.layout), JSON.parse(dataset.defaults));
  const said = root.querySelector("[data-said]");
  const sample = root.querySelector("[data-sample]");
  const clash = root.querySelector("[data-clash]");
  const saveButton = document.querySelector("[data-act=save]");
  let base = Number(dataset.base);
  let problems = [];
  let advice = [];
  let sizes = new Map();
  let asked = 0;
  let timer = 0;
  let leaving = false;
  let adding = null; // the kind of picture that a file is chosen for

  function name(element) {
    if (element.label) return element.label;
    if (element.type === "text" && element.text.trim()) return element.text.trim().split("\n")[0].slice(0, 20);
    return words[element.type === "picture" && element.source !== "asset" ? element.source : element.type];
  }

  function describe(element) {
    const box = covered(element);
    const values = { name: name(element), x: fix(box.x), y: fix(box.y), width: fix(box.width), height: fix(box.height) };
    return words.place.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  const panel = new Panel(root, design, { name, words });
  const board = new Board(root, design, { name, describe, onText: () => panel.edit("text") });
  const layers = new Layers(root, design, { name, onJump: jump });

  function jump(what, problem) {
    if (what === "label") {
      panel.edit("label");
      return;
    }
    design.turnTo(problem.side);
    if (!problem.key) return;
    design.choose([problem.key]);
    if (problem.position) panel.point(problem.position);
    else board.focus(problem.key);
  }

  // Seen

  function showAll() {
    const here = problems.filter((problem) => problem.side === design.side);
    board.wrong = new Set(here.map((problem) => problem.key));
    board.show();
    showChoice();
  }

  function showChoice() {
    board.update();
    layers.update(board.wrong);
    panel.update();
    const [one] = design.selection;
    const alone = design.selection.length === 1;
    panel.say(alone ? sizes.get(one.key) : 0, alone ? problems.find((problem) => problem.key === one.key) : null);
    for (const button of root.querySelectorAll("[data-side]")) button.setAttribute("aria-pressed", button.dataset.side === design.side);
    root.querySelector("[data-act=undo]").disabled = !design.past.length;
    root.querySelector("[data-act=redo]").disabled = !design.future.length;
    saveButton.classList.toggle("is-changed", design.changed);
  }

  function render() {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  }

  async function ask() {
    asked += 1;
    const mine = asked;
    const keys = { front: design.layout.front.map((row) => row.key), back: design.layout.back.map((row) => row.key) };
    const { side } = design;
    const places = new Map(design.elements.map(({ key, x, y }) => [key, { x, y }]));
    keep();
    const answer = await postJson(dataset.render, { layout: design.plain(), side, sample: sample.value });
    if (mine !== asked) return;
    if (!answer.ok) {
      problems = [{ side, sentence: sentenceOf(answer) }];
      advice = [];
    } else {
      const keyed = (each) => ({ ...each, key: keys[each.side][each.number] });
      problems = answer.data.problems.map(keyed);
      advice = answer.data.advice.map(keyed);
      sizes = new Map(Object.entries(answer.data.sizes).map(([number, size]) => [keys[side][number], size]));
      if (side === design.side) board.draw(answer.data.svg, keys[side], places);
    }
    layers.showProblems(problems, advice);
    board.wrong = new Set(problems.filter((problem) => problem.side === design.side).map((problem) => problem.key));
    showChoice();
    root.dataset.drawn = String(mine);
  }

  function sentenceOf(answer) {
    if (answer.code === "offline") return words.offline;
    if (answer.code === "expired") return words.expired;
    return answer.sentence || word("failed");
  }

  design.addEventListener("design", ({ detail }) => {
    if (detail === "change") {
      showAll();
      render();
    } else if (detail === "live") {
      panel.update();
      render();
    } else if (detail === "zoom") {
      root.querySelector("[data-zoom-now]").textContent = `${board.percent} %`;
    } else showChoice();
  });

  // Kept: here until it is saved there

  function keep() {
    try {
      if (design.changed) sessionStorage.setItem(draftKey, JSON.stringify({ base, layout: design.plain() }));
      else sessionStorage.removeItem(draftKey);
    } catch (error) {
      // a full or forbidden storage: the page itself still has everything
    }
  }

  function recover() {
    let draft = null;
    try {
      draft = JSON.parse(sessionStorage.getItem(draftKey));
    } catch (error) {
      return;
    }
    if (!draft || !draft.layout || JSON.stringify(draft.layout) === design.kept) return;
    base = draft.base;
    design.change(() => {
      design.layout = design.keyed(draft.layout);
    });
    say(words.draft, { calm: true });
  }

  async function save() {
    if (problems.some((problem) => problem.key && !OF_THE_SAMPLE.includes(problem.code))) {
      say(words.mend);
      return;
    }
    saveButton.disabled = true;
    const sent = JSON.stringify(design.plain());
    const answer = await postJson(dataset.save, { layout: design.plain(), base });
    saveButton.disabled = false;
    if (answer.ok) {
      base = answer.data.number;
      document.querySelector("[data-version-now]").textContent = words.version.replace("{n}", base);
      document.querySelector("[data-proof]").href = answer.data.proof;
      design.kept = sent;
      design.tell("saved");
      keep();
      said.textContent = words.saved.replace("{n}", base);
      say(said.textContent, { calm: true });
    } else if (answer.code === "layout-changed") {
      root.querySelector("[data-clash-text]").textContent = answer.sentence;
      root.querySelector("[data-clash-name]").value = design.layout.title;
      clash.showModal();
    } else say(sentenceOf(answer));
  }

  async function saveAs() {
    const layout = { ...design.plain(), title: root.querySelector("[data-clash-name]").value.trim() || design.layout.title };
    const answer = await postForm(dataset.saveAs, { layout: JSON.stringify(layout), form_key: clash.dataset.formKey });
    clash.close();
    if (!answer.ok || !answer.url) {
      say(sentenceOf(answer));
      return;
    }
    leaving = true;
    sessionStorage.removeItem(draftKey);
    window.location.assign(answer.url);
  }

  window.addEventListener("beforeunload", (event) => {
    if (leaving || !design.changed) return;
    keep();
    event.preventDefault();
    event.returnValue = words.unsaved;
  });

  // Pictures

  const file = root.querySelector("[data-file]");
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    const answer = await postForm(dataset.upload, { picture: chosen });
    file.value = "";
    if (!answer.ok) {
      say(sentenceOf(answer));
      return;
    }
    const { digest, width, height } = answer.data;
    if (adding === "change") {
      design.change(() => {
        for (const element of design.selection) if (element.type === "picture") Object.assign(element, { picture: digest, source: "asset" });
      });
      return;
    }
    const row = { ...fresh(adding, design.layout, ""), picture: digest };
    if (adding === "picture") row.height = fix((row.width * height) / width);
    else row.label = words.background;
    design.add(row, { lowest: adding === "background" });
  });

  function pick(what) {
    adding = what;
    file.click();
  }

  // Acts

  function remember() {
    const rows = design.selection.map(({ key, ...row }) => row); // eslint-disable-line no-unused-vars
    if (rows.length) localStorage.setItem(CLIPBOARD, JSON.stringify(rows));
  }

  function recall() {
    try {
      design.paste(JSON.parse(localStorage.getItem(CLIPBOARD)) || []);
    } catch (error) {
      // nothing of ours on the clipboard
    }
  }

  const acts = {
    undo: () => design.undo(),
    redo: () => design.redo(),
    copy: remember,
    paste: recall,
    duplicate: () => design.paste(design.selection),
    delete: () => design.remove(),
    save,
    "save-as": saveAs,
    "close-clash": () => clash.close(),
    "change-picture": () => pick("change"),
    "no-fill": () => design.change(() => {
      for (const element of design.selection) if ("fill" in element) element.fill = null;
    }),
  };
  const zooms = { in: () => board.zoomTo(board.zoom * 1.25), out: () => board.zoomTo(board.zoom / 1.25), fit: () => board.fit(), full: () => board.full() };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { act, add, align: how, side, zoom } = button.dataset;
    if (act && acts[act]) acts[act]();
    else if (how === "across") distribute(design, "x");
    else if (how === "down") distribute(design, "y");
    else if (how) align(design, how);
    else if (side) design.turnTo(side);
    else if (zoom) zooms[zoom]();
    else if (add === "picture" || add === "background") pick(add);
    else if (add) {
      const { key } = design.add(fresh(add, design.layout, words.typed));
      if (add === "text") panel.edit("text");
      else board.focus(key);
    } else return;
    const menu = button.closest("details[data-menu]");
    if (menu) menu.open = false;
  });

  sample.addEventListener("change", ask);

  const shortcuts = { z: "undo", y: "redo", c: "copy", v: "paste", d: "duplicate", s: "save" };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
    const letter = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (typing && letter !== "s") return;
      if (letter === "a") {
        event.preventDefault();
        design.choose(design.elements.filter((element) => !element.locked).map((element) => element.key));
      } else if (letter === "z" && event.shiftKey) {
        event.preventDefault();
        design.redo();
      } else if (shortcuts[letter] && !(letter === "c" && String(window.getSelection()))) {
        event.preventDefault();
        acts[shortcuts[letter]]();
      }
      return;
    }
    if (typing) return;
    if (STEP[event.key] && design.selection.length && !event.target.closest(".menu")) {
      event.preventDefault();
      const by = event.shiftKey ? 1 : 0.1;
      const [x, y] = STEP[event.key].map((each) => fix(each * by));
      if (event.altKey) design.grow(x, y, `grow:${event.key}`);
      else design.move(x, y, `move:${event.key}`);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (design.selection.length) {
        event.preventDefault();
        design.remove();
      }
    } else if (event.key === "Escape" && !event.target.closest(".menu")) design.choose([]);
    else if (event.key === "Enter" && event.target.closest(".board__box")) {
      event.preventDefault();
      panel.edit("text");
    }
  });

  recover();
  showAll();
  board.fit();
  ask();
  root.dataset.ready = "";
}

const root = document.querySelector("[data-designer]");
if (root) start(root);
