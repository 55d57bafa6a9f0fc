"""Layouts over HTTP: gallery, copies, versions, files; and what the designer asks of the server."""

import base64
import hashlib
import html
import io
import json
import re

import pytest
import sqlalchemy as sa
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Society
from meeting.db import db, transaction, uuid7
from meeting.documents.font_files import check_font, specimen
from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.reading import layout_digest, read_layout_file
from meeting.layouts.enums import FontRight
from meeting.layouts.models import LayoutPicture, LayoutVersion, SavedLayout, SocietyFont
from meeting.layouts.operations import add_society_font, remove_society_font
from meeting.storage.folder import storage
from tests.conftest import AT
from tests.documents.fonts import font
from tests.documents.png import bomb
from tests.documents.reading import codes_on, picture_of, text_of
from tests.factories import make_account
from tests.layouts.designing import data, make_layout, picture, text
from tests.meetings.making import sign_in
from tests.registration.making import make_society

JSON = {"Accept": "application/json"}
BASE = "/society/jsda/layouts"


@pytest.fixture
def society(app):
    society = make_society()
    with transaction():
        make_account("admin", Role.ADMIN, society=society)
    return society


@pytest.fixture
def admin(client, society):
    return sign_in(client)


def key():
    return {"form_key": str(uuid7())}


def only():
    return db.session.scalars(sa.select(SavedLayout)).one()


def upload(client, content, kind="badge"):
    form = {"file": (io.BytesIO(content), "版式.json"), **key()}
    return client.post(f"{BASE}/{kind}", content_type="multipart/form-data", data=form)


def render(client, layout_id, layout, **more):
    return client.post(f"{BASE}/{layout_id}/render", json={"layout": layout, "side": "front", **more}, headers=JSON)


def save(client, layout_id, layout, base=1):
    return client.post(f"{BASE}/{layout_id}/save", json={"layout": layout, "base": base}, headers=JSON)


def test_gallery_page_shows_each_layout_and_copies_one(admin):
    page = admin.get(f"{BASE}/honour").text
    shown = admin.get(f"{BASE}/gallery/honour-gold.svg")
    answer = admin.post(f"{BASE}/gallery/honour-gold/copy", data=key())

    assert "回纹金边" in page
    assert "还没有自己的版式" in page
    assert (shown.status_code, shown.mimetype) == (200, "image/svg+xml")
    assert shown.text.count("data-element=") == len(gallery()["honour-gold"].front)
    assert answer.location == f"{BASE}/{only().id}"
    assert admin.get(answer.location).status_code == 200
    assert only().title == "回纹金边（自定）"
    assert "第 1 版" in admin.get(f"{BASE}/honour").text


def test_copy_sent_twice_is_one_copy(admin):
    form = key()
    locations = {admin.post(f"{BASE}/gallery/honour-gold/copy", data=form).location for _ in range(2)}

    assert locations == {f"{BASE}/{only().id}"}


def test_unknown_gallery_layout_is_not_found(admin):
    assert admin.get(f"{BASE}/gallery/none.svg").status_code == 404
    assert admin.post(f"{BASE}/gallery/none/copy", data=key()).status_code == 404


def test_save_makes_a_version_and_says_which(admin, society):
    saved = make_layout(society, text())

    answer = save(admin, saved.id, data(text(x=12.3)))

    assert (answer.status_code, answer.json["number"]) == (200, 2)
    second = db.session.scalars(sa.select(LayoutVersion).where(LayoutVersion.number == 2)).one()
    assert second.content["front"][0]["x"] == 12.3


def test_save_over_another_tabs_version_is_refused_and_saving_as_another_keeps_it(admin, society):
    saved_id = make_layout(society, text()).id
    assert save(admin, saved_id, data(text(x=20))).status_code == 200

    refused = save(admin, saved_id, data(text(x=30)))
    form = {"layout": json.dumps(data(text(x=30), title="我的一份")), **key()}
    locations = {admin.post(f"{BASE}/{saved_id}/save-as", data=form).location for _ in range(2)}

    assert (refused.status_code, refused.json["code"]) == (409, "layout-changed")
    assert "第 2 版" in refused.json["message"]
    new = db.session.scalars(sa.select(SavedLayout).where(SavedLayout.title == "我的一份")).one()
    assert locations == {f"{BASE}/{new.id}"}
    assert new.newest.content["front"][0]["x"] == 30


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ([text("{{config}}")], "layout-placeholder-refused"), ([text("{0.__class__}")], "layout-placeholder-refused"),
        ([text("%s")], "layout-placeholder-refused"), ([text("<b>甲</b>")], "layout-placeholder-refused"),
        ([text("{奖金}")], "layout-placeholder-refused"), ([text(x=80)], "layout-element-outside"),
        ([text(width=0, size=0)], "layout-element-value"), ([text(width=10_000)], "layout-element-value"),
        ([text(x=float("nan"))], "layout-element-value"), ([text(x=10**400)], "layout-element-value"),
        ([text(colour="red;}")], "layout-element-value"), ([{"type": "script"}], "layout-element-unknown"),
        ([text(text="甲\u0000")], "layout-element-value"), ([text(text="甲\ud800")], "layout-element-value"),
        ([{"type": "picture", "x": 0, "y": 0, "width": 9, "height": 9, "picture": "0" * 64}], "layout-picture-missing"),
        ([[]], "layout-element-unknown"), ("甲", "layout-unreadable"), ([text()] * 301, "layout-too-many-elements"),
    ],
)  # fmt: skip
def test_save_refuses_bad_designs_with_a_sentence_and_keeps_nothing(admin, society, front, code):
    saved_id = make_layout(society, text()).id
    design = data() | {"front": front}

    body = json.dumps({"layout": design, "base": 1})
    answer = admin.post(f"{BASE}/{saved_id}/save", data=body, content_type="application/json", headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert "%" not in answer.json["message"].replace("%s", "")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LayoutVersion)) == 1


@pytest.mark.parametrize("path", ["render", "save"])
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422), (b"[]", 422), (b"1", 422), (b'"x"', 422), (b"\xff", 422), (b'{"layout": 5}', 422),
        (b"[" * 15_000, 422), (b"[" * 100_000, 422),
        (b'{"layout": {"kind": "badge", "width": "a", "height": []}}', 422),
        (b'{"layout": {"kind": "badge", "width": 1e9, "height": 50}}', 422),
        (b'{"layout": {"kind": {}, "width": 90, "height": 50}}', 422), (b" " * 2_000_001, 413),
        (b'{"layout": {"front": [' + b'{"type":"qr"},' * 140_000 + b"{}]}}", 422),
    ],
    ids=[
        "empty", "list", "number", "text", "bytes", "no layout", "deep", "deeper", "no size", "huge", "no kind",
        "large", "many",
    ],
)  # fmt: skip
def test_designer_requests_that_are_none_are_refused(admin, society, path, body, status):
    saved_id = make_layout(society, text()).id

    answer = admin.post(f"{BASE}/{saved_id}/{path}", data=body, content_type="application/json", headers=JSON)

    assert answer.status_code == status
    assert answer.json["message"]


def test_render_draws_what_is_right_and_names_what_is_not(admin, society):
    saved_id = make_layout(society, text()).id
    long = text("很长很长的一段文字" * 5, y=45, width=10, height=3, least=12)
    design = data(text("{姓名}"), text("{奖金}", y=30), long)

    answer = render(admin, saved_id, design)

    problems = {each["number"]: each for each in answer.json["problems"]}
    codes = {number: each["code"] for number, each in problems.items()}
    assert codes == {1: "layout-placeholder-refused", 2: "text-does-not-fit"}
    assert problems[1]["position"] == [1, 1]
    assert "第 1 行第 1 个字" in problems[1]["sentence"]
    assert answer.json["sizes"] == {"0": 12}
    assert 'data-element="0"' in answer.json["svg"]
    assert 'data-element="1"' not in answer.json["svg"]


def test_render_advises_where_a_print_shop_s_cut_would_leave_white_and_saving_goes_on(admin, society):
    saved_id = make_layout(society, text()).id

    def area(x, y, width, height, **more):
        return {"type": "area", "x": x, "y": y, "width": width, "height": height, "fill": "A62B21", **more}

    band, whole = area(-2, 50, 94, 12, label="色带"), area(-3, -3, 96, 66)
    line, within = {"type": "rule", "x": 0, "y": 30, "width": 90, "height": 0}, area(5, 5, 80, 10)
    along = {"type": "rule", "x": 10, "y": 0, "width": 70, "height": 0}
    designs = [
        data(text(), band, line, bleed=3), data(text("{奖金}"), whole, bleed=2.5), data(text(), whole, bleed=3),
        data(text(), within, along),
    ]  # fmt: skip

    advice = [render(admin, saved_id, design).json["advice"] for design in designs]

    assert [[(one["side"], one["number"], one["code"]) for one in found] for found in advice] == [
        [("front", 1, "layout-bleed-short")], [("front", 1, "layout-bleed-short")], [], []
    ]  # fmt: skip
    assert "“试用”的“色带”、“线”会露白边" in advice[0][0]["sentence"]
    assert "没有伸出线外 3 毫米" in advice[1][0]["sentence"]
    assert save(admin, saved_id, designs[0]).status_code == 200


def test_render_shows_the_sample_that_is_asked_for(admin, society):
    saved_id = make_layout(society, text()).id

    names = ("usual", "longest", "none")
    shown = {name: render(admin, saved_id, data(text()), sample=name).json["svg"] for name in names}

    assert shown["usual"] == shown["none"]
    assert len(shown["longest"]) > len(shown["usual"])


def test_uploaded_picture_is_cleaned_kept_once_and_shown(admin, society):
    image = Image.open(io.BytesIO(picture()))
    out = io.BytesIO()
    info = PngInfo()
    info.add_text("Comment", "secret place")
    image.save(out, "PNG", pnginfo=info)

    def send():
        return admin.post(f"{BASE}/pictures", data={"picture": (io.BytesIO(out.getvalue()), "底.png")}, headers=JSON)

    first, second = send(), send()

    assert (first.status_code, first.json) == (200, second.json)
    digest = first.json["digest"]
    shown = admin.get(f"{BASE}/pictures/{digest}")
    assert hashlib.sha256(shown.data).hexdigest() == digest
    assert b"secret place" not in shown.data
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LayoutPicture)) == 1
    assert len([path for path in storage().root.rglob("*") if path.is_file()]) == 1
    element = {"type": "picture", "x": 0, "y": 0, "width": 30, "height": 20, "picture": digest}
    saved_id = make_layout(society, text()).id
    assert f"{BASE}/pictures/{digest}" in render(admin, saved_id, data(element)).json["svg"]
    assert save(admin, saved_id, data(element)).status_code == 200


def _saved(kind, *colours, size=(400, 400), **options):
    out = io.BytesIO()
    first, *others = [Image.new("RGB", size, colour) for colour in colours]
    first.save(out, kind, **({"save_all": True, "append_images": others} if others else {}), **options)
    return out.getvalue()


def _pdf(change):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


NO_BACKGROUNDS = {
    "nothing": (b"", "picture-file-empty", "是空的"),
    "text": ("我不是图片".encode(), "picture-unreadable", "内容不是图片"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "picture-svg", "打印成 PDF"),
    "GIF": (_saved("GIF", "red"), "picture-other-kind", "这是 GIF 图片"),
    "moving PNG": (_saved("PNG", "red", "blue"), "picture-moves", "会动的图片（PNG）"),
    "moving GIF": (_saved("GIF", "red", "blue"), "picture-moves", "会动的图片（GIF）"),
    "moving WebP": (_saved("WebP", "red", "blue"), "picture-moves", "会动的图片（WebP）"),
    "cut PNG": (picture()[:200], "picture-cut-off", "PNG 图片不完整"),
    "cut JPEG": (_saved("JPEG", "red")[:1000], "picture-cut-off", "JPEG 图片不完整"),
    "bomb": (bomb(50_000, 50_000), "picture-pixels", "50000 × 50000 像素"),
    "broken PDF": (b"%PDF-1.7 broken", "picture-pdf-refused", "已损坏或不完整"),
    "locked PDF": (_pdf(lambda writer: writer.encrypt("x")), "picture-pdf-locked", "有密码"),
    "PDF of no page": (_pdf(lambda writer: writer.remove_page(0)), "picture-pdf-without-pages", "一页也没有"),
    "PDF with a program": (_pdf(lambda writer: writer.add_attachment("a.exe", b"MZ")), "picture-pdf-acts", "脚本"),
    "vast PDF": (_pdf(lambda writer: writer.pages[0].scale_by(99)), "picture-pdf-page-size", "毫米"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "code", "words"), NO_BACKGROUNDS.values(), ids=NO_BACKGROUNDS)
def test_picture_that_is_none_is_refused_by_its_own_sentence_and_leaves_no_file(admin, society, content, code, words):
    answer = admin.post(f"{BASE}/pictures", data={"picture": (io.BytesIO(content), "底.png")}, headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert words in answer.json["message"]
    digest = hashlib.sha256(content).hexdigest()
    element = {"type": "picture", "label": "底图", "x": 0, "y": 0, "width": 30, "height": 20, "picture": digest}
    file = data(element, pictures={digest: base64.b64encode(content).decode()})
    page = upload(admin, json.dumps(file).encode())
    assert page.status_code == 422
    assert f"“底图”的图片不能用：{answer.json['message']}" in html.unescape(page.text)
    assert not storage().root.exists() or not [path for path in storage().root.rglob("*") if path.is_file()]


def test_exported_file_imports_as_the_same_layout_with_its_pictures(admin, society):
    content = picture()
    digest = hashlib.sha256(content).hexdigest()
    element = {"type": "picture", "x": 0, "y": 0, "width": 30, "height": 20, "picture": digest}
    file = data(element, text(), pictures={digest: base64.b64encode(content).decode()})
    assert upload(admin, json.dumps(file).encode()).status_code == 302
    version_id = only().newest.id

    exported = admin.get(f"{BASE}/versions/{version_id}/file")
    again = upload(admin, exported.data)

    assert exported.mimetype == "application/json"
    assert "filename*=UTF-8''%E5%8F%82" in exported.headers["Content-Disposition"]
    layout = read_layout_file(exported.data)
    assert layout.pictures == {digest: content}
    assert again.status_code == 302
    digests = set(db.session.scalars(sa.select(LayoutVersion.digest)))
    assert digests == {layout_digest(layout)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "不是版式文件"), (b"PK\x03\x04", "不是版式文件"), (b"{}", "不是版式文件"),
        (json.dumps(data(text("{{config}}"))).encode(), "第 1 行第 1 个字"),
        (json.dumps(data(text(), width=10_000)).encode(), "毫米"),
        (json.dumps(data(text(), version=2)).encode(), "不是版式文件"),
        (json.dumps(data(text(), pictures={"0" * 64: "AAAA"})).encode(), "不是版式文件"),
        (b'{"format":"meeting-layout","front":[' + b"{}," * 100_000 + b"{}]}", "元素"),
    ],
)  # fmt: skip
def test_import_of_a_bad_file_is_refused_on_the_page(admin, content, words):
    answer = upload(admin, content)

    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SavedLayout)) == 0


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e400", '"sNaN"', '"1_0"', '"１０．５"', "1" + "0" * 400]
)
def test_what_is_no_number_in_a_design_or_a_file_is_refused_in_words(admin, society, number):
    saved_id = make_layout(society, text()).id
    wrong = {
        "layout-size": data(text()) | {"width": "N"}, "layout-bleed": data(text()) | {"bleed": "N"},
        "layout-element-value": data(text(size="N")),
    }  # fmt: skip

    for code, layout in wrong.items():
        file = json.dumps(layout, ensure_ascii=False).replace('"N"', number)
        body = f'{{"base": 1, "layout": {file}}}'.encode()
        answer = admin.post(f"{BASE}/{saved_id}/save", data=body, content_type="application/json", headers=JSON)
        page = upload(admin, file.encode())

        assert (answer.status_code, answer.json["code"]) == (422, code)
        assert (page.status_code, html.escape(answer.json["message"]) in page.text) == (422, True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LayoutVersion)) == 1


def test_minus_nought_is_nought(admin, society):
    saved_id = make_layout(society, text(x=0)).id

    answer = save(admin, saved_id, data(text(x=-0.0)))

    assert (answer.status_code, answer.json["number"]) == (200, 1)


REFUSED = {
    "“{姓名}”的宽（毫米）不能是 5000，应为 0 – 1200。": text(width=5000),
    "“胸牌姓名”的最小字号（磅）不能是 50，应为 ≤ 20。": text(label="胸牌姓名", size=20, least=50),
    "“{姓名}”的左右不能是 middle，应为 靠左 / 居中 / 靠右。": text(align="middle"),
    "“印章位置”的放法不能是 tile，应为 整张放进去 / 铺满，多余裁掉 / 拉到一样大。": {
        "type": "picture", "source": "seal", "x": 0, "y": 0, "width": 9, "height": 9, "scale": "tile"
    },
    "“二维码”没有写宽（毫米）。请补上，或删去它再添加一个。": {"type": "qr", "x": 0, "y": 0, "height": 20},
    "“文字”的“锁定”不能是 1，应为 打勾或不打勾。": text(text="", locked=1),
    "“第一段”的内容里，第 2 行第 3 个字起的“{奖金}”不能用": text(text="您好\n领取{奖金}", label="第一段"),
    "“落款”有一部分在版面外": {"type": "signatories", "x": 80, "y": 0, "width": 84, "height": 22},
}  # fmt: skip


@pytest.mark.parametrize(("sentence", "element"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_is_refused_is_called_as_the_designer_calls_it(admin, society, sentence, element):
    saved_id = make_layout(society, text()).id

    refused = save(admin, saved_id, data(element))
    shown = render(admin, saved_id, data(element))
    admin.post("/language/en")
    english = save(admin, saved_id, data(element))

    assert (refused.status_code, refused.json["message"].startswith(sentence)) == (422, True), refused.json["message"]
    assert [problem["sentence"] for problem in shown.json["problems"]] == [refused.json["message"]]
    ours = re.sub("“.*?”|{.*?}", "", english.json["message"])  # what somebody wrote stays, and the places' names
    assert re.findall("[\u4e00-\u9fff]+", ours) == []


def test_a_name_that_is_too_long_is_refused_as_such(admin, society):
    saved_id = make_layout(society, text()).id

    answer = admin.post(
        f"{BASE}/{saved_id}/save-as", data={"layout": json.dumps(data(text(), title="长" * 61)), **key()}, headers=JSON
    )

    assert (answer.status_code, answer.json["code"]) == (422, "layout-title")


def test_versions_page_renames_goes_back_archives_and_restores(admin, society):
    saved_id = make_layout(society, text()).id
    save(admin, saved_id, data(text(x=20)))
    first = db.session.scalars(sa.select(LayoutVersion).where(LayoutVersion.number == 1)).one().id
    page = f"{BASE}/{saved_id}/versions"

    assert "第 2 版" in admin.get(page).text
    assert admin.post(f"{BASE}/{saved_id}/rename", data={"title": "新名", **key()}).location == page
    assert admin.post(f"{BASE}/{saved_id}/rename", data={"title": "", **key()}).status_code == 422
    assert admin.post(f"{page}/{first}/again", data=key()).location == page
    assert (only().title, only().newest.number, only().newest.content["front"][0]["x"]) == ("新名", 3, 10)
    admin.post(f"{BASE}/{saved_id}/archive", data=key())
    assert "已归档" in admin.get(f"{BASE}/badge").text
    admin.post(f"{BASE}/{saved_id}/restore", data=key())
    assert only().state.value == "active"


def test_version_of_another_layout_is_not_found_under_this_one(admin, society):
    one, other = make_layout(society, text()), make_layout(society, text(x=20))

    assert admin.post(f"{BASE}/{one.id}/versions/{other.newest.id}/again", data=key()).status_code == 404


def test_proof_carries_the_sample_mark_and_the_samples_words(admin, society):
    version_id = make_layout(society).newest.id

    answer = admin.get(f"{BASE}/versions/{version_id}/proof")

    assert answer.mimetype == "application/pdf"
    assert set("样本") <= set(text_of(answer.data))  # set askew: each character is a line
    assert "荣誉证书" in text_of(answer.data)
    assert len(codes_on(picture_of(answer.data))) == 1


@pytest.mark.parametrize("digest", ["\ud800" * 64, "\0" * 64, "字" * 64], ids=["half", "nul", "words"])
def test_a_picture_that_is_named_by_no_digest_is_its_elements_problem(society, admin, digest):
    layout_id = make_layout(society).id
    row = {"type": "picture", "x": 10, "y": 10, "width": 20, "height": 20, "picture": digest}

    rendered, saved = render(admin, layout_id, data(row)), save(admin, layout_id, data(row))

    assert [problem["code"] for problem in rendered.json["problems"]] == ["layout-element-value"]
    assert (saved.status_code, saved.json["code"]) == (422, "layout-element-value")


def test_render_shows_a_samples_photograph(admin, society):
    saved_id = make_layout(society, text()).id
    photo = {"type": "picture", "source": "photo", "x": 5, "y": 5, "width": 25, "height": 35}

    answer = render(admin, saved_id, data(photo))

    assert answer.json["problems"] == []
    assert 'href="data:image/png;base64,' in answer.json["svg"]


def test_render_sets_text_in_a_face_of_ones_own_and_names_the_text_whose_face_was_taken_away(admin, society):
    saved_id, society_id = make_layout(society, text()).id, society.id
    content = font()
    with transaction():
        own, _ = add_society_font(
            db.session.get_one(Society, society_id), check_font(content), name="", ground=FontRight.BOUGHT, note="授权",
            file_key=storage().put(content, ".ttf"), specimen_key=storage().put(specimen(content), ".png"), at=AT,
            by=OPERATOR,
        )  # fmt: skip
        face, font_id = own.face, own.id
    design = data(text("国", face=face), text("三", y=30))

    assert face in admin.get(f"{BASE}/{saved_id}").text
    drawn = render(admin, saved_id, design).json
    assert drawn["problems"] == []
    assert f'id="{face}-56fd"' in drawn["svg"]
    assert save(admin, saved_id, design).status_code == 200
    version_id = db.session.scalars(sa.select(LayoutVersion.id).where(LayoutVersion.number == 2)).one()
    assert admin.get(f"{BASE}/versions/{version_id}/proof").status_code == 200
    with transaction():
        remove_society_font(db.session.get_one(SocietyFont, font_id), at=AT, by=OPERATOR)

    gone = render(admin, saved_id, design).json
    assert [(each["number"], each["code"]) for each in gone["problems"]] == [(0, "face-missing")]
    assert 'data-element="1"' in gone["svg"]
    assert admin.get(f"{BASE}/versions/{version_id}.svg").status_code == 200
    refused = admin.get(f"{BASE}/versions/{version_id}/proof")
    assert refused.status_code == 422
    assert "改用另一种字体" in refused.text
