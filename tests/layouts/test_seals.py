"""Pictures of seals and signatures: tried, put to use, taken away, merged."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.db import db, transaction, uuid7
from meeting.history.queries import entries_of
from meeting.layouts.enums import SealKind
from meeting.layouts.errors import NoTrialPicture
from meeting.layouts.models import Seal
from meeting.layouts.operations import accept_picture, drop_trial, merge_seals, remove_picture, try_picture
from meeting.layouts.queries import all_seals, usable_seals
from meeting.people.models import Person
from meeting.storage.folder import storage
from tests.conftest import AT
from tests.factories import make_account, make_person
from tests.layouts.making import make_request, make_seal, picture
from tests.meetings.making import sign_in
from tests.registration.making import make_meeting, make_society, make_unit

DOING = {"at": AT, "by": OPERATOR}
SEALS = "/society/jsda/seals"


def files():
    return [path for path in storage().root.rglob("*") if path.is_file()] if storage().root.exists() else []


def test_a_picture_is_tried_before_it_takes_the_place_of_the_last(app):
    society = make_society()
    with transaction():
        seal, none = try_picture(society, "江苏省档案学会", SealKind.SEAL, file_key="a", **DOING)
        assert (none, usable_seals(society.id)) == ("", [])
        assert accept_picture(seal, **DOING) == ""
    with transaction():
        again, _ = try_picture(society, " 江苏省 档案学会", SealKind.SEAL, file_key="b", **DOING)
        third, dropped = try_picture(society, "江苏省档案学会", SealKind.SEAL, file_key="c", **DOING)

    assert (again, third, dropped) == (seal, seal, "b")
    assert (seal.file_key, seal.trial_key) == ("a", "c")
    with transaction():
        assert accept_picture(seal, **DOING) == "a"
    assert (seal.file_key, seal.trial_key) == ("c", "")
    assert [entry.action for entry in entries_of(seal, society_id=society.id)] == [
        "set-seal", "try-seal", "try-seal", "set-seal", "try-seal"
    ]  # fmt: skip


def test_a_trial_is_taken_or_dropped_once(app):
    society = make_society()
    seal = make_seal(society)
    with transaction():
        try_picture(society, seal.owner, SealKind.SEAL, file_key="b", **DOING)
        assert drop_trial(seal, **DOING) == "b"

    for act in (drop_trial, accept_picture):
        with pytest.raises(NoTrialPicture), transaction():
            act(seal, **DOING)
    assert seal.file_key


def test_a_signature_is_of_the_person_who_was_known_first(app):
    meeting = make_meeting()
    with transaction():
        make_person(meeting.society, "李四")
        first = make_person(meeting.society, "张三", make_unit(meeting, "甲馆"))
        make_person(meeting.society, "张三", make_unit(meeting, "乙馆"))

    known = make_seal(meeting.society, "张三", SealKind.SIGNATURE)
    new = make_seal(meeting.society, "王五", SealKind.SIGNATURE)
    again = make_seal(meeting.society, "张 三", SealKind.SIGNATURE)

    assert (known.person, known.kind, known.owner, again) == (first, SealKind.SIGNATURE, "张三", known)
    assert new.person.name == "王五"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 4


def test_all_seals_stand_units_first_and_only_those_with_a_picture_are_used(app):
    society = make_society()
    signature, seal = make_seal(society, "张三", SealKind.SIGNATURE), make_seal(society)
    other = make_seal(society, "江苏省档案馆")
    with transaction():
        assert len(remove_picture(other, **DOING)) == 1

    assert set(all_seals(society.id)[:2]) == {seal, other}
    assert all_seals(society.id)[2] is signature
    assert usable_seals(society.id) == [seal, signature]


def test_a_seal_is_of_a_unit_or_of_a_person(app):
    society = make_society()
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.add(Seal(society_id=society.id, file_key="a", uploaded_at=AT))


def test_merge_seals_moves_requests_and_uses_to_the_one_that_is_kept(app):
    meeting = make_meeting()
    kept, gone = make_seal(meeting.society, "甲馆"), make_seal(meeting.society, "乙馆")
    both, theirs = make_request(meeting, kept, gone), make_request(meeting, gone)
    picture_of_gone = gone.file_key
    with transaction():
        remove_picture(kept, **DOING)

    with transaction():
        merge_seals(kept, gone, **DOING)

    db.session.expire_all()
    assert db.session.scalars(sa.select(Seal)).all() == [kept]
    assert (both.seals, theirs.seals, kept.file_key) == ([kept], [kept], picture_of_gone)


@pytest.fixture
def keeper(client, app):
    society = make_society()
    with transaction():
        make_account("keeper", Role.SEAL_KEEPER, society=society)
    return sign_in(client, "keeper")


def upload(client, data, name="seal.jpg", owner="江苏省档案学会", **values):
    return client.post(
        SEALS, content_type="multipart/form-data",
        data={"kind": "seal", "owner": owner, "transparent": "y", "picture": (io.BytesIO(data), name),
              "form_key": str(uuid7()), **values},
    )  # fmt: skip


def press(client, path):
    return client.post(path, data={"form_key": str(uuid7())})


def the_seal():
    db.session.expire_all()
    return db.session.scalars(sa.select(Seal)).one()


def test_keeper_uploads_looks_and_puts_to_use(keeper):
    uploaded = upload(keeper, picture())
    page = keeper.get(uploaded.location).text
    trial = keeper.get(f"{uploaded.location}/trial")
    unused = keeper.get(f"{uploaded.location}/picture")
    accepted = press(keeper, f"{uploaded.location}/accept")
    served = keeper.get(f"{uploaded.location}/picture")

    assert (uploaded.status_code, accepted.status_code, unused.status_code) == (302, 302, 404)
    assert "在法律上不是电子印章" in page
    assert 'class="seal-ground"' in page
    assert (served.mimetype, served.data) == ("image/png", storage().get(the_seal().file_key))
    assert trial.data == served.data
    assert press(keeper, f"{uploaded.location}/accept").status_code == 409


def test_a_new_picture_waits_while_the_old_one_is_printed_and_no_file_is_left_over(keeper):
    press(keeper, upload(keeper, picture()).location + "/accept")
    old = the_seal().file_key
    upload(keeper, picture("PNG"))
    upload(keeper, picture("PNG"), transparent="")
    seal = the_seal()

    page = keeper.get(SEALS).text

    assert "新图片待确认" in page
    assert (seal.file_key, len(files())) == (old, 2)
    press(keeper, f"{SEALS}/{seal.id}/accept")
    assert {path.name for path in files()} == {the_seal().file_key}
    press(keeper, f"{SEALS}/{seal.id}/remove")
    assert (files(), the_seal().file_key) == ([], "")
    assert "没有图片" in keeper.get(SEALS).text


def test_the_white_paper_stays_where_the_box_is_not_ticked(keeper):
    corners = []
    for owner, values in (("甲馆", {}), ("乙馆", {"transparent": ""})):
        trial = keeper.get(upload(keeper, picture("PNG"), owner=owner, **values).location + "/trial").data
        corners.append(Image.open(io.BytesIO(trial)).getpixel((0, 0))[3])

    assert corners == [0, 255]


def test_a_picture_is_shown_on_paper_and_where_it_is_transparent_or_said_to_cover_all(keeper):
    see_through = keeper.get(upload(keeper, picture("PNG")).location).text
    covering = keeper.get(upload(keeper, picture("PNG"), transparent="").location).text

    assert [page.count("/trial\"") for page in (see_through, covering)] == [2, 2]
    assert ["在白纸上" in page for page in (see_through, covering)] == [True, True]
    assert ["会盖住下面的字" in page for page in (see_through, covering)] == [False, True]


def test_a_signature_that_is_a_seals_picture_is_refused_and_leaves_no_file(keeper):
    press(keeper, upload(keeper, picture("PNG")).location + "/accept")
    before = files()

    twin = upload(keeper, picture("PNG"), owner="张三", kind="signature")
    again = upload(keeper, picture("PNG"))

    assert (twin.status_code, again.status_code) == (409, 302)
    assert "这张图片已经是“江苏省档案学会”的公章，不能再用作“张三”的签名" in twin.text
    assert 'value="张三"' in twin.text
    assert len(files()) == len(before) + 1  # the trial of who has it already
    assert the_seal().owner == "江苏省档案学会"


def test_a_seal_of_a_unit_that_nobody_knew_says_so(keeper):
    new = keeper.get(upload(keeper, picture("PNG")).location).text
    known = keeper.get(upload(keeper, picture("PNG")).location).text

    assert ["单位名录里原来没有“江苏省档案学会”" in page for page in (new, known)] == [True, False]


def test_a_signature_is_uploaded_under_the_persons_name(keeper):
    uploaded = upload(keeper, picture(), owner="张三", kind="signature")

    assert (the_seal().owner, the_seal().kind) == ("张三", SealKind.SIGNATURE)
    assert "签名" in keeper.get(uploaded.location).text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"<svg onload='x'/>", "这是 SVG 文件"), (b"no picture", "这个文件不是图片"), (b"", "这个文件不是图片")],
)
def test_seals_page_refuses_a_bad_picture_keeps_what_was_typed_and_no_file(keeper, data, sentence):
    answer = upload(keeper, data, "seal.png", kind="signature", owner="张三")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="张三"' in answer.text
    assert files() == []


def test_keeper_finds_the_seals_and_nothing_else(keeper):
    home = keeper.get("/desk/").text

    assert SEALS in home
    assert "/society/jsda/seal-requests" in home
    assert "/society/jsda/accounts" not in home
    assert keeper.get("/society/jsda/accounts").status_code == 403
