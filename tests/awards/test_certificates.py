import re
from collections import Counter
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.awards.enums import AwardKind, CertificateState
from meeting.awards.errors import CertificateEnded, ReasonMissing, SeriesTaken
from meeting.awards.models import Award, Certificate, CertificateSeries, Recipient
from meeting.awards.operations import change_recipient, issue_certificates, reissue, revoke
from meeting.db import db, transaction
from meeting.history.queries import entries_of
from meeting.meetings.models import Meeting
from tests.awards.making import issued, make_award, make_hosted, make_recipient, the_meeting
from tests.conftest import AT
from tests.registration.making import make_society

LATER = AT + timedelta(days=30)


def test_issue_certificates_gives_the_reference_meeting_95_and_leaves_5_to_be_handed_over(reference):
    meeting = the_meeting()

    with transaction():
        result = issue_certificates(meeting, at=AT, by=OPERATOR)

    assert (len(result.new), result.already, len(result.handed_over)) == (95, 0, 5)
    assert Counter(certificate.award for certificate in result.new) == {
        "江苏省档案学会学术委员会委员": 6, "首届全省档案职业技能竞赛": 19, "2020年度优秀论文": 70,
    }  # fmt: skip
    assert {recipient.award.title for recipient in result.handed_over} == {"全国档案领军人才", "全国档案专家"}
    numbers = sorted(db.session.scalars(sa.select(Certificate.number)))
    assert numbers == [f"JSSDAXH-2020-PS-{n:04d}" for n in range(1, 7)] + [
        f"JSSDAXH-2020-ZS-{n:04d}" for n in range(1, 90)
    ]
    assert len({certificate.code for certificate in result.new}) == 95
    assert all(re.fullmatch("[A-Z2-7]{26}", certificate.code) for certificate in result.new)


def test_issue_certificates_of_two_societies_under_one_name_gives_different_numbers(app):
    """A number is asked for without a society: it stands for one certificate in the whole installation."""
    numbers = []
    for slug in ("a", "b"):
        meeting = make_hosted(slug, society=make_society(f"省学会{slug}", slug))
        make_recipient(make_award(meeting), "张三")
        with transaction():
            numbers += [one.number for one in issue_certificates(meeting, at=AT, by=OPERATOR).new]

    assert numbers == ["JSSDAXH-2020-ZS-0001", "JSSDAXH2-2020-ZS-0001"]


def test_issue_certificates_never_goes_on_with_another_society_s_series(app):
    """Letters changed hands: the other's numbers would be gaps in one's own."""
    meetings = []
    for slug in ("a", "b"):
        meeting = make_hosted(slug, society=make_society(f"省学会{slug}", slug))
        meetings.append((meeting, make_recipient(make_award(meeting), "张三").award.issuer))
    with transaction():
        meetings[0][1].code = "JS"
        first = issue_certificates(meetings[0][0], at=AT, by=OPERATOR).new
        meetings[0][1].code = ""
    with transaction():
        meetings[1][1].code = "JS"

    with pytest.raises(SeriesTaken, match="JS-2020-ZS-0001"), transaction():
        issue_certificates(meetings[1][0], at=AT, by=OPERATOR)

    assert list(db.session.scalars(sa.select(Certificate.number))) == [one.number for one in first]


def test_issue_certificates_again_numbers_nobody_twice(reference):
    issued(the_meeting())

    with transaction():
        again = issue_certificates(the_meeting(), at=LATER, by=OPERATOR)

    assert (again.new, again.already, len(again.handed_over)) == ([], 95, 5)


def test_issue_certificates_numbers_by_award_grade_and_recipient(app):
    meeting = make_hosted()
    late = make_award(meeting, "优秀论文", grades={"一等奖": None, "二等奖": None})
    for name, grade in (("丁", "二等奖"), ("丙", ""), ("乙", "一等奖"), ("甲", "一等奖")):
        make_recipient(late, name, grade=grade)

    assert [(one.serial, one.names) for one in issued(meeting)] == [(1, "乙"), (2, "甲"), (3, "丁"), (4, "丙")]


def test_issue_certificates_goes_on_without_a_gap_and_keeps_series_apart(app):
    meeting = make_hosted()
    ours, museum = make_award(meeting), make_award(meeting, "先进集体", issuer_name="江苏省档案馆")
    make_recipient(ours, "甲")
    issued(meeting)
    make_recipient(ours, "乙")
    make_recipient(museum, unit_name="常州市档案馆")

    assert [one.number for one in issued(meeting)] == ["JSSDAXH-2020-ZS-0002", "JSSDAG-2020-ZS-0001"]


def test_issue_certificates_tells_issuers_with_the_same_initials_apart(app):
    meeting = make_hosted()
    meeting.hosts[0].unit.name = "江苏省大学会"  # JSSDXH beside another JSSDXH
    meeting.hosts[1].unit.name = "江苏省地学会"
    db.session.commit()
    for host in meeting.hosts:
        make_recipient(make_award(meeting, f"{host.unit.name}奖", issuer_name=""), "甲")
    for award, host in zip(db.session.scalars(sa.select(Award).order_by(Award.id)), meeting.hosts, strict=True):
        award.issuer = host.unit
    db.session.commit()

    assert [one.number for one in issued(meeting)] == ["JSSDXH-2020-ZS-0001", "JSSDXH2-2020-ZS-0001"]


def test_issue_certificates_rolled_back_leaves_no_gap(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    issue_certificates(meeting, at=AT, by=OPERATOR)
    db.session.rollback()

    assert [one.serial for one in issued(meeting)] == [1]


def test_issue_certificates_by_twenty_workers_at_once_has_no_gap_and_no_double(app):
    """Ten meetings of one society share a series; each is numbered by two workers at the same instant."""
    first = make_hosted()
    issuer_id, society_id = first.hosts[1].unit_id, first.society_id
    meetings = [first] + [
        Meeting(society_id=society_id, slug=f"m{n}", title=f"分会{n}", starts_on=date(2020, 12, 8),
                ends_on=date(2020, 12, 8), created_at=AT)
        for n in range(9)
    ]  # fmt: skip
    with transaction():
        db.session.add_all(meetings)
        for meeting in meetings:
            award = Award(meeting=meeting, kind=AwardKind.CERTIFICATE, title="奖", issuer_id=issuer_id, position=1)
            award.recipients = [Recipient(unit_id=issuer_id, key=f"{n:064d}", position=n) for n in range(12)]
            db.session.add(award)
    ids = [meeting.id for meeting in meetings]
    # The society hosts its own meetings: nothing is handed over.
    failed: list[BaseException] = []
    barrier = Barrier(20)

    def work(meeting_id: int) -> None:
        with app.app_context():
            try:
                barrier.wait(30)
                with transaction():
                    issue_certificates(db.session.get_one(Meeting, meeting_id), at=AT, by=OPERATOR)
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    workers = [Thread(target=work, args=(ids[n % 10],)) for n in range(20)]
    db.session.remove()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert failed == []
    assert sorted(db.session.scalars(sa.select(Certificate.serial))) == list(range(1, 121))
    assert db.session.scalar(sa.select(CertificateSeries.last)) == 120
    assert db.session.scalar(sa.select(sa.func.count(Certificate.recipient_id.distinct()))) == 120


def test_revoke_ends_a_certificate_once_and_its_recipient_is_not_numbered_again(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    certificate = issued(meeting)[0]

    with transaction():
        revoke(certificate, reason="撤销奖项", at=LATER, by=OPERATOR)

    ended = (certificate.state, certificate.ended_at, certificate.reason)
    assert ended == (CertificateState.REVOKED, LATER, "撤销奖项")
    assert [entry.action for entry in entries_of(certificate, society_id=meeting.society_id)] == ["revoke-certificate"]
    with pytest.raises(CertificateEnded):
        revoke(certificate, reason="再撤", at=LATER, by=OPERATOR)
    db.session.rollback()
    assert issued(meeting) == []


def test_reissue_takes_the_corrected_words_and_a_new_number(app):
    meeting = make_hosted()
    recipient = make_recipient(make_award(meeting), "李一明", unit_name="常州市档案馆", work="旧题")
    old = issued(meeting)[0]
    with transaction():
        change_recipient(recipient, names=["李一鸣"], unit_name="苏州市档案馆", work="新题", at=LATER, by=OPERATOR)
    assert (old.names, old.unit, old.work) == ("李一明", "常州市档案馆", "旧题")

    with transaction():
        new = reissue(old, reason="姓名有误", at=LATER, by=OPERATOR)

    assert (new.number, new.names, new.unit, new.work) == ("JSSDAXH-2020-ZS-0002", "李一鸣", "苏州市档案馆", "新题")
    assert (old.state, new.state, new.replaces_id) == (CertificateState.REISSUED, CertificateState.VALID, old.id)
    assert old.code != new.code
    with pytest.raises(CertificateEnded):
        reissue(old, reason="再来", at=LATER, by=OPERATOR)


def test_reissue_mends_a_revocation_in_error_and_leaves_it_on_record(app):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    old = issued(meeting)[0]
    with transaction():
        revoke(old, reason="误", at=AT, by=OPERATOR)

    with transaction():
        new = reissue(old, reason="撤销有误", at=LATER, by=OPERATOR)

    assert (old.state, new.state) == (CertificateState.REVOKED, CertificateState.VALID)


@pytest.mark.parametrize("end", [revoke, reissue])
def test_revoke_and_reissue_need_a_reason(app, end):
    meeting = make_hosted()
    make_recipient(make_award(meeting), "甲")
    certificate = issued(meeting)[0]

    with pytest.raises(ReasonMissing):
        end(certificate, reason=" 　", at=AT, by=OPERATOR)

    assert certificate.state is CertificateState.VALID
