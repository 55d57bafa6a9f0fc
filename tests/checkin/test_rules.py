"""Rules of gates: who, when, how often, which way; and letting in all the same."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.enums import GateKind, Passing, Refusal, RuleKind, ScanMethod, ScanResult, Shown, Way
from meeting.checkin.models import Attendance, Gate, Scan
from meeting.checkin.operations.gates import HoursEmpty, Rule, add_gate, set_rules
from meeting.checkin.operations.scans import Asked, NothingToOverride, OverrideReasonMissing, Settled, take
from meeting.checkin.queries.admissions import wrongly_settled
from meeting.checkin.queries.attendance import figures_at, overview
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Guest, Meeting
from meeting.registration.enums import Category
from tests.checkin.making import make_code, make_confirmed, make_gates, make_session_gate, make_staff, scan, sign_in
from tests.conftest import AT
from tests.registration.making import make_sub_forum

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def gate(meeting: Meeting) -> Gate:
    make_gates(meeting)
    with transaction():
        return add_gate(meeting, "晚宴", kind=GateKind.MEETING, at=AT, by=OPERATOR)


def given(gate: Gate, *rules: Rule, passing: Passing = Passing.ONCE) -> None:
    with transaction():
        set_rules(gate, passing, rules, at=AT, by=OPERATOR)


def outcome(found: Scan) -> tuple[ScanResult, Refusal | None, Refusal | None]:
    return found.result, found.refusal, found.warning


def stays() -> list[tuple[datetime, datetime | None]]:
    rows = sa.select(Attendance.at, Attendance.left_at).order_by(Attendance.delegate_id, Attendance.entry)
    return [tuple(row) for row in db.session.execute(rows)]


def test_categories_are_alternatives_and_who_is_none_of_them_is_refused(meeting: Meeting, gate: Gate) -> None:
    given(gate, *(Rule(RuleKind.CATEGORY, category=each) for each in (Category.GUEST, Category.MEDIA)))
    media, staff = make_confirmed(meeting, category=Category.MEDIA), make_confirmed(meeting, category=Category.STAFF)

    assert outcome(scan(meeting, gate, make_code(media))) == (ScanResult.ADMITTED, None, None)
    assert outcome(scan(meeting, gate, make_code(staff))) == (ScanResult.REFUSED, Refusal.WRONG_CATEGORY, None)
    assert overview(meeting, [gate], AT)[gate.id] == (1, 1)
    assert (figures_at(gate, AT).present, figures_at(gate, AT).expected) == (1, 1)


def test_rule_that_warns_lets_in_and_says_so(meeting: Meeting, gate: Gate) -> None:
    given(gate, Rule(RuleKind.CATEGORY, warns=True, category=Category.GUEST))
    code = make_code(make_confirmed(meeting))

    assert outcome(scan(meeting, gate, code)) == (ScanResult.ADMITTED, None, Refusal.WRONG_CATEGORY)
    assert len(stays()) == 1


def test_hours_are_half_open_and_several_days_are_alternatives(meeting: Meeting, gate: Gate) -> None:
    given(gate, *(Rule(RuleKind.HOURS, from_at=AT + day, until_at=AT + day + 60 * MINUTE) for day in (0 * DAY, DAY)))
    times = [-MINUTE, 0 * MINUTE, 59 * MINUTE, 60 * MINUTE, DAY, DAY + 60 * MINUTE]
    codes = [make_code(make_confirmed(meeting, f"甲{number}")) for number in range(len(times))]

    found = [scan(meeting, gate, code, at=AT + time).refusal for code, time in zip(codes, times, strict=True)]

    no = Refusal.OUT_OF_HOURS
    assert found == [no, None, None, no, None, no]


def test_sub_forums_gate_is_made_with_its_rule_and_the_organiser_may_take_it_off(meeting: Meeting) -> None:
    forum = make_sub_forum(meeting)
    gate = make_session_gate(meeting, forum)
    code = make_code(make_confirmed(meeting))

    before = scan(meeting, gate, code)
    given(gate)
    after = scan(meeting, gate, code)

    assert (before.refusal, after.result) == (Refusal.NOT_ENROLLED, ScanResult.ADMITTED)


def test_every_kind_must_be_met_and_the_strict_one_decides(meeting: Meeting, gate: Gate) -> None:
    given(
        gate, Rule(RuleKind.CATEGORY, warns=True, category=Category.GUEST), Rule(RuleKind.HOURS, from_at=AT + DAY),
    )  # fmt: skip
    code = make_code(make_confirmed(meeting))

    assert outcome(scan(meeting, gate, code)) == (ScanResult.REFUSED, Refusal.OUT_OF_HOURS, None)
    assert outcome(scan(meeting, gate, code, at=AT + DAY)) == (ScanResult.ADMITTED, None, Refusal.WRONG_CATEGORY)


def test_once_a_day_counts_by_the_meetings_own_midnight(meeting: Meeting, gate: Gate) -> None:
    given(gate, passing=Passing.DAILY)
    code = make_code(make_confirmed(meeting))
    late = datetime.fromisoformat("2020-12-08T23:59:00+08:00")

    found = [scan(meeting, gate, code, at=at).result for at in (late, late, late + 2 * MINUTE)]

    assert found == [ScanResult.ADMITTED, ScanResult.REPEATED, ScanResult.ADMITTED]
    assert [at for at, _ in stays()] == [late, late + 2 * MINUTE]
    assert [overview(meeting, [gate], at)[gate.id][0] for at in (late, late + 2 * MINUTE, late + DAY * 2)] == [1, 1, 0]


def test_in_and_out_counts_who_is_inside_and_how_long_they_stayed(meeting: Meeting, gate: Gate) -> None:
    given(gate, passing=Passing.IN_OUT)
    code = make_code(make_confirmed(meeting))

    ways = [(Way.OUT, 0), (Way.IN, 1), (Way.IN, 2), (Way.OUT, 31), (Way.OUT, 32), (Way.IN, 40)]
    found = [scan(meeting, gate, code, way=way, at=AT + minute * MINUTE).result for way, minute in ways]

    assert found == [
        ScanResult.REPEATED, ScanResult.ADMITTED, ScanResult.REPEATED, ScanResult.LEFT, ScanResult.REPEATED,
        ScanResult.ADMITTED,
    ]  # fmt: skip
    assert stays() == [(AT + MINUTE, AT + 31 * MINUTE), (AT + 40 * MINUTE, None)]
    assert overview(meeting, [gate], AT)[gate.id] == (1, 1)
    assert wrongly_settled(meeting) == []


def test_rules_dont_keep_anybody_from_leaving(meeting: Meeting, gate: Gate) -> None:
    given(gate, Rule(RuleKind.HOURS, until_at=AT + MINUTE), passing=Passing.IN_OUT)
    code = make_code(make_confirmed(meeting))
    scan(meeting, gate, code)

    assert scan(meeting, gate, code, way=Way.OUT, at=AT + DAY).result is ScanResult.LEFT


def test_how_often_is_changed_and_attendance_is_added_up_anew(meeting: Meeting, gate: Gate) -> None:
    given(gate, passing=Passing.DAILY)
    code = make_code(make_confirmed(meeting))
    for at in (AT, AT + DAY):
        scan(meeting, gate, code, at=at)

    given(gate, passing=Passing.ONCE)
    once = stays()
    given(gate, passing=Passing.DAILY)

    assert (once, stays()) == ([(AT, None)], [(AT, None), (AT + DAY, None)])
    assert wrongly_settled(meeting) == []


def test_hours_that_end_before_they_begin_are_refused(gate: Gate) -> None:
    with pytest.raises(HoursEmpty):
        given(gate, Rule(RuleKind.HOURS, from_at=AT, until_at=AT))

    assert gate.rules == []


def let_in(meeting: Meeting, gate: Gate, refused_id: UUID, reason: str) -> Settled:
    """By somebody who may."""
    asked = Asked(
        uuid7(), gate, ScanMethod.SEARCH, AT, OPERATOR, overrides=refused_id, reason=reason, may_override=True
    )
    with transaction():
        return take(meeting, [asked], received_at=AT)[0]


def test_let_in_admits_whom_a_rule_refused_and_keeps_why(meeting: Meeting, gate: Gate) -> None:
    given(gate, Rule(RuleKind.CATEGORY, category=Category.GUEST))
    delegate = make_confirmed(meeting)
    refused = scan(meeting, gate, make_code(delegate))

    found = let_in(meeting, gate, refused.id, "会长同意").scan

    assert outcome(found) == (ScanResult.ADMITTED, None, Refusal.WRONG_CATEGORY)
    assert (found.names_id, found.reason, found.delegate_id) == (refused.id, "会长同意", delegate.id)
    assert len(stays()) == 1


def test_let_in_needs_a_reason_and_a_refusal_that_a_person_may_answer_for(meeting: Meeting, gate: Gate) -> None:
    given(gate, Rule(RuleKind.CATEGORY, category=Category.GUEST))
    refused = scan(meeting, gate, make_code(make_confirmed(meeting)))
    forged = scan(meeting, gate, make_code(make_confirmed(meeting, "李四"))[:-9])
    guest = scan(meeting, gate, make_code(make_confirmed(meeting, "王五", category=Category.GUEST)))

    errors = [
        let_in(meeting, gate, refused.id, "").error,
        *(let_in(meeting, gate, one.id, "会长同意").error for one in (forged, guest)),
    ]

    assert [type(error) for error in errors] == [OverrideReasonMissing, NothingToOverride, NothingToOverride]
    assert db.session.scalar(sa.select(sa.func.count(Scan.id))) == 3


def test_only_organisers_let_in_at_the_staffs_gate(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    given(gate, Rule(RuleKind.CATEGORY, category=Category.GUEST))
    url = f"/check-in/{meeting.slug}/{gate.id}/scans"
    code, answers = make_code(make_confirmed(meeting)), []
    for role in (Role.CHECK_IN, Role.ORGANISER):
        sign_in(client, make_staff(meeting, role))
        refused = client.post(url, json={"id": str(uuid7()), "code": code, "method": "camera"})
        body = {"id": str(uuid7()), "overrides": refused.json["id"], "reason": "会长同意"}
        answers.append(client.post(url, json=body, headers={"Accept": "application/json"}))

    assert [answer.status_code for answer in answers] == [403, 200]
    assert answers[0].json["code"] == "override-not-allowed"
    assert (answers[1].json["result"], answers[1].json["sentence"]) == ("admitted", "已放行：会长同意")


def test_gate_shows_what_the_organiser_chose(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    forum = make_sub_forum(meeting)
    more = {"unit_name": "常州市档案馆", "post": "科长", "remarks": "轮椅", "diet": "清真"}
    delegate = make_confirmed(meeting, sub_forum=forum, **more)
    code, url = make_code(delegate), f"/check-in/{meeting.slug}/{gate.id}/scans"

    def lines() -> list[str]:
        return client.post(url, json={"id": str(uuid7()), "code": code, "method": "camera"}).json["lines"]

    usual = lines()
    with transaction():
        set_rules(gate, Passing.ONCE, [], shows=[Shown.POST, Shown.REMARKS, Shown.DIET], at=AT, by=OPERATOR)
    chosen = lines()
    with transaction():
        set_rules(gate, Passing.ONCE, [], shows=[Shown.POST], at=AT, by=OPERATOR)

    assert usual == ["常州市档案馆", "正式代表 · 档案信息化分会"]
    assert chosen == ["科长", "清真", "轮椅"]
    assert lines() == ["科长"]


def test_arrival_of_a_guest_calls_their_host(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    alone, hosted = (make_confirmed(meeting, name, category=Category.GUEST) for name in ("嘉宾甲", "嘉宾乙"))
    with transaction():
        db.session.add(Guest(meeting=meeting, person=hosted.person, position=1, received_by="接待组李华"))
    url = f"/check-in/{meeting.slug}/{gate.id}/scans"

    said = [
        client.post(url, json={"id": str(uuid7()), "code": make_code(each), "method": "camera"}).json["sentence"]
        for each in (alone, hosted, make_confirmed(meeting, "张三"))
    ]

    assert said == ["特邀嘉宾到了，请通知接待组。", "特邀嘉宾到了，请通知：接待组李华。", ""]


def test_settings_page_keeps_what_was_typed_and_shows_it(client: FlaskClient, meeting: Meeting, gate: Gate) -> None:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    url = f"/desk/{meeting.slug}/gates/{gate.id}/settings"
    typed = {
        "form_key": str(uuid7()), "name": "晚宴", "passing": "daily", "categories": ["guest", "media"],
        "categories_warn": "1", "hours-0-from_at": "2020-12-08T18:00", "hours-0-until_at": "2020-12-08T17:00",
        "quorum": "30", "shows": ["unit", "remarks"],
    }  # fmt: skip

    refused = client.post(url, data=typed)
    saved = client.post(url, data={**typed, "form_key": str(uuid7()), "hours-0-until_at": "2020-12-08T20:00"})
    page = client.get(url).text

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert 'value="2020-12-08T17:00"' in refused.text
    assert "结束要晚于开始" in refused.text
    assert gate.passing is Passing.DAILY
    assert [(rule.kind, rule.category, rule.warns) for rule in gate.rules] == [
        (RuleKind.CATEGORY, Category.GUEST, True), (RuleKind.CATEGORY, Category.MEDIA, True),
        (RuleKind.HOURS, None, False),
    ]  # fmt: skip
    assert gate.rules[2].from_at == datetime.fromisoformat("2020-12-08T18:00:00+08:00")
    assert 'value="2020-12-08T20:00"' in page
    assert page.count(" checked") == 4
    assert (gate.quorum, [each.what for each in gate.shows]) == (30, [Shown.UNIT, Shown.REMARKS])
