"""Our own CSS, JavaScript and templates run on Chromium 81 and under a Content-Security-Policy without exceptions.

Floors, by the first Chromium that knows the feature (MDN's compatibility data). Each linter is shown planted faults,
so that one that sees nothing can't say green.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CSS = sorted((ROOT / "static" / "css").rglob("*.css"))
JS = sorted((ROOT / "static" / "js").rglob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

Rule = tuple[tuple[str, ...], str, dict[str, str]]  # at-rules around it, selector, declarations

CSS_SELECTORS = {
    r":has\(": ":has (105)",
    r":is\(": ":is (88)",
    r":where\(": ":where (88)",
    r":not\([^()]*,": ":not with a list (88)",
    r"&": "nesting (112)",
    r"(?<!:not\():focus-visible": ":focus-visible but as :not(:focus-visible) (86)",
    r"::file-selector-button": "::file-selector-button (89)",
}
CSS_PROPERTIES = {
    r"inset(-.*)?": "inset (87)",
    r"aspect-ratio": "aspect-ratio (88)",
    r"(margin|padding|border)-(inline|block)": "logical shorthands (87)",
    r"translate|rotate|scale": "single transforms (104)",
    r"container(-.*)?": "container queries (105)",
    r"overflow-clip-.*": "overflow: clip (90)",
}
CSS_VALUES = {
    r"color-mix\(|oklch\(|oklab\(|\blch\(|\blab\(": "newer colour functions (111)",
    r"\d(dvh|svh|lvh|dvw|svw|lvw)\b": "viewport units (108)",
    r"url\(\s*[\"']?(https?:)?//": "another host",
}
CSS_AT_RULES = {
    r"@(layer|container|property|scope|starting-style|import)\b": "at-rule after Chromium 81, or an import",
    r"@media[^{]*(width|height)\s*[<>]": "ranges in media queries (104)",
}
JS_FEATURES = {
    r"\?\?=|\|\|=|&&=": "logical assignment (85)",
    r"\.at\(": "at (92)",
    r"\.replaceAll\(": "replaceAll (85)",
    r"\.(findLast|findLastIndex|toSorted|toReversed|toSpliced)\(": "newer array methods (97)",
    r"\.replaceChildren\(": "replaceChildren (86)",
    r"\bstructuredClone\(|\brandomUUID\(|\bPromise\.any\(|\bAbortSignal\.(timeout|any)\(": "newer globals",
    r"(?m)^\s*(async\s+|get\s+|set\s+|static\s+)*#\w+\s*\(": "private methods (84)",
    r"\bstatic\s*\{": "static blocks (94)",
    r"(?m)^await\b|^(const|let)\b[^;\n]*=\s*await\b": "await at the top level (89)",
    r"\beval\(|\bnew Function\(|\bset(Timeout|Interval)\(\s*[\"'`]": "eval: the CSP forbids it",
    r"\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML\(|document\.write\(": "HTML out of strings",
    r"\.style\b|setAttribute\(\s*[\"']style": "styles from script: use a class",
    r"[\"'`]https?://": "another host",
}


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def rules(css: str) -> Iterator[Rule]:
    """Each style rule with its declarations; a rule inside a rule has a selector around it, told by an at-rule '&'."""
    around: list[str] = []
    text = ""
    for piece in re.split(r"([{};])", without_comments(css)):
        if piece == "{":
            if around and not around[-1].startswith("@"):
                yield (tuple(around), f"& {text.strip()}", {})
            around.append(text.strip())
            text = ""
        elif piece == ";" or piece == "}":
            if around and not around[-1].startswith("@") and ":" in text:
                name, value = text.split(":", 1)
                yield (tuple(around[:-1]), around[-1], {name.strip(): value.strip()})
            if piece == "}":
                around.pop()
            text = ""
        else:
            text += piece


def css_faults(css: str) -> set[str]:
    faults = {why for pattern, why in CSS_AT_RULES.items() if re.search(pattern, without_comments(css))}
    merged: dict[tuple[tuple[str, ...], str], dict[str, str]] = {}
    for around, selector, declarations in rules(css):
        merged.setdefault((around, selector), {}).update(declarations)
    for (_, selector), declarations in merged.items():
        faults |= {why for pattern, why in CSS_SELECTORS.items() if re.search(pattern, selector)}
        for name, value in declarations.items():
            faults |= {why for pattern, why in CSS_PROPERTIES.items() if re.fullmatch(pattern, name)}
            faults |= {why for pattern, why in CSS_VALUES.items() if re.search(pattern, value)}
        gaps = {"gap", "grid-gap", "row-gap", "column-gap"} & set(declarations)
        grid = "grid" in declarations.get("display", "") or any(n.startswith("grid-template") for n in declarations)
        if gaps and not grid:
            faults.add("gap outside a grid (flex gap: 84)")
    return faults


def js_faults(source: str) -> set[str]:
    code = re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)|(?m:\s//\s.*$)", "", source, flags=re.S)
    return {why for pattern, why in JS_FEATURES.items() if re.search(pattern, code)}


def template_faults(source: str) -> set[str]:
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.S)
    faults = set()
    if re.search(r"[\"'](style|on[a-z]+)[\"']\s*:", source):
        faults.add("style or on… among attributes")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", source, flags=re.S | re.I):
        if not re.search(r"csrf_token|hidden\(|hidden_tag\(", form):
            faults.add("a POST form without a CSRF token")
    html = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.S)
    for tag in re.findall(r"<[a-zA-Z][^>]*>", html):
        if re.search(r"\sstyle\s*=", tag):
            faults.add("style attribute")
        if re.search(r"\son[a-z]+\s*=", tag) or re.search(r"\shx-on\b", tag):
            faults.add("on… attribute")
        loads = re.match(r"<(script|img|iframe)\b|<link\b[^>]*stylesheet", tag)
        if loads and re.search(r"(src|href)=\"(https?:)?//", tag):
            faults.add("another host")
    if re.search(r"<style\b", html):
        faults.add("style element")
    if re.search(r"<script\b[^>]*>\s*[^<\s]", html) or re.search(r"<script\b(?![^>]*\ssrc=)", html):
        faults.add("script element with a body")
    if re.search(r"[\u3400-\u9fff]", html):
        faults.add("words that are not marked for translation")
    return faults


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_css_is_known_to_chromium_81(path: Path) -> None:
    assert css_faults(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", JS, ids=lambda path: path.name)
def test_script_is_known_to_chromium_81(path: Path) -> None:
    assert js_faults(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_template_needs_no_exception_from_the_csp(path: Path) -> None:
    assert template_faults(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("linter", "planted"),
    [
        (css_faults, ".a { display: flex; gap: 1rem; }"),
        (css_faults, "@media print { .a { display: inline-flex; grid-gap: 1rem; } }"),
        (css_faults, ".a { column-gap: 1rem; }"),
        (css_faults, ".a:has(.b) { color: red; }"),
        (css_faults, ":is(h1, h2) { color: red; }"),
        (css_faults, ":where(h1) { color: red; }"),
        (css_faults, "a:not(.b, .c) { color: red; }"),
        (css_faults, ".a { color: red; .b { color: blue; } }"),
        (css_faults, ".a { &:hover { color: blue; } }"),
        (css_faults, ".a { inset: 0; }"),
        (css_faults, ".a { inset-inline: 0; }"),
        (css_faults, ".a { aspect-ratio: 1; }"),
        (css_faults, ".a { margin-inline: auto; }"),
        (css_faults, ".a { color: color-mix(in srgb, red, blue); }"),
        (css_faults, ".a { height: 100dvh; }"),
        (css_faults, "a:focus-visible { outline: none; }"),
        (css_faults, "@layer base { a { color: red; } }"),
        (css_faults, "@container (min-width: 1px) { a { color: red; } }"),
        (css_faults, "@media (width >= 40em) { a { color: red; } }"),
        (css_faults, "@import 'a.css';"),
        (css_faults, ".a { background: url(//cdn.example.org/a.png); }"),
        (js_faults, "a ??= 1;"),
        (js_faults, "a ||= 1;"),
        (js_faults, "list.at(-1);"),
        (js_faults, "text.replaceAll('a', 'b');"),
        (js_faults, "class A {\n  #secret() {}\n}"),
        (js_faults, "const a = await fetch('/a');"),
        (js_faults, "await start();"),
        (js_faults, "eval(code);"),
        (js_faults, "setTimeout('code', 1);"),
        (js_faults, "box.innerHTML = name;"),
        (js_faults, "box.style.color = 'red';"),
        (js_faults, "import('https://cdn.example.org/a.js');"),
        (template_faults, '<p style="color: red">'),
        (template_faults, '<a href="#" onclick="go()">'),
        (template_faults, "{{ field(f, attrs={'style': 'color: red'}) }}"),
        (template_faults, "<script>go()</script>"),
        (template_faults, "<script></script>"),
        (template_faults, '<script src="https://cdn.example.org/a.js"></script>'),
        (template_faults, "<style>a { color: red }</style>"),
        (template_faults, '<form method="post"><button>{{ _("好") }}</button></form>'),
        (template_faults, "<p>没有标记</p>"),
    ],
)
def test_linter_sees_a_planted_fault(linter: Callable[[str], set[str]], planted: str) -> None:
    assert len(linter(planted)) >= 1


@pytest.mark.parametrize(
    ("linter", "sound"),
    [
        (
            css_faults,
            "@media (min-width: 40em) { .a { display: grid; grid-gap: 1rem; } } a:not(:focus-visible) { color: red; }",
        ),
        (js_faults, "const last = list[list.length - 1]; // .at(-1) is too new\nconst a = b ?? c?.d;"),
        (
            template_faults,
            '{# style="x" #}<p>{{ _("好") }}</p><script src="{{ url_for("static", filename="a") }}"></script>',
        ),
    ],
)
def test_linter_is_silent_on_sound_code(linter: Callable[[str], set[str]], sound: str) -> None:
    assert linter(sound) == set()
