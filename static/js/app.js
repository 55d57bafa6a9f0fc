// What every page shares. Acts on data attributes (docs/look.md lists them), for what is there at the start and for what
// htmx brings later. Runs as it stands on Chromium 81: ES2020, nothing later.

import { hearEarlierChoices } from "./forms.js";
import "./lists.js";
import { prepareDrop } from "./drop.js";
import { prepareTypeahead } from "./typeahead.js";
import { say, word } from "./say.js";

function within(root, selector) {
  const inside = [...root.querySelectorAll(selector)];
  return root.matches && root.matches(selector) ? [root, ...inside] : inside;
}

function prepare(root) {
  within(root, "[data-typeahead]").forEach(prepareTypeahead);
  within(root, "[data-drop]").forEach(prepareDrop);
  const [first] = within(root, "[data-focus]");
  if (first) first.focus();
}

function onConfigRequest(event) {
  const token = document.querySelector('meta[name="csrf-token"]');
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
}

// htmx swaps 409 and 422 like any answer (they are forms with their errors); what is left has no place on the page.
function onResponseError(event) {
  const { status } = event.detail.xhr;
  say(word(status >= 500 ? "failed" : "refused"));
}

async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy"); // plain http in the office's network has no other way
  area.remove();
  return done;
}

async function onCopy(button) {
  const source = button.dataset.copy.startsWith("#") ? document.querySelector(button.dataset.copy) : null;
  const text = source ? source.value || source.textContent.trim() : button.dataset.copy;
  const done = await copy(text).catch(() => false);
  if (!done && source && source.select) source.select();
  say(word(done ? "copied" : "copyByHand"), { calm: true });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) onCopy(button);
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

document.addEventListener("htmx:configRequest", onConfigRequest);
document.addEventListener("htmx:responseError", onResponseError);
document.addEventListener("htmx:sendError", () => say(word("offline")));
document.addEventListener("htmx:timeout", () => say(word("offline")));
document.addEventListener("htmx:load", (event) => {
  prepare(event.detail.elt);
  const listening = within(event.detail.elt, '[hx-trigger="change from:closest form"]').map((part) => part.closest("form"));
  new Set(listening).forEach(hearEarlierChoices);
});

prepare(document);
