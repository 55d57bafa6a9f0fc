"""What stands around the tables: the unit that fills the form in, its contact, the total; and the file's name."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meeting.registration.receipts.tables import looks_like_unit
from meeting.registration.receipts.values import is_nothing, parse_name, parse_telephone

_UNIT_LABEL = (
    r"(?:填报|填表|报送|参会|派出|组团|推荐|报名|回执|所在|工作|参加|来文|填写|申报|选送|代表)?单位(?:名称|全称)?|代表团(?:名称)?|"
    r"(?:学校|医院|公司|企业|机构)(?:名称|全称)?"
)
_LABEL = re.compile(
    rf"(?P<unit>{_UNIT_LABEL})|(?P<contact>(?:单位|会务|本单位)?(?:联\s*系\s*人|联络员|联络人|领队)(?:姓名)?(?:及(?:电话|手机|联系方式))?)|"
    r"(?P<filler>填\s*[报表]\s*人|制表人?|经办人)|"
    r"(?P<phone>(?:联系人|联络员|填[报表]人|经办人)?(?:联系)?(?:电话|手机|方式)(?:号码|号)?|移动电话)|"
    r"(?P<total>合\s*计|总\s*计|共\s*计|参会人数|总人数|人数)|"
    r"(?P<other>日\s*期|填[报表](?:日期|时间)|负责人|单位负责人|传\s*真|e-?mail|(?:电子)?邮箱|地\s*址|邮\s*编|盖\s*章|签\s*字|签\s*章|备\s*注|说\s*明|审核人?|签发人?|注)",
    re.IGNORECASE,
)
_BRACKET = r"\s*(?:[（(][^）)]{0,20}[）)])?\s*"
_LABELLED = re.compile(rf"(?:^|(?<=[\s　,，;；_、）)]))(?:{_LABEL.pattern}){_BRACKET}[:：]", re.IGNORECASE)
_BARE = re.compile(rf"(?:{_LABEL.pattern}){_BRACKET}[:：]?", re.IGNORECASE)
_NO_VALUE = re.compile(r"[\s_—\-.…/()（）]*|.*年\s*月\s*日.*|[（(]?(?:盖章|公章|签字|签章)[）)]?")


@dataclass
class Particulars:
    """What was found so far on one sheet; the first of each counts, a 联系人 more than a 填报人."""

    unit: str = ""
    contact: str = ""
    contact_mobile: str = ""
    totals: list[int] = field(default_factory=list)
    _filler: bool = False

    def read(self, row: Sequence[str], *, bare: bool = True) -> None:
        """Take in a row that is not a person's. ``bare``: a label without a colon counts too."""
        for kind, value in _pairs(row, bare=bare):
            if kind == "unit" and not self.unit and not is_nothing(value):
                self.unit = value[:120]
            elif kind in ("contact", "filler") and (not self.contact or (self._filler and kind == "contact")):
                found = parse_name(value)
                if found.name and len(found.name) <= 20:
                    if self.contact and found.name != self.contact:
                        self.contact_mobile = ""
                    self.contact, self._filler = found.name, kind == "filler"
                    self.contact_mobile = _number(found.mobile) or self.contact_mobile
            elif kind == "phone" and not self.contact_mobile:
                self.contact_mobile = _number(value)
            elif kind == "total" and (number := re.search(r"\d{1,5}", value)) is not None:
                self.totals.append(int(number[0]))


def is_total(text: str) -> bool:
    """Whether a cell begins the row that sums up: 合计：6人, 共 12 人."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    return (
        re.match(
            r"(?:合计|总计|小计|共计|总人数|人数合计|参会人数|人数|total|subtotal)(?:$|[:(]|\d|人|参|共|=|男|女)",
            plain,
        )
        is not None
        or re.match(r"(?:参会|报名|以上)?(?:共计?|合计)\d+(?:人|名|位)", plain) is not None
    )


def is_remark_line(text: str) -> bool:
    """Whether a row's first cell begins a note, a signature or a stamp instead of a person."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _LABELLED.match(plain) or re.match(rf"(?:{_LABEL.pattern}){_BRACKET}$", plain, re.IGNORECASE):
        return True
    return (
        re.match(
            r"注[:\d]|备注[:\d]|说明[:\d]|注意|附件?[:\d]|温馨提示|填[写报表](?:说明|须知|要求)|[※★*]\s*\S{6,}|\(?\d+[.、)]\s*\S*(?:请|须|需|可|应|如)|请(?:于|在|将|各|务必|填|按)|"
            r"(?:单位|主管|分管|部门|领导)?.{0,6}(?:签字|签名|签章|盖章|公章|意见)|.{0,6}负责人|.{0,4}年\s*月\s*日|(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?$|.*以下空白|.*以上(?:人员|代表|信息)|本表|此表|回执请",
            plain,
        )
        is not None
    )


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence rather than a value."""
    return (len(text) > 15 and re.search(r"[。；：，！]", text) is not None) or len(text) > 60


def _pairs(row: Sequence[str], *, bare: bool) -> Iterable[tuple[str, str]]:
    filled = [text for text in row if text]
    for at, text in enumerate(filled):
        after = filled[at + 1] if at + 1 < len(filled) else ""
        if _BARE.fullmatch(after):
            after = ""
        found = list(_LABELLED.finditer(text))
        if not found and (bare or is_total(text)):
            label = _BARE.fullmatch(text)
            if label and label.lastgroup:
                if label.lastgroup == "total" or not _NO_VALUE.fullmatch(after):
                    yield label.lastgroup, after
            elif is_total(text):
                yield "total", text
            continue
        for number, label in enumerate(found):
            end = found[number + 1].start() if number + 1 < len(found) else len(text)
            value = text[label.end() : end].strip(" \t\n　_,，;；、。")
            if not value and number + 1 == len(found):
                value = after
            if label.lastgroup and not _NO_VALUE.fullmatch(value):
                yield label.lastgroup, value


def _number(text: str) -> str:
    return parse_telephone(text, landline=True).number if text else ""


# ---------------------------------------------------------------- the file's name

_PARTS = re.compile(
    r"[-_—–＋+·\s,，、()（）【】\[\]《》“”:：]+|附\s*件\s*[0-9一二三四五六七八九十]*[.]?|(?:参会|参加|与会|出席|报名|代表|人员|信息)*(?:回\s*执|名单|登记|统计|汇总|信息|报名)[表单函册]|"
    r"(?:参会|报名|与会)*回\s*执|报名|(?:参会|与会|参加)(?:代表|人员|名单)|名单|年会|[0-9]{4}\s*年度?|第[0-9一二三四五六七八九十]+届"
)
_EDGES = (
    r"参\s*会|出席|参加|与会|最终版?|定稿|终稿|修改版?|修订版?|盖章版?|扫描件?|电子版|正式版?|完整版?|word版?|excel版?|副本|copy|"
    r"反馈|上报|报送|填报|关于|的|[0-9]+人|v?[0-9.]+版?|模板|空白|新建|工作[表簿]|microsoft|xlsx?|csv|wps|sheet|表格?|单"
)
_NOISE_AT_START = re.compile(rf"^(?:{_EDGES})+", re.IGNORECASE)
_NOISE_AT_END = re.compile(rf"(?:{_EDGES}|代表|人员|信息|新版)+$", re.IGNORECASE)
_NO_UNIT = re.compile(
    r"(?:全省|全国|全市|全区|全县|关于).*|(?:学术|会议|大会|论坛|研讨会?|培训班?|通知)+|book|img|下载|未命名|文档|盖章|新|版|表|年度|附件|原件|终|改|.",
    re.IGNORECASE,
)


def unit_in_file_name(name: str) -> str:
    """Return the unit that a file is named after, '' where the name says none.

    '南京市档案馆.xlsx', '附件2：参会回执（南京市档案馆）.xls' and '2020年会回执-南京市档案馆-6人(1).csv' all name it.
    """
    stem = re.sub(r"(?:\.[A-Za-z]{2,5})+$", "", name.replace("\\", "/").rpartition("/")[2]).strip()
    parts = []
    for part in _PARTS.split(stem):
        previous = None
        while part != previous:
            previous = part
            part = _NOISE_AT_END.sub("", _NOISE_AT_START.sub("", part))
        parts.append(part)
    if looks_like_unit(stem) and not _PARTS.search(re.sub(r"[(（）)]", "", stem)):
        return stem  # 青石科技（江滨）有限公司
    units = [part for part in parts if looks_like_unit(part)]
    if units:
        return units[0]
    left = [part for part in parts if part and not part.isdigit() and not _NO_UNIT.fullmatch(part)]
    return left[0] if len(left) == 1 else ""
