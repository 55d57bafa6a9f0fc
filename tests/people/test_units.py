"""Mending units."""

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.people.models import Unit
from meeting.people.operations import UnitCodeTaken, change_unit
from tests.conftest import AT
from tests.registration.making import make_meeting, make_society, make_unit


def _sign(unit, code):
    change_unit(unit, name=unit.name, region="", position=None, code=code, aliases=[], at=AT, by=OPERATOR)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_change_unit_refuses_letters_that_another_unit_signs_with(app, elsewhere):
    meeting = make_meeting()
    other = make_meeting(make_society("另一个学会", "other"), "other") if elsewhere else meeting
    first, second = make_unit(meeting, "甲馆"), make_unit(other, "乙馆")
    with transaction():
        _sign(first, "jsda")
        _sign(first, "JSDA")

    with pytest.raises(UnitCodeTaken) as caught, transaction():
        _sign(second, " jsda ")

    assert (caught.value.field, caught.value.params) == ("code", {"code": "JSDA"})
    with pytest.raises(sa.exc.IntegrityError), transaction():  # two at once: the index settles it
        second.code = "JSDA"
    assert db.session.scalars(sa.select(Unit.code).where(Unit.code != "")).all() == ["JSDA"]
