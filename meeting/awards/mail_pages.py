"""What the page of a batch of messages shows: of certificates here, of letters in the room above."""

from collections.abc import Collection
from uuid import UUID

from meeting.accounts.actors import Actor
from meeting.mail.courier import mail_is_set
from meeting.mail.enums import MessageState
from meeting.mail.queries import counts_of, job_of, may_be_erased, messages_of, require_batch, under_way
from meeting.meetings.models import Meeting
from meeting.web.paging import asked_page, page_of


def batch_page(meeting: Meeting, batch: UUID, actor: Actor, abouts: Collection[str]) -> dict[str, object]:
    """For ``awards/_mail_batch.html``. Raises ``NotFound``."""
    require_batch(meeting.id, batch, abouts)
    job = job_of(batch)
    page = page_of(messages_of(batch), asked_page())
    counts = counts_of(batch)
    return {
        "meeting": meeting, "batch": batch, "job": job, "under_way": under_way(job), "page": page, "counts": counts,
        "total": sum(counts.values()), "waiting": counts.get(MessageState.QUEUED, 0), "State": MessageState,
        "own": job is not None and job.account_id == actor.account_id, "is_set": mail_is_set(),
        "erasable": may_be_erased(batch), "message": page.items[0],
    }  # fmt: skip
