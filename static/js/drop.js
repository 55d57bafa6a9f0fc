// A file field that takes files and folders dropped on it, and lists what will be sent.

import { word } from "./say.js";

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function taken(name, accept) {
  const endings = accept.split(",").map((part) => part.trim().toLowerCase()).filter((part) => part.startsWith("."));
  return endings.length === 0 || endings.some((ending) => name.toLowerCase().endsWith(ending));
}

function line(list, left, right) {
  const item = document.createElement("li");
  for (const text of [left, right]) {
    const span = document.createElement("span");
    span.textContent = text;
    item.append(span);
  }
  list.append(item);
}

function show(input, list, refused) {
  const files = [...input.files];
  list.textContent = "";
  if (files.length > 0) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    line(list, word("files", { n: files.length, size: size(total) }), "");
  }
  for (const name of refused) line(list, name, word("notTaken"));
  for (const file of files.slice(0, 100)) line(list, file.name, size(file.size));
}

function readAll(reader) {
  // A folder hands out at most 100 entries at a time.
  return new Promise((resolve, reject) => {
    const found = [];
    const next = () =>
      reader.readEntries((entries) => {
        if (entries.length === 0) resolve(found);
        else {
          found.push(...entries);
          next();
        }
      }, reject);
    next();
  });
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const inside = await Promise.all((await readAll(entry.createReader())).map(filesOf));
  return inside.flat();
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map(filesOf))).flat();
}

/** zone: [data-drop] with one file input and one [data-drop-list] inside. */
export function prepareDrop(zone) {
  if ("ready" in zone.dataset) return;
  zone.dataset.ready = "";
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-drop-list]");
  let depth = 0;

  input.addEventListener("change", () => show(input, list, []));
  zone.addEventListener("dragenter", (event) => {
    event.preventDefault();
    depth += 1;
    zone.classList.add("drop--over");
  });
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth === 0) zone.classList.remove("drop--over");
  });
  zone.addEventListener("drop", async (event) => {
    event.preventDefault();
    depth = 0;
    zone.classList.remove("drop--over");
    const files = await dropped(event.dataTransfer);
    const chosen = new DataTransfer();
    const refused = [];
    for (const file of files) {
      if (!taken(file.name, input.accept)) refused.push(file.name);
      else if (input.multiple || chosen.items.length === 0) chosen.items.add(file);
    }
    input.files = chosen.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    show(input, list, refused);
  });
}
