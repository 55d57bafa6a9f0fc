"""Signed certificates, from the operator's two files to the page and the command."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from pyhanko.pdf_utils.reader import PdfFileReader

from meeting import clock
from meeting.accounts.enums import Role
from meeting.db import db, transaction, uuid7
from meeting.documents.signing import SignerUnusable
from meeting.history.models import Entry
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.layouts.signing import SignerMissing, SigningFileOpen, has_signer, signer_of
from meeting.storage.folder import storage
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.documents.certificate_keys import PASSWORD, make_pkcs12
from tests.factories import make_account
from tests.meetings.making import sign_in

DESK = "/desk/changzhou-2020"
PRINT = f"{DESK}/print/honour"


@pytest.fixture
def meeting(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issued(meeting)
    return meeting


@pytest.fixture
def staff(client, meeting):
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
    return sign_in(client, "ceremony")


def keep(app, meeting, data=None, password=PASSWORD, mode=0o600):
    """The operator's files."""
    folder = app.config["MEETING"].instance / "signing"
    folder.mkdir(exist_ok=True)
    data = data or make_pkcs12(clock.now().replace(microsecond=0) - timedelta(days=1))
    for suffix, text in ((".p12", data), (".password", f"{password}\n".encode())):
        file = folder / f"{meeting.society.slug}{suffix}"
        file.write_bytes(text)
        file.chmod(mode)


def signatures(pdf):
    return len(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)


def test_signer_of_wants_files_that_only_the_operator_reads(app, meeting):
    society = meeting.society
    assert has_signer(society) is False
    with pytest.raises(SignerMissing, match=f"signing/{society.slug}.p12"):
        signer_of(society)
    keep(app, meeting, mode=0o640)
    with pytest.raises(SigningFileOpen):
        signer_of(society)
    keep(app, meeting, password="wrong")
    with pytest.raises(SignerUnusable):
        signer_of(society)
    keep(app, meeting)

    assert (has_signer(society), signer_of(society).name) == (True, "江苏省档案学会")


def test_the_page_offers_a_signature_where_there_is_a_certificate(app, meeting, staff):
    without = staff.get(PRINT).text
    keep(app, meeting)
    page = staff.get(PRINT).text
    post = {"which": "all", "signed": "y"}
    answer = staff.post(PRINT, data={"form_key": str(uuid7()), **post})
    run_waiting(app)

    job = db.session.scalars(sa.select(Job)).one()
    assert ("给 PDF 签名" in without, "给 PDF 签名" in page) == (False, True)
    assert (answer.status_code, job.state.value, signatures(storage().get(job.file_key))) == (302, "done", 1)
    entry = db.session.scalars(sa.select(Entry).where(Entry.action == "print-cards")).one()
    assert {value.field: value.after for value in entry.values}["signed"] == "True"


def test_the_page_refuses_before_the_job_where_the_certificate_does_not_open(app, meeting, staff):
    keep(app, meeting, password="wrong")

    answer = staff.post(PRINT, data={"form_key": str(uuid7()), "which": "all", "signed": "y"})

    assert answer.status_code == 409
    assert "签名证书打不开" in answer.text
    assert db.session.scalars(sa.select(Job)).all() == []


def test_the_command_signs_where_it_is_asked(app, meeting, tmp_path):
    keep(app, meeting)
    out, plain = tmp_path / "signed.pdf", tmp_path / "plain.pdf"
    command = ["certificates", "print", "--meeting", meeting.slug, "-o"]

    signed = app.test_cli_runner().invoke(args=[*command, str(out), "--sign"])
    unsigned = app.test_cli_runner().invoke(args=[*command, str(plain)])

    assert (signed.exit_code, unsigned.exit_code) == (0, 0), signed.output
    assert [signatures(file.read_bytes()) for file in (out, plain)] == [1, 0]


def test_the_command_leaves_no_unsigned_file_behind_a_refusal(app, meeting, tmp_path):
    out = tmp_path / "signed.pdf"

    done = app.test_cli_runner().invoke(
        args=["certificates", "print", "--meeting", meeting.slug, "-o", str(out), "--sign"]
    )

    assert done.exit_code != 0
    assert "没有签名证书" in str(done.exception) + done.output
    assert not out.exists()
