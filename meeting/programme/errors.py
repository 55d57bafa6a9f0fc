"""What this room refuses. Hours in these sentences are on the meeting's clock."""

from meeting.errors import N_, Conflict, Invalid


class SessionTitleMissing(Invalid):
    """A session or an item needs a title."""

    code = "session-title-missing"
    sentence = N_("请填写标题。")
    field = "title"


class TitleTooLong(Invalid):
    """Longer than its column."""

    code = "session-title-too-long"
    sentence = N_("标题“%(given)s…”太长，最多 %(longest)s 个字。")
    field = "title"


class HoursReversed(Invalid):
    """It ends before, or as, it begins."""

    code = "hours-reversed"
    sentence = N_("“%(title)s”的结束时间 %(end)s 不晚于开始时间 %(start)s，请改正。")
    field = "end"


class OutsideMeeting(Invalid):
    """Not on the meeting's days; three days before them are taken for the arrival."""

    code = "session-outside-meeting"
    sentence = N_("“%(title)s”在 %(day)s，不在会期 %(first)s 至 %(last)s 内。请改正日期，或者先改会期。")
    field = "day"


class SessionsLeftOut(Conflict):
    """New days of the meeting would leave out sessions that are on the programme."""

    code = "sessions-left-out"
    sentence = N_(
        "会期改成 %(first)s 至 %(last)s，会有 %(count)s 场落在外面：%(sessions)s。请先在日程里改期或删除，再改会期。"
    )
    field = "ends_on"


class ForeignRoom(Invalid):
    """The room belongs to another meeting."""

    code = "room-foreign"
    sentence = N_("请从本次会议的会议室里选一个。")
    field = "room"


class RoomTaken(Conflict):
    """Another session is in the room at that time."""

    code = "room-taken"
    sentence = N_("%(room)s 在 %(hours)s 已安排“%(other)s”，与“%(title)s”冲突。请换一个会议室或时间。")
    field = "room"


class ItemsOverlap(Conflict):
    """Two items of one session at the same time."""

    code = "items-overlap"
    sentence = N_("“%(title)s”与同一场的“%(other)s”（%(hours)s）时间重叠，请错开。")
    field = "start"


class SpeakerTaken(Conflict):
    """A person speaks elsewhere at that time."""

    code = "speaker-taken"
    sentence = N_("%(name)s 在 %(hours)s 已安排“%(other)s”（%(where)s），与“%(title)s”冲突。请换人或错开时间。")
    field = "speakers"


class SpeakerTwice(Invalid):
    """One person is named twice in one item."""

    code = "speaker-twice"
    sentence = N_("%(name)s 在同一项里写了两次，请去掉一个。")
    field = "speakers"


class NameOfSeveral(Invalid):
    """A name alone that several of the meeting bear."""

    code = "name-of-several"
    sentence = N_(
        "本次会议有 %(count)s 位“%(name)s”（%(written)s），不知道是哪一位。请写成 姓名（单位），如 张三（某市档案馆）。"
    )
    field = "speakers"


class ItemOutsideSession(Invalid):
    """An item lies within its session's hours."""

    code = "item-outside-session"
    sentence = N_("“%(title)s”不在这一场的时间 %(hours)s 之内。请改正，或者先改这一场的时间。")
    field = "start"


class ItemsLeftOut(Invalid):
    """New hours of a session would leave out one of its items."""

    code = "items-left-out"
    sentence = N_("新的时间容不下“%(other)s”（%(hours)s）。请先改这一项的时间。")
    field = "end"


class SeatsInvalid(Invalid):
    """A number of seats that can't be."""

    code = "session-seats-invalid"
    sentence = N_("名额要写 1 到 100000 之间的整数，不限名额就留空。")
    field = "seats"


class SeatsBelowTaken(Conflict):
    """Fewer seats than are taken."""

    code = "seats-below-taken"
    sentence = N_("“%(title)s”已有 %(taken)s 人选，名额不能少于这个数。请先请人改选，再减名额。")
    field = "seats"


class KindFixed(Conflict):
    """A sub-forum that somebody chose stays one."""

    code = "session-kind-fixed"
    sentence = N_("“%(title)s”已有人选，不能改成别的类型。")
    field = "kind"


class SessionInUse(Conflict):
    """Delegates chose it, or it has a gate."""

    code = "session-in-use"
    sentence = N_("“%(title)s”已有人选或已设签到点，不能删除。请先把这些人改到别的分论坛，并撤掉它的签到点。")
