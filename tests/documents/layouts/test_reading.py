import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meeting.documents.layouts.errors import (
    ElementOutside,
    ElementStrange,
    ElementUnknown,
    ElementValue,
    LayoutSize,
    LayoutUnreadable,
    PictureMissing,
    TooManyElements,
)
from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.model import Layout
from meeting.documents.layouts.reading import (
    CHECKS,
    layout_and_problems,
    layout_digest,
    layout_file,
    layout_from,
    layout_json,
    read_layout_file,
)
from meeting.documents.placeholders import PlaceholderRefused
from meeting.errors import MeetingError

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.just(10**400),
    st.just("\ud800"),
    st.sampled_from(
        ["text", "qr", "picture", "rule", "area", "ornament", "signatories", "{姓名}", "honour", 0, 90, 1e9]
    ),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from([*CHECKS, "type", "front", "\ud800"]), inner, max_size=5),
    ),
    max_leaves=12,
)
TEXT = {"type": "text", "x": 5, "y": 5, "width": 40, "height": 10, "text": "{姓名}"}


def data(*front: object, **more: object) -> dict[str, Any]:
    return {"kind": "badge", "title": "试", "width": 90, "height": 54, "front": list(front), **more}


def readable(refused: MeetingError) -> str:
    """A refusal's sentence, which can be sent."""
    return str(refused).encode().decode()


@settings(deadline=None)
@given(JSON)
def test_layout_from_takes_or_refuses_anything(given_data: Any) -> None:
    try:
        assert isinstance(layout_from(given_data), Layout)
    except MeetingError as refused:
        readable(refused)


@settings(deadline=None)
@given(st.sampled_from(sorted(gallery())), st.data())
def test_layout_from_takes_or_refuses_a_layout_with_anything_in_it(name: str, draw: st.DataObject) -> None:
    changed = layout_json(gallery()[name])
    row = draw.draw(st.sampled_from([changed, *changed["front"]]))
    key = draw.draw(st.sampled_from([*row, *CHECKS, "bleed", "back", "pictures", "version", "\ud800"]))
    row[key] = draw.draw(JSON)

    try:
        layout, problems = layout_and_problems(changed)
    except MeetingError as refused:
        readable(refused)
    else:
        assert layout_from(layout_json(layout)) == layout
        for side, number, problem in problems:
            assert (side, number >= 0) in (("front", True), ("back", True))
            readable(problem)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_read_layout_file_takes_or_refuses_any_bytes(content: bytes) -> None:
    with pytest.raises(LayoutUnreadable):
        read_layout_file(content)


@pytest.mark.parametrize("name", sorted(gallery()))
def test_layouts_are_read_as_they_were_written(name: str) -> None:
    layout = gallery()[name]

    again = read_layout_file(layout_file(layout))

    assert (again, again.pictures, layout_digest(again)) == (layout, layout.pictures, layout_digest(layout))
    assert layout_file(again) == layout_file(layout)


@pytest.mark.parametrize(
    ("change", "refusal", "params"),
    [
        ({"x": 60}, ElementOutside, {"what": "{姓名}", "width": "90", "height": "54"}),
        ({"y": -1}, ElementOutside, {"what": "{姓名}", "width": "90", "height": "54"}),
        (
            {"width": 20, "height": 50, "turn": 90, "x": -16},
            ElementOutside,
            {"what": "{姓名}", "width": "90", "height": "54"},
        ),
        ({"size": 0}, ElementValue, {"what": "{姓名}", "name": "字号（磅）", "given": "0", "allowed": "3 – 400"}),
        ({"width": 0}, ElementValue, {"what": "{姓名}", "name": "宽（毫米）", "given": "0", "allowed": "1 – 1200"}),
        (
            {"height": 0.4},
            ElementValue,
            {"what": "{姓名}", "name": "高（毫米）", "given": "0.4", "allowed": "1 – 1200"},
        ),
        (
            {"width": 10_000},
            ElementValue,
            {"what": "{姓名}", "name": "宽（毫米）", "given": "10000", "allowed": "0 – 1200"},
        ),
        (
            {"width": float("nan")},
            ElementValue,
            {"what": "{姓名}", "name": "宽（毫米）", "given": "nan", "allowed": "0 – 1200"},
        ),
        (
            {"x": True},
            ElementValue,
            {"what": "{姓名}", "name": "距左（毫米）", "given": "True", "allowed": "-600 – 1200"},
        ),
        (
            {"turn": 45},
            ElementValue,
            {"what": "{姓名}", "name": "转向", "given": "45", "allowed": "不转 / 顺时针 90° / 180° / 逆时针 90°"},
        ),
        ({"least": 30}, ElementValue, {"what": "{姓名}", "name": "最小字号（磅）", "given": "30", "allowed": "≤ 12"}),
        (
            {"colour": "red"},
            ElementValue,
            {"what": "{姓名}", "name": "颜色", "given": "red", "allowed": "六位的颜色代码，如 C8102E"},
        ),
        (
            {"text": "a\x00"},
            ElementValue,
            {"what": "a\x00", "name": "内容", "given": "a\x00", "allowed": "最多 2000 个字，没有控制字符"},
        ),
        ({"onload": "alert(1)"}, ElementStrange, {"what": "{姓名}", "given": "onload"}),
        ({"type": "script"}, ElementUnknown, {"number": 1, "given": "script"}),
    ],
)
def test_layout_from_refuses_by_name(change: dict[str, object], refusal: type[MeetingError], params: object) -> None:
    with pytest.raises(refusal) as refused:
        layout_from(data({**TEXT, **change}))

    assert refused.value.params == params


@pytest.mark.parametrize(
    ("wording", "position", "given_part"),
    [
        ("您好 {手机号}", (1, 4), "{手机号}"),
        ("一\n二{{config}}", (2, 2), "{{config}}"),
        ("{0.__class__}", (1, 1), "{0.__class__}"),
        ("100%\n%s", (2, 1), "%s"),
        ("甲<b>乙</b>", (1, 2), "<b>"),
        ("{编号}", (1, 1), "{编号}"),  # a badge has none
        ("{姓名", (1, 1), "{姓名"),
    ],
)
def test_layout_from_refuses_wordings_with_their_position(wording: str, position: object, given_part: str) -> None:
    with pytest.raises(PlaceholderRefused) as refused:
        layout_from(data({**TEXT, "text": wording}))

    assert (refused.value.position, refused.value.given) == (position, given_part)


@pytest.mark.parametrize("size", [0, -5, 9.9, 10_000, float("inf"), 10**400, "90", None, True, []])
@pytest.mark.parametrize("side", ["width", "height"])
def test_layout_from_refuses_sizes_that_nobody_prints(size: object, side: str) -> None:
    with pytest.raises(LayoutSize):
        layout_from(data(**{side: size}))


def test_layout_from_refuses_a_million_elements_before_it_looks_at_them() -> None:
    with pytest.raises(TooManyElements) as refused:
        layout_from(data(*[object()] * 1_000_000))

    assert refused.value.params == {"count": 1_000_000, "most": 300}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b'{"kind": "badge"}',
        b"[" * 100_000,
        b"9" * 10_000,
        json.dumps(data(kind="menu")).encode(),
        json.dumps(data(kind=[])).encode(),
        json.dumps(data(version=2)).encode(),
        json.dumps(data(front={})).encode(),
        json.dumps(data(pictures={"0" * 64: "AAAA"})).encode(),
        json.dumps(data(pictures={"0" * 64: "ü"})).encode(),
        json.dumps(data(pictures=[])).encode(),
    ],
)
def test_read_layout_file_refuses_what_is_none(content: bytes) -> None:
    with pytest.raises(LayoutUnreadable):
        read_layout_file(content)


def test_layout_from_refuses_a_picture_that_is_not_there() -> None:
    with pytest.raises(PictureMissing):
        layout_from(data({"type": "picture", "x": 0, "y": 0, "width": 9, "height": 9, "picture": "0" * 64}))


def test_layout_and_problems_keeps_what_is_right() -> None:
    layout, problems = layout_and_problems(data(TEXT, {**TEXT, "size": 0}, {"type": "qr"}, back=[7]))

    assert len(layout.front) == 1
    assert [(side, number, problem.code) for side, number, problem in problems] == [
        ("front", 1, "layout-element-value"),
        ("front", 2, "layout-element-incomplete"),
        ("back", 0, "layout-element-unknown"),
    ]
