// A USB or Bluetooth scanner types like a keyboard, only faster. Here a burst of keys becomes one reading.

const LONGEST_GAP = 100; // ms between two keys of one burst; a person needs more
const SHORTEST = 12; // characters: a badge's code is far longer, a typed name shorter
const LONGEST_STALL = 300; // ms that a burst of this length may pause
const QUIET = 1000; // ms after which a burst without Enter has ended; a shorter wait cuts codes in two when the computer is busy

/** Call `emit(text)` for each burst typed anywhere on the page. A burst that went into a field is taken out of it. */
export function listenForScanner(emit) {
  let text = "";
  let last = 0;
  let field = null;
  let before = "";
  let timer = 0;

  function reset() {
    clearTimeout(timer);
    text = "";
    field = null;
  }

  function finish() {
    const reading = text;
    if (field && document.contains(field)) {
      field.value = before;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.blur(); // off the field no input method stands between the scanner and us
    }
    reset();
    emit(reading);
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      const now = event.timeStamp;
      const fast = now - last <= (text.length >= SHORTEST ? LONGEST_STALL : LONGEST_GAP);
      if (event.key === "Enter" || event.key === "Tab") {
        if (text.length >= SHORTEST && fast) {
          event.preventDefault();
          event.stopImmediatePropagation();
          finish();
        } else reset();
        return;
      }
      if (event.key.length !== 1) return; // Shift, CapsLock
      if (!fast) {
        reset();
        const { activeElement } = document;
        if (activeElement && activeElement.matches("input, textarea")) {
          field = activeElement;
          before = field.value;
        }
      }
      text += event.key;
      last = now;
      clearTimeout(timer);
      timer = setTimeout(() => (text.length >= 3 * SHORTEST ? finish() : reset()), QUIET);
      if (!field && event.key === " ") event.preventDefault(); // a space would press the focused button
    },
    true,
  );
}
