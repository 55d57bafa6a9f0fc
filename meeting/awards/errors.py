"""What awards and certificates refuse, in words that say what to do."""

from meeting.errors import N_, Conflict, Invalid, NotFound


class AwardTitleMissing(Invalid):
    """An award needs a title."""

    code = "award-title-missing"
    sentence = N_("没有填写奖项名称，请补上。")
    field = "title"


class AwardTextTooLong(Invalid):
    """A text longer than its column; ``what`` names it."""

    code = "award-text-too-long"
    sentence = N_("%(what)s“%(given)s…”超过%(longest)d个字，请写短一些，或检查是否填错了栏。")


class AwardExists(Conflict):
    """A title stands once in a meeting."""

    code = "award-exists"
    sentence = N_("这个会议已经有“%(title)s”，请直接编辑它，或换一个名称。")
    field = "title"


class AwardUnknown(Invalid):
    """A list names an award that the meeting doesn't have."""

    code = "award-unknown"
    sentence = N_("没有名为“%(title)s”的奖项。请先添加这个奖项，或改正名称；现有：%(known)s。")
    field = "award"


class TermInvalid(Invalid):
    """聘期 ends before it begins, or has one end only."""

    code = "term-invalid"
    sentence = N_("聘期要填起止两个日期，结束日期不早于开始日期；不确定的话两个都不填。")
    field = "term_ends_on"


class GradeInvalid(Invalid):
    """A grade without a title, twice, or with a quota below one."""

    code = "grade-invalid"
    sentence = N_("等次“%(given)s”无法使用。每行写一个等次，名额写在后面，如“一等奖 3”；名称不能重复，名额至少为1。")
    field = "grades"


class GradeUnknown(Invalid):
    """A recipient's grade is none of the award's."""

    code = "grade-unknown"
    sentence = N_("“%(award)s”没有“%(grade)s”这个等次，现有：%(known)s。请改正，或先在奖项里添加。")
    field = "grade"


class GradeInUse(Conflict):
    """A grade with recipients can't be taken out."""

    code = "grade-in-use"
    sentence = N_("“%(grade)s”下还有%(count)d个获奖者，不能删去。请先把他们改到别的等次。")
    field = "grades"


class QuotaFull(Conflict):
    """The grade has no place left."""

    code = "quota-full"
    sentence = N_("“%(award)s”%(grade)s的名额（%(quota)d个）已满，没有加入。确需增加，请先在奖项里调高名额。")
    field = "grade"


class QuotaBelowRecipients(Conflict):
    """A quota below what is given already."""

    code = "quota-below-recipients"
    sentence = N_("“%(grade)s”已有%(count)d个获奖者，名额不能改为%(quota)d。")
    field = "grades"


class RecipientMissing(Invalid):
    """Neither a person nor a unit is named."""

    code = "recipient-missing"
    sentence = N_("获奖者和单位都没有填写。请填写获奖者姓名；表彰单位的，填写单位名称。")
    field = "names"


class AlreadyRecipient(Conflict):
    """The same persons with the same work stand in the award already, in another grade."""

    code = "already-recipient"
    sentence = N_("%(names)s已列为“%(award)s”%(grade)s。要改等次，请编辑原来的一条。")
    field = "names"


class HasRecipients(Conflict):
    """An award with recipients stays."""

    code = "award-has-recipients"
    sentence = N_("“%(title)s”名下还有%(count)d个获奖者，请先移出他们，再删除奖项。")


class HasCertificates(Conflict):
    """What was numbered stays on record: it is revoked, never removed."""

    code = "has-certificates"
    sentence = N_("已经编号发证，不能移出。证书作废请用“撤销”，内容有误请改正后“换发”。")


class IssuerFixed(Conflict):
    """Issuer and kind can't change once certificates are numbered."""

    code = "issuer-fixed"
    sentence = N_("“%(title)s”已经发出证书，颁发单位和类别不能再改。")
    field = "issuer_name"


class ReasonMissing(Invalid):
    """Revoking and reissuing need a reason."""

    code = "reason-missing"
    sentence = N_("请写明原因，它会留在记录里。")
    field = "reason"


class CertificateEnded(Conflict):
    """The certificate isn't valid any more."""

    code = "certificate-ended"
    sentence = N_("证书 %(number)s 现在是“%(state)s”，不能再这样处理。请刷新页面，看清现在的状态。")


class CertificateUnknown(NotFound):
    """No certificate of this code; or none of this number and name (the two are not told apart)."""

    code = "certificate-unknown"
    sentence = N_("没有查到这份证书。请核对编号和姓名，或重新扫描证书上的二维码；仍查不到的，请向颁发单位核实。")


class NothingToPrint(Conflict):
    """No valid certificate among what was asked for."""

    code = "nothing-to-print"
    sentence = N_("没有可打印的证书。还没有编号的，请先编号发证；都打印过的，请选“全部有效证书”重印。")


class SealMissing(Conflict):
    """A picture of the seal was asked for, and an issuer has none."""

    code = "seal-missing"
    sentence = N_("“%(issuer)s”没有印章图片。请用印审批人上传，或不带印章打印，再加盖公章。")
    field = "approval"
