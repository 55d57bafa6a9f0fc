"""Seal, SealRequest, SealUse; SavedLayout, LayoutVersion, LayoutPicture."""

from meeting.layouts.models.requests import SealRequest, SealUse
from meeting.layouts.models.seals import Seal
from meeting.layouts.models.versions import LayoutPicture, LayoutVersion, SavedLayout

__all__ = ["LayoutPicture", "LayoutVersion", "SavedLayout", "Seal", "SealRequest", "SealUse"]
