"""A society with a layout of its own, and files to import."""

import io
from typing import Any

from PIL import Image, ImageDraw

from meeting.accounts.actors import OPERATOR
from meeting.accounts.models import Society
from meeting.db import transaction
from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.reading import layout_from
from meeting.layouts.models import SavedLayout
from meeting.layouts.operations import add_layout
from tests.conftest import AT


def picture(size: tuple[int, int] = (300, 200), colour: str = "navy") -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).ellipse((10, 10, size[0] - 10, size[1] - 10), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def data(*front: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A badge of 90 × 60 mm."""
    given = {"kind": "badge", "title": "试用", "width": 90, "height": 60, "front": list(front), "back": []}
    return {"format": "meeting-layout", "version": 1, **given, **values}


def text(words: str = "{姓名}", **values: Any) -> dict[str, Any]:
    return {"type": "text", "x": 10, "y": 10, "width": 60, "height": 12, "text": words, **values}


def make_layout(society: Society, *front: dict[str, Any], **values: Any) -> SavedLayout:
    """Of its own; without elements the gallery's certificate of honour."""
    layout = layout_from(data(*front, **values)) if front else gallery()["honour-gold"]
    with transaction():
        return add_layout(society, layout, at=AT, by=OPERATOR)
