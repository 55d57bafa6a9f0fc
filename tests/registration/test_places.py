"""职务序 by hand: places that are kept, the page that sets them."""

import pytest
import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.db import db, transaction
from meeting.errors import NotFound
from meeting.history.models import Entry
from meeting.history.operations import broken_link
from meeting.history.queries import entries_of
from meeting.people.orders import Order
from meeting.registration.exports import listed_rows
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import change, entry_of
from meeting.registration.operations.places import LAST, PlaceInvalid, place_of, set_order, set_places
from tests.conftest import AT
from tests.registration.making import make_delegate, make_meeting, make_society, make_unit
from tests.registration.staff import keyed, staff_of, statements

DESK = "/desk/changzhou-2020"


def by_post(meeting):
    return [row[0] for row in listed_rows(meeting, Order.POST)]


def places_of(*delegates):
    return [db.session.get_one(Delegate, delegate.id).position for delegate in delegates]


@pytest.fixture
def four(app):
    """Two of 第一馆, one of 第二馆, one without a unit."""
    meeting = make_meeting()
    make_unit(meeting, "第二馆", position=2)
    make_unit(meeting, "第一馆", position=1)
    given = (("丁一", "第二馆"), ("王二", "第一馆"), ("张三", "第一馆"), ("田四", ""))
    return meeting, [make_delegate(meeting, name, unit_name=unit) for name, unit in given]


def test_list_by_post_has_those_without_a_place_after_by_unit(four):
    meeting, (_ding, _wang, _zhang, tian) = four
    before = by_post(meeting)

    with transaction():
        set_places(meeting, {tian.id: 3}, at=AT, by=OPERATOR)

    assert (before, by_post(meeting)) == (["王二", "张三", "丁一", "田四"], ["田四", "王二", "张三", "丁一"])


def test_set_order_gives_places_and_is_kept_when_the_delegate_changes(four):
    meeting, (ding, wang, zhang, tian) = four

    with transaction():
        moved = set_order(meeting, [tian, zhang, ding, wang], at=AT, by=OPERATOR)
    with transaction():
        again = set_order(meeting, [tian, zhang, ding, wang], at=AT, by=OPERATOR)
        change(zhang, entry_of(zhang), at=AT, by=OPERATOR)

    assert (moved, again) == (4, 0)
    assert by_post(meeting) == ["田四", "张三", "丁一", "王二"]
    assert [row[0] for row in listed_rows(meeting, Order.UNIT)] == ["张三", "王二", "丁一", "田四"]
    newest = entries_of(ding, society_id=meeting.society_id)[0]
    assert (newest.action, [(value.field, value.before, value.after) for value in newest.values]) == (
        "order-delegates", [("position", None, "3")],
    )  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count()).where(Entry.action == "order-delegates")) == 4
    assert broken_link(meeting.society_id) is None


def test_set_order_within_a_unit_shares_out_the_places_it_has(four):
    meeting, (ding, wang, zhang, tian) = four
    with transaction():
        set_places(meeting, {tian.id: 1, wang.id: 2, ding.id: 3, zhang.id: 4}, at=AT, by=OPERATOR)
        new = make_delegate(meeting, "李五", unit_name="第一馆")

    with transaction():
        set_order(meeting, [new, zhang, wang], at=AT, by=OPERATOR)

    assert places_of(tian, new, ding, zhang, wang) == [1, 2, 3, 4, 5]


def test_set_order_refuses_who_belongs_to_another_meeting_and_moves_nobody(four):
    meeting, (ding, wang, _zhang, _tian) = four
    other = make_meeting(make_society("乙省档案学会", "other"), "nanjing-2021", title="另一个会")
    stranger = make_delegate(other, "钱六")

    with pytest.raises(NotFound), transaction():
        set_order(meeting, [wang, stranger, ding], at=AT, by=OPERATOR)

    assert places_of(ding, wang, stranger) == [None, None, None]


@pytest.mark.parametrize(
    ("text", "place"), [("", None), (" ", None), ("1", 1), (" 12 ", 12), ("３", 3), (str(LAST), LAST)]
)
def test_place_of_reads_what_was_typed(text, place):
    assert place_of(text, "张三") == place


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "一", "²", "x", str(LAST + 1), "9" * 400, "1 2"])
def test_place_of_refuses_what_is_no_place(text):
    with pytest.raises(PlaceInvalid) as refused:
        place_of(text, "张三")

    assert refused.value.params == {"name": "张三", "given": text[:20], "last": LAST}


def test_set_places_takes_as_many_statements_for_one_as_for_four(four):
    meeting, delegates = four
    counts = []
    for place, some in ((1, delegates[:1]), (2, delegates)):
        assert [meeting.society_id, *(delegate.id for delegate in some)]  # loaded before counting
        with transaction(), statements() as run:
            set_places(meeting, {delegate.id: place for delegate in some}, at=AT, by=OPERATOR)
        counts.append(len([statement for statement in run if not statement.startswith("UPDATE delegate")]))

    assert counts[0] == counts[1]


def test_order_page_saves_numbers_and_leaves_out_who_has_none(app, four):
    _meeting, (ding, wang, zhang, tian) = four
    staff = staff_of(app, four[0])
    typed = {f"place-{ding.id}": "2", f"place-{tian.id}": "1", f"place-{wang.id}": "", f"place-{zhang.id}": ""}

    page = staff.get(f"{DESK}/delegates/order")
    answer = staff.post(f"{DESK}/delegates/order", data=keyed(do="save", **typed))
    cleared = staff.post(f"{DESK}/delegates/order", data=keyed(do="save", **{f"place-{tian.id}": ""}))

    assert page.text.index("王二") < page.text.index("丁一")
    assert "上移" not in page.text
    assert (answer.status_code, answer.location) == (302, f"{DESK}/delegates/order")
    assert cleared.status_code == 302
    assert places_of(ding, wang, zhang, tian) == [2, None, None, None]


def test_order_page_moves_within_a_unit(app, four):
    _meeting, (ding, wang, zhang, tian) = four
    staff = staff_of(app, four[0])
    address = f"{DESK}/delegates/order?unit={wang.delegation.unit_id}"

    down = staff.post(address, data=keyed(do=f"down-{wang.id}"))
    after_down = places_of(zhang, wang)
    staff.post(address, data=keyed(do=f"up-{wang.id}"))
    after_up = places_of(zhang, wang)
    staff.post(address, data=keyed(do=f"up-{wang.id}"))  # is first already
    staff.post(address, data=keyed(do=f"up-{ding.id}"))  # of another unit
    page = staff.get(address).text

    assert (down.status_code, down.location) == (302, address)
    assert (after_down, after_up) == ([1, 2], [2, 1])
    assert places_of(ding, wang, zhang, tian) == [None, 1, 2, None]
    assert "丁一" not in page
    buttons = ("王二上移", "王二下移", "张三上移", "张三下移")
    assert [button in page for button in buttons] == [False, True, True, False]


def test_order_page_refuses_a_wrong_number_and_keeps_what_was_typed(app, four):
    _meeting, (ding, wang, zhang, tian) = four
    staff = staff_of(app, four[0])

    answer = staff.post(
        f"{DESK}/delegates/order", data=keyed(do="save", **{f"place-{ding.id}": "1", f"place-{wang.id}": "第一"})
    )

    assert answer.status_code == 422
    assert "王二的次序“第一”不对" in answer.text
    assert 'value="第一"' in answer.text
    assert places_of(ding, wang, zhang, tian) == [None] * 4


def test_order_page_leaves_another_meetings_delegates_alone(app, four):
    other = make_meeting(four[0].society, "nanjing-2021", title="另一个会")
    stranger = make_delegate(other, "钱六")

    answer = staff_of(app, four[0]).post(
        f"{DESK}/delegates/order", data=keyed(do="save", **{f"place-{stranger.id}": "1"})
    )

    assert answer.status_code == 302
    assert places_of(stranger) == [None]


def test_order_page_takes_as_many_statements_with_one_as_with_four(app):
    meeting = make_meeting()
    staff = staff_of(app, meeting)
    counts = []
    for name in ("张一", "张二", "张三", "张四"):
        make_delegate(meeting, name, unit_name=f"{name}档案馆")
        with statements() as run:
            staff.get(f"{DESK}/delegates/order")
        counts.append(len(run))

    assert counts[0] == counts[3]


def test_list_and_exports_offer_both_customs_of_strokes(app):
    meeting = make_meeting()
    for name in ("田大利", "田富"):
        make_delegate(meeting, name)
    staff = staff_of(app, meeting)

    pages = [staff.get(f"{DESK}/delegates?sort=strokes&blanks={blanks}").text for blanks in ("", "uncounted")]
    csvs = [
        staff.post(f"{DESK}/delegates/export", data=keyed(kind="csv", order="strokes", blanks=blanks)).text
        for blanks in ("", "uncounted")
    ]

    assert [page.index("田富</bdi>") < page.index("田大利</bdi>") for page in pages] == [True, False]
    assert ["以姓氏笔画为序" in page for page in pages] == [True, False]
    assert ["以姓名笔画为序" in page for page in pages] == [False, True]
    assert [text.index("田富") < text.index("田大利") for text in csvs] == [True, False]
