"""用印申请: asked, decided by who has the right, and counted to the copy."""

import time

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR, actor_of
from meeting.accounts.enums import Role
from meeting.db import db, transaction, uuid7
from meeting.history.queries import entries_of
from meeting.layouts.enums import RequestState
from meeting.layouts.errors import (
    CopiesSpent,
    CopiesUnlikely,
    DeclineReasonMissing,
    NoSealChosen,
    NoSuchRequest,
    OwnRequest,
    PurposeMissing,
    RequestNotApproved,
    RequestOver,
)
from meeting.layouts.models import Seal, SealRequest, SealUse
from meeting.layouts.operations import (
    approve_request,
    ask_for_seals,
    decline_request,
    remove_picture,
    requests,
    take_copies,
    withdraw_request,
)
from meeting.layouts.queries import request_numbered, usable_requests
from meeting.layouts.rules import Stamped
from tests.checkin.test_races import together
from tests.conftest import AT
from tests.factories import make_account
from tests.layouts.making import make_request, make_seal
from tests.meetings.making import sign_in, statements
from tests.registration.making import make_meeting, make_society

DOING = {"at": AT, "by": OPERATOR}


def values(subject, meeting, action):
    found = [entry for entry in entries_of(subject, society_id=meeting.society_id) if entry.action == action]
    return [{value.field: value.after for value in entry.values} for entry in found]


def test_requests_are_numbered_in_the_society(app):
    meeting = make_meeting()
    other = make_meeting(meeting.society, slug="other", title="另一次会议")
    elsewhere = make_meeting(slug="elsewhere", society=make_society("乙省档案学会", "b"))
    seal = make_seal(meeting.society)

    first, second = make_request(meeting, seal, approved=False), make_request(other, seal)
    third = make_request(elsewhere, make_seal(elsewhere.society))

    assert [(each.number, each.state.value) for each in (first, second, third)] == [
        (1, "pending"), (2, "approved"), (1, "approved")
    ]  # fmt: skip
    assert values(first, meeting, "ask-for-seal") == [
        {"request": "1", "seals": "江苏省档案学会", "document": "优秀论文证书", "purpose": "年会颁奖", "copies": "10"}
    ]
    assert (usable_requests(meeting.id), usable_requests(other.id)) == ([], [second])
    with pytest.raises(NoSuchRequest):
        request_numbered(meeting.id, 2)


def test_ask_refuses_what_nobody_could_approve(app):
    meeting = make_meeting()
    seal = make_seal(meeting.society)
    given = {"meeting_id": meeting.id, "document": "证书", "purpose": "颁奖", "copies": 5, **DOING}

    for wrong, error in (
        ({"purpose": "  "}, PurposeMissing), ({"document": ""}, PurposeMissing), ({"copies": 0}, CopiesUnlikely),
        ({"copies": 100_000}, CopiesUnlikely), ({"copies": -1}, CopiesUnlikely),
    ):  # fmt: skip
        with pytest.raises(error), transaction():
            ask_for_seals([seal], **(given | wrong))
    with pytest.raises(NoSealChosen), transaction():
        ask_for_seals([], **given)
    with transaction():
        remove_picture(seal, **DOING)
    with pytest.raises(NoSealChosen), transaction():
        ask_for_seals([seal], **given)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SealRequest)) == 0


@pytest.fixture
def place(app):
    """A meeting of a society whose admin asks, and its seal."""
    meeting = make_meeting()
    with transaction():
        admin = actor_of(make_account("admin", Role.ADMIN, society=meeting.society, name="张管理"))
    return meeting, make_seal(meeting.society), admin


def test_who_asks_does_not_approve_while_another_has_the_right(place):
    meeting, seal, admin = place
    request = make_request(meeting, seal, approved=False, by=admin)
    with transaction():
        keeper = make_account("keeper", Role.SEAL_KEEPER, society=meeting.society, name="李印章")
        make_account("owner", Role.OWNER, society=meeting.society, meeting=meeting, name="王负责")

    with pytest.raises(OwnRequest, match="李印章。") as refused, transaction():
        approve_request(request, at=AT, by=admin)
    assert "王负责" not in str(refused.value)
    assert request.state is RequestState.PENDING
    with transaction():
        approve_request(request, at=AT, by=actor_of(keeper))

    assert (request.state, request.decided_by, request.own) == (RequestState.APPROVED, keeper, False)
    assert values(request, meeting, "approve-seal-request") == [{"request": "1", "copies": "10"}]


def test_who_alone_has_the_right_approves_their_own_and_the_record_says_so(place):
    meeting, seal, admin = place
    request = make_request(meeting, seal, approved=False, by=admin)
    with transaction():
        gone = make_account("keeper", Role.SEAL_KEEPER, society=meeting.society, name="李印章")
        gone.active = False

    with transaction():
        approve_request(request, at=AT, by=admin)

    assert (request.state, request.own) == (RequestState.APPROVED, True)
    assert values(request, meeting, "approve-seal-request") == [{"request": "1", "copies": "10", "own": "True"}]


def test_a_decision_needs_a_request_that_waits(place):
    meeting, seal, _ = place
    declined, withdrawn, approved = (make_request(meeting, seal, approved=False) for _ in range(3))
    with pytest.raises(DeclineReasonMissing), transaction():
        decline_request(declined, reason=" ", **DOING)
    with transaction():
        decline_request(declined, reason="份数不对", **DOING)
        withdraw_request(withdrawn, **DOING)
        approve_request(approved, **DOING)

    for request in (declined, withdrawn, approved):
        with pytest.raises(RequestOver), transaction():
            approve_request(request, **DOING)
    for request in (declined, withdrawn):
        with pytest.raises(RequestOver), transaction():
            decline_request(request, reason="再想", **DOING)
        with pytest.raises(RequestOver), transaction():
            withdraw_request(request, **DOING)
    with transaction():
        decline_request(approved, reason="收回", **DOING)
    assert [each.state.value for each in (declined, withdrawn, approved)] == ["declined", "withdrawn", "declined"]
    with pytest.raises(RequestNotApproved, match="第3号用印申请现在是“未批准”"), transaction():
        take_copies(approved, 1, stamped=[Stamped(seal, 1, "证书")], **DOING)


def test_take_copies_counts_documents_and_notes_each_seal(place):
    meeting, seal, _ = place
    other = make_seal(meeting.society, "江苏省档案馆")
    request = make_request(meeting, seal, other, copies=10)

    with transaction():
        both = [Stamped(seal, 7, "A-0001 … A-0007"), Stamped(other, 3, "A-0002 … A-0004")]
        take_copies(request, 7, stamped=both, **DOING)
    with pytest.raises(CopiesSpent, match="只剩 3 份，这次要印 4 份"), transaction():
        take_copies(request, 4, stamped=[Stamped(seal, 4, "B")], **DOING)
    assert (request.used, request.left, request.state) == (7, 3, RequestState.APPROVED)
    with transaction():
        take_copies(request, 3, stamped=[Stamped(seal, 3, "C")], **DOING)

    assert (request.used, request.state) == (10, RequestState.USED_UP)
    assert [(use.seal, use.copies, use.what, use.actor) for use in request.uses] == [
        (seal, 7, "A-0001 … A-0007", "operator"), (other, 3, "A-0002 … A-0004", "operator"), (seal, 3, "C", "operator")
    ]  # fmt: skip
    assert values(other, meeting, "use-seal") == [
        {"unit": "江苏省档案馆", "copies": "3", "request": "1", "number": "A-0002 … A-0004"}
    ]
    with pytest.raises(CopiesSpent), transaction():
        take_copies(request, 1, stamped=[Stamped(seal, 1, "D")], **DOING)
    assert usable_requests(meeting.id) == []


def test_take_copies_of_one_job_count_once(place):
    meeting, seal, _ = place
    request, job = make_request(meeting, seal, copies=10), uuid7()
    for _ in range(2):
        with transaction():
            take_copies(request, 6, stamped=[Stamped(seal, 6, "A")], job_id=job, **DOING)

    assert (request.used, len(request.uses)) == (6, 1)


def test_take_copies_of_what_was_rolled_back_are_not_taken(place):
    meeting, seal, _ = place
    request = make_request(meeting, seal, copies=10)
    take_copies(request, 10, stamped=[Stamped(seal, 10, "A")], **DOING)
    db.session.rollback()

    assert (request.used, request.state, request.uses) == (0, RequestState.APPROVED, [])


def _race(app, request_id, seal_id):
    """Twelve runs of 3 at once, on a request for 20; how many went through, and what stands in the row."""

    def take(_number):
        with transaction():
            request, seal = db.session.get_one(SealRequest, request_id), db.session.get_one(Seal, seal_id)
            take_copies(request, 3, stamped=[Stamped(seal, 3, "A")], at=AT, by=OPERATOR)

    results = together(app, take, threads=12)
    request = db.session.get_one(SealRequest, request_id)
    printed = db.session.scalar(sa.select(sa.func.sum(SealUse.copies)).where(SealUse.request_id == request_id))
    return [result for result in results if result is not None], request.used, printed


def test_take_copies_at_once_never_exceed_what_was_approved(app):
    meeting = make_meeting()
    seal = make_seal(meeting.society)
    request = make_request(meeting, seal, copies=20)

    refused, used, printed = _race(app, request.id, seal.id)

    assert ([type(error) for error in refused], used, printed) == ([CopiesSpent] * 6, 18, 18)


def _looked_first(request, copies):
    """The fault: reads what is left, then adds."""
    request = db.session.get_one(SealRequest, request.id, populate_existing=True)
    if request.left < copies:
        return False
    time.sleep(0.05)
    db.session.execute(
        sa.update(SealRequest)
        .where(SealRequest.id == request.id)
        .values(used=request.used + copies)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(request)
    return True


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)  # on SQLite a writer is alone anyway
def test_the_race_sees_the_guard_taken_out(app, monkeypatch):
    """The planted fault: without the guarded update, and without the society's turn, more is printed than counted."""
    meeting = make_meeting()
    seal = make_seal(meeting.society)
    request = make_request(meeting, seal, copies=20)
    request_id, seal_id = request.id, seal.id
    monkeypatch.setattr(requests, "_taken", _looked_first)
    monkeypatch.setattr(requests, "take_turn", lambda society_id: None)

    _, used, printed = _race(app, request_id, seal_id)

    assert printed > used


@pytest.mark.parametrize("values", [{"used": 11}, {"used": -1}, {"copies": 0}])
def test_the_database_itself_keeps_the_count(place, values):
    meeting, seal, _ = place
    request = make_request(meeting, seal)

    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.update(SealRequest).where(SealRequest.id == request.id).values(values))


def press(client, path, **data):
    return client.post(path, data={"form_key": str(uuid7()), **data})


@pytest.fixture
def keeper(client, place):
    meeting, _, _ = place
    with transaction():
        make_account("keeper", Role.SEAL_KEEPER, society=meeting.society, name="李印章")
    return sign_in(client, "keeper")


def test_keeper_reads_the_list_and_approves_or_declines(keeper, place):
    meeting, seal, admin = place
    first, second = (make_request(meeting, seal, approved=False, by=admin).id for _ in range(2))
    address = f"/society/{meeting.society.slug}/seal-requests"

    listed = keeper.get(address).text
    page = keeper.get(f"{address}/{first}").text
    approved = press(keeper, f"{address}/{first}/approve")
    silent = press(keeper, f"{address}/{second}/decline", reason="")
    declined = press(keeper, f"{address}/{second}/decline", reason="请先写明份数")
    again = press(keeper, f"{address}/{second}/decline", reason="再说一次")

    assert ("第1号" in listed, "第2号" in listed, "张管理" in listed, meeting.title in listed) == (True,) * 4
    assert "在法律上不是电子印章" in listed
    assert "在法律上不是电子印章" in page
    assert [answer.status_code for answer in (approved, silent, declined, again)] == [302, 422, 302, 409]
    db.session.expire_all()
    states = [db.session.get_one(SealRequest, each) for each in (first, second)]
    assert [(each.state.value, each.reason) for each in states] == [("approved", ""), ("declined", "请先写明份数")]
    assert "请先写明份数" in keeper.get(address).text


def test_the_page_of_ones_own_request_names_who_approves_it(client, place):
    meeting, seal, admin = place
    request = make_request(meeting, seal, approved=False, by=admin).id
    address = f"/society/{meeting.society.slug}/seal-requests/{request}"
    here = sign_in(client, "admin")
    alone = here.get(address).text
    with transaction():
        make_account("keeper", Role.SEAL_KEEPER, society=meeting.society, name="李印章")

    page = here.get(address).text
    refused = press(here, f"{address}/approve")

    assert ("可以由您批准" in alone, "/approve" in alone) == (True, True)
    assert ("李印章" in page, "/approve" in page) == (True, False)
    assert refused.status_code == 403
    assert "请由另一位有审批权的人审批：李印章" in refused.text


def test_a_seals_page_shows_each_use(keeper, place):
    meeting, seal, _ = place
    request, job = make_request(meeting, seal), uuid7()
    with transaction():
        take_copies(request, 4, stamped=[Stamped(seal, 4, "JS-2020-ZS-0001 … 0004")], job_id=job, **DOING)
    seal_id, request_id = seal.id, request.id

    page = keeper.get(f"/society/{meeting.society.slug}/seals/{seal_id}").text
    asked = keeper.get(f"/society/{meeting.society.slug}/seal-requests/{request_id}").text

    said = ("2020-11-20 09:00", "系统管理员（命令行）", ">4<", "JS-2020-ZS-0001 … 0004", meeting.title, "第1号")
    assert [each for each in (*said, str(job)[-12:]) if each not in page] == []
    assert "JS-2020-ZS-0001 … 0004" in asked
    assert "还剩 6 份" in asked


def test_the_list_asks_the_same_number_of_statements_for_1_and_3(keeper, place):
    meeting, seal, admin = place
    address = f"/society/{meeting.society.slug}/seal-requests"
    counts = []
    for more in (1, 2):
        for number in range(more):
            make_request(meeting, seal, make_seal(meeting.society, f"{more}{number}馆"), approved=False, by=admin)
        db.session.remove()
        with statements() as found:
            keeper.get(address)
        counts.append(len(found))
        meeting = db.session.merge(meeting)
        seal = db.session.merge(seal)

    assert counts[0] == counts[1]
