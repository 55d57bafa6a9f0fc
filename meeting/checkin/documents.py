"""Delegates → what is drawn on their badges; and what can't be drawn, before anything is."""

from collections.abc import Iterable, Sequence

from meeting.checkin.operations.badges import code_of
from meeting.checkin.queries.badges import Printable
from meeting.documents.badges import NAME, POST, TITLE, UNIT
from meeting.documents.badges import Badge as Drawn
from meeting.documents.painter import Colour
from meeting.documents.preflight import Preflight, Words, preflight, require_printable
from meeting.errors import N_, Invalid
from meeting.meetings.models import Meeting


class BadgesNone(Invalid):
    """Nobody is selected."""

    code = "badges-none"
    sentence = N_("没有可印的参会证：选中的范围里没有已确认的参会人员，或都已印过。")


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


def looked_over(meeting: Meeting, rows: Iterable[Printable]) -> Preflight:
    """Before a run: what can't be printed, and what other typefaces draw."""
    words = [Words(TITLE.face, meeting.title, MEETING)]
    for row in rows:
        words += [
            Words(NAME.face, row.name, DELEGATE, row.name), Words(UNIT.face, row.unit, OF_UNIT, row.name),
            Words(POST.face, row.post, IN_POST, row.name), Words(POST.face, row.forum, FORUM, row.name),
        ]  # fmt: skip
    return preflight(words)


MEETING, DELEGATE, OF_UNIT = N_("会议名称"), N_("姓名"), N_("单位")
IN_POST, FORUM = N_("职务"), N_("分论坛")


def check_printable(meeting: Meeting, rows: Sequence[Printable]) -> None:
    """Before a run. Raises ``BadgesNone``, ``CharactersUnprintable``."""
    if not rows:
        raise BadgesNone
    require_printable(looked_over(meeting, rows))


def _colour(text: str) -> Colour:
    """A category's ``RRGGBB``."""
    return Colour(*bytes.fromhex(text))
