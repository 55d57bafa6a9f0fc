"""A list that is handed in again adds nothing, whatever its persons and units have become since."""

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.awards.lists import ListRow
from meeting.awards.models import Recipient
from meeting.awards.operations import change_recipient, import_recipients
from meeting.db import db, transaction
from meeting.identity.operations import merge_persons, merge_units
from meeting.people.models import Person, Unit
from meeting.people.operations import change_person, change_unit
from tests.awards.making import make_award, make_hosted
from tests.conftest import AT

TITLE = "2020年度优秀论文"
ROWS = [
    ListRow(2, TITLE, names="王堃、李四", unit="江苏省交通运输厅", work="论档案"),
    ListRow(3, TITLE, names="王坤", unit="省交通运输厅", work="论回执"),
    ListRow(4, TITLE, unit="省交通运输厅"),
    ListRow(5, TITLE, names="张三", work="论年会"),
]


def _unit(name):
    return db.session.scalars(sa.select(Unit).where(Unit.name == name)).one()


def _person(name):
    return db.session.scalars(sa.select(Person).where(Person.name == name)).one()


def _merge_units(kept, gone):
    merge_units(_unit(kept), _unit(gone), at=AT, by=OPERATOR)


def _rename_unit(name, new, aliases=()):
    change_unit(_unit(name), name=new, region="", position=None, code="", aliases=aliases, at=AT, by=OPERATOR)


def _rename_person(name, new):
    change_person(_person(name), name=new, mobile=None, gender=None, unit=None, pinyin="", at=AT, by=OPERATOR)


CHANGES = {
    "units merged": lambda: _merge_units("江苏省交通运输厅", "省交通运输厅"),
    "units merged the other way": lambda: _merge_units("省交通运输厅", "江苏省交通运输厅"),
    "a unit renamed": lambda: _rename_unit("省交通运输厅", "交通厅"),
    "persons merged": lambda: merge_persons(_person("王堃"), _person("王坤"), at=AT, by=OPERATOR),
    "co-authors merged": lambda: merge_persons(_person("李四"), _person("王堃"), at=AT, by=OPERATOR),
    "a person renamed": lambda: _rename_person("张三", "张叁"),
}


@pytest.mark.parametrize("changed", CHANGES)
def test_import_recipients_knows_its_list_after(app, changed):
    meeting = make_hosted()
    make_award(meeting, TITLE)
    with transaction():
        first = import_recipients(meeting, ROWS, at=AT, by=OPERATOR)
    with transaction():
        CHANGES[changed]()
    before = _counted()

    with transaction():
        again = import_recipients(meeting, ROWS, at=AT, by=OPERATOR)

    assert (first.created, again.created, again.unchanged, again.faults) == (ROWS, [], ROWS, [])
    assert _counted() == before


def test_import_recipients_knows_them_by_their_units_other_names(app):
    meeting = make_hosted()
    make_award(meeting, TITLE)
    with transaction():
        import_recipients(meeting, ROWS, at=AT, by=OPERATOR)
        _merge_units("江苏省交通运输厅", "省交通运输厅")
    rows = [ListRow(2, TITLE, names="王 堃、李四", unit="省交通运输厅", work="论 档案"),
            ListRow(3, TITLE, names="江苏省交通运输厅")]  # fmt: skip

    with transaction():
        again = import_recipients(meeting, rows, at=AT, by=OPERATOR)

    assert (again.created, again.unchanged) == ([], rows)


def test_import_recipients_adds_whom_a_correction_replaced(app):
    """Corrected by hand is somebody else; a grade or a blank corrected is the same as ever."""
    meeting = make_hosted()
    award = make_award(meeting, TITLE)
    with transaction():
        import_recipients(meeting, ROWS[3:], at=AT, by=OPERATOR)
        (recipient,) = award.recipients
        change_recipient(recipient, names=["张 三"], work="论 年会", at=AT, by=OPERATOR)
        same = import_recipients(meeting, ROWS[3:], at=AT, by=OPERATOR)
        change_recipient(recipient, names=["张山"], work="论年会", at=AT, by=OPERATOR)
        other = import_recipients(meeting, ROWS[3:], at=AT, by=OPERATOR)

    assert (same.created, other.created) == ([], ROWS[3:])


def _counted():
    return [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Recipient, Person, Unit)]
