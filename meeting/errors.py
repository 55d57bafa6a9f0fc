"""What the product refuses, in words that say what to do. Knows no Flask.

A refusal is raised, never returned. Each class has a stable ``code`` (documented in docs/errors.md), an HTTP
``status`` and a ``sentence``: a Chinese message id with ``%(name)s`` places, put into the reader's language at the
edge.
"""

from typing import Any, ClassVar

LONGEST_QUOTATION = 40


def N_(message: str) -> str:
    """Mark a message id for extraction without translating it here."""
    return message


def shortened(text: str, longest: int = LONGEST_QUOTATION) -> str:
    """What was typed, as a sentence repeats it: of more than ``longest`` characters the first, and …"""
    return text if len(text) <= longest else text[: longest - 1] + "…"


class MeetingError(Exception):
    """A refusal. Keyword arguments fill the sentence's places and travel to the JSON answer."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = N_("这一步没有完成，请返回后再试。")
    worded: ClassVar[tuple[str, ...]] = ()
    """Places that are filled with message ids (several parted by " / "), or with refusals, of their own."""
    field: str | None = None

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        self.params = params
        if field is not None:
            self.field = field
        super().__init__(str(self))

    def __str__(self) -> str:
        return self.sentence % self.params if self.params else self.sentence

    def __reduce__(self) -> tuple[Any, ...]:
        # Crosses a process border when a file is read in a child.
        return (_again, (type(self), self.field, self.params))


def _again(kind: type[MeetingError], field: str | None, params: dict[str, Any]) -> MeetingError:
    return kind(field=field, **params)


class NotFound(MeetingError):
    """It is not there, or its existence is none of the asker's business."""

    code = "not-found"
    status = 404
    sentence = N_("没有找到这一页。网址可能抄漏了，也可能已经撤下，请从首页重新进入。")


class NotAllowed(MeetingError):
    """The actor is known and may not do this."""

    code = "not-allowed"
    status = 403
    sentence = N_("您的账号没有做这件事的权限。请向会议负责人申请。")


class Conflict(MeetingError):
    """True when asked, no longer true now: somebody else was first, or the state does not allow it."""

    code = "conflict"
    status = 409
    sentence = N_("别人刚刚改过这里，请看清现在的内容后再试。")


class Invalid(MeetingError):
    """What was typed cannot be taken; ``field`` names the form's field."""

    code = "invalid"
    status = 422
    sentence = N_("填写的内容有误，请改正后再提交。")
