"""A layout's texts, set for one record after the other."""

from collections.abc import Iterator

from meeting.documents.errors import TextTooLong
from meeting.documents.fitting import Fitted, fit, fit_name
from meeting.documents.layouts.kinds import Field
from meeting.documents.layouts.model import Fit, Text
from meeting.documents.layouts.plans import Plan, PlanPainter, marked, shape_of
from meeting.documents.layouts.records import Record
from meeting.documents.painter import Painter, Style
from meeting.documents.pdf import MILLIMETRE, PdfFile
from meeting.documents.placeholders import Slot, pieces
from meeting.documents.prose import Paragraph, Prose, Setting, indent_of, set_prose
from meeting.documents.typefaces import AnyFace, marked_face, visible
from meeting.documents.typesetting import Run
from meeting.errors import MeetingError

SPREAD = {2: 1.1, 3: 0.6, 4: 0.35}  # tracking by number of characters, parts of the size
SPREAD_OF_LONG = 0.1
KEPT = 4096  # shapes remembered for one text

Key = tuple[tuple[str, bool], ...]
"""A paragraph's shape: that of each run, and its emphasis."""


def spread_of(text: str) -> float:
    """How far apart the characters of a title are set: of two far, of four less; parts of the type size."""
    return SPREAD.get(len(text), SPREAD_OF_LONG)


class TextSetter:
    """One text of a layout, whose lower left corner lies ``bottom`` over the card's lower edge (mm)."""

    def __init__(self, file: PdfFile, element: Text, bottom: float) -> None:
        self._file, self._element, self._bottom = file, element, bottom
        self._paragraphs = [pieces(line, list(Field)) for line in element.text.split("\n")]
        self._plans: dict[object, Plan | None] = {}
        self._settings: dict[Key | None, Setting] = {}
        self.fields = frozenset(
            Field(piece.name) for line in self._paragraphs for piece in line if isinstance(piece, Slot)
        )

    def filled(self, record: Record) -> list[Paragraph]:
        """The paragraphs of this record; those whose fields are all empty are left out."""
        return list(self._filled(record))

    def draw(self, record: Record) -> str:
        """The operators that set the text of this record. Raises GlyphMissing, TextTooLong."""
        paragraphs = self.filled(record)
        if not paragraphs:
            return ""
        return self._prose(paragraphs) if self._element.fit is Fit.PROSE else self._fitted(paragraphs)

    # One text, shrunk and wrapped

    def _fitted(self, paragraphs: list[Paragraph]) -> str:
        text = "\n".join("".join(run.text for run in runs) for runs in paragraphs)
        shape = shape_of(text, self._element.face)
        try:
            plan = self._plans[shape]
        except KeyError:
            plan = self._plan(text, shape)
        return self._direct(text) if plan is None else plan.fill(text)

    def _plan(self, text: str, shape: str) -> Plan | None:
        """The drawing of a shape; None where the text is to be drawn for itself (a refusal names it, then)."""
        plan = None
        if visible(text) == text:
            painter = PlanPainter(self._file)
            try:
                self._draw_fitted(painter, marked(shape), marked_face(self._element.face))
                plan = painter.plan()
            except MeetingError:
                plan = None
        if len(self._plans) < KEPT:
            self._plans[shape] = plan
        return plan

    def _direct(self, text: str) -> str:
        painter = Painter(self._file)
        self._draw_fitted(painter, text, self._element.face)
        return painter.content().decode("latin-1")

    def _draw_fitted(self, painter: Painter, text: str, face: AnyFace) -> None:
        element = self._element
        fitted = self._fit(text, face)
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

    def _fit(self, text: str, face: AnyFace) -> Fitted:
        """The text with the size and lines in which it fits its box. Raises GlyphMissing, TextTooLong."""
        element = self._element
        tracking = element.size * spread_of(text) if element.spread else 0.0
        style = Style(face, element.size, element.colour, tracking=tracking)
        if element.fit is Fit.NAME:
            return fit_name(text, style, element.width, element.height, floor=element.least)
        if element.fit is Fit.LINE:
            return fit(
                text, style, element.width, element.height, floor=element.least, single=0, breaker=_one_line
            )  # fmt: skip
        return fit(text, style, element.width, element.height, floor=element.least, leading=element.leading)

    # Paragraphs

    def _prose(self, paragraphs: list[Paragraph]) -> str:
        element = self._element
        texts = ["".join(run.text for run in runs) for runs in paragraphs]
        planned = all(visible(text) == text for text in texts)
        keys = [self._key(runs) if planned else None for runs in paragraphs]
        settings = [self._setting(runs, key) for runs, key in zip(paragraphs, keys, strict=True)]
        try:
            prose = set_prose(settings, element.height, least=element.least, leading=element.leading)
        except MeetingError:
            if not planned:
                raise
            keys = [None] * len(paragraphs)  # set for itself, so that a refusal names it
            settings = [self._setting(runs, None) for runs in paragraphs]
            prose = set_prose(settings, element.height, least=element.least, leading=element.leading)
        spare = element.height - prose.height
        y = self._bottom + element.height - prose.ascent
        y -= {"top": 0.0, "middle": spare / 2, "bottom": spare}[element.vertical]
        found = []
        for setting, key, text, count in zip(settings, keys, texts, prose.counts, strict=True):
            drawn = self._drawn(setting, key, text, prose)
            found.append(f"q 1 0 0 1 0 {y * MILLIMETRE:.2f} cm\n{drawn}\nQ")
            y -= count * prose.step
        return "\n".join(found)

    def _key(self, runs: Paragraph) -> Key:
        """What paragraphs have in common that are set alike."""
        face = self._element.face
        return tuple([(shape_of(run.text, face), run.emphasised) for run in runs])

    def _setting(self, runs: Paragraph, key: Key | None) -> Setting:
        """How a paragraph, or any of its shape, breaks."""
        known = self._settings.get(key)
        if known is not None:
            return known
        if key is not None:
            start, marks = 0, []
            for shape, emphasised in key:
                marks.append(Run(marked(shape, start), emphasised))
                start += len(shape)
            runs = tuple(marks)
        face = self._element.face if key is None else marked_face(self._element.face)
        style = Style(face, self._element.size, self._element.colour)
        setting = Setting(runs, style, self._element.width * MILLIMETRE, indent_of(runs))
        if key is not None and len(self._settings) < KEPT:
            self._settings[key] = setting
        return setting

    def _drawn(self, setting: Setting, key: Key | None, text: str, prose: Prose) -> str:
        """A paragraph whose first baseline is at height 0."""
        whole = (key, prose.size, prose.leading)
        plan = self._plans.get(whole)
        if plan is None:
            painter = Painter(self._file) if key is None else PlanPainter(self._file)
            setting.draw(painter, self._element.x, 0, prose.size, prose.leading)
            if not isinstance(painter, PlanPainter):
                return painter.content().decode("latin-1")
            plan = painter.plan()
            if len(self._plans) < KEPT:
                self._plans[whole] = plan
        return plan.fill(text)

    def _filled(self, record: Record) -> Iterator[Paragraph]:
        strong = self._element.strong
        for line in self._paragraphs:
            slots = [record.words.get(Field(piece.name), "") for piece in line if isinstance(piece, Slot)]
            if slots and not any(slots):
                continue
            if len(line) == 1 and slots and _is_paragraphs(slots[0]):
                yield from slots[0]  # type: ignore[misc]
                continue
            runs: list[Run] = []
            for piece in line:
                if not isinstance(piece, Slot):
                    runs.append(Run(piece.text))
                    continue
                words = record.words.get(Field(piece.name), "")
                if isinstance(words, str):
                    runs.append(Run(words, strong))
                elif _is_paragraphs(words):
                    runs += [run for runs_ in words for run in runs_]  # type: ignore[union-attr]
                else:
                    runs += words  # type: ignore[arg-type]
            yield tuple(run for run in runs if run.text)


def _is_paragraphs(words: object) -> bool:
    return isinstance(words, tuple) and bool(words) and not isinstance(words[0], Run)


def _one_line(text: str, style: Style, width: float) -> list[str]:
    raise TextTooLong(text=text)
