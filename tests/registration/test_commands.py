"""``meeting delegates export`` and ``meeting units import``."""

import os

import openpyxl
import pytest

from meeting.__main__ import Commands
from tests.registration.making import make_delegate, make_meeting, make_unit


@pytest.fixture
def run(app):
    def run(*arguments):
        commands = Commands(create_app=lambda: app, add_default_commands=False)
        return app.test_cli_runner().invoke(commands, list(map(str, arguments)))

    return run


def test_delegates_export_writes_the_list_by_unit(app, run, tmp_path):
    meeting = make_meeting()
    make_unit(meeting, "第二馆", position=2)
    make_unit(meeting, "第一馆", position=1)
    make_delegate(meeting, "丁一", unit_name="第二馆")
    make_delegate(meeting, "王 二", "13812345678", unit_name="第一馆")

    done = run("delegates", "export", "--meeting", "changzhou-2020", "-o", tmp_path / "名单.xlsx")
    where = ("--meeting", "changzhou-2020", "-o", tmp_path / "x.csv")
    by_strokes = run("delegates", "export", *where, "--order", "strokes")

    assert (done.exit_code, by_strokes.exit_code) == (0, 0), done.output
    rows = list(openpyxl.load_workbook(tmp_path / "名单.xlsx").worksheets[0].values)
    assert [row[:5] for row in rows[1:]] == [
        ("王二", None, "第一馆", None, "13812345678"), ("丁一", None, "第二馆", None, rows[2][4])
    ]  # fmt: skip
    lines = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["姓名", "丁一", "王二"]
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix in {".xlsx", ".csv", ".part"}) == [
        "x.csv", "名单.xlsx"
    ]  # fmt: skip


def test_delegates_export_tells_wrong_usage_from_what_cannot_be_done(app, run, tmp_path):
    make_meeting()

    codes = [
        run("delegates", "export", "--meeting", "changzhou-2020", "-o", tmp_path / "x.doc").exit_code,
        run("delegates", "export", "--meeting", "changzhou-2020", "-o", tmp_path / "x.csv", "--order", "x").exit_code,
        run("delegates", "export", "--meeting", "nowhere", "-o", tmp_path / "x.csv").exit_code,
        run("delegates", "export", "--meeting", "changzhou-2020", "-o", tmp_path / "no" / "x.csv").exit_code,
    ]

    assert codes == [2, 2, 1, 1]


def test_units_import_takes_what_it_can_and_exits_1_where_a_row_is_left(app, run, tmp_path):
    make_meeting()
    good, faulty = tmp_path / "good.csv", tmp_path / "faulty.csv"
    good.write_text("次序,单位,地区,别名\n1,甲馆,南京市,小甲\n", "utf-8")
    faulty.write_text("次序,单位,地区,别名\n1,甲馆,南京市,小甲\n2,,常州市,\nx,乙馆,,\n3,丙馆,,\n", "utf-8")

    first, again, third = (run("units", "import", "--meeting", "changzhou-2020", file) for file in (good, good, faulty))

    assert (first.exit_code, first.stdout) == (0, "新增 1 个单位，更新 0 个，邀请 1 个，没有变化 0 个\n")
    assert (again.exit_code, again.stdout) == (0, "新增 0 个单位，更新 0 个，邀请 0 个，没有变化 1 个\n")
    assert (third.exit_code, third.stdout) == (1, "新增 1 个单位，更新 0 个，邀请 1 个，没有变化 1 个\n")
    assert third.stderr.splitlines() == [
        "faulty.csv 第3行：没有填写单位名称，请补上。",
        "faulty.csv 第4行：次序“x”不对：请写一个从1开始的整数，或留空。",
    ]


def test_receipts_import_says_truly_what_it_passes_over_and_misses(app, run, tmp_path):
    make_meeting()
    folder = tmp_path / "回执"
    (folder / "子.csv").mkdir(parents=True)
    receipt = "单位,姓名,手机\n甲馆,张三,13812345678\n"
    (folder / "甲馆.csv").write_text(receipt, "utf-8")
    for name in ("~$甲馆.xlsx", ".甲馆.csv", ".DS_Store", "说明.docx"):
        (folder / name).write_text("x")
    for name in ("断了.csv", "断了.docx"):
        (folder / name).symlink_to("nowhere")
    (folder / "好的.csv").symlink_to("甲馆.csv")
    os.mkfifo(folder / "管道.csv")
    (folder / os.fsdecode("乙馆".encode("gbk") + b".csv")).write_text(receipt, "utf-8")

    done = run("receipts", "import", "--meeting", "changzhou-2020", folder)

    assert done.exit_code == 1
    assert "2 个文件" in done.stdout
    said = done.stderr.splitlines()
    assert [line for line in said if "文件名不是 UTF-8 编码" in line] != []
    assert sorted(line for line in said if "UTF-8" not in line) == sorted([
        "跳过 ~$甲馆.xlsx：Office 打开文件时的临时文件，不是回执",
        "跳过 .甲馆.csv：隐藏文件",
        "跳过 .DS_Store：隐藏文件",
        "跳过 子.csv：是子文件夹，里面的文件没有导入；要导入，请把它也写在命令里",
        "跳过 说明.docx：不是 .xlsx、.xls 或 .csv",
        "跳过 断了.docx：不是 .xlsx、.xls 或 .csv",
        "跳过 管道.csv：不是普通文件",
        "断了.csv：是一个链接，它指向的文件不在了。请放入文件本身再导入。",
    ])  # fmt: skip


def test_receipts_import_of_a_folder_without_anything_missed_is_done(app, run, tmp_path):
    make_meeting()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "甲馆.csv").write_text("单位,姓名,手机\n甲馆,张三,13812345678\n", "utf-8")
    (tmp_path / "a" / "~$甲馆.csv").write_text("x")

    done = run("receipts", "import", "--meeting", "changzhou-2020", tmp_path / "a")

    assert done.exit_code == 0
