"""What happened to a card since it was last printed, what is printed on, what comes out."""

from enum import StrEnum

from meeting.errors import N_


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    AGAIN = "again"
    """Printed once more, the same."""
    GONE = "gone"
    """Not wanted any more: the card is to be pulled out."""

    @property
    def label(self) -> str:
        return {"new": N_("新增"), "changed": N_("有变动"), "again": N_("重印"), "gone": N_("抽掉")}[self.value]


class Stock(StrEnum):
    """What is printed on."""

    SINGLE = "single"
    """A page is one card: card printers, rolls of labels, inner sheets, certificates."""
    A4 = "a4"
    A3 = "a3"
    OWN = "own"
    SHOP = "shop"
    """For a print shop: single cards with 3 mm of bleed, TrimBox and BleedBox set."""

    @property
    def label(self) -> str:
        return {
            "single": N_("每页一张（证卡机、标签卷纸、内芯）"),
            "a4": N_("A4 拼版，带裁切线"),
            "a3": N_("A3 拼版，带裁切线"),
            "own": N_("自定纸张"),
            "shop": N_("送印刷厂：每页一张，四边出血 3 毫米"),
        }[self.value]


class Output(StrEnum):
    PDF = "pdf"
    ZIP = "zip"

    @property
    def label(self) -> str:
        return {"pdf": N_("一份 PDF"), "zip": N_("每张一个 PDF，打成压缩包")}[self.value]
