"""A scan in words: what the screen at the gate shows, as JSON.

Several hundred a second are put into words: the reader's language is looked up once for each (``Say``).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import get_domain

from meeting import clock
from meeting.checkin.enums import SHOWN_AS_A_RULE, ScanResult, Shown
from meeting.checkin.models import Gate
from meeting.checkin.queries.scans import Taken, Whom
from meeting.errors import N_
from meeting.registration.enums import Category, EnrolmentState

REPEATED = N_("%(when)s已在“%(gate)s”办过，经手：%(who)s。")
UNDONE = N_("已撤销，可以重新办。")
LET_IN = N_("已放行：%(reason)s")
NOT_INSIDE = N_("现在不在场内，不用再登记离场。")
GUEST = N_("特邀嘉宾到了，请通知接待组。")
GUEST_OF = N_("特邀嘉宾到了，请通知：%(host)s。")
OPERATOR = N_("管理员")
WAITING = N_("%(forum)s（候补）")
HOTEL = N_("需要住宿")

_ALONE = tuple(what for what in Shown if what not in {Shown.CATEGORY, Shown.FORUM})
"""What has a line of its own, in this order."""

Say = Callable[[str], str]
"""Into the language of who reads."""


def _say() -> Say:
    say: Say = get_domain().get_translations().ugettext
    return say


def gate_name(gate: Gate) -> str:
    """As shown: the two gates that every meeting begins with are called like their kinds, and so translated; any other
    name is as the organiser wrote it.
    """
    return _named(gate, _say())


def _named(gate: Gate, say: Say) -> str:
    return say(gate.name) if gate.name == gate.kind.label else gate.name


def answer_of(scan: Taken, gate: Gate, zone: str) -> dict[str, Any]:
    """The same scan gives the same answer: result, reason, sentence, whom, and for a repeated one the first."""
    first = scan.first if scan.result is ScanResult.REPEATED else None
    say = _say()
    whom = _whom(scan.whom, say)
    return {
        "id": str(scan.id),
        "result": scan.result.value,
        "word": say(scan.result.word(gate.kind)),
        "refusal": scan.refusal and scan.refusal.value,
        "warning": scan.warning and scan.warning.value,
        "way": scan.way.value,
        "sentence": _sentence(scan, gate, zone, say),
        "at": scan.at.isoformat(),
        "time": _when(scan.at, scan.at, zone),
        "gate": _named(gate, say),
        **whom,
        "lines": _lines(scan.whom, whom, gate, say),
        "first": first
        and {
            "at": first.at.isoformat(),
            "time": _when(first.at, scan.at, zone),
            "gate": _named(gate, say),
            "by": _who(first, say),
        },
        "undoes": str(scan.names_id) if scan.result is ScanResult.UNDONE else None,
    }


def _whom(found: Whom | None, say: Say) -> dict[str, Any]:
    if found is None:
        return {"name": "", "unit": "", "post": "", "category": "", "sub_forum": ""}
    forum = found.forum or ""
    if found.seat is EnrolmentState.WAITING:
        forum = say(WAITING) % {"forum": forum}
    return {
        "name": found.name,
        "unit": found.unit or "",
        "post": found.post,
        "category": say(found.category.label),
        "sub_forum": forum,
    }


def _lines(found: Whom | None, whom: dict[str, Any], gate: Gate, say: Say) -> list[str]:
    """What the gate shows besides the name, as the organiser chose; short things share a line."""
    if found is None:
        return []
    hotel = say(HOTEL) if found.hotel else ""
    texts = {
        Shown.UNIT: whom["unit"], Shown.POST: whom["post"], Shown.CATEGORY: whom["category"],
        Shown.FORUM: whom["sub_forum"], Shown.HOTEL: found.hotel_wish or hotel,
        Shown.DIET: found.diet, Shown.REMARKS: found.remarks,
    }  # fmt: skip
    wanted = [each.what for each in gate.shows] or SHOWN_AS_A_RULE
    together = " · ".join(texts[what] for what in (Shown.CATEGORY, Shown.FORUM) if what in wanted and texts[what])
    alone = [texts[what] for what in _ALONE if what in wanted]
    return [line for line in (*alone[:2], together, *alone[2:]) if line]


def _sentence(scan: Taken, gate: Gate, zone: str, say: Say) -> str:
    if scan.refusal is not None:
        return say(scan.refusal.sentence)
    if scan.warning is not None and scan.result is ScanResult.ADMITTED:
        return say(LET_IN) % {"reason": scan.reason} if scan.reason else say(scan.warning.sentence)
    if scan.result is ScanResult.REPEATED and scan.first is None:
        return say(NOT_INSIDE)
    if scan.result is ScanResult.REPEATED and scan.first is not None:
        when = _when(scan.first.at, scan.at, zone)
        return say(REPEATED) % {"when": when, "gate": _named(gate, say), "who": _who(scan.first, say)}
    if scan.result is ScanResult.ADMITTED and scan.whom is not None and scan.whom.category is Category.GUEST:
        return say(GUEST_OF) % {"host": scan.whom.host} if scan.whom.host else say(GUEST)
    return say(UNDONE) if scan.result is ScanResult.UNDONE else ""


def _who(scan: Taken, say: Say) -> str:
    """The device, the account, or the operator."""
    return scan.by or say(OPERATOR)


def _when(at: datetime, seen: datetime, zone: str) -> str:
    """09:12, with the day where it isn't the day on which it is seen."""
    then, now = clock.local(at, zone), clock.local(seen, zone)
    time = f"{then:%H:%M}"
    return time if then.date() == now.date() else f"{then.month}-{then.day} {time}"
