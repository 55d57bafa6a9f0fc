"""Certificates by mail: from the pasted list to the PDF in the mailbox, over HTTP and SMTP."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.awards.enums import AwardKind
from meeting.awards.messages import file_name
from meeting.awards.models import Certificate
from meeting.awards.operations import revoke
from meeting.awards.operations.mailing import TEST
from meeting.db import db, transaction, uuid7
from meeting.documents.layouts.kinds import Kind
from meeting.history.models import Entry, Value
from meeting.jobs.models import Job
from meeting.jobs.worker import run_waiting
from meeting.layouts.enums import SealKind
from meeting.layouts.models import SealRequest
from meeting.layouts.operations import decline_request
from meeting.mail.models import Message
from meeting.printing.drawing import draw, prepare
from meeting.printing.items import PrintOrder
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.conftest import AT
from tests.documents.reading import text_of
from tests.factories import make_account
from tests.layouts.making import make_request, make_seal
from tests.mail.conftest import set_mail
from tests.mail.serving import smtp_server
from tests.meetings.making import sign_in, statements

DESK = "/desk/changzhou-2020"
MAIL = f"{DESK}/certificates/mail"


@pytest.fixture
def meeting(app):
    """Three certificates and a letter of appointment; 张三 has two of them."""
    meeting = make_hosted()
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting, name="赵颁奖")
    award = make_award(meeting, grades={"一等奖": None})
    make_recipient(award, "张三", unit_name="常州市档案馆", grade="一等奖", work="某论文")
    make_recipient(award, "古丽娜尔·阿不都热合曼", "李四", unit_name="苏州市档案馆", grade="一等奖", work="又一篇")
    make_recipient(award, unit_name="南京市档案馆", work="另一篇")
    appointed = make_award(meeting, "学术委员会委员", kind=AwardKind.APPOINTMENT)
    make_recipient(appointed, "张三", unit_name="常州市档案馆")
    issued(meeting)
    return meeting


@pytest.fixture
def staff(app, meeting):
    return sign_in(app.test_client(), "ceremony")


@pytest.fixture
def post(app):
    """The application's mail server."""
    with smtp_server() as (found, port):
        set_mail(app, port)
        yield found


def certificate(names, kind=AwardKind.CERTIFICATE):
    db.session.expire_all()
    query = sa.select(Certificate).where(Certificate.names == names, Certificate.kind == kind)
    return db.session.scalars(query).one()


def hidden(page):
    return re.search(r'name="rows"[^>]*value="([^"]+)"', page)[1]


def preview(staff, pasted):
    return staff.post(MAIL, data={"form_key": str(uuid7()), "pasted": pasted})


def send(staff, pasted, *, do="send", **data):
    """From the list to the answer of the button."""
    given = {
        "form_key": str(uuid7()), "rows": hidden(preview(staff, pasted).text), "subject": "{会议}：{奖项}",
        "text": "{姓名}：{等次}{编号}", "approval": "", "do": do,
    }  # fmt: skip
    return staff.post(f"{MAIL}/send", data=given | data)


def work(app):
    db.session.rollback()
    run_waiting(app)
    db.session.expire_all()


def messages():
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Message).order_by(Message.id)))


def attached(letter):
    (one,) = letter.iter_attachments()
    return one.get_filename(), one.get_content()


def printed_alone(meeting, one):
    kind = Kind.HONOUR if one.kind is AwardKind.CERTIFICATE else Kind.APPOINTMENT
    order = PrintOrder(kind=kind, subject=f"certificate:{one.id}")
    return draw([prepare(meeting, order, by=OPERATOR)])


def test_each_gets_the_pdf_as_it_is_printed_with_words_of_ones_own(app, meeting, staff, post):
    rows = ("编号,姓名,单位,邮箱", ",张三,常州市档案馆,zhang@163.com", ",李四,,li@qq.com", ",,南京市档案馆,nj@qq.com")
    pasted = "\n".join(rows)

    shown = preview(staff, pasted)
    answer = send(staff, pasted)
    work(app)
    page = staff.get(answer.location).text

    assert (shown.status_code, answer.status_code) == (200, 302)
    assert sorted(post.to()) == ["li@qq.com", "nj@qq.com", "zhang@163.com", "zhang@163.com"]
    by_file = {attached(letter)[0]: letter for letter in post.letters}
    both = certificate("古丽娜尔·阿不都热合曼、李四")
    letter = by_file[f"{both.number}-古丽娜尔·阿不都热合曼、李四.pdf"]
    assert letter["Subject"] == f"{meeting.title}：2020年度优秀论文"
    assert letter["To"] == "古丽娜尔·阿不都热合曼、李四 <li@qq.com>"
    assert letter.get_body().get_content().strip() == f"古丽娜尔·阿不都热合曼、李四：一等奖{both.number}"
    for one in db.session.scalars(sa.select(Certificate)):
        pdf = attached(by_file[file_name(one)])[1]
        assert pdf == printed_alone(meeting, one)
        assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
        assert one.number in text_of(pdf, 1).replace("\n", "")
    assert "zhang@163.com" not in page
    assert (page.count("z***@163.com"), "4 封都已发出" in page) == (2, True)


def test_the_preview_says_who_is_matched_and_who_isnt_and_why(app, meeting, staff, post):
    zhang = certificate("张三")
    rows = [
        ("", "张三", "", "z@163.com"), ("", "李四", "上海市档案馆", "l@qq.com"),
        ("JSDA-1900-ZS-1", "", "", "a@qq.com"),
        (zhang.number, "李四", "", "b@qq.com"), ("", "王五", "", "w@qq.com"), ("", "李四", "", "写错了@"),
        ("", "", "", "c@qq.com"),
        ("", "南京市档案馆", "", ""),
    ]  # fmt: skip
    pasted = "\n".join("\t".join(row) for row in [("编号", "姓名", "单位", "邮箱"), *rows])

    page = preview(staff, pasted).text

    for said in (
        "证书上李四的单位是苏州市档案馆，和这一行的单位对不上", "本次会议没有编号 JSDA-1900-ZS-1 的证书",
        f"编号 {zhang.number} 的证书是张三的，和这一行的姓名对不上", "邮箱“写错了@”写得不对", "没有写编号或姓名",
        "没有写邮箱",
        "表里没有证书的 1 行", "没有邮箱的 2 份证书", "发送 2 封",
    ):  # fmt: skip
        assert said in page, said
    assert (messages(), post.letters) == ([], [])


def test_namesakes_and_what_was_revoked_are_told_apart(app, meeting, staff, post):
    award = make_award(meeting, "先进个人")
    for unit in ("甲馆", "乙馆"):
        make_recipient(award, "赵六", unit_name=unit)
    one, _ = issued(meeting)
    with transaction():
        revoke(certificate("古丽娜尔·阿不都热合曼、李四"), reason="误", at=AT, by=OPERATOR)
    gone = certificate("古丽娜尔·阿不都热合曼、李四").number

    page = preview(staff, f"赵六\tz@qq.com\n赵六\t甲馆\tj@qq.com\n{gone}\tl@qq.com").text

    assert "有几位叫赵六的获奖者" in page
    assert f"编号 {gone} 的证书已撤销，不发" in page
    assert "发送 1 封" in page
    assert send(staff, "赵六\t甲馆\tj@qq.com").status_code == 302
    work(app)
    assert [attached(letter)[0] for letter in post.letters] == [f"{one.number}-赵六.pdf"]


def test_a_namesake_in_the_same_unit_needs_the_number(app, meeting, staff):
    award = make_award(meeting, "先进个人")
    make_recipient(award, "孙七", unit_name="甲馆", work="一")
    make_recipient(award, "孙七", unit_name="甲馆", work="二")
    issued(meeting)

    page = preview(staff, "孙七\t甲馆\ts@qq.com").text

    assert "发送 2 封" in page  # one entry of the directory: one person with two certificates


@pytest.mark.parametrize(
    ("field", "words", "position"),
    [
        ("subject", "{会议}{{config}}", "第 1 行第 5 个字"),
        ("text", "您好\n{0.__class__}", "第 2 行第 1 个字"),
        ("text", "%s", "第 1 行第 1 个字"), ("text", "{单位}", "第 1 行第 1 个字"),
        ("subject", "<b>", "第 1 行第 1 个字"),
    ],
)  # fmt: skip
def test_other_places_are_refused_with_their_position_and_nothing_is_lost(
    app, meeting, staff, post, field, words, position
):
    answer = send(staff, "张三\tz@163.com", **{field: words})

    assert answer.status_code == 422
    assert position in answer.text
    assert words.replace("<", "&lt;").replace(">", "&gt;").splitlines()[-1] in answer.text
    assert messages() == []


def test_what_stands_in_a_name_makes_no_header(app, meeting, staff, post):
    with transaction():
        db.session.execute(sa.update(Certificate).values(names="张三\r\nBcc: victim@example.com"))
    number = db.session.scalars(sa.select(Certificate.number).limit(1)).one()

    answer = send(staff, f"编号\t邮箱\n{number}\tz@163.com", subject="{姓名}")
    work(app)
    broken = send(staff, f"编号\t邮箱\n{number}\tz@163.com", subject="a\r\nBcc: victim@example.com", again="y")

    assert (answer.status_code, broken.status_code) == (302, 422)
    (letter,) = post.letters
    assert (letter["Subject"], letter["Bcc"]) == ("张三 Bcc: victim@example.com", None)
    assert post.to() == ["z@163.com"]


def test_a_test_goes_to_oneself_first(app, meeting, staff, post):
    answer = send(staff, "张三\tzhang@163.com", do="test", test_to="me@example.com")
    work(app)
    wrong = send(staff, "张三\tzhang@163.com", do="test", test_to="me@")

    assert (answer.status_code, "正在发测试邮件" in answer.text) == (200, True)
    assert post.to() == ["me@example.com"]
    assert post.letters[0]["Subject"].startswith("【测试】")
    assert attached(post.letters[0])[1] == printed_alone(meeting, certificate("张三"))
    state = staff.get(re.search(r'hx-get="([^"]+)"', answer.text)[1].replace("&amp;", "&"))
    assert "测试邮件已发出" in state.text
    assert (wrong.status_code, "邮箱“me@”写得不对" in wrong.text) == (422, True)
    assert [one.about for one in messages()] == [TEST]
    assert send(staff, "张三\tzhang@163.com").status_code == 302  # a test counts as nothing


def test_a_double_click_sends_once(app, meeting, staff, post):
    data = {
        "form_key": str(uuid7()), "rows": hidden(preview(staff, "张三\tzhang@163.com").text), "subject": "x",
        "text": "y", "approval": "", "do": "send",
    }  # fmt: skip
    browsers = [sign_in(app.test_client(), "ceremony") for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda browser: browser.post(f"{MAIL}/send", data=data), browsers))
    work(app)

    assert [answer.status_code for answer in answers] == [302] * 3
    assert len({answer.location for answer in answers}) == 1
    assert post.to() == ["zhang@163.com"] * 2  # a certificate and a letter of appointment


def test_two_who_send_at_once_write_to_each_once(app, meeting, staff, post):
    rows = hidden(preview(staff, "张三\tzhang@163.com").text)
    browsers = [sign_in(app.test_client(), "ceremony") for _ in range(3)]

    def press(browser):
        data = {"form_key": str(uuid7()), "rows": rows, "subject": "x", "text": "y", "approval": "", "do": "send"}
        return browser.post(f"{MAIL}/send", data=data).status_code

    with ThreadPoolExecutor(3) as pool:
        answers = sorted(pool.map(press, browsers))
    work(app)

    assert answers == [302, 409, 409]
    assert post.to() == ["zhang@163.com"] * 2


def test_one_who_was_written_to_isnt_again_unless_asked(app, meeting, staff, post):
    send(staff, "张三\tzhang@163.com")
    work(app)
    shown = preview(staff, "张三\tnew@163.com\n李四\tli@qq.com").text
    send(staff, "张三\tnew@163.com\n李四\tli@qq.com")
    work(app)
    nobody = send(staff, "张三\tnew@163.com")
    send(staff, "张三\tnew@163.com", again="y")
    work(app)

    assert "其中 2 份已经发过" in shown
    assert (nobody.status_code, "没有要发的邮件" in nobody.text) == (409, True)
    assert post.to() == ["zhang@163.com"] * 2 + ["li@qq.com"] + ["new@163.com"] * 2


def test_what_the_server_refused_is_named_and_mended_by_another_list(app, meeting, staff, post):
    post.answers["li@qq.com"] = ["550 5.1.1 <li@qq.com>: no such user"]
    answer = send(staff, "张三\tzhang@163.com\n李四\tli@qq.com")
    work(app)
    page = staff.get(answer.location).text
    send(staff, "张三\tzhang@163.com\n李四\tli4@qq.com")
    work(app)

    assert "550 5.1.1 &lt;l***@qq.com&gt;: no such user" in page
    assert ("有 1 封被退回" in page, "li@qq.com" in page) == (True, False)
    assert post.to() == ["zhang@163.com"] * 2 + ["li4@qq.com"]


def test_what_was_given_up_is_sent_again_by_a_button(app, meeting, staff, post):
    post.mail_answer = "553 5.7.1 not yours"
    answer = send(staff, "李四\tli@qq.com")
    work(app)
    failed = staff.get(answer.location).text
    post.mail_answer = ""
    again = staff.post(f"{answer.location}/again", data={"form_key": str(uuid7())})
    work(app)
    done = staff.get(again.location).text
    nothing = staff.post(f"{answer.location}/again", data={"form_key": str(uuid7())}, follow_redirects=True)

    assert ("没有发出的再发一次" in failed, "553 5.7.1 not yours" in failed) == (True, True)
    assert (post.to(), "1 封都已发出" in done) == (["li@qq.com"], True)
    assert "没有要发的邮件" in nothing.text


def test_a_certificate_that_is_revoked_meanwhile_isnt_sent(app, meeting, staff, post):
    answer = send(staff, "李四\tli@qq.com\n张三\tzhang@163.com")
    with transaction():
        revoke(certificate("古丽娜尔·阿不都热合曼、李四"), reason="误", at=AT, by=OPERATOR)
    work(app)

    assert post.to() == ["zhang@163.com"] * 2
    assert "的证书已撤销，不发" in staff.get(answer.location).text


def test_addresses_are_erased_on_request_and_never_in_the_history(app, meeting, staff, post):
    answer = send(staff, "李四\tli@qq.com")
    work(app)
    staff.post(f"{answer.location}/erase", data={"form_key": str(uuid7())})
    page = staff.get(answer.location).text

    assert ([one.address for one in messages()], "已删除 1 个邮箱地址" in page) == ([""], True)
    actions = list(db.session.scalars(sa.select(Entry.action).order_by(Entry.id.desc()).limit(2)))
    assert actions == ["erase-mail-addresses", "mail-certificates"]
    said = db.session.execute(sa.select(Value.before, Value.after)).all()
    assert not any("@" in str(value) for row in said for value in row)
    assert not any("@qq" in str(row) for row in db.session.execute(sa.select(Job.arguments, Job.title, Job.message)))


def test_a_signature_that_the_layout_has_no_place_for_is_refused_and_takes_no_copy(meeting, staff, post):
    request = make_request(meeting, make_seal(meeting.society, "王理事长", SealKind.SIGNATURE))

    answer = send(staff, "张三\tzhang@163.com", approval=str(request.number))

    assert (answer.status_code, "没有印“王理事长”签名的位置" in answer.text) == (409, True)
    assert (messages(), db.session.get_one(SealRequest, request.id).used) == ([], 0)


def test_the_seal_is_on_it_on_an_approved_request_and_each_message_takes_a_copy(app, meeting, staff, post):
    seal = make_seal(meeting.society)
    request = make_request(meeting, seal, copies=3)
    number = str(request.number)
    answer = send(staff, "张三\tzhang@163.com", approval=number)
    work(app)
    short = send(staff, "张三\tzhang@163.com\n李四\tli@qq.com", approval=number, again="y")
    used = db.session.get_one(SealRequest, request.id).used
    send(staff, "李四\tli@qq.com", approval=number)
    with transaction():
        db.session.execute(sa.update(SealRequest).values(state="approved", copies=9))
        decline_request(db.session.get_one(SealRequest, request.id), reason="收回", at=AT, by=OPERATOR)
    work(app)

    assert answer.status_code == 302
    pictures = [len(PdfReader(io.BytesIO(attached(letter)[1])).pages[0].images) for letter in post.letters]
    plain = len(PdfReader(io.BytesIO(printed_alone(meeting, certificate("张三")))).pages[0].images)
    assert [count > plain for count in pictures] == [True, True]
    assert (short.status_code, used) == (409, 2)
    assert (messages()[-1].state.value, len(post.letters)) == ("failed", 2)


def test_without_a_server_the_page_says_what_to_set_and_offers_the_zip(app, meeting, staff):
    page = staff.get(MAIL).text
    answer = send(staff, "张三\tzhang@163.com")

    assert ("MEETING_SMTP_URL" in page, "MEETING_MAIL_FROM" in page) == (True, True)
    assert f"{DESK}/print/honour" in page
    assert (answer.status_code, "还没有设置发邮件的服务器" in answer.text, messages()) == (409, True, [])


def test_the_list_of_another_meeting_and_one_that_was_altered_are_refused(app, meeting, staff, post):
    rows = hidden(preview(staff, "张三\tzhang@163.com").text)

    for packed in (rows[:-1], rows + "x", "", "[]"):
        data = {"form_key": str(uuid7()), "rows": packed, "subject": "x", "text": "y", "approval": "", "do": "send"}
        assert staff.post(f"{MAIL}/send", data=data).status_code == 422

    assert messages() == []


def test_a_single_certificate_stands_ready_and_shows_its_mail(app, meeting, staff, post):
    one = certificate("张三")
    page = f"{DESK}/certificates/{one.id}"

    assert f"certificates/mail?certificate={one.id}" in staff.get(page).text
    assert f"编号，邮箱\n{one.number}，" in staff.get(f"{MAIL}?certificate={one.id}").text
    send(staff, f"编号，邮箱\n{one.number}，zhang@163.com")
    work(app)
    assert "z***@163.com" in staff.get(page).text


def test_the_page_asks_no_more_for_more_messages(app, meeting, staff, post):
    few = send(staff, "李四\tli@qq.com").location
    many = send(staff, "张三\tzhang@163.com\n南京市档案馆\tnj@qq.com").location
    work(app)

    with statements() as one:
        staff.get(few)
    with statements() as three:
        staff.get(many)

    assert len(one) == len(three)


@pytest.mark.parametrize("local", [True, False])
def test_codes_that_only_this_machine_opens_are_told_before_they_are_sent(app, staff, post, local):
    app.jinja_env.globals["only_local_address"] = local

    for page in (staff.get(MAIL), preview(staff, "张三,zhang@163.com")):
        assert ("二维码里的网址只在这台电脑上打得开" in page.text) is local
