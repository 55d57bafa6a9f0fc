"""Who is admitted where: predicates on values."""

from datetime import datetime

from meeting.checkin.enums import GateKind, Refusal
from meeting.programme.enums import SessionKind
from meeting.registration.enums import DelegateState, EnrolmentState


def refusal_of(
    *,
    revoked_at: datetime | None,
    state: DelegateState,
    gate_kind: GateKind,
    session_kind: SessionKind | None,
    session_id: int | None,
    enrolled_in: int | None,
    enrolment: EnrolmentState | None,
) -> Refusal | None:
    """Why a delegate of this meeting isn't admitted; None: admitted.

    Only sub-forums ask for an enrolment, and one that waits for a seat is none.
    """
    if revoked_at is not None:
        return Refusal.REVOKED
    if state is not DelegateState.CONFIRMED:
        return Refusal.NOT_CONFIRMED
    for_the_enrolled = gate_kind is GateKind.SESSION and session_kind is SessionKind.SUB_FORUM
    enrolled = enrolled_in == session_id and enrolment is EnrolmentState.ENROLLED
    return Refusal.NOT_ENROLLED if for_the_enrolled and not enrolled else None
