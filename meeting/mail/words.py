"""The words of a batch, with places in braces that each message fills in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meeting.documents.placeholders import PlaceholderRefused, fill, pieces


@dataclass(frozen=True)
class Wording:
    """Subject and text, with places."""

    subject: str
    text: str

    def check(self, places: Sequence[str]) -> None:
        """Raises ``PlaceholderRefused`` with its position, of the field that it stands in."""
        for field, words in (("subject", self.subject), ("text", self.text)):
            try:
                pieces(words, places)
            except PlaceholderRefused as error:
                raise PlaceholderRefused(field=field, **error.params) from error

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Subject and text of one message; the subject on one line."""
        one_line = {place: " ".join(value.split()) for place, value in values.items()}
        return fill(self.subject, one_line), fill(self.text, values)
