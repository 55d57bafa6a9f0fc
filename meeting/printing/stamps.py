"""The pictures that an approved request lets be printed."""

from meeting.layouts.models import SealRequest
from meeting.printing.items import Stamps
from meeting.storage.folder import storage


def stamps_of(approval: SealRequest | None, *, sample: bool) -> Stamps:
    """Of the seals and the signature that it names; none without it. Seals without a picture are refused elsewhere."""
    if approval is None:
        return Stamps(sample=sample)
    seals = {seal.unit_id: storage().get(seal.file_key) for seal in approval.seals if seal.unit_id and seal.file_key}
    signing = [seal.file_key for seal in approval.seals if seal.person_id and seal.file_key]
    return Stamps(seals, storage().get(signing[0]) if signing else None, sample)
