"""A USB scanner, which types like a keyboard, only faster."""

import time

from playwright.sync_api import Page

PATIENT = """() => {
  const plain = window.setTimeout;
  window.setTimeout = (then, ms, ...more) => plain(then, ms === 1000 ? 60000 : ms, ...more);
  window.noLongerPatient = () => { window.setTimeout = plain; };
}"""
"""wedge.js takes a second without a key (QUIET) for the end of a code; the tests' machine may be away for longer."""


def type_as_scanner(page: Page, text: str) -> None:
    """Type ``text`` and Enter, a key each 10 ms by the events' own clock, however long the tests' machine takes."""
    page.evaluate(PATIENT)
    keyboard = page.context.new_cdp_session(page)
    began = time.time()
    for place, char in enumerate([*text, "\r"]):
        key = {"key": "Enter" if char == "\r" else char, "text": char, "timestamp": began + place / 100}
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    keyboard.detach()
    page.evaluate("window.noLongerPatient()")
