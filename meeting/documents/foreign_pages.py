"""The first page of another PDF, to be drawn as a picture: its content and what that refers to, object by object.

Nothing else of the file comes along: no links, forms, scripts, files or metadata. pypdf reads it; what pypdf stumbles
over is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from meeting.documents.errors import PdfActs, PdfLocked, PdfPageSize, PdfRefused, PdfTooLarge, PdfWithoutPages

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_BYTES = 20_000_000  # of the file, and of all that is copied from it
MOST_OBJECTS = 20_000
DEEPEST = 60
LEAST_SIDE, MOST_SIDE = 5.0, 2000.0  # millimetres
MILLIMETRE = 72 / 25.4
LEFT_OUT = frozenset(
    {"/Parent", "/P", "/StructParent", "/StructParents", "/Metadata", "/PieceInfo", "/Annots", "/AA", "/A", "/JS",
     "/LastModified", "/Thumb", "/B"}
)  # fmt: skip
"""What leads from a page's resources to the rest of its file, or does something."""
NOT_STORED = frozenset({"/Length", *LEFT_OUT})


@dataclass(frozen=True, slots=True)
class ForeignPage:
    """A page: width and height in mm as it is shown, and how it is drawn."""

    width: float
    height: float
    box: tuple[float, float, float, float]
    """What is shown, in its own points."""
    matrix: tuple[float, float, float, float, float, float]
    """From its points to a square of side 1, as pictures have it."""
    content: bytes
    entries: bytes
    """More of the form's dictionary: its resources, and its group."""
    objects: tuple[tuple[bytes, bytes | None], ...]
    """What is referred to: a value and, of a stream, its bytes as they are stored. References are NUL, number from 0,
    NUL."""

    @property
    def weight(self) -> int:
        """How many bytes it takes."""
        objects = sum(len(value) + len(stored or b"") for value, stored in self.objects)
        return len(self.content) + len(self.entries) + objects


def read_page(content: bytes) -> ForeignPage:
    """The first page. Raises PdfRefused and its children."""
    from pypdf import PdfReader

    if len(content) > MOST_BYTES:
        raise PdfTooLarge(most=MOST_BYTES // 1_000_000)
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise PdfLocked
        if not reader.pages:
            raise PdfWithoutPages
        if _acts(reader):
            raise PdfActs
        return _page_of(reader.pages[0])
    except PdfRefused:
        raise
    except Exception as error:  # a library that reads what anybody uploaded may stumble in any way
        raise PdfRefused from error


def _acts(reader: PdfReader) -> bool:
    """Whether opening the file, or its first page, runs something."""
    catalogue, page = reader.root_object, reader.pages[0]
    opening = catalogue.get("/OpenAction")
    opening = opening.get_object() if opening is not None else None
    names = catalogue.get("/Names")
    form = catalogue.get("/AcroForm")
    return bool(
        (isinstance(opening, dict) and opening.get("/S") not in (None, "/GoTo"))
        or "/AA" in catalogue
        or "/AA" in page
        or (names is not None and {"/JavaScript", "/EmbeddedFiles"} & names.get_object().keys())
        or (form is not None and "/XFA" in form.get_object())
        or any(_scripted(annotation.get_object()) for annotation in page.get("/Annots", None) or ())
    )


def _scripted(annotation: Any) -> bool:
    action = annotation.get("/A")
    kind = action.get_object().get("/S") if action is not None else None
    return "/AA" in annotation or kind in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData")


def _page_of(page: PageObject) -> ForeignPage:
    left, bottom, right, top = _shown(page)
    wide, high = right - left, top - bottom
    turn = int(page.rotation) % 360
    unit = float(page.get("/UserUnit", 1.0)) / MILLIMETRE
    width, height = (high, wide) if turn in (90, 270) else (wide, high)
    width, height = width * unit, height * unit
    if not (LEAST_SIDE <= width <= MOST_SIDE and LEAST_SIDE <= height <= MOST_SIDE):
        raise PdfPageSize(width=f"{width:.4g}", height=f"{height:.4g}", least=LEAST_SIDE, most=MOST_SIDE)
    # Clockwise by the turn: where a point of the page is in the square that is shown.
    matrix = {
        0: (1 / wide, 0.0, 0.0, 1 / high, -left / wide, -bottom / high),
        90: (0.0, -1 / wide, 1 / high, 0.0, -bottom / high, right / wide),
        180: (-1 / wide, 0.0, 0.0, -1 / high, right / wide, top / high),
        270: (0.0, 1 / wide, -1 / high, 0.0, top / high, -left / wide),
    }[turn]
    contents = page.get_contents()
    copy = _Copy()
    entries = b"/Resources " + copy.written(page.get("/Resources") or {}, 0)
    if "/Group" in page:
        entries += b"/Group " + copy.written(page["/Group"], 0)
    drawn = contents.get_data() if contents is not None else b""
    copy.count(len(drawn))
    return ForeignPage(width, height, (left, bottom, right, top), matrix, drawn, entries, tuple(copy.objects))


def _shown(page: PageObject) -> tuple[float, float, float, float]:
    """What of the page is shown, in its points."""
    media, crop = page.mediabox, page.cropbox
    left, bottom = max(float(media.left), float(crop.left)), max(float(media.bottom), float(crop.bottom))
    right, top = min(float(media.right), float(crop.right)), min(float(media.top), float(crop.top))
    if right - left < 1 or top - bottom < 1:
        raise PdfRefused
    return left, bottom, right, top


class _Copy:
    """Copies values of a file, each object once."""

    def __init__(self) -> None:
        self.objects: list[tuple[bytes, bytes | None]] = []
        self._numbers: dict[tuple[int, int], int] = {}
        self._bytes = 0

    def count(self, size: int) -> None:
        """So many bytes more. Raises PdfTooLarge once there is too much."""
        self._bytes += size
        if self._bytes > MOST_BYTES or len(self.objects) > MOST_OBJECTS:
            raise PdfTooLarge(most=MOST_BYTES // 1_000_000)

    def written(self, value: Any, depth: int) -> bytes:
        """A value as it is written, references as numbers of ``objects``."""
        from pypdf.generic import ArrayObject, ByteStringObject, IndirectObject, StreamObject, TextStringObject

        if depth > DEEPEST:
            raise PdfRefused
        if isinstance(value, IndirectObject):
            return b"\0%d\0" % self._object(value, depth)
        if isinstance(value, StreamObject):  # only ever an object of its own
            raise PdfRefused
        if isinstance(value, dict):
            return b"<<" + self._entries(value, LEFT_OUT, depth) + b">>"
        if isinstance(value, ArrayObject):
            return b"[" + b" ".join([self.written(one, depth + 1) for one in value]) + b"]"
        if isinstance(value, TextStringObject | ByteStringObject):
            return b"<%b>" % value.original_bytes.hex().encode()
        target = BytesIO()
        value.write_to_stream(target)
        return target.getvalue()

    def _entries(self, value: dict[Any, Any], left_out: frozenset[str], depth: int) -> bytes:
        parts = []
        for key in value:
            if key not in left_out:
                target = BytesIO()
                key.write_to_stream(target)
                parts.append(target.getvalue() + b" " + self.written(value.raw_get(key), depth + 1))  # type: ignore[attr-defined]
        return b"".join(parts)

    def _object(self, reference: Any, depth: int) -> int:
        from pypdf.generic import NullObject, StreamObject

        key = (reference.idnum, reference.generation)
        known = self._numbers.get(key)
        if known is not None:
            return known
        number = self._numbers[key] = len(self.objects)
        self.objects.append((b"null", None))
        self.count(0)
        value = reference.get_object()
        if value is None or isinstance(value, NullObject):
            return number
        if isinstance(value, StreamObject):
            if "/F" in value:  # its bytes lie in another file
                raise PdfRefused
            stored = bytes(value._data)
            self.count(len(stored))
            head = b"<<" + self._entries(value, NOT_STORED, depth + 1)
            self.objects[number] = (head + b"/Length %d>>" % len(stored), stored)
        else:
            self.objects[number] = (self.written(value, depth + 1), None)
        return number
