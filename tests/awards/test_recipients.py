import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.awards.errors import (
    AlreadyRecipient,
    AwardExists,
    GradeInUse,
    GradeUnknown,
    HasCertificates,
    HasRecipients,
    IssuerFixed,
    QuotaFull,
    RecipientMissing,
)
from meeting.awards.models import Award, Recipient
from meeting.awards.operations import change_award, change_recipient, remove_award, remove_recipient
from meeting.awards.rules import is_handed_over
from meeting.db import db, transaction
from meeting.people.models import Person
from meeting.people.operations import add_aliases, find_or_add_person
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.conftest import AT
from tests.registration.making import make_meeting, make_unit


def test_add_award_is_issued_by_the_society_unless_said_otherwise(app):
    meeting = make_hosted()

    award = make_award(meeting, issuer_name="", grades={"一等奖": 3, "二等奖": None})

    assert (award.issuer.name, award.position) == ("江苏省档案学会", 1)
    assert [(grade.title, grade.quota) for grade in award.grades] == [("一等奖", 3), ("二等奖", None)]


def test_add_award_refuses_a_title_twice(app):
    meeting = make_hosted()
    make_award(meeting, "先进个人")

    with pytest.raises(AwardExists):
        make_award(meeting, " 先进个人 ")


@pytest.mark.parametrize(
    ("issuer", "over"),
    [("国家档案局", True), ("江苏省档案馆", False), ("江苏省档案学会", False), ("省档案学会", False)],
)
def test_is_handed_over_compares_the_issuer_with_the_hosts_under_any_alias(app, issuer, over):
    meeting = make_hosted()
    with transaction():
        add_aliases(meeting.hosts[1].unit, ["省档案学会"])

    assert is_handed_over(make_award(meeting, issuer_name=issuer)) is over


def test_is_handed_over_holds_the_society_for_a_host_of_its_own_meeting(app):
    assert not is_handed_over(make_award(make_meeting(), issuer_name=""))


def test_add_recipient_again_is_the_same_recipient(app):
    award = make_award(make_hosted())
    first = make_recipient(award, "李媛立", "戴洋立", unit_name="扬州市档案馆", work="论档案")

    again = make_recipient(award, "李 媛 立", "戴洋立", unit_name="扬州市 档案馆", work="论档案")

    assert again is first
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 2


def test_add_recipient_finds_persons_by_the_rule_who_is_who(app):
    """The first author with the unit; a co-author in that same unit if one is there, else a new person without."""
    meeting = make_hosted()
    unit, elsewhere = make_unit(meeting, "扬州市档案馆"), make_unit(meeting, "南京大学")
    with transaction():
        known = [
            find_or_add_person(meeting.society_id, name, unit=where, at=AT, by=OPERATOR)[0]
            for name, where in (("甲一", unit), ("乙二", unit), ("丙三", elsewhere))
        ]

    recipient = make_recipient(make_award(meeting), "甲一", "乙二", "丙三", unit_name="扬州市档案馆")

    persons = [row.person for row in recipient.persons]
    assert persons[:2] == known[:2]
    assert persons[2] is not known[2]
    assert [person.unit_id for person in persons] == [unit.id, unit.id, None]


def test_add_recipient_keeps_two_co_authors_of_one_name_apart(app):
    recipient = make_recipient(make_award(make_hosted()), "王芳", "王芳", unit_name="扬州市档案馆")

    assert len({row.person_id for row in recipient.persons}) == 2


@pytest.mark.parametrize(
    ("names", "unit"), [([], "常州市档案馆"), (["常州市档案馆"], "常州市档案馆"), (["常州市档案馆"], "")]
)
def test_add_recipient_honours_a_unit(app, names, unit):
    meeting = make_hosted()
    make_unit(meeting, "常州市档案馆")

    recipient = make_recipient(make_award(meeting, "优秀组织单位"), *names, unit_name=unit)

    assert (recipient.names, recipient.unit.name) == ("", "常州市档案馆")


def test_add_recipient_takes_the_persons_it_is_handed(app):
    meeting = make_hosted()
    with transaction():
        person, _ = find_or_add_person(meeting.society_id, "邹华", at=AT, by=OPERATOR)

    recipient = make_recipient(make_award(meeting), persons=[person])

    assert [row.person for row in recipient.persons] == [person]


def test_add_recipient_refuses_nobody_and_leaves_nothing(app):
    award = make_award(make_hosted())

    with pytest.raises(RecipientMissing):
        make_recipient(award, " ", unit_name="　")

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Recipient)) == 0


def test_add_recipient_stops_at_the_quota_until_it_is_raised(app):
    award = make_award(make_hosted(), grades={"一等奖": 1})
    make_recipient(award, "甲一", grade="一等奖")

    with pytest.raises(QuotaFull) as caught:
        make_recipient(award, "乙二", grade="一等奖")

    assert caught.value.params == {"award": "2020年度优秀论文", "grade": "一等奖", "quota": 1}
    with transaction():
        change_award(award, kind=award.kind, title=award.title, issuer_name=award.issuer.name, grades={"一等奖": 2},
                     at=AT, by=OPERATOR)  # fmt: skip
    assert make_recipient(award, "乙二", grade="一等奖").grade.title == "一等奖"


def test_add_recipient_refuses_another_grade_for_the_same_and_an_unknown_grade(app):
    award = make_award(make_hosted(), grades={"一等奖": 3, "二等奖": 3})
    make_recipient(award, "甲一", grade="一等奖")

    with pytest.raises(AlreadyRecipient):
        make_recipient(award, "甲一", grade="二等奖")
    with pytest.raises(GradeUnknown) as caught:
        make_recipient(award, "乙二", grade="特等奖")

    assert caught.value.params["known"] == "一等奖、二等奖"


def test_change_recipient_keeps_the_persons_whose_names_stay(app):
    award = make_award(make_hosted())
    recipient = make_recipient(award, "甲一", "乙二", unit_name="扬州市档案馆")
    first, second = (row.person for row in recipient.persons)

    with transaction():
        change_recipient(
            recipient, names=["甲一", "丙三", "乙二"], unit_name="扬州市档案馆", work="新题", at=AT, by=OPERATOR
        )

    persons = [row.person for row in recipient.persons]
    assert (persons[0], persons[2], recipient.work) == (first, second, "新题")
    assert persons[1].name == "丙三"


def test_change_award_refuses_what_recipients_and_certificates_hold(app):
    award = make_award(make_hosted(), grades={"一等奖": 3})
    make_recipient(award, "甲一", grade="一等奖")
    issued(award.meeting)
    same = {"kind": award.kind, "title": award.title, "at": AT, "by": OPERATOR}

    with pytest.raises(GradeInUse):
        change_award(award, issuer_name="江苏省档案学会", grades={"特等奖": 1}, **same)
    db.session.rollback()
    with pytest.raises(IssuerFixed):
        change_award(award, issuer_name="国家档案局", **same)


def test_remove_recipient_and_award_only_before_anything_is_numbered(app):
    award = make_award(make_hosted())
    kept, gone = make_recipient(award, "甲一"), make_recipient(award, "乙二")
    with transaction():
        remove_recipient(gone, at=AT, by=OPERATOR)
    issued(award.meeting)

    with pytest.raises(HasCertificates):
        remove_recipient(kept, at=AT, by=OPERATOR)
    db.session.rollback()
    with pytest.raises(HasRecipients):
        remove_award(award, at=AT, by=OPERATOR)
    db.session.rollback()

    assert db.session.scalars(sa.select(Recipient.id)).all() == [kept.id]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 1
