"""What meals and card lists refuse, in words that say what to do."""

from meeting.errors import N_, Conflict, Invalid


class MealTitleMissing(Invalid):
    """A ticket says what it is for."""

    code = "meal-title-missing"
    sentence = N_("请写明是哪一餐，如“12月8日午餐”。")
    field = "title"


class MealExists(Conflict):
    """A meal stands once in a meeting."""

    code = "meal-exists"
    sentence = N_("已经有“%(title)s”，请直接修改它，或换一个名称。")
    field = "title"


class TicketsInvalid(Invalid):
    """How many tickets without a name."""

    code = "meal-tickets"
    sentence = N_("张数应在 1 到 20000 之间；不填就给每位已确认的参会人员印一张。")
    field = "tickets"


class LinesTooMany(Invalid):
    """More lines than any hall has seats."""

    code = "card-lines-too-many"
    sentence = N_("一次最多 %(most)d 行，这里有 %(count)d 行。请分几次。")
    field = "lines"


class SeatTwice(Invalid):
    """Two cards of one seat: two people would be sent to it. Their lines' numbers, from 1."""

    code = "card-seat-twice"
    sentence = N_("第 %(row)d 行和第 %(other)d 行都是座位“%(seat)s”，请改正其中一行。没有保存。")
    field = "lines"


class LinesMissing(Invalid):
    """Nothing was typed, and nothing is there."""

    code = "card-lines-missing"
    sentence = N_("名单是空的。请写上要印的，一行一张。")
    field = "lines"


class LinesEmptied(Invalid):
    """An empty list in place of one that there is: asked about, since a slip of the hand looks the same."""

    code = "card-lines-emptied"
    sentence = N_("名单是空的，保存会去掉原有的 %(count)d 行。要清空，请勾选下面的“清空名单”再保存；不要，请刷新本页。")
    field = "lines"


class LineInvalid(Invalid):
    """A line that is no card: its number (from 1) and what stands there."""

    code = "card-line-invalid"
    sentence = N_(
        "第 %(row)d 行“%(given)s”不行：要有姓名（座位签也可以只有座位），每栏不超过 %(longest)d 个字。没有保存。"
    )
    field = "lines"
