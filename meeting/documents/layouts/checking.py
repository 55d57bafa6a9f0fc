"""Before a run: which cards can't be drawn, and what every face has to set."""

from collections.abc import Iterable

from meeting.documents.layouts.model import Layout, Signatories, Text
from meeting.documents.layouts.press import Press
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.texts import TextSetter
from meeting.documents.pdf import PdfFile
from meeting.errors import MeetingError


def refusals(layout: Layout, records: Iterable[Record]) -> list[tuple[Record, MeetingError]]:
    """Every record that the layout can't draw, with the reason: a glyph that nobody has, a text that doesn't fit."""
    file = PdfFile(title="")
    presses = [Press(file, layout)]
    if layout.back:
        presses.append(Press(file, layout, back=True))
    found = []
    for record in records:
        try:
            for press in presses:
                press.draw(record)
        except MeetingError as error:
            found.append((record, error))
    return found


def texts_by_face(layout: Layout, records: Iterable[Record]) -> dict[str, dict[str, None]]:
    """Face → the texts that it has to set, each once, in their order."""
    file = PdfFile(title="")
    found: dict[str, dict[str, None]] = {}
    elements = (*layout.front, *layout.back)
    setters = [(one.face, TextSetter(file, one, 0)) for one in elements if isinstance(one, Text)]
    signing = [one.face for one in elements if isinstance(one, Signatories)]
    for record in records:
        for face, setter in setters:
            texts = found.setdefault(face, {})
            for runs in setter.filled(record):
                texts["".join(run.text for run in runs)] = None
        for face in signing:
            found.setdefault(face, {}).update(dict.fromkeys((*record.issuers, record.date)))
    return found
