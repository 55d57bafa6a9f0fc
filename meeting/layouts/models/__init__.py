"""Seal, SealRequest, SealUse."""

from meeting.layouts.models.requests import SealRequest, SealUse
from meeting.layouts.models.seals import Seal

__all__ = ["Seal", "SealRequest", "SealUse"]
