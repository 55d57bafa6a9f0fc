// Sentences for the reader: the words come from the page (#words, translated there), the place is the toast at the foot.

let timer = 0;

export function word(name, values = {}) {
  const text = document.getElementById("words")?.dataset[name] || "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

/** Show a sentence at the foot. calm: an acknowledgement, gone after 3 s; else it stays 12 s. */
export function say(text, { calm = false } = {}) {
  const toast = document.getElementById("toast");
  if (!toast || !text) return;
  clearTimeout(timer);
  const box = document.createElement("div");
  box.className = `notice notice--${calm ? "green" : "red"}`;
  const body = document.createElement("p");
  body.className = "notice__body";
  body.textContent = text;
  box.append(body);
  toast.textContent = "";
  toast.hidden = false;
  toast.append(box);
  timer = setTimeout(() => {
    toast.hidden = true;
  }, calm ? 3000 : 12000);
}
