"""Delegates → what is drawn on their badges; and what can't be drawn, before anything is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meeting.checkin.operations.badges import code_of
from meeting.checkin.queries.badges import Printable
from meeting.documents.badges import NAME, POST, TITLE, UNIT
from meeting.documents.badges import Badge as Drawn
from meeting.documents.painter import Colour
from meeting.documents.typefaces import missing_glyphs
from meeting.errors import N_, Invalid
from meeting.meetings.models import Meeting


class BadgesNone(Invalid):
    """Nobody is selected."""

    code = "badges-none"
    sentence = N_("没有可印的参会证：选中的范围里没有已确认的参会人员，或都已印过。")


class BadgesUnprintable(Invalid):
    """Characters that no font of ours has: nothing is printed rather than a box."""

    code = "badges-unprintable"
    sentence = N_("有字印不出来，没有打印：%(which)s。请核对这些字；确实是这样写的，请先补充字体。")


@dataclass(frozen=True)
class StandIn:
    """A character that another font draws, with the names it is in."""

    character: str
    face: str
    texts: tuple[str, ...]


def drawn(title: str, rows: Iterable[Printable]) -> list[Drawn]:
    """Badges as they are drawn, under the meeting's title; every row has its badge. Signing takes 50 µs each."""
    return [
        Drawn(
            meeting=title,
            name=row.name,
            unit=row.unit,
            category=row.category.label,
            code=code_of(row.key_id or 0, row.token),
            post=row.post,
            note=row.forum,
            colour=_colour(row.category.colour),
        )
        for row in rows
    ]


def check_printable(meeting: Meeting, rows: Sequence[Printable]) -> list[StandIn]:
    """Before a run: which characters other fonts stand in for. Raises ``BadgesNone``, ``BadgesUnprintable``."""
    if not rows:
        raise BadgesNone
    faces = {
        TITLE.face: {meeting.title},
        NAME.face: {row.name for row in rows},
        UNIT.face: {row.unit for row in rows},
        POST.face: {row.post for row in rows} | {row.forum for row in rows},
    }
    lacking, stand_ins = [], []
    for face, texts in faces.items():
        for missing in missing_glyphs(sorted(texts), face).values():
            if missing.stand_in is None:
                lacking.append(f"“{missing.character}”（{'、'.join(missing.texts[:SHOWN])}）")
            else:
                stand_ins.append(StandIn(missing.character, missing.stand_in, missing.texts[:SHOWN]))
    if lacking:
        raise BadgesUnprintable(which="；".join(dict.fromkeys(lacking)))
    return stand_ins


SHOWN = 5
"""Texts named for one character."""


def _colour(text: str) -> Colour:
    """A category's ``RRGGBB``."""
    return Colour(*bytes.fromhex(text))
