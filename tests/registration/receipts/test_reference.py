"""The sixty files of the reference meeting, against what their truth.json says a correct import finds."""

import json
from pathlib import Path

import pytest

import meeting
from meeting.registration.receipts.form import ReceiptForm, read_form
from meeting.registration.receipts.matching import match_forum

FOLDER = Path(meeting.__file__).parent / "data" / "changzhou-2020" / "receipts"
FORUMS = ("档案理论与法规分会", "档案资源建设与编研分会", "档案信息化分会", "企业档案分会", "高校档案分会")
TRUTH = json.loads((FOLDER / "truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def forms() -> list[ReceiptForm]:
    paths = sorted(path for path in FOLDER.iterdir() if path.suffix != ".json")
    return [read_form(path.name, path.read_bytes()) for path in paths]


def test_read_form_takes_the_unit_of_every_reference_file(forms: list[ReceiptForm]) -> None:
    units = {form.file: form.unit for form in forms}

    assert units == {name: name.rpartition(".")[0] for name in TRUTH["files"]}


def test_read_form_finds_exactly_the_faulty_rows(forms: list[ReceiptForm]) -> None:
    faults = [
        (form.file, line.row, field)
        for form in forms
        for line in form.lines
        for field in [fault.field for fault in line.faults] + ["forum"] * (match_forum(line.forum, FORUMS) is None)
    ]

    assert sorted(faults) == sorted((each["file"], each["row"], each["field"]) for each in TRUTH["faults"])


def test_read_form_finds_every_person_as_sent(forms: list[ReceiptForm]) -> None:
    truth = {person["mobile"]: person for person in TRUTH["people"]}
    with_gender = {form.file for form in forms if any(line.gender for line in form.lines)}
    seen: dict[str, dict[str, object]] = {}
    duplicates = []
    for form in forms:
        for line in form.lines:
            forum = match_forum(line.forum, FORUMS)
            if line.faults or forum is None:
                continue
            mobile = line.mobile.removeprefix("+86")
            unit = line.unit or form.unit
            if unit != form.unit:
                duplicates.append({"file": form.file, "name": line.name, "mobile": mobile})
                continue
            seen[mobile] = {
                "name": line.name,
                "unit": unit,
                "region": truth[mobile]["region"],  # the roster's, not the receipt's
                "gender": line.gender if form.file in with_gender else truth[mobile]["gender"],
                "post": line.post,
                "mobile": mobile,
                "forum": forum or None,
                "hotel": bool(line.hotel),
                "note": line.remarks,
            }

    assert sorted(duplicates, key=str) == sorted(TRUTH["duplicates"], key=str)
    assert seen == truth


def test_read_form_names_the_contact_and_skips_the_instructions(forms: list[ReceiptForm]) -> None:
    form = next(form for form in forms if form.file == "南京市档案馆.xlsx")

    assert (form.contact, form.contact_mobile) == ("范月强", "")
    assert [note.message for note in form.notes] == ["工作表“填表说明”像是说明或样例，没有读取。"]
