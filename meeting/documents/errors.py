"""What drawing refuses. A refusal names the text, so that a secretary finds it in the list."""

from meeting.errors import Invalid


def N_(message: str) -> str:
    """Mark a message id for extraction without translating it here."""
    return message


class GlyphMissing(Invalid):
    """No typeface of the package has a character: nothing is printed rather than a box.

    Parameters: ``text``, ``character``, ``code`` (as U+4E00). Ask ``missing_glyphs`` before a run.
    """

    code = "glyph-missing"
    sentence = N_("“%(text)s”中的“%(character)s”（%(code)s）没有可用的字形，未打印。请改字后再试。")

    def __init__(self, *, text: str, character: str, code: str = "", field: str | None = None) -> None:
        super().__init__(field=field, text=text, character=character, code=code or f"U+{ord(character):04X}")


class TextTooLong(Invalid):
    """A text does not fit its place even at the smallest size: nothing is clipped, so nothing is printed."""

    code = "text-does-not-fit"
    sentence = N_("“%(text)s”太长，用最小的字号也排不下。请缩短后再打印。")

    def __init__(self, *, text: str, field: str | None = None) -> None:
        super().__init__(field=field, text=text)


class PictureUnreadable(Invalid):
    """The seal's picture is no PNG that can be read, or larger than a seal needs to be."""

    code = "picture-unreadable"
    sentence = N_("印章图片无法读取。请上传 PNG 格式、边长不超过 4000 像素的图片。")
