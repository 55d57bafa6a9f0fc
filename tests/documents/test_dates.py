from datetime import date

import pytest

from meeting.documents.dates import chinese_date, chinese_month, numeral_date, numeral_days, numeral_term


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 12, 8), "二〇二〇年十二月八日"),
        (date(2000, 1, 1), "二〇〇〇年一月一日"),
        (date(2026, 10, 10), "二〇二六年十月十日"),
        (date(1999, 11, 20), "一九九九年十一月二十日"),
        (date(2031, 2, 15), "二〇三一年二月十五日"),
        (date(2024, 5, 31), "二〇二四年五月三十一日"),
        (date(2024, 2, 29), "二〇二四年二月二十九日"),
    ],
)
def test_chinese_date_is_in_words(day: date, words: str) -> None:
    assert chinese_date(day) == words


def test_chinese_month_writes_nought_as_u3007() -> None:
    assert chinese_month(date(2020, 12, 8)) == "\u4e8c\u3007\u4e8c\u3007\u5e74\u5341\u4e8c\u6708"


def test_numeral_date_has_no_leading_noughts() -> None:
    assert numeral_date(date(2020, 2, 8)) == "2020年2月8日"


def test_numeral_term_names_first_and_last_day() -> None:
    assert numeral_term(date(2020, 12, 8), date(2025, 12, 7)) == "自2020年12月8日至2025年12月7日"


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (date(2020, 12, 30), "2020年12月30日"),
        (date(2020, 12, 31), "2020年12月30日至31日"),
        (date(2021, 1, 1), "2020年12月30日至2021年1月1日"),
    ],
)
def test_numeral_days_says_once_what_is_the_same(last: date, words: str) -> None:
    assert numeral_days(date(2020, 12, 30), last) == words


def test_numeral_days_names_another_month_of_the_year() -> None:
    assert numeral_days(date(2020, 11, 30), date(2020, 12, 1)) == "2020年11月30日至12月1日"
