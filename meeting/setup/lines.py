"""Where each key of a TOML text stands: tomllib, which parses it, doesn't say.

Only for text that tomllib has taken: what is legal isn't checked again.
"""

import re
import tomllib

Path = tuple[str | int, ...]
"""Keys and places in arrays, from the root: ("agenda", 2, "speaker")."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))[ \t]*""")
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"""+|\'\'\'.*?\'\'\'+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_PLAIN = re.compile(r"[^,\]}\n#]*")


def lines_of(text: str) -> dict[Path, int]:
    """The line (from 1) on which each key, table and element of an array begins."""
    return _Scanner(text).run()


def line_of_deepest(text: str) -> int:
    """The line (from 1) on which the brackets go deepest, for text that was refused for it."""
    depth = deepest = 0
    line = found = 1
    for sign in _STRING.sub(lambda string: "\n" * string[0].count("\n"), text):
        depth += (sign in "[{") - (sign in "]}")
        line += sign == "\n"
        if depth > deepest:
            deepest, found = depth, line
    return found


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}
        """How many [[tables]] of a name there are so far."""
        self.counted, self.line = 0, 1

    def run(self) -> dict[Path, int]:
        here: Path = ()
        place = self._blank(0)
        while place < len(self.text):
            if self.text.startswith("[", place):
                double = self.text.startswith("[[", place)
                key, end = self._key(place + 1 + double)
                here = self._table(key, place, double=double)
                place = end + 1 + double
            else:
                place = self._pair(here, place)
            place = self._blank(place)
        return self.lines

    def _table(self, key: Path, place: int, *, double: bool) -> Path:
        path: Path = ()
        for part in key[:-1]:
            path = (*path, part)
            if path in self.tables:
                path = (*path, self.tables[path])
        path = (*path, key[-1])
        self._note(path, place)
        if double:
            self.tables[path] = self.tables.get(path, -1) + 1
            path = (*path, self.tables[path])
            self._note(path, place)
        return path

    def _pair(self, here: Path, place: int) -> int:
        key, end = self._key(place)
        path = here
        for part in key:
            path = (*path, part)
            self._note(path, place)
        return self._value(path, end + 1)

    def _value(self, path: Path, place: int) -> int:
        while self.text[place] in " \t":
            place += 1
        match self.text[place]:
            case "[":
                return self._array(path, place + 1)
            case "{":
                return self._inline(path, place + 1)
            case '"' | "'":
                found = _STRING.match(self.text, place)
            case _:
                found = _PLAIN.match(self.text, place)
        return found.end() if found else len(self.text)

    def _array(self, path: Path, place: int) -> int:
        number = 0
        place = self._blank(place)
        while self.text[place] != "]":
            self._note((*path, number), place)
            place = self._blank(self._value((*path, number), place))
            if self.text[place] == ",":
                place = self._blank(place + 1)
            number += 1
        return place + 1

    def _inline(self, path: Path, place: int) -> int:
        place = self._blank(place)
        while self.text[place] != "}":
            place = self._blank(self._pair(path, place))
            if self.text[place] == ",":
                place = self._blank(place + 1)
        return place + 1

    def _key(self, place: int) -> tuple[Path, int]:
        parts: list[str | int] = []
        while found := _KEY.match(self.text, place):
            double, single, bare = found.groups()
            parts.append(_unescaped(double) if double is not None else single if single is not None else bare)
            place = found.end()
            if not self.text.startswith(".", place):
                break
            place += 1
        return tuple(parts), place

    def _note(self, path: Path, place: int) -> None:
        self.line += self.text.count("\n", self.counted, place)
        self.counted = place
        self.lines.setdefault(path, self.line)

    def _blank(self, place: int) -> int:
        found = _BLANK.match(self.text, place)
        return found.end() if found else place


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return str(tomllib.loads(f'k = "{text}"')["k"])
