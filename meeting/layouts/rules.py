"""Whether a request bears what is to be printed."""

from dataclasses import dataclass

from meeting.layouts.enums import RequestState
from meeting.layouts.errors import CopiesSpent, RequestNotApproved
from meeting.layouts.models import Seal, SealRequest

MOST_COPIES = 99_999


@dataclass(frozen=True)
class Stamped:
    """So many documents that carry one seal. ``what``: which, by their first and last number."""

    seal: Seal
    copies: int
    what: str


def require_copies(request: SealRequest, wanted: int) -> None:
    """Raises ``RequestNotApproved``, ``CopiesSpent``. What counts is ``take_copies``: this one says it beforehand."""
    if request.state is RequestState.USED_UP:
        raise CopiesSpent(number=request.number, left=0, wanted=wanted)
    if request.state is not RequestState.APPROVED:
        raise RequestNotApproved(number=request.number, state=request.state.label)
    if request.left < wanted:
        raise CopiesSpent(number=request.number, left=request.left, wanted=wanted)
