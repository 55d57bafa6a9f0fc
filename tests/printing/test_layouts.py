"""A certificate keeps the layout that it was first printed with, until somebody says that it was a mistake."""

import io

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.awards.models import Certificate
from meeting.db import db, transaction
from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.kinds import Kind
from meeting.documents.layouts.reading import layout_json
from meeting.layouts.models import LayoutVersion
from meeting.layouts.operations import add_layout
from meeting.meetings.models import Meeting
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.checkin.making import make_staff, sign_in
from tests.conftest import AT
from tests.printing.making import page_of, printed, runs

ACROSS, UPRIGHT = "gallery:honour-gold", "gallery:honour-portrait"


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    meeting = make_hosted()
    make_recipient(make_award(meeting), "张三丰", unit_name="常州市档案馆", work="某论文")
    issued(meeting)
    return meeting


@pytest.fixture
def staff(client: FlaskClient, meeting: Meeting) -> FlaskClient:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    return client


def upright(pdf: bytes) -> bool:
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    return box.height > box.width


def test_a_certificate_keeps_the_layout_it_was_first_printed_with(staff: FlaskClient, meeting: Meeting) -> None:
    first = printed(staff, meeting, Kind.HONOUR, layout=UPRIGHT, stock="single")

    again = printed(staff, meeting, Kind.HONOUR, layout=ACROSS, stock="single")

    assert upright(first)
    assert again == first


def test_a_proof_fixes_no_layout(staff: FlaskClient, meeting: Meeting) -> None:
    printed(staff, meeting, Kind.HONOUR, layout=UPRIGHT, stock="single", sample="y")

    assert "印过的也换成这个版式" not in staff.get(page_of(meeting, Kind.HONOUR)).text
    assert not upright(printed(staff, meeting, Kind.HONOUR, layout=ACROSS, stock="single"))


def test_a_layout_chosen_by_mistake_is_exchanged_where_one_says_so(staff: FlaskClient, meeting: Meeting) -> None:
    printed(staff, meeting, Kind.HONOUR, layout=UPRIGHT, stock="single")
    assert "印过的也换成这个版式" in staff.get(page_of(meeting, Kind.HONOUR)).text

    exchanged = printed(staff, meeting, Kind.HONOUR, layout=ACROSS, stock="single", relayout="y")
    after = printed(staff, meeting, Kind.HONOUR, layout=UPRIGHT, stock="single")

    assert not upright(exchanged)
    assert after == exchanged
    assert [bool(run.order.get("relayout")) for run in runs()] == [False, True, False]


def test_a_stored_layout_that_is_not_sound_takes_no_other_with_it(staff: FlaskClient, meeting: Meeting) -> None:
    """An older version saved what is refused by now: the page goes on without it."""
    with transaction():
        broken = add_layout(meeting.society, gallery()["honour-gold"], at=AT, by=OPERATOR).newest.id
        content = layout_json(gallery()["honour-gold"])
        content["front"][2]["height"] = 0
        db.session.execute(sa.update(LayoutVersion).where(LayoutVersion.id == broken).values(content=content))

    page = staff.get(page_of(meeting, Kind.HONOUR))

    assert page.status_code == 200
    assert f"version:{broken}" not in page.text
    assert ACROSS in page.text


def test_the_version_that_is_kept_is_the_certificates_own(staff: FlaskClient, meeting: Meeting) -> None:
    printed(staff, meeting, Kind.HONOUR, layout=UPRIGHT, stock="single")

    db.session.expire_all()
    certificate = db.session.scalars(sa.select(Certificate)).one()
    version = db.session.get_one(LayoutVersion, certificate.layout_version_id)
    assert version.content["width"] == 210
    assert version.saved.society_id == meeting.society_id
