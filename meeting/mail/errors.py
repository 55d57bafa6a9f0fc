"""What mail refuses, and what servers refuse, in words."""

from meeting.errors import N_, Conflict, Invalid, MeetingError


class MailNotSet(Conflict):
    """The operator has named no server."""

    code = "mail-not-set"
    sentence = N_("还没有设置发邮件的服务器。请系统管理员设置 MEETING_SMTP_URL 和 MEETING_MAIL_FROM，再重新启动。")


class HeaderBroken(Invalid):
    """A line break in what becomes a header would be a header of its own."""

    code = "mail-header-broken"
    sentence = N_("邮件主题只能写一行，不能换行，也不能空着。请改正后再发。")
    field = "subject"


class NothingToSend(Conflict):
    """No message waits, or none may be sent again."""

    code = "mail-nothing-to-send"
    sentence = N_("没有要发的邮件：要发的都已经发出，或邮箱已经删除。请刷新页面看现在的情况。")


class EnclosureGone(Conflict):
    """The file isn't kept any more."""

    code = "mail-enclosure-gone"
    sentence = N_("附件“%(name)s”已经不在了，没有发。请重新生成后再发。")


class Undelivered(MeetingError):
    """A message wasn't handed over. Children say whether trying again helps."""

    code = "mail-undelivered"
    status = 502
    sentence = N_("邮件没有发出：%(why)s")


class TryLater(Undelivered):
    """The server says so itself (4xx), or went away in the midst."""

    code = "mail-try-later"
    sentence = N_("对方的邮件服务器暂时不收：%(why)s")


class MessageRefused(Undelivered):
    """For good (5xx): the address doesn't exist, the mailbox is full, the server takes it for spam."""

    code = "mail-refused"
    sentence = N_("邮件服务器不收这一封：%(why)s。请核对邮箱，或换一个邮箱再发。")


class ServerAway(Undelivered):
    """It can't be reached just now; the message isn't to blame."""

    code = "mail-server-away"
    sentence = N_("连不上邮件服务器 %(server)s：%(why)s。一直连不上的，请系统管理员检查 MEETING_SMTP_URL。")


class ServerRefused(Undelivered):
    """It takes nothing from us until the settings are mended: password, sender, encryption."""

    code = "mail-server-refused"
    sentence = N_("邮件服务器 %(server)s 不接受：%(why)s。请系统管理员检查 MEETING_SMTP_URL 和 MEETING_MAIL_FROM。")
