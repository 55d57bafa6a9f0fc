"""What printing refuses, in words that say what to do."""

from meeting.errors import N_, Conflict, Invalid


class NothingToPrint(Conflict):
    """Nothing among what was asked for."""

    code = "nothing-to-print"
    sentence = N_("没有可打印的：选中的范围里没有（证书要先编号发证），或都印过了、没有变动。要重印，请选“全部”。")


class PrintedMeanwhile(Conflict):
    """Another printing that began at the same time has some of the new cards already: nobody wants them twice."""

    code = "printed-meanwhile"
    sentence = N_("另一次打印刚刚印了其中 %(count)d 张，这次没有留下文件。请再打印一次，只会印还没有印的。")


class NothingToPull(Conflict):
    """Everything that is out there is still wanted."""

    code = "nothing-to-pull"
    sentence = N_("没有要抽掉的：印过的都还要用，或已经记下抽掉了。")


class Unprintable(Invalid):
    """Some cards can't be drawn: nothing is printed, and each is named with its reason."""

    code = "cards-unprintable"
    sentence = N_("有 %(count)d 张印不出来，没有打印：%(which)s")


class PrinterNameMissing(Invalid):
    """A printer is known by its name."""

    code = "printer-name-missing"
    sentence = N_("请给这台打印机起个名字，如“三楼惠普”。")
    field = "name"


class PrinterExists(Conflict):
    """A name stands for one printer."""

    code = "printer-exists"
    sentence = N_("已经有名为“%(name)s”的打印机，请直接修改它，或换一个名字。")
    field = "name"


class OffsetTooLarge(Invalid):
    """Nobody's printer is off by more than 30 mm, and nobody measures more than tenths."""

    code = "printer-offset"
    sentence = N_("偏移量应在 -30 到 30 毫米之间，精确到 0.1 毫米，如 0.8。请量准后再填。")
