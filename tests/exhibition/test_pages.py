"""The exhibition's page: a booth goes to whom one chose."""

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.db import db, transaction
from meeting.exhibition.models import Booth, Exhibitor
from meeting.exhibition.operations import add_booth, add_exhibitor, set_up_exhibition
from tests.browsers import Browser
from tests.meetings.making import DOING
from tests.registration.making import make_meeting
from tests.registration.staff import keyed, staff_of

PAGE = "/desk/changzhou-2020/exhibition"


@pytest.fixture
def staff(app: Flask) -> Browser:
    meeting = make_meeting()
    with transaction():
        exhibition = set_up_exhibition(meeting, title="展览", width=12, depth=8, **DOING)
        add_booth(exhibition, "A1", **DOING)
        add_exhibitor(exhibition, "某公司", **DOING)
    return staff_of(app, meeting)


def test_a_free_booth_begins_with_no_exhibitor_chosen(staff: Browser) -> None:
    booth, exhibitor = (db.session.scalars(sa.select(model)).one().id for model in (Booth, Exhibitor))

    page = staff.get(PAGE).text
    nobody = staff.post(f"{PAGE}/booths/{booth}/assign", data=keyed(exhibitor=""))
    db.session.rollback()
    before = db.session.get_one(Booth, booth).exhibitor_id
    chosen = staff.post(f"{PAGE}/booths/{booth}/assign", data=keyed(exhibitor=exhibitor))
    db.session.rollback()

    assert '<option value="">请选择</option><option value="' in page
    assert (nobody.status_code, "还没有选参展单位" in nobody.text, before) == (422, True, None)
    assert (chosen.status_code, db.session.get_one(Booth, booth).exhibitor_id) == (302, exhibitor)
