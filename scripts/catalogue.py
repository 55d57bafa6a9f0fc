"""Collect the pages' sentences, merge them into the English catalogue, compile it. Run after changing a sentence.

What is new stands at the end of the catalogue without a translation; a test is red until it has one.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from meeting.documents.layouts.gallery import gallery

ROOT = Path(__file__).parent.parent
PO = ROOT / "meeting" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("meeting/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {
    "_": None, "gettext": None, "lazy_gettext": None, "N_": None,
    "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2),
}  # fmt: skip


Message = tuple[str | tuple[str, str], str | None]
"""A sentence, or one and its plural; and its context, where one Chinese word needs two of English (奖项: a list of
awards, and, with the context ``one``, the award of a recipient)."""


def sentences() -> set[Message]:
    """All message ids of code and templates, and the titles of the layouts that ship."""
    found = extract_from_dir(str(ROOT), METHODS, {"templates/**.html": {"encoding": "utf-8"}}, KEYWORDS)
    messages: set[Message] = {(message, context) for _, _, message, _, context in found if message}
    return messages | {(layout.title, None) for layout in gallery().values()}


def missing() -> list[Message]:
    """Sentences without English."""
    known = {(each.id, each.context) for each in english() if each.id and each.string and each.string[0]}
    return sorted(sentences() - known, key=str)


def english() -> Catalog:
    """The catalogue as it is committed."""
    return read_po(io.BytesIO(PO.read_bytes()), locale="en")


def compiled(catalogue: Catalog) -> bytes:
    """What gettext reads."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    """Merge and compile."""
    known = {(each.id, each.context): each.string for each in english() if each.id}
    catalogue = Catalog(locale="en", fuzzy=False)
    for message in sorted(sentences(), key=lambda message: (message not in known, str(message[0]), message[1] or "")):
        catalogue.add(message[0], known.get(message, ""), context=message[1])
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, no_location=True)
    PO.write_bytes(b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + out.getvalue())
    PO.with_suffix(".mo").write_bytes(compiled(english()))
    for message in missing():
        print(f"without English: {message}")


if __name__ == "__main__":
    main()
