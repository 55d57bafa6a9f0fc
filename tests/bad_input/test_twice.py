"""A double click: whatever makes something, sent twice as the same form, makes it once."""

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.db import Base, db, transaction
from meeting.exhibition.operations import set_up_exhibition
from meeting.meetings.models import Meeting
from meeting.programme.models import Session
from meeting.web.models import SubmittedForm
from tests.awards.making import make_award, make_recipient
from tests.bad_input.asking import upload, words
from tests.bad_input.files import xlsx
from tests.browsers import Browser
from tests.checkin.making import make_confirmed
from tests.conftest import AT
from tests.registration.making import make_unit
from tests.registration.staff import keyed

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # at once: test_at_once


def rows() -> dict[str, int]:
    """Of each table that holds something of a meeting's."""
    db.session.rollback()
    tables = (table for table in Base.metadata.sorted_tables if table.name not in {"history_entry", "submitted_form"})
    counts = {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables}
    db.session.rollback()
    return {name: count for name, count in counts.items() if count}


@pytest.fixture
def furnished(app: Flask, meeting: Meeting) -> dict[str, object]:
    """Ids of what addresses need."""
    award = make_award(meeting)
    make_recipient(award, "赵建国")
    make_unit(meeting, "某市档案馆")
    with transaction():
        set_up_exhibition(meeting, title="成果展", at=AT, by=OPERATOR)
    return {
        "slug": meeting.slug, "meeting": meeting.id, "award": award.id, "delegate": make_confirmed(meeting, "钱进").id,
        "forum": db.session.scalars(sa.select(Session.id)).one(),
    }  # fmt: skip


MAKES = {
    "registration": ("/m/{slug}/register", "delegate", {"name": "孙明", "mobile": "13812345678", "category": "delegate",
                                                        "unit": "某市档案馆", "sub_forum": "0", "hotel": ""}),
    "a delegate": ("/desk/{slug}/delegates/new", "delegate", {"name": "吴刚", "mobile": "13812345677", "sub_forum": "0",
                                                              "category": "delegate", "hotel": ""}),
    "a room": ("/desk/{slug}/rooms", "room", {"name": "一号厅", "seats": "300"}),
    "a host": ("/desk/{slug}/hosts", "meeting_host", {"role": "host", "unit": "某省档案馆"}),
    "a guest": ("/desk/{slug}/guests/new", "guest", {"name": "李馆长", "post": "馆长", "audience": "staff"}),
    "a session": ("/desk/{slug}/programme/sessions/new", "session", {
        "kind": "visit", "title": "参观", "day": "2020-12-08", "start": "15:00", "end": "16:00", "room": "0",
        "audience": "public"}),
    "an item": ("/desk/{slug}/programme/sessions/{forum}/items/new", "agenda_item", {
        "kind": "report", "title": "报告", "day": "2020-12-08", "start": "14:00", "end": "14:20",
        "audience": "public"}),
    "an exhibitor": ("/desk/{slug}/exhibition/exhibitors/new", "exhibitor", {"unit": "某科技公司"}),
    "a booth": ("/desk/{slug}/exhibition/booths/new", "booth", {"number": "B1", "width": "3", "depth": "3"}),
    "an award": ("/desk/{slug}/awards/new", "award", {"title": "优秀组织单位", "kind": "certificate"}),
    "certificates": ("/desk/{slug}/certificates/issue", "certificate", {}),
    "a recipient": ("/desk/{slug}/awards/{award}/recipients/new", "recipient", {"names": "周杰", "work": "某文"}),
    "a gate": ("/desk/{slug}/gates", "gate", {"name": "晚宴", "kind": "meeting"}),
    "an invitation": ("/desk/{slug}/units/invite", "delegation", {"unit": "某区档案馆"}),
    "a badge's replacement": ("/desk/{slug}/badges/{delegate}/reissue", "badge", {"reason": "遗失"}),
    "badges to print": ("/desk/{slug}/print/badge", "job", {
        "which": "all", "group": "", "layout": "gallery:badge-90x130", "stock": "a4", "sides": "both", "printer": "",
        "output": "pdf"}),
    "a printer": ("/society/jsda/printers", "printer", {"name": "三楼惠普", "right": "0.8", "down": "0"}),
    "a colleague": ("/desk/{slug}/staff", "account", {"username": "zhou.jie", "name": "周杰", "role": "check-in"}),
    "a meeting": ("/society/jsda/meetings/new", "meeting", {"title": "明年年会", "starts_on": "2021-12-08"}),
    "a copy": ("/society/jsda/meetings/copy", "meeting", {
        "title": "另一年会", "starts_on": "2021-12-08", "source": "{meeting}"}),
}  # fmt: skip
"""What is made → address, table, what is typed."""


def test_a_form_that_is_sent_twice_makes_one_row(admin: Browser, furnished: dict[str, object]) -> None:
    for what, (address, table, typed) in MAKES.items():
        url, before = address.format(**furnished), rows()
        form = keyed(**{name: value.format(**furnished) for name, value in typed.items()})

        first, again = admin.post(url, data=form), rows()
        second, after = admin.post(url, data=form), rows()

        assert first.status_code in {200, 302}, f"{what}: {first.status_code} {words(first)}"
        assert again.get(table, 0) == before.get(table, 0) + 1, what
        assert after == again, what
        assert second.status_code in {302, 409} or table == "certificate", what
        if first.location and second.status_code == 302:
            assert second.location.split("#")[0] == first.location.split("#")[0], what


def test_a_form_with_files_that_is_sent_twice_is_one_import(admin: Browser, meeting: Meeting) -> None:
    book, before = xlsx(("姓名", "单位", "手机"), ("赵建国", "某市档案馆", "13812345678")), rows()
    key = keyed()["form_key"]

    first = upload(admin, f"/desk/{meeting.slug}/receipts", "files", ("回执.xlsx", book), form_key=key)
    second = upload(admin, f"/desk/{meeting.slug}/receipts", "files", ("回执.xlsx", book), form_key=key)

    assert before.get("receipt_import", 0) == 0
    assert rows()["receipt_import"] == 1
    assert second.location == first.location


def test_whoever_sends_again_before_the_answer_is_known_comes_back_to_the_form(
    admin: Browser, furnished: dict[str, object]
) -> None:
    address = f"/desk/{furnished['slug']}/badges/{furnished['delegate']}/reissue"  # takes POST only
    form = keyed(reason="遗失")
    admin.post(address, data=form)
    with transaction():
        db.session.execute(sa.update(SubmittedForm).values(location=""))  # the first is about to say

    came_from = f"http://localhost/desk/{furnished['slug']}/delegates/{furnished['delegate']}"
    again = admin.post(address, data=form, headers={"Referer": came_from})
    foreign = admin.post(address, data=form, headers={"Referer": "http://elsewhere.example/x"})

    assert (again.status_code, again.location) == (302, came_from)
    assert (foreign.status_code, foreign.location) == (302, address)
