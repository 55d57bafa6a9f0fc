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


class ScanResult(StrEnum):
    ADMITTED = "admitted"
    REPEATED = "repeated"
    REFUSED = "refused"
    UNDONE = "undone"

    def word(self, gate: GateKind) -> str:
        """What a gate of the kind shows, large: who arrives at the desk (报到) hasn't signed in (签到)."""
        arrival = gate is GateKind.ARRIVAL
        return {
            "admitted": N_("报到成功") if arrival else N_("签到成功"),
            "repeated": N_("已报过到") if arrival else N_("已签过"),
            "refused": N_("不能报到") if arrival else N_("不能签到"),
            "undone": N_("已撤销"),
        }[self.value]


class ScanMethod(StrEnum):
    CAMERA = "camera"
    SCANNER = "scanner"
    SEARCH = "search"

    @property
    def label(self) -> str:
        return {"camera": N_("摄像头"), "scanner": N_("扫码枪"), "search": N_("查找")}[self.value]


class Refusal(StrEnum):
    """Why a badge is refused; the sentence says what to do."""

    UNKNOWN = "unknown"
    FORGED = "forged"
    REVOKED = "revoked"
    OTHER_MEETING = "other-meeting"
    NOT_CONFIRMED = "not-confirmed"
    NOT_ENROLLED = "not-enrolled"
    GATE_CLOSED = "gate-closed"
    DEVICE_REVOKED = "device-revoked"

    @property
    def sentence(self) -> str:
        return {
            "unknown": N_("这不是参会证上的码。请对准参会证，或按姓名查找。"),
            "forged": N_("码不完整或被改动过。请再扫一次；还不行，请按姓名查找并核对身份。"),
            "revoked": N_("这张参会证已作废，有新证。请收回旧证，用新证签到。"),
            "other-meeting": N_("这是别的会议的参会证。请对方到报到处。"),
            "not-confirmed": N_("报名还没有通过，或已取消。请对方到报到处。"),
            "not-enrolled": N_("没有选这个分论坛。请核对分论坛，或到报到处调整。"),
            "gate-closed": N_("这个签到点已经关闭，没有算作签到。请换一个签到点，或请会务组重新开放。"),
            "device-revoked": N_("这台设备已被停用，之后交来的扫码留有记录，没有算作签到。"),
        }[self.value]
