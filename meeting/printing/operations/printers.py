"""Keeping printers and what they are off by."""

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from meeting.accounts.models import Society
from meeting.db import db
from meeting.history.operations import By, record, take_turn
from meeting.printing.errors import OffsetTooLarge, PrinterExists, PrinterNameMissing
from meeting.printing.models import Printer

MOST = 30  # millimetres
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
    tenths = {"right": _tenths(right, "right"), "down": _tenths(down, "down")}
    other = db.session.scalar(sa.select(Printer).where(Printer.society_id == society.id, Printer.name == name))
    if other is not None and other is not printer:
        raise PrinterExists(name=name)
    if printer is None:
        printer = Printer(society_id=society.id)
        db.session.add(printer)
    before = {"name": printer.name, "to-right": printer.right, "down": printer.down}
    printer.name, printer.right, printer.down, printer.measured_at = name, tenths["right"], tenths["down"], at
    db.session.flush()  # the history needs its id
    record(
        "set-printer", printer, by=by, at=at, society_id=society.id,
        changes={
            "name": (before["name"], name), "to-right": (before["to-right"], tenths["right"]),
            "down": (before["down"], tenths["down"]),
        },
    )  # fmt: skip
    return printer


def _tenths(millimetres: Decimal, field: str) -> int:
    if abs(millimetres) > MOST or (millimetres * 10) % 1:
        raise OffsetTooLarge(field=field)
    return int(millimetres * 10)


def remove_printer(printer: Printer, *, at: datetime, by: By) -> None:
    """Nothing refers to it: the print log keeps what was asked for."""
    take_turn(printer.society_id)
    changes = {"name": (printer.name, None)}
    record("remove-printer", printer, by=by, at=at, society_id=printer.society_id, changes=changes)
    db.session.delete(printer)
    db.session.flush()  # the list is read again
