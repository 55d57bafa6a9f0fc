"""The list of units with their links, to send out by hand or by a text-message provider."""

from collections.abc import Sequence

from meeting import clock
from meeting.documents.workbooks import ListColumn, list_xlsx
from meeting.people.mobiles import national
from meeting.registration.models import Delegation

COLUMNS = [
    ListColumn("单位", 26), ListColumn("地区", 12), ListColumn("联络员", 12), ListColumn("电话", 16),
    ListColumn("填报链接", 52), ListColumn("通知文字", 70),
]  # fmt: skip


def links_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet, a row for each unit."""
    return list_xlsx("填报链接", COLUMNS, rows)


def link_row(delegation: Delegation, link: str) -> list[str]:
    """Unit, region, contact, telephone, link, and a text that can be sent as it is."""
    meeting, unit = delegation.meeting, delegation.unit
    by = ""
    if meeting.registration_closes_at is not None:
        at = clock.local(meeting.registration_closes_at, meeting.zone)
        by = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}前"
    text = f"{unit.name}：请{by}打开链接，填报贵单位参加{meeting.title}的人员：{link}"
    return [unit.name, unit.region, delegation.contact, national(delegation.contact_mobile), link, text]
