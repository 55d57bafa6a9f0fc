import pytest

from meeting.documents.placeholders import Literal, PlaceholderRefused, Slot, fill, pieces

ALLOWED = ("姓名", "单位", "题目")


def test_pieces_are_text_and_places() -> None:
    assert pieces("{姓名}（{单位}）：\n录用。", ALLOWED) == (
        Slot("姓名"), Literal("（"), Slot("单位"), Literal("）：\n录用。"),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "100%", "100%的人", "a < b", "x <3 y", "5 > 4", "（％s）", "$5 #1 \\n"])
def test_pieces_leave_ordinary_words_alone(text: str) -> None:
    assert "".join(piece.text for piece in pieces(text, ALLOWED) if isinstance(piece, Literal)) == text


@pytest.mark.parametrize(
    ("text", "position", "given"),
    [
        ("您好，{{config}}", (1, 4), "{{config}}"),
        ("第一行\n您{0.__class__}好", (2, 2), "{0.__class__}"),
        ("{姓名}的%s", (1, 6), "%s"),
        ("%(name)s", (1, 1), "%(name)s"),
        ("一\n二\n三<b>四</b>", (3, 2), "<b>"),
        ("</p>", (1, 1), "</p>"),
        ("<!--", (1, 1), "<!--"),
        ("{手机}", (1, 1), "{手机}"),
        ("{}", (1, 1), "{}"),
        ("{ 姓名 }", (1, 1), "{ 姓名 }"),
        ("{姓名", (1, 1), "{姓名"),
        ("姓名}好", (1, 3), "}好"),
        ("{{姓名}}", (1, 1), "{{姓名}}"),
        ("{% raw %}", (1, 1), "{% raw %}"),
        ("｛姓名｝", (1, 1), "｛姓名"),
        ("<img src=x onerror=alert(1)//一二三四五", (1, 1), "<img src=x onerror=alert"[:22]),
    ],
)
def test_pieces_refuse_what_is_no_place_with_its_position(text: str, position: tuple[int, int], given: str) -> None:
    with pytest.raises(PlaceholderRefused) as refused:
        pieces(text, ALLOWED)

    assert (refused.value.position, refused.value.given) == (position, given)
    assert "{姓名}、{单位}、{题目}" in str(refused.value)


def test_pieces_take_a_long_row_of_braces_without_delay() -> None:
    with pytest.raises(PlaceholderRefused):
        pieces("{" * 1_000_000, ALLOWED)


def test_fill_takes_values_as_they_are() -> None:
    assert fill("{姓名}：{题目}", {"姓名": "{题目}", "题目": "100%s <b> {{config}}"}) == "{题目}：100%s <b> {{config}}"


def test_fill_refuses_a_place_without_a_value() -> None:
    with pytest.raises(PlaceholderRefused):
        fill("{单位}", {"姓名": "张三"})
