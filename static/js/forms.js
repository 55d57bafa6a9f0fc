// Forms: one submit for one click, a question before what can't be undone, a warning before what was typed is lost,
// filters that send themselves. The server never relies on any of it.

import { word } from "./say.js";

const STUCK_AFTER = 15000; // ms until buttons come back by themselves: a download never leaves the page

function setBusy(form, submitter, busy) {
  for (const button of form.querySelectorAll("button, input[type=submit]")) {
    if (button.type !== "submit") continue;
    if (busy && !button.disabled) {
      button.disabled = true;
      button.dataset.busy = "";
    } else if (!busy && "busy" in button.dataset) {
      button.disabled = false;
      delete button.dataset.busy;
      button.removeAttribute("aria-busy");
    }
  }
  if (busy && submitter) submitter.setAttribute("aria-busy", "true");
}

function ask(event) {
  const button = event.target.closest("[data-confirm]");
  if (!button || button.disabled) return;
  const checked = button.type === "submit" && button.form && !button.form.noValidate && !button.formNoValidate;
  if (checked && !button.form.checkValidity()) return; // the browser says first what is missing
  const count = button.form ? button.form.querySelectorAll("[data-pick]:checked").length : 0;
  if (window.confirm(button.dataset.confirm.replace("{n}", count))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener("click", ask, true); // before htmx hears of the click

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter?.formTarget === "_blank") return; // a preview beside the page: nothing is sent off
  delete form.dataset.dirty;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  const submitter = event.submitter || document.activeElement?.closest("[type=submit]");
  const free = () => {
    delete form.dataset.sent;
    setBusy(form, null, false);
  };
  // After the browser has read the form: a disabled button would not send its own name and value.
  setTimeout(() => setBusy(form, submitter, true));
  setTimeout(free, STUCK_AFTER);
});

// Back from the next page: the browser may show this one as it was left.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    setBusy(form, null, false);
  }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (form && form.hasAttribute("hx-post")) setBusy(form, document.activeElement?.closest("[type=submit]"), true);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (form) setBusy(form, null, false);
});

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.form;
    if (form && "warnUnsaved" in form.dataset) form.dataset.dirty = "1";
  });
}

window.addEventListener("beforeunload", (event) => {
  if (!document.querySelector("form[data-dirty]")) return;
  event.preventDefault();
  event.returnValue = word("leave"); // browsers show their own words
});

function send(form) {
  if (form.requestSubmit) form.requestSubmit();
  else form.submit();
}

let typing = 0;

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && "autosubmit" in form.dataset && event.target.type !== "search") send(form);
});

// While one types, only where the list alone is exchanged (hx-get): a new page would take the focus away.
function onTyped(event) {
  const form = event.target.form;
  if (!form || !("autosubmit" in form.dataset) || !form.hasAttribute("hx-get")) return;
  if (event.target.type !== "search" || event.isComposing) return; // half a word of pinyin is no query
  clearTimeout(typing);
  typing = setTimeout(() => send(form), 400);
}

document.addEventListener("input", onTyped);
document.addEventListener("compositionend", onTyped);

// What was chosen before the scripts came (a slow network), or put back by the browser: whatever listens to the form hears
// of it now.
export function hearEarlierChoices(form) {
  const changed = [...form.elements].find((field) => {
    if (field.type === "select-one") return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
  });
  if (changed) changed.dispatchEvent(new Event("change", { bubbles: true }));
}
