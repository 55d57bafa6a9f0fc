"""What the first version knew of printing goes into the print log."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from meeting.checkin.cards import Badges
from meeting.db import Instant, db, transaction
from meeting.documents.layouts.kinds import Kind
from meeting.installation import prepare_migrations, upgrade
from meeting.meetings.models import Meeting
from meeting.printing.items import PrintOrder
from meeting.printing.queries import last_printed, printed_at
from meeting.printing.standing import standing
from tests.conftest import AT
from tests.databases import Databases, dispose, make_app
from tests.printing.making import remembered, runs

LATER = AT + timedelta(days=1)


def test_upgrade_remembers_what_was_printed_before_there_was_a_log(databases: Databases, tmp_path: Path) -> None:
    from flask_migrate import upgrade as to

    app = make_app(tmp_path, databases.empty(tmp_path))
    with app.app_context():
        prepare_migrations(app)
        to(revision="0001")
        with transaction():
            ids = _fill()

        upgrade()

        badge, honour, appointment = runs()
        assert [(run.meeting_id, run.kind, run.count, run.printed_at) for run in (badge, honour, appointment)] == [
            (ids["meeting"], Kind.BADGE, 2, LATER), (ids["meeting"], Kind.HONOUR, 1, AT),
            (ids["meeting"], Kind.APPOINTMENT, 1, AT),
        ]  # fmt: skip
        assert [remembered(run) for run in (badge, honour, appointment)] == [
            [("new", "", "张三（常州市档案馆）"), ("new", "", "李四")], [("new", "", "ZS-1 张三")],
            [("new", "", "PS-1 常州市档案馆")],
        ]  # fmt: skip
        assert set(printed_at(ids["meeting"], [Kind.BADGE])) == {"delegate:1", "delegate:2"}
        assert set(last_printed(ids["meeting"], Kind.HONOUR)) == {f"certificate:{ids['certificate']}"}
        assert {PrintOrder.from_json(run.order).kind for run in runs()} == {Kind.BADGE, Kind.HONOUR, Kind.APPOINTMENT}
        columns = sa.inspect(db.session.connection())
        for table in ("badge", "certificate"):
            assert "printed_at" not in {column["name"] for column in columns.get_columns(table)}
        assert db.session.scalar(sa.text("SELECT count(*) FROM scan")) == 1, "what refers to a badge is still there"
        found = standing(db.session.get_one(Meeting, ids["meeting"]), Badges()).difference
        assert ([item.label[:2] for item in found.new], found.changed, found.gone, found.same) == (
            ["王五", "赵六"], (), (), 2
        )  # fmt: skip
        db.session.remove()
    dispose(app)


def _fill() -> dict[str, int]:
    """Four delegates: printed with a unit, printed without, printed but reissued since, never printed; certificates of
    both kinds, and one that was revoked.
    """
    society = _add("society", name="学会", slug="jsda", created_at=AT)
    unit = _add("unit", society_id=society, name="常州市档案馆")
    day = AT.date()
    meeting = _add("meeting", society_id=society, slug="a", title="年会", starts_on=day, ends_on=day, created_at=AT)
    delegation = _add("delegation", meeting_id=meeting, unit_id=unit)
    delegates = []
    for name in ("张三", "李四", "王五", "赵六"):
        person = _add("person", society_id=society, name=name)
        delegates.append(
            _add("delegate", meeting_id=meeting, person_id=person, delegation_id=delegation if name == "张三" else None,
                 category="delegate", state="confirmed", source="desk", created_at=AT, changed_at=AT)
        )  # fmt: skip
    badges = [
        _add("badge", meeting_id=meeting, delegate_id=delegate, key_id=1, issued_at=AT, token=bytes([number]) * 11,
             printed_at=printed, revoked_at=revoked)
        for number, (delegate, printed, revoked) in enumerate(
            [(delegates[0], AT, None), (delegates[1], LATER, None), (delegates[2], AT, LATER),
             (delegates[2], None, None)]
        )
    ]  # fmt: skip
    gate = _add("gate", meeting_id=meeting, kind="meeting", name="签到")
    _add("scan", id="01931b66-7c00-7000-8000-000000000000".replace("-", "") if db.engine.name == "sqlite"
         else "01931b66-7c00-7000-8000-000000000000", meeting_id=meeting, gate_id=gate, badge_id=badges[0],
         delegate_id=delegates[0], result="admitted", method="camera", at=AT, digest="0" * 64)  # fmt: skip
    series = _add("certificate_series", prefix="ZS", last=3)
    given: list[tuple[str, str, str, str, datetime | None]] = [
        ("ZS-1", "certificate", "张三", "valid", AT), ("PS-1", "appointment", "", "valid", AT),
        ("ZS-2", "certificate", "李四", "revoked", AT), ("ZS-3", "certificate", "王五", "valid", None),
    ]  # fmt: skip
    certificates = []
    for serial, (number, kind, names, state, printed) in enumerate(given, start=1):
        award = _add("award", meeting_id=meeting, kind=kind, title=number, issuer_id=unit, position=serial)
        recipient = _add("recipient", award_id=award, key=number, position=1)
        certificates.append(
            _add("certificate", society_id=society, recipient_id=recipient, series_id=series, serial=serial,
                 number=number, code=f"{serial:026d}", state=state, kind=kind, names=names, unit="常州市档案馆",
                 award="奖", issuer="学会", issued_on=AT.date(), issued_at=AT, printed_at=printed)
        )  # fmt: skip
    return {"meeting": meeting, "certificate": certificates[0]}


def _add(table: str, **given: Any) -> Any:
    """Insert a row of the first version's tables; what isn't given is empty."""
    columns = {column["name"]: column for column in sa.inspect(db.session.connection()).get_columns(table)}
    values = dict(given)
    for name, column in columns.items():
        if name != "id" and name not in values and not column["nullable"] and column["default"] is None:
            kind = column["type"]
            if isinstance(kind, sa.Boolean):
                values[name] = False
            elif isinstance(kind, sa.Integer):
                values[name] = 0
            elif isinstance(kind, sa.DateTime):
                values[name] = AT
            else:
                values[name] = DEFAULTS.get((table, name), "")
    typed = [sa.column(name, Instant() if isinstance(value, datetime) else None) for name, value in values.items()]
    inserted = sa.insert(sa.table(table, sa.column("id"), *typed)).values(values).returning(sa.column("id"))
    return db.session.scalar(inserted)


DEFAULTS = {("meeting", "state"): "open", ("meeting", "zone"): "Asia/Shanghai"}
