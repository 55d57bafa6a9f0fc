"""One table of a meeting's file, read key by key: each value checked, each fault with its line."""

import re
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, TypeVar

from meeting.people.names import InvalidName, check_name
from meeting.setup.errors import (
    BadName,
    KeyMissing,
    MistypedKey,
    NamedTwice,
    NotChoice,
    NotDay,
    NotNumber,
    NotTable,
    NotText,
    NotTexts,
    NotTime,
    TextTooLong,
    UnknownKey,
)
from meeting.setup.lines import Path

T = TypeVar("T")

_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Table:
    """Wraps what tomllib gave, with the path that leads to it. Every reader raises a ``FileFault``."""

    def __init__(self, values: dict[str, Any], lines: dict[Path, int], path: Path = ()) -> None:
        self.values, self.lines, self.path = values, lines, path

    @property
    def line(self) -> int:
        return self.lines.get(self.path, 1)

    @property
    def name(self) -> str:
        """As it stands in the file: [meeting], [[agenda]], rooms."""
        keys = ".".join(part for part in self.path if isinstance(part, str))
        if keys in {"meeting", "exhibition"}:
            return f"[{keys}]"
        return f"[[{keys}]]" if len(self.path) == 2 else keys.removeprefix("meeting.")

    def line_of(self, *keys: str | int) -> int:
        return self.lines.get((*self.path, *keys), self.line)

    def only(self, *known: str) -> "Table":
        """Refuse every other key."""
        for key in self.values:
            if key not in known:
                meant = get_close_matches(key, known, 1)
                if meant:
                    raise MistypedKey(line=self.line_of(key), key=key[:60], meant=meant[0])
                table = self.name if self.path else "最外层"
                raise UnknownKey(line=self.line_of(key), key=key[:60], table=table, known="、".join(known))
        return self

    def text(self, key: str, longest: int, default: str = "") -> str:
        """One line; blanks at the ends and doubled ones are dropped."""
        if key not in self.values:
            return default
        return self._text(self.values[key], key, longest, self.line_of(key))

    def needed(self, key: str, longest: int) -> str:
        """A text that isn't empty."""
        if not (text := self.text(key, longest)):
            raise self._missing(key)
        return text

    def long_text(self, key: str) -> str:
        """Several lines, up to 20,000 characters."""
        value = self.values.get(key, "")
        if not isinstance(value, str) or _CONTROL.search(value.replace("\r\n", "\n")):
            raise NotText(line=self.line_of(key), key=key)
        if len(value) > 20_000:
            raise TextTooLong(line=self.line_of(key), key=key, longest=20_000)
        return value.strip()

    def texts(self, key: str, longest: int, *, unique: bool = True) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one; empty ones are passed over."""
        value = self.values.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
            raise NotTexts(line=self.line_of(key), key=key)
        found: list[str] = []
        for number, each in enumerate(values):
            text = self._text(each, key, longest, self.line_of(key, number))
            if unique and text in found:
                raise NamedTwice(line=self.line_of(key, number), given=text)
            found.append(text)
        return tuple(text for text in found if text)

    def names(self, key: str) -> tuple[str, ...]:
        """Persons' names."""
        texts = self.texts(key, 200, unique=False)
        found: list[str] = []
        for number, text in enumerate(texts):
            name = self._name(text, self.line_of(key, number))
            if name in found:
                raise NamedTwice(line=self.line_of(key, number), given=name)
            found.append(name)
        return tuple(found)

    def recipients(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Names; several in one text, parted by 、, belong together."""
        found: list[tuple[str, ...]] = []
        for number, text in enumerate(self.texts(key, 500, unique=False)):
            line = self.line_of(key, number)
            names = tuple(self._name(part, line) for part in text.split("、") if part.strip())
            if names in found:
                raise NamedTwice(line=line, given="、".join(names))
            found.append(names)
        return tuple(names for names in found if names)

    def person(self, key: str) -> str:
        """One person's name, which has to be there."""
        return self._name(self.needed(key, 200), self.line_of(key))

    def number(self, key: str) -> int | None:
        """A whole number from 1 to a million."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
            raise NotNumber(line=self.line_of(key), key=key)
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise NotChoice(line=self.line_of(key), key=key, given=str(value)[:40], known="true、false")
        return value

    def day(self, key: str) -> date | None:
        """A TOML date, or a text such as "2020-12-08"."""
        return None if key not in self.values else self._day(self.values[key], key, self.line_of(key))

    def days(self, key: str) -> tuple[date, date] | None:
        """A list of two."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2:
            raise NotTable(line=self.line_of(key), key=key, example='["2020-12-08", "2025-12-07"]')
        first, last = (self._day(each, key, self.line_of(key, place)) for place, each in enumerate(value))
        return first, last

    def time(self, key: str) -> time:
        """A text such as "09:00", or a TOML time; it has to be there."""
        value = self.values.get(key)
        if value is None:
            raise self._missing(key)
        if isinstance(value, time):
            return value.replace(second=0, microsecond=0)
        match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise NotTime(line=self.line_of(key), key=key)
        return time(int(match[1]), int(match[2]))

    def choice(self, key: str, known: dict[str, T], default: T | None = None) -> T:
        """One of the words of ``known``; has to be there unless there is a default."""
        if key not in self.values and default is not None:
            return default
        given = self.needed(key, 60)
        if given not in known:
            raise NotChoice(line=self.line_of(key), key=key, given=given, known="、".join(known))
        return known[given]

    def numbers(self, key: str, longest: int) -> dict[str, int]:
        """A table of text → whole number."""
        table = self.table(key, example='{ "一等奖" = 3, "二等奖" = 6 }')
        found: dict[str, int] = {}
        for word in table.values if table else ():
            number = table.number(word) if table else None
            if table and number is not None:
                found[table._text(word, key, longest, table.line_of(word))] = number
        return found

    def table(self, key: str, *, example: str) -> "Table | None":
        """The table of that name, or None."""
        if key not in self.values:
            return None
        if not isinstance(self.values[key], dict):
            raise NotTable(line=self.line_of(key), key=key, example=example)
        return Table(self.values[key], self.lines, (*self.path, key))

    def tables(self, key: str, *, example: str) -> list["Table"]:
        """The list of tables of that name."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
            raise NotTable(line=self.line_of(key), key=key, example=example)
        return [Table(each, self.lines, (*self.path, key, number)) for number, each in enumerate(values)]

    def _missing(self, key: str) -> KeyMissing:
        return KeyMissing(line=self.line, table=self.name, key=key)

    def _text(self, value: Any, key: str, longest: int, line: int) -> str:
        if not isinstance(value, str) or _CONTROL.search(value):
            raise NotText(line=line, key=key)
        text = " ".join(value.split())
        if len(text) > longest:
            raise TextTooLong(line=line, key=key, longest=longest)
        return text

    def _name(self, text: str, line: int) -> str:
        try:
            return check_name(text)
        except InvalidName as error:
            raise BadName(line=line, given=text[:40]) from error

    def _day(self, value: Any, key: str, line: int) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            found = value
        else:
            try:
                found = date.fromisoformat(value.strip()) if isinstance(value, str) else date.min
            except ValueError:
                found = date.min
        if not 1900 <= found.year <= 2200:
            raise NotDay(line=line, key=key)
        return found
