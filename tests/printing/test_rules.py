"""What is new, changed, gone or the same against the last printing."""

from meeting.documents.cards import TableCard
from meeting.documents.layouts.kinds import Kind
from meeting.printing.enums import Change
from meeting.printing.items import Group, Item, PrintOrder
from meeting.printing.rules import Last, change_of, chosen, counted, difference


def make_item(subject: str, name: str = "张三", *groups: str) -> Item:
    return Item(subject, name, (name,), lambda sealed: TableCard(name=name), frozenset(groups))


def last_of(*items: Item) -> dict[str, Last]:
    return {item.subject: Last(item.digest, item.label) for item in items}


def test_difference_tells_new_changed_gone_and_same_apart() -> None:
    same, new = make_item("a"), make_item("d", "新来的")
    before, after = make_item("b", "旧名"), make_item("b", "新名")
    gone = make_item("c", "走了的")

    found = difference([same, after, new], last_of(same, before, gone))

    assert (found.new, found.changed, found.gone, found.same) == (
        (new,), ((after, "旧名"),), (("c", "走了的"),), 1,
    )  # fmt: skip
    assert found.due == 2


def test_difference_takes_what_is_not_known_for_the_same() -> None:
    """Printed before the log was kept: nobody knows what it said."""
    item = make_item("a")

    found = difference([item], {"a": Last("", "张三")})

    assert (found.new, found.changed, found.gone, found.same) == ((), (), (), 1)


def test_difference_of_nothing_printed_is_all_new() -> None:
    items = [make_item("a"), make_item("b")]

    assert difference(items, {}).new == tuple(items)
    assert difference([], {}) == difference((), {})


def test_digest_goes_by_each_fact_and_by_where_it_ends() -> None:
    facts = [("张三", "档案馆"), ("张三档", "案馆"), ("张三档案馆",), ("张三", "档案馆", ""), ("张四", "档案馆")]

    digests = {Item("a", "", each, lambda sealed: TableCard(name="")).digest for each in facts}

    assert len(digests) == len(facts)


def test_change_of_a_card_that_is_printed_once_more_is_again() -> None:
    item = make_item("a")

    assert change_of(item, {}) is Change.NEW
    assert change_of(item, last_of(item)) is Change.AGAIN
    assert change_of(item, last_of(make_item("a", "旧名"))) is Change.CHANGED


def test_chosen_goes_by_group_and_subject_and_newness() -> None:
    items = [make_item("a", "甲", "x"), make_item("b", "乙", "x", "y"), make_item("c", "丙")]
    last = last_of(items[0])

    def subjects(**values: object) -> list[str]:
        order = PrintOrder(Kind.TABLE_CARD, **values)  # type: ignore[arg-type]
        return [item.subject for item in chosen(items, last, order)]

    assert subjects() == ["a", "b", "c"]
    assert (subjects(group="x"), subjects(group="y"), subjects(group="z")) == (["a", "b"], ["b"], [])
    assert (subjects(subject="c"), subjects(group="x", subject="c")) == (["c"], [])
    assert (subjects(new_only=True), subjects(group="x", new_only=True)) == (["b", "c"], ["b"])


def test_counted_leaves_groups_without_cards_out() -> None:
    x, y, z = (Group(key, key, "类别") for key in "xyz")

    assert counted([x, y, z], [make_item("a", "甲", "x"), make_item("b", "乙", "x", "z")]) == [(x, 2), (z, 1)]
