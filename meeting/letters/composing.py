"""First drafts: a meeting's notice out of what the meeting knows, and the usual wordings of the other letters."""

from datetime import date

from meeting import clock
from meeting.documents.dates import numeral_date, numeral_days
from meeting.letters.enums import LetterHead, LetterKind
from meeting.letters.operations import Wording
from meeting.meetings.enums import HostRole
from meeting.meetings.models import Meeting
from meeting.programme.enums import SessionKind
from meeting.programme.queries import sub_forums_of
from meeting.registration.documents import occasion

NUMERALS = "一二三四五六七八九十"
ROLES = (
    HostRole.PATRON,
    HostRole.HOST,
    HostRole.CO_HOST,
    HostRole.UNDERTAKER,
    HostRole.SUPPORTER,
)


def place_of(meeting: Meeting) -> str:
    """City and venue, the city once."""
    return occasion(meeting).split("\u3000")[-1] if meeting.venue or meeting.city else ""


def values_of(meeting: Meeting) -> dict[str, str]:
    """What the places of a meeting are filled in with."""
    days = numeral_days(meeting.starts_on, meeting.ends_on)
    return {"会议": meeting.title, "日期": days, "地点": place_of(meeting)}


def today(meeting: Meeting) -> date:
    """On the meeting's clock."""
    return clock.local(clock.now(), meeting.zone).date()


def notice_draft(meeting: Meeting, *, on: date, url: str) -> Wording:
    """The notice (会议通知): what isn't known yet is left out, so that nothing has to be struck. ``url``: where one
    registers.
    """
    hosts = [unit.name for unit in meeting.hosts_as(HostRole.HOST)] or [meeting.society.name]
    issuers = hosts[:3]
    said = "" if meeting.title.startswith(hosts[0]) else "、".join(hosts)
    parts = [
        ("会议主题", [f"{meeting.theme}。"] if meeting.theme else []),
        ("组织机构", _organisers(meeting)),
        ("会议时间", ["{日期}。"]),
        ("会议地点", _where(meeting)),
        ("会议内容", _contents(meeting)),
        ("参会人员", ["各有关单位负责同志和业务骨干，论文作者，学会理事、监事和会员代表。"]),
        ("报名方式", _registration(meeting, url)),
        ("联系方式", [meeting.contact] if meeting.contact else []),
    ]
    where = "在{地点}" if place_of(meeting) else ""
    body = [f"经研究，定于{{日期}}{where}召开{{会议}}{_about(meeting)}。现将有关事项通知如下："]
    headed = [(title, lines) for title, lines in parts if lines]
    for numeral, (title, lines) in zip(NUMERALS, headed, strict=False):
        body += [f"{numeral}、{title}", *lines]
    body.append("特此通知。")
    return Wording(
        title=f"{said}关于召开{meeting.title}的通知",
        body="\n".join(body),
        issuers="\n".join(issuers),
        dated=on,
        head=LetterHead.RED if len(hosts) == 1 else LetterHead.LETTER,
        addressees="各有关单位",
        receipt=True,
    )


def wording_draft(meeting: Meeting, kind: LetterKind, *, on: date) -> Wording:
    """The usual wording of a proof or of an acceptance."""
    issuer = meeting.society.name
    if kind is LetterKind.PROOF:
        body = "兹证明{姓名}同志（{单位}）于{日期}在{地点}参加{会议}。"
        return Wording(title="参会证明", body=body, issuers=issuer, dated=max(on, meeting.ends_on))
    body = (
        "您提交的论文《{题目}》经专家评审，已被{会议}录用。\n"
        "会议定于{日期}在{地点}召开，诚邀您到会交流。会议安排以会议通知为准。\n"
        "特此通知。"
    )
    return Wording(title="论文录用通知", body=body, issuers=issuer, dated=on, head=LetterHead.LETTER)


def _about(meeting: Meeting) -> str:
    return f"（{meeting.edition}）" if meeting.edition and meeting.edition not in meeting.title else ""


def _organisers(meeting: Meeting) -> list[str]:
    named = [(role, [unit.name for unit in meeting.hosts_as(role)]) for role in ROLES]
    return [f"{role.label}：{'、'.join(units)}。" for role, units in named if units]


def _where(meeting: Meeting) -> list[str]:
    address = f"（{meeting.address}）" if meeting.address else ""
    return [f"{{地点}}{address}。"] if place_of(meeting) else []


def _contents(meeting: Meeting) -> list[str]:
    forums = [session for session in sub_forums_of(meeting) if session.kind is SessionKind.SUB_FORUM]
    if not forums:
        return []
    titles = [session.title for session in forums]
    return ["1.开幕式和大会报告。", f"2.分论坛：{'；'.join(titles)}。"]


def _registration(meeting: Meeting, url: str) -> list[str]:
    closes = meeting.registration_closes_at
    until = f"请于{numeral_date(clock.local(closes, meeting.zone).date())}前" if closes else "请"
    return [f"{until}登录{url}报名，或填写参会回执（见附件）报会务组。"]
