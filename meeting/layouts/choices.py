"""Which layouts there are to choose from: those of the gallery, and the society's own."""

from dataclasses import dataclass

from meeting.documents.layouts import gallery
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.errors import N_, NotFound

GALLERY = "gallery:"


class LayoutGone(NotFound):
    """The layout isn't there any more, or never was."""

    code = "layout-gone"
    sentence = N_("这个版式已经不在了。请回到打印页面，另选一个版式。")


@dataclass(frozen=True, slots=True)
class Choice:
    """A layout by the name it is asked for: ``gallery:honour-gold``, ``version:12``."""

    ref: str
    title: str
    layout: Layout


def choices(society_id: int, kind: Kind) -> list[Choice]:
    """Those of a kind, the default first."""
    return [Choice(f"{GALLERY}{name}", layout.title, layout) for name, layout in gallery.of_kind(kind).items()]


def layout_of(society_id: int, ref: str) -> Layout:
    """Raises LayoutGone."""
    found = gallery.gallery().get(ref.removeprefix(GALLERY)) if ref.startswith(GALLERY) else None
    if found is None:
        raise LayoutGone
    return found
