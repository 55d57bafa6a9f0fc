"""Layouts as rows: every saving is a version, and none is ever changed."""

import hashlib
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.documents.layouts.gallery import gallery, of_kind
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.reading import layout_digest, layout_from, layout_json
from meeting.history.models import Entry
from meeting.layouts.choices import LayoutGone, choices, layout_of, usual
from meeting.layouts.enums import LayoutState
from meeting.layouts.errors import LayoutChanged, LayoutKindOther, LayoutTitleMissing
from meeting.layouts.models import LayoutPicture, LayoutVersion, SavedLayout
from meeting.layouts.operations import add_layout, add_picture, archive, rename, restore, save_version
from meeting.layouts.queries import layout_in
from meeting.storage.folder import storage
from tests.checkin.making import counted
from tests.conftest import AT
from tests.layouts.designing import data, make_layout, picture, text
from tests.meetings.making import at_once
from tests.registration.making import make_society

DOING = {"at": AT, "by": OPERATOR}


def design(*front, **values):
    return layout_from(data(*(front or (text(),)), **values))


def test_add_layout_copies_the_gallery_and_numbers_a_title_that_is_taken(app):
    society = make_society()
    first, second = make_layout(society), make_layout(society)

    assert (first.title, second.title) == ("回纹金边", "回纹金边（2）")
    assert layout_digest(layout_in(first.newest)) == layout_digest(gallery()["honour-gold"])
    actions = sa.select(Entry.action).where(Entry.subject_type == "saved_layout")
    assert db.session.scalars(actions).all() == ["add-layout", "add-layout"]


def test_add_layout_refuses_one_without_a_title(app):
    society = make_society()

    with pytest.raises(LayoutTitleMissing), transaction():
        add_layout(society, design(title=" "), **DOING)


def test_save_version_adds_one_and_leaves_those_before_as_they_were(app):
    saved = make_layout(make_society(), text())
    before = dict(saved.newest.content)
    with transaction():
        version = save_version(saved, design(text(x=20)), base=1, **DOING)

    assert (version.number, [each.number for each in saved.versions]) == (2, [2, 1])
    assert saved.versions[1].content == before
    assert saved.newest.content["front"][0]["x"] == 20


def test_save_version_of_the_same_design_is_answered_with_the_version_that_it_is(app):
    saved = make_layout(make_society(), text())
    changed = design(text(x=20))
    with transaction():
        first = save_version(saved, changed, base=1, **DOING)
    with transaction():
        again = save_version(saved, changed, base=1, **DOING)

    assert again.id == first.id
    assert len(saved.versions) == 2


def test_save_version_on_top_of_an_older_one_than_the_newest_is_a_conflict(app):
    saved = make_layout(make_society(), text())
    with transaction():
        save_version(saved, design(text(x=20)), base=1, **DOING)

    with pytest.raises(LayoutChanged) as refused, transaction():
        save_version(saved, design(text(x=30)), base=1, **DOING)

    assert refused.value.params["number"] == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LayoutVersion)) == 2


def test_save_version_by_two_at_once_lets_one_through(app):
    saved_id = make_layout(make_society(), text()).id
    db.session.rollback()  # holds the database no more

    def save(x):
        return lambda: save_version(db.session.get(SavedLayout, saved_id), design(text(x=x)), base=1, **DOING)

    assert sorted(at_once(app, save(20), save(30), save(25))) == ["done", "layout-changed", "layout-changed"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LayoutVersion)) == 2


def test_save_version_refuses_another_kind(app):
    saved = make_layout(make_society(), text())

    with pytest.raises(LayoutKindOther), transaction():
        save_version(saved, replace(design(), kind=Kind.TABLE_CARD), base=1, **DOING)


def test_rename_leaves_the_versions_alone(app):
    saved = make_layout(make_society(), text())
    digest = saved.newest.digest
    with transaction():
        rename(saved, " 新证 ", **DOING)

    assert (saved.title, layout_in(saved.newest).title, saved.newest.digest) == ("新证", "新证", digest)
    with pytest.raises(LayoutTitleMissing), transaction():
        rename(saved, "长" * 61, **DOING)


def test_choices_are_the_gallery_and_the_newest_versions_of_ones_own(app):
    society = make_society()
    saved = make_layout(society, text())
    make_layout(make_society("别家学会", "other"), text())
    with transaction():
        save_version(saved, design(text(x=20)), base=1, **DOING)

    found = choices(society.id, Kind.BADGE)

    assert [choice.ref for choice in found][:2] == [f"version:{saved.newest.id}", usual(Kind.BADGE)]
    assert {choice.ref for choice in found[1:]} == {f"gallery:{name}" for name in of_kind(Kind.BADGE)}
    assert found[0].layout.front[0].x == 20


def test_a_title_of_ones_own_is_never_translated(app):
    saved = make_layout(make_society(), text())
    with transaction():
        rename(saved, "会议", **DOING)

    with app.test_request_context(), force_locale("en"):
        own, first, *_others = [choice.title for choice in choices(saved.society_id, Kind.BADGE)]

    assert own == "会议"
    assert first == "Upright, double rule"


def test_archived_layouts_are_offered_no_more_but_print_as_they_did(app):
    society = make_society()
    saved = make_layout(society, text())
    old = f"version:{saved.newest.id}"
    with transaction():
        save_version(saved, design(text(x=20)), base=1, **DOING)
        archive(saved, **DOING)

    assert [choice.ref for choice in choices(society.id, Kind.BADGE) if choice.ref.startswith("version:")] == []
    assert layout_of(society.id, old).front[0].x == 10
    with transaction():
        restore(saved, **DOING)
    assert saved.state is LayoutState.ACTIVE


@pytest.mark.parametrize("ref", ["", "gallery:none", "version:", "version:x", "version:²", "version:99999999999", "12"])
def test_layout_of_refuses_what_there_is_not(app, ref):
    with pytest.raises(LayoutGone):
        layout_of(make_society().id, ref)


def test_layout_of_finds_no_version_of_another_society(app):
    version = make_layout(make_society(), text()).newest
    other = make_society("别家学会", "other")

    with pytest.raises(LayoutGone):
        layout_of(other.id, f"version:{version.id}")


def test_pictures_are_kept_once_and_come_back_with_the_layout(app):
    society, content = make_society(), picture()
    digest = "f5" * 32
    key = storage().put(content, ".png")
    with transaction():
        assert add_picture(society, digest, file_key=key, size=(300, 200), **DOING) is True
        assert add_picture(society, digest, file_key="b" * 32, size=(300, 200), **DOING) is False
    row = {"type": "picture", "x": 0, "y": 0, "width": 30, "height": 20, "picture": digest}
    with transaction():
        saved = add_layout(society, layout_from(data(row), {digest: content}), **DOING)

    assert layout_in(saved.newest).pictures == {digest: content}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(LayoutPicture)) == 1
    assert "pictures" not in layout_json(layout_in(saved.newest))


def test_choices_take_as_many_statements_for_three_layouts_with_pictures_as_for_one(app):
    society = make_society()

    def add(colour):
        content = picture(colour=colour)
        digest = hashlib.sha256(content).hexdigest()
        shown = {"type": "picture", "x": 1, "y": 1, "width": 9, "height": 9, "picture": digest}
        layout = layout_from(data(shown), {digest: content})
        with transaction():
            add_picture(society, digest, file_key=storage().put(content, ".png"), size=(300, 200), **DOING)
            add_layout(society, layout, **DOING)
        return digest

    def asked():
        db.session.expire_all()
        society_id = society.id
        with counted() as statements:
            found = choices(society_id, Kind.BADGE)
        return len(statements), [set(choice.layout.pictures) for choice in found if choice.ref.startswith("version:")]

    first = add("navy")
    one, shown = asked()
    others = [add(colour) for colour in ("red", "green")]

    assert shown == [{first}]
    assert asked() == (one, [{first}, *({digest} for digest in others)])
