"""Numbers as people type them: the fields that forms take in place of WTForms' own.

Full-width signs (１０．５), which an input method leaves, mean the same. NaN, Infinity, 1_0 and 1e999999 are none that
anybody measures, though Python reads them.

They are shown as text fields: of a number's, a browser sends nothing at all where it can't read what was typed.
"""

from decimal import Decimal
from typing import Any

import wtforms
from wtforms.widgets import TextInput

_NO_SIGN = "?"
_HALF_WIDTH: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: " ", ord("−"): "-", ord("_"): _NO_SIGN,
    ord("＿"): _NO_SIGN,
}  # fmt: skip
_MOST_PLACES = 25
"""Before or after the point: what can be rounded and multiplied with Decimal's 28."""


class DecimalField(wtforms.DecimalField):  # type: ignore[misc]
    """``data``: a Decimal that can be compared and rounded; never -0."""

    data: Decimal | None
    widget = TextInput()

    def __init__(self, *args: Any, render_kw: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, render_kw={"inputmode": "decimal", **(render_kw or {})}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(_plain(valuelist))
        if not valuelist or self.data is None:
            return  # nothing was sent, and the default stays as it was given
        if not self.data.is_finite() or abs(self.data.adjusted()) > _MOST_PLACES:
            super().process_formdata([_NO_SIGN])  # refuses it
        self.data = self.data or Decimal(0)


class IntegerField(wtforms.IntegerField):  # type: ignore[misc]
    """``data``: an int."""

    widget = TextInput()

    def __init__(self, *args: Any, render_kw: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, render_kw={"inputmode": "numeric", **(render_kw or {})}, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(_plain(valuelist))


def _plain(valuelist: list[str]) -> list[str]:
    return [text.translate(_HALF_WIDTH) for text in valuelist]
