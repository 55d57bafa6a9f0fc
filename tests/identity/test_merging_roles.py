"""Where both entries have a role in one place, what the kept one lacks is filled in, and the rest is in the history."""

from datetime import timedelta

import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.awards.models import RecipientPerson
from meeting.db import db, transaction
from meeting.exhibition.models import Booth, Exhibition, Exhibitor
from meeting.history.queries import entries_of
from meeting.identity.operations import merge_persons, merge_units
from meeting.layouts.enums import SealKind
from meeting.layouts.models import Seal
from meeting.meetings.enums import Audience
from meeting.meetings.models import Guest
from meeting.people.models import UnitAlias
from meeting.people.operations import add_aliases
from meeting.registration.models import Delegation
from tests.awards.making import make_award, make_hosted, make_recipient
from tests.conftest import AT
from tests.factories import add, make_person
from tests.layouts.making import make_request, make_seal
from tests.registration.making import make_meeting, make_unit

LATER = AT + timedelta(hours=1)


def _lost(row, meeting, action):
    (entry,) = (each for each in entries_of(row, society_id=meeting.society_id) if each.action == action)
    return {value.field: (value.before, value.after) for value in entry.values}


def _two_units(meeting):
    return make_unit(meeting, "江苏省交通运输厅"), make_unit(meeting, "省交通运输厅")


def test_merge_units_keeps_what_only_the_second_exhibitor_said(app):
    meeting = make_meeting()
    kept, gone = _two_units(meeting)
    with transaction():
        exhibition = add(Exhibition(meeting_id=meeting.id, title="成果展"))
        contact = make_person(meeting.society, "李四")
        ours = add(Exhibitor(exhibition_id=exhibition.id, unit_id=kept.id, position=1, website="https://a.cn"))
        theirs = add(Exhibitor(exhibition_id=exhibition.id, unit_id=gone.id, position=2, website="https://b.cn",
                               description="档案密集架", contact_id=contact.id))  # fmt: skip
        booth = add(Booth(exhibition_id=exhibition.id, number="A01", x=1, y=1, exhibitor_id=theirs.id))
        merge_units(kept, gone, at=AT, by=OPERATOR)

    assert db.session.scalars(sa.select(Exhibitor)).all() == [ours]
    assert (ours.description, ours.website, ours.contact.name) == ("档案密集架", "https://a.cn", "李四")
    assert booth.exhibitor is ours
    assert _lost(ours, meeting, "merge-exhibitors") == {"website": ("https://b.cn", "https://a.cn")}


def test_merge_units_gives_no_contact_anothers_number(app):
    meeting = make_meeting()
    kept, gone = _two_units(meeting)
    with transaction():
        ours = add(Delegation(meeting_id=meeting.id, unit_id=kept.id, contact="王五"))
        add(Delegation(meeting_id=meeting.id, unit_id=gone.id, invited_at=AT, contact="李四", contact_mobile="139"))
        merge_units(kept, gone, at=AT, by=OPERATOR)

    assert db.session.scalars(sa.select(Delegation)).all() == [ours]
    assert (ours.invited_at, ours.contact, ours.contact_mobile) == (AT, "王五", "")
    lost = {"contact": ("李四", "王五"), "contact_mobile": ("139", "")}
    assert _lost(ours, meeting, "merge-delegations") == lost


def test_merge_units_hands_over_the_letters_and_keeps_one_seal(app):
    meeting = make_meeting()
    kept, gone = _two_units(meeting)
    with transaction():
        gone.code = "JSJT"
        ours = add(Seal(society_id=meeting.society_id, unit_id=kept.id, file_key="a.png", uploaded_at=AT))
        theirs = add(Seal(society_id=meeting.society_id, unit_id=gone.id, file_key="b.png", uploaded_at=AT))
        merge_units(kept, gone, at=AT, by=OPERATOR)

    assert (kept.code, gone.code) == ("JSJT", "")
    assert db.session.scalars(sa.select(Seal)).all() == [ours]
    assert _lost(theirs, meeting, "remove-seal") == {"unit": ("省交通运输厅", None)}


def test_merge_persons_keeps_one_signature_with_what_was_asked_for_the_other(app):
    meeting = make_meeting()
    ours, theirs = (make_seal(meeting.society, name, SealKind.SIGNATURE) for name in ("王堃", "王坤"))
    request = make_request(meeting, theirs)
    picture = ours.file_key
    with transaction():
        merge_persons(ours.person, theirs.person, at=AT, by=OPERATOR)

    assert db.session.scalars(sa.select(Seal)).all() == [ours]
    assert (ours.owner, ours.file_key, request.seals) == ("王堃", picture, [ours])


def test_merge_units_whose_name_is_an_alias_already(app):
    meeting = make_meeting()
    kept, gone = _two_units(meeting)
    with transaction():
        add_aliases(kept, ["交通厅"])
        gone.name, gone.key = "交通厅", "交通厅"  # as a roster may have made it before the alias was known
        merge_units(kept, gone, at=AT, by=OPERATOR)

    assert [alias.name for alias in db.session.scalars(sa.select(UnitAlias))] == ["交通厅"]


def test_merge_persons_keeps_the_arrival_of_either_guest(app):
    meeting = make_meeting()
    with transaction():
        kept, gone = (make_person(meeting.society, name) for name in ("王堃", "王坤"))
        ours = add(Guest(meeting_id=meeting.id, person_id=kept.id, position=1, post="局长"))
        add(Guest(meeting_id=meeting.id, person_id=gone.id, position=2, post="副局长", received_by="小李",
                  arrived_at=LATER, audience=Audience.PUBLIC))  # fmt: skip
        merge_persons(kept, gone, at=AT, by=OPERATOR)

    assert db.session.scalars(sa.select(Guest)).all() == [ours]
    assert (ours.post, ours.received_by, ours.arrived_at, ours.audience) == ("局长", "小李", LATER, Audience.STAFF)
    assert _lost(ours, meeting, "merge-guests") == {"post": ("副局长", "局长"), "audience": ("public", "staff")}


def test_merge_persons_honours_two_co_authors_as_one_at_the_first_place(app):
    recipient = make_recipient(make_award(make_hosted()), "王堃", "李四", "王坤")
    first, second, third = (row.person for row in recipient.persons)

    with transaction():
        merge_persons(third, first, at=AT, by=OPERATOR)

    assert recipient.names == "王坤、李四"
    rows = db.session.scalars(sa.select(RecipientPerson).order_by(RecipientPerson.position))
    assert [row.person_id for row in rows] == [third.id, second.id]


def test_merge_persons_fills_in_no_mobile_that_makes_a_third_a_twin(app):
    meeting = make_meeting()
    with transaction():
        kept, third, gone = (make_person(meeting.society, name) for name in ("王堃", "王堃", "王坤"))
        third.mobile, gone.mobile = "+8613800000001", "+8613800000001"
        merge_persons(kept, gone, at=AT, by=OPERATOR)

    assert (kept.mobile, third.mobile, gone.merged_into_id) == (None, "+8613800000001", kept.id)
