import io

import pytest
import sqlalchemy as sa
from PIL import Image
from pypdf import PdfReader

from meeting.accounts.actors import OPERATOR
from meeting.awards.codes import code_text
from meeting.awards.errors import ApprovalMissing, NothingToPrint, SealMissing
from meeting.awards.models import Certificate
from meeting.awards.operations import revoke
from meeting.awards.operations.printing import mark_printed
from meeting.awards.printing import draw
from meeting.awards.queries.certificates import Wanted
from meeting.awards.verification import code_of, verify_code
from meeting.db import db, transaction
from meeting.history.queries import entries_of
from meeting.layouts.operations import set_seal
from meeting.layouts.pictures import clean_picture
from meeting.storage.folder import storage
from tests.awards.making import issued, make_award, make_hosted, make_recipient, the_meeting
from tests.conftest import AT
from tests.databases import URL
from tests.documents.reading import codes_on, picture_of, text_of


def _seal_png():
    out = io.BytesIO()
    Image.new("RGBA", (200, 200), (200, 20, 20, 255)).save(out, "PNG")
    return out.getvalue()


def test_draw_gives_each_certificate_a_page_whose_code_verifies(reference):
    issued(the_meeting())

    pdf, ids = draw(the_meeting(), Wanted(), url=URL)

    assert (len(PdfReader(io.BytesIO(pdf)).pages), len(ids)) == (95, 95)
    for page in (1, 7, 26, 95):
        certificate = db.session.get_one(Certificate, ids[page - 1])
        text = text_of(pdf, page).replace("\n", "")
        assert certificate.number in text
        assert certificate.names.split("、")[0] in text
        assert "二〇二〇年十二月八日" in text
        (code,) = codes_on(picture_of(pdf, page))
        assert code == f"HTTP://127.0.0.1:8000/V/{code_text(code_of(certificate))}"
        assert verify_code(code).number == certificate.number


def test_draw_leaves_out_revoked_ones_and_prints_new_ones_after_the_last_printing(app):
    meeting = make_hosted()
    award = make_award(meeting)
    for name in ("甲", "乙"):
        make_recipient(award, name)
    first, second = issued(meeting)
    with transaction():
        revoke(second, reason="误", at=AT, by=OPERATOR)
    assert draw(meeting, Wanted(), url=URL)[1] == [first.id]
    with transaction():
        mark_printed(meeting, [first.id], at=AT, by=OPERATOR)
    make_recipient(award, "丙")
    (third,) = issued(meeting)

    assert draw(meeting, Wanted(new_only=True), url=URL)[1] == [third.id]
    assert draw(meeting, Wanted(), url=URL)[1] == [first.id, third.id]


def test_draw_refuses_when_there_is_nothing(app):
    with pytest.raises(NothingToPrint):
        draw(make_hosted(), Wanted(), url=URL)


def test_draw_with_a_seal_needs_an_approval_and_a_picture_and_each_use_is_recorded(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)
    with pytest.raises(ApprovalMissing):
        draw(meeting, Wanted(), url=URL, sealed=True, approval=" ")
    with pytest.raises(SealMissing):
        draw(meeting, Wanted(), url=URL, sealed=True, approval="〔2020〕12号")
    db.session.rollback()
    with transaction():
        key = storage().put(clean_picture(_seal_png()), ".png")
        seal, _ = set_seal(meeting.society, "江苏省档案学会", file_key=key, at=AT, by=OPERATOR)

    plain, ids = draw(meeting, Wanted(), url=URL)
    sealed, _ = draw(meeting, Wanted(), url=URL, sealed=True, approval="〔2020〕12号")
    with transaction():
        mark_printed(meeting, ids, approval="〔2020〕12号", sealed=True, at=AT, by=OPERATOR)

    seals = [len(PdfReader(io.BytesIO(pdf)).pages[0].images) for pdf in (plain, sealed)]
    assert seals == [0, 1] or seals[1] > seals[0]
    use = entries_of(seal, society_id=meeting.society_id)[0]
    assert (use.action, {value.field: value.after for value in use.values}) == (
        "use-seal", {"unit": "江苏省档案学会", "copies": "1", "ground": "〔2020〕12号"},
    )  # fmt: skip


def test_draw_is_the_same_bytes_for_the_same_certificates(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)

    assert draw(meeting, Wanted(), url=URL)[0] == draw(meeting, Wanted(), url=URL)[0]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Certificate)) == 1
