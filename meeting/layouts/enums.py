"""Kinds of seals, rights to fonts and what they set in letters; states of a request and of a layout, and the allowed
moves between them.
"""

from enum import StrEnum

from meeting.errors import N_


class SealKind(StrEnum):
    SEAL = "seal"
    SIGNATURE = "signature"

    @property
    def label(self) -> str:
        return {"seal": N_("公章"), "signature": N_("签名")}[self.value]


class RequestState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    USED_UP = "used-up"

    @property
    def label(self) -> str:
        return {
            "pending": N_("待审批"),
            "approved": N_("已批准"),
            "declined": N_("未批准"),
            "withdrawn": N_("已撤回"),
            "used-up": N_("已用完"),
        }[self.value]


OPEN = frozenset({RequestState.PENDING, RequestState.APPROVED})
"""What may still be declined (an approval taken back) or withdrawn."""


class LayoutState(StrEnum):
    """Archived: not offered any more; what was printed with it stays as it is."""

    ACTIVE = "active"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        return {"active": N_("使用中"), "archived": N_("已归档")}[self.value]


class FontRight(StrEnum):
    """On what right a society uses a font."""

    LICENSED = "licensed"
    BOUGHT = "bought"
    FREE = "free"

    @property
    def label(self) -> str:
        return {"licensed": N_("已获授权"), "bought": N_("已购买"), "free": N_("免费商用")}[self.value]


class LetterPart(StrEnum):
    """What of a letter a society may set in a font of its own (GB/T 9704, 7.3: 仿宋 and 小标宋)."""

    BODY = "body"
    TITLE = "title"

    @property
    def label(self) -> str:
        return {"body": N_("公文正文"), "title": N_("公文标题")}[self.value]
