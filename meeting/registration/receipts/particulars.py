"""What stands around the tables: the unit that fills the form in, its contact, the total."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from meeting.registration.receipts.headings import Field, heading
from meeting.registration.receipts.tables import looks_like_unit
from meeting.registration.receipts.units import begins_with_unit, clean_unit
from meeting.registration.receipts.values import flat, is_nothing, parse_name, parse_telephone

_UNIT_LABEL = (
    # 主办单位 and its like are the meeting's own.
    r"(?!(?:主办|承办|协办|支持|主管|指导|上级|组织|协作|合作|赞助|冠名|媒体|联办|开票|发票|付款|汇款|收款)单位)"
    r"(?:[\u4e00-\u9fff]{0,5}单位(?:名称|全称)?|(?:填报|参会|上报|报送|报名)?(?:机构|部门)(?:名称|全称)?|代表团(?:名称)?|"
    r"(?:学校|医院|公司|企业|院校|高校|机构|所在学校|医疗机构)(?:名称|全称)?)"
)
_PEOPLE = (
    r"(?:单位|本单位|会务|带队|部门|科室|代表团)?(?:填[报表写]|报[名送]|上报|联[系络]|经办|负责|审[核批定查]|签[发批]|"
    r"制表|汇总|统计|复核|核对|校对|录入)(?:人员?|者)"
)
_LABEL = re.compile(
    rf"(?P<contact>(?:单位|会务|本单位|代表团|报名)?(?:联系人员?|联络员|联络人|领队人?|带队人)(?:姓名)?"
    rf"(?:[及、/和]?(?:电话|手机|联系方式|联系电话))?)|"
    r"(?P<filler>填[报表写]人|制表人?|经办人|报送人|上报人|报名人|填报|填表|制表|经办|报送)|"
    r"(?P<phone>(?:联系人|联络员|联络人|填[报表]人|经办人|负责人|领队)?的?(?:联系)?(?:电话|手机|方式)(?:号码|号)?|移动电话)|"
    r"(?P<total>合计|总计|共计|参会人数|总人数|人数)|"
    rf"(?P<people>{_PEOPLE}|(?:单位|部门|分管|主管)(?:领导|负责人)|审核|审批|签发)|"
    r"(?P<other>日期|(?:填[报表]|报送|上报)(?:日期|时间)|传真|"
    r"e-?mail|(?:电子)?邮箱|地址|邮编|盖章|签字|签章|签名|备注|说明|其中|注|地区|所在地区?|省份|城市|地市)|"
    rf"(?P<unit>{_UNIT_LABEL})",
    re.IGNORECASE,
)
_BRACKET = r"\s*(?:[（(][^）)]{0,20}[）)])?\s*"
_LABELLED = re.compile(rf"(?:^|(?<=[\s　,，;；_、）)]))(?:{_LABEL.pattern}){_BRACKET}[:：]", re.IGNORECASE)
_BARE = re.compile(rf"(?:{_LABEL.pattern}){_BRACKET}[:：]?", re.IGNORECASE)
_BEGUN = re.compile(
    rf"(?:{_LABEL.pattern})(?:{_BRACKET}[:：]|(?:[（(][^）)]{{0,20}}[）)])?\s+)(?P<rest>.*)", re.IGNORECASE
)
_NO_VALUE = re.compile(r"[\s_—\-.…/()（）]*|[\s\d_]*年[\s\d_]*月[\s\d_]*日.*|[（(]?(?:盖章|公章|签字|签章)[）)]?")
# 填 报 单 位： is set wide to fill its line.
_WIDE = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ \t\u3000]+[\u4e00-\u9fff])+"
    r"(?=\s*(?:[（(][^）)]{0,20}[）)])?\s*[:：]|$)"
)


# What a form's title says behind the unit that sends it; of a meeting's own title the host is no sender.
_SENT = re.compile(
    r"(?:参加|出席|参会|与会|报名|上报|填报|代表|人员|信息|的)*(?:回执|报名|名单|登记|统计|汇总|信息)[表单函册]?|"
)


def _unspaced(text: str) -> str:
    if len(text) > 500:
        return text
    return _WIDE.sub(lambda match: re.sub(r"\s+", "", match[0]), text)


@dataclass
class Particulars:
    """What was found so far on one sheet; the first of each counts, a 联系人 more than a 填报人."""

    roster: tuple[str, ...] = ()
    """Names and aliases of the units invited."""
    unit: str = ""
    title: str = ""
    """The unit invited that a line without a label begins with: 南京市档案馆参会回执."""
    contact: str = ""
    contact_mobile: str = ""
    totals: list[int] = field(default_factory=list)
    _filler: bool = False

    def read(self, row: Sequence[str], *, bare: bool = True) -> None:
        """Take in a row that is not a person's. ``bare``: a label without a colon counts too."""
        before, mobile = self.contact, self.contact_mobile
        for kind, value in _pairs(row, bare=bare):
            if kind == "unit" and not self.unit and not is_nothing(value):
                self.unit = clean_unit(value, self.roster)[:120]
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
        if self.contact != before and self.contact_mobile in ("", mobile):
            # 联系人 | 何联络 | 13900001111: a number beside the contact needs no label.
            self.contact_mobile = next(filter(None, map(_mobile, row)), self.contact_mobile)

    def read_title(self, row: Sequence[str]) -> None:
        """Take in a line above the table: the unit that sends the form may begin it."""
        filled = [text for text in row if text]
        begun = begins_with_unit(filled[0], self.roster) if len(filled) == 1 and not self.title else None
        if begun and _SENT.fullmatch(re.sub(r"\s+", "", begun[1])):
            self.title = begun[0]


_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|总人数|人数合计|参会人数|人数|total|subtotal)(?:$|[:(]|\d|人|参|共|=|男|女)|"
    r"(?:(?:参会|报名|以上|本单位)?(?:共|[共合总小]计|计|[应实]到|以上)[:为是有]?)+"
    r"(?:\d{1,5}|[一二两三四五六七八九十百]{1,6})[余多]?[人名位]|"
    r"其中(?:$|[:,，男女])|[男女]性?:?\d{1,5}[人名位]"
)


def is_total(text: str) -> bool:
    """Whether a cell begins the row that sums up: 合计：6人, 共 12 人, 应到六人, 男：3人."""
    return _TOTAL.match(flat(text)) is not None


@lru_cache(maxsize=4_096)
def label_of(text: str) -> str:
    """Return what a label of a form's head or foot is for, '' where a text is none.

    ``colon`` for any with a colon (审核：, 单位：南京大学), ``people`` for who signs or is asked (联系人, with a value
    behind a blank or without), ``other`` for the rest (填报单位, 日期).
    """
    plain = _unspaced(unicodedata.normalize("NFKC", text).strip())
    known = heading(text).field
    if _LABELLED.match(plain) is not None or (plain.endswith(":") and known is not None):
        return "colon"
    begun = _BARE.fullmatch(plain) or _BEGUN.match(plain)
    people = begun is not None and (begun["contact"] or begun["filler"] or begun["phone"] or begun["people"])
    if people or known in (Field.CONTACT, Field.CONTACT_MOBILE):
        return "people"
    return "other" if _BARE.fullmatch(plain) is not None else ""


def is_remark_line(text: str) -> bool:
    """Whether a row's first cell begins a note, a signature or a stamp instead of a person."""
    plain = _unspaced(unicodedata.normalize("NFKC", text).strip())
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
    filled = [_unspaced(text) for text in row if text]
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
            elif (begun := _BEGUN.match(text)) is not None:
                kind = next(name for name in _LABEL.groupindex if begun[name])
                # A unit after a mere blank must look like one: 单位 意见 isn't.
                if kind != "unit" or looks_like_unit(clean_unit(begun["rest"])):
                    yield kind, begun["rest"]
            continue
        for number, label in enumerate(found):
            end = found[number + 1].start() if number + 1 < len(found) else len(text)
            value = text[label.end() : end].strip(" \t\n　_,，;；、。")
            if not value and number + 1 == len(found):
                value = after
            if label.lastgroup and not _NO_VALUE.fullmatch(value):
                yield label.lastgroup, value


def _mobile(text: str) -> str:
    return parse_telephone(text, landline=False).number if re.fullmatch(r"[-+ ()\d]{11,}", text) else ""


def _number(text: str) -> str:
    return parse_telephone(text, landline=True).number if text else ""
