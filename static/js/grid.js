// The grid of a unit's people: cells copied from a spreadsheet are pasted where one stands, rows are added as needed,
// Enter goes down a row. Without it the page works by its buttons.

import { say } from "./say.js";

const grid = document.querySelector("[data-rows]");
const page = document.querySelector("[data-opened]");

function rows() {
  return [...grid.querySelectorAll("[data-row]")];
}

function cells(row) {
  return [...row.querySelectorAll("[data-cell]")];
}

/** A blank row below the last, or null where there are as many as the server takes. */
function addRow() {
  const all = rows();
  if (all.length >= Number(page.dataset.most)) return null;
  const last = all[all.length - 1];
  const row = last.cloneNode(true);
  const before = cells(last)[0].name.match(/^rows-(\d+)-/)[1];
  const number = Number(before) + 1;
  for (const error of row.querySelectorAll(".field__error")) error.remove();
  row.querySelector(".grid__state").textContent = "";
  row.classList.remove("is-fault", "is-blank");
  const category = row.querySelector(".grid__cell--category");
  if (!category.querySelector("[data-cell]")) category.textContent = ""; // a confirmed one's is fixed: the server's default
  for (const field of row.querySelectorAll("input, select")) {
    field.name = field.name.replace(`rows-${before}-`, `rows-${number}-`);
    field.id = field.id.replace(`rows-${before}-`, `rows-${number}-`);
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    field.removeAttribute("readonly");
    const label = field.getAttribute("aria-label");
    if (label) field.setAttribute("aria-label", label.replace(/\d+/, all.length + 1));
    if (field.tagName === "SELECT") field.selectedIndex = 0;
    else field.value = "";
  }
  row.querySelector("[data-row-number]").textContent = all.length + 1;
  grid.append(row);
  return row;
}

/** Puts a text into a cell as if it were typed or chosen; false where a choice has no such answer. */
function fill(cell, text) {
  const value = text.trim();
  if (value) cell.closest("[data-row]").classList.remove("is-blank"); // else it is hidden on a phone
  if (cell.readOnly) return cell.value === value;
  if (cell.tagName !== "SELECT") {
    cell.value = value;
  } else {
    const yes = /^(是|要|需要|住|yes|y)$/i.test(value);
    const no = /^(否|不|不要|不需要|不住|no|n)$/i.test(value);
    const same = (option) =>
      option.text.trim() === value || (yes && option.value === "yes") || (no && option.value === "no");
    const option = [...cell.options].find(same) || [...cell.options].find((each) => value && each.text.includes(value));
    if (!option) return value === "";
    cell.value = option.value;
  }
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/** The cells of a copied range: lines and tabs, a quoted cell may hold both. */
function table(text) {
  const lines = [[""]];
  let quoted = false;
  const end = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < end.length; at += 1) {
    const line = lines[lines.length - 1];
    const char = end[at];
    if (quoted) {
      if (char !== '"') line[line.length - 1] += char === "\n" ? " " : char;
      else if (end[at + 1] === '"') {
        line[line.length - 1] += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && line[line.length - 1] === "") quoted = true;
    else if (char === "\t") line.push("");
    else if (char === "\n") lines.push([""]);
    else line[line.length - 1] += char;
  }
  return lines;
}

function paste(event) {
  const cell = event.target.closest("[data-cell]");
  const text = event.clipboardData && event.clipboardData.getData("text/plain");
  if (!cell || !text || !/[\t\n]/.test(text.replace(/\s+$/, ""))) return; // one value: the browser pastes it
  event.preventDefault();
  const start = rows().indexOf(cell.closest("[data-row]"));
  const column = cells(cell.closest("[data-row]")).indexOf(cell);
  let missed = 0;
  let full = 0;
  table(text).forEach((values, down) => {
    const row = rows()[start + down] || addRow();
    if (!row) {
      full += 1;
      return;
    }
    values.forEach((value, across) => {
      const target = cells(row)[column + across];
      if (target && !fill(target, value)) {
        missed += 1;
        target.setAttribute("aria-invalid", "true");
      }
    });
  });
  if (full) say(page.dataset.full.replace("{n}", full));
  else if (missed) say(page.dataset.missed.replace("{n}", missed));
}

function goDown(event) {
  const cell = event.target.closest("[data-cell]");
  if (event.key !== "Enter" || !cell || cell.tagName === "SELECT" || event.isComposing) return;
  event.preventDefault(); // Enter in a table goes down, as in a spreadsheet; the button saves
  const all = rows();
  const row = all[all.indexOf(cell.closest("[data-row]")) + 1] || addRow();
  const below = row && row.querySelector(`[data-cell="${cell.dataset.cell}"]`);
  if (below) below.focus();
}

if (grid) {
  grid.addEventListener("paste", paste);
  grid.addEventListener("keydown", goDown);
  document.querySelector("[data-more-rows]")?.addEventListener("click", (event) => {
    event.preventDefault();
    const hidden = rows().filter((row) => row.offsetParent === null);
    for (const row of hidden) row.classList.remove("is-blank");
    const first = hidden[0] || addRow();
    for (let number = 1; number < 5 && !hidden.length; number += 1) addRow();
    if (first) cells(first)[0].focus();
  });
}

// Somebody has the page before the eyes; what only fetches a preview of the link runs no script.
if (page) {
  const token = document.querySelector('meta[name="csrf-token"]');
  fetch(page.dataset.opened, { method: "POST", headers: { "X-CSRFToken": token ? token.content : "" } }).catch(() => {});
}
