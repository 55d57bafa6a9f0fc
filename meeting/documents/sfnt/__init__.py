"""Reading a TrueType file that somebody uploaded, with every offset checked, and writing it anew.

Whoever parses a font that means harm gets loops of milliards, stacks without end, reads past the end. So nothing else
reads an upload: it is taken apart here, within bounds, and what goes on to the PDF engine is written by ``rewritten``.
Offsets and formats: OpenType 1.9 (ISO/IEC 14496-22). Lengths of the tables are bytes.
"""

from meeting.documents.sfnt.model import Names, Sfnt
from meeting.documents.sfnt.outlines import check_outlines
from meeting.documents.sfnt.reading import MOST_BYTES, read
from meeting.documents.sfnt.writing import rewritten

__all__ = ["MOST_BYTES", "Names", "Sfnt", "check_outlines", "read", "rewritten"]
