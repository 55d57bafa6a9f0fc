"""Merging two entries moves every link."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.accounts.actors import OPERATOR
from meeting.accounts.operations import add_society
from meeting.db import Base, db, transaction
from meeting.identity.operations import PERSON_LINKS, UNIT_LINKS, NotTwoEntries, merge_persons, merge_units
from meeting.identity.queries import namesakes, origins, roles_of_person, roles_of_unit, similar_units
from meeting.meetings.enums import HostRole
from meeting.meetings.models import Guest, Meeting, MeetingHost
from meeting.people.models import Person, Unit
from meeting.people.operations import add_unit, find_or_add_person, find_or_add_unit
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate, Delegation
from tests.conftest import AT


@pytest.mark.parametrize(("table", "links"), [("person", PERSON_LINKS), ("unit", UNIT_LINKS)])
def test_links_name_every_column_that_refers_to_the_table(app: Flask, table: str, links: dict[str, object]) -> None:
    referring = {
        f"{column.table.name}.{column.name}"
        for other in Base.metadata.tables.values()
        for column in other.columns
        for key in column.foreign_keys
        if key.column.table.name == table
    }

    assert set(links) == referring


def _meeting() -> Meeting:
    society = add_society("某省档案学会", slug="demo", at=AT, by=OPERATOR)
    day = date(2020, 12, 8)
    meeting = Meeting(society_id=society.id, slug="demo-2020", title="年会", starts_on=day, ends_on=day, created_at=AT)
    db.session.add(meeting)
    db.session.flush()
    return meeting


def _person(meeting: Meeting, name: str, mobile: str | None, unit: Unit | None = None) -> Person:
    return find_or_add_person(meeting.society_id, name, mobile=mobile, unit=unit, at=AT, by=OPERATOR)[0]


def _delegate(
    meeting: Meeting, person: Person, state: DelegateState, unit: Unit | None = None, post: str = ""
) -> Delegate:
    delegation = None
    if unit is not None:
        delegation = db.session.scalar(sa.select(Delegation).where(Delegation.unit_id == unit.id))
        delegation = delegation or Delegation(meeting_id=meeting.id, unit_id=unit.id)
    others = db.session.scalar(sa.select(sa.func.count()).where(Delegate.meeting_id == meeting.id)) or 0
    delegate = Delegate(
        meeting_id=meeting.id, person_id=person.id, number=others + 1, delegation=delegation, state=state, post=post,
        created_at=AT, changed_at=AT,
    )  # fmt: skip
    db.session.add(delegate)
    db.session.flush()
    return delegate


def test_merge_persons_moves_roles_and_fills_in_what_lacks(app: Flask) -> None:
    with transaction():
        meeting = _meeting()
        kept, gone = _person(meeting, "欧阳菊", None), _person(meeting, "欧阳菊", "+8613800000001")
        db.session.add(Guest(meeting_id=meeting.id, person_id=kept.id, post="理事", position=1))
        _delegate(meeting, gone, DelegateState.CONFIRMED)
        merge_persons(kept, gone, at=AT, by=OPERATOR)

    roles = roles_of_person(kept)
    assert (kept.mobile, gone.merged_into_id) == ("+8613800000001", kept.id)
    assert [guest.post for guest in roles.guests] == ["理事"]
    assert [delegate.state for delegate in roles.delegates] == [DelegateState.CONFIRMED]


def test_merge_persons_makes_one_delegate_of_two_in_a_meeting(app: Flask) -> None:
    with transaction():
        meeting = _meeting()
        kept, gone = _person(meeting, "王堃", "+8613800000001"), _person(meeting, "王堃", "+8613800000002")
        _delegate(meeting, kept, DelegateState.CANCELLED)
        _delegate(meeting, gone, DelegateState.CONFIRMED, post="科长")
        merge_persons(kept, gone, at=AT, by=OPERATOR)

    delegate = db.session.scalars(sa.select(Delegate)).one()
    assert (delegate.person_id, delegate.state, delegate.post) == (kept.id, DelegateState.CONFIRMED, "科长")


def test_merge_persons_refuses_one_entry_and_a_second_time(app: Flask) -> None:
    with transaction():
        meeting = _meeting()
        kept, gone = _person(meeting, "王堃", "+8613800000001"), _person(meeting, "王堃", "+8613800000002")
        with pytest.raises(NotTwoEntries):
            merge_persons(kept, kept, at=AT, by=OPERATOR)
        merge_persons(kept, gone, at=AT, by=OPERATOR)
        with pytest.raises(NotTwoEntries):
            merge_persons(kept, gone, at=AT, by=OPERATOR)


def test_merge_units_moves_delegations_and_makes_the_name_an_alias(app: Flask) -> None:
    with transaction():
        meeting = _meeting()
        kept = add_unit(meeting.society_id, "江苏省交通运输厅", at=AT, by=OPERATOR)
        gone = add_unit(meeting.society_id, "省交通运输厅", region="省直", position=53, at=AT, by=OPERATOR)
        for number, unit in enumerate((kept, gone)):
            db.session.add(MeetingHost(meeting_id=meeting.id, unit_id=unit.id, role=HostRole.HOST, position=number))
            person = _person(meeting, f"张{'一二'[number]}", None, unit)
            _delegate(meeting, person, DelegateState.CONFIRMED, unit)
        assert [(one.name, other.name) for one, other in similar_units(meeting.society)] == [
            ("江苏省交通运输厅", "省交通运输厅")
        ]
        merge_units(kept, gone, at=AT, by=OPERATOR)

    delegation = db.session.scalars(sa.select(Delegation)).one()
    assert db.session.scalars(sa.select(Delegate.delegation_id)).all() == [delegation.id] * 2
    assert (delegation.unit_id, kept.region, kept.position) == (kept.id, "省直", 53)
    assert [(found.id, count) for found, count in roles_of_unit(kept).delegations] == [(delegation.id, 2)]
    assert db.session.scalars(sa.select(MeetingHost.unit_id)).all() == [kept.id]
    assert db.session.scalars(sa.select(Person.unit_id)).all() == [kept.id] * 2
    assert find_or_add_unit(meeting.society_id, "省交通运输厅", at=AT, by=OPERATOR) == (kept, False)


def test_namesakes_lists_persons_of_one_name_until_they_are_merged(app: Flask) -> None:
    with transaction():
        meeting = _meeting()
        one, other = _person(meeting, "王堃", "+8613800000001"), _person(meeting, "王 堃", "+8613800000002")
        _person(meeting, "王坤", None)
        before = namesakes(meeting.society).items
        merge_persons(one, other, at=AT, by=OPERATOR)

    assert [[person.id for person in group] for group in before] == [[one.id, other.id]]
    assert namesakes(meeting.society).items == []


def test_namesakes_come_in_pages_of_whole_groups(app: Flask) -> None:
    with transaction():
        meeting = _meeting()
        for name in ("王堃", "李明", "张华"):
            for mobile in ("+8613800000001", "+8613800000002"):
                _person(meeting, name, mobile)

    pages = [namesakes(meeting.society, number, per_page=2) for number in (1, 2, 9)]

    assert [(page.page, page.pages, [len(group) for group in page.items]) for page in pages] == [
        (1, 2, [2, 2]),
        (2, 2, [2]),
        (2, 2, [2]),
    ]


def test_origins_say_what_made_each_entry(app: Flask) -> None:
    with transaction():
        meeting = _meeting()
        one, other, unused = (_person(meeting, name, None) for name in ("王堃", "李明", "张华"))
        _delegate(meeting, one, DelegateState.CONFIRMED)
        db.session.add(Guest(meeting=meeting, person=one, position=1))
        db.session.add(Guest(meeting=meeting, person=other, position=2))

    assert origins([one, other, unused]) == {
        one.id: [("参会", "年会"), ("嘉宾", "年会")],
        other.id: [("嘉宾", "年会")],
        unused.id: [],
    }
