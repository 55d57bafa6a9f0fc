// The arrival desk: a code that is read finds its wearer. A hand-held scanner works on every page of the desk.

import { listenForScanner } from "./wedge.js";

const form = document.querySelector("[data-find]");

function find(text) {
  form.elements.code.value = text.slice(0, 1000);
  form.submit();
}

if (form) {
  document.addEventListener("scan", (event) => find(event.detail.text));
  if (!document.querySelector("[data-scanner]")) listenForScanner(find);
}
