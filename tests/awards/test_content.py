"""What is issued is frozen: whatever becomes of persons, units and awards, it prints and verifies as it was."""

import hashlib
import json
from datetime import date

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.awards import wording
from meeting.awards.content import TEXTS, Content
from meeting.awards.enums import AwardKind
from meeting.awards.models import Certificate
from meeting.awards.operations import change_award, change_recipient
from meeting.awards.verification import code_of, verify_code, verify_number
from meeting.db import db, transaction
from meeting.documents.layouts.kinds import Kind
from meeting.identity.operations.persons import merge_persons
from meeting.identity.operations.units import merge_units
from meeting.meetings.models import Meeting
from meeting.people.models import Person, Unit
from meeting.people.operations import change_person, find_or_add_person
from meeting.printing.drawing import draw, prepare
from meeting.printing.items import PrintOrder
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.conftest import AT


def test_an_honour_s_content_has_all_that_is_printed(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting, grades={"一等奖": None}), "欧阳修文", "张三", unit_name="扬州市档案馆",
                   grade="一等奖", work="某篇论文")  # fmt: skip
    (certificate,) = issued(meeting)

    content = Content.from_json(certificate.content)

    assert content == Content(
        kind="certificate",
        texts={
            "title": "荣誉证书", "names": "欧阳修文、张三", "unit": "扬州市档案馆", "award": "2020年度优秀论文",
            "grade": "一等奖", "work": "某篇论文", "term": "", "issuer": "江苏省档案学会",
            "date": "二〇二〇年十二月八日", "number": "JSSDAXH-2020-ZS-0001",
        },
        salutation=(("欧阳修文、张三", True), ("（", False), ("扬州市档案馆", True), ("）：", False)),
        body=(
            (
                ("你们撰写的论文《某篇论文》", False), ("在“2020年度优秀论文”评选中荣获", False), ("一等奖", True),
                ("。", False),
            ),
            (("特发此证，以资鼓励。", False),),
        ),
        issuers=("江苏省档案学会",),
    )  # fmt: skip
    assert tuple(content.texts) == TEXTS


def test_a_letter_of_appointment_s_content_has_no_salutation(app):
    meeting = make_hosted()
    term = (date(2020, 12, 8), date(2025, 12, 7))
    make_recipient(make_award(meeting, "学术委员会委员", kind=AwardKind.APPOINTMENT, term=term), "张三")
    (certificate,) = issued(meeting)

    content = Content.from_json(certificate.content)

    assert (content.kind, content.texts["title"], content.salutation) == ("appointment", "聘书", ())
    assert "".join(text for text, _ in content.body[0]) == (
        "兹聘请张三为学术委员会委员，聘期自2020年12月8日至2025年12月7日。"
    )


def test_content_is_canonical_and_its_digest_is_of_what_is_stored(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "张三")
    (certificate,) = issued(meeting)

    again = json.dumps(json.loads(certificate.content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert again == certificate.content == Content.from_json(certificate.content).to_json()
    assert hashlib.sha256(certificate.content.encode()).hexdigest() == certificate.digest


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"form":1}', "不是", '{"form": 1}'])
def test_content_reads_nothing_but_its_own_form(text):
    with pytest.raises(ValueError):  # noqa: PT011  any
        Content.from_json(text)


def test_content_with_anything_added_or_spaced_otherwise_is_refused(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "张三")
    stored = issued(meeting)[0].content
    facts = json.loads(stored)

    for text in (json.dumps(facts), json.dumps(facts | {"more": 1}, ensure_ascii=False), stored + " "):
        with pytest.raises(ValueError):  # noqa: PT011  any
            Content.from_json(text)


def _drawn(meeting):
    return draw([prepare(meeting, PrintOrder(Kind.HONOUR), by=OPERATOR)])


def test_a_certificate_prints_and_verifies_whatever_became_of_its_rows(app, monkeypatch):
    """Renamed, merged, reworded, regraded: the paper and its code stay as they were handed out."""
    meeting = make_hosted()
    award = make_award(meeting, grades={"一等奖": None})
    recipient = make_recipient(award, "李一明", unit_name="常州市档案馆", grade="一等奖", work="旧题")
    (certificate,) = issued(meeting)
    printed, stored = _drawn(meeting), (certificate.content, certificate.digest)
    code = code_of(certificate)
    with transaction():
        person = recipient.persons[0].person
        change_person(person, name="李一鸣", mobile="", gender=None, unit=None, pinyin="", at=AT, by=OPERATOR)
        other, _ = find_or_add_person(meeting.society_id, "李义明", at=AT, by=OPERATOR)
    with transaction():
        merge_persons(other, db.session.get_one(Person, person.id), at=AT, by=OPERATOR)
    _rename_unit_and_award(meeting, award, recipient)
    with transaction():
        db.session.get_one(Meeting, meeting.id).title = "另一年会"
    assert _drawn(meeting) == printed
    monkeypatch.setattr(wording, "CLOSING", "另一句话。")

    certificate = db.session.scalars(sa.select(Certificate)).one()

    assert (certificate.content, certificate.digest) == stored
    assert code_of(certificate) == code
    assert verify_code(certificate.code).award == "2020年度优秀论文"
    assert verify_number(certificate.number, "李一明").name == "李＊＊"


def _rename_unit_and_award(meeting, award, recipient):
    with transaction():
        now = {"names": ["李一鸣"], "unit_name": "苏州市档案馆", "grade": "", "work": "新题"}
        change_recipient(recipient, at=AT, by=OPERATOR, **now)
    with transaction():
        gone = db.session.scalars(sa.select(Unit).where(Unit.name == "苏州市档案馆")).one()
        kept = db.session.scalars(sa.select(Unit).where(Unit.name == "常州市档案馆")).one()
        merge_units(kept, gone, at=AT, by=OPERATOR)
    with transaction():
        change_award(award, kind=award.kind, title="别的名称", issuer_name="江苏省档案学会", at=AT, by=OPERATOR)
