"""Names and places in pinyin: for search, for sorting, for slugs.

One reading a character from ``data/pinyin.txt.gz`` (made by scripts/build_pinyin.py from pypinyin, see
data/NOTICE.md), surnames from ``surnames``, places from the table below. ü is written v, as input methods
do. Loaded on first use (some ten milliseconds, half a megabyte); pypinyin itself takes 59 MB.
"""

import gzip
import re
import unicodedata
from array import array
from functools import lru_cache
from importlib.resources import files
from itertools import groupby

from meeting.people import strokes, surnames
from meeting.people.names import INTERPUNCT, LONGEST, clean_name

KEY_LENGTH = 12 * LONGEST
"""The longest sort key, for the column that keeps it."""

# Places whose characters are commonly read otherwise. What a gazetteer's reading adds to the table of
# characters.
_PLACES = """
    重庆 chongqing 厦门 xiamen 六安 luan 六合 luhe 台州 taizhou 蚌埠 bengbu 涡阳 guoyang
    乐清 yueqing 乐亭 laoting 番禺 panyu 大埔 dabu 浚县 xunxian 解州 xiezhou 洪洞 hongtong
    莘县 shenxian 单县 shanxian 东阿 donge 牟平 muping 中牟 zhongmu 荥经 yingjing 泌阳 biyang
    渑池 mianchi 大城 daicheng 蔚县 yuxian 任丘 renqiu 任县 renxian 任泽 renze 歙县 shexian
    宿州 suzhou 铅山 yanshan 郧西 yunxi 监利 jianli 黄陂 huangpi 尉犁 yuli 若羌 ruoqiang 莎车 shache
    行唐 xingtang 吴堡 wubu 柞水 zhashui 宕昌 tanchang 长子 zhangzi 栎阳 yueyang 会稽 kuaiji
    枞阳 zongyang 筠连 junlian 犍为 qianwei 丽水 lishui 浒墅关 xushuguan 浒关 xuguan 井陉 jingxing
    陆丰 lufeng 色达 seda 阆中 langzhong 巴音郭楞 bayinguoleng 华阴 huayin 朝阳 chaoyang
    阿克苏 akesu 覃塘 qintang 盱眙 xuyi 东莞 dongguan 儋州 danzhou 句容 jurong 喀什 kashi
    勐海 menghai 吐鲁番 tulufan 亳州 bozhou 百色 baise 和田 hetian 曲靖 qujing 鄱阳 poyang
    无为 wuwei 休宁 xiuning 黟县 yixian 济南 jinan 栖霞 qixia 成都 chengdu
"""

_ABOVE = re.compile(r"^.{2,}?(?:省|特别行政区|(?:壮族|回族|维吾尔)?自治区)(?=.{2})")
_CITY = re.compile(r"^(.{2,}?市)(?!场)")
_APOSTROPHES = "'’‘ʼ`´"
_PEOPLES = (
    "朝鲜族|土家族|苗族|侗族|布依族|藏族|羌族|彝族|白族|哈尼族|傣族|景颇族|傈僳族|回族|蒙古族?|壮族|瑶族|黎族|满族|"
    "维吾尔|哈萨克|柯尔克孜|撒拉族|保安族|东乡族|土族|畲族|锡伯|达斡尔族|鄂温克族|鄂伦春|裕固族|仡佬族|水族|毛南族|"
    "仫佬族|佤族|拉祜族|布朗族|独龙族|怒族|普米族|纳西族|各族|塔吉克"
)
_SUFFIX = re.compile(
    rf"(?<=..)(?:(?:{_PEOPLES})*(?:自治州|自治县|自治旗|自治区)|特别行政区|地区|市|县|省|盟|州(?<=自治州)"
    r"|(?<!园)(?<!发)(?<!新)(?<!特)(?<!景)(?<!城)(?<!矿)(?<!林)(?<!湾)区)$"
)


def full(name: str) -> str:
    """Return the syllables of a name without tones, parted by spaces: ``zhang san``, ``ou yang xiu``.

    Other scripts stay, in lower case and without diacritics (``obrien`` for O’Brien); a character without
    a known reading stands for itself. For a search that takes ``zhangsan`` too, drop the spaces on both
    sides.
    """
    return " ".join(syllable.rstrip("12345") if known else syllable for _, syllable, known in _read(name))


def initials(name: str) -> str:
    """Return the first letters of the syllables: ``zs``, ``oyx``; of a Latin name those of its words."""
    return "".join(syllable[0] for _, syllable, _ in _read(name))


def sort_key(name: str) -> str:
    """Return the sort key by pinyin: character by character the syllable, its tone, then the strokes.

    ASCII text (but for characters of no table), so that a column orders it as Python does; names that sound
    alike are ordered by strokes, so that the same surname stays together.
    """
    parts = []
    for char, syllable, known in _read(name):
        parts.append(syllable + strokes.surname_strokes_key(char) if known else syllable + "0")
    return "".join(parts)[:KEY_LENGTH]


def slug(place: str) -> str:
    """Return a city as a part of a URL: ``changzhou`` for 常州市, 常州 and 江苏省常州市武进区.

    Lower-case ASCII letters, digits and hyphens; empty if nothing can be spelt. The ending of its rank (市
    区 县 省 and the autonomous ones) is dropped unless one character would be left (沛县 peixian) or it
    names something else (苏州工业园区 suzhougongyeyuanqu).
    """
    text = unicodedata.normalize("NFKC", clean_name(place))
    text = "".join(char for char in text if char not in _APOSTROPHES)
    text = _ABOVE.sub("", text)
    match = _CITY.match(text)
    text = _SUFFIX.sub("", match[1] if match else text)
    words = _PLACES.split()
    for known, reading in zip(words[::2], words[1::2], strict=True):
        text = text.replace(known, reading)
    runs = groupby(text, key=lambda char: bool(_reading(char)))
    spelt = "".join("".join(_reading(c)[:-1] for c in run) if han else "".join(run) for han, run in runs)
    return re.sub("[^a-z0-9]+", "-", _plain(spelt)).strip("-")


def _read(name: str) -> list[tuple[str, str, bool]]:
    """Return (character or word, syllable with tone or the word, whether a reading is known) for each
    part."""
    text = unicodedata.normalize("NFKC", clean_name(name))
    surname, _ = surnames.split(text)
    special = surnames.READINGS.get(surname, []) if INTERPUNCT not in text and len(text) > 1 else []
    parts: list[tuple[str, str, bool]] = []
    word = ""
    for place, char in enumerate(text):
        reading = special[place] if place < len(special) else _reading(char)
        if char in _APOSTROPHES:
            continue
        if not reading and char.isalnum() and ord(char) < 0x2E80:
            word += char
            continue
        if word:
            parts.append((word, _plain(word), False))
            word = ""
        if reading:
            parts.append((char, reading, True))
        elif char.isalnum() or ord(char) >= 0x2E80:
            parts.append((char, char, False))
    if word:
        parts.append((word, _plain(word), False))
    return [part for part in parts if part[1]]


def _plain(text: str) -> str:
    """Return Latin text in lower case without diacritics, as it is typed on a plain keyboard."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


def _reading(char: str) -> str:
    readings, syllables = _table()
    code = ord(char)
    return syllables[readings[code]] if code < len(readings) else ""


@lru_cache(maxsize=1)
def _table() -> "tuple[array[int], list[str]]":
    """Return for each code point the place of its syllable in the list; 0 is none."""
    packed = (files("meeting.people") / "data" / "pinyin.txt.gz").read_bytes()
    lines = re.findall(r"([a-z]+[1-5])(.+)", gzip.decompress(packed).decode())
    readings = array("H", bytes(2 * (max(ord(char) for _, chars in lines for char in chars) + 1)))
    for place, (_, chars) in enumerate(lines, start=1):
        for code in map(ord, chars):
            readings[code] = place
    return readings, ["", *(syllable for syllable, _ in lines)]
