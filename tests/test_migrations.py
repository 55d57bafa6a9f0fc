"""Upgrading: an empty database gets the models' schema, one of an earlier version keeps what it holds."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade as upgrade_to

from meeting.accounts.actors import OPERATOR
from meeting.awards.checking import faults
from meeting.awards.content import Content
from meeting.awards.models import Certificate, CertificateSeries, NumberPattern
from meeting.awards.operations import issue_certificates
from meeting.awards.verification import code_of, verify_code, verify_number
from meeting.db import Base, db, transaction
from meeting.installation import MIGRATIONS, prepare_migrations, upgrade
from meeting.meetings.models import Meeting
from meeting.people.models import Person
from meeting.registration.models import Delegate
from tests.conftest import AT
from tests.databases import Databases, dispose, make_app


@pytest.fixture
def blank(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without tables."""
    app = make_app(tmp_path, databases.empty(tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
    dispose(app)


def test_a_new_database_is_what_the_models_say(blank: Flask) -> None:
    upgrade()

    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        inspector = sa.inspect(connection)
        for table in Base.metadata.sorted_tables:
            checks = {check["name"] for check in inspector.get_check_constraints(table.name)}
            meant = {str(each.name) for each in table.constraints if isinstance(each, sa.CheckConstraint)}
            assert checks == meant, table.name


def test_certificates_of_the_first_version_are_frozen_and_go_on_to_verify(blank: Flask) -> None:
    prepare_migrations(blank)
    upgrade_to(directory=str(MIGRATIONS), revision="0001")
    _fill_first_version()

    upgrade()

    certificates = list(db.session.scalars(sa.select(Certificate).order_by(Certificate.id)))
    contents = [Content.from_json(one.content) for one in certificates]
    assert [one.texts["number"] for one in contents] == ["JSDA-2020-ZS-0001", "JSDA-2020-ZS-0002"]
    assert contents[0].texts["names"] == "张三"
    assert "".join(text for text, _ in contents[0].body[0]) == "您撰写的论文《某题》在“优秀论文”评选中荣获一等奖。"
    assert [one.digest for one in contents] == [one.digest for one in certificates]
    assert [code_of(one).signature for one in certificates] == [b"", b""]
    assert verify_code("A" * 26).number == verify_number("ＪＳＤＡ—2020—ZS—0001", "三").number == "JSDA-2020-ZS-0001"
    assert list(faults()) == []
    series = [(one.mould, one.last) for one in db.session.scalars(sa.select(CertificateSeries))]
    assert series == [("JSDA-2020-ZS-{流水:4}", 2)]
    patterns = [(one.letters, one.year, one.pattern) for one in db.session.scalars(sa.select(NumberPattern))]
    assert patterns == [("ZS", 2020, "{代号}-{年}-{类}-{流水:4}")]


def test_numbering_goes_on_where_the_first_version_stopped(blank: Flask) -> None:
    prepare_migrations(blank)
    upgrade_to(directory=str(MIGRATIONS), revision="0001")
    _fill_first_version()
    upgrade()

    with transaction():
        new = issue_certificates(db.session.scalars(sa.select(Meeting)).one(), at=AT, by=OPERATOR).new

    assert [(one.number, one.key_id) for one in new] == [("JSDA-2020-ZS-0003", 1)]


def test_delegates_of_the_first_version_are_numbered_in_the_order_of_registering(blank: Flask) -> None:
    prepare_migrations(blank)
    upgrade_to(directory=str(MIGRATIONS), revision="0001")
    with db.engine.begin() as connection:
        put = _putting(connection)
        society = put("society", name="某学会", slug="s")
        persons = [put("person", society_id=society, name=name, key=name) for name in ("张三", "李四", "王五")]
        first, second = (
            put("meeting", society_id=society, slug=slug, title=slug, starts_on=date(2020, 12, 8), state="open",
                zone="Asia/Shanghai")
            for slug in ("m", "n")
        )  # fmt: skip
        for meeting, person in ((first, 2), (second, 1), (first, 0), (first, 1)):
            put("delegate", meeting_id=meeting, person_id=persons[person], category="delegate", state="confirmed",
                source="desk")  # fmt: skip

    upgrade()

    query = sa.select(Meeting.slug, Person.name, Delegate.number).join(Delegate.meeting).join(Delegate.person)
    assert db.session.execute(query.order_by(Delegate.id)).tuples().all() == [
        ("m", "王五", 1), ("n", "李四", 1), ("m", "张三", 2), ("m", "李四", 3),
    ]  # fmt: skip


def _fill_first_version() -> None:
    """Two certificates, a recipient who waits, and a series of which nothing was numbered."""
    with db.engine.begin() as connection:
        put = _putting(connection)
        society = put("society", name="某学会", slug="s")
        unit = put("unit", society_id=society, name="某学会", key="某学会", code="JSDA")
        meeting = put(
            "meeting", society_id=society, slug="m", starts_on=date(2020, 12, 8), state="open", zone="Asia/Shanghai"
        )
        award = put("award", meeting_id=meeting, kind="certificate", title="优秀论文", issuer_id=unit, position=1)
        put("certificate_series", prefix="OTHER-2020-ZS", last=0)
        series = put("certificate_series", prefix="JSDA-2020-ZS", last=2)
        for serial, names in ((1, "张三"), (2, "李四"), (3, "王五")):
            recipient = put("recipient", award_id=award, unit_id=unit, key=str(serial), position=serial)
            if serial < 3:
                put(
                    "certificate", society_id=society, recipient_id=recipient, series_id=series, serial=serial,
                    number=f"JSDA-2020-ZS-{serial:04d}", code="ABC"[serial - 1] * 26, state="valid",
                    kind="certificate", names=names, unit="某馆", award="优秀论文", grade="一等奖", work="某题",
                    issuer="某学会", issued_on=date(2020, 12, 8),
                )  # fmt: skip


def _putting(connection: sa.Connection) -> Callable[..., int]:
    """For a row of a table as it is by now: what may not be empty and isn't said is blank."""
    tables = sa.MetaData()
    tables.reflect(connection)

    def put(name: str, /, **values: Any) -> int:
        table = tables.tables[name]
        given = {
            column.name: _anything(column)
            for column in table.columns if not column.nullable and column.name != "id"
        } | values  # fmt: skip
        return int(connection.execute(sa.insert(table).values(given).returning(table.c.id)).scalar_one())

    return put


def _anything(column: "sa.Column[Any]") -> Any:
    kind = column.type
    if isinstance(kind, sa.DateTime):
        return AT if kind.timezone else AT.replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return date(2020, 12, 8)
    if isinstance(kind, sa.Boolean):
        return False
    return 0 if isinstance(kind, sa.Integer) else ""
