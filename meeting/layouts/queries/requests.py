"""用印申请, and each use of a seal."""

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from meeting.db import db
from meeting.errors import NotFound
from meeting.layouts.enums import RequestState
from meeting.layouts.errors import NoSuchRequest
from meeting.layouts.models import Seal, SealRequest, SealUse


def requests_of(society_id: int, *, meeting_id: int | None = None) -> sa.Select[tuple[SealRequest]]:
    """A society's or a meeting's: what waits first, then what may be used, then the rest; the newest first."""
    rank = sa.case(
        (SealRequest.state == RequestState.PENDING, 0), (SealRequest.state == RequestState.APPROVED, 1), else_=2
    )
    query = _with_names(sa.select(SealRequest)).where(SealRequest.society_id == society_id)
    if meeting_id is not None:
        query = query.where(SealRequest.meeting_id == meeting_id)
    return query.order_by(rank, SealRequest.number.desc())


def usable_requests(meeting_id: int) -> list[SealRequest]:
    """The approved ones with copies left, the newest first."""
    query = sa.select(SealRequest).where(
        SealRequest.meeting_id == meeting_id, SealRequest.state == RequestState.APPROVED
    )
    return list(db.session.scalars(_with_names(query).order_by(SealRequest.number.desc())))


def request_in_society(society_id: int, request_id: int) -> SealRequest:
    """Raises ``NotFound``."""
    return _one(SealRequest.id == request_id, SealRequest.society_id == society_id)


def request_in_meeting(meeting_id: int, request_id: int) -> SealRequest:
    """Raises ``NotFound``."""
    return _one(SealRequest.id == request_id, SealRequest.meeting_id == meeting_id)


def request_numbered(meeting_id: int, number: int) -> SealRequest:
    """Raises ``NoSuchRequest``."""
    try:
        return _one(SealRequest.number == number, SealRequest.meeting_id == meeting_id)
    except NotFound as error:
        raise NoSuchRequest(number=number) from error


def uses_of(seal: Seal) -> list[SealUse]:
    """The newest first, with their requests."""
    query = (
        sa.select(SealUse)
        .join(SealUse.request)
        .where(SealUse.seal_id == seal.id)
        .order_by(SealUse.id.desc())
        .options(contains_eager(SealUse.request))
    )
    return list(db.session.scalars(query))


def _one(*conditions: sa.ColumnElement[bool]) -> SealRequest:
    request = db.session.scalar(_with_names(sa.select(SealRequest)).where(*conditions))
    if request is None:
        raise NotFound
    return request


def _with_names(query: sa.Select[tuple[SealRequest]]) -> sa.Select[tuple[SealRequest]]:
    owners = selectinload(SealRequest.seals)
    return query.options(
        owners.joinedload(Seal.unit), owners.joinedload(Seal.person), joinedload(SealRequest.asked_by),
        joinedload(SealRequest.decided_by),
    )  # fmt: skip
