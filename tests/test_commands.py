"""``meeting`` as it is typed: what is wrong is a sentence on standard error, and the exit status says whose fault.

1: something asked for couldn't be done; 2: wrong usage or settings.
"""

import os
import sys

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from meeting import __main__ as entry
from meeting.__main__ import WITHOUT_SCHEMA, Commands, refuse_undecodable
from meeting.app import create_app
from meeting.config import settings_from
from meeting.db import db
from meeting.installation import MIGRATIONS, needed_revision
from tests.databases import make_app
from tests.registration.making import make_meeting

ADVICE = "请先运行 meeting init"


def _run(app, *arguments):
    commands = Commands(create_app=lambda: app, add_default_commands=False)
    db.session.remove()
    done = app.test_cli_runner().invoke(commands, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def _leaves(group, *path):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _leaves(command, *path, name)
        else:
            yield (*path, name), command


def _arguments(command, folder):
    """Something for each parameter that must be given."""
    file = folder / "given.csv"
    file.write_text("x")
    given = {"output": folder / "out.pdf", "path": file, "choice": None, "integer": 1, "text": "x"}
    for parameter in command.params:
        if not parameter.required:
            continue
        kind = parameter.type
        value = folder / "out.csv" if parameter.name == "output" else given.get(kind.name, file)
        if kind.name == "choice":
            value = kind.choices[0]
        yield from ([parameter.opts[0], value] if parameter.param_type_name == "option" else [value])


def test_needed_revision_is_what_alembic_takes_for_the_newest() -> None:
    assert needed_revision() == ScriptDirectory(str(MIGRATIONS)).get_current_head()


@pytest.mark.parametrize("found", ["空", "0000"])
def test_every_command_asks_for_init_before_it_touches_another_schema(app: Flask, tmp_path, found) -> None:
    with db.engine.begin() as connection:
        if found == "空":
            connection.execute(sa.text("DROP TABLE alembic_version"))
        else:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    asked = [
        (path, _run(app, *path, *_arguments(command, tmp_path)))
        for path, command in _leaves(app.cli)
        if path[0] not in WITHOUT_SCHEMA
    ]

    sentence = f"数据库的版本是 {found}，程序需要 {needed_revision()}。{ADVICE}。\n"
    assert len(asked) >= 14
    assert [(path, answer) for path, answer in asked if answer != (1, "", sentence)] == []


def test_help_and_wrong_usage_need_no_schema(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))

    answers = [_run(app, *asked) for asked in (("badges", "--help"), ("awards",), ("verify",), ("awards", "import"))]

    assert [answer[0] for answer in answers] == [0, 2, 2, 2]
    assert not any(ADVICE in answer[2] for answer in answers)


def test_an_unknown_meeting_is_answered_with_those_that_there_are(app: Flask) -> None:
    none = _run(app, "certificates", "issue", "--meeting", "nope")
    make_meeting()
    some = _run(app, "certificates", "issue", "--meeting", "nope")

    assert none == (1, "", "没有网址名为“nope”的会议：这里还没有会议。请先用 meeting create 建立。\n")
    assert some == (1, "", "没有网址名为“nope”的会议。现有的会议：changzhou-2020。\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MEETING_PORT", "99999"), ("MEETING_PORT", "0"), ("MEETING_PORT", "８０"), ("MEETING_URL", "http://x:70000"),
        ("MEETING_DATABASE", "foo"), ("MEETING_DATABASE", "mysql://u:geheim@h/x"), ("MEETING_DATABASE", "sqlite+x://"),
        ("MEETING_INSTANCE", __file__), ("MEETING_INSTANCE", f"{__file__}/x"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_a_sentence_and_status_2(monkeypatch, capfd, tmp_path, name, value) -> None:
    monkeypatch.setenv("MEETING_INSTANCE", str(tmp_path))
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(entry, "make_app", create_app)

    statuses = []
    for asked in (["doctor"], ["verify", "x"], ["--help"]):
        monkeypatch.setattr(sys, "argv", ["meeting", *asked])
        with pytest.raises(SystemExit) as left:
            entry.main()
        statuses.append(left.value.code)

    said = capfd.readouterr()
    assert statuses == [2, 2, 0]
    assert said.err.count(f"设置 {name} 的值") == 3
    assert "geheim" not in said.err
    assert "Traceback" not in said.err


def test_the_address_in_codes_follows_the_port_unless_it_is_set() -> None:
    assert settings_from({"MEETING_PORT": "8111"}).url == "http://127.0.0.1:8111"
    behind_a_proxy = settings_from({"MEETING_PORT": "8111", "MEETING_URL": "https://nianhui.example.cn"})
    assert (behind_a_proxy.url, behind_a_proxy.port) == ("https://nianhui.example.cn", 8111)
    assert settings_from({"MEETING_URL": "http://10.0.0.5:9000"}).port == 9000


def test_a_database_that_cannot_be_opened_is_a_sentence(tmp_path) -> None:
    (tmp_path / "meeting.sqlite3").write_bytes(os.urandom(5000))
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'meeting.sqlite3'}")
    sentence = "打不开数据库：这个文件不是 SQLite 数据库，或已损坏。"

    with app.app_context():
        answers = {asked: _run(app, *asked) for asked in (("init",), ("serve",), ("verify", "x"), ("doctor",))}

    assert [answer[0] for answer in answers.values()] == [1, 1, 1, 1]
    assert all(sentence in answers[asked][2] for asked in answers if asked != ("doctor",))
    assert "✗ 数据库连接" in answers["doctor",][1]
    assert sentence in answers["doctor",][1]


def test_a_server_that_does_not_answer_is_a_sentence_without_the_password(tmp_path) -> None:
    address = settings_from({"MEETING_DATABASE": "postgresql://u:geheim@127.0.0.1:1/x"}).database
    app = make_app(tmp_path, address)

    with app.app_context():
        status, _, said = _run(app, "verify", "x")

    assert status == 1
    assert said.startswith("打不开数据库：数据库服务器没有开，或地址、端口不对。")


def test_arguments_that_are_not_utf_8_are_refused_as_wrong_usage(capsys) -> None:
    refuse_undecodable(["create", "会议.toml", "𠮷"])
    with pytest.raises(SystemExit) as left:
        refuse_undecodable(["create", os.fsdecode("会议".encode("gbk")) + ".toml"])

    assert left.value.code == 2
    assert "不是 UTF-8 编码" in capsys.readouterr().err


def test_receipts_undo_says_which_imports_there_are_and_why_one_cannot_be_undone(app: Flask, tmp_path) -> None:
    make_meeting()
    file = tmp_path / "馆.csv"
    file.write_text("单位,姓名,手机\n甲馆,张三,13812345678\n", "utf-8")
    undo = ("receipts", "undo", "--meeting", "changzhou-2020")
    none = _run(app, *undo, "1")
    assert _run(app, "receipts", "import", "--meeting", "changzhou-2020", file)[0] == 0
    assert _run(app, "receipts", "import", "--meeting", "changzhou-2020", "--dry-run", file)[0] == 0

    unknown = [_run(app, *undo, number) for number in ("99", "99999999999999999999", "-1")]
    done, again, previewed = (_run(app, *undo, number) for number in ("1", "1", "2"))

    assert none == (1, "", "没有第 1 号导入：这次会议还没有导入过回执。\n")
    assert unknown[:2] == [
        (1, "", f"没有第 {number} 号导入。这次会议的导入有：1、2。\n") for number in (99, 99999999999999999999)
    ]
    assert unknown[2][0] == 2
    assert done == (0, "移除 1 人，恢复 0 人，保留 0 人。\n", "")
    assert again == (1, "", "这次导入已经撤销过了，不用再撤销。\n")
    assert previewed == (1, "", "这次导入还没有确认，名单没有变，不用撤销。\n")


def test_accounts_add_refuses_a_name_that_is_too_long(app: Flask) -> None:
    make_meeting()

    answer = _run(app, "accounts", "add", "li", "--role", "admin", "--name", "长" * 81)

    assert answer == (1, "", f"账号姓名“{'长' * 20}…”超过80个字，请写短一些。\n")


def test_create_refuses_a_society_whose_name_is_too_long(app: Flask, tmp_path) -> None:
    file = tmp_path / "会议.toml"
    file.write_text('[meeting]\ntitle = "年会"\ndate = 2020-12-08\n', "utf-8")

    answer = _run(app, "create", file, "--society", "学" * 300)

    assert answer == (1, "", f"学会名称“{'学' * 20}…”超过100个字，请检查是否填错了。\n")
