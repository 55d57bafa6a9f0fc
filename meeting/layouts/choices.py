"""Which layouts there are to choose from: those of the gallery, and the society's own."""

from dataclasses import dataclass

from flask_babel import gettext

from meeting.documents.layouts import gallery
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.model import Layout
from meeting.errors import N_, NotFound
from meeting.layouts.models import LayoutVersion
from meeting.layouts.queries import layout_in, newest_layouts, version_in

GALLERY, VERSION = "gallery:", "version:"


class LayoutGone(NotFound):
    """The layout isn't there any more, or never was."""

    code = "layout-gone"
    sentence = N_("这个版式已经不在了。请回到打印页面，另选一个版式。")


@dataclass(frozen=True, slots=True)
class Choice:
    """A layout by the name it is asked for: ``gallery:honour-gold``, ``version:12``."""

    ref: str
    layout: Layout

    @property
    def own(self) -> bool:
        return self.ref.startswith(VERSION)

    @property
    def title(self) -> str:
        """As it is read: the gallery's in the reader's language; one's own is called what somebody called it."""
        return self.layout.title if self.own else str(gettext(self.layout.title))


def choices(society_id: int, kind: Kind) -> list[Choice]:
    """Those of a kind: the newest versions of the society's own, then the gallery's, the default first of these."""
    own = [Choice(f"{VERSION}{number}", layout) for number, layout in newest_layouts(society_id, kind)]
    return own + [Choice(f"{GALLERY}{name}", layout) for name, layout in gallery.of_kind(kind).items()]


def usual(kind: Kind) -> str:
    """The name of what is taken where nobody chose."""
    return f"{GALLERY}{gallery.DEFAULTS[kind]}"


def layout_of(society_id: int, ref: str) -> Layout:
    """By its name; a version is found whether or not it is the newest. Raises LayoutGone."""
    if ref.startswith(GALLERY) and ref.removeprefix(GALLERY) in gallery.gallery():
        return gallery.gallery()[ref.removeprefix(GALLERY)]
    return layout_in(_version(society_id, ref))


def named(society_id: int, ref: str, kind: Kind) -> str:
    """What a layout is called, and in which version where it is the society's own. Raises LayoutGone."""
    if not ref or ref.startswith(GALLERY):
        return str(gettext((layout_of(society_id, ref) if ref else gallery.default(kind)).title))
    version = _version(society_id, ref)
    return str(gettext("%(title)s（第 %(number)d 版）", title=layout_in(version).title, number=version.number))


def renewed(society_id: int, ref: str) -> str:
    """The same layout by its name of today: of a society's own, its newest version. Raises LayoutGone."""
    if ref.startswith(GALLERY):
        return ref
    return f"{VERSION}{_version(society_id, ref).saved.newest.id}"


def _version(society_id: int, ref: str) -> LayoutVersion:
    number = ref.removeprefix(VERSION)
    if not ref.startswith(VERSION) or not number.isascii() or not number.isdigit() or len(number) > 9:
        raise LayoutGone
    try:
        return version_in(society_id, int(number))
    except NotFound as error:
        raise LayoutGone from error
