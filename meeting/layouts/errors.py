"""What is refused about seals, requests, layouts and fonts, in words that say what to do."""

from meeting.errors import N_, Conflict, Invalid, NotAllowed


class NoTrialPicture(Conflict):
    """Somebody else has put the uploaded picture to use, or dropped it."""

    code = "seal-trial-missing"
    sentence = N_("没有待确认的图片：可能已经启用或放弃。请看现在的图片，需要时重新上传。")


class PictureOfAnother(Conflict):
    """The same picture, to the last pixel, as another seal or signature has: one of the two files was mixed up."""

    code = "seal-picture-of-another"
    sentence = N_("这张图片已经是“%(owner)s”的%(what)s，不能再用作“%(given)s”的%(kind)s。请核对，另选一张图片。")
    field = "picture"
    worded = ("what", "kind")


class NoSealChosen(Invalid):
    """A request names at least one seal that has a picture."""

    code = "seal-not-chosen"
    sentence = N_("请至少选一枚印章或一个签名。列表里没有的，请用印审批人先上传图片。")
    field = "seals"


class CopiesUnlikely(Invalid):
    """Nobody prints none, or more than ``most``."""

    code = "seal-copies-unlikely"
    sentence = N_("份数请写 1 到 %(most)d 之间的整数。")
    field = "copies"


class PurposeMissing(Invalid):
    """Who approves must read what for."""

    code = "seal-purpose-missing"
    sentence = N_("请写明用于哪种文件和事由，审批人要据此判断。")
    field = "purpose"


class OwnRequest(NotAllowed):
    """Who asks doesn't approve, unless nobody else has the right."""

    code = "seal-own-request"
    sentence = N_("这是您自己提的申请，请由另一位有审批权的人审批：%(others)s。")


class RequestOver(Conflict):
    """Somebody else has decided it, or it has ended."""

    code = "seal-request-over"
    sentence = N_("第%(number)d号用印申请现在是“%(state)s”，不能再这样处理。请刷新页面，看清现在的状态。")


class DeclineReasonMissing(Invalid):
    """Who asked wants to know what to do otherwise."""

    code = "seal-decline-reason-missing"
    sentence = N_("请写明不批准的原因，申请人会看到。")
    field = "reason"


class NoSuchRequest(Invalid):
    """The meeting has no request of this number."""

    code = "seal-request-unknown"
    sentence = N_("这个会议没有第%(number)d号用印申请。请核对编号，或先提出申请。")
    field = "approval"


class RequestNotApproved(Conflict):
    """Nothing is printed on a request that isn't approved, or not any more."""

    code = "seal-request-not-approved"
    sentence = N_("第%(number)d号用印申请现在是“%(state)s”，不能用来打印。请选一个已批准的申请，或另提申请。")
    field = "approval"


class CopiesSpent(Conflict):
    """Fewer copies are left than are to be printed."""

    code = "seal-copies-spent"
    sentence = N_("第%(number)d号用印申请只剩 %(left)d 份，这次要印 %(wanted)d 份。请少印一些，或另提申请。")
    field = "approval"


class SealNotAsked(Conflict):
    """The request doesn't cover the seal that would be printed."""

    code = "seal-not-asked"
    sentence = N_("第%(number)d号用印申请里没有“%(owner)s”的印章。请另提申请，或只打印申请所含单位颁发的证书。")
    field = "approval"


class StampPlaceMissing(Conflict):
    """The request is for a picture that the layout wouldn't print: it would be counted and not be there."""

    code = "stamp-place-missing"
    sentence = N_(
        "版式“%(title)s”上没有印“%(owner)s”%(what)s的位置，第%(number)d号用印申请里却有它。请换一个有位置的版式，"
        "在设计器里加上，或另提一个不含它的申请。"
    )
    field = "layout"


class SignaturesSeveral(Invalid):
    """A document has a place for one signature."""

    code = "seal-signatures-several"
    sentence = N_("一份文件上只印一个签名，请只选一个。别的人签的，另提申请。")
    field = "seals"


class LayoutChanged(Conflict):
    """A design is saved on top of a version that is the newest no more."""

    code = "layout-changed"
    sentence = N_(
        "“%(title)s”在别处已存为第 %(number)d 版（%(who)s），您的改动还没有保存，都还在这里。请另存为新的版式，"
        "或在另一个窗口看过新版后再定。"
    )


class LayoutKindOther(Invalid):
    """A layout's content is of another kind than the layout that it is saved as."""

    code = "layout-kind-other"
    sentence = N_("这是“%(given)s”的版式，不能存为“%(kind)s”。请到“%(given)s”那里导入。")


class LayoutTitleMissing(Invalid):
    """A layout is found by its name."""

    code = "layout-title-missing"
    sentence = N_("请给版式起个名字，不超过 60 个字。")
    field = "title"


class LayoutTooLarge(Invalid):
    """More bytes than any design has: read no further."""

    code = "layout-too-large"
    status = 413
    sentence = N_("版式的内容太大（上限 %(most)s MB）。请删去一些元素，或换小一些的图片。")


class FontKnown(Conflict):
    """The same file is in the list already."""

    code = "font-known"
    sentence = N_("这个字体文件已经在列表里，名称是“%(name)s”，不用再上传。")
    field = "file"


class FontNameTaken(Conflict):
    """Two fonts of one name couldn't be told apart where one is chosen."""

    code = "font-name-taken"
    sentence = N_("已经有一个叫“%(name)s”的字体。请另起一个名称，或先移除原来的那个。")
    field = "name"


class FontRightMissing(Invalid):
    """A font isn't taken without the right to it."""

    code = "font-right-missing"
    sentence = N_("请写明凭什么使用这个字体，如授权书编号、购买的订单号，或免费商用的许可名称。")
    field = "note"
