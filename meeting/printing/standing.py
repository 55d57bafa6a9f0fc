"""How a kind of card stands: all that can be printed at this moment against what was printed last."""

from collections.abc import Sequence
from dataclasses import dataclass

from meeting.documents.layouts.gallery import default
from meeting.documents.layouts.model import Layout
from meeting.layouts.choices import layout_of
from meeting.layouts.models import SealRequest
from meeting.layouts.queries import request_numbered
from meeting.layouts.rules import require_copies, require_places
from meeting.layouts.signing import signer_of
from meeting.meetings.models import Meeting
from meeting.printing.errors import NothingToPrint
from meeting.printing.items import Item, PrintOrder, Provider, provider_of
from meeting.printing.models import Printer
from meeting.printing.queries import last_printed, printer_in
from meeting.printing.rules import Difference, Last, chosen, difference


@dataclass(frozen=True, slots=True)
class Standing:
    """Items in the order in which they are handed out, and the cards that are out there by their subjects."""

    provider: Provider
    items: Sequence[Item]
    last: dict[str, Last]
    difference: Difference

    @property
    def empty(self) -> bool:
        """Neither is anything to be printed, nor is anything out there."""
        return not self.items and not self.last


def standing(meeting: Meeting, provider: Provider) -> Standing:
    """Read it: the provider's items once, the print log once."""
    items, last = provider.items(meeting), last_printed(meeting.id, provider.kind)
    return Standing(provider, items, last, difference(items, last))


def select(meeting: Meeting, order: PrintOrder, found: Standing | None = None) -> list[Item]:
    """What an order asks for, at this moment. Raises NothingToPrint and what the provider refuses."""
    found = found or standing(meeting, provider_of(order.kind))
    items = chosen(found.items, found.last, order)
    if not items:
        raise NothingToPrint
    approval = approval_of(meeting, order)
    if approval is not None:
        require_copies(approval, len(items))
    found.provider.check(meeting, items, approval)
    if approval is not None:
        usual = chosen_layout(meeting, order)
        layouts = dict.fromkeys(order.own_layout(item) or usual for item in items)
        require_places(approval, layouts, words_only=order.words_only)
    if order.signed:
        signer_of(meeting.society)  # what would stop the job
    return items


def approval_of(meeting: Meeting, order: PrintOrder) -> SealRequest | None:
    """The request to use seals that an order names. A proof carries none: whoever has the file has the picture, and
    nobody counts it. Raises NoSuchRequest.
    """
    return None if order.approval is None or order.sample else request_numbered(meeting.id, order.approval)


def chosen_layout(meeting: Meeting, order: PrintOrder) -> Layout:
    """Raises LayoutGone."""
    return layout_of(meeting.society_id, order.layout) if order.layout else default(order.kind)


def chosen_printer(meeting: Meeting, order: PrintOrder) -> Printer | None:
    """Raises NotFound."""
    return printer_in(meeting.society_id, order.printer_id) if order.printer_id else None
