"""Whether a request bears what is to be printed."""

from collections.abc import Iterable
from dataclasses import dataclass

from meeting.documents.layouts.model import Layout, Source
from meeting.layouts.enums import RequestState
from meeting.layouts.errors import CopiesSpent, RequestNotApproved, StampPlaceMissing
from meeting.layouts.models import Seal, SealRequest

MOST_COPIES = 99_999


@dataclass(frozen=True)
class Stamped:
    """So many documents that carry one seal. ``what``: which, by their first and last number."""

    seal: Seal
    copies: int
    what: str


def require_places(request: SealRequest, layouts: Iterable[Layout], *, words_only: bool = False) -> None:
    """Each layout has a place for whatever was asked for: no use is counted that nobody sees. Raises
    ``StampPlaceMissing``.
    """
    for layout in layouts:
        places = layout.stamps(words_only=words_only)
        for seal in request.seals:
            if (Source.SEAL if seal.unit_id else Source.SIGNATURE) not in places:
                raise StampPlaceMissing(
                    number=request.number, title=layout.title, owner=seal.owner, what=seal.kind.label
                )


def require_copies(request: SealRequest, wanted: int) -> None:
    """Raises ``RequestNotApproved``, ``CopiesSpent``. What counts is ``take_copies``: this one says it beforehand."""
    if request.state is RequestState.USED_UP:
        raise CopiesSpent(number=request.number, left=0, wanted=wanted)
    if request.state is not RequestState.APPROVED:
        raise RequestNotApproved(number=request.number, state=request.state.label)
    if request.left < wanted:
        raise CopiesSpent(number=request.number, left=request.left, wanted=wanted)
