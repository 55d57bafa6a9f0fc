"""The sentences of certificates of honour (荣誉证书) and letters of appointment (聘书), as an office writes them.

Custom (domain.md, Documents). No Jinja, no format strings: the words are put together here and nowhere else.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from meeting.awards.content import Content, Paragraph
from meeting.awards.enums import AwardKind
from meeting.documents.cutting import Run
from meeting.documents.dates import chinese_date, numeral_term

EVENT = re.compile(r"(?:赛|评选|评比|评审|征文|征集|活动|展评|比武|竞选|遴选|征稿)$")
"""An award whose title is itself an event: one wins a prize in it. After any other title 评选 is added."""

CLOSING = "特发此证，以资鼓励。"

_WORKS = (
    (re.compile("论文|征文"), "撰写的论文"),
    (re.compile("案例"), "报送的案例"),
    (re.compile("课题|科研|科技成果"), "完成的成果"),
    (re.compile("著作|图书|编研"), "编写的著作"),
)
"""What a work is called, by the award's title."""


def content_of(words: Mapping[str, Any], *, number: str, issued_on: date) -> Content:
    """All that is printed on a certificate; ``words``: its columns (``kind``, ``names``, ``unit``, ``award``, …)."""
    appointment = words["kind"] is AwardKind.APPOINTMENT
    names, unit, award, grade, work = (words[field] for field in ("names", "unit", "award", "grade", "work"))
    starts_on, ends_on = words["term_starts_on"], words["term_ends_on"]
    if appointment:
        body = appointment_body(names=names or unit, post=award, starts_on=starts_on, ends_on=ends_on)
    else:
        body = honour_body(names=names, award=award, grade=grade, work=work)
    return Content(
        kind=words["kind"].value,
        texts={
            "title": "聘书" if appointment else "荣誉证书", "names": names, "unit": unit, "award": award,
            "grade": grade, "work": work, "term": numeral_term(starts_on, ends_on) if starts_on and ends_on else "",
            "issuer": words["issuer"], "date": chinese_date(issued_on), "number": number,
        },
        salutation=() if appointment else _plain(honour_salutation(names, unit)),
        body=tuple(_plain(runs) for runs in body),
        issuers=(words["issuer"],),
    )  # fmt: skip


def honour_salutation(names: str, unit: str) -> tuple[Run, ...]:
    """**name**（**unit**）：; a unit that is honoured stands alone. Neither 先生 nor 女士: a sex isn't guessed.

    A unit with brackets of its own is set in 〔〕: brackets within brackets take two forms, the round ones inside
    (GB/T 15834—2011, 4.9). Ours give way, since a unit's name stands as it is on its seal.
    """
    if not names:
        return (Run(unit, True), Run("："))
    if not unit:
        return (Run(names, True), Run("："))
    opening, closing = "〔〕" if "（" in unit or "(" in unit else "（）"
    return (Run(names, True), Run(opening), Run(unit, True), Run(f"{closing}："))


def honour_body(*, names: str, award: str, grade: str, work: str) -> tuple[tuple[Run, ...], ...]:
    """您撰写的论文《…》在“…”评选中荣获**一等奖**。 and the closing sentence, each a paragraph.

    Without a work the sentence goes on from the salutation: 在“首届…竞赛”中荣获**一等奖**。
    """
    you = ("你们" if "、" in names else "您") if names else "你单位"
    runs = [Run(f"{you}{_called(award)}{titled(work)}")] if work else []
    if award.endswith("奖"):
        runs += [Run(f"荣获{quoted(award)}"), Run(grade, True)] if grade else [Run("荣获"), Run(quoted(award), True)]
    elif grade:
        runs += [Run(f"在{quoted(award)}{'' if EVENT.search(award) else '评选'}中荣获"), Run(grade, True)]
    elif EVENT.search(award):
        runs.append(Run(f"在{quoted(award)}中{'入选' if work else '成绩突出'}"))
    else:
        runs += [Run("被评为"), Run(quoted(award), True)]
    return ((*runs, Run("。")), (Run(CLOSING),))


def appointment_body(
    *, names: str, post: str, starts_on: date | None, ends_on: date | None
) -> tuple[tuple[Run, ...], ...]:
    """兹聘请**name**为**post**，聘期自…至…。 and 此聘。; without a term where it isn't known."""
    runs = [Run("兹聘请"), Run(names, True), Run("为"), Run(post, True)]
    if starts_on and ends_on:
        runs.append(Run(f"，聘期{numeral_term(starts_on, ends_on)}"))
    return ((*runs, Run("。")), (Run("此聘。"),))


def titled(work: str) -> str:
    """A work in title marks: those within it become single (GB/T 15834—2011, 4.15.3.1 and 4.15.4)."""
    work = work.strip()
    whole = re.fullmatch("《((?:[^《》]|《[^《》]*》)*)》", work)  # of 《甲》乙 only a part stands in marks
    return "《" + (whole[1] if whole else work).translate(str.maketrans("《》", "〈〉")) + "》"


def quoted(title: str) -> str:
    """A title in quotation marks: those within it become single (GB/T 15834—2011, 4.8.3.3)."""
    return "“" + title.translate(str.maketrans("“”", "‘’")) + "”"


def _plain(runs: Iterable[Run]) -> Paragraph:
    return tuple((run.text, run.emphasised) for run in runs)


def _called(award: str) -> str:
    return next((called for pattern, called in _WORKS if pattern.search(award)), "报送的作品")
