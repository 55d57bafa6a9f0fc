"""Seal, SealRequest, SealUse; SavedLayout, LayoutVersion, LayoutPicture; SocietyFont."""

from meeting.layouts.models.fonts import SocietyFont
from meeting.layouts.models.requests import SealRequest, SealUse
from meeting.layouts.models.seals import Seal
from meeting.layouts.models.versions import LayoutPicture, LayoutVersion, SavedLayout

__all__ = ["LayoutPicture", "LayoutVersion", "SavedLayout", "Seal", "SealRequest", "SealUse", "SocietyFont"]
