"""Two people change the same record on two pages: what only one of them changed is kept, the rest is asked.

A form that shows a record carries a mark of each value that it showed. When it comes back, a value that still is as it
was shown was not touched: there, what the record says now stands. A value that both changed is a fault of its field.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from zlib import crc32

from flask_babel import gettext
from wtforms import Field
from wtforms.fields import FileField, HiddenField, MultipleFileField


def marks_of(fields: Iterable[Field]) -> str:
    """The marks of what the record says, as a hidden field carries them."""
    return json.dumps({field.name: _mark(field.object_data) for field in _shown(fields)}, separators=(",", ":"))


def join(fields: Iterable[Field], marks: str | None) -> bool:
    """Give each untouched field what the record says now; False where a field was changed here and there."""
    seen, alone = _read(marks), True
    for field in _shown(fields):
        now, was = _mark(field.object_data), seen.get(field.name)
        if was is None or was == now:
            continue
        typed = _mark(field.data)
        if typed == was:
            field.data = field.object_data
        elif typed != now:
            alone = False
            field.errors = [
                *field.errors, gettext("您打开本页以后，别人改过这一项。要以这里写的为准，请再保存一次。")
            ]  # fmt: skip
    return alone


def _shown(fields: Iterable[Field]) -> list[Field]:
    return [field for field in fields if not isinstance(field, HiddenField | FileField | MultipleFileField)]


def _mark(value: Any) -> int:
    """Of a value as it is shown: blank is blank, however it is stored, and a line ends as it may."""
    if isinstance(value, str):
        value = "\n".join(line.strip() for line in value.strip().splitlines())
    elif isinstance(value, Decimal):
        value = value.normalize()
    return crc32(str(value or "").encode("utf-8", "replace"))


def _read(marks: str | None) -> dict[str, int]:
    try:
        read = json.loads(marks or "{}")
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
