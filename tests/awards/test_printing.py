"""Certificates to print: which ones, what stands on them, the same bytes again."""

import io

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from meeting.accounts.actors import OPERATOR
from meeting.awards.documents import Certificates, certificate_subject
from meeting.awards.enums import AwardKind
from meeting.awards.models import Certificate
from meeting.awards.operations import revoke
from meeting.awards.verification import verify_code
from meeting.db import db, transaction
from meeting.documents.layouts.kinds import Kind
from meeting.printing.drawing import draw, keep, prepare
from meeting.printing.errors import NothingToPrint
from meeting.printing.items import PrintOrder
from tests.awards.making import issued, make_award, make_hosted, make_recipient, the_meeting
from tests.conftest import AT
from tests.documents.reading import codes_on, picture_of, text_of

HONOURS = PrintOrder(Kind.HONOUR)
NEW = PrintOrder(Kind.HONOUR, new_only=True)


def _drawn(meeting, *orders):
    """The file, and whose certificates are in it."""
    prepared = [prepare(meeting, order, by=OPERATOR) for order in orders]
    subjects = [item.subject for one in prepared for item in one.items]
    return draw(prepared, title=meeting.title), subjects


def _print(meeting, order=HONOURS):
    prepared = prepare(meeting, order, by=OPERATOR)
    with transaction():
        keep(meeting, prepared, at=AT, by=OPERATOR)


def test_draw_gives_each_certificate_a_page_whose_code_verifies(reference):
    issued(the_meeting())

    pdf, subjects = _drawn(the_meeting(), HONOURS, PrintOrder(Kind.APPOINTMENT))

    assert (len(PdfReader(io.BytesIO(pdf)).pages), len(subjects)) == (95, 95)
    for page in (1, 7, 26, 95):
        certificate = db.session.get_one(Certificate, int(subjects[page - 1].removeprefix("certificate:")))
        text = text_of(pdf, page).replace("\n", "")
        assert certificate.number in text
        assert certificate.names.split("、")[0] in text
        assert "二〇二〇年十二月八日" in text
        (code,) = codes_on(picture_of(pdf, page))
        assert code == f"HTTP://127.0.0.1:8000/V/{certificate.code}"
        assert verify_code(code).number == certificate.number


def test_draw_leaves_out_revoked_ones_and_prints_new_ones_after_the_last_printing(app):
    meeting = make_hosted()
    award = make_award(meeting)
    for name in ("甲", "乙"):
        make_recipient(award, name)
    first, second = (certificate_subject(one.id) for one in issued(meeting))
    with transaction():
        revoke(db.session.scalars(sa.select(Certificate).order_by(Certificate.id.desc())).first(), reason="误", at=AT,
               by=OPERATOR)  # fmt: skip
    assert _drawn(meeting, HONOURS)[1] == [first]
    _print(meeting)
    make_recipient(award, "丙")
    third = certificate_subject(issued(meeting)[0].id)

    assert _drawn(meeting, NEW)[1] == [third]
    assert _drawn(meeting, HONOURS)[1] == [first, third]


def test_a_certificate_that_was_revoked_after_printing_is_to_be_pulled_out(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    (certificate,) = issued(meeting)
    _print(meeting)
    with transaction():
        revoke(certificate, reason="误", at=AT, by=OPERATOR)

    with pytest.raises(NothingToPrint):
        prepare(meeting, NEW, by=OPERATOR)
    assert Certificates(AwardKind.CERTIFICATE).items(meeting) == []


def test_draw_refuses_when_there_is_nothing(app):
    with pytest.raises(NothingToPrint):
        prepare(make_hosted(), HONOURS, by=OPERATOR)


def test_draw_is_the_same_bytes_for_the_same_certificates(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)

    assert _drawn(meeting, HONOURS)[0] == _drawn(meeting, HONOURS)[0]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Certificate)) == 1
