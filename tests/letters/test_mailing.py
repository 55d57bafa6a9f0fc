"""Letters of acceptance by mail: from the list to the PDF in the mailbox, over HTTP and SMTP."""

import re
from typing import Any

import sqlalchemy as sa
from flask import Flask

from meeting.accounts.enums import Role
from meeting.db import db, transaction, uuid7
from meeting.jobs.worker import run_waiting
from meeting.mail.models import Message
from meeting.meetings.models import Meeting
from tests.browsers import Browser
from tests.documents.reading import text_of
from tests.factories import make_account
from tests.letters.test_acceptances import PAGE, typed
from tests.mail.conftest import post  # noqa: F401
from tests.mail.serving import Post
from tests.meetings.making import sign_in

MAIL = f"{PAGE}/mail"
LIST = (
    "张䶮、欧阳建国\t常州市档案馆\t《论〈档案法〉》\tzhang@163.com；ouyang@qq.com\n"
    "李四\t\t《红楼梦》档案考\t\n王五\t苏州市档案馆\t某题\tnobody"
)


def send(staff: Browser, **values: str) -> Any:
    given = {"form_key": str(uuid7()), "subject": "{会议}：{题目}", "text": "{姓名}（{单位}）"}
    return staff.post(MAIL, data=given | values)


def work(app: Flask) -> None:
    db.session.rollback()
    run_waiting(app)
    db.session.expire_all()


def figure(page: str, label: str) -> int:
    """The number that stands above a label."""
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    found = re.search(rf"{label} (\d+)", words) or re.search(rf"(\d+) ?\S* {label}", words)
    assert found is not None, words
    return int(found[1])


def test_each_author_with_an_address_gets_the_letter(app: Flask, staff: Browser, meeting: Meeting, post: Post) -> None:  # noqa: F811
    title = meeting.title
    staff.post(PAGE, data=typed(staff, recipients=LIST))

    shown = staff.get(MAIL).text
    answer = send(staff)
    work(app)
    page = staff.get(answer.location).text

    assert [figure(shown, label) for label in ("有邮箱", "邮箱有误，不发", "没有邮箱")] == [2, 1, 1]
    assert "nobody" in shown
    assert answer.status_code == 302
    assert sorted(post.to()) == ["ouyang@qq.com", "zhang@163.com"]
    assert "2 封都已发出" in page
    assert "zhang@163.com" not in page
    for letter in post.letters:
        assert letter["Subject"] == f"{title}：论〈档案法〉"
        assert letter.get_body().get_content().strip() == "张䶮、欧阳建国（常州市档案馆）"
        (one,) = letter.iter_attachments()
        assert one.get_filename() == "论文录用通知-张䶮、欧阳建国.pdf"
        assert "您提交的论文《论〈档案法〉》" in "".join(text_of(one.get_content(), 1).split())


def test_nobody_is_written_to_twice_unless_it_is_asked_for(
    app: Flask, staff: Browser, meeting: Meeting, post: Post  # noqa: F811
) -> None:
    staff.post(PAGE, data=typed(staff, recipients=LIST))
    send(staff)
    work(app)

    moved = "赵六\t\t另一题\tzhao@163.com\n" + LIST
    staff.post(PAGE, data=typed(staff, recipients=moved))
    send(staff)
    work(app)
    nothing = send(staff)
    again = send(staff, again="y")
    work(app)

    assert (nothing.status_code, again.status_code) == (409, 302)
    assert sorted(post.to()) == sorted(["ouyang@qq.com", "zhang@163.com"] * 2 + ["zhao@163.com"] * 2)


def test_a_paper_that_left_the_list_is_not_sent(app: Flask, staff: Browser, meeting: Meeting, post: Post) -> None:  # noqa: F811
    staff.post(PAGE, data=typed(staff, recipients=LIST))
    answer = send(staff)
    staff.post(PAGE, data=typed(staff, recipients="李四\t\t《红楼梦》档案考\t"))

    work(app)

    assert post.to() == []
    assert "没有发出" in staff.get(answer.location).text


def test_words_are_refused_with_their_position_and_stay(staff: Browser, meeting: Meeting, post: Post) -> None:  # noqa: F811
    staff.post(PAGE, data=typed(staff, recipients=LIST))

    answer = send(staff, text="您好\n{{config}}")

    assert answer.status_code == 422
    assert "第 2 行第 1 个字" in answer.text
    assert "{{config}}" in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Message.id))) == 0


def test_the_rooms_of_letters_and_of_certificates_know_only_their_own_messages(
    app: Flask, staff: Browser, meeting: Meeting, post: Post  # noqa: F811
) -> None:
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
    staff.post(PAGE, data=typed(staff, recipients=LIST))
    batch = send(staff).location.rpartition("/")[2]
    ceremony = sign_in(app.test_client(), "ceremony")
    certificates = "/desk/changzhou-2020/certificates/mail"

    assert staff.get(f"{MAIL}/{batch}").status_code == 200
    assert ceremony.get(f"{MAIL}/{batch}").status_code == 403
    assert ceremony.get(f"{certificates}/{batch}").status_code == 404
    assert ceremony.post(f"{certificates}/{batch}/erase", data={"form_key": str(uuid7())}).status_code == 404
    assert batch not in ceremony.get(certificates).text
