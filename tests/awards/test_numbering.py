"""Patterns of numbers: what is refused and where, what comes out, and what stays once there are numbers."""

import re
import time
from datetime import date
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.accounts.models import Society
from meeting.awards.enums import AwardKind
from meeting.awards.errors import (
    ClassInvalid,
    IssuerFixed,
    NumberTaken,
    PatternCharacterRefused,
    PatternPlaceholderUnknown,
    PatternSerialMissing,
    PatternSerialTwice,
    PatternTooLong,
    SeriesTaken,
)
from meeting.awards.models import Award, Certificate, CertificateSeries, NumberPattern, Recipient
from meeting.awards.numbering import checked_class, checked_pattern, mould_key, mould_of, number_key, number_of
from meeting.awards.operations import certificates as issuing
from meeting.awards.operations import change_award, issue_certificates, numbering, set_pattern
from meeting.awards.verification import verify_number
from meeting.db import db, transaction, uuid7
from meeting.history.queries import entries_of
from meeting.meetings.models import Meeting
from meeting.people.operations import add_unit
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.conftest import AT
from tests.factories import make_account
from tests.meetings.making import sign_in
from tests.registration.making import make_society


def set_to(society, pattern, letters=""):
    with transaction():
        return set_pattern(society, pattern, letters=letters, at=AT, by=OPERATOR)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{代号}-{年}-{类}-{流水:4}", "JSDA-2020-LW-0007"),
        ("苏档学〔{年}〕{流水:3}号", "苏档学〔2020〕007号"),
        ("｛类｝{年}{流水}", "LW20207"),
        ("{流水：8}", "00000007"),
    ],
)
def test_patterns_give_numbers(pattern, number):
    mould = mould_of(checked_pattern(pattern), code="JSDA", year=2020, letters="LW")

    assert number_of(mould, 7) == number


def test_a_serial_outgrows_its_width():
    assert number_of("A-{流水:2}", 1234) == "A-1234"


@pytest.mark.parametrize(
    ("pattern", "error", "position", "given"),
    [
        ("{{config}}-{流水}", PatternPlaceholderUnknown, 1, "{{config}}"),
        ("A-{0.__class__}{流水}", PatternPlaceholderUnknown, 3, "{0.__class__}"),
        ("{年}{姓名}{流水}", PatternPlaceholderUnknown, 4, "{姓名}"),
        ("{流水:9}", PatternPlaceholderUnknown, 1, "{流水:9}"),
        ("{流水:04}", PatternPlaceholderUnknown, 1, "{流水:04}"),
        ("{年:2}{流水}", PatternPlaceholderUnknown, 1, "{年:2}"),
        ("{流水:4", PatternPlaceholderUnknown, 1, "{流水:4"),
        ("{}{流水}", PatternPlaceholderUnknown, 1, "{}"),
        ("{流水:3}-{流水:4}", PatternSerialTwice, 8, "{流水:4}"),
        ("A{流水}}", PatternCharacterRefused, 6, "}"),
        ("%s{流水}", PatternCharacterRefused, 1, "%"),
        ("<b>{流水}", PatternCharacterRefused, 1, "<"),
        ("A B{流水}", PatternCharacterRefused, 2, " "),
        ("${流水}", PatternCharacterRefused, 1, "$"),
        ("{流水}#", PatternCharacterRefused, 5, "#"),
        ("{流水}\u202e", PatternCharacterRefused, 5, "\u202e"),
        ("😀{流水}", PatternCharacterRefused, 1, "😀"),
    ],
)
def test_bad_patterns_are_refused_with_their_position(pattern, error, position, given):
    with pytest.raises(error) as refused:
        checked_pattern(pattern)

    assert (refused.value.params["position"], refused.value.params["given"]) == (position, given)
    assert refused.value.field == "pattern"


def test_patterns_without_a_serial_or_too_long_are_refused():
    for pattern in ("", "{年}", "苏档学〔{年}〕号"):
        with pytest.raises(PatternSerialMissing):
            checked_pattern(pattern)
    for pattern in ("长" * 60 + "{流水}", "{代号}" * 3 + "{流水}"):
        with pytest.raises(PatternTooLong):
            checked_pattern(pattern)


def test_numbers_are_looked_up_however_they_are_typed():
    typed = (
        "苏档学〔2020〕001号", "苏档学[2020]001号", "苏档学（2020）００１号", " 苏档学【2020】 001 号",
        "苏档学﹝2020﹞001号",
    )  # fmt: skip

    assert len({number_key(number) for number in typed}) == 1
    assert number_key("ＪＳ—2020–zs‑0001") == number_key("js-2020-ZS-0001")
    assert number_key("苏档学〔2020〕001号") != number_key("苏档学〔2020〕01号")


def test_moulds_are_of_one_series_whatever_the_serial_s_width():
    assert mould_key("A〔2020〕{流水:3}") == mould_key("a[2020]{流水}")
    assert mould_key("A-2020-{流水}") != mould_key("A-2021-{流水}")


def test_classes_are_letters_figures_or_characters():
    assert [checked_class(text) for text in ("lw", " ＬＷ ", "论文", "")] == ["LW", "LW", "论文", ""]
    for text in ("L-W", "{类}", "一二三四五六七八九", "<b>"):
        with pytest.raises(ClassInvalid):
            checked_class(text)


def test_a_class_of_its_own_is_numbered_on_its_own_by_its_pattern(app):
    meeting = make_hosted()
    set_to(meeting.society, "苏档学〔{年}〕{流水:3}号", "LW")
    papers, honours = make_award(meeting, "优秀论文", letters="lw"), make_award(meeting, "先进个人")
    for name in ("甲", "乙"):
        make_recipient(papers, name)
    make_recipient(honours, "丙")

    assert [one.number for one in issued(meeting)] == [
        "苏档学〔2020〕001号", "苏档学〔2020〕002号", "JSSDAXH-2020-ZS-0001",
    ]  # fmt: skip
    assert verify_number("苏档学[2020]００２号", "乙").number == "苏档学〔2020〕002号"


def test_a_pattern_of_all_classes_holds_where_none_is_set_for_the_class(app):
    meeting = make_hosted()
    set_to(meeting.society, "{类}{年}-{流水:3}")
    set_to(meeting.society, "聘{年}-{流水}", "PS")
    make_recipient(make_award(meeting), "甲")
    make_recipient(make_award(meeting, "委员", kind=AwardKind.APPOINTMENT), "乙")

    assert [one.number for one in issued(meeting)] == ["ZS2020-001", "聘2020-1"]


def test_a_year_s_pattern_is_fixed_by_its_first_number_and_the_next_year_takes_the_new_one(app):
    meeting = make_hosted()
    award = make_award(meeting)
    make_recipient(award, "甲")
    issued(meeting)
    set_to(meeting.society, "苏档学〔{年}〕{流水:3}号", "ZS")
    make_recipient(award, "乙")
    issued(meeting)
    with transaction():
        later = Meeting(society=meeting.society, slug="next", title="下一届", starts_on=date(2021, 12, 8),
                        ends_on=date(2021, 12, 8), created_at=AT)  # fmt: skip
        db.session.add(later)
    make_recipient(make_award(later), "丙")
    issued(later)

    assert list(db.session.scalars(sa.select(Certificate.number).order_by(Certificate.id))) == [
        "JSSDAXH-2020-ZS-0001", "JSSDAXH-2020-ZS-0002", "苏档学〔2021〕001号",
    ]  # fmt: skip


def test_classes_whose_pattern_names_no_class_share_one_series(app):
    meeting = make_hosted()
    set_to(meeting.society, "苏档学〔{年}〕{流水:3}号")
    make_recipient(make_award(meeting, "优秀论文", letters="LW"), "甲")
    make_recipient(make_award(meeting, "先进个人"), "乙")
    make_recipient(make_award(meeting, "先进集体", issuer_name="江苏省档案馆"), unit_name="常州市档案馆")

    assert [one.serial for one in issued(meeting)] == [1, 2, 3]
    assert db.session.scalar(sa.select(sa.func.count(CertificateSeries.id))) == 1


def test_two_series_that_run_into_one_number_are_refused_and_nothing_is_numbered(app):
    meeting = make_hosted()
    set_to(meeting.society, "X{流水}", "A")
    set_to(meeting.society, "X1{流水}", "B")
    first = make_award(meeting, "甲奖", letters="A")
    for n in range(11):
        make_recipient(first, f"人{n}")
    issued(meeting)
    make_recipient(make_award(meeting, "乙奖", letters="B"), "丙")

    with pytest.raises(NumberTaken, match="X11"), transaction():
        issue_certificates(meeting, at=AT, by=OPERATOR)

    assert db.session.scalar(sa.select(sa.func.count(Certificate.id))) == 11


def test_another_society_s_pattern_is_refused_when_it_is_saved(app):
    one, other = make_society("甲学会", "a"), make_society("乙学会", "b")
    set_to(one, "苏档学〔{年}〕{流水:3}号")

    with pytest.raises(SeriesTaken, match="苏档学"), transaction():
        set_pattern(other, "苏档学[{年}]{流水}号", letters="ZS", at=AT, by=OPERATOR)
    set_to(other, "{代号}〔{年}〕{流水:3}号")
    set_to(other, "苏档学〔{年}〕{类}{流水:3}号")

    assert db.session.scalar(sa.select(sa.func.count(NumberPattern.id))) == 2


def test_an_award_s_class_is_fixed_with_its_first_number(app):
    meeting = make_hosted()
    award = make_award(meeting)
    make_recipient(award, "甲")
    issued(meeting)
    given = {"kind": award.kind, "title": award.title, "issuer_name": "江苏省档案学会", "at": AT, "by": OPERATOR}

    with pytest.raises(IssuerFixed):
        change_award(award, letters="LW", **given)
    db.session.rollback()
    with transaction():
        change_award(award, letters="zs", **given)  # what it has anyway

    assert award.letters == ""


def test_setting_a_pattern_is_in_the_history_once(app):
    society = make_society()
    set_to(society, "苏档学〔{年}〕{流水:3}号", "LW")
    set_to(society, "苏档学〔{年}〕{流水:3}号", "LW")

    (entry,) = entries_of(db.session.scalars(sa.select(NumberPattern)).one(), society_id=society.id)
    assert entry.action == "set-number-pattern"
    assert {value.field: (value.before, value.after) for value in entry.values} == {
        "letters": (None, "LW"), "pattern": ("{代号}-{年}-{类}-{流水:4}", "苏档学〔{年}〕{流水:3}号"),
    }  # fmt: skip


def _crowd(app, meetings):
    """Number each meeting by two workers at once; what they failed with."""
    failed, barrier, ids = [], Barrier(2 * len(meetings)), [meeting.id for meeting in meetings]

    def work(meeting_id):
        with app.app_context():
            try:
                barrier.wait(30)
                with transaction():
                    issue_certificates(db.session.get_one(Meeting, meeting_id), at=AT, by=OPERATOR)
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    workers = [Thread(target=work, args=(meeting_id,)) for meeting_id in ids * 2]
    db.session.remove()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    return failed


def _meetings(society, issuer_id, count, letters=("",)):
    with transaction():
        meetings = [
            Meeting(society_id=society.id, slug=f"{society.slug}-{n}", title=f"会{n}", starts_on=date(2020, 12, 8),
                    ends_on=date(2020, 12, 8), created_at=AT)
            for n in range(count)
        ]  # fmt: skip
        db.session.add_all(meetings)
        for meeting in meetings:
            for place, each in enumerate(letters):
                award = Award(meeting=meeting, kind=AwardKind.CERTIFICATE, title=f"奖{each}", letters=each,
                              issuer_id=issuer_id, position=place)  # fmt: skip
                award.recipients = [Recipient(unit_id=issuer_id, key=f"{n:064d}", position=n) for n in range(6)]
                db.session.add(award)
    return meetings


def test_workers_at_once_leave_no_gap_in_any_class_nor_in_a_shared_series(app):
    first = make_hosted()
    society, issuer_id = first.society, first.hosts[1].unit_id
    set_to(society, "苏档学〔{年}〕{流水:3}号")
    set_to(society, "{代号}-{年}-{类}-{流水:4}", "LW")
    meetings = _meetings(society, issuer_id, 4, letters=("", "LW", "TP"))

    failed = _crowd(app, meetings)

    assert failed == []
    numbers = sorted(db.session.scalars(sa.select(Certificate.number)))
    assert numbers == sorted(
        [f"苏档学〔2020〕{n:03d}号" for n in range(1, 49)] + [f"JSSDAXH-2020-LW-{n:04d}" for n in range(1, 25)]
    )


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
def test_the_race_is_lost_without_turn_and_guarded_update(app, monkeypatch):
    """The planted fault: look, wait, write. The constraints then refuse; nothing is numbered twice even so.

    SQLite's writers are alone from their first statement on: there is no race to lose.
    """

    def look_then_write(series, count):
        last = db.session.scalar(sa.select(CertificateSeries.last).where(CertificateSeries.id == series.id))
        time.sleep(0.2)
        db.session.execute(
            sa.update(CertificateSeries).where(CertificateSeries.id == series.id).values(last=last + count)
        )
        return last + 1

    monkeypatch.setattr(issuing, "take_numbers", look_then_write)
    monkeypatch.setattr(issuing, "take_turn", lambda society_id: None)
    first = make_hosted()
    meetings = _meetings(first.society, first.hosts[1].unit_id, 4)

    failed = _crowd(app, meetings)

    assert failed
    numbers = list(db.session.scalars(sa.select(Certificate.number)))
    assert len(numbers) == len(set(numbers))


def test_two_societies_that_begin_one_series_at_once_get_one_series(app, monkeypatch):
    """Both saved before either looked: the series' own key settles it, and the loser reads what to do."""
    monkeypatch.setattr(numbering, "_refuse_others", lambda *args: None)
    meetings = []
    for slug in ("a", "b"):
        society = make_society(f"省学会{slug}", slug)
        set_to(society, "苏档学〔{年}〕{流水:3}号")
        with transaction():
            issuer = add_unit(society.id, society.name, at=AT, by=OPERATOR)
        meetings += _meetings(society, issuer.id, 1)

    failed = _crowd(app, meetings)

    assert {type(error) for error in failed} == {SeriesTaken}
    assert sorted(db.session.scalars(sa.select(Certificate.serial))) == [1, 2, 3, 4, 5, 6]
    assert db.session.scalar(sa.select(sa.func.count(Certificate.society_id.distinct()))) == 1


@pytest.fixture
def admin(client, app):
    society = make_society()
    with transaction():
        make_account("admin", Role.ADMIN, society=society)
    return sign_in(client, "admin")


def _post(client, pattern, letters=""):
    return client.post(
        f"/society/jsda/numbers?class={letters}", data={"form_key": str(uuid7()), "pattern": pattern}
    )


def test_the_page_shows_classes_previews_and_saves(admin):
    make_award(make_hosted(society=db.session.scalars(sa.select(Society)).one()), letters="LW")

    page = admin.get("/society/jsda/numbers?class=LW").text
    typed = {"class": "LW", "pattern": "{类}〔{年}〕{流水:2}"}
    preview = admin.get("/society/jsda/numbers/preview", query_string=typed).text
    saved = _post(admin, "{类}〔{年}〕{流水:2}", "LW")
    after = admin.get("/society/jsda/numbers").text

    assert "修改“LW”类的样式" in page
    assert re.search(r"LW〔20\d\d〕01", preview)
    assert re.search(r"LW〔20\d\d〕100", preview)
    assert saved.status_code == 302
    assert "{类}〔{年}〕{流水:2}" in after


def test_the_page_keeps_a_bad_pattern_and_says_where_it_is_wrong(admin):
    refused = _post(admin, "A-{{config}}-{流水}")
    preview = admin.get("/society/jsda/numbers/preview", query_string={"pattern": "{x}{流水}"})
    long = _post(admin, "长" * 300)

    assert refused.status_code == 422
    assert 'value="A-{{config}}-{流水}"' in refused.text
    assert "第3个字起的“{{config}}”不是可用的占位符" in refused.text
    assert (preview.status_code, "第1个字起的“{x}”" in preview.text) == (200, True)
    assert long.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(NumberPattern.id))) == 0


def test_an_empty_pattern_is_the_usual_one_again(admin):
    _post(admin, "苏{流水}")
    _post(admin, "")

    assert db.session.scalars(sa.select(NumberPattern.pattern)).all() == ["{代号}-{年}-{类}-{流水:4}"]



def test_the_numbers_that_will_be_given_stand_before_the_button(client):
    meeting = make_hosted()
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
    set_to(meeting.society, "苏档学〔{年}〕{流水:3}号", letters="LW")
    papers, more = make_award(meeting, "优秀论文", letters="LW"), make_award(meeting, "优秀案例", letters="LW")
    letters = make_award(meeting, "兼职教师", kind=AwardKind.APPOINTMENT, issuer_name="江苏省档案馆")
    make_recipient(papers, "甲")
    issued(meeting)
    for award, name in ((papers, "乙"), (more, "丙"), (letters, "丁"), (more, "戊")):
        make_recipient(award, name)
    make_recipient(make_award(meeting, "全国档案专家", issuer_name="国家档案局"), "己")
    page = "/desk/changzhou-2020/certificates"
    sign_in(client, "ceremony")

    before = client.get(page).text
    with transaction():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CertificateSeries)) == 1
    said = client.post(f"{page}/issue", follow_redirects=True).text

    lines = re.findall("<li>(苏档学.*?|JSSDAG.*?)</li>", before)
    listed = [" ".join(re.sub("<[^>]+>", "", line).split()) for line in lines]
    assert listed == [
        "苏档学〔2020〕002号 至 苏档学〔2020〕004号，共 3 份 江苏省档案学会，样式 苏档学〔{年}〕{流水:3}号",
        "JSSDAG-2020-PS-0001，共 1 份 江苏省档案馆，样式 {代号}-{年}-{类}-{流水:4}",
    ]
    assert 'data-confirm="编号：苏档学〔2020〕002号 至 苏档学〔2020〕004号，共 3 份；JSSDAG-2020-PS-0001' in before
    assert "已编号 4 份证书：苏档学〔2020〕002号—苏档学〔2020〕004号、JSSDAG-2020-PS-0001。" in said
    numbers = db.session.scalars(sa.select(Certificate.number).order_by(Certificate.id)).all()
    assert [*numbers][1:] == [
        "苏档学〔2020〕002号", "苏档学〔2020〕003号", "苏档学〔2020〕004号", "JSSDAG-2020-PS-0001",
    ]  # fmt: skip


def test_classes_that_share_a_series_are_foretold_one_after_the_other(client):
    meeting = make_hosted()
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
    set_to(meeting.society, "苏档学〔{年}〕{流水}号")
    for title, letters in (("优秀论文", "LW"), ("优秀案例", "AL")):
        award = make_award(meeting, title, letters=letters)
        make_recipient(award, "甲")
        make_recipient(award, "乙")
    sign_in(client, "ceremony")

    page = client.get("/desk/changzhou-2020/certificates").text

    assert "苏档学〔2020〕1号 至 苏档学〔2020〕2号" in page
    assert "苏档学〔2020〕3号 至 苏档学〔2020〕4号" in page


def test_a_series_of_another_society_is_told_before_the_button(client):
    other, meeting = make_society("常州市档案学会"), make_hosted()
    with transaction():
        make_account("ceremony", Role.CEREMONY, society=meeting.society, meeting=meeting)
        pattern = "苏档学〔{年}〕{流水}号"
        db.session.add(CertificateSeries(society_id=other.id, mould="苏档学〔2020〕{流水}号", last=1,
                                         key=mould_key("苏档学〔2020〕{流水}号")))  # fmt: skip
        db.session.add(NumberPattern(society_id=meeting.society_id, letters="", year=0, pattern=pattern))
    make_recipient(make_award(meeting), "甲")
    sign_in(client, "ceremony")

    page = client.get("/desk/changzhou-2020/certificates").text

    assert "已由别的学会使用" in page
    assert "编号 1 份" not in page
