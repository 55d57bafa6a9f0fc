import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meeting.documents.cutting import Run
from meeting.documents.layouts import plans
from meeting.documents.layouts.kinds import Field
from meeting.documents.layouts.model import Fit, Text
from meeting.documents.layouts.records import Record
from meeting.documents.layouts.texts import TextSetter
from meeting.documents.pdf import PdfFile
from meeting.documents.shipped_fonts import Face
from meeting.errors import MeetingError
from tests.documents.reading import LONG_NAME, LONG_UNIT, RARE_NAMES

IDEOGRAPHS, FIGURES = "张王李档案馆学会年会证书编号", "0123456789"
WORDS = st.one_of(
    st.text(IDEOGRAPHS + FIGURES + "一二三十年月日第届等奖，。、《》（）“”：—…·-/ AaWwÉé", max_size=60),
    st.text("䶮𬭎㛃𬍛䴖〇档案1。·\u200b\u0301e", max_size=12),
    st.sampled_from(
        [*RARE_NAMES, LONG_NAME, LONG_UNIT, "二〇二〇年十二月八日", "第12届年会", "\u200b", "①㎡→", "100%(a)s"]
    ),
)
RUNS = st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=4)
TEXT = Text(x=3, y=4, width=60, height=30, text="{单位}", size=20, least=4)
PROSE = Text(x=3, y=4, width=100, height=70, text="{称谓}\n{正文}", size=26, least=6, fit=Fit.PROSE, leading=1.7)


def other(text: str, step: int) -> str:
    """A text of the same shape: other ideographs and figures in place of those that may be replaced."""
    found = []
    for character in text:
        for alphabet in (IDEOGRAPHS, FIGURES):
            if character in alphabet and character not in plans.TIED:
                character = alphabet[(alphabet.index(character) + step) % len(alphabet)]
        found.append(character)
    return "".join(found)


def drawn(setter: TextSetter, record: Record) -> str | tuple[type, dict[str, object]]:
    try:
        return setter.draw(record)
    except MeetingError as refused:
        return type(refused), refused.params


def compare(element: Text, records: list[Record]) -> None:
    """The last record is drawn with and without plans, after others of its shape."""
    file = PdfFile(title="")
    planned, direct = TextSetter(file, element, 10), TextSetter(file, element, 10, planning=False)
    for record in records:
        assert drawn(planned, record) == drawn(direct, record)


@pytest.mark.parametrize("fit", [Fit.LINE, Fit.WRAP, Fit.NAME])
@pytest.mark.parametrize("face", [Face.KAI, Face.SONG, Face.HEI])
@settings(deadline=None)
@given(text=WORDS)
def test_planned_texts_are_those_drawn_for_themselves(fit: Fit, face: Face, text: str) -> None:
    element = Text(x=3, y=4, width=60, height=30, text="{单位}", size=20, least=4, fit=fit, face=face)

    compare(element, [Record({Field.UNIT: other(text, step)}) for step in (3, 1, 0)])


@pytest.mark.parametrize("face", [Face.KAI, Face.SONG])
@settings(deadline=None)
@given(runs=RUNS)
def test_planned_paragraphs_are_those_drawn_for_themselves(face: Face, runs: list[tuple[str, bool]]) -> None:
    element = Text(
        x=3, y=4, width=100, height=70, text="{称谓}\n{正文}", size=26, least=6, fit=Fit.PROSE, leading=1.7, face=face
    )

    def record(step: int) -> Record:
        body = tuple(Run(other(text, step), emphasised) for text, emphasised in runs)
        return Record({Field.SALUTATION: (Run(other("张学会", step), True), Run("：")), Field.BODY: (body,)})

    compare(element, [record(step) for step in (3, 1, 0)])


def test_plans_are_made_for_a_shape_that_comes_again_and_filled_then() -> None:
    setter = TextSetter(PdfFile(title=""), TEXT, 10)

    for unit in ("常熟市档案馆", "苏州市档案馆", "无锡市档案馆", "南通市城建馆"):
        setter.draw(Record({Field.UNIT: unit}))

    assert len(setter._plans) == 1


def test_a_planted_fault_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were numerals replaced as any ideograph, dates would break as names do."""
    monkeypatch.setattr(plans, "TIED", frozenset())
    monkeypatch.setattr(plans, "_shapes_in", plans.Shapes)
    words = ["获优秀学术论文奖励档案档案馆学会年会证授予", "获优秀学术论文奖励二零二零年十二月八日授予"]
    narrow = Text(x=3, y=4, width=105, height=70, text="{正文}", size=22, least=22, fit=Fit.PROSE)

    with pytest.raises(AssertionError):
        compare(narrow, [Record({Field.BODY: ((Run(text),),)}) for text in (words[0], words[0], words[1])])


@pytest.mark.parametrize("mark", ["\U000f0000", "\U000f0123", "\U000f8000", "\U000fffef"])
@pytest.mark.parametrize("element", [TEXT, PROSE])
def test_marks_of_plans_are_no_text(mark: str, element: Text) -> None:
    file = PdfFile(title="")
    words = {Field.UNIT: f"张{mark}", Field.BODY: ((Run(f"张{mark}"),),)}

    for planning in (True, False):
        setter = TextSetter(file, element, 10, planning=planning)
        for _ in range(3):
            refused = drawn(setter, Record(words))
            assert refused[1]["text"] == f"张{mark}"  # type: ignore[index]


def test_a_text_with_more_characters_than_there_are_marks_is_drawn_for_itself() -> None:
    """The mark after the last one for ideographs is a figure's."""
    element = Text(x=0, y=0, width=1200, height=1200, text="{单位}", size=3, least=3)
    texts = [character * (len(plans.IDEOGRAPH_MARKS) + 100) for character in "档案馆"]

    compare(element, [Record({Field.UNIT: text}) for text in texts])
