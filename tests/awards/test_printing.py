"""Certificates to print: which ones, what stands on them, the same bytes again."""

import io
from dataclasses import replace

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from meeting.accounts.actors import OPERATOR
from meeting.awards.cards import Certificates, certificate_subject
from meeting.awards.codes import code_text, verify_url
from meeting.awards.enums import AwardKind
from meeting.awards.errors import CertificateEnded, SealMissing
from meeting.awards.models import Certificate
from meeting.awards.operations import revoke
from meeting.awards.verification import code_of, verify_code
from meeting.db import db, transaction
from meeting.documents.layouts.kinds import Kind
from meeting.history.queries import entries_of
from meeting.layouts.enums import SealKind
from meeting.layouts.errors import CopiesSpent, RequestNotApproved, SealNotAsked, StampPlaceMissing
from meeting.layouts.operations import remove_picture
from meeting.printing.drawing import draw, keep, prepare
from meeting.printing.errors import NothingToPrint
from meeting.printing.items import PrintOrder
from meeting.printing.models import PrintRun
from tests.awards.making import issued, make_award, make_hosted, make_recipient, the_meeting
from tests.conftest import AT
from tests.databases import URL
from tests.documents.reading import codes_on, picture_of, text_of
from tests.layouts.making import make_request, make_seal, with_signature

HONOURS = PrintOrder(Kind.HONOUR)
NEW = PrintOrder(Kind.HONOUR, new_only=True)


def _drawn(meeting, *orders):
    """The file, and whose certificates are in it."""
    prepared = [prepare(meeting, order, by=OPERATOR) for order in orders]
    subjects = [item.subject for one in prepared for item in one.items]
    return draw(prepared), subjects


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
        assert code == verify_url(URL, code_text(code_of(certificate)))
        assert verify_code(code).number == certificate.number


def test_draw_leaves_out_revoked_ones_and_prints_new_ones_after_the_last_printing(app):
    meeting = make_hosted()
    award = make_award(meeting)
    for name in ("甲", "乙"):
        make_recipient(award, name)
    kept, revoked = issued(meeting)
    first = certificate_subject(kept.id)
    with transaction():
        revoke(revoked, reason="误", at=AT, by=OPERATOR)
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


def test_draw_with_a_seal_needs_an_approved_request_with_copies_left_and_a_picture(app):
    meeting = make_hosted()
    for name in ("甲", "乙"):
        make_recipient(make_award(meeting) if name == "甲" else make_award(meeting, "优秀组织"), name)
    issued(meeting)
    seal, other = make_seal(meeting.society), make_seal(meeting.society, "江苏省档案馆")
    waiting, short = make_request(meeting, seal, approved=False), make_request(meeting, seal, copies=1)
    of_another, fitting = make_request(meeting, other), make_request(meeting, seal, copies=2)

    for request, error in ((waiting, RequestNotApproved), (short, CopiesSpent), (of_another, SealNotAsked)):
        with pytest.raises(error):
            _drawn(meeting, _sealed(request))
    sealed, subjects = _drawn(meeting, _sealed(fitting))
    with transaction():
        remove_picture(seal, at=AT, by=OPERATOR)
    with pytest.raises(SealMissing):
        _drawn(meeting, _sealed(fitting))
    plain, _ = _drawn(meeting, HONOURS)

    assert len(subjects) == 2
    assert [_pictures(pdf) for pdf in (plain, sealed)] == [[1, 1], [2, 2]]  # the QR code; the seal


def _pictures(pdf):
    """How many stand on each page."""
    return [len({image.name for image in page.images}) for page in PdfReader(io.BytesIO(pdf)).pages]


def _sealed(request):
    return PrintOrder(Kind.HONOUR, approval=request.number)


def test_printing_takes_the_copies_and_notes_each_seal(app):
    meeting = make_hosted()
    award, other = make_award(meeting), make_award(meeting, "优秀组织", issuer_name="江苏省档案馆")
    for name in ("甲", "乙"):
        make_recipient(award, name)
    make_recipient(other, "丙")
    issued(meeting)
    seals = [make_seal(meeting.society), make_seal(meeting.society, "江苏省档案馆")]
    request = make_request(meeting, *seals, copies=5)
    again = prepare(meeting, _sealed(request), by=OPERATOR)

    _print(meeting, _sealed(request))
    with pytest.raises(CopiesSpent), transaction():
        keep(meeting, again, at=AT, by=OPERATOR)

    assert (request.used, [(use.seal, use.copies) for use in request.uses]) == (3, [(seals[0], 2), (seals[1], 1)])
    assert [use.what for use in request.uses] == ["JSSDAXH-2020-ZS-0001 … JSSDAXH-2020-ZS-0002", "JSSDAG-2020-ZS-0001"]
    (use,) = [entry for entry in entries_of(seals[0], society_id=meeting.society_id) if entry.action == "use-seal"]
    assert {value.field: value.after for value in use.values} == {
        "unit": "江苏省档案学会", "copies": "2", "request": "1", "number": request.uses[0].what
    }  # fmt: skip


def test_draw_is_the_same_bytes_for_the_same_certificates(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)

    assert _drawn(meeting, HONOURS)[0] == _drawn(meeting, HONOURS)[0]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Certificate)) == 1


def test_a_certificate_that_is_revoked_while_it_is_drawn_is_not_printed_and_takes_no_copy(app):
    meeting = make_hosted()
    for name in ("甲", "乙"):
        make_recipient(make_award(meeting) if name == "甲" else make_award(meeting, "优秀组织"), name)
    issued(meeting)
    request = make_request(meeting, make_seal(meeting.society), copies=2)
    drawing = prepare(meeting, _sealed(request), by=OPERATOR)
    revoked = db.session.scalars(sa.select(Certificate).order_by(Certificate.id)).first()
    with transaction():
        revoke(revoked, reason="误", at=AT, by=OPERATOR)

    with pytest.raises(CertificateEnded, match=revoked.number), transaction():
        keep(meeting, drawing, at=AT, by=OPERATOR)

    assert (request.used, db.session.scalars(sa.select(PrintRun)).all()) == (0, [])


def test_a_request_for_a_signature_alone_leaves_the_seals_places_blank(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)
    signature = make_seal(meeting.society, "王理事长", SealKind.SIGNATURE)
    request = make_request(meeting, signature)
    order = replace(_sealed(request), layout=with_signature(meeting.society))

    drawn, _ = _drawn(meeting, order)
    _print(meeting, order)

    assert _pictures(drawn) == [2]  # the QR code, the signature
    assert [(use.seal, use.copies) for use in request.uses] == [(signature, 1)]


@pytest.mark.parametrize("layout", ["gallery:honour-gold", "preprinted"])
def test_what_has_no_place_on_the_layout_is_neither_printed_nor_counted(app, layout):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)
    request = make_request(
        meeting, make_seal(meeting.society), make_seal(meeting.society, "王理事长", SealKind.SIGNATURE)
    )  # fmt: skip
    if layout == "preprinted":  # the paper has it already
        order = replace(_sealed(request), layout=with_signature(meeting.society, preprinted=True), words_only=True)
    else:
        order = replace(_sealed(request), layout=layout)

    with pytest.raises(StampPlaceMissing, match=r"没有印“王理事长”签名的位置"):
        prepare(meeting, order, by=OPERATOR)

    assert (request.used, request.uses) == (0, [])


def test_a_signature_without_a_picture_any_more_is_refused(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)
    seal, signature = make_seal(meeting.society), make_seal(meeting.society, "王理事长", SealKind.SIGNATURE)
    request = make_request(meeting, seal, signature)
    with transaction():
        remove_picture(signature, at=AT, by=OPERATOR)

    with pytest.raises(SealMissing, match="王理事长"):
        prepare(meeting, _sealed(request), by=OPERATOR)


def test_a_proof_carries_no_seal_whatever_was_approved(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)
    request = make_request(meeting, make_seal(meeting.society))
    proof = replace(_sealed(request), sample=True)

    pdf, _ = _drawn(meeting, proof)
    _print(meeting, proof)

    assert _pictures(pdf) == [1]  # the QR code
    assert request.used == 0
