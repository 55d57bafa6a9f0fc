"""Login names, passwords, waits."""

from datetime import timedelta

import pytest

from meeting.accounts.rules import (
    BadUsername,
    LongPassword,
    ShortPassword,
    WeakPassword,
    clean_username,
    fresh_password,
    require_strong,
    wait_after,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("Li.Hua", "li.hua"), (" 签到一组 ", "签到一组"), ("ＺＨＡＮＧ３", "zhang3"), ("a-b_c@d", "a-b_c@d")],
)
def test_clean_username_folds_case_and_width(typed: str, stored: str) -> None:
    assert clean_username(typed) == stored


@pytest.mark.parametrize("typed", ["", "a", "li hua", "a/b", "a\x00b", "_ab", "ab.", "x" * 41])
def test_clean_username_refuses_what_cannot_be_typed_reliably(typed: str) -> None:
    with pytest.raises(BadUsername):
        clean_username(typed)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("nine char", ShortPassword),
        ("x" * 201, LongPassword),
        ("1234567890", WeakPassword),
        ("WoAiNi1314", WeakPassword),
        ("１２３４５６７８９０", WeakPassword),
        ("aaaaaaaaaaaa", WeakPassword),
        ("abababababab", WeakPassword),
        ("zhangxiaoming", WeakPassword),
        ("ZhangXiaoming2020", WeakPassword),
        ("zhangxiaoming-zhangxiaoming", WeakPassword),
        ("欧阳娜娜_20201208", WeakPassword),
    ],
)
def test_require_strong_refuses_what_others_guess(password: str, refusal: type[WeakPassword]) -> None:
    with pytest.raises(refusal) as caught:
        require_strong(password, names=("zhangxiaoming", "欧阳娜娜"))

    assert type(caught.value) is refusal


@pytest.mark.parametrize("password", ["ten chars!", "档案馆门前有三棵老槐树", "zhangxiaoming likes tea"])
def test_require_strong_takes_long_ones_of_any_kind(password: str) -> None:
    assert require_strong(password, names=("zhangxiaoming", "欧阳娜娜")) is None  # type: ignore[func-returns-value]


def test_wait_after_grows_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(failures) for failures in (0, 9, 10, 11, 12, 13, 14, 1_000_000)]

    assert waits == [None, None, *(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 15))]


def test_fresh_password_is_four_readable_groups_and_strong() -> None:
    made = {fresh_password() for _ in range(200)}

    assert len(made) == 200
    for password in made:
        assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]
        assert not set(password) & set("01ilo")
        require_strong(password, names=("li", "李华"))
