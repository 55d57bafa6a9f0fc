"""A scan in words: what the screen at the gate shows, as JSON."""

from datetime import datetime
from typing import Any

from flask_babel import gettext

from meeting import clock
from meeting.checkin.enums import SHOWN_AS_A_RULE, ScanResult, Shown
from meeting.checkin.models import Gate, Scan
from meeting.checkin.queries.scans import host_of
from meeting.errors import N_
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category, EnrolmentState
from meeting.registration.models import Delegate

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


def answer_of(scan: Scan, meeting: Meeting) -> dict[str, Any]:
    """The same scan gives the same answer: result, reason, sentence, whom, and for a repeated one the first."""
    first = scan.names if scan.result is ScanResult.REPEATED else None
    whom = _whom(scan.delegate)
    return {
        "id": str(scan.id),
        "result": scan.result.value,
        "word": gettext(scan.result.word(scan.gate.kind)),
        "refusal": scan.refusal and scan.refusal.value,
        "warning": scan.warning and scan.warning.value,
        "way": scan.way.value,
        "sentence": _sentence(scan, meeting),
        "at": scan.at.isoformat(),
        "time": _when(scan.at, scan.at, meeting.zone),
        "gate": gate_name(scan.gate),
        **whom,
        "lines": _lines(scan, whom),
        "first": first
        and {
            "at": first.at.isoformat(),
            "time": _when(first.at, scan.at, meeting.zone),
            "gate": gate_name(scan.gate),
            "by": _who(first),
        },
        "undoes": str(scan.names_id) if scan.result is ScanResult.UNDONE else None,
    }


def _whom(delegate: Delegate | None) -> dict[str, Any]:
    if delegate is None:
        return {"name": "", "unit": "", "post": "", "category": "", "sub_forum": ""}
    enrolment = delegate.enrolment
    forum = enrolment.session.title if enrolment else ""
    if enrolment and enrolment.state is EnrolmentState.WAITING:
        forum = gettext("%(forum)s（候补）", forum=forum)
    return {
        "name": delegate.person.name,
        "unit": delegate.unit.name if delegate.unit else "",
        "post": delegate.post,
        "category": gettext(delegate.category.label),
        "sub_forum": forum,
    }


def _lines(scan: Scan, whom: dict[str, Any]) -> list[str]:
    """What the gate shows besides the name, as the organiser chose; short things share a line."""
    if scan.delegate is None:
        return []
    delegate = scan.delegate
    hotel = str(gettext("需要住宿")) if delegate.hotel else ""
    texts = {
        Shown.UNIT: whom["unit"], Shown.POST: whom["post"], Shown.CATEGORY: whom["category"],
        Shown.FORUM: whom["sub_forum"], Shown.HOTEL: delegate.hotel_wish or hotel,
        Shown.DIET: delegate.diet, Shown.REMARKS: delegate.remarks,
    }  # fmt: skip
    wanted = [each.what for each in scan.gate.shows] or SHOWN_AS_A_RULE
    together = " · ".join(texts[what] for what in (Shown.CATEGORY, Shown.FORUM) if what in wanted and texts[what])
    alone = [texts[what] for what in Shown if what in wanted and what not in {Shown.CATEGORY, Shown.FORUM}]
    return [line for line in (*alone[:2], together, *alone[2:]) if line]


def _sentence(scan: Scan, meeting: Meeting) -> str:
    if scan.refusal is not None:
        return str(gettext(scan.refusal.sentence))
    if scan.warning is not None and scan.result is ScanResult.ADMITTED:
        return str(gettext((scan.reason and LET_IN) or scan.warning.sentence, reason=scan.reason))
    if scan.result is ScanResult.REPEATED and scan.names is None:
        return str(gettext(NOT_INSIDE))
    if scan.result is ScanResult.REPEATED and scan.names is not None:
        when = _when(scan.names.at, scan.at, meeting.zone)
        return str(gettext(REPEATED, when=when, gate=gate_name(scan.gate), who=_who(scan.names)))
    if scan.result is ScanResult.ADMITTED and scan.delegate is not None and scan.delegate.category is Category.GUEST:
        host = host_of(meeting.id, scan.delegate.person_id)
        return str(gettext(GUEST_OF, host=host) if host else gettext(GUEST))
    return str(gettext(UNDONE)) if scan.result is ScanResult.UNDONE else ""


def _who(scan: Scan) -> str:
    """The device, the account, or the operator."""
    if scan.device is not None:
        return scan.device.name
    return scan.account.name if scan.account else str(gettext(OPERATOR))


def _when(at: datetime, seen: datetime, zone: str) -> str:
    """09:12, with the day where it isn't the day on which it is seen."""
    then, now = clock.local(at, zone), clock.local(seen, zone)
    time = f"{then:%H:%M}"
    return time if then.date() == now.date() else f"{then.month}-{then.day} {time}"
