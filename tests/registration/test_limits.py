"""Places of categories and units: never over, never free while somebody waits in line."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.arrival.operations import replace_by, walk_in
from meeting.db import db, transaction
from meeting.history import models as history
from meeting.identity.operations.persons import merge_persons
from meeting.meetings.models import Meeting
from meeting.registration.enums import HOLDING, Category, DelegateState, Source
from meeting.registration.models import Delegate, Delegation
from meeting.registration.operations.delegates import (
    NotAMove,
    approve,
    cancel,
    change,
    decline,
    entry_of,
    promote_waiting,
    put_on_waiting_list,
    register,
    remove,
    restore,
)
from meeting.registration.operations.entries import Entry
from meeting.registration.operations.limits import PlacesTaken, set_category_limits, set_quotas
from tests.browsers import Browser
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting
from tests.registration.staff import keyed, staff_of

CLIENTS, PLACES = 50, 3
PENDING, CONFIRMED, WAITING = DelegateState.PENDING, DelegateState.CONFIRMED, DelegateState.WAITING
UNIT = "常州市档案馆"


@pytest.fixture
def meeting(app) -> Meeting:
    return make_meeting()


def limit(meeting, places, category=Category.DELEGATE):
    with transaction():
        set_category_limits(meeting, {category: places}, at=AT, by=OPERATOR)
        return [each.person.name for each in promote_waiting(meeting, at=AT, by=OPERATOR)]


def quota(meeting, places, unit=UNIT):
    with transaction():
        row = next(each for each in db.session.scalars(sa.select(Delegation)) if each.unit.name == unit)
        set_quotas(meeting, {row.id: places}, at=AT, by=OPERATOR)
        return [each.person.name for each in promote_waiting(meeting, at=AT, by=OPERATOR)]


def do(operation, delegate, **more):
    with transaction():
        return operation(db.session.get_one(Delegate, delegate.id), at=AT, by=OPERATOR, **more)


def states(meeting):
    db.session.rollback()
    query = sa.select(Delegate).where(Delegate.meeting_id == meeting.id).order_by(Delegate.number)
    return {each.person.name: each.state for each in db.session.scalars(query)}


def test_who_finds_no_place_waits_and_moves_up_in_order(meeting):
    limit(meeting, 2)
    people = [make_delegate(meeting, name, source=Source.ONLINE) for name in ("甲一", "乙二", "丙三", "丁四")]
    assert list(states(meeting).values()) == [PENDING, PENDING, WAITING, WAITING]

    do(cancel, people[0])
    assert states(meeting) == {"甲一": DelegateState.CANCELLED, "乙二": PENDING, "丙三": PENDING, "丁四": WAITING}
    do(decline, people[1])
    assert states(meeting)["丁四"] is PENDING
    actions = db.session.scalars(sa.select(history.Entry.action).order_by(history.Entry.id)).all()
    assert actions.count("promote-waiting") == 2


def test_a_category_without_a_limit_takes_everybody(meeting):
    limit(meeting, 0)
    make_delegate(meeting, "甲一")
    make_delegate(meeting, "乙二", category=Category.GUEST)
    assert states(meeting) == {"甲一": WAITING, "乙二": PENDING}
    limit(meeting, None)
    assert states(meeting)["甲一"] is PENDING


def test_a_units_quota_is_of_its_delegates_only(meeting):
    make_delegate(meeting, "甲一", unit_name=UNIT)
    quota(meeting, 1)
    make_delegate(meeting, "乙二", unit_name=UNIT)
    make_delegate(meeting, "丙三", unit_name=UNIT, category=Category.OBSERVER)
    make_delegate(meeting, "丁四", unit_name="无锡市档案馆")

    assert states(meeting) == {"甲一": PENDING, "乙二": WAITING, "丙三": PENDING, "丁四": PENDING}
    assert quota(meeting, 2) == ["乙二"]


def test_both_limits_bind_and_who_is_first_in_line_may_be_passed_by_whose_unit_has_a_place(meeting):
    make_delegate(meeting, "甲一", unit_name=UNIT)
    quota(meeting, 1)
    limit(meeting, 2)
    make_delegate(meeting, "乙二", unit_name="无锡市档案馆")
    make_delegate(meeting, "丙三", unit_name=UNIT)
    make_delegate(meeting, "丁四", unit_name="无锡市档案馆")

    assert states(meeting) == {"甲一": PENDING, "乙二": PENDING, "丙三": WAITING, "丁四": WAITING}
    assert limit(meeting, 3) == ["丁四"]  # 丙三's unit has none
    assert quota(meeting, 5) == []  # the category has none
    assert limit(meeting, 4) == ["丙三"]


def test_lowering_takes_nobodys_place_away(meeting):
    people = [make_delegate(meeting, name) for name in ("甲一", "乙二", "丙三")]
    limit(meeting, 1)
    assert list(states(meeting).values()) == [PENDING] * 3
    make_delegate(meeting, "丁四")
    do(cancel, people[0])
    assert states(meeting)["丁四"] is WAITING  # still two for one place


def test_approving_who_waits_needs_a_place(meeting):
    make_delegate(meeting, "甲一")
    limit(meeting, 1)
    waiting = make_delegate(meeting, "乙二")

    with pytest.raises(PlacesTaken) as refused:
        do(approve, waiting)

    assert refused.value.params == {"whose": "正式代表", "places": 1}
    assert states(meeting)["乙二"] is WAITING


def test_who_the_organiser_put_on_the_list_is_not_moved_up(meeting):
    chosen = make_delegate(meeting, "甲一")
    limit(meeting, 1)
    do(put_on_waiting_list, chosen)
    assert states(meeting)["甲一"] is WAITING
    make_delegate(meeting, "乙二")
    assert states(meeting) == {"甲一": WAITING, "乙二": PENDING}
    assert limit(meeting, 9) == []


def test_who_comes_back_waits_at_the_end(meeting):
    first = make_delegate(meeting, "甲一")
    limit(meeting, 1)
    do(cancel, first)
    second = make_delegate(meeting, "乙二")
    do(restore, first)
    assert states(meeting) == {"甲一": WAITING, "乙二": PENDING}
    do(cancel, second)
    assert states(meeting)["甲一"] is PENDING


def test_changing_into_a_full_category_or_unit_is_refused_and_leaving_one_lets_the_next_in(meeting):
    guest = make_delegate(meeting, "甲一", category=Category.GUEST, unit_name="无锡市档案馆")
    member = make_delegate(meeting, "乙二", unit_name=UNIT)
    quota(meeting, 1)
    limit(meeting, 1)
    make_delegate(meeting, "丙三", unit_name="苏州市档案馆")

    def into(delegate, **what):
        with transaction():
            delegate = db.session.get_one(Delegate, delegate.id)
            change(delegate, replace(entry_of(delegate), **what), at=AT, by=OPERATOR)

    with pytest.raises(PlacesTaken):
        into(guest, category=Category.DELEGATE)
    assert states(meeting)["丙三"] is WAITING
    into(member, post="馆长")
    into(member, unit_name="无锡市档案馆")  # the same category: its one place goes along
    into(member, category=Category.OBSERVER)
    assert states(meeting)["丙三"] is PENDING


def test_substitution_keeps_the_place_though_others_wait(meeting):
    going = make_delegate(meeting, "甲一", state=CONFIRMED)
    limit(meeting, 1)
    make_delegate(meeting, "乙二")

    do(replace_by, going, name="丙三", mobile="13800000009", post="")

    assert states(meeting) == {"甲一": DelegateState.CANCELLED, "乙二": WAITING, "丙三": CONFIRMED}


def test_who_stands_at_the_venue_comes_in_and_the_page_says_over(app, meeting):
    make_delegate(meeting, "甲一", unit_name=UNIT)
    quota(meeting, 1)
    with transaction():
        walk_in(meeting, "乙二", unit=UNIT, mobile="13800000009", at=AT, by=OPERATOR)

    assert states(meeting)["乙二"] is CONFIRMED
    page = staff_of(app, meeting).get("/desk/changzhou-2020/delegates/limits?only=over").text
    assert UNIT in page
    assert "超 1 人" in page


def test_a_removed_and_a_merged_entry_free_their_places(meeting):
    first, second = (make_delegate(meeting, "甲一", mobile=f"1380000000{number}") for number in (1, 2))
    limit(meeting, 2)
    make_delegate(meeting, "乙二")
    make_delegate(meeting, "丙三")
    with transaction():
        merge_persons(first.person, second.person, at=AT, by=OPERATOR)
    assert states(meeting) == {"甲一": PENDING, "乙二": PENDING, "丙三": WAITING}
    do(remove, first)
    assert states(meeting) == {"乙二": PENDING, "丙三": PENDING}


def test_the_page_sets_limits_says_who_moved_up_and_refuses_what_is_no_number(app, meeting):
    make_delegate(meeting, "甲一", unit_name=UNIT)
    limit(meeting, 1)
    make_delegate(meeting, "乙二", unit_name=UNIT)
    unit_id = db.session.scalars(sa.select(Delegation.id)).one()
    staff, address = staff_of(app, meeting), "/desk/changzhou-2020/delegates/limits"

    refused = staff.post(address, data=keyed(**{"category-delegate": "很多", f"unit-{unit_id}": "7"}))
    assert refused.status_code == 422
    assert "“正式代表”的名额“很多”不对" in refused.text
    assert f'name="unit-{unit_id}" value="7"' in refused.text
    assert states(meeting)["乙二"] is WAITING

    answer = staff.post(address, data=keyed(**{"category-delegate": "5", f"unit-{unit_id}": "７"}))
    assert answer.status_code == 302
    page = staff.get(answer.location).text
    assert "候补转正 1 人：乙二" in page
    assert re.search(rf'name="unit-{unit_id}" value="7"', page)
    assert states(meeting)["乙二"] is PENDING
    assert staff_of(app, meeting, Role.CHECK_IN).get(address).status_code == 403


def test_a_limit_of_another_meeting_is_not_set(app, meeting):
    other = make_meeting(meeting.society, slug="other", title="另一个会")
    make_delegate(other, "甲一", unit_name=UNIT)
    theirs = db.session.scalars(sa.select(Delegation.id)).one()

    staff_of(app, meeting).post("/desk/changzhou-2020/delegates/limits", data=keyed(**{f"unit-{theirs}": "0"}))

    db.session.rollback()
    assert db.session.scalars(sa.select(Delegation.quota)).one() is None


def test_many_approved_at_once_name_those_without_a_place(app, meeting):
    make_delegate(meeting, "甲一")
    limit(meeting, 1)
    waiting = make_delegate(meeting, "乙二")
    staff = staff_of(app, meeting)

    staff.post("/desk/changzhou-2020/delegates", data=keyed(do="approve", delegate=[waiting.id]))

    assert "名额已满，这几位仍在候补：乙二" in staff.get("/desk/changzhou-2020/delegates").text


def test_who_registers_online_is_told_the_place_in_line(app, meeting):
    limit(meeting, 0)
    make_delegate(meeting, "甲一")
    browser = Browser(app)
    sent = keyed(category="delegate", name="乙二", mobile="13800000002", sub_forum="0", hotel="yes")
    page = browser.get(browser.post("/m/changzhou-2020/register", data=sent).location).text
    assert "您先候补" in page
    link = re.search(r"value=\"https?://[^/]+(/m/changzhou-2020/r/[\w-]{22})\"", page)[1]
    assert "排第 2 位" in browser.get(link).text


def at_once(app, works):
    """Each in a thread and transaction of its own, begun together."""
    db.session.rollback()
    start = Barrier(len(works))

    def one(work):
        with app.app_context():
            start.wait()
            with transaction():
                work()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(one, works))


def test_fifty_at_once_for_the_last_places(app, meeting):
    """Red where ``register_all`` doesn't take the society's turn (PostgreSQL)."""
    limit(meeting, PLACES)
    meeting_id = meeting.id

    def coming(number):
        def work():
            entry = Entry(name=f"代表{number}", mobile=f"138{number:08}", unit_name=UNIT)
            register(db.session.get_one(Meeting, meeting_id), entry, at=AT, by=OPERATOR, source=Source.ONLINE)

        return work

    at_once(app, [coming(number) for number in range(CLIENTS)])

    found = list(states(meeting).values())
    assert (found.count(PENDING), found.count(WAITING)) == (PLACES, CLIENTS - PLACES)


def test_coming_and_leaving_at_once_leave_no_place_free_while_somebody_waits(app, meeting):
    half = CLIENTS // 2
    limit(meeting, half)
    ids = [make_delegate(meeting, f"代表{number}").id for number in range(half)]
    meeting_id = meeting.id

    def leaving(delegate_id):
        return lambda: cancel(db.session.get_one(Delegate, delegate_id), at=AT, by=OPERATOR)

    def coming(number):
        entry = Entry(name=f"来者{number}", mobile=f"137{number:08}")
        return lambda: register(
            db.session.get_one(Meeting, meeting_id), entry, at=AT, by=OPERATOR, source=Source.ONLINE
        )

    at_once(app, [leaving(each) for each in ids] + [coming(number) for number in range(half)])

    found = states(meeting)
    assert [state for name, state in found.items() if name.startswith("来者")] == [PENDING] * half


def test_no_order_of_moves_loses_or_doubles_a_place(app):
    """A walk through a registration's states, with limits that change on the way."""
    meeting = make_meeting()
    meeting_id = meeting.id
    db.session.rollback()
    categories = (Category.DELEGATE, Category.OBSERVER)
    units = (UNIT, "无锡市档案馆", "")

    class Walk(RuleBasedStateMachine):
        @initialize(
            places=st.integers(1, 3),
            quota=st.none() | st.integers(0, 2),
            crowd=st.lists(st.tuples(st.sampled_from(categories), st.sampled_from(units)), min_size=5, max_size=7),
        )
        def a_crowd_before_a_small_door(self, places, quota, crowd):
            self.empty()
            self.category_limit(Category.DELEGATE, places)
            for category, unit in crowd:
                self.comes(category, unit, False)
            self.unit_quota(UNIT, quota)

        def empty(self):
            db.session.rollback()
            with transaction():
                for delegate in db.session.scalars(sa.select(Delegate)).all():
                    remove(delegate, at=AT, by=OPERATOR)
                there = db.session.get_one(Meeting, meeting_id)
                set_category_limits(there, dict.fromkeys(categories), at=AT, by=OPERATOR)
                set_quotas(there, dict.fromkeys(db.session.scalars(sa.select(Delegation.id))), at=AT, by=OPERATOR)
            self.limits, self.quotas, self.over = {}, {}, set()

        def step(self, work):
            db.session.rollback()
            try:
                with transaction():
                    work(db.session.get_one(Meeting, meeting_id))
            except (PlacesTaken, NotAMove):
                pass

        def anybody(self, number):
            found = db.session.scalars(sa.select(Delegate).order_by(Delegate.number)).all()
            return found[number % len(found)] if found else None

        @rule(category=st.sampled_from(categories), unit=st.sampled_from(units), confirmed=st.booleans())
        def somebody_comes(self, category, unit, confirmed):
            self.comes(category, unit, confirmed)

        def comes(self, category, unit, confirmed):
            state = CONFIRMED if confirmed else PENDING

            def work(there):
                number = 1 + (db.session.scalar(sa.select(sa.func.max(Delegate.id))) or 0)
                entry = Entry(name="张三", mobile=f"136{number:08}", unit_name=unit, category=category)
                register(there, entry, at=AT, by=OPERATOR, source=Source.RECEIPT, state=state)

            self.step(work)

        @rule(number=st.integers(0, 9), move=st.sampled_from([approve, cancel, cancel, decline, restore, remove]))
        def moves(self, number, move):
            self.step(lambda _there: (one := self.anybody(number)) and move(one, at=AT, by=OPERATOR))

        @rule(number=st.integers(0, 9), category=st.sampled_from(categories), unit=st.sampled_from(units))
        def changes(self, number, category, unit):
            def work(_there):
                one = self.anybody(number)
                if one is not None:
                    change(one, replace(entry_of(one), category=category, unit_name=unit), at=AT, by=OPERATOR)
                    if one.state is WAITING:
                        promote_waiting(one.meeting, at=AT, by=OPERATOR)

            self.step(work)

        @rule(category=st.sampled_from(categories), places=st.none() | st.integers(0, 4))
        def a_category_is_limited(self, category, places):
            self.category_limit(category, places)

        def category_limit(self, category, places):
            self.limits[category] = places

            def work(there):
                set_category_limits(there, {category: places}, at=AT, by=OPERATOR)
                promote_waiting(there, at=AT, by=OPERATOR)

            before = self.held()
            self.step(work)
            self.note_over(before)

        @rule(unit=st.sampled_from(units[:2]), places=st.none() | st.integers(0, 3))
        def a_unit_is_limited(self, unit, places):
            self.unit_quota(unit, places)

        def unit_quota(self, unit, places):
            def work(there):
                found = [each for each in db.session.scalars(sa.select(Delegation)) if each.unit.name == unit]
                set_quotas(there, {each.id: places for each in found}, at=AT, by=OPERATOR)
                promote_waiting(there, at=AT, by=OPERATOR)
                if found:
                    self.quotas[unit] = places

            before = self.held()
            self.step(work)
            self.note_over(before)

        def held(self):
            """Counted from the rows themselves: by category, and of delegates by unit."""
            db.session.rollback()
            counts = {}
            for each in db.session.scalars(sa.select(Delegate)).all():
                if each.state in HOLDING:
                    counts[each.category] = counts.get(each.category, 0) + 1
                    if each.category is Category.DELEGATE and each.unit:
                        counts[each.unit.name] = counts.get(each.unit.name, 0) + 1
            return counts

        def note_over(self, before):
            """Whoever had a place when a limit was lowered keeps it: until then that many are right."""
            self.most = before

        def places(self):
            return {**self.limits, **self.quotas}

        @invariant()
        def never_over_and_never_free_while_somebody_waits(self):
            counts, places = self.held(), self.places()
            lowered = getattr(self, "most", {})
            for key, most in places.items():
                if most is not None:
                    assert counts.get(key, 0) <= max(most, lowered.get(key, 0)), (key, counts, places)
            for each in db.session.scalars(sa.select(Delegate)).all():
                if each.state is WAITING:
                    keys = [each.category]
                    if each.category is Category.DELEGATE and each.unit:
                        keys.append(each.unit.name)
                    bound = [places.get(key) is not None and counts.get(key, 0) >= places[key] for key in keys]
                    assert any(bound), (each.person.name, each.category, each.unit and each.unit.name, counts, places)

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
