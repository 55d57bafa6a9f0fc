import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.people.mobiles import (
    STORED_LENGTH,
    InvalidMobile,
    InvalidPhone,
    MobileMissing,
    is_mobile,
    masked,
    national,
    parse_mobile,
    parse_phone,
    tail,
)

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    "value",
    [
        "13812345678",
        13812345678,
        13812345678.0,
        "13812345678.0",
        "13812345678.",
        "1.3812345678E+10",
        "1.3812345678e10",
        "１３８１２３４５６７８",
        "＋８６　１３８１２３４５６７８",
        " 138 1234 5678 ",
        "138-1234-5678",
        "138－1234－5678",
        "138—1234—5678",
        "+8613812345678",
        "+86 138-1234-5678",
        "(+86)13812345678",
        "（86）13812345678",
        "0086 13812345678",
        "8613812345678",
        "'13812345678",
        "‘13812345678",
        "\ufeff13812345678\u00a0",
        "\u202d13812345678\u202c",
    ],
)
def test_parse_mobile_reads_what_people_and_spreadsheets_write(value):
    assert parse_mobile(value) == "+8613812345678"


def test_parse_mobile_reads_the_final_zero_that_scientific_notation_drops():
    assert parse_mobile("1.381234567E10") == "+8613812345670"


@pytest.mark.parametrize(
    "value",
    [
        "1381234567",
        "138123456789",
        "12812345678",
        "23812345678",
        "1381234",
        "1.38E+10",
        "1.38123E+10",
        "1.3812346E+10",
        "1.38123456785E+10",
        13812345678.5,
        float("nan"),
        float("inf"),
        1e300,
        True,
        "013812345678",
        "+8513812345678",
        "+86+8613812345678",
        "13812345678/13912345678",
        "13812345678 13912345678",
        "138 1234 567O",
        "138.1234.5678",
        "0519-85668010",
        "无",
        "٠١٣٨١٢٣٤٥٦٧",
        "１３８１２３４５６7\x00",
        "1" * 100_000,
    ],
)
def test_parse_mobile_refuses_with_what_was_given(value):
    with pytest.raises(InvalidMobile) as caught:
        parse_mobile(value)

    assert (caught.value.code, caught.value.field) == ("mobile-invalid", "mobile")
    assert 1 <= len(caught.value.params["given"]) <= 40


@pytest.mark.parametrize("parse", [parse_mobile, parse_phone])
@pytest.mark.parametrize("value", [None, "", " \u3000", "'", "\ufeff"])
def test_parse_mobile_tells_missing_from_wrong(parse, value):
    with pytest.raises(MobileMissing) as caught:
        parse(value)

    assert caught.value.code == "mobile-missing"


@pytest.mark.parametrize(
    ("value", "stored", "dialled"),
    [
        ("138-1234-5678", "+8613812345678", "13812345678"),
        ("0519-85668010", "+8651985668010", "0519-85668010"),
        ("０５１９－８５６６８０１０", "+8651985668010", "0519-85668010"),
        ("（0519）85668010", "+8651985668010", "0519-85668010"),
        ("0519 8566 8010", "+8651985668010", "0519-85668010"),
        ("051985668010", "+8651985668010", "0519-85668010"),
        ("+86 519 8566 8010", "+8651985668010", "0519-85668010"),
        ("+86 0519 8566 8010", "+8651985668010", "0519-85668010"),
        ("010-62345678", "+861062345678", "010-62345678"),
        ("025-83591234", "+862583591234", "025-83591234"),
        ("0931-8412345", "+869318412345", "0931-8412345"),
        ("0519-85668010-8001", "+8651985668010;ext=8001", "0519-85668010-8001"),
        ("0519-85668010转8001", "+8651985668010;ext=8001", "0519-85668010-8001"),
        ("0519-85668010 分机：8001", "+8651985668010;ext=8001", "0519-85668010-8001"),
        ("+852 2345 6789", "+85223456789", "+85223456789"),
        ("+1 (650) 253-0000", "+16502530000", "+16502530000"),
    ],
)
def test_parse_phone_reads_landlines_and_foreign_numbers(value, stored, dialled):
    assert parse_phone(value) == stored
    assert parse_phone(stored.replace(";ext=", "转")) == stored
    assert national(stored) == dialled


@pytest.mark.parametrize(
    "value",
    [
        "85668010",
        "0519-856680",
        "0519-15668010",
        "010-6234567",
        "025-8359123",
        "0519-85668010/11",
        "0519-85668010-123456",
        "+852 1",
        "+999 12345678",
        "+",
        "+86",
        "+1" + "0" * 1000,
        "电话",
    ],
)
def test_parse_phone_refuses_what_cannot_be_dialled(value):
    with pytest.raises(InvalidPhone) as caught:
        parse_phone(value)

    assert caught.value.code == "phone-invalid"


@pytest.mark.parametrize(
    ("number", "shown", "last"),
    [
        ("+8613812341234", "138****1234", "1234"),
        ("+8651985668010", "****8010", "8010"),
        ("+8651985668010;ext=8001", "****8010", "8010"),
        ("+85223456789", "****6789", "6789"),
        ("+123456", "****56", "3456"),
        ("+123", "****", "123"),
        ("", "", ""),
    ],
)
def test_masked_and_tail_of_each_kind(number, shown, last):
    assert masked(number) == shown
    assert tail(number) == last


@given(st.one_of(MOBILES.map("+86{}".format), st.text("+0123456789;ext= -", max_size=30)))
def test_masked_never_shows_more_than_all_but_four_digits(number):
    digits = re.sub("[^0-9]", "", number)

    shown = re.sub("[^0-9]", "", masked(number))

    assert len(shown) <= max(0, min(7, len(digits) - 4))


@given(MOBILES, st.data())
def test_parse_mobile_is_one_for_every_way_of_typing(digits, data):
    prefix = data.draw(st.sampled_from(["", "+86", "0086", "86", "+86 ", "'", "（+86）"]))
    gap = data.draw(st.sampled_from(["", " ", "-", "－", "\u3000", "\u200b"]))
    typed = prefix + gap.join([digits[:3], digits[3:7], digits[7:]])
    wide = typed.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})

    assert parse_mobile(typed) == parse_mobile(wide) == parse_mobile(float(digits)) == f"+86{digits}"
    assert national(parse_mobile(typed)) == digits


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none()))
def test_parse_phone_accepts_or_refuses_whatever_is_given(value):
    try:
        number = parse_phone(value)
    except InvalidMobile:
        return

    assert re.fullmatch(r"\+[1-9][0-9]{6,14}(;ext=[0-9]{1,5})?", number)


def test_parse_phone_fits_its_column():
    longest = parse_phone("0519-85668010-80011")

    assert longest == "+8651985668010;ext=80011"
    assert len(longest) == STORED_LENGTH


@pytest.mark.parametrize(
    ("number", "yes"), [("+8613812345678", True), ("+8651985668010", False), ("+85251234567", False)]
)
def test_is_mobile_says_where_a_text_message_arrives(number, yes):
    assert is_mobile(number) is yes
