"""Importing receipts: what the reference meeting's truth says, whatever the order; undone, mended, repeated."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

import meeting.demo
from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.history.operations import broken_link
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.programme.models import Session
from meeting.registration.enums import DelegateState, Fate, ImportState
from meeting.registration.models import Delegate, Delegation, ReceiptImport, ReceiptRow
from meeting.registration.operations.delegates import approve, cancel, change, entry_of
from meeting.registration.operations.entries import Entry
from meeting.registration.operations.receipt_fates import LEFT, entry_of_row
from meeting.registration.operations.receipt_undoing import NotConfirmed, undo
from meeting.registration.operations.receipts import (
    NotPreviewed,
    RowNotFaulty,
    confirm,
    import_receipts,
    mend,
    rules_of,
)
from meeting.registration.queries.enrolments import seats_mismatched
from meeting.registration.queries.receipts import import_in, summary
from meeting.registration.receipts.batch import read_files
from tests.conftest import AT
from tests.registration.staff import statements

RECEIPTS = meeting.demo.DATA / "receipts"
TRUTH: dict[str, Any] = json.loads((RECEIPTS / "truth.json").read_text())
FILES = [(path.name, path.read_bytes()) for path in sorted(RECEIPTS.iterdir()) if path.suffix != ".json"]


def _meeting() -> Meeting:
    return db.session.scalars(sa.select(Meeting)).one()


def _import(files: list[tuple[str, bytes]], *, confirmed: bool = True) -> dict[str, Any]:
    held = _meeting()
    read = read_files(files, rules_of(held))
    db.session.rollback()
    import_id = import_receipts(_meeting(), read, confirmed=confirmed, at=AT, by=OPERATOR)
    return summary(import_in(_meeting(), import_id))


def _csv(*rows: str, head: str = "姓名,单位,职务,手机,分论坛") -> bytes:
    return "\n".join([head, *rows]).encode()


def _people() -> list[dict[str, Any]]:
    """All delegates as truth.json tells them."""
    return sorted(
        (
            {
                "name": delegate.person.name,
                "unit": delegate.unit.name if delegate.unit else "",
                "region": delegate.unit.region if delegate.unit else "",
                "post": delegate.post,
                "mobile": (delegate.person.mobile or "").removeprefix("+86"),
                "forum": delegate.enrolment.session.title if delegate.enrolment else "",
                "hotel": bool(delegate.hotel),
                "note": delegate.remarks,
                "state": f"{delegate.state.value} {delegate.category.value}",
            }
            for delegate in db.session.scalars(sa.select(Delegate))
        ),
        key=lambda person: person["mobile"],
    )


def _true_people() -> list[dict[str, Any]]:
    fields = ("name", "unit", "region", "post", "mobile", "forum", "hotel", "note")
    return sorted(
        (
            {field: person[field] for field in fields}
            | {"forum": person["forum"] or "", "state": "confirmed delegate"}
            for person in TRUTH["people"]
        ),
        key=lambda person: person["mobile"],
    )


def _keys(items: list[dict[str, Any]], *fields: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(item[field] for field in fields) for item in items)


@pytest.mark.parametrize("order", ["by name", "backwards", "shuffled"])
def test_import_receipts_finds_what_the_truth_says_whatever_the_order(reference: Flask, order: str) -> None:
    files = list(FILES)
    if order == "backwards":
        files.reverse()
    elif order == "shuffled":
        random.Random(20201208).shuffle(files)

    told = _import(files)

    assert (told["files"], told["created"], told["updated"], told["unchanged"]) == (60, 396, 0, 0)
    assert _keys(told["duplicates"], "file", "name", "mobile") == _keys(TRUTH["duplicates"], "file", "name", "mobile")
    assert _keys(told["faults"], "file", "row", "field") == _keys(TRUTH["faults"], "file", "row", "field")
    assert (told["waiting"], told["units_created"]) == ([], [])
    assert _people() == _true_people()
    assert seats_mismatched(_meeting()) == []


def test_import_receipts_again_creates_nothing(reference: Flask) -> None:
    first = _import(FILES)
    second = _import(FILES)

    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, 396)
    assert second["duplicates"] == first["duplicates"]
    assert second["faults"] == first["faults"]
    assert _people() == _true_people()


def test_import_receipts_writes_each_row_once_and_asks_no_more_for_more(reference: Flask) -> None:
    counts = []
    for surname, tail, size in (("甲", 1, 2), ("乙", 2, 60)):
        people = [f"{surname}{chr(0x4E00 + n)},常州市档案馆,科长,1390{tail}{n:06d},档案信息化分会" for n in range(size)]
        read = read_files([("常州市档案馆.csv", _csv(*people))], rules_of(_meeting()))
        db.session.rollback()
        with statements() as run:
            import_receipts(_meeting(), read, confirmed=True, at=AT, by=OPERATOR)
        counts.append(len([statement for statement in run if not statement.startswith("INSERT")]))
        assert [statement for statement in run if statement.startswith("UPDATE receipt_row")] == []

    assert counts[0] == counts[1]
    assert db.session.scalars(sa.select(ReceiptRow.version_after)).all() == [1] * 62
    assert broken_link(_meeting().society_id) is None


def test_preview_tells_what_confirming_does_and_does_nothing(reference: Flask) -> None:
    told = _import(FILES, confirmed=False)

    assert db.session.scalars(sa.select(Delegate)).all() == []
    assert db.session.scalars(sa.select(sa.func.sum(Session.taken))).one() == 0
    with transaction():
        confirm(import_in(_meeting(), told["import"]), at=AT, by=OPERATOR)
    assert summary(import_in(_meeting(), told["import"])) == told
    assert _people() == _true_people()
    with pytest.raises(NotPreviewed), transaction():
        confirm(import_in(_meeting(), told["import"]), at=AT, by=OPERATOR)


def test_import_receipts_prefers_the_own_unit_in_a_later_import(reference: Flask) -> None:
    visiting = ("无锡市档案馆.csv", _csv("钱一,海安市档案馆,处长,13900000001,"))
    own = ("海安市档案馆.csv", _csv("钱一,,科长,13900000001,档案信息化分会"))

    first, second, third = _import([visiting]), _import([own]), _import([visiting])

    assert (first["created"], second["updated"], second["created"]) == (1, 1, 0)
    assert (third["unchanged"], _keys(third["duplicates"], "file", "name")) == (0, [("无锡市档案馆.csv", "钱一")])
    assert [(person["post"], person["forum"]) for person in _people()] == [("科长", "档案信息化分会")]


def test_import_receipts_leaves_what_a_row_does_not_say(reference: Flask) -> None:
    _import([("南京大学.csv", _csv("钱一,,科长,13900000001,高校档案分会"))])
    told = _import([("南京大学.csv", _csv("钱一,13900000001", head="姓名,手机"))])

    assert (told["unchanged"], told["updated"]) == (1, 0)
    assert [(person["post"], person["forum"]) for person in _people()] == [("科长", "高校档案分会")]


def test_import_receipts_over_the_seats_creates_the_delegate_and_lets_the_wish_wait(reference: Flask) -> None:
    with transaction():
        db.session.execute(sa.update(Session).where(Session.title == "企业档案分会").values(seats=2))
    rows = [f"钱{number},,科长,1390000000{index},企业档案分会" for index, number in enumerate("一二三四")]

    told = _import([("南京大学.csv", _csv(*rows))])

    assert told["created"] == 4
    assert _keys(told["waiting"], "file", "name", "forum") == [
        ("南京大学.csv", "钱三", "企业档案分会"),
        ("南京大学.csv", "钱四", "企业档案分会"),
    ]
    assert seats_mismatched(_meeting()) == []


def test_import_receipts_adds_units_that_nobody_knew(reference: Flask) -> None:
    told = _import([("名单.csv", _csv("钱一,新成立档案馆,科长,13900000001,", "钱二,新成立档案馆,,13900000002,"))])

    assert told["units_created"] == ["新成立档案馆"]
    assert [person["unit"] for person in _people()] == ["新成立档案馆"] * 2


def test_import_receipts_leaves_who_was_cancelled(reference: Flask) -> None:
    file = ("南京大学.csv", _csv("钱一,,科长,13900000001,高校档案分会"))
    _import([file])
    with transaction():
        cancel(db.session.scalars(sa.select(Delegate)).one(), at=AT, by=OPERATOR)

    told = _import([file])

    assert (told["created"], told["unchanged"]) == (0, 1)
    assert db.session.scalars(sa.select(Delegate.state)).one() is DelegateState.CANCELLED
    assert db.session.scalars(sa.select(ReceiptRow.message).order_by(ReceiptRow.id.desc())).first() == [LEFT, {}]


def test_import_receipts_reads_the_others_where_one_file_is_none(reference: Flask) -> None:
    told = _import([("坏.xlsx", b"PK\x03\x04 nonsense"), ("南京大学.csv", _csv("钱一,,科长,13900000001,"))])

    files = db.session.scalars(sa.select(ReceiptImport)).one().files
    assert (told["files"], told["created"]) == (2, 1)
    assert [bool(file.error) for file in files] == [True, False]


def test_undo_takes_away_what_an_import_made_and_leaves_no_trace(reference: Flask) -> None:
    def counts() -> list[int]:
        return [db.session.query(table).count() for table in (Delegate, Person, Unit, Delegation)]

    before = counts()
    told = _import([*FILES, ("别的.csv", _csv("钱一,新成立档案馆,科长,13900000001,档案信息化分会"))])
    with transaction():
        done = undo(import_in(_meeting(), told["import"]), at=AT, by=OPERATOR)

    assert (done.removed, done.restored, done.kept) == (397, 0, [])
    assert counts() == before
    assert seats_mismatched(_meeting()) == []
    with pytest.raises(NotConfirmed), transaction():
        undo(import_in(_meeting(), told["import"]), at=AT, by=OPERATOR)
    assert _import(FILES)["created"] == 396


def test_undo_restores_what_was_changed_and_lists_what_was_touched_since(reference: Flask) -> None:
    _import([("南京大学.csv", _csv("钱一,,科长,13900000001,高校档案分会", "钱二,,馆员,13900000002,"))])
    rows = ("钱一,,处长,13900000001,档案信息化分会", "钱二,,研究馆员,13900000002,", "钱三,,,13900000003,")
    told = _import([("南京大学.csv", _csv(*rows))])
    assert (told["updated"], told["created"]) == (2, 1)
    with transaction():
        cancel(db.session.scalars(sa.select(Delegate).join(Delegate.person).where(Person.name == "钱三")).one(),
               at=AT, by=OPERATOR)  # fmt: skip
        done = undo(import_in(_meeting(), told["import"]), at=AT, by=OPERATOR)

    assert (done.removed, done.restored, [name for name, _ in done.kept]) == (0, 2, ["钱三"])
    assert [(person["name"], person["post"], person["forum"]) for person in _people()] == [
        ("钱一", "科长", "高校档案分会"), ("钱二", "馆员", ""), ("钱三", "", ""),
    ]  # fmt: skip


def test_mend_takes_a_faulty_row_in_once(reference: Flask) -> None:
    told = _import([("南京大学.csv", _csv("钱一,,科长,139000,高校档案分会"))])
    assert (told["created"], [fault["field"] for fault in told["faults"]]) == (0, ["mobile"])
    row = db.session.scalars(sa.select(ReceiptRow)).one()
    with transaction():
        entry = entry_of_row(row)
        mend(row, Entry(name=entry.name, unit_name=entry.unit_name, mobile="139 0000 0001"), at=AT, by=OPERATOR)

    assert [(person["name"], person["mobile"], person["unit"]) for person in _people()] == [
        ("钱一", "13900000001", "南京大学")
    ]
    assert row.fate is Fate.MENDED
    with pytest.raises(RowNotFaulty), transaction():
        mend(row, entry, at=AT, by=OPERATOR)
    with transaction():
        done = undo(import_in(_meeting(), told["import"]), at=AT, by=OPERATOR)
    assert done.removed == 1


def test_receipts_command_prints_json_and_undoes(reference: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "收到的回执"
    folder.mkdir()
    (folder / "南京大学.csv").write_bytes(_csv("钱一,,科长,13900000001,高校档案分会", "钱二,,馆员,7654321,"))
    (folder / "说明.docx").write_bytes(b"not taken")
    (folder / "坏.xlsx").write_bytes(b"nonsense")
    slug = _meeting().slug
    db.session.rollback()
    runner = reference.test_cli_runner()

    preview = runner.invoke(args=["receipts", "import", "--meeting", slug, str(folder), "--dry-run", "--json"])
    told = runner.invoke(args=["receipts", "import", "--meeting", slug, str(folder), "--json"])
    first, second = json.loads(preview.stdout), json.loads(told.stdout)
    undone = runner.invoke(args=["receipts", "undo", "--meeting", slug, str(second["import"])])

    assert (preview.exit_code, told.exit_code, undone.exit_code) == (1, 1, 0)
    assert {key: value for key, value in second.items() if key != "import"} == {
        "files": 2, "created": 1, "updated": 0, "unchanged": 0, "duplicates": [],
        "faults": [{"file": "南京大学.csv", "row": 3, "field": "mobile", "message": second["faults"][0]["message"]}],
        "waiting": [], "units_created": [],
    }  # fmt: skip
    assert {**first, "import": 0} == {**second, "import": 0}
    assert "7654321" in second["faults"][0]["message"]
    assert "坏.xlsx" in told.stderr
    assert "说明.docx" in told.stderr
    assert db.session.scalars(sa.select(ReceiptImport.state).order_by(ReceiptImport.id)).all() == [
        ImportState.PREVIEWED,
        ImportState.UNDONE,
    ]
    assert _people() == []


def test_import_receipts_confirms_who_had_registered_online(reference: Flask) -> None:
    _import([("南京大学.csv", _csv("钱一,,科长,13900000001,高校档案分会"))])
    delegate = db.session.scalars(sa.select(Delegate)).one()
    with transaction():
        delegate.state = DelegateState.PENDING
    told = _import([("南京大学.csv", _csv("钱一,,科长,13900000001,高校档案分会"))])

    assert (told["updated"], delegate.state) == (1, DelegateState.CONFIRMED)
    with transaction():
        approve(delegate, at=AT, by=OPERATOR)
    assert delegate.state is DelegateState.CONFIRMED


def test_undo_newest_first_leaves_nobody_behind(reference: Flask) -> None:
    numbers = []
    for post in ("科长", "处长", "局长"):
        numbers.append(_import([("南京大学.csv", _csv(f"钱一,,{post},13900000001,"))])["import"])
    posts = []

    for number in reversed(numbers):
        with transaction():
            undone = undo(import_in(_meeting(), number), at=AT, by=OPERATOR)
        posts.append(([person["post"] for person in _people()], undone.kept))

    assert posts == [(["处长"], []), (["科长"], []), ([], [])]


def test_undo_newest_first_keeps_who_was_touched_between(reference: Flask) -> None:
    first = _import([("南京大学.csv", _csv("钱一,,科长,13900000001,"))])["import"]
    with transaction():
        delegate = db.session.scalars(sa.select(Delegate)).one()
        change(delegate, replace(entry_of(delegate), remarks="素食"), at=AT, by=OPERATOR)
    second = _import([("南京大学.csv", _csv("钱一,,处长,13900000001,"))])["import"]

    for number in (second, first):
        with transaction():
            undo(import_in(_meeting(), number), at=AT, by=OPERATOR)

    assert [(person["post"], person["note"]) for person in _people()] == [("科长", "素食")]


def test_import_receipts_knows_the_own_unit_by_a_file_named_at_length(reference: Flask) -> None:
    visiting = ("南京大学.csv", _csv("孙三,南京大学,主任,13900000003,", "钱一,无锡市档案馆,主任,13900000001,"))
    own = ("无锡市档案馆学术年会参会回执.csv", _csv("钱一,无锡市档案馆,院长,13900000001,"))

    told = _import([visiting, own])

    assert _keys(told["duplicates"], "file", "name") == [("南京大学.csv", "钱一")]
