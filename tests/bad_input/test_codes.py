"""Codes that admit nobody, certificates that nobody issued, bodies that no scanner sends, ways out that lead in."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from markupsafe import escape

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.models import Attendance, Gate, Scan
from meeting.checkin.operations.badges import reissue_badge
from meeting.db import db, transaction, uuid7
from meeting.meetings.models import Meeting
from tests.awards.making import issued, make_award, make_recipient
from tests.bad_input.asking import words
from tests.browsers import Browser
from tests.checkin.making import make_code, make_confirmed, make_gates, make_staff, sign_in
from tests.conftest import AT
from tests.registration.making import make_meeting
from tests.registration.staff import keyed

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # the operations' tests run on both


@pytest.fixture
def gate(app: Flask, meeting: Meeting) -> Gate:
    return make_gates(meeting)[1]


@pytest.fixture
def scanner(app: Flask, meeting: Meeting) -> Browser:
    browser = Browser(app)
    sign_in(browser, make_staff(meeting, Role.CHECK_IN))
    return browser


def scanned(browser: Browser, gate: Gate, **body: Any) -> dict[str, Any]:
    url = f"/check-in/{gate.meeting.slug}/{gate.id}/scans"
    answer = browser.post(url, json={"id": str(uuid7()), "method": "camera", **body})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def count(row: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(row)) or 0


def test_a_code_of_another_meeting_cut_altered_or_revoked_admits_nobody(
    meeting: Meeting, gate: Gate, scanner: Browser
) -> None:
    code = make_code(make_confirmed(meeting, "赵建国"))
    other = make_code(make_confirmed(make_meeting(meeting.society, slug="wuxi-2020", title="另一年会"), "钱进"))
    lost = make_confirmed(meeting, "孙明")
    revoked = make_code(lost)
    with transaction():
        reissue_badge(lost, reason="遗失", at=AT, by=OPERATOR)
    swapped = code[:60] + ("A" if code[60] != "A" else "B") + code[61:]
    wrong = {
        "another meeting": other, "revoked": revoked, "altered": swapped, "cut by one": code[:-1], "half": code[:60],
        "key id": code.replace(f"/B/{code.split('/B/')[1][:2]}", "/B/74"),
        "with more": code + "AAAA",
        "another host": code.replace("127.0.0.1", "EVIL.EXAMPLE")[:40], "empty": "", "10,000": "A" * 10_000,
        "NUL": code[:50] + "\x00" + code[51:], "surrogate": "\ud800",
        "a certificate": "http://127.0.0.1:8000/V/" + "A" * 26,
        "a pay code": "https://qr.alipay.com/x",
    }  # fmt: skip

    answers = {case: scanned(scanner, gate, code=text) for case, text in wrong.items()}

    assert {case: answer["result"] for case, answer in answers.items()} == dict.fromkeys(wrong, "refused")
    assert [case for case, answer in answers.items() if not answer["sentence"]] == []
    assert "钱进" not in str(answers["another meeting"])
    assert (count(Attendance), count(Scan)) == (0, len(wrong))  # each reading is kept, none admits
    assert scanned(scanner, gate, code=code)["result"] == "admitted"


NO_BODIES: tuple[Any, ...] = (
    [], [1, 2], 17, "x", None, True, {}, {"id": 1}, {"id": []}, {"id": "x"}, {"id": str(UUID(int=1))}, {"id": {"a": 1}},
    {"method": "telepathy"}, {"method": []}, {"code": 17}, {"code": ["x"]}, {"delegate_id": "1"},
    {"delegate_id": 2**70}, {"delegate_id": -1}, {"delegate_id": 1.5}, {"delegate_id": True}, {"delegate_id": {}},
)  # fmt: skip


def test_a_body_that_no_scanner_sends_is_refused_and_leaves_nothing(gate: Gate, scanner: Browser) -> None:
    url, whole = f"/check-in/{gate.meeting.slug}/{gate.id}/scans", {"id": str(uuid7()), "method": "camera"}
    bodies = [{**whole, **body} if isinstance(body, dict) and body else body for body in NO_BODIES]

    answers = [(body, scanner.post(url, json=body)) for body in bodies]
    texts = (b"", b"{", b"\xff", b'{"id":1e999}', b"[" * 50_000)
    raw = [scanner.post(url, data=text, content_type="application/json") for text in texts]

    assert [body for body, answer in answers if answer.status_code not in {404, 422}] == []
    assert [answer.status_code for answer in raw] == [422] * 5
    assert count(Scan) == 0


def test_a_certificate_that_nobody_issued_is_told_so(meeting: Meeting, app: Flask) -> None:
    make_recipient(make_award(meeting), "赵建国")
    certificate = issued(meeting)[0]
    number, code = certificate.number, certificate.code
    browser = Browser(app)
    numbers = ("X-2020-ZS-0001", number[:-1], number + "1", "0", "９" * 60, "' OR 1=1 --", "%", "_" * len(number), "𬭎")
    codes = (code[:-1], code + "A", "A" * 26, "x" * 5_000, "%00", "..%2f..%2f", "𬭎", "'", code[:-1] + "%")

    by_number = [browser.post("/verify", data=keyed(number=each, name="赵建国")) for each in numbers]
    names = ("钱进", "%", "_", "赵", "建国")
    by_name = [browser.post("/verify", data=keyed(number=number, name=name)) for name in names]
    by_code = [browser.get(f"/V/{each}") for each in codes]

    assert {answer.status_code for answer in (*by_number, *by_name)} == {404}
    assert {answer.status_code for answer in by_code} <= {400, 404}
    kept = [f'value="{escape(each)}"' in answer.text for each, answer in zip(numbers, by_number, strict=True)]
    assert kept == [True] * len(numbers)
    assert [answer for answer in (*by_number, *by_name, *by_code) if "请" not in words(answer)] == []
    assert browser.post("/verify", data=keyed(number=number, name="国")).status_code == 200


WAYS_OUT = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example", "/\n/evil.example", "//evil.example%2f..", "evil.example", " //evil.example",
    "/\r\nSet-Cookie: a=b",
    "data:text/html,x", "http:evil.example", "/ /evil.example", "\x00//evil.example",
)  # fmt: skip


def test_no_way_back_leads_out(meeting: Meeting, admin: Browser, app: Flask) -> None:
    for target in WAYS_OUT:
        for answer in (
            admin.post("/language/en", data={"next": target}),
            admin.get("/sign-in", query_string={"next": target}),
        ):
            assert answer.status_code in {302, 400}, target
            assert answer.headers.get("Location", "/")[:1] == "/", target
            assert answer.headers.get("Location", "/")[1:2] not in {"/", "\\", "\t", "\n"}, target
            assert "a=b" not in str(answer.headers), target
