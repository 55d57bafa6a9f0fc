"""Two entries of one person who both take part in one meeting: one delegate, with all that either had."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.checkin.cards import Badges
from meeting.checkin.enums import Refusal, ScanResult
from meeting.checkin.models import Attendance, Badge, Leave, Scan
from meeting.checkin.operations.badges import ensure_badge
from meeting.checkin.operations.leaves import excuse
from meeting.checkin.queries.attendance import figures_at
from meeting.checkin.queries.cards import badge_subject
from meeting.db import Base, db, transaction
from meeting.documents.layouts.kinds import Kind
from meeting.history.queries import entries_of
from meeting.identity.operations import merge_persons
from meeting.printing.items import PrintOrder
from meeting.printing.operations.runs import remember_run
from meeting.printing.standing import select, standing
from meeting.registration.enums import Category, DelegateState, EnrolmentState
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import cancel
from meeting.registration.operations.links import give_link
from meeting.registration.queries.enrolments import seats_mismatched
from meeting.registration.queries.links import delegate_by_link
from tests.checkin.making import make_code, make_confirmed, make_gates, scan
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_sub_forum

LATER = AT + timedelta(hours=1)
ENROLLED, WAITING = EnrolmentState.ENROLLED, EnrolmentState.WAITING


def _merge(kept, gone):
    with transaction():
        merge_persons(kept.person, gone.person, at=LATER, by=OPERATOR)


def _lost(delegate):
    (entry,) = (entry for entry in entries_of(delegate, society_id=delegate.meeting.society_id)
                if entry.action == "merge-delegates")  # fmt: skip
    return {value.field: (value.before, value.after) for value in entry.values}


def test_links_of_a_delegate_are_those_that_merging_moves(app):
    referring = {
        column.table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == "delegate"
    }

    assert referring == {"attendance", "badge", "enrolment", "handed_out", "leave", "receipt_row", "scan"}


def test_merge_keeps_the_only_badge_working(app):
    meeting = make_meeting()
    _, door = make_gates(meeting)
    kept, gone = make_confirmed(meeting, "王堃"), make_confirmed(meeting, "王堃")
    code = make_code(gone)

    _merge(kept, gone)

    read = scan(meeting, door, code)
    assert (read.result, read.delegate_id) == (ScanResult.ADMITTED, kept.id)
    assert "badge" not in _lost(kept)


@pytest.mark.parametrize("printed", ["neither", "gone's", "both"])
def test_merge_of_two_badges_leaves_the_one_that_may_be_worn(app, printed):
    meeting = make_meeting()
    _, door = make_gates(meeting)
    kept, gone = make_confirmed(meeting, "王堃"), make_confirmed(meeting, "王堃")
    codes = [make_code(each) for each in (kept, gone)]
    for delegate in {"neither": [], "gone's": [gone], "both": [kept, gone]}[printed]:
        _print(delegate)

    _merge(kept, gone)

    holds = 1 if printed == "gone's" else 0
    assert scan(meeting, door, codes[holds]).result is ScanResult.ADMITTED
    assert scan(meeting, door, codes[1 - holds]).refusal is Refusal.REVOKED
    assert set(db.session.scalars(sa.select(Badge.delegate_id))) == {kept.id}
    assert "badge" in _lost(kept)
    found = standing(meeting, Badges()).difference
    to_pull = [subject for subject, _ in found.gone]
    assert (len(found.new), found.same, to_pull) == {
        "neither": (1, 0, []), "gone's": (0, 1, []), "both": (0, 1, [badge_subject(gone.id)])
    }[printed]  # fmt: skip


def test_merge_keeps_what_was_said_of_not_coming_once_for_each_gate(app):
    meeting = make_meeting()
    arrival, door = make_gates(meeting)
    kept, gone = make_confirmed(meeting, "王堃"), make_confirmed(meeting, "王堃")
    with transaction():
        excuse(door, kept, "出差", at=AT, by=OPERATOR)
        excuse(door, gone, "生病", at=AT, by=OPERATOR)
        excuse(arrival, gone, "生病", at=AT, by=OPERATOR)

    _merge(kept, gone)

    left = db.session.execute(sa.select(Leave.gate_id, Leave.delegate_id, Leave.reason)).all()
    assert set(left) == {(door.id, kept.id, "出差"), (arrival.id, kept.id, "生病")}


def test_merge_hands_over_the_card_that_was_printed_for_the_only_badge(app):
    meeting = make_meeting()
    kept, gone = make_confirmed(meeting, "王堃"), make_confirmed(meeting, "王堃")
    _print(gone)

    _merge(kept, gone)

    found = standing(meeting, Badges()).difference
    assert (found.new, found.changed, found.gone, found.same) == ((), (), (), 1)


def _print(delegate):
    with transaction():
        ensure_badge(delegate, at=AT, by=OPERATOR)
    order = PrintOrder(Kind.BADGE, subject=badge_subject(delegate.id))
    items = select(delegate.meeting, order)
    with transaction():
        remember_run(delegate.meeting, order, items, at=AT, by=OPERATOR)


def test_merge_counts_the_first_admission_and_the_scans_add_up_to_it(app):
    meeting = make_meeting()
    arrival, door = make_gates(meeting)
    kept, gone = make_confirmed(meeting, "王堃"), make_confirmed(meeting, "王堃")
    first = scan(meeting, door, make_code(gone), at=AT).id
    second = scan(meeting, door, make_code(kept), at=LATER).id
    desk = scan(meeting, arrival, make_code(gone), at=AT).id

    _merge(kept, gone)

    assert set(db.session.scalars(sa.select(Attendance.scan_id))) == {first, desk}
    undone = db.session.scalars(sa.select(Scan).where(Scan.result == ScanResult.UNDONE)).all()
    assert [scan.names_id for scan in undone] == [second]
    assert set(db.session.scalars(sa.select(Scan.delegate_id))) == {kept.id}
    figures = [figures_at(gate, AT) for gate in (arrival, door)]
    assert [(each.present, each.expected) for each in figures] == [(1, 1), (1, 1)]


def test_merge_fills_in_what_the_kept_one_lacks(app):
    meeting = make_meeting()
    kept = make_delegate(meeting, "王堃", post="科长")
    gone = make_delegate(
        meeting, "王堃", unit_name="常州市档案馆", post="处长", hotel=True, hotel_wish="单住", diet="清真",
        remarks="晚到", category=Category.MEDIA,
    )  # fmt: skip
    with transaction():
        token = give_link(gone, at=AT, by=OPERATOR)

    _merge(kept, gone)

    delegate = db.session.scalars(sa.select(Delegate)).one()
    assert delegate is kept
    assert (kept.unit.name, kept.post, kept.hotel, kept.hotel_wish) == ("常州市档案馆", "科长", True, "单住")
    assert (kept.diet, kept.remarks, kept.category) == ("清真", "晚到", Category.DELEGATE)
    assert delegate_by_link(meeting, token) is kept
    assert _lost(kept) == {"post": ("处长", "科长"), "category": ("media", "delegate")}


def test_merge_leaves_the_kept_ones_own_link_and_unit(app):
    meeting = make_meeting()
    kept, gone = make_delegate(meeting, "王堃", unit_name="甲馆"), make_delegate(meeting, "王堃", unit_name="乙馆")
    with transaction():
        token, other = (give_link(each, at=AT, by=OPERATOR) for each in (kept, gone))

    _merge(kept, gone)

    assert (delegate_by_link(meeting, token), delegate_by_link(meeting, other)) == (kept, None)
    assert (kept.unit.name, _lost(kept)["unit"]) == ("甲馆", ("乙馆", "甲馆"))


FORUMS = {
    # (kept's wish, gone's wish): forum and whether it is seated → what remains, and who waits behind and moves up
    "only gone's seat": (None, ("甲", ENROLLED), ("甲", ENROLLED), WAITING),
    "only gone's place": (None, ("甲", WAITING), ("甲", WAITING), WAITING),
    "both seated in one": (("甲", ENROLLED), ("甲", ENROLLED), ("甲", ENROLLED), ENROLLED),
    "gone seated in one": (("甲", WAITING), ("甲", ENROLLED), ("甲", ENROLLED), WAITING),
    "kept seated in one": (("甲", ENROLLED), ("甲", WAITING), ("甲", ENROLLED), WAITING),
    "seated in two": (("乙", ENROLLED), ("甲", ENROLLED), ("乙", ENROLLED), ENROLLED),
    "gone seated in another": (("乙", WAITING), ("甲", ENROLLED), ("甲", ENROLLED), WAITING),
    "waiting in two": (("乙", WAITING), ("甲", WAITING), ("乙", WAITING), WAITING),
}


@pytest.mark.parametrize("case", FORUMS)
def test_merge_keeps_one_wish_and_the_seats_right(app, case):
    ours, theirs, remains, behind = FORUMS[case]
    meeting = make_meeting()
    seated = [wish[0] for wish in (ours, theirs) if wish and wish[1] is ENROLLED]
    forums = {}
    for title in ("甲", "乙"):
        forums[title] = make_sub_forum(meeting, seats=seated.count(title) or 1, title=title)
        if title not in seated:
            make_delegate(meeting, f"占座{title}", sub_forum=forums[title])
    wishes = sorted((("kept", ours), ("gone", theirs)), key=lambda each: bool(each[1]) and each[1][1] is WAITING)
    made = {who: make_delegate(meeting, "王堃", sub_forum=forums[wish[0]] if wish else None) for who, wish in wishes}
    follower = make_delegate(meeting, "李四", sub_forum=forums["甲"])
    assert [made[who].enrolment and made[who].enrolment.state for who, _ in wishes] == [
        wish and wish[1] for _, wish in wishes
    ]

    _merge(made["kept"], made["gone"])

    enrolment = made["kept"].enrolment
    assert (enrolment.session.title, enrolment.state) == remains
    assert follower.enrolment.state is behind
    assert seats_mismatched(meeting) == []


def test_merge_brings_who_had_cancelled_back_with_the_others_seat(app):
    meeting = make_meeting()
    first, second = make_sub_forum(meeting, title="甲"), make_sub_forum(meeting, title="乙")
    kept = make_delegate(meeting, "王堃", sub_forum=second)
    with transaction():
        cancel(kept, reason="有事", at=AT, by=OPERATOR)
    gone = make_confirmed(meeting, "王堃", sub_forum=first)

    _merge(kept, gone)

    assert (kept.state, kept.reason, kept.enrolment.session) == (DelegateState.CONFIRMED, "", first)
    assert kept.enrolment.state is ENROLLED
    assert seats_mismatched(meeting) == []


def test_merge_gives_a_free_seat_to_the_wish_of_who_had_cancelled(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, title="甲")
    gone = make_delegate(meeting, "王堃", sub_forum=forum)
    with transaction():
        cancel(gone, reason="重复报名", at=AT, by=OPERATOR)
    kept = make_delegate(meeting, "王堃")

    _merge(kept, gone)

    assert (kept.enrolment.session, kept.enrolment.state, forum.taken) == (forum, ENROLLED, 1)
    assert seats_mismatched(meeting) == []


def test_merge_puts_the_wish_of_who_had_cancelled_behind_those_who_wait(app):
    meeting = make_meeting()
    forum = make_sub_forum(meeting, seats=1, title="甲")
    seated = make_delegate(meeting, "占座", sub_forum=forum)
    gone = make_delegate(meeting, "王堃", sub_forum=forum)
    with transaction():
        cancel(gone, reason="重复报名", at=AT, by=OPERATOR)
    follower = make_delegate(meeting, "李四", sub_forum=forum)
    kept = make_delegate(meeting, "王堃")

    _merge(kept, gone)
    with transaction():
        cancel(seated, reason="有事", at=LATER, by=OPERATOR)

    assert (follower.enrolment.state, kept.enrolment.state) == (ENROLLED, WAITING)
    assert seats_mismatched(meeting) == []
