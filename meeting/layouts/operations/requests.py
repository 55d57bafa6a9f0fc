"""用印申请: asking, deciding, and counting what is printed on an approved one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from meeting.accounts.enums import Permission
from meeting.accounts.queries import others_who_may
from meeting.db import changed_rows, db, lock
from meeting.history.operations import By, record, take_turn
from meeting.layouts.enums import OPEN, RequestState
from meeting.layouts.errors import (
    CopiesSpent,
    CopiesUnlikely,
    DeclineReasonMissing,
    NoSealChosen,
    OwnRequest,
    PurposeMissing,
    RequestOver,
    SignaturesSeveral,
)
from meeting.layouts.models import Seal, SealRequest, SealUse
from meeting.layouts.rules import MOST_COPIES, Stamped, require_copies


def ask_for_seals(
    seals: Sequence[Seal], *, meeting_id: int, document: str, purpose: str, copies: int, at: datetime, by: By
) -> SealRequest:
    """These seals, of one society, on so many documents of its meeting; each document may carry all of them.

    Raises ``NoSealChosen``, ``SignaturesSeveral``, ``PurposeMissing``, ``CopiesUnlikely``.
    """
    if not seals or not all(seal.file_key for seal in seals):
        raise NoSealChosen
    if sum(1 for seal in seals if seal.person_id) > 1:
        raise SignaturesSeveral
    if not document.strip() or not purpose.strip():
        raise PurposeMissing(field="purpose" if document.strip() else "document")
    if not 0 < copies <= MOST_COPIES:
        raise CopiesUnlikely(most=MOST_COPIES)
    society_id = seals[0].society_id
    take_turn(society_id)  # the numbers of a society follow one another
    last = sa.select(sa.func.max(SealRequest.number)).where(SealRequest.society_id == society_id)
    request = SealRequest(
        society_id=society_id, meeting_id=meeting_id, number=(db.session.scalar(last) or 0) + 1,
        document=document.strip(), purpose=purpose.strip(), copies=copies, seals=list(seals), asked_at=at,
        asked_by_id=by.account_id,
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()  # the history needs its id
    _record("ask-for-seal", request, at=at, by=by, seals="、".join(seal.owner for seal in seals),
            document=request.document, purpose=request.purpose, copies=copies)  # fmt: skip
    return request


def approve_request(request: SealRequest, *, at: datetime, by: By) -> None:
    """Whoever asked approves only where nobody else has the right; the record then says so.

    Raises ``RequestOver``, ``OwnRequest``.
    """
    _hold(request, frozenset({RequestState.PENDING}))
    own = by.account_id is not None and by.account_id == request.asked_by_id
    if own:
        others = others_who_may(Permission.SEALS, society_id=request.society_id, account_id=by.account_id)
        if others:
            raise OwnRequest(others="、".join(others))
    _decide(request, RequestState.APPROVED, at=at, by=by)
    _record("approve-seal-request", request, at=at, by=by, copies=request.copies, **({"own": True} if own else {}))


def decline_request(request: SealRequest, *, reason: str, at: datetime, by: By) -> None:
    """Also takes an approval back, with what is left of it. Raises ``DeclineReasonMissing``, ``RequestOver``."""
    if not reason.strip():
        raise DeclineReasonMissing
    _hold(request, OPEN)
    request.reason = reason.strip()
    _decide(request, RequestState.DECLINED, at=at, by=by)
    _record("decline-seal-request", request, at=at, by=by, reason=request.reason)


def withdraw_request(request: SealRequest, *, at: datetime, by: By) -> None:
    """What was printed on it stays counted; no more is. Raises ``RequestOver``."""
    _hold(request, OPEN)
    request.state = RequestState.WITHDRAWN
    _record("withdraw-seal-request", request, at=at, by=by)


def take_copies(
    request: SealRequest, copies: int, *, stamped: Sequence[Stamped], job_id: UUID | None = None, at: datetime, by: By
) -> None:
    """So many documents were printed on the request, and ``stamped`` with what. Never more than were approved.

    Called in the transaction that says they are printed, so that a run that fails takes nothing. The same job counts
    once. Raises ``RequestNotApproved``, ``CopiesSpent``.
    """
    take_turn(request.society_id)
    if job_id is not None and db.session.scalar(
        sa.select(SealUse.id).where(SealUse.request_id == request.id, SealUse.job_id == job_id).limit(1)
    ):
        return
    if not _taken(request, copies):
        require_copies(request, copies)
        raise CopiesSpent(number=request.number, left=request.left, wanted=copies)
    for one in stamped:
        db.session.add(
            SealUse(
                request=request, seal=one.seal, copies=one.copies, what=one.what[:300], job_id=job_id, at=at,
                actor=by.name,
            )
        )
        record("use-seal", one.seal, by=by, at=at, society_id=request.society_id, meeting_id=request.meeting_id,
               changes={"unit": (None, one.seal.owner), "copies": (None, one.copies),
                        "request": (None, request.number), "number": (None, one.what)})  # fmt: skip
    db.session.flush()  # the next call of the same job sees it


def _taken(request: SealRequest, copies: int) -> bool:
    """By one guarded statement, with a CHECK behind it: two runs at once can't print more than was approved."""
    after = SealRequest.used + copies
    state = SealRequest.state.type
    rows = changed_rows(
        sa.update(SealRequest)
        .where(SealRequest.id == request.id, SealRequest.state == RequestState.APPROVED, after <= SealRequest.copies)
        .values(
            used=after,
            state=sa.case(
                (after == SealRequest.copies, sa.literal(RequestState.USED_UP, state)),
                else_=sa.literal(RequestState.APPROVED, state),
            ),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(request)
    return rows == 1


def _hold(request: SealRequest, states: frozenset[RequestState]) -> None:
    """Ours until the commit, as it is now. Raises ``RequestOver``."""
    take_turn(request.society_id)
    lock(request)
    if request.state not in states:
        raise RequestOver(number=request.number, state=request.state.label)


def _decide(request: SealRequest, state: RequestState, *, at: datetime, by: By) -> None:
    request.state, request.decided_at, request.decided_by_id = state, at, by.account_id


def _record(action: str, request: SealRequest, *, at: datetime, by: By, **values: object) -> None:
    changes = {"request": (None, request.number)} | {name: (None, value) for name, value in values.items()}
    record(action, request, by=by, at=at, society_id=request.society_id, meeting_id=request.meeting_id,
           changes=changes)  # fmt: skip
