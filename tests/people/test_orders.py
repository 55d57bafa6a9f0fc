import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting.people.orders import Order, Placing, key, ordered

PEOPLE = [
    Placing("田大利", unit="常州市档案馆", unit_position=2, post=3, registered=5, tie=1),
    Placing("田富", unit="常州市档案馆", unit_position=2, post=1, registered=4, tie=2),
    Placing("王一", unit="丁山大学", post=2, registered=3, tie=3),
    Placing("安欣", unit="南京市档案馆", unit_position=1, registered=2, tie=4),
    Placing("丁小宁", unit="一汽集团", registered=1, tie=5),
]


def names(order, **options):
    people = random.Random(2020).sample(PEOPLE, len(PEOPLE))
    return [person.name for person in ordered(people, order, lambda person: person, **options)]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        # Those with a place by hand, then the others by unit: 南京 has a place, 一汽 has none.
        (Order.POST, ["田富", "王一", "田大利", "安欣", "丁小宁"]),
        (Order.STROKES, ["丁小宁", "王一", "田富", "田大利", "安欣"]),
        (Order.PINYIN, ["安欣", "丁小宁", "田大利", "田富", "王一"]),
        # 南京 1, 常州 2 by post within, then the unplaced units by strokes (一 before 丁).
        (Order.UNIT, ["安欣", "田富", "田大利", "丁小宁", "王一"]),
        (Order.REGISTRATION, ["丁小宁", "安欣", "王一", "田富", "田大利"]),
    ],
)
def test_ordered_by_each_order(order, expected):
    assert names(order) == expected


def test_ordered_by_strokes_can_leave_blanks_uncounted():
    assert names(Order.STROKES, blank_first=False) == ["丁小宁", "王一", "田大利", "田富", "安欣"]


def test_heading_says_which_order_a_list_has():
    assert {order.value: order.heading() for order in Order} == {
        "post": "以职务为序",
        "strokes": "以姓氏笔画为序",
        "pinyin": "以姓氏拼音为序",
        "unit": "以单位为序",
        "registration": "以报名先后为序",
    }
    assert Order.STROKES.heading(blank_first=False) == "以姓名笔画为序"
    assert Order.PINYIN.heading(blank_first=False) == "以姓氏拼音为序"


def test_label_names_an_order():
    assert [order.label for order in Order] == ["职务序", "姓氏笔画", "拼音", "单位序", "报名序"]


PLACINGS = st.builds(
    Placing,
    name=st.sampled_from(["张三", "张　三", "田富", "田大利", "欧阳修", "Anna", "の", ""]),
    unit=st.sampled_from(["", "常州市档案馆", "南京大学"]),
    unit_position=st.sampled_from([None, 1, 2]),
    post=st.sampled_from([None, 1, 2]),
    registered=st.integers(0, 2),
    tie=st.integers(0, 1000),
)


@given(
    st.lists(PLACINGS, max_size=12, unique_by=lambda placing: placing.tie),
    st.sampled_from(Order),
    st.randoms(),
)
def test_ordered_is_total_whatever_the_order_of_the_rows(placings, order, chance):
    once = ordered(placings, order, lambda placing: placing)
    again = list(placings)
    chance.shuffle(again)

    assert ordered(again, order, lambda placing: placing) == once
    assert len({key(order)(placing) for placing in placings}) == len(placings)


@given(st.lists(PLACINGS, max_size=12), st.sampled_from(Order))
def test_ordered_keeps_the_order_of_equals(placings, order):
    numbered = list(enumerate(placings))

    result = ordered(numbered, order, lambda pair: pair[1])

    for (first, one), (second, other) in pairwise(result):
        assert one != other or first < second
