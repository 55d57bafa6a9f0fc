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


class LineInvalid(Invalid):
    """A line that is no card: its number (from 1) and what stands there."""

    code = "card-line-invalid"
    sentence = N_(
        "第 %(row)d 行“%(given)s”不行：要有姓名（座位签也可以只有座位），每栏不超过 %(longest)d 个字。没有保存。"
    )
    field = "lines"
