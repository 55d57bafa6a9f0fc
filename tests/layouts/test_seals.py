import io

import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.db import db, transaction, uuid7
from meeting.layouts.models import Seal
from meeting.layouts.operations import remove_seal, set_seal
from meeting.layouts.pictures import PictureUnusable, clean_picture
from meeting.storage.folder import storage
from tests.conftest import AT
from tests.factories import make_account
from tests.meetings.making import sign_in
from tests.registration.making import make_society


def picture(kind="JPEG", size=(400, 400), **options):
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).ellipse((100, 100, 299, 299), fill=(200, 20, 20))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def test_clean_picture_makes_paper_transparent_trims_and_drops_everything_else():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    data = picture(exif=exif.tobytes(), quality=95)
    assert b"secret place" in data

    cleaned = clean_picture(data)

    image = Image.open(io.BytesIO(cleaned))
    assert (image.format, image.mode) == ("PNG", "RGBA")
    assert all(abs(side - 200) <= 12 for side in image.size)
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((image.width // 2, image.height // 2))[3] == 255
    assert b"secret place" not in cleaned
    assert dict(image.getexif()) == {}


def test_clean_picture_keeps_a_png_of_its_own_transparency():
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((50, 50, 249, 249), fill=(255, 255, 255, 255))
    out = io.BytesIO()
    image.save(out, "PNG")

    cleaned = Image.open(io.BytesIO(clean_picture(out.getvalue())))

    assert (cleaned.size, cleaned.getpixel((100, 100))) == ((200, 200), (255, 255, 255, 255))


def _bomb():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 50,
     picture()[:300], picture(size=(40, 40)), b"\xff\xd8\xff<html>"],
    ids=["empty", "svg", "gif", "broken", "cut", "tiny", "html"],
)  # fmt: skip
def test_clean_picture_refuses_what_is_no_picture(data):
    with pytest.raises(PictureUnusable):
        clean_picture(data)


def test_clean_picture_refuses_a_bomb_before_decoding_it():
    with pytest.raises(PictureUnusable):
        clean_picture(_bomb())


def test_clean_picture_refuses_an_empty_sheet():
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(out, "PNG")

    with pytest.raises(PictureUnusable):
        clean_picture(out.getvalue())


def test_set_seal_exchanges_the_picture_of_a_unit(app):
    society = make_society()
    with transaction():
        first, none = set_seal(society, "江苏省档案学会", file_key="a" * 32, at=AT, by=OPERATOR)
        second, old = set_seal(society, " 江苏省 档案学会", file_key="b" * 32, at=AT, by=OPERATOR)

    assert (second, none, old, second.file_key) == (first, None, "a" * 32, "b" * 32)
    with transaction():
        assert remove_seal(second, at=AT, by=OPERATOR) == "b" * 32
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Seal)) == 0


@pytest.fixture
def admin(client, app):
    society = make_society()
    with transaction():
        make_account("admin", Role.ADMIN, society=society)
    return sign_in(client)


def _upload(client, data, name="seal.jpg"):
    return client.post(
        "/society/jsda/seals", content_type="multipart/form-data",
        data={"unit": "江苏省档案学会", "picture": (io.BytesIO(data), name), "form_key": str(uuid7())},
    )  # fmt: skip


def test_seals_page_says_what_a_picture_is_not_and_serves_it_as_png(admin):
    assert _upload(admin, picture()).status_code == 302
    assert _upload(admin, picture("PNG")).status_code == 302
    seal = db.session.scalars(sa.select(Seal)).one()

    page = admin.get("/society/jsda/seals").text
    served = admin.get(f"/society/jsda/seals/{seal.id}/picture")

    assert "在法律上不是电子印章" in page
    assert (served.mimetype, served.data) == ("image/png", storage().get(seal.file_key))
    assert len([path for path in storage().root.rglob("*") if path.is_file()]) == 1  # the first picture is gone


def test_seals_page_refuses_a_bad_picture_and_keeps_nothing(admin):
    answer = _upload(admin, b"<svg onload='x'/>", "seal.png")

    assert answer.status_code == 422
    assert "不能用作印章图片" in answer.text
    assert 'value="江苏省档案学会"' in answer.text
    assert not storage().root.exists() or not [path for path in storage().root.rglob("*") if path.is_file()]
