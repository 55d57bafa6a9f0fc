"""Breaking a title (7.3.1): by meaning, balanced, in the shape of a trapezoid or a rhombus.

Without a dictionary: numbers with their measure words and the names that are handed in stay whole, as do common words
of such titles; breaks after 的, 、 or a closing mark and before 暨 or 的通知 read best.
"""

import math
import re
from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

from meeting.documents.cutting import CLOSING, OPENING, UNPARTED

WORDS = re.compile(
    "学术年会|学术会议|学术交流|学术研讨|会员代表大会|代表大会|会员大会|理事会|常务理事|联合举办|研讨会|交流会|座谈会|博览会"
    "|关于|召开|举办|举行|开展|组织|印发|做好|参加|申报|推荐|评选|征集|报送|调整|聘请|学会|协会|学术|年会|会议|大会|代表|会员|理事|常务|监事"
    "|论坛|研讨|交流|培训|论文|征文|通知|邀请|函件|公告|通报|决定|方案|办法|规定|全国|全省|全市|江苏|档案|图书|工作|管理|技术|科学|教育|发展"
    "|创新|建设|数字|信息|资源|服务|优秀|先进|表彰|单位|个人|活动|专业|委员|分会|省级|国际|中国|第[一二三四五六七八九十百]+[届次]"
    "|[\u4e00-\u9fff]{1,4}[省市县区](?=[\u4e00-\u9fff])|[A-Za-z0-9.-]+"
)
AFTER = frozenset(" 　的暨、，：；》”’）与和及")
BEFORE = frozenset("暨")
NEVER_FIRST = re.compile("[的了之等]")
ENDING = re.compile("的?(?:预备|补充|紧急)?(?:通知|函|公告|通报|决定|请示|报告|意见|邀请函|证明)$")
MOST_LINES = 4
SPLIT, UNKNOWN, KNOWN = 60.0, 2.0, 0.6
RAGGED, HOURGLASS, LAST = 2.0, 3.0, 6.0


def broken_title(title: str, fits: Callable[[str], float], whole: Sequence[str] = ()) -> list[str]:
    """The title's lines. ``fits`` gives a text's width as a share of a line: 1 is full.

    A line break that was typed is kept. What can't be broken well is broken anyway.
    """
    lines: list[str] = []
    for part in filter(None, (part.strip() for part in title.split("\n"))):
        lines += _broken(part, fits, whole)
    return lines


def _broken(text: str, fits: Callable[[str], float], whole: Sequence[str]) -> list[str]:
    if fits(text) <= 1:
        return [text]
    least = math.ceil(fits(text) - 0.0001)
    if least > MOST_LINES:
        return _filled(text, fits)
    costs = _costs(text, whole)
    best: tuple[float, list[str]] | None = None
    for count in range(least, MOST_LINES + 1):
        # A further line is taken only to save a word.
        if best is not None and best[0] < SPLIT / 2:
            break
        places = _places(costs, count)
        for cuts in combinations(places, count - 1):
            bounds = (0, *cuts, len(text))
            lines = [text[start:end].strip() for start, end in pairwise(bounds)]
            widths = [fits(line) for line in lines]
            if max(widths) > 1.0001:
                continue
            cost = sum(costs[cut] for cut in cuts) + _shape(widths) + 5 * (count - least)
            if best is None or cost < best[0]:
                best = (cost, lines)
    return best[1] if best is not None else _filled(text, fits)


def _places(costs: dict[int, float], count: int) -> list[int]:
    """Where it may be broken: with many lines the better half only, so that the choices stay few."""
    places = sorted(costs)
    if count > 2 and len(places) > 40:
        return sorted(sorted(places, key=lambda place: costs[place])[:40])
    return places


def _costs(text: str, whole: Sequence[str]) -> dict[int, float]:
    """What a break before each character costs; where none is allowed, none is given."""
    costs = {
        place: KNOWN if text[place - 1] in AFTER or text[place] in BEFORE else UNKNOWN for place in range(1, len(text))
    }
    for match in WORDS.finditer(text):
        for edge in (match.start(), match.end()):
            if edge in costs:
                costs[edge] = min(costs[edge], (KNOWN + UNKNOWN) / 2)
    spans = [match.span() for pattern in (WORDS, UNPARTED, ENDING) for match in pattern.finditer(text)]
    spans += [match.span() for name in whole if len(name) > 1 for match in re.finditer(re.escape(name), text)]
    for start, end in spans:
        for place in range(start + 1, end):
            costs[place] = SPLIT
    for place in list(costs):
        if text[place] in CLOSING or text[place - 1] in OPENING or NEVER_FIRST.match(text[place]):
            costs[place] = SPLIT * 2
    return costs


def _shape(widths: Sequence[float]) -> float:
    """Raggedness; more for a middle that is narrower than both its neighbours, and for a stub at the end."""
    cost = RAGGED * (max(widths) - min(widths))
    if any(before > middle < after for before, middle, after in zip(widths, widths[1:], widths[2:], strict=False)):
        cost += HOURGLASS
    return cost + (LAST if widths[-1] < max(widths) / 3 else 0)


def _filled(text: str, fits: Callable[[str], float]) -> list[str]:
    """Full lines, whatever is parted."""
    lines = [""]
    for character in text:
        if lines[-1] and fits(lines[-1] + character) > 1:
            lines.append("")
        lines[-1] += character
    return lines
