"""A layout's texts, set for one record after the other."""

from collections.abc import Iterator, Sequence

from meeting.documents.cutting import Run
from meeting.documents.errors import TextTooLong
from meeting.documents.fitting import Fitted, fit, fit_name
from meeting.documents.layouts.kinds import Field
from meeting.documents.layouts.model import Fit, Text
from meeting.documents.layouts.plans import MOST_MARKED, Plan, PlanPainter, marked, shape_of
from meeting.documents.layouts.records import Record, paragraphs_of
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE, PdfFile
from meeting.documents.placeholders import Slot, pieces
from meeting.documents.prose import Paragraph, Prose, Setting, indent_of, set_prose, strong
from meeting.documents.typefaces import marked_face, visible
from meeting.errors import MeetingError

SPREAD = {2: 1.1, 3: 0.6, 4: 0.35}  # tracking by number of characters, parts of the size
SPREAD_OF_LONG = 0.1
KEPT_PLANS, KEPT_SETTINGS, KEPT_SHAPES = 2048, 256, 20_000  # for one text

Key = tuple[tuple[str, bool], ...]
"""A paragraph's shape: that of each run, and its emphasis."""


def spread_of(text: str) -> float:
    """How far apart the characters of a title are set: of two far, of four less; parts of the type size."""
    return SPREAD.get(len(text), SPREAD_OF_LONG)


class TextSetter:
    """One text of a layout, whose lower left corner lies ``bottom`` over the card's lower edge (mm).

    A shape that is met again is planned then; ``planning`` off draws each text for itself.
    """

    def __init__(self, file: PdfFile, element: Text, bottom: float, *, planning: bool = True) -> None:
        self._file, self._element, self._bottom = file, element, bottom
        self._style = Style(element.face, element.size, element.colour)
        self._marked = Style(marked_face(element.face), element.size, element.colour)
        self._paragraphs = [
            [Field(piece.name) if isinstance(piece, Slot) else piece.text for piece in pieces(line, list(Field))]
            for line in element.text.split("\n")
        ]
        self._planning = planning
        self._plans: dict[object, Plan] = {}
        self._settings: dict[Key, Setting] = {}
        self._arranged: dict[tuple[Key, ...], tuple[tuple[str, Plan], ...]] = {}
        self._met: set[object] = set()
        self.fields = frozenset(piece for line in self._paragraphs for piece in line if isinstance(piece, Field))

    def filled(self, record: Record) -> list[Paragraph]:
        """The paragraphs of this record; those whose fields are all empty are left out."""
        found: list[Paragraph] = []
        for line in self._paragraphs:
            found += self._filled(line, record)
        return found

    def draw(self, record: Record) -> str:
        """The operators that set the text of this record. Raises GlyphMissing, TextTooLong."""
        paragraphs = self.filled(record)
        if not paragraphs:
            return ""
        return self._prose(paragraphs) if self._element.fit is Fit.PROSE else self._fitted(paragraphs)

    def _met_before(self, shape: object) -> bool:
        """Whether it is worth planning. A shape that won't come again costs more than its text."""
        if shape in self._met:
            return True
        if self._planning and len(self._met) < KEPT_SHAPES:
            self._met.add(shape)
        return False

    # One text, shrunk and wrapped

    def _fitted(self, paragraphs: list[Paragraph]) -> str:
        text = "\n".join(["".join([run.text for run in runs]) for runs in paragraphs])
        shape = shape_of(text, self._element.face)
        plan = self._plans.get(shape) or self._plan(shape)
        return self._direct(text) if plan is None else plan.fill(text)

    def _plan(self, shape: str) -> Plan | None:
        """The drawing of a shape; None where the text is to be drawn for itself (a refusal names it, then)."""
        if len(self._plans) >= KEPT_PLANS or len(shape) > MOST_MARKED:
            return None
        if not self._met_before(shape) or visible(shape) != shape:
            return None
        painter = PlanPainter(self._file)
        try:
            self._draw_fitted(painter, marked(shape), self._marked)
        except MeetingError:
            return None
        plan = self._plans[shape] = painter.plan()
        return plan

    def _direct(self, text: str) -> str:
        painter = Painter(self._file)
        self._draw_fitted(painter, text, self._style)
        return painter.drawn()

    def _draw_fitted(self, painter: Painter, text: str, style: Style) -> None:
        element = self._element
        fitted = self._fit(text, style)
        top = self._bottom + element.height
        middle = {
            "top": top - fitted.height / 2,
            "middle": self._bottom + element.height / 2,
            "bottom": self._bottom + fitted.height / 2,
        }[element.vertical]
        x = {"left": element.x, "centre": element.x + element.width / 2, "right": element.x + element.width}[
            element.align
        ]
        fitted.draw(painter, x, middle, align=element.align)

    def _fit(self, text: str, style: Style) -> Fitted:
        """The text with the size and lines in which it fits its box. Raises GlyphMissing, TextTooLong."""
        element = self._element
        if element.spread:
            style = Style(style.face, style.size, style.colour, tracking=style.size * spread_of(text))
        if element.fit is Fit.NAME:
            return fit_name(text, style, element.width, element.height, floor=element.least)
        if element.fit is Fit.LINE:
            return fit(
                text, style, element.width, element.height, floor=element.least, single=0, breaker=_one_line
            )  # fmt: skip
        return fit(text, style, element.width, element.height, floor=element.least, leading=element.leading)

    # Paragraphs

    def _prose(self, paragraphs: list[Paragraph]) -> str:
        face, bold = self._style.face, strong(self._style).face
        keys = tuple(
            [
                tuple([(shape_of(run.text, bold if run.emphasised else face), run.emphasised) for run in runs])
                for runs in paragraphs
            ]
        )
        arranged = self._arranged.get(keys)
        if arranged is not None:
            return "\n".join(
                [
                    f"{place}{plan.fill(''.join([run.text for run in runs]))}\nQ"
                    for (place, plan), runs in zip(arranged, paragraphs, strict=True)
                ]
            )
        settings = [
            self._shared_setting(key) or self._setting(runs, self._style)
            for runs, key in zip(paragraphs, keys, strict=True)
        ]
        try:
            prose = self._set(settings)
        except MeetingError:
            # Set for themselves, so that a refusal names them.
            settings = [self._setting(runs, self._style) for runs in paragraphs]
            prose = self._set(settings)
        found, plans = [], []
        for place, setting, key, runs in zip(self._places(prose), settings, keys, paragraphs, strict=True):
            plan = self._prose_plan(setting, key, prose)
            plans.append((place, plan))
            if plan is None:
                painter = Painter(self._file)
                setting.draw(painter, self._element.x, 0, prose.size, prose.leading)
                drawn = painter.drawn()
            else:
                drawn = plan.fill("".join([run.text for run in runs]))
            found.append(f"{place}{drawn}\nQ")
        if len(self._arranged) < KEPT_PLANS and all(plan is not None for _, plan in plans):
            self._arranged[keys] = tuple((place, plan) for place, plan in plans if plan is not None)
        return "\n".join(found)

    def _set(self, settings: list[Setting]) -> Prose:
        element = self._element
        return set_prose(settings, element.height, least=element.least, leading=element.leading)

    def _places(self, prose: Prose) -> Iterator[str]:
        """Operators that go to the first baseline of each paragraph."""
        spare = self._element.height - prose.height
        y = self._bottom + self._element.height - prose.ascent
        y -= {"top": 0.0, "middle": spare / 2, "bottom": spare}[self._element.vertical]
        for count in prose.counts:
            yield f"q 1 0 0 1 0 {y * MILLIMETRE:.2f} cm\n"
            y -= count * prose.step

    def _setting(self, runs: Paragraph, style: Style) -> Setting:
        """How a paragraph breaks."""
        return Setting(runs, style, self._element.width * MILLIMETRE, indent_of(runs))

    def _shared_setting(self, key: Key) -> Setting | None:
        """How any paragraph of a shape breaks, once it was met before."""
        known = self._settings.get(key)
        if known is None and len(self._settings) < KEPT_SETTINGS and self._met_before(key):
            if any(visible(shape) != shape for shape, _ in key) or sum(len(shape) for shape, _ in key) > MOST_MARKED:
                return None
            start, marks = 0, []
            for shape, emphasised in key:
                marks.append(Run(marked(shape, start), emphasised))
                start += len(shape)
            known = self._settings[key] = self._setting(tuple(marks), self._marked)
        return known

    def _prose_plan(self, setting: Setting, key: Key, prose: Prose) -> Plan | None:
        """The drawing of a paragraph's shape, its first baseline at height 0; None where it isn't shared."""
        whole = (key, prose.size, prose.leading)
        plan = self._plans.get(whole)
        if plan is None and self._settings.get(key) is setting and len(self._plans) < KEPT_PLANS:
            painter = PlanPainter(self._file)
            setting.draw(painter, self._element.x, 0, prose.size, prose.leading)
            plan = self._plans[whole] = painter.plan()
        return plan if self._settings.get(key) is setting else None

    def _filled(self, line: list[Field | str], record: Record) -> Sequence[Paragraph]:
        """The paragraphs of one line of the element's text."""
        words = record.words
        if len(line) == 1 and isinstance(line[0], Field):
            value = words.get(line[0], "")
            if not value:
                return ()
            if isinstance(value, str):
                return ((Run(value, self._element.strong),),)
            return paragraphs_of(value)
        given = [words.get(piece, "") for piece in line if isinstance(piece, Field)]
        if given and not any(given):
            return ()
        runs: list[Run] = []
        for piece in line:
            if not isinstance(piece, Field):
                runs.append(Run(piece))
                continue
            value = words.get(piece, "")
            if isinstance(value, str):
                runs.append(Run(value, self._element.strong))
            else:
                runs += [run for paragraph in paragraphs_of(value) for run in paragraph]
        return (tuple(run for run in runs if run.text),)


def _one_line(text: str, style: Style, width: float) -> list[str]:  # noqa: ARG001
    raise TextTooLong(text=text)
