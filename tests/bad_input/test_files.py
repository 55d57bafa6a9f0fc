"""Files that are no spreadsheet, encrypted, empty, too large, bombs, too wide, full of formulas: at every upload."""

import csv
import io
import json
import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import sqlalchemy as sa

from meeting.awards.models import Recipient
from meeting.db import db
from meeting.layouts.models import Seal, SocietyFont
from meeting.meetings.models import Meeting
from meeting.people.models import Unit
from meeting.registration.models import Delegate
from tests.awards.making import make_award
from tests.bad_input.asking import Asking, upload, words
from tests.bad_input.files import EMPTY, FORMULAS, MEGABYTE, NO_SPREADSHEET, UNREADABLE, xlsx
from tests.browsers import Browser
from tests.registration.making import make_delegate

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # a file is read before any database

REASONS = {
    "no spreadsheet": "不是表格，而是", "encrypted": "设有打开密码。请取消密码", "empty": "是空的。请确认已经保存",
    "bomb": "解压后过大，没有读取。请新建一个表格", "wide": "的内容铺到了太多的行或列，没有读取。请新建一个表格",
}  # fmt: skip
SLOW = ("bomb: one that lies", "wide: CSV", "wide: tabs")
QUICK = {name: data for name, data in UNREADABLE.items() if name not in SLOW}
HUNDRED = bytes(100 * MEGABYTE)


def reason(case: str) -> str:
    if case == "bomb: packed garbage":
        return "打不开，可能已经损坏。请用WPS或Excel打开后另存为.xlsx再上传"
    return REASONS[case.partition(":")[0]]


def count(row: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(row)) or 0


def names_kept() -> list[str]:
    db.session.rollback()
    return sorted(delegate.person.name for delegate in db.session.scalars(sa.select(Delegate)))


GOOD = xlsx(("姓名", "单位", "手机"), ("赵建国", "某市档案馆", "13812345678"), ("钱进", "某市档案馆", "13812345679"))


def test_receipts_page_takes_the_good_file_and_says_of_each_other_what_to_do(meeting: Meeting, admin: Browser) -> None:
    bad = [(f"{number}.xlsx", data) for number, data in enumerate(UNREADABLE.values())]

    answer = upload(admin, f"/desk/{meeting.slug}/receipts", "files", *bad, ("好.xlsx", GOOD))
    preview = words(admin.get(answer.location))
    url = answer.location
    confirmed = upload(admin, f"{url}/confirm", "none")

    assert [case for n, case in enumerate(UNREADABLE) if f"“{n}.xlsx”{reason(case)}" not in preview] == []
    assert confirmed.status_code == 302
    assert names_kept() == ["赵建国", "钱进"]


def test_receipts_command_imports_the_good_file_and_ends_with_1(
    meeting: Meeting, command: Asking, tmp_path: Path
) -> None:
    bad = {f"{number}.xlsx": (case, data) for number, (case, data) in enumerate(QUICK.items())}
    for name, (_, data) in bad.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "好.csv").write_bytes("姓名,单位,手机\n赵建国,某市档案馆,13812345678\n".encode())
    (tmp_path / "100.xlsx").write_bytes(HUNDRED)

    done = command("receipts", "import", "--meeting", meeting.slug, tmp_path, "--json")

    told = json.loads(done.stdout)
    assert (done.exit_code, told["created"], told["files"]) == (1, 1, len(bad) + 2)
    assert [case for name, (case, _) in bad.items() if f"“{name}”{reason(case)}" not in done.stderr] == []
    assert "“100.xlsx”有100 MB，超过20 MB。请删去图片" in done.stderr
    assert names_kept() == ["赵建国"]


@pytest.mark.parametrize("page", ["units/import", "awards/import"])
def test_lists_by_upload_say_what_to_do_and_change_nothing(meeting: Meeting, admin: Browser, page: str) -> None:
    for case, data in QUICK.items():
        answer = upload(admin, f"/desk/{meeting.slug}/{page}", "file", ("名单.xlsx", data))

        assert (answer.status_code, f"“名单.xlsx”{reason(case)}" in words(answer)) == (422, True), case
    assert (count(Unit), count(Recipient)) == (0, 0)


@pytest.mark.parametrize("room", ["units", "awards"])
def test_lists_by_command_say_what_to_do_and_end_with_1(
    meeting: Meeting, command: Asking, tmp_path: Path, room: str
) -> None:
    file = tmp_path / "名单.xlsx"
    for case, data in QUICK.items():
        file.write_bytes(data)

        done = command(room, "import", "--meeting", meeting.slug, file)

        assert (done.exit_code, f"“名单.xlsx”{reason(case)}" in done.stderr, done.stdout) == (1, True, ""), case
    file.write_bytes(HUNDRED)
    done = command(room, "import", "--meeting", meeting.slug, file)
    assert (done.exit_code, "“名单.xlsx”有100 MB，超过20 MB" in done.stderr) == (1, True)


def test_commands_say_of_a_path_that_is_missing_or_a_folder_how_to_call_them(
    meeting: Meeting, command: Asking, tmp_path: Path
) -> None:
    for room in ("units", "awards", "receipts"):
        assert command(room, "import", "--meeting", meeting.slug, tmp_path / "none.xlsx").exit_code == 2
    for room in ("units", "awards"):
        assert command(room, "import", "--meeting", meeting.slug, tmp_path).exit_code == 2
    assert command("create", tmp_path).exit_code == 1


@pytest.mark.parametrize("page", ["receipts", "units/import", "awards/import", "settings/approval"])
def test_an_upload_of_100_mb_is_answered_by_what_is_too_large(meeting: Meeting, admin: Browser, page: str) -> None:
    field = {"receipts": "files", "settings/approval": "approval"}.get(page, "file")

    answer = upload(admin, f"/desk/{meeting.slug}/{page}", field, ("大.xlsx", HUNDRED))

    assert answer.status_code == 413
    assert "文件太大。请把一次上传的内容控制在 64 MB 以内，分几次上传。" in words(answer)


NO_TOML = {
    "PDF": NO_SPREADSHEET["PDF"], "picture": NO_SPREADSHEET["picture"], "workbook": GOOD,
    "GB 18030": '[meeting]\ntitle = "年会"'.encode("gb18030"), "UTF-16": '[meeting]\ntitle = "年会"'.encode("utf-16"),
    "brackets": b"[" * 100_000, "digits": b"x = " + b"9" * 100_000, "long": b"#" * 600_000, "NUL": b"[meeting]\0",
    "surrogate": b"[meeting]\ntitle = '\xed\xa0\x80'",
    **{f"empty: {name}": data for name, data in EMPTY.items()},
}  # fmt: skip


def test_meeting_from_a_file_that_is_none_says_what_to_do(
    meeting: Meeting, admin: Browser, command: Asking, tmp_path: Path
) -> None:
    for case, data in NO_TOML.items():
        (tmp_path / "m.toml").write_bytes(data)

        answer = upload(admin, "/society/jsda/meetings/from-file", "file", ("m.toml", data))
        done = command("create", tmp_path / "m.toml")

        assert (answer.status_code, done.exit_code, done.stdout) == (422, 1, ""), case
        sentence = done.stderr.strip()
        assert "请" in sentence or "要" in sentence, case
        assert sentence in words(answer), case
    assert count(Meeting) == 1


KEYS = {
    "at the top": ('titel = "x"\n[meeting]\ntitle = "年会"\ndate = 2021-12-08\n', "titel", 1),
    "in meeting": ('[meeting]\ntitle = "年会"\ndate = 2021-12-08\n"主题" = "x"\n', "主题", 4),
    "a table": ('[meeting]\ntitle = "年会"\ndate = 2021-12-08\n[meetings]\nx = 1\n', "meetings", 4),
    "in agenda": (
        '[meeting]\ntitle = "年会"\ndate = 2021-12-08\nrooms = [{ name = "厅" }]\n[[agenda]]\ndate = 2021-12-08\n'
        'start = 09:00:00\nend = 10:00:00\nroom = "厅"\nkind = "report"\ntitle = "x"\nspeeker = "y"\n', "speeker", 12,
    ),
    "in an award": (
        '[meeting]\ntitle = "年会"\ndate = 2021-12-08\n[[awards]]\ntitle = "x"\nkind = "聘书"\n"a b" = 1\n', "a b", 7
    ),
}  # fmt: skip


def test_a_key_that_nobody_knows_is_refused_by_name_and_line(
    meeting: Meeting, admin: Browser, command: Asking, tmp_path: Path
) -> None:
    for case, (text, key, line) in KEYS.items():
        (tmp_path / "m.toml").write_text(text, encoding="utf-8")

        done = command("create", tmp_path / "m.toml")
        answer = upload(admin, "/society/jsda/meetings/from-file", "file", ("m.toml", text.encode()))

        assert (done.exit_code, answer.status_code) == (1, 422), case
        assert (f"“{key}”" in done.stderr, f"第 {line} 行" in done.stderr) == (True, True), done.stderr
        assert done.stderr.strip() in words(answer), case
    assert count(Meeting) == 1


NO_PICTURE = {**NO_SPREADSHEET, "workbook": GOOD, **EMPTY}


def test_a_seal_that_is_no_picture_is_refused_and_the_unit_stays_typed(meeting: Meeting, admin: Browser) -> None:
    for case, data in NO_PICTURE.items():
        answer = upload(admin, "/society/jsda/seals", "picture", ("章.png", data), kind="seal", owner="江苏省档案学会")

        assert answer.status_code == 422, case
        assert "请上传 PNG 或 JPEG 图片" in words(answer), case
        assert 'value="江苏省档案学会"' in answer.text, case
    assert count(Seal) == 0


def test_a_font_that_is_none_is_refused_and_the_rest_stays_typed(meeting: Meeting, admin: Browser) -> None:
    for case, data in NO_PICTURE.items():
        typed = {"name": "仿宋", "ground": "free", "note": "某许可"}
        answer = upload(admin, "/society/jsda/fonts", "file", ("字.ttf", data), **typed)

        assert answer.status_code == 422, case
        assert "这不是字体文件。请上传 TrueType 字体（.ttf）。" in words(answer), case
        assert ('value="仿宋"' in answer.text, "某许可" in answer.text) == (True, True), case
    assert count(SocietyFont) == 0


def test_an_approval_that_is_neither_pdf_nor_picture_is_refused(meeting: Meeting, admin: Browser) -> None:
    for case in NO_PICTURE.keys() - {"PDF", "picture"}:
        answer = upload(admin, f"/desk/{meeting.slug}/settings/approval", "approval", ("批文.pdf", NO_PICTURE[case]))

        assert answer.status_code == 422, case
        assert "批文要是 PDF、JPG 或 PNG 文件，不超过 20 MB。请扫描或另存为其中一种再上传。" in words(answer), case
    db.session.rollback()
    assert meeting.approval_file == ""


NAMES = ("../../x.xlsx", "..\\x.xlsx", "CON.xlsx", "名" * 300 + ".xlsx", 'a"b\r\nX-Y: z.xlsx', "<script>.xlsx", ".xlsx")


def test_a_files_name_leads_nowhere_and_its_content_is_given_back(meeting: Meeting, admin: Browser) -> None:
    answer = upload(admin, f"/desk/{meeting.slug}/receipts", "files", *[(name, GOOD) for name in NAMES])
    page = admin.get(answer.location)
    links = sorted(set(re.findall(r"/receipts/files/\d+", page.text)))

    assert len(links) == len(NAMES)
    assert "<script>.xlsx" not in page.text
    for link in links:
        original = admin.get(f"/desk/{meeting.slug}{link}")
        assert original.data == GOOD
        assert "X-Y" not in original.headers
        assert original.headers["Content-Disposition"].startswith("attachment")


def _formula_book() -> bytes:
    """A workbook whose cells are formulas: one with its value, one without (never opened since it was written)."""
    data = xlsx(("姓名", "单位", "手机"), ("赵建国", "甲馆", "=1+13812345677"), ("=A2", "甲馆", "13812345679"))
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"<f>1+13812345677</f><v />", b"<f>1+13812345677</f><v>13812345678</v>")
                part = part.replace(b"<f>1+13812345677</f><v></v>", b"<f>1+13812345677</f><v>13812345678</v>")
            new.writestr(name, part)
    return out.getvalue()


def test_a_formula_counts_by_its_value_and_one_without_is_a_fault_of_its_row(
    meeting: Meeting, command: Asking, tmp_path: Path
) -> None:
    (tmp_path / "回执.xlsx").write_bytes(_formula_book())

    done = command("receipts", "import", "--meeting", meeting.slug, tmp_path, "--json")

    told = json.loads(done.stdout)
    assert (done.exit_code, told["created"], [(fault["row"], fault["field"]) for fault in told["faults"]]) == (
        0, 1, [(3, "name")]
    )  # fmt: skip
    assert names_kept() == ["赵建国"]


def test_a_text_like_a_formula_comes_out_as_the_text_it_is(meeting: Meeting, command: Asking, tmp_path: Path) -> None:
    for text in FORMULAS:
        make_delegate(meeting, "赵建国", unit_name="某市档案馆", remarks=text, post=text)
    make_award(meeting)
    wanted = sorted(text.strip() for text in FORMULAS)

    for file in ("名单.xlsx", "名单.csv"):
        assert command("delegates", "export", "--meeting", meeting.slug, "-o", tmp_path / file).exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "名单.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    rows = list(csv.reader((tmp_path / "名单.csv").read_text("utf-8-sig").splitlines()))[1:]

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert sorted(row[9].value for row in sheet.iter_rows(min_row=2)) == wanted
    assert sorted(row[9].removeprefix("'") for row in rows) == wanted
    assert [row[9] for row in rows if row[9][:1] in "=+-@\t\r＝＋－＠"] == []
