"""The check finds what was changed behind our back, and says which certificate."""

import pytest
import sqlalchemy as sa

from meeting.awards.checking import faults
from meeting.awards.keys import certificate_keys
from meeting.awards.models import Certificate, CertificateSeries
from meeting.db import db
from meeting.installation import examine
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.awards.test_cli import run
from tests.meetings.making import statements


@pytest.fixture
def numbers(app):
    meeting = make_hosted()
    award = make_award(meeting)
    for name in ("甲", "乙", "丙"):
        make_recipient(award, name)
    return [one.number for one in issued(meeting)]


def change(serial, **values):
    db.session.execute(sa.update(Certificate).where(Certificate.serial == serial).values(values))
    db.session.commit()


def test_what_is_as_it_was_issued_has_no_faults(app, numbers):
    assert list(faults()) == []
    assert run(app, "certificates", "check") == (0, "", "证书都和发证时一样，编号没有缺。\n")


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"content": '{"form":1}'}, "摘要不符"),
        ({"digest": "0" * 64}, "摘要不符"),
        ({"names": "丁"}, "查验用的文字和印出的内容不符（names）"),
        ({"names": "丁"}, "签名不对"),
        ({"signature": b"\0" * 64}, "签名不对"),
        ({"number_key": "X"}, "查找用的编号和编号不符"),
        ({"number": "JSSDAXH-2020-ZS-0009", "number_key": "JSSDAXH-2020-ZS-0009"}, "编号和它的样式、流水号不符"),
    ],
)
def test_what_was_changed_behind_our_back_is_named(numbers, values, fault):
    change(2, **values)

    found = list(faults())

    assert any(fault in each for each in found)
    assert all(each.startswith(values.get("number", numbers[1])) for each in found)


def test_a_gap_is_named_and_so_is_a_number_beyond_the_series(app, numbers):
    with db.session.begin_nested():
        db.session.execute(sa.delete(Certificate).where(Certificate.serial == 2))
    db.session.execute(sa.update(CertificateSeries).values(last=4))
    db.session.commit()
    gaps = list(faults())
    db.session.execute(sa.update(CertificateSeries).values(last=2))
    db.session.commit()
    beyond = list(faults())

    assert gaps == ["编号有缺：JSSDAXH-2020-ZS-0002、JSSDAXH-2020-ZS-0004"]
    assert beyond == ["编号有缺：JSSDAXH-2020-ZS-0002", "编号超出了这一列已发的数：JSSDAXH-2020-ZS-0003"]


def test_the_command_and_doctor_say_what_is_wrong(app, numbers):
    change(1, digest="0" * 64)
    certificate_keys()._path(1).unlink()
    app.extensions.pop("certificate_keys")

    status, out, said = run(app, "certificates", "check")
    db.session.remove()
    found = {finding.what: finding for finding in examine(app) if not finding.fine}

    assert (status, said) == (1, "发现 2 处不对。\n")
    assert out.startswith("JSSDAXH-2020-ZS-0001：存下的内容和它的摘要不符")
    assert "keys/certificate-1.pem" in out
    assert "JSSDAXH-2020-ZS-0001" in found["证书的内容、编号和签名与发证时一样"].advice
    assert "certificate-keys rotate" in found["证书的密钥齐全"].advice


def test_the_check_asks_as_often_for_one_certificate_as_for_three(app):
    meeting = make_hosted()
    award = make_award(meeting)
    counts = []
    for names in (["甲"], ["乙", "丙"]):
        for name in names:
            make_recipient(award, name)
        issued(meeting)
        db.session.expunge_all()
        meeting, award = db.session.merge(meeting), db.session.merge(award)
        with statements() as found:
            assert list(faults()) == []
        counts.append(len(found))

    assert counts[0] == counts[1]
