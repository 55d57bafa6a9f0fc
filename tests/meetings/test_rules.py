"""Addresses, words that need approval, what an approval's file may be."""

from datetime import date, timedelta

import pytest

from meeting.meetings.enums import MeetingState
from meeting.meetings.models import Meeting
from meeting.meetings.rules import (
    approval_kind,
    base_slug,
    fits_address,
    state_at,
    takes_registrations,
    words_needing_approval,
)
from tests.conftest import AT


@pytest.mark.parametrize(
    ("state", "closes", "shown"),
    [
        ("open", None, "open"),
        ("open", AT + timedelta(seconds=1), "open"),
        ("open", AT, "closed"),
        ("closed", AT + timedelta(days=1), "closed"),
        ("draft", AT - timedelta(days=1), "draft"),
    ],
)
def test_the_state_follows_the_deadline(state: str, closes: object, shown: str) -> None:
    meeting = Meeting(state=MeetingState(state), registration_closes_at=closes)

    assert state_at(meeting, AT).value == shown
    assert takes_registrations(meeting, AT) is (shown == "open")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("全省档案工作者年会", []),
        ("全国档案工作者年会", ["全国"]),
        ("第三届国际档案高端峰会", ["国际", "高端", "峰会"]),
        ("高峰会", ["高峰", "峰会"]),
        ("中国—东盟档案论坛", ["中国"]),
        ("", []),
    ],
)
def test_words_needing_approval_are_found_in_the_titles_order(title: str, words: list[str]) -> None:
    assert words_needing_approval(title) == words


@pytest.mark.parametrize(
    ("city", "fallback", "slug"),
    [
        ("常州市", "jsda", "changzhou-2020"),
        ("重庆", "jsda", "chongqing-2020"),
        ("", "jsda", "jsda-2020"),
        ("🙂", "", "meeting-2020"),
        ("Ulaanbaatar", "x", "ulaanbaatar-2020"),
    ],
)
def test_base_slug_is_the_city_in_pinyin_and_the_year(city: str, fallback: str, slug: str) -> None:
    assert base_slug(city, fallback, date(2020, 12, 8)) == slug


@pytest.mark.parametrize("slug", ["a", "changzhou-2020", "a" * 50])
def test_fits_address_takes_lower_case_letters_digits_and_hyphens(slug: str) -> None:
    assert fits_address(slug)


@pytest.mark.parametrize("slug", ["", "-a", "a-", "a--b", "A", "a b", "常州", "a/b", "a\n", "a" * 51])
def test_fits_address_refuses_the_rest(slug: str) -> None:
    assert not fits_address(slug)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", (".pdf", "application/pdf")),
        (b"\x89PNG\r\n\x1a\n...", (".png", "image/png")),
        (b"\xff\xd8\xff\xe0..", (".jpg", "image/jpeg")),
        (b"<html>%PDF-", None),
        (b"", None),
        (b"GIF89a", None),
    ],
)
def test_approval_kind_goes_by_content(data: bytes, kind: tuple[str, str] | None) -> None:
    assert approval_kind(data) == kind
