from pathlib import Path

import sqlalchemy as sa
from pypdf import PdfReader

from meeting.awards.models import Certificate
from meeting.db import db
from meeting.errors import MeetingError
from meeting.printing.errors import NothingToPrint
from tests.awards.making import DATA, make_award, make_hosted, make_recipient


def run(app, *arguments):
    """Exit status, standard output, standard error; a refusal is what ``meeting`` turns into its sentence."""
    db.session.remove()
    done = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
    if isinstance(done.exception, MeetingError):
        return 1, done.stdout, str(done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_commands_take_the_reference_meeting_from_list_to_verification(reference, tmp_path):
    slug = ("--meeting", "changzhou-2020")

    again = run(reference, "awards", "import", *slug, DATA / "awards.csv")
    issued = run(reference, "certificates", "issue", *slug)
    printed = run(reference, "certificates", "print", *slug, "-o", tmp_path / "a.pdf")
    code = db.session.scalars(sa.select(Certificate.code).where(Certificate.number == "JSSDAXH-2020-PS-0002")).one()
    verified = [run(reference, "verify", text) for text in (code, f"HTTP://127.0.0.1:8000/V/{code}", code.lower())]

    assert again == (0, "新增 0，已有 89，有误 0\n", "")
    assert (issued[0], len(issued[1].splitlines())) == (0, 95)
    assert issued[1].splitlines()[0] == "JSSDAXH-2020-PS-0001\t尉迟玥\t江苏省档案学会学术委员会委员\t"
    for _, _, said in (issued, printed):
        assert "转颁，不编号、不打印：“全国档案专家”（国家档案局）4份" in said
    assert len(PdfReader(tmp_path / "a.pdf").pages) == 95
    facts = (
        "状态：有效\n编号：JSSDAXH-2020-PS-0002\n姓名：司徒＊＊\n奖项：江苏省档案学会学术委员会委员\n"
        "聘期：2020年12月8日至2025年12月7日\n颁发单位：江苏省档案学会\n日期：2020年12月8日\n"
    )
    assert verified == [(0, facts, "")] * 3


def test_awards_import_names_the_faulty_row_and_takes_the_others(app, tmp_path):
    make_award(make_hosted(), "优秀论文")
    file = tmp_path / "名单.csv"
    file.write_text("单位,获奖者,奖项\n常州市档案馆,甲,优秀论文\n常州市档案馆,乙,别的奖\n", encoding="utf-8")

    status, out, said = run(app, "awards", "import", "--meeting", "changzhou-2020", file)

    assert (status, out) == (1, "新增 1，已有 0，有误 1\n")
    assert said.startswith("名单.csv 第3行：没有名为“别的奖”的奖项")


def test_verify_of_an_unknown_code_is_a_sentence_and_status_1(app):
    for code in ("HELLO", "A" * 26, "", "JSSDAXH-2020-ZS-0001"):
        status, out, said = run(app, "verify", code)

        assert (status, out) == (1, "")
        assert said.startswith("没有查到这份证书")


def test_certificates_print_writes_no_file_when_there_is_nothing_to_print(app, tmp_path):
    make_recipient(make_award(make_hosted()), "甲")

    status, _, said = run(app, "certificates", "print", "--meeting", "changzhou-2020", "-o", tmp_path / "a.pdf")

    assert (status, said) == (1, NothingToPrint.sentence)
    assert list(Path(tmp_path).glob("*.pdf")) == []


def test_commands_refuse_an_unknown_meeting_by_name(app):
    assert run(app, "certificates", "issue", "--meeting", "nowhere")[::2] == (
        1, "没有网址名为“nowhere”的会议：这里还没有会议。请先用 meeting create 建立。",
    )
