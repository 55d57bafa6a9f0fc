"""Made-up seals and requests, by operations."""

import io
from dataclasses import replace
from typing import Any

from PIL import Image, ImageDraw

from meeting.accounts.actors import OPERATOR
from meeting.accounts.models import Society
from meeting.db import transaction
from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.model import Picture, Source
from meeting.layouts.choices import VERSION
from meeting.layouts.enums import SealKind
from meeting.layouts.models import Seal, SealRequest
from meeting.layouts.operations import accept_picture, add_layout, approve_request, ask_for_seals, try_picture
from meeting.layouts.seal_pictures import clean_picture
from meeting.meetings.models import Meeting
from meeting.storage.folder import storage
from tests.conftest import AT

RED = (200, 20, 20)


def picture(kind: str = "JPEG", size: tuple[int, int] = (400, 400), **options: Any) -> bytes:
    """A red disc of 200 pixels on white paper."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).ellipse((100, 100, 299, 299), fill=RED)
    return encoded(image, kind, **options)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def make_seal(society: Society, owner: str = "江苏省档案学会", kind: SealKind = SealKind.SEAL) -> Seal:
    """With a picture in use."""
    key = storage().put(clean_picture(picture()), ".png")
    with transaction():
        seal, _ = try_picture(society, owner, kind, file_key=key, at=AT, by=OPERATOR)
        accept_picture(seal, at=AT, by=OPERATOR)
    return seal


def with_signature(society: Society, *, preprinted: bool = False, name: str = "honour-gold") -> str:
    """A layout of the gallery, kept as the society's own with a place for a signature; its name to print with."""
    layout = gallery()[name]
    place = Picture(x=200, y=150, width=40, height=15, source=Source.SIGNATURE, preprinted=preprinted)
    with transaction():
        kept = add_layout(society, replace(layout, front=(*layout.front, place)), at=AT, by=OPERATOR)
    return f"{VERSION}{kept.newest.id}"


def make_request(
    meeting: Meeting, *seals: Seal, copies: int = 10, approved: bool = True, by: Any = OPERATOR
) -> SealRequest:
    """Asked by ``by``, approved at the command line."""
    with transaction():
        request = ask_for_seals(
            seals, meeting_id=meeting.id, document="优秀论文证书", purpose="年会颁奖", copies=copies, at=AT, by=by
        )
        if approved:
            approve_request(request, at=AT, by=OPERATOR)
    return request
