"""Seal, SealRequest, SealUse; SavedLayout, LayoutVersion, LayoutPicture; SocietyFont, LetterFont."""

from meeting.layouts.models.fonts import LetterFont, SocietyFont
from meeting.layouts.models.requests import SealRequest, SealUse
from meeting.layouts.models.seals import Seal
from meeting.layouts.models.versions import LayoutPicture, LayoutVersion, SavedLayout

__all__ = [
    "LayoutPicture",
    "LayoutVersion",
    "LetterFont",
    "SavedLayout",
    "Seal",
    "SealRequest",
    "SealUse",
    "SocietyFont",
]
