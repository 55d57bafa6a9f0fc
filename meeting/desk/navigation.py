"""The desk's table of contents: what the present actor may open of a meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from flask_babel import gettext

from meeting.accounts.actors import Actor, current_actor
from meeting.accounts.enums import Permission
from meeting.accounts.models import Society
from meeting.errors import N_
from meeting.meetings.models import Meeting


@dataclass(frozen=True)
class Entry:
    """A line: the page's word, its endpoint (taking ``slug``), and what one must be allowed; besides, where there are
    ``parts``, one of these, or the page would be empty.
    """

    label: str
    endpoint: str
    permission: Permission
    parts: frozenset[Permission] = frozenset()


PRINTING = frozenset({Permission.BADGES, Permission.AWARDS, Permission.SET_UP})
"""Each lets one print some kind of card."""

CONTENTS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (N_("概览"), (Entry(N_("概览"), "desk.overview", Permission.OVERVIEW),)),
    (
        N_("筹备"),
        (
            Entry(N_("基本信息"), "meetings.basics", Permission.SET_UP),
            Entry(N_("主办单位"), "meetings.hosts", Permission.SET_UP),
            Entry(N_("会议室"), "meetings.rooms", Permission.SET_UP),
            Entry(N_("领导与嘉宾"), "meetings.guests", Permission.GUESTS),
            Entry(N_("日程"), "programme.programme", Permission.SET_UP),
            Entry(N_("展览"), "exhibition.show", Permission.SET_UP),
            Entry(N_("公文与函件"), "letters.letters", Permission.REGISTRATION),
        ),
    ),
    (
        N_("报名"),
        (
            Entry(N_("参会人员"), "registration.delegates", Permission.REGISTRATION),
            Entry(N_("参会单位"), "registration.delegations", Permission.REGISTRATION),
            Entry(N_("回执"), "registration.receipts", Permission.REGISTRATION),
        ),
    ),
    (
        N_("现场"),
        (
            Entry(N_("打印"), "printing.overview", Permission.OVERVIEW, PRINTING),
            Entry(N_("参会证"), "checkin.badges", Permission.BADGES),
            Entry(N_("报到台"), "arrival.desk", Permission.ARRIVAL),
            Entry(N_("签到"), "checkin.choose", Permission.CHECK_IN),
            Entry(N_("签到点"), "checkin.gates", Permission.SET_UP),
            Entry(N_("签到设备"), "checkin.devices", Permission.SET_UP),
            Entry(N_("出席"), "checkin.attendance", Permission.ATTENDANCE),
        ),
    ),
    (
        N_("颁奖"),
        (
            Entry(N_("奖项"), "awards.awards", Permission.AWARDS),
            Entry(N_("证书"), "awards.certificates", Permission.AWARDS),
            Entry(N_("用印申请"), "awards.seal_requests", Permission.AWARDS),
        ),
    ),
    (
        N_("管理"),
        (
            Entry(N_("工作人员"), "desk.staff", Permission.GRANT),
            Entry(N_("操作记录"), "desk.history", Permission.HISTORY),
        ),
    ),
)
"""In the order of the work."""

SOCIETY: tuple[Entry, ...] = (
    Entry(N_("会议"), "meetings.society_meetings", Permission.SOCIETY),
    Entry(N_("单位名录"), "people.units", Permission.PEOPLE),
    Entry(N_("人员名录"), "people.persons", Permission.PEOPLE),
    Entry(N_("重复与合并"), "identity.merges", Permission.PEOPLE),
    Entry(N_("编号样式"), "awards.numbering", Permission.SOCIETY),
    Entry(N_("版式"), "layouts.designs", Permission.LAYOUTS),
    Entry(N_("印章与签名"), "layouts.seals", Permission.SEALS),
    Entry(N_("用印审批"), "layouts.requests", Permission.SEALS),
    Entry(N_("打印机"), "printing.printers", Permission.SOCIETY),
    Entry(N_("字体"), "layouts.fonts", Permission.SOCIETY),
    Entry(N_("账号"), "accounts.society_accounts", Permission.SOCIETY),
)
"""A society's pages, taking ``society_slug``."""

Link = tuple[str, str, bool]
"""Label, address, whether it is the page (or the part) where one is."""

Groups = list[tuple[str, list[Link]]]
"""(Heading, links), as ``layouts/desk.html`` takes them; a heading may be empty."""


def navigation(meeting: Meeting, place: str | None = None) -> Groups:
    """A meeting's groups; one in which the actor may open nothing is left out. The overview, alone in its group and
    called like it, stands without a heading. ``place``: the address where one is, if it isn't the request's."""
    actor = current_actor()
    found = [
        (heading, [(entry, url_for(entry.endpoint, slug=meeting.slug)) for entry in entries])
        for heading, everything in CONTENTS
        if (entries := _open(actor, everything, society_id=meeting.society_id, meeting_id=meeting.id))
    ]
    here = _here([url for _, links in found for _, url in links], place)
    return [
        (
            "" if [entry.label for entry, _ in links] == [heading] else gettext(heading),
            [(gettext(entry.label), url, url == here) for entry, url in links],
        )
        for heading, links in found
    ]


def society_navigation(society: Society, place: str | None = None) -> Groups:
    """A society's pages, in one group under its name. ``place``: as for a meeting."""
    entries = _open(current_actor(), SOCIETY, society_id=society.id)
    links = [(gettext(entry.label), url_for(entry.endpoint, society_slug=society.slug)) for entry in entries]
    here = _here([url for _, url in links], place)
    return [(society.name, [(label, url, url == here) for label, url in links])] if links else []


def _open(actor: Actor, entries: Iterable[Entry], *, society_id: int, meeting_id: int | None = None) -> list[Entry]:
    return [
        entry
        for entry in entries
        if entry.endpoint in current_app.view_functions
        and actor.may(entry.permission, society_id=society_id, meeting_id=meeting_id)
        and (
            not entry.parts
            or any(actor.may(part, society_id=society_id, meeting_id=meeting_id) for part in entry.parts)
        )
    ]


def _here(urls: list[str], place: str | None) -> str | None:
    """Among them, where ``place`` or else the present page lies: ``/desk/x/delegates/12`` in ``/desk/x/delegates``
    more than in ``/desk/x``."""
    path = urlsplit(place).path if place else request.path
    holding = [url for url in urls if path == url or path.startswith(url.rstrip("/") + "/")]
    return max(holding, key=len, default=None)
