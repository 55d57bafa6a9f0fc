"""The layouts that ship with the package: files as anybody may export and import them."""

from functools import cache
from importlib.resources import files

from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.reading import read_layout_file

DEFAULTS = {
    Kind.BADGE: "badge-90x130",
    Kind.EXHIBITOR_BADGE: "exhibitor-90x130",
    Kind.HONOUR: "honour-gold",
    Kind.APPOINTMENT: "appointment-cinnabar",
    Kind.TABLE_CARD: "table-200x100",
    Kind.SEAT_CARD: "seat-90x54",
    Kind.MEAL_TICKET: "meal-ticket",
}
"""What is taken where nobody chose."""


@cache
def gallery() -> dict[str, Layout]:
    """Name → layout, in the order of names. Layouts are never changed: their pictures neither."""
    folder = files("meeting.documents").joinpath("gallery")
    found = {entry.name.removesuffix(".json"): entry for entry in folder.iterdir() if entry.name.endswith(".json")}
    return {name: read_layout_file(found[name].read_bytes()) for name in sorted(found)}


def of_kind(kind: Kind) -> dict[str, Layout]:
    """Those of a kind, the default first."""
    names = [name for name, layout in gallery().items() if layout.kind is kind]
    return {name: gallery()[name] for name in sorted(names, key=lambda name: (name != DEFAULTS[kind], name))}


def default(kind: Kind) -> Layout:
    """What is taken where nobody chose."""
    return gallery()[DEFAULTS[kind]]
