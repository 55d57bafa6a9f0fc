"""Kinds of gates and results of scans."""

from enum import StrEnum

from meeting.errors import N_


class GateKind(StrEnum):
    """报到 (arrival) is once, at the desk; 签到 is of the meeting or of a session. Both are counted apart."""

    ARRIVAL = "arrival"
    MEETING = "meeting"
    SESSION = "session"

    @property
    def label(self) -> str:
        return {"arrival": N_("报到"), "meeting": N_("会议签到"), "session": N_("场次签到")}[self.value]


class Passing(StrEnum):
    """How often one delegate goes through a gate."""

    ONCE = "once"
    DAILY = "daily"
    IN_OUT = "in-out"

    @property
    def label(self) -> str:
        return {"once": N_("只算一次"), "daily": N_("每天一次"), "in-out": N_("进出都扫")}[self.value]


class Shown(StrEnum):
    """What a gate may show of who comes, besides the name."""

    UNIT = "unit"
    POST = "post"
    CATEGORY = "category"
    FORUM = "forum"
    HOTEL = "hotel"
    DIET = "diet"
    REMARKS = "remarks"

    @property
    def label(self) -> str:
        return {
            "unit": N_("单位"), "post": N_("职务"), "category": N_("类别"), "forum": N_("分论坛"), "hotel": N_("住宿"),
            "diet": N_("用餐"), "remarks": N_("备注"),
        }[self.value]  # fmt: skip


SHOWN_AS_A_RULE = (Shown.UNIT, Shown.CATEGORY, Shown.FORUM)
"""Where the organiser chose nothing else."""


class Way(StrEnum):
    """Which way somebody goes: out only where a gate counts who is inside."""

    IN = "in"
    OUT = "out"


class RuleKind(StrEnum):
    CATEGORY = "category"
    ENROLLED = "enrolled"
    HOURS = "hours"

    @property
    def label(self) -> str:
        return {"category": N_("类别"), "enrolled": N_("选了分论坛"), "hours": N_("时间")}[self.value]

    @property
    def objection(self) -> "Refusal":
        """What is said to whom none of a gate's rules of the kind fits."""
        return {
            "category": Refusal.WRONG_CATEGORY, "enrolled": Refusal.NOT_ENROLLED, "hours": Refusal.OUT_OF_HOURS
        }[self.value]  # fmt: skip


class ScanResult(StrEnum):
    ADMITTED = "admitted"
    LEFT = "left"
    REPEATED = "repeated"
    REFUSED = "refused"
    UNDONE = "undone"

    def word(self, gate: GateKind) -> str:
        """What a gate of the kind shows, large: who arrives at the desk (报到) hasn't signed in (签到)."""
        arrival = gate is GateKind.ARRIVAL
        return {
            "admitted": N_("报到成功") if arrival else N_("签到成功"),
            "left": N_("已离场"),
            "repeated": N_("已报过到") if arrival else N_("已签过"),
            "refused": N_("不能报到") if arrival else N_("不能签到"),
            "undone": N_("已撤销"),
        }[self.value]


PASSAGES = (ScanResult.ADMITTED, ScanResult.LEFT)
"""By which somebody goes in or out."""


class ScanMethod(StrEnum):
    CAMERA = "camera"
    SCANNER = "scanner"
    SEARCH = "search"
    SELF = "self"

    @property
    def label(self) -> str:
        return {"camera": N_("摄像头"), "scanner": N_("扫码枪"), "search": N_("查找"),
                "self": N_("自助签到")}[self.value]


class Refusal(StrEnum):
    """Why a badge is refused; the sentence says what to do."""

    UNKNOWN = "unknown"
    FORGED = "forged"
    REVOKED = "revoked"
    OTHER_MEETING = "other-meeting"
    NOT_CONFIRMED = "not-confirmed"
    NOT_ENROLLED = "not-enrolled"
    WRONG_CATEGORY = "wrong-category"
    OUT_OF_HOURS = "out-of-hours"
    GATE_CLOSED = "gate-closed"
    DEVICE_REVOKED = "device-revoked"

    @property
    def may_be_overridden(self) -> bool:
        """Whether somebody in charge may let them in all the same: not for what no person stands behind, and not where
        scanning itself has ended.
        """
        return self in {Refusal.NOT_CONFIRMED, Refusal.NOT_ENROLLED, Refusal.WRONG_CATEGORY, Refusal.OUT_OF_HOURS}

    @property
    def sentence(self) -> str:
        return {
            "unknown": N_("这不是参会证上的码。请对准参会证，或按姓名查找。"),
            "forged": N_("码不完整或被改动过。请再扫一次；还不行，请按姓名查找并核对身份。"),
            "revoked": N_("这张参会证已作废，有新证。请收回旧证，用新证签到。"),
            "other-meeting": N_("这是别的会议的参会证。请对方到报到处。"),
            "not-confirmed": N_("报名还没有通过，或已取消。请对方到报到处。"),
            "not-enrolled": N_("没有选这个分论坛。请核对分论坛，或到报到处调整。"),
            "wrong-category": N_("这个签到点不接待这一类参会人员。请核对类别，或请会务组放行。"),
            "out-of-hours": N_("现在不在这个签到点的开放时间内。请看时间，或请会务组放行。"),
            "gate-closed": N_("这个签到点已经关闭，没有算作签到。请换一个签到点，或请会务组重新开放。"),
            "device-revoked": N_("这台设备已被停用，之后交来的扫码留有记录，没有算作签到。"),
        }[self.value]
