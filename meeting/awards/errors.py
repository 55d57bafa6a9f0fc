"""What awards and certificates refuse, in words that say what to do."""

from meeting.errors import N_, Conflict, Invalid, MeetingError, NotFound


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
    sentence = N_("“%(award)s”%(grade)s的名额（%(quota)d个）已满。确需增加，请先在奖项里调高名额。")
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
    """Issuer, kind and class of numbers can't change once certificates are numbered."""

    code = "issuer-fixed"
    sentence = N_("“%(title)s”已经发出证书，颁发单位、类别和编号类别不能再改。")
    field = "issuer_name"


class ClassInvalid(Invalid):
    """A class of numbers that isn't a few letters, figures or characters."""

    code = "number-class-invalid"
    sentence = N_("编号类别“%(given)s”无法使用，请写1到8个字母、数字或汉字，如 LW。")
    field = "letters"


class PatternPlaceholderUnknown(Invalid):
    """Braces around something that isn't in the list: ``{{config}}``, ``{0.__class__}``, a slip of the pen."""

    code = "number-pattern-placeholder-unknown"
    sentence = N_("编号样式第%(position)d个字起的“%(given)s”不是可用的占位符。可以用：%(known)s。")
    field = "pattern"


class PatternCharacterRefused(Invalid):
    """A character that can't stand in a number: blanks, quotation marks, %, <, a lone brace."""

    code = "number-pattern-character-refused"
    sentence = N_("编号样式第%(position)d个字“%(given)s”不能用在编号里，请用汉字、字母、数字、连接号或括号。")
    field = "pattern"


class PatternSerialTwice(Invalid):
    """More than one serial."""

    code = "number-pattern-serial-twice"
    sentence = N_("编号样式第%(position)d个字起又有一个流水号“%(given)s”，只能有一个，请删去一个。")
    field = "pattern"


class PatternSerialMissing(Invalid):
    """Without a serial all numbers would be the same."""

    code = "number-pattern-serial-missing"
    sentence = N_("编号样式里没有流水号，请加上 {流水:4}（四位，不足补零）或 {流水}。")
    field = "pattern"


class PatternTooLong(Invalid):
    """Its longest number wouldn't fit on a certificate."""

    code = "number-pattern-too-long"
    sentence = N_("这个编号样式太长：编号可能超过%(longest)d个字，请写短一些。")
    field = "pattern"


class SeriesTaken(Conflict):
    """Another society of the installation numbers so: whoever verifies a number names no society."""

    code = "number-series-taken"
    sentence = N_(
        "编号“%(number)s”这一列已由别的学会使用，再用就会重复。请在编号样式里加上 {代号} 或别的字样，"
        "或由学会管理员改单位的编号代字。"
    )
    field = "pattern"


class NumberTaken(Conflict):
    """Two series run into the same number: 20{流水} and 2020{流水}."""

    code = "number-taken"
    sentence = N_("编号 %(number)s 已经用过，这一次没有编号。请学会管理员改编号样式，让各类编号不相同。")


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


class CertificateKeyMissing(MeetingError):
    """Certificates were signed by a key that is gone: lost, it is restored; taken away on purpose, another is made."""

    code = "certificate-key-missing"
    status = 500
    sentence = N_(
        "缺少密钥文件 keys/certificate-%(id)s.pem，不能再发证；已发的证书照旧可以打印、联网查验。请从备份恢复这个文件；"
        "找不回来的，请运行 meeting certificate-keys rotate 换新密钥。"
    )


class CertificateKeysUsedUp(Conflict):
    """There are 255 keys already."""

    code = "certificate-keys-used-up"
    sentence = N_("证书的密钥已经换过 254 次，不能再换。")


class PublicKeyUnreadable(Invalid):
    """The file holds no public Ed25519 key."""

    code = "public-key-unreadable"
    sentence = N_("“%(file)s”里没有可用的公钥。请从颁发单位的查验网站下载公钥文件（/verify/key）。")


class CodeUnsigned(Invalid):
    """Certificates numbered by earlier versions carry a code of 26 characters without a signature."""

    code = "certificate-code-unsigned"
    sentence = N_("这个代码没有签名（早先发的证书是这样的），不能离线查验，请联网查验。")


class CodeForged(Invalid):
    """Not signed by any of these keys."""

    code = "certificate-code-forged"
    sentence = N_("签名不对：这个代码不是这把密钥签发的，或没有抄全。请重新扫描；仍不对的，证书是假的，或用错了公钥。")


class WordsDiffer(Invalid):
    """The code is genuine, the words beside it aren't those that were signed."""

    code = "certificate-words-differ"
    sentence = N_(
        "代码是真的，但编号、姓名、奖项、等次与签发时不符。请照证书逐字核对输入（没有姓名的写单位，没有等次的不写）；"
        "都无误的，证书上的字被改过。"
    )


class SealOfNoHost(Invalid):
    """A seal that no document of this meeting would carry: its unit issues nothing here."""

    code = "seal-of-no-host"
    sentence = N_("“%(owner)s”不是这个会议的主办单位，它颁发的只转颁，不在这里盖章。请去掉它，或先在主办单位里加上它。")
    field = "seals"


class SealMissing(Conflict):
    """A seal or a signature that the request names has no picture any more."""

    code = "seal-missing"
    sentence = N_("“%(issuer)s”没有印章（签名）图片。请用印审批人上传，或不带印章打印，再加盖公章。")
    field = "approval"
