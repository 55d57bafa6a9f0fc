"""Keeping printers and what they are off by."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.printing.errors import OffsetTooLarge, PrinterExists, PrinterNameMissing
from meeting.printing.models import Printer

MOST = 300  # tenths of a millimetre
LONGEST_NAME = 60


def set_printer(
    society: Society, printer: Printer | None, *, name: str, right: Decimal, down: Decimal, at: datetime, by: By
) -> Printer:
    """Add a printer, or change what is known of one; ``right`` and ``down``: what its prints are to be moved (mm).

    Raises PrinterNameMissing, PrinterExists, OffsetTooLarge.
    """
    take_turn(society.id)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise PrinterNameMissing
    tenths = {"right": round(right * 10), "down": round(down * 10)}
    for field, value in tenths.items():
        if abs(value) > MOST:
            raise OffsetTooLarge(field=field)
    other = db.session.scalar(sa.select(Printer).where(Printer.society_id == society.id, Printer.name == name))
    if other is not None and other is not printer:
        raise PrinterExists(name=name)
    if printer is None:
        printer = Printer(society_id=society.id)
        db.session.add(printer)
    before = {"right": printer.right, "down": printer.down} if printer.id else {"right": None, "down": None}
    printer.name, printer.right, printer.down, printer.measured_at = name, tenths["right"], tenths["down"], at
    db.session.flush()  # the history needs its id
    record(
        "set-printer", printer, by=by, at=at, society_id=society.id,
        changes={"name": (None, name), **{field: (before[field], value) for field, value in tenths.items()}},
    )  # fmt: skip
    return printer


def remove_printer(printer: Printer, *, at: datetime, by: By) -> None:
    """Nothing refers to it: the print log keeps what was asked for."""
    take_turn(printer.society_id)
    changes = {"name": (printer.name, None)}
    record("remove-printer", printer, by=by, at=at, society_id=printer.society_id, changes=changes)
    db.session.delete(printer)
    db.session.flush()  # the list is read again
