import email
from datetime import UTC, datetime
from email.headerregistry import Address
from email.policy import default
from uuid import UUID

import pytest

from meeting.mail.mime import File, Outgoing

ID = UUID("01931b66-7c00-7000-8000-000000000001")
SENDER = Address("江苏省档案学会", addr_spec="office@example.org")


def letter(**values):
    given = {
        "id": ID, "sender": SENDER, "name": "阿卜杜拉·买买提", "address": "a@example.com", "subject": "证书",
        "text": "您好\n", "at": datetime(2020, 12, 8, 1, tzinfo=UTC),
    }  # fmt: skip
    return Outgoing(**(given | values))


def read_back(one):
    return email.message_from_bytes(one.as_mime().as_bytes(), policy=default)


def test_a_letter_reads_back_as_it_was_written():
    files = [File("JSDA-2020-ZS-0001-古丽娜尔·阿不都热合曼、𬭎.pdf", "application/pdf", b"%PDF-1.4 \xff\x00\r\n.\r\n")]
    subject = "江苏省档案学会二〇二〇年学术年会暨长三角地区档案工作协作会议：" * 4
    raw = letter(subject=subject, files=files).as_mime().as_bytes()
    found = read_back(letter(subject=subject, files=files))

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert found["Subject"] == subject
    assert (found["From"], found["To"]) == (
        "江苏省档案学会 <office@example.org>", "阿卜杜拉·买买提 <a@example.com>",
    )  # fmt: skip
    assert found["Date"].datetime == datetime(2020, 12, 8, 1, tzinfo=UTC)
    assert found["Message-ID"] == f"<{ID}@example.org>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found.get_body().get_content().splitlines() == ["您好"]
    (attached,) = found.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (files[0].name, "application/pdf")
    assert attached.get_content() == files[0].content


def test_the_same_letter_is_the_same_message_id_and_text():
    one, other = letter().as_mime(), letter().as_mime()

    assert one["Message-ID"] == other["Message-ID"]
    assert one.get_content() == other.get_content()


@pytest.mark.parametrize("field", ["subject", "name"])
@pytest.mark.parametrize("brk", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_a_line_break_makes_no_header_of_its_own(field, brk):
    try:
        found = read_back(letter(**{field: f"x{brk}Bcc: victim@example.com"}))
    except ValueError:
        return

    assert brk not in "\r\n"
    assert set(found.keys()) == set(read_back(letter()).keys())


def test_a_name_with_marks_of_its_own_stays_one_name():
    found = read_back(letter(name='张三, "李四" <x@example.com>; 王五'))

    assert [address.addr_spec for address in found["To"].addresses] == ["a@example.com"]
    assert found["To"].addresses[0].display_name == '张三, "李四" <x@example.com>; 王五'
