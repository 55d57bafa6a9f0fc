"""Colours of the house: ink on paper, one cinnabar accent, gold for honours."""

from meeting.documents.painter import Colour

CINNABAR = Colour(166, 43, 33)  # 印泥红
GOLD = Colour(176, 133, 54)
FAINT_GOLD = Colour(247, 240, 224)
GREY = Colour(110, 104, 98)
HAIRLINE = Colour(170, 163, 154)
