"""The unit that the name of a file says: 附件2：参会回执（南京市档案馆）.xls."""

import re
from collections import Counter
from collections.abc import Sequence

from meeting.registration.receipts.tables import looks_like_unit
from meeting.registration.receipts.units import units_within

_PARTS = re.compile(
    r"[-_—–＋+·\s,，、()（）【】\[\]《》“”:：]+|附\s*件\s*[0-9一二三四五六七八九十]*[.]?|(?:参会|参加|与会|出席|报名|代表|人员|信息)*(?:回\s*执|名单|登记|统计|汇总|信息|报名)[表单函册]|"
    r"(?:参会|报名|与会)*回\s*执|报名|(?:参会|与会|参加)(?:代表|人员|名单)|名单|年会|[0-9]{4}\s*年度?|第[0-9一二三四五六七八九十]+届"
)
_EDGES = (
    r"参\s*会|出席|参加|与会|最终版?|定稿|终稿|修改版?|修订版?|盖章版?|扫描件?|电子版|正式版?|完整版?|word版?|excel版?|副本|copy|"
    r"反馈|上报|报送|填报|回复|答复|转发?|关于|的|[0-9]+人|v?[0-9.]+版?(?![A-Za-z0-9])|"
    r"模板|空白|新建|工作[表簿]|microsoft|xlsx?|csv|wps|sheet|表格?|单"
)
# Taken off one by one: a repeated group of digits would take exponential time.
_NOISE_AT_START = re.compile(rf"^(?:{_EDGES})", re.IGNORECASE)
_NOISE_AT_END = re.compile(rf"(?:{_EDGES}|代表|人员|信息|新版|学术|会议|大会|论坛|研讨会)$", re.IGNORECASE)
_NO_UNIT = re.compile(
    r"(?:全省|全国|全市|全区|全县|关于).*|(?:学术|会议|大会|论坛|研讨会?|培训班?|通知)+|book|img|下载|未命名|文档|盖章|新|版|表|年度|附件|原件|终|改|.",
    re.IGNORECASE,
)


# What may stand before a unit's name without being part of it, and what tells that the name is a meeting's.
_BEFORE = re.compile(r".*(?:年会|会议|大会|论坛|研讨会|通知|回执|报名表?|名单|省|市|县|区|州|部|附件)")
_OF_MEETING = re.compile(
    r"\W*(?:第.{1,3}届|[0-9]{4}年?)?(?:学术|工作|会员|理事)?(?:年会|会议|大会|论坛|研讨会|代表大会)"
)
_ON = r"(?:(?!回执|参会|报名|名单)[^-_—\s,，、【】()])"
_RUN = re.compile(rf"{_ON}*(?:[(][^()]*[)]{_ON}+)?")
_NUMBERED = re.compile(r"^[(（]?\d{1,3}[)）]?[.、_\s-]+(?=\D)")
_SEALED = re.compile(r"[(（【\[][^()（）【】]{0,4}(?:盖章|公章|签章)[^()（）【】]{0,3}[)）】\]]")
_INSIDE = re.compile(r"(?<=\w)[(（]([^()（）]{1,10})[)）](?=([^-_—\s,，、()（）【】]+))")
_BRACKETS_KEPT = str.maketrans("\x01\x02\x03\x04", "（）()")


def unit_of_file(name: str, units: Sequence[str], roster: Sequence[str] = (), *, title: str = "") -> str:
    """Return the unit that a file is from, where no line of the form says it.

    ``units``: what the people's rows say, ``roster``: names and aliases of the units invited. A unit of the roster
    in the file's name goes first, then the one that the form's ``title`` begins with; then the one of most rows,
    unless the file is named after another.
    """
    stem = _stem(name)
    invited, host = _invited(stem, roster)
    if invited or title:
        return invited or title
    said = unit_in_file_name(name)
    if said and _OF_MEETING.match(stem.partition(said)[2]):
        host, said = host or said, ""
    counted = Counter(unit for unit in units if unit).most_common(1)
    usual = counted[0][0] if counted and 2 * counted[0][1] > sum(1 for unit in units if unit) else ""
    if usual and (not looks_like_unit(said) or usual in stem or said in usual):
        return usual
    # 江苏省档案学会2023年年会回执 is named after the meeting, 南京市档案馆年会回执 perhaps after its sender.
    dated = re.search(r"[0-9]{4}年|第.{1,3}届", stem) is not None
    return said or ("" if dated else host) or (counted[0][0] if counted else "")


def _invited(stem: str, roster: Sequence[str]) -> tuple[str, str]:
    """The longest name of the roster that a file is named after, and one that may only host the meeting.

    Neither is part of another unit's name.
    """
    host = ""
    for name, before, behind in units_within(stem, roster):
        run = _RUN.match(behind)
        goes_on = _without_noise(run[0]) if run else ""
        if goes_on and looks_like_unit(f"某某{goes_on}") and not _OF_MEETING.match(goes_on):
            continue  # 四川大学 within 四川大学锦城学院
        start = re.split(r"[-_—\s,，、【】()（）:：.]+", before)[-1]
        if _without_noise(_BEFORE.sub("", start)).strip("0123456789"):
            continue  # 四川大学 within 新四川大学
        if not _OF_MEETING.match(behind):
            return name, host
        host = host or name
    return "", host


def unit_in_file_name(name: str) -> str:
    """Return the unit that a file is named after, '' where the name says none.

    '南京市档案馆.xlsx', '附件2：参会回执（南京市档案馆）.xls' and '2020年会回执-南京市档案馆-6人(1).csv' all name it.
    """
    stem = _INSIDE.sub(_kept_together, _SEALED.sub("", _NUMBERED.sub("", _stem(name))))
    parts = []
    for part in _PARTS.split(stem):
        parts.append(_without_noise(part).translate(_BRACKETS_KEPT))
    units = [part for part in parts if looks_like_unit(part)]
    if units:
        return units[0]
    left = [part for part in parts if part and not part.isdigit() and not _NO_UNIT.fullmatch(part)]
    return left[0] if len(left) == 1 else ""


def _stem(name: str) -> str:
    return re.sub(r"(?:\.[A-Za-z]{2,5})+$", "", name.replace("\\", "/").rpartition("/")[2]).strip()


def _without_noise(part: str) -> str:
    previous = None
    while part != previous:
        previous = part
        part = _NOISE_AT_END.sub("", _NOISE_AT_START.sub("", part))
    return part


def _kept_together(match: re.Match[str]) -> str:
    """Brackets within a name stay: 青石科技（江滨）有限公司; what only follows one doesn't: 回执（扬州）."""
    behind = _PARTS.split(match[2], maxsplit=1)[0]
    if not looks_like_unit(f"某某{behind}"):
        return match[0]
    wide = match[0][0] == "（"
    return f"\x01{match[1]}\x02" if wide else f"\x03{match[1]}\x04"
