"""What this room refuses."""

from meeting.errors import N_, Conflict, Invalid


class MeetingTitleMissing(Invalid):
    """A meeting needs a title."""

    code = "meeting-title-missing"
    sentence = N_("请填写会议名称。")
    field = "title"


class TextTooLong(Invalid):
    """Longer than its column."""

    code = "text-too-long"
    sentence = N_("“%(given)s…”太长，这一栏最多 %(longest)s 个字。")


class DaysReversed(Invalid):
    """The last day lies before the first."""

    code = "meeting-days-reversed"
    sentence = N_("会议的最后一天早于第一天，请改正日期。")
    field = "ends_on"


class MeetingTooLong(Invalid):
    """Sixty days and more are a mistyped year."""

    code = "meeting-too-long"
    sentence = N_("会期超过 60 天，请检查日期是否写错了年份或月份。")
    field = "ends_on"


class MeetingExists(Conflict):
    """The same title on the same day in one society."""

    code = "meeting-exists"
    sentence = N_(
        "“%(society)s”在 %(day)s 已经有一个同名的会议“%(title)s”（%(slug)s）。请打开那一个，或者换名称、日期。"
    )
    field = "title"


class SlugInvalid(Invalid):
    """A slug is part of the address: lower-case letters, digits, hyphens."""

    code = "meeting-slug-invalid"
    sentence = N_("网址名“%(slug)s”只能用小写字母、数字和连字符，如 changzhou-2020，不超过 50 个字符。")
    field = "slug"


class ExpectedInvalid(Invalid):
    """A number of people that can't be."""

    code = "expected-delegates-invalid"
    sentence = N_("预计人数要写 1 到 1000000 之间的整数。")
    field = "expected_delegates"


class HostTwice(Conflict):
    """A unit stands once in each role."""

    code = "host-twice"
    sentence = N_("“%(unit)s”在这一类单位里已经有了，不用再加。")
    field = "unit"


class RoomNameMissing(Invalid):
    """A room needs a name."""

    code = "room-name-missing"
    sentence = N_("请填写会议室名称。")
    field = "name"


class RoomExists(Conflict):
    """Two rooms of one name can't be told apart."""

    code = "room-exists"
    sentence = N_("已经有名为“%(name)s”的会议室。")
    field = "name"


class SeatsInvalid(Invalid):
    """A number of seats that can't be."""

    code = "seats-invalid"
    sentence = N_("座位数要写 1 到 100000 之间的整数，不限座位就留空。")
    field = "seats"


class RoomInUse(Conflict):
    """Sessions or the exhibition are in it."""

    code = "room-in-use"
    sentence = N_("“%(name)s”还有日程或展览在用，不能删除。请先把它们改到别的会议室。")


class GuestExists(Conflict):
    """The same person, or the same name with the same post, is a guest already."""

    code = "guest-exists"
    sentence = N_("嘉宾里已经有“%(name)s”（%(post)s）。若是另一位同名的人，请写明不同的职务。")
    field = "name"


class GuestInUse(Conflict):
    """Something else refers to the guest."""

    code = "guest-in-use"
    sentence = N_("“%(name)s”还有别的安排，不能从嘉宾里移除。")


class ApprovalFileInvalid(Invalid):
    """Neither a PDF nor a picture, whatever it is called."""

    code = "approval-file-invalid"
    sentence = N_("批文要是 PDF、JPG 或 PNG 文件，不超过 20 MB。请扫描或另存为其中一种再上传。")
    field = "approval"
