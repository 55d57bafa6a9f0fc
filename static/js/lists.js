// Ticking rows for an action on many: all of the page at once, a count, a bar that is there only when it is of use.

function refresh(form) {
  const boxes = [...form.querySelectorAll("[data-pick]")];
  const count = boxes.filter((box) => box.checked).length;
  for (const all of form.querySelectorAll("[data-pick-all]")) {
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
  for (const place of form.querySelectorAll("[data-bulk-count]")) place.textContent = count;
  for (const bar of form.querySelectorAll("[data-bulk-bar]")) bar.hidden = count === 0;
}

function refreshAll() {
  for (const form of document.querySelectorAll("form[data-bulk]")) refresh(form);
}

let last = null;

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches || !box.matches("[data-pick]") || !box.form) return;
  const boxes = [...box.form.querySelectorAll("[data-pick]")];
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  refresh(box.form);
});

document.addEventListener("change", (event) => {
  const { target } = event;
  const form = target.form;
  if (!form || !("bulk" in form.dataset)) return;
  if ("pickAll" in target.dataset) {
    for (const box of form.querySelectorAll("[data-pick]")) box.checked = target.checked;
  }
  refresh(form);
});

document.addEventListener("htmx:afterSwap", refreshAll);
window.addEventListener("pageshow", refreshAll); // a page shown again keeps its ticks
refreshAll();
