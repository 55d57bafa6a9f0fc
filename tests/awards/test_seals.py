"""From asking for a seal to the sealed certificate, on the meeting's pages and at the command line."""

import io

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.awards.models import Certificate
from meeting.db import db, transaction, uuid7
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.layouts.enums import SealKind
from meeting.layouts.models import SealRequest, SealUse
from meeting.layouts.operations import decline_request
from meeting.printing.models import PrintedItem
from meeting.storage.folder import storage
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.conftest import AT
from tests.factories import make_account
from tests.layouts.making import make_request, make_seal, with_signature
from tests.meetings.making import sign_in

DESK = "/desk/changzhou-2020"
ASK = f"{DESK}/seal-requests"
PRINT = f"{DESK}/print/honour"


@pytest.fixture
def meeting(app):
    meeting = make_hosted()
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting, name="赵颁奖")
        make_account("keeper", Role.SEAL_KEEPER, society=meeting.society, name="李印章")
    award = make_award(meeting)
    for name in ("甲", "乙"):
        make_recipient(award, name)
    issued(meeting)
    return meeting


@pytest.fixture
def staff(app, meeting):
    return sign_in(app.test_client(), "ceremony")


def post(client, path, **data):
    return client.post(path, data={"form_key": str(uuid7()), **data})


def only(model):
    db.session.expire_all()
    return db.session.scalars(sa.select(model)).one()


def test_from_request_over_approval_to_print_each_copy_is_counted(app, meeting, staff):
    seal, signature = make_seal(meeting.society), make_seal(meeting.society, "张三", SealKind.SIGNATURE)
    form = staff.get(ASK).text
    seals = [str(seal.id), str(signature.id)]
    asked = post(staff, ASK, seals=seals, document="优秀论文证书", copies="3", purpose="年会颁奖")
    request = only(SealRequest)
    offered = staff.get(PRINT).text
    too_early = post(staff, PRINT, which="all", approval="1")

    assert ("江苏省档案学会（公章）" in form, "张三（签名）" in form, 'value="2"' in form) == (True, True, True)
    assert (asked.status_code, request.asked_by.name, request.copies) == (302, "赵颁奖", 3)
    assert "第1号：" not in offered
    assert (too_early.status_code, "请从列出的里面选一个" in too_early.text) == (422, True)

    keeper = sign_in(app.test_client(), "keeper")
    assert post(keeper, f"/society/jsda/seal-requests/{request.id}/approve").status_code == 302
    assert "第1号：优秀论文证书，江苏省档案学会、张三，还可印 3 份" in staff.get(PRINT).text
    placeless = post(staff, PRINT, which="all", approval="1", layout="gallery:honour-gold")
    assert (placeless.status_code, "上没有印“张三”签名的位置" in placeless.text) == (409, True)
    printed = post(staff, PRINT, which="all", approval="1", layout=with_signature(meeting.society))
    run_waiting(app)

    job, use = only(Job), db.session.scalars(sa.select(SealUse).where(SealUse.seal_id == seal.id)).one()
    assert (printed.status_code, job.state.value) == (302, "done")
    assert len(PdfReader(io.BytesIO(storage().get(job.file_key))).pages) == 2
    assert (use.copies, use.seal_id, use.job_id, use.actor) == (2, seal.id, job.id, "赵颁奖")
    assert only(SealRequest).used == 2
    spent = post(staff, PRINT, which="all", approval="1")
    assert spent.status_code == 409
    assert "只剩 1 份，这次要印 2 份" in spent.text


def test_ask_refuses_and_keeps_what_was_typed(meeting, staff):
    seal = make_seal(meeting.society)
    given = {"seals": str(seal.id), "document": "某证书", "copies": "3", "purpose": "某事由"}

    refused = {
        wrong: post(staff, ASK, **(given | {wrong: value}))
        for wrong, value in (("seals", []), ("copies", "0"), ("document", " "), ("purpose", ""))
    }
    many, stranger = post(staff, ASK, **(given | {"copies": "９９"})), post(staff, ASK, **(given | {"seals": "999"}))

    assert {wrong: answer.status_code for wrong, answer in refused.items()} == dict.fromkeys(refused, 422)
    assert "请至少选一枚印章" in refused["seals"].text
    assert ('value="某证书"' in refused["copies"].text, "某事由" in refused["copies"].text) == (True, True)
    assert (many.status_code, stranger.status_code) == (302, 422)  # full-width digits are digits
    assert only(SealRequest).copies == 99


def test_ask_says_what_to_do_where_there_is_no_picture(meeting, staff):
    page = staff.get(ASK).text

    assert "学会还没有印章图片" in page
    assert "在法律上不是电子印章" in page
    assert post(staff, ASK, document="证书", copies="3", purpose="颁奖").status_code == 422


def test_ask_refuses_a_seal_that_nothing_here_would_carry(meeting, staff):
    ours, theirs = make_seal(meeting.society, "江苏省档案馆"), make_seal(meeting.society, "江苏省测绘学会")
    given = {"document": "某证书", "copies": "3", "purpose": "某事由"}

    refused = post(staff, ASK, seals=[str(ours.id), str(theirs.id)], **given)

    assert (refused.status_code, "“江苏省测绘学会”不是这个会议的主办单位" in refused.text) == (422, True)
    assert ('value="某证书"' in refused.text, db.session.scalars(sa.select(SealRequest)).all()) == (True, [])
    assert post(staff, ASK, seals=[str(ours.id)], **given).status_code == 302


def test_ask_takes_one_signature(meeting, staff):
    signatures = [make_seal(meeting.society, name, SealKind.SIGNATURE) for name in ("张三", "李四")]

    several = post(staff, ASK, seals=[str(one.id) for one in signatures], document="证书", copies="3", purpose="颁奖")

    assert (several.status_code, "只印一个签名" in several.text) == (422, True)
    assert db.session.scalars(sa.select(SealRequest)).all() == []


def test_withdraw_ends_a_request_and_its_place_among_the_choices(meeting, staff):
    request = make_request(meeting, make_seal(meeting.society)).id

    withdrawn = post(staff, f"{ASK}/{request}/withdraw")
    again = post(staff, f"{ASK}/{request}/withdraw")

    assert (withdrawn.status_code, again.status_code, only(SealRequest).state.value) == (302, 409, "withdrawn")
    assert "第1号：" not in staff.get(PRINT).text


def test_a_job_that_fails_takes_no_copy_and_leaves_no_sealed_file(app, meeting, staff):
    request = make_request(meeting, make_seal(meeting.society))
    post(staff, PRINT, which="all", approval="1")
    with transaction():
        for certificate in db.session.scalars(sa.select(Certificate)):
            certificate.content = certificate.content.replace(certificate.names, "张🀀")
    run_waiting(app)

    job = only(Job)
    assert (job.state.value, "🀀" in job.message) == ("failed", True)
    assert (only(SealRequest).used, db.session.scalars(sa.select(SealUse)).all()) == (0, [])
    assert db.session.get_one(SealRequest, request.id).state.value == "approved"


def test_a_request_that_is_declined_while_the_job_waits_stops_it(app, meeting, staff):
    request = make_request(meeting, make_seal(meeting.society))
    post(staff, PRINT, which="all", approval="1")
    with transaction():
        decline_request(request, reason="先别印", at=AT, by=OPERATOR)
    files = len([path for path in storage().root.rglob("*") if path.is_file()])
    run_waiting(app)

    job = only(Job)
    assert (job.state.value, "现在是“未批准”" in job.message) == ("failed", True)
    assert len([path for path in storage().root.rglob("*") if path.is_file()]) == files
    assert db.session.scalars(sa.select(PrintedItem)).all() == []


def test_the_command_prints_on_a_request_by_its_number(app, meeting, tmp_path):
    make_request(meeting, make_seal(meeting.society), copies=3)
    out = tmp_path / "证书.pdf"
    runner = app.test_cli_runner()
    command = ["certificates", "print", "--meeting", meeting.slug, "-o", str(out)]

    done = runner.invoke(args=[*command, "--approval", "1"])
    printed = out.read_bytes()
    again = runner.invoke(args=[*command, "--approval", "1"])
    unknown = runner.invoke(args=[*command, "--approval", "7"])
    no_folder = runner.invoke(args=[*command[:-1], str(tmp_path / "no" / "x.pdf"), "--approval", "1", "--new"])

    assert done.exit_code == 0, done.output
    assert len(PdfReader(io.BytesIO(printed)).pages) == 2
    assert (again.exit_code != 0, unknown.exit_code != 0, no_folder.exit_code != 0) == (True, True, True)
    assert "只剩 1 份" in str(again.exception) + again.output
    assert "没有第7号用印申请" in str(unknown.exception) + unknown.output
    assert (only(SealRequest).used, only(SealUse).job_id, out.read_bytes()) == (2, None, printed)
