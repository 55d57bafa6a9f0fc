"""What a certificate says, frozen when it is issued: printing and checking go by this and never by live rows.

Canonical JSON (keys sorted, no blanks, UTF-8 unescaped), so that the same words have the same bytes and the same
SHA-256 wherever they are written again.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORM = 1
"""Of the JSON; another form is another number."""

Paragraph = tuple[tuple[str, bool], ...]
"""Runs: text, and whether it is emphasised."""

TEXTS = ("title", "names", "unit", "award", "grade", "work", "term", "issuer", "date", "number")
"""Each is there, empty where there is nothing of it. ``names``: joined by 、, empty where a unit is honoured."""


@dataclass(frozen=True)
class Content:
    """One certificate's words. ``kind`` is an ``AwardKind``'s value; ``texts`` by the names of ``TEXTS``."""

    kind: str
    texts: Mapping[str, str]
    salutation: Paragraph
    """The line that the words begin with, unindented; may be empty."""
    body: tuple[Paragraph, ...]
    issuers: tuple[str, ...]

    def to_json(self) -> str:
        """Canonical: what is stored and hashed."""
        facts = {
            "form": FORM, "kind": self.kind, "texts": dict(self.texts), "salutation": self.salutation,
            "body": self.body, "issuers": self.issuers,
        }  # fmt: skip
        return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Content":
        """What ``to_json`` wrote. Raises ``ValueError`` for anything else."""
        try:
            facts = json.loads(text)
            found = cls(
                kind=str(facts["kind"]),
                texts={name: str(facts["texts"][name]) for name in TEXTS},
                salutation=_paragraph(facts["salutation"]),
                body=tuple(_paragraph(runs) for runs in facts["body"]),
                issuers=tuple(str(issuer) for issuer in facts["issuers"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("no certificate's content") from error
        if found.to_json() != text:
            raise ValueError("no certificate's content")
        return found

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return digest_of(self.to_json())


def digest_of(content: str) -> str:
    """SHA-256 of a stored content, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def _paragraph(runs: Any) -> Paragraph:
    return tuple((str(text), bool(emphasised)) for text, emphasised in runs)
