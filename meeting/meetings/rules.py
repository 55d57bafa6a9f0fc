"""Pure rules about a meeting: its address, words that need approval, what an approval's file may be."""

import re
from datetime import date, datetime, timedelta

from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting
from meeting.people import pinyin

WORDS_NEEDING_APPROVAL = (
    "中国", "中华", "全国", "国家", "国际", "世界", "全球", "亚洲", "亚太", "东亚",
    "峰会", "高峰", "高端", "一带一路",
)  # fmt: skip
"""Words in a title that local rules on 论坛活动 and on names of meetings tie to an approval. A warning, never a bar:
which of them need one, and from whom, differs by level and place (domain.md, Money and approval)."""

LONGEST_SLUG = 50
"""Room for ``-2`` and more within the column's 60."""

LONGEST_MEETING = timedelta(days=60)

_SIGNATURES = ((b"%PDF-", ".pdf", "application/pdf"), (b"\x89PNG\r\n\x1a\n", ".png", "image/png"),
               (b"\xff\xd8\xff", ".jpg", "image/jpeg"))  # fmt: skip


def state_at(meeting: Meeting, at: datetime) -> MeetingState:
    """The state as it is in effect: an open meeting whose deadline has passed takes no registrations."""
    closes = meeting.registration_closes_at
    over = meeting.state is MeetingState.OPEN and closes is not None and at >= closes
    return MeetingState.CLOSED if over else meeting.state


def takes_registrations(meeting: Meeting, at: datetime) -> bool:
    """Whether one may register now."""
    return state_at(meeting, at) is MeetingState.OPEN


def words_needing_approval(title: str) -> list[str]:
    """Those that ``title`` holds, in its order; a word within a longer one isn't named twice."""
    found = [word for word in WORDS_NEEDING_APPROVAL if word in title]
    found = [word for word in found if not any(word != other and word in other for other in found)]
    return sorted(found, key=title.index)


def base_slug(city: str, fallback: str, starts_on: date) -> str:
    """The city in pinyin and the year (``changzhou-2020``); without a city ``fallback`` and the year."""
    place = pinyin.slug(city)[:LONGEST_SLUG - 5].strip("-") or fallback[:LONGEST_SLUG - 5].strip("-") or "meeting"
    return f"{place}-{starts_on.year}"


def fits_address(slug: str) -> bool:
    """Whether a slug can stand in an address."""
    return len(slug) <= LONGEST_SLUG and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug) is not None


def approval_kind(data: bytes) -> tuple[str, str] | None:
    """(suffix, media type) of a PDF or a picture by its first bytes; None for anything else."""
    return next(((suffix, kind) for start, suffix, kind in _SIGNATURES if data.startswith(start)), None)
