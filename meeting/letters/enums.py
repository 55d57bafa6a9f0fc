"""Kinds of letters, what the first page begins with, what is made of a letter."""

from enum import StrEnum

from meeting.errors import N_


class LetterKind(StrEnum):
    """A meeting has as many notices as it needs, and one wording of each of the other kinds."""

    NOTICE = "notice"
    PROOF = "proof"
    ACCEPTANCE = "acceptance"

    @property
    def label(self) -> str:
        return {"notice": N_("通知"), "proof": N_("参会证明"), "acceptance": N_("论文录用通知")}[self.value]

    @property
    def places(self) -> tuple[str, ...]:
        """What its wording may have filled in, in braces."""
        of_meeting = ("会议", "日期", "地点")
        return {
            "notice": ("单位", *of_meeting),
            "proof": ("姓名", "单位", *of_meeting),
            "acceptance": ("姓名", "单位", "题目", *of_meeting),
        }[self.value]


class LetterHead(StrEnum):
    """As GB/T 9704 has them: 版头 (7.2), 信函格式 (10.1), and neither."""

    RED = "red"
    LETTER = "letter"
    PLAIN = "plain"

    @property
    def label(self) -> str:
        return {"red": N_("红头文件"), "letter": N_("信函"), "plain": N_("不带版头")}[self.value]


class Output(StrEnum):
    """What is made of several letters: one PDF, one DOCX, or a PDF for each in a zip."""

    PDF = "pdf"
    DOCX = "docx"
    ZIP = "zip"

    @property
    def label(self) -> str:
        return {"pdf": N_("一个 PDF"), "docx": N_("一个 DOCX"), "zip": N_("每份一个 PDF（ZIP）")}[self.value]
