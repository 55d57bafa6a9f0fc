import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Society
from meeting.db import db, transaction, uuid7
from meeting.documents import typefaces
from meeting.documents.errors import FaceMissing
from meeting.documents.font_files import check_font, specimen
from meeting.documents.shipped_fonts import Face
from meeting.documents.typefaces import face_id, glyphs
from meeting.history.models import Entry
from meeting.layouts.enums import FontRight
from meeting.layouts.errors import FontKnown, FontNameTaken, FontRightMissing
from meeting.layouts.models import SocietyFont
from meeting.layouts.operations import add_society_font, remove_society_font
from meeting.layouts.queries import all_fonts, loaded_faces, society_faces
from meeting.storage.folder import storage
from tests.conftest import AT
from tests.documents.fonts import embedding, font, named
from tests.factories import make_account
from tests.meetings.making import sign_in
from tests.registration.making import make_society

PLAIN = font()
OTHER = font(named(5, "Version 2.00"))
FONTS = "/society/jsda/fonts"


@pytest.fixture
def society(app):
    return make_society()


@pytest.fixture
def admin(client, society):
    with transaction():
        make_account("admin", Role.ADMIN, society=society)
    return sign_in(client)


def add(society, content=PLAIN, name="", note="授权书 2020-01", ground=FontRight.BOUGHT):
    with transaction():
        return add_society_font(
            db.session.get_one(Society, society.id), check_font(content), name=name, ground=ground, note=note,
            file_key=storage().put(content, ".ttf"), specimen_key=storage().put(specimen(content), ".png"), at=AT,
            by=OPERATOR,
        )  # fmt: skip


def remove(font):
    with transaction():
        remove_society_font(db.session.get_one(SocietyFont, font.id), at=AT, by=OPERATOR)


def upload(client, data=PLAIN, file="fs.ttf", key=None, **fields):
    typed = {"name": "仿宋", "ground": "bought", "note": "订单 20200101", "form_key": str(key or uuid7())} | fields
    boundary, body = encode_multipart(MultiDict({**typed, "file": FileStorage(io.BytesIO(data), file)}))
    return client.post(FONTS, content_type=f"multipart/form-data; boundary={boundary}", data=body)


def files_kept():
    """Endings of what lies in storage."""
    return sorted(path.suffix for path in storage().root.rglob("*") if path.is_file())


def actions():
    db.session.expire_all()
    return [entry.action for entry in db.session.scalars(sa.select(Entry).order_by(Entry.number))][1:]


def test_add_font_is_a_face_of_the_society_alone(society):
    other = make_society("另一个学会", slug="other")
    found, spare = add(society)

    assert (found.face, found.name, spare) == (face_id(PLAIN), "测试仿宋", ())
    assert society_faces(society.id) == [(face.value, face.value) for face in Face] + [(found.face, "测试仿宋")]
    assert society_faces(other.id) == [(face.value, face.value) for face in Face]
    assert actions()[-1] == "add-font"


def test_add_font_refuses_a_double_a_taken_name_and_no_right(society):
    add(society, name="仿宋")

    with pytest.raises(FontKnown):
        add(society, name="又一个")
    with pytest.raises(FontNameTaken):
        add(society, OTHER, name=" 仿宋 ")
    with pytest.raises(FontRightMissing):
        add(society, OTHER, name="小标宋", note=" ")
    assert [font.name for font in all_fonts(society.id)] == ["仿宋"]


def test_removed_font_can_not_be_chosen_and_still_draws_what_was_issued_in_it(society):
    found, _ = add(society)
    face = found.face
    remove(found)
    remove(found)

    assert society_faces(society.id) == [(each.value, each.value) for each in Face]
    with pytest.raises(FaceMissing), loaded_faces(society.id, [face]):
        pass
    with loaded_faces(society.id, [face, Face.KAI], issued=True):
        assert glyphs("国", face)[0].font == face
    assert actions().count("remove-font") == 1


def test_removed_font_comes_back_with_the_same_file_and_a_name_may_be_given_again(society):
    first, _ = add(society, name="仿宋")
    old = {first.file_key, first.specimen_key}
    remove(first)
    add(society, OTHER, name="仿宋")

    with pytest.raises(FontNameTaken):
        add(society, name="仿宋")
    again, spare = add(society, name="仿宋二")

    assert (again.id, set(spare), again.removed_at) == (first.id, old, None)


def test_loaded_faces_reads_a_font_once_for_all_that_follow(society):
    found, _ = add(society)
    face, key = found.face, found.file_key
    typefaces._uploads.found.clear()
    with loaded_faces(society.id, [face]):
        drawn = glyphs("国", face)
    storage().delete(key)

    with loaded_faces(society.id, [face]):
        assert glyphs("国", face) == drawn


def test_loaded_faces_refuses_what_is_another_society_s_lost_or_changed(society, app):
    typefaces._uploads.found.clear()
    other = make_society("另一个学会", slug="other")
    found, _ = add(society)
    face, key = found.face, found.file_key

    with pytest.raises(FaceMissing), loaded_faces(other.id, [face], issued=True):
        pass
    (storage().root / key[:2] / key).write_bytes(OTHER)
    with pytest.raises(FaceMissing), loaded_faces(society.id, [face]):
        pass
    (storage().root / key[:2] / key).write_bytes(PLAIN[:100])
    with pytest.raises(FaceMissing), loaded_faces(society.id, [face]):
        pass
    storage().delete(key)
    with pytest.raises(FaceMissing), loaded_faces(society.id, [face]):
        pass
    assert not typefaces._uploads.in_use


def test_loaded_faces_asks_nothing_for_our_own_faces(society):
    with loaded_faces(society.id, [Face.KAI, "宋体"]):
        assert not typefaces._uploads.in_use


def test_page_takes_a_font_and_shows_it(admin):
    answer = upload(admin)
    found = db.session.scalars(sa.select(SocietyFont)).one()
    page = admin.get(FONTS).text
    picture = admin.get(f"{FONTS}/{found.id}/specimen")
    detail = admin.get(f"{FONTS}/{found.id}").text

    assert (answer.status_code, answer.location) == (302, FONTS)
    assert "字体“仿宋”已保存" in page
    assert "它缺 8090 个规范汉字" in page
    assert (picture.mimetype, Image.open(io.BytesIO(picture.data)).format) == ("image/png", "PNG")
    for words in ("测试仿宋 常规", "15 / 8105", "仅供授权单位使用", "订单 20200101", "已购买", "可以嵌入", "上传字体"):
        assert words in detail, words
    assert files_kept() == [".png", ".ttf"]


def test_page_removes_a_font_and_keeps_its_file(admin):
    upload(admin)
    found = db.session.scalars(sa.select(SocietyFont)).one()
    url = f"{FONTS}/{found.id}"

    removed = admin.post(f"{url}/remove", data={"form_key": str(uuid7())})

    assert removed.status_code == 302
    assert f"{url}/remove" not in admin.get(FONTS).text
    assert "这个字体已经移除" in admin.get(url).text
    assert files_kept() == [".png", ".ttf"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<svg onload='x'/>", "这不是字体文件"), (b"ttcf" + PLAIN, "这是字体集"), (PLAIN[:-2000], "不完整或已损坏"),
        (font(embedding(2)), "不得嵌入文档"), (PLAIN + bytes(30_000_000), "超过 30 MB"), (b"", "这不是字体文件"),
    ],
    ids=["svg", "collection", "cut", "forbidden", "large", "empty"],
)  # fmt: skip
def test_page_refuses_with_a_sentence_keeps_what_was_typed_and_no_file(admin, data, sentence):
    answer = upload(admin, data, note="授权书 <7>")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="仿宋"' in answer.text
    assert "授权书 &lt;7&gt;" in answer.text
    assert files_kept() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SocietyFont)) == 0


def test_page_asks_for_file_right_and_note(admin):
    answer = admin.post(FONTS, data={"form_key": str(uuid7()), "name": "仿宋", "note": " "})

    assert answer.status_code == 422
    for sentence in ("请选择一个 .ttf 文件", "请选择凭什么使用这个字体", "请写明授权书、订单或许可"):
        assert sentence in answer.text
    assert 'value="仿宋"' in answer.text


def test_page_tells_a_font_that_is_there_already_and_a_name_that_is_taken(admin):
    upload(admin)

    double, named = upload(admin, name="别名"), upload(admin, OTHER)

    assert (double.status_code, named.status_code) == (409, 409)
    assert "已经在列表里，名称是“仿宋”" in double.text
    assert "已经有一个叫“仿宋”的字体" in named.text
    assert files_kept() == [".png", ".ttf"]


def test_page_takes_one_form_sent_twice_once(admin):
    key = uuid7()

    answers = [upload(admin, key=key) for _ in range(2)]

    assert [(answer.status_code, answer.location) for answer in answers] == [(302, FONTS)] * 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SocietyFont)) == 1
    assert files_kept() == [".png", ".ttf"]


def test_page_shows_names_of_a_font_as_text(admin):
    upload(admin, font(named(4, "<b>x</b>{{7*7}}%s")), name="<i>仿宋</i>%(x)s")
    found = db.session.scalars(sa.select(SocietyFont)).one()

    for page in (admin.get(FONTS).text, admin.get(f"{FONTS}/{found.id}").text):
        assert "&lt;i&gt;仿宋&lt;/i&gt;%(x)s" in page
        assert "<i>" not in page
        assert "<b>x" not in page


def test_two_uploads_of_one_file_at_once_are_one_font(admin, app, society):
    clients = [app.test_client() for _ in range(4)]
    for each in clients:
        sign_in(each)
    db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(upload, clients))

    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SocietyFont)) == 1
    assert files_kept() == [".png", ".ttf"]
