"""Where each key of a TOML text stands."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from meeting.setup.lines import lines_of

REFERENCE = Path("meeting/data/changzhou-2020/meeting.toml")

TEXT = '''# a comment with [brackets] = "and more"
[meeting]
title = "a # no comment"   # a comment
"quoted key" = 1
dotted.key = 2
long = """
[not a table]
x = 1 \\"""
"""
raw = \'\'\'
y = 2\'\'\'
rooms = [
  { name = "[一]", seats = 1 }, # one
  { name = 'b}', seats = 2,
    extra = true },
]
date = 2020-12-08
[[guests]]
name = "甲"
[[guests]]

name = "乙"
[guests.more]
deep = [[1, 2],
  [3]]
'''


def test_lines_of_finds_keys_beyond_strings_comments_arrays_and_tables() -> None:
    text = TEXT.replace('seats = 2,\n    extra', 'seats = 2, extra')  # TOML 1.0: an inline table stays on its line

    lines = lines_of(text)

    assert {path: lines[path] for path in EXPECTED} == EXPECTED


EXPECTED = {
    ("meeting",): 2,
    ("meeting", "title"): 3,
    ("meeting", "quoted key"): 4,
    ("meeting", "dotted", "key"): 5,
    ("meeting", "long"): 6,
    ("meeting", "raw"): 10,
    ("meeting", "rooms"): 12,
    ("meeting", "rooms", 0, "name"): 13,
    ("meeting", "rooms", 1, "extra"): 14,
    ("meeting", "date"): 16,
    ("guests", 0): 17,
    ("guests", 0, "name"): 18,
    ("guests", 1): 19,
    ("guests", 1, "name"): 21,
    ("guests", 1, "more"): 22,
    ("guests", 1, "more", "deep"): 23,
    ("guests", 1, "more", "deep", 1, 0): 24,
}


def test_lines_of_the_reference_file_names_each_key_on_a_line_that_holds_it() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    rows = text.splitlines()

    named = {path: line for path, line in lines_of(text).items() if isinstance(path[-1], str)}

    assert len(named) > 100
    assert [path for path, line in named.items() if path[-1] not in rows[line - 1]] == []


KEY = st.from_regex(r"[a-z]{1,3}", fullmatch=True)
STRING = st.text(st.characters(blacklist_categories=["Cc", "Cs"]), max_size=8)


@given(st.dictionaries(KEY, st.one_of(st.integers(0, 9), STRING, st.lists(STRING, max_size=3)), max_size=6))
def test_lines_of_any_flat_table_counts_its_lines(values: dict[str, object]) -> None:
    text = "".join(f"\n# [x]\n{key} = {_toml(value)}\n" for key, value in values.items())

    assert {path[0]: line for path, line in lines_of(text).items() if len(path) == 1} == {
        key: 3 + 3 * place for place, key in enumerate(values)
    }


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)
