"""A scan in words: what the screen at the gate shows, as JSON."""

from datetime import datetime
from typing import Any

from flask_babel import gettext

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


def gate_name(gate: Gate) -> str:
    """As shown: the two gates that every meeting begins with are called like their kinds, and so translated; any other
    name is as the organiser wrote it.
    """
    return str(gettext(gate.name)) if gate.name == gate.kind.label else gate.name


def answer_of(scan: Taken, gate: Gate, zone: str) -> dict[str, Any]:
    """The same scan gives the same answer: result, reason, sentence, whom, and for a repeated one the first."""
    first = scan.first if scan.result is ScanResult.REPEATED else None
    whom = _whom(scan.whom)
    return {
        "id": str(scan.id),
        "result": scan.result.value,
        "word": gettext(scan.result.word(gate.kind)),
        "refusal": scan.refusal and scan.refusal.value,
        "warning": scan.warning and scan.warning.value,
        "way": scan.way.value,
        "sentence": _sentence(scan, gate, zone),
        "at": scan.at.isoformat(),
        "time": _when(scan.at, scan.at, zone),
        "gate": gate_name(gate),
        **whom,
        "lines": _lines(scan.whom, whom, gate),
        "first": first
        and {
            "at": first.at.isoformat(),
            "time": _when(first.at, scan.at, zone),
            "gate": gate_name(gate),
            "by": _who(first),
        },
        "undoes": str(scan.names_id) if scan.result is ScanResult.UNDONE else None,
    }


def _whom(found: Whom | None) -> dict[str, Any]:
    if found is None:
        return {"name": "", "unit": "", "post": "", "category": "", "sub_forum": ""}
    forum = found.forum or ""
    if found.seat is EnrolmentState.WAITING:
        forum = gettext("%(forum)s（候补）", forum=forum)
    return {
        "name": found.name,
        "unit": found.unit or "",
        "post": found.post,
        "category": gettext(found.category.label),
        "sub_forum": forum,
    }


def _lines(found: Whom | None, whom: dict[str, Any], gate: Gate) -> list[str]:
    """What the gate shows besides the name, as the organiser chose; short things share a line."""
    if found is None:
        return []
    hotel = str(gettext("需要住宿")) if found.hotel else ""
    texts = {
        Shown.UNIT: whom["unit"], Shown.POST: whom["post"], Shown.CATEGORY: whom["category"],
        Shown.FORUM: whom["sub_forum"], Shown.HOTEL: found.hotel_wish or hotel,
        Shown.DIET: found.diet, Shown.REMARKS: found.remarks,
    }  # fmt: skip
    wanted = [each.what for each in gate.shows] or SHOWN_AS_A_RULE
    together = " · ".join(texts[what] for what in (Shown.CATEGORY, Shown.FORUM) if what in wanted and texts[what])
    alone = [texts[what] for what in Shown if what in wanted and what not in {Shown.CATEGORY, Shown.FORUM}]
    return [line for line in (*alone[:2], together, *alone[2:]) if line]


def _sentence(scan: Taken, gate: Gate, zone: str) -> str:
    if scan.refusal is not None:
        return str(gettext(scan.refusal.sentence))
    if scan.warning is not None and scan.result is ScanResult.ADMITTED:
        return str(gettext((scan.reason and LET_IN) or scan.warning.sentence, reason=scan.reason))
    if scan.result is ScanResult.REPEATED and scan.first is None:
        return str(gettext(NOT_INSIDE))
    if scan.result is ScanResult.REPEATED and scan.first is not None:
        when = _when(scan.first.at, scan.at, zone)
        return str(gettext(REPEATED, when=when, gate=gate_name(gate), who=_who(scan.first)))
    if scan.result is ScanResult.ADMITTED and scan.whom is not None and scan.whom.category is Category.GUEST:
        return str(gettext(GUEST_OF, host=scan.whom.host) if scan.whom.host else gettext(GUEST))
    return str(gettext(UNDONE)) if scan.result is ScanResult.UNDONE else ""


def _who(scan: Taken) -> str:
    """The device, the account, or the operator."""
    return scan.by or str(gettext(OPERATOR))


def _when(at: datetime, seen: datetime, zone: str) -> str:
    """09:12, with the day where it isn't the day on which it is seen."""
    then, now = clock.local(at, zone), clock.local(seen, zone)
    time = f"{then:%H:%M}"
    return time if then.date() == now.date() else f"{then.month}-{then.day} {time}"
