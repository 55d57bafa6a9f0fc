"""What people write into the cells of a receipt: ticks, wishes for a room, sexes, names and telephone numbers."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from meeting.people.mobiles import InvalidMobile, is_mobile, parse_mobile, parse_phone
from meeting.people.names import EDGE, InvalidName, check_name, clean_name

_YES_MARKS = "√✓✔☑✅●■◉"
_EMPTY_BOXES = "□☐○◯〇"
_NO_MARKS = "×✗✘✕☒╳"
_BOX = re.compile(r"[□☐○◯☑☒✅■◉√✓✔]")

_NONE = re.compile(r"(?:无|没有|暂无|/+|\\+|-+|—+|–+|／+|一|0|n/?a|none|nil|空|不详|未知|…+|\.+|。+)?", re.IGNORECASE)
_DITTO = {"同上", "〃", '"', "″", "”", "''", "〞", "同前", "同左", "ditto", "″ ″", "〃〃", "--〃--"}
_TO_BE_NAMED = re.compile(
    r"(?:待定|待报|另报|未定|暂未确定|暂未定|待确定|待通知|后补|另行(?:上报|通知)|稍后.*|tbd|tba|[?？]+)",
    re.IGNORECASE,
)
_SAMPLE = re.compile(
    r"[(（【\[<《]?(?:例|示例|样例|范例|例如|举例|填写示例|填写样例|样表|example|e\.g\.?|sample)(?:\d+|[一二三])?[)）】\]>》]?[:：、.,，\s]*",
    re.IGNORECASE,
)
_SAMPLE_START = re.compile(
    r"[(（【\[<《]?(?:示例|样例|范例|例如|举例|填写示例|例(?=[:：)）】、\s])|example\b|e\.g\.|sample\b)",
    re.IGNORECASE,
)


@lru_cache(maxsize=8_192)
def flat(text: str) -> str:
    """Return the text in half width and lower case without blanks, to compare with."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=8_192)
def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say: blank, 无, /, —."""
    return _NONE.fullmatch(flat(text)) is not None


def is_ditto(text: str) -> bool:
    """Whether a cell repeats the one above: 同上, 〃."""
    return text.strip() in _DITTO


def is_sample(text: str) -> bool:
    """Whether a cell marks its row as an example to fill in by: 例, 示例：张三."""
    return bool(text) and (_SAMPLE.fullmatch(text.strip()) or _SAMPLE_START.match(text.strip())) is not None


def ticked(text: str) -> bool:
    """Whether a cell under a choice (a column 单住 or 第二分会) chooses it."""
    plain = flat(text)
    if not plain or is_nothing(plain) or plain in {"否", "不", "n", "no", "x", "false"}:
        return False
    return not (set(plain) <= set(_NO_MARKS + _EMPTY_BOXES))


def chosen(text: str) -> str:
    """Return what is ticked in a cell with boxes ('□是 ☑否' gives '否'); other texts as they are."""
    boxes = _BOX.findall(text)
    if not boxes or (not re.search(r"[□☐○◯☑☒■✅◉]", text) and len(boxes) < 2 and not re.search(r"[√✓✔]\s*\S", text)):
        return text
    if not re.sub(r"[\s" + _EMPTY_BOXES + _YES_MARKS + _NO_MARKS + "]", "", text):
        return text
    before = re.match(r"\s*[(（]?\s*[□☐○◯☑☒✅■◉√✓✔]", text) is not None
    pattern = r"([□☐○◯☑☒✅■◉√✓✔]+)([^□☐○◯☑☒✅■◉√✓✔]*)" if before else r"([^□☐○◯☑☒✅■◉√✓✔]+)([□☐○◯☑☒✅■◉√✓✔]+)"
    picked = []
    for first, second in re.findall(pattern, text):
        marks, label = (first, second) if before else (second, first)
        if any(mark in _YES_MARKS + "☒" for mark in marks):
            picked.append(label.strip(" \t\n　/、,，;；()（）"))
    return "、".join(label for label in picked if label)


def parse_gender(text: str) -> str:
    """Return 男, 女, or '' for whatever says neither."""
    plain = re.sub(r"\([^()]*\)$", "", flat(chosen(text))).strip(".。")
    if plain in {"男", "m", "male", "1", "男性", "先生", "mr", "man", "男士", "♂", "男同志", "boy"}:
        return "男"
    if plain in {
        "女",
        "f",
        "female",
        "2",
        "0",
        "女性",
        "女士",
        "小姐",
        "ms",
        "mrs",
        "miss",
        "woman",
        "♀",
        "女同志",
    }:
        return "女"
    return ""


_NO_ROOM = re.compile(
    r"否|不|无需|无须|免|勿|自理|自行|自己(?:解决|安排|订|定)|自订|自住|自定|回家|家住|住家|本地|当天(?:往返|返回|来回)|当日|往返|走读|已订|已定|已预订|取消|无(?:需|须|住宿|食宿|用房|订房|住房|房间|入住)|"
    r"^(?:n|no|false|0|x|无|没有)$"
)
_ROOM = re.compile(
    r"^(?:是|要|需|需要|住|有|y|yes|true|1|ok|好|对|可|可以|愿意|同意|安排|预订|订|住宿|须)$|单住|单间|单人|独住|合住|合宿|拼房|标间|标准间|双标|单标|大床|双床|双人|套房|套间|"
    r"需|要|入住|住宿|安排|预订|住|是|[0-9一二两三四五六七八九十]+(?:晚|天|夜|间|人|日|号|月)|晚|床|房|间"
)


def parse_hotel(text: str) -> bool | None:
    """Return whether a room is wanted; None where the cell is blank or says something else."""
    plain = flat(chosen(text)).strip(".。,，;；!！()（）")
    if not plain:
        return None
    if plain == "○":  # a ring drawn as a mark; an empty box asks
        return True
    if set(plain) <= set(_YES_MARKS.casefold()) | set("v√") or re.match(r"[√✓✔]", plain):
        return True
    if set(plain) <= set(_NO_MARKS) or plain in {"/", "-", "—", "--", "——", "\\"}:
        return False
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", plain):
        return True
    if (
        re.search(r"(?:不|拒绝)(?:合住|拼房|拼住|与人合住|与他人合住|愿合住|同意合住|接受合住)", plain)
        or re.search("不住单|不单住|不要单间", plain)
    ):
        return True  # 单住（不合住）
    if _NO_ROOM.search(plain):
        return False
    return True if _ROOM.search(plain) or re.fullmatch(r"[1-9]", plain) else None


def parse_diet(heading: str, text: str) -> str:
    """Return the wish as written; under a yes-or-no heading (是否清真) the wish that the heading names."""
    wish = chosen(text)
    plain = flat(wish)
    if is_nothing(plain) or plain in {
        "否",
        "不",
        "无要求",
        "无特殊要求",
        "正常",
        "普通",
        "n",
        "no",
        "×",
        "x",
    }:
        return ""
    if plain in {"是", "y", "yes", "需要", "要", "√", "✓", "✔", "1"}:
        named = re.search(r"清真|素食|素餐|民族餐", heading)
        return named[0] if named else wish
    return wish


# ---------------------------------------------------------------- names

_POST = (
    "馆长|局长|处长|科长|主任|院长|所长|校长|书记|部长|厅长|市长|县长|区长|镇长|司长|秘书长|会长|理事长|董事长|总经理|经理|"
    "总监|主席|委员|教授|研究员|馆员|工程师|讲师|助教|医师|护师|护士长|护士|药师|技师|会计师|经济师|老师|博士|主管|干事|"
    "调研员|主任科员|科员|组长|队长|站长|社长|总编|编辑|编审|律师|站长|校董|总裁|总工|总工程师|顾问|专员|助理|职员|员工|档案员|办事员|"
    "巡视员|副主任|助理馆员|文员|秘书|干部|常委|理事|监事|会员|负责人|行长|台长|总会计师"
)
POST_WORD = re.compile(rf"(?:{_POST})(?:[(（][^()（）]*[)）])?$")
_SUFFIX = re.compile(r"[(（【\[]([^()（）【】\[\]]{1,12})[)）】\]]\s*$")
_LEADING = re.compile(r"^(?:[0-9]{1,3}\s*[.、)）．:：]\s*|[①-⑳]\s*)")
_STARS = "*＊★☆▲△※#"
_PHONE_IN_NAME = re.compile(r"[:：,，、\s(]*((?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4})[\s)]*$")
_AND_OTHERS = re.compile(r"等\s*[0-9一二三四五六七八九十]*\s*[人名位]?$|[0-9]+\s*[人名位]$")
_TITLED = re.compile(rf"(\w{{2,3}}?)(副?(?:{_POST}))")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_HAN_NAME = re.compile(rf"[{_HAN}·]{{2,}}")
_SEVERAL = re.compile(r"[、，,；;/／|｜\n&＆+＋]|(?<=[^\s])\s*(?:和|及|与)\s*(?=[^\s])")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧肖冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎闫薛侯"
    "雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧阳靳祁路涂兰甘裴"
    "梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛查单冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂窦郁缪畅巩卓褚栾戚全娄甄郎池丛边岑农苟迟"
    "商臧佘卞虞刁冷应匡栗仇练楚揭师官佟封燕桑巫敖原植邝仲荆储宗楼干苑寇盖南屠鞠荣井乐银奚明麻雍花闻冼木郜廉衣蔺和冀占门帅利满"
)
_COMPOUND = (
    "欧阳",
    "上官",
    "司马",
    "司徒",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "宇文",
    "长孙",
    "东方",
    "端木",
    "万俟",
    "独孤",
    "南宫",
    "轩辕",
    "西门",
    "淳于",
    "单于",
    "申屠",
    "濮阳",
    "闻人",
    "赫连",
    "澹台",
    "公冶",
    "宗政",
    "太史",
    "仲孙",
    "钟离",
    "鲜于",
    "闾丘",
    "拓跋",
    "呼延",
    "百里",
)


@dataclass(frozen=True)
class NameFound:
    """What a name's cell holds besides the name; ``fault`` is a code of ``faults``, '' if none."""

    name: str
    beside: str = ""
    """带队, 女, 回族: what stood in brackets behind it."""
    post: str = ""
    mobile: str = ""
    fault: str = ""
    given: str = ""


def looks_like_name(text: str) -> bool:
    """Whether a text is most likely a person's name: two to four Han characters by a usual surname, or dots."""
    name = clean_name(re.sub(r"[(（].*", "", text))
    if re.fullmatch(rf"[{_HAN}]{{2,4}}", name):
        return name[0] in SURNAMES or name.startswith(_COMPOUND)
    return re.fullmatch(rf"[{_HAN}]+(?:·[{_HAN}]+)+", name) is not None


def parse_name(text: str) -> NameFound:
    """Return the one name in a cell, with what stood beside it; a fault where there are several or none."""
    mobile = ""
    if found := _PHONE_IN_NAME.search(unicodedata.normalize("NFKC", text)):
        mobile = found[1]
        text = unicodedata.normalize("NFKC", text)[: found.start()]
    # The stripped set ends with blanks, which may stand between a star and the name.
    name = _LEADING.sub("", text.strip(EDGE)).strip(EDGE + _STARS)
    beside = ""
    while (suffix := _SUFFIX.search(name)) and len(name[: suffix.start()].strip(EDGE)) >= 2:
        if not re.search(rf"[{_HAN}0-9]", suffix[1]):
            break
        beside = f"{suffix[1]}；{beside}" if beside else suffix[1]
        name = name[: suffix.start()].strip(EDGE + _STARS)
    name = re.sub(r"(?<=[" + _HAN + r"]{2})\s*(?:同志|先生|女士)$", "", name)
    if _TO_BE_NAMED.fullmatch(flat(name)):
        return NameFound("", beside, fault="name-to-be-named", given=name, mobile=mobile)
    if "\n" in name and len(name.split("\n")) == 2 and not all(map(looks_like_name, name.split("\n"))):
        name = name.replace("\n", "")  # a long name, broken to fit its column
    name, post = _without_post(name)
    name = _unpadded(name)
    if _AND_OTHERS.search(name):
        return NameFound("", beside, post, mobile, "name-several", name)
    several = _several(name)
    if several:
        return NameFound("", beside, post, mobile, "name-several", "、".join(several))
    if not any(unicodedata.category(char).startswith("L") for char in name):
        return NameFound("", beside, post, mobile, "name-not-a-name" if flat(name) else "name-missing", name)
    try:
        return NameFound(check_name(name), beside, post, mobile)
    except InvalidName as refusal:
        return NameFound("", beside, post, mobile, refusal.code, name)


def _unpadded(name: str) -> str:
    """Join 欧阳 菊 and 李 建国: a blank is padding beside a surname or a single character."""
    parts = name.split()
    if len(parts) == 2 and all(re.fullmatch(rf"[{_HAN}]{{1,3}}", part) for part in parts):
        first, second = parts
        if first in _COMPOUND or (len(first) == 1 and len(second) < 3) or (len(second) == 1 and len(first) < 3):
            return first + second
    return name


def _several(name: str) -> list[str]:
    parts = [clean_name(part) for part in _SEVERAL.split(name) if part.strip(EDGE)]
    # 和 and 及 also stand within names: 乌力吉和西格.
    parted = re.search(r"[、，,；;/／|｜\n&＆+＋]", name) is not None or all(map(looks_like_name, parts))
    if len(parts) > 1 and parted and all(re.fullmatch(rf"[{_HAN}·]{{2,}}", part) for part in parts):
        return parts
    apart = re.split(r"\s+", name.strip(EDGE))
    if (
        len(apart) > 1
        and all(2 <= len(part) <= 4 and _HAN_NAME.fullmatch(part) and looks_like_name(part) for part in apart)
        and apart[0] not in _COMPOUND
    ):
        return apart
    return []


def _without_post(name: str) -> tuple[str, str]:
    """Part 张三 馆长 and 张建国局长 into name and post; 张局长 is no full name and stays."""
    parts = re.split(r"\s+", name, maxsplit=1)
    if len(parts) == 2 and len(parts[0]) >= 2 and looks_like_name(parts[0]) and POST_WORD.search(parts[1]):
        return parts[0], parts[1]
    titled = _TITLED.fullmatch(name)
    if titled and looks_like_name(titled[1]) and titled[1] not in _COMPOUND:
        return titled[1], titled[2]
    return name, ""


# ---------------------------------------------------------------- telephones

_MOBILES = re.compile(r"(?<![0-9])(?:(?:\+|00)?86[- ]?)?1[3-9][0-9][- .]?[0-9]{4}[- .]?[0-9]{4}(?![0-9])")


@dataclass(frozen=True)
class PhoneFound:
    """A number as E.164, '' if none; ``others`` are further mobiles of the same cell."""

    number: str
    others: tuple[str, ...] = ()
    fault: str = ""
    given: str = ""


@lru_cache(maxsize=2_048)
def parse_telephone(text: str, *, landline: bool) -> PhoneFound:
    """Return the mobile in a cell. A landline with area code is one only where ``landline`` says so.

    Two mobiles are the first and another; a word beside the number (微信同号) doesn't matter.
    """
    if is_nothing(text):
        return PhoneFound("")
    try:
        return PhoneFound(parse_mobile(text))
    except InvalidMobile:
        pass
    plain = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"[‐-―−－]", "-", plain)
    found = [parse_mobile(match.replace(".", "")) for match in _MOBILES.findall(plain)]
    if found and _only_numbers_left(plain):
        first, *others = dict.fromkeys(found)
        return PhoneFound(first, tuple(others))
    bare = re.sub(r"^(?:手机|电话|联系电话|座机|办公|办|手机号码?)[:：]?|[(（](?:办|办公|座机|手机|宅)[)）]", "", plain)
    try:
        number = parse_phone(bare)
    except InvalidMobile:
        return PhoneFound("", (), "mobile-invalid", text)
    if number.startswith("+86") and not is_mobile(number) and not landline:
        return PhoneFound("", (), "mobile-landline", text)
    return PhoneFound(number)


def _only_numbers_left(plain: str) -> bool:
    """Beside the mobiles no other run of digits that could be a second, mistyped one; landlines may stand there."""
    rest = re.sub(r"\(?0\d{2,3}\)?[- ]?[2-9]\d{6,7}(?:-\d{1,6})?", "", _MOBILES.sub("", plain))
    return re.search(r"\d{9,}", rest) is None
