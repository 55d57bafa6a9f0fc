"""What is wrong with a meeting's file, each with its line."""

from meeting.errors import N_, Invalid


class FileFault(Invalid):
    """A meeting's file can't be taken as it is. ``line`` counts from 1."""

    code = "meeting-file-invalid"
    sentence = N_("会议文件第 %(line)s 行有误，请改正后再试。")
    field = "file"


class NotUtf8(FileFault):
    """Not UTF-8, or no text at all."""

    code = "meeting-file-not-utf8"
    sentence = N_("这不是 UTF-8 编码的文本文件。请用记事本打开，另存为时把编码选成 UTF-8。")


class FileTooLarge(FileFault):
    """A meeting's file has a few kilobytes; 512 KB is far beyond any."""

    code = "meeting-file-too-large"
    sentence = N_("会议文件超过 512 KB，不像是会议文件。请检查是否选错了文件。")


class FileMissing(FileFault):
    """The file can't be opened."""

    code = "meeting-file-missing"
    sentence = N_("打不开文件 %(path)s：没有这个文件，或者没有读取的权限。")


class NotToml(FileFault):
    """The text breaks TOML's rules."""

    code = "meeting-file-not-toml"
    sentence = N_(
        "第 %(line)s 行不合 TOML 的写法。请检查：引号、括号、等号是否成对，日期是否存在，同一个键是否写了两次。"
    )


class NestedTooDeep(FileFault):
    """Brackets in brackets in brackets: no meeting needs more than three."""

    code = "meeting-file-nested"
    sentence = N_("第 %(line)s 行的括号套了太多层。会议文件最多套三层，请检查是否有多余的 [ 或 {。")


class NumberTooLong(FileFault):
    """Thousands of digits."""

    code = "meeting-file-number-too-long"
    sentence = N_("第 %(line)s 行的数字太长，不像是真的。请改成一个 1 到 1000000 的整数。")


class UnknownKey(FileFault):
    """A key that means nothing here."""

    code = "meeting-file-unknown-key"
    sentence = N_("第 %(line)s 行的“%(key)s”不认识。%(table)s 里可以写：%(known)s。")


class MistypedKey(UnknownKey):
    """Much like a key that there is."""

    code = "meeting-file-mistyped-key"
    sentence = N_("第 %(line)s 行的“%(key)s”不认识，是不是“%(meant)s”？")


class KeyMissing(FileFault):
    """Something that has to be said."""

    code = "meeting-file-key-missing"
    sentence = N_("第 %(line)s 行的 %(table)s 缺少“%(key)s”，请补上。")


class NotText(FileFault):
    """A text is asked for."""

    code = "meeting-file-not-text"
    sentence = N_("第 %(line)s 行的“%(key)s”要写成带引号的文字，如 \"常州市\"。")


class TextTooLong(FileFault):
    """Longer than it can be kept."""

    code = "meeting-file-text-too-long"
    sentence = N_("第 %(line)s 行的“%(key)s”太长，最多 %(longest)s 个字。")


class NotTexts(FileFault):
    """A list of texts is asked for."""

    code = "meeting-file-not-texts"
    sentence = N_("第 %(line)s 行的“%(key)s”要写成文字的列表，如 [\"甲\", \"乙\"]。")


class NotNumber(FileFault):
    """A whole number is asked for."""

    code = "meeting-file-not-number"
    sentence = N_("第 %(line)s 行的“%(key)s”要写一个 1 到 1000000 的整数，不带引号。")


class NotDay(FileFault):
    """A day is asked for."""

    code = "meeting-file-not-day"
    sentence = N_("第 %(line)s 行的“%(key)s”要写成日期，如 2020-12-08。")


class NotTime(FileFault):
    """A time of day is asked for."""

    code = "meeting-file-not-time"
    sentence = N_("第 %(line)s 行的“%(key)s”要写成时间，如 \"09:00\"。")


class NotTable(FileFault):
    """A table, or a list of tables, is asked for."""

    code = "meeting-file-not-table"
    sentence = N_("第 %(line)s 行的“%(key)s”写法不对，应当写成 %(example)s。")


class NotChoice(FileFault):
    """One of a few words is asked for."""

    code = "meeting-file-not-choice"
    sentence = N_("第 %(line)s 行的“%(key)s”写的是“%(given)s”，只能是：%(known)s。")


class EndBeforeStart(FileFault):
    """It ends before, or as, it begins."""

    code = "meeting-file-end-before-start"
    sentence = N_("第 %(line)s 行：结束 %(end)s 不晚于开始 %(start)s，请改正。")


class OutsideDays(FileFault):
    """A day that isn't the meeting's."""

    code = "meeting-file-outside-days"
    sentence = N_(
        "第 %(line)s 行的日期 %(day)s 不在会期 %(first)s 至 %(last)s 内。会开几天的，请在 [meeting] 里写 end_date。"
    )


class UnknownRoom(FileFault):
    """A room that isn't among the meeting's."""

    code = "meeting-file-unknown-room"
    sentence = N_("第 %(line)s 行的会议室“%(room)s”不在 [meeting] 的 rooms 里。请写成其中一个，或者把它加进 rooms。")


class NamedTwice(FileFault):
    """Something that has to be unique."""

    code = "meeting-file-named-twice"
    sentence = N_("第 %(line)s 行的“%(given)s”前面已经写过，请去掉一个。")


class BadName(FileFault):
    """What can't be the name of one person."""

    code = "meeting-file-bad-name"
    sentence = N_("第 %(line)s 行的姓名“%(given)s”无法使用：每一处只写一个人的姓名，不超过 80 个字。")


class BadSlug(FileFault):
    """A slug is part of an address."""

    code = "meeting-file-bad-slug"
    sentence = N_("第 %(line)s 行的 slug 只能用小写字母、数字和连字符，如 changzhou-2020，不超过 50 个字符。")


class TooFewExhibitors(FileFault):
    """More names than the number says."""

    code = "meeting-file-too-few-exhibitors"
    sentence = N_("第 %(line)s 行写了 %(number)s 家参展单位，names 里却有 %(names)s 家，请改成一致。")


class SocietyUnknown(Invalid):
    """Nothing says whose meeting it is."""

    code = "meeting-society-unknown"
    sentence = N_("不知道是哪个学会的会议：请在 [meeting] 里写 hosts（主办单位），或用 --society 写明学会名称。")
    field = "file"
