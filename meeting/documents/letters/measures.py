"""The measures of GB/T 9704—2012, in millimetres; type sizes in points."""

from meeting.documents.painter import Colour
from meeting.documents.pdf import A4, MILLIMETRE

WIDTH, HEIGHT = A4  # 5.1
TOP_MARGIN, LEFT = 37.0, 28.0  # 5.2.1: 天头, 订口
TEXT_WIDTH, TEXT_HEIGHT = 156.0, 225.0  # 5.2.1: 版心
RIGHT = LEFT + TEXT_WIDTH
MIDDLE = LEFT + TEXT_WIDTH / 2  # of the text block, not of the sheet
TOP = HEIGHT - TOP_MARGIN  # from the sheet's lower edge, as all heights in drawing
BOTTOM = TOP - TEXT_HEIGHT

LINES, CHARACTERS = 22, 28  # 5.2.3: a page, and a line, filled by them
# 3.1, 3.2: 一字 is a character's width, 一行 its height and 7/8 of it. With 28 characters in 156 mm both hold at once:
# 22 lines are 21 × 15/8 + 1 characters, 224.9 mm. So this is the standard's 3号; 16 pt is its name in word processors.
CHARACTER = TEXT_WIDTH / CHARACTERS
GAP = CHARACTER * 7 / 8
LINE = CHARACTER + GAP

SIZE_3 = CHARACTER * MILLIMETRE
SIZE_2, SIZE_4 = 22.0, 14.0
SMALL = 12.0  # 小四, in tables

MARK_BELOW = 35.0  # 7.2.4: from the text block's top to the issuing body's mark
RULE_BELOW = 4.0  # 7.2.7, and 10.1 for the letter's
LETTER_MARK_TOP = HEIGHT - 30.0  # 10.1
LETTER_RULE = 170.0  # 10.1: the two double rules' length
LETTER_RULE_BOTTOM = 20.0  # 10.1
NUMBER_BELOW = GAP  # 10.1: 7/8 of a character below the rule
PAGE_NUMBER_BELOW = 7.0  # 7.5
THICK, THIN = 0.35, 0.25  # 7.4.1

RED = Colour(214, 0, 15)  # 5.2.4, 7.2: as process colours print red

SEAL = 42.0  # the usual round seal of a society or an institution
SEAL_ABOVE = 3.0  # 7.3.5.1: names and date lie a little below its middle
BEFORE_SEAL = 2  # blank lines, so that its upper edge is within a line of the text
