"""What is seen is what is printed: the SVG in a browser against the PDF, element by element."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser

from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.kinds import Field, Kind
from meeting.documents.layouts.model import AnyElement, Area, Layout, Picture, Qr, Rule, Text
from meeting.documents.layouts.reading import turned_box
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.samples import samples
from meeting.documents.layouts.sheets import Sheet, print_pdf
from meeting.documents.layouts.svg import layout_svg
from meeting.documents.painter import BLACK
from meeting.errors import MeetingError
from tests.documents.reading import run
from tests.layouts.designing import picture

MOST_PIXELS = 6_000_000  # of one picture
FINEST = 50  # pixels a millimetre
ROOM = 2.0  # millimetres looked at around an element
TOLERANCE = 0.1  # millimetres
MASS = 0.15  # of the ink: what one of them may have more
TIPS = 0.01  # of the ink at each end, left out
TAPERING = {"flourish": 0.4}  # millimetres: ends as thin as a hair, which browsers smooth by chance

Box = tuple[float, float, float, float, float]


def alone(layout: Layout, element: AnyElement) -> Layout:
    """The element by itself, in black, on a card without bleed."""
    black = {name: BLACK for name in ("colour", "second") if hasattr(element, name)}
    return replace(layout, front=(replace(element, **black),), back=(), bleed=0.0)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Region:
    """What is looked at: left, top, width and height in pixels, of which a millimetre has ``fine``.

    As fine as can be: what is thinner than a pixel the two programs draw each in its own way.
    """

    x: int
    y: int
    width: int
    height: int
    fine: float


def region(layout: Layout, element: AnyElement) -> Region:
    left, top, width, height = turned_box(element)
    x, y = max(0.0, left - ROOM), max(0.0, top - ROOM)
    right, bottom = min(layout.width, left + width + ROOM), min(layout.height, top + height + ROOM)
    fine = int(min(FINEST, (MOST_PIXELS / ((right - x) * (bottom - y))) ** 0.5))
    return Region(round(x * fine), round(y * fine), round((right - x) * fine), round((bottom - y) * fine), fine)


def ink(image: Image.Image, at: Region) -> Box | None:
    """Left, top, right and bottom of the ink but for its outermost parts (tapering points, which two programs
    don't smooth alike), in millimetres from the card's corner; and how much of it there is (mm²).
    """
    dark = ImageOps.invert(image.convert("L")).convert("F")
    across = ends(array("f", dark.resize((dark.width, 1), Image.Resampling.BOX).tobytes()))
    down = ends(array("f", dark.resize((1, dark.height), Image.Resampling.BOX).tobytes()))
    if across is None or down is None:
        return None
    left, right, mass = across
    top, bottom, _ = down
    sides = (left + at.x, top + at.y, right + at.x, bottom + at.y)
    return (*(side / at.fine for side in sides), mass / 255 * dark.height / at.fine**2)  # type: ignore[return-value]


def ends(profile: Sequence[float]) -> tuple[float, float, float] | None:
    """Between where and where all but the outermost parts lie, and the sum."""
    total = sum(profile)
    if total < 1:
        return None

    def reach(part: float) -> float:
        seen = 0.0
        for place, amount in enumerate(profile):
            if seen + amount >= total * part:
                return place + (total * part - seen) / amount
            seen += amount
        raise AssertionError

    return reach(TIPS), reach(1 - TIPS), total


def printed(layout: Layout, record: Record, at: Region) -> Box | None:
    pdf = print_pdf([(layout, Sheet(), [record])], title="")
    places = ("-x", str(at.x), "-y", str(at.y), "-W", str(at.width), "-H", str(at.height))
    answer = run("pdftoppm", "-gray", "-r", str(at.fine * 25.4), *places, "-", data=pdf)
    return ink(Image.open(BytesIO(answer)), at)


def seen(browser: Browser, layout: Layout, record: Record, at: Region) -> Box | None:
    drawn = layout_svg(layout, record)
    assert drawn.problems == ()
    context = browser.new_context(viewport={"width": at.width, "height": at.height})
    page = context.new_page()
    box = " ".join(str(side / at.fine) for side in (at.x, at.y, at.width, at.height))
    size = f"display:block;width:{at.width}px;height:{at.height}px"
    svg = drawn.svg.replace("<svg ", f'<svg id="card" style="{size}" ', 1)
    page.set_content(f'<body style="margin:0;background:#fff">{svg}')
    page.evaluate("box => document.getElementById('card').setAttribute('viewBox', box)", box)
    image = Image.open(BytesIO(page.screenshot()))
    context.close()
    return ink(image, at)


def differences(browser: Browser, layout: Layout, record: Record) -> list[str]:
    found = []
    for number, element in enumerate((*layout.front, *layout.back)):
        single = alone(layout, element)
        at = region(single, element)
        try:
            on_paper = printed(single, record, at)
        except MeetingError:
            continue  # refused on paper: no ink to compare
        on_screen = seen(browser, single, record, at)
        if on_paper is None or on_screen is None:
            alike = on_paper is on_screen
        else:
            far = max(abs(one - other) for one, other in zip(on_paper[:4], on_screen[:4], strict=True))
            hair = isinstance(element, Rule | Area)  # whose lines the two draw as thick as suits their pixels
            tolerance = TAPERING.get(getattr(element, "design", ""), TOLERANCE)
            alike = far <= tolerance and (hair or abs(on_paper[4] - on_screen[4]) <= MASS * on_paper[4])
        if not alike:
            found.append(f"{number} {element.label}: {on_paper} on paper, {on_screen} on the screen")
    return found


@pytest.mark.browser
@pytest.mark.parametrize("name", gallery())
def test_layout_of_the_gallery_looks_in_the_browser_as_it_prints(chromium: Browser, name: str) -> None:
    layout = gallery()[name]

    assert differences(chromium, layout, samples(layout.kind)["longest"]) == []


@pytest.mark.browser
def test_turned_elements_pictures_and_rare_glyphs_look_as_they_print(chromium: Browser) -> None:
    logo = picture()
    layout = Layout(
        Kind.BADGE, "", 90.0, 60.0,
        (
            Text(x=5, y=5, width=40, height=8, text="张䶮𬭎 Łukasz", face="宋体 粗", turn=90),
            Text(x=40, y=5, width=30, height=10, text="{姓名}", turn=180, align="left"),
            Text(x=50, y=20, width=36, height=30, text="甲乙丙丁戊己庚，壬癸子。", fit="prose", size=14, turn=270),
            Qr(x=5, y=40, width=15, height=15), Rule(x=25, y=40, width=10, height=15, stroke=0.8),
            Picture(x=40, y=42, width=20, height=15, picture="a" * 64, scale="cover"),
            Picture(x=65, y=42, width=20, height=15, picture="a" * 64, turn=90),
        ),
        pictures={"a" * 64: logo},
    )  # fmt: skip

    assert differences(chromium, layout, samples(Kind.BADGE)["usual"]) == []


def test_text_that_does_not_fit_is_a_problem_of_its_element_and_the_rest_is_drawn() -> None:
    layout = Layout(
        Kind.BADGE, "", 90.0, 60.0,
        (
            Text(x=5, y=5, width=10, height=4, text="{姓名}", size=12, least=12),
            Text(x=5, y=20, width=60, height=10, text="甲"),
        ),
    )  # fmt: skip

    drawn = layout_svg(layout, Record({Field.NAME: "阿卜杜拉·买买提"}))

    assert [(number, problem.code) for number, problem in drawn.problems] == [(0, "text-does-not-fit")]
    assert 'data-element="0"' not in drawn.svg
    assert 'data-element="1"' in drawn.svg
    assert drawn.sizes == {1: 12.0}


def test_svg_holds_a_glyph_once_and_no_word_as_markup() -> None:
    layout = Layout(Kind.BADGE, "", 90.0, 60.0, (Text(x=5, y=5, width=80, height=10, text="{单位}"),))

    drawn = layout_svg(layout, Record({Field.UNIT: "<b>馆馆馆</b>&"}))

    assert drawn.svg.count('id="song-9986"') == 1
    assert drawn.svg.count('href="#song-9986"') == 3
    assert "<b>" not in drawn.svg
