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
    """A picture that can't be read: of another kind (SVG, GIF), broken, cut off. Its children say what else may be."""

    code = "picture-unreadable"
    sentence = N_("图片无法读取：不是 PNG、JPEG 图片或 PDF，或者文件不完整。请换一个文件，或另存为 PNG 后再上传。")


class PictureTooLarge(PictureUnreadable):
    """More pixels than print needs; seen before anything is decoded."""

    code = "picture-too-large"
    sentence = N_(
        "图片有 %(width)d × %(height)d 像素，太大了。边长最多 %(side)d 像素，总共最多 %(area)d 万像素，请缩小后再上传。"
    )


class PictureMoves(PictureUnreadable):
    """An animated PNG."""

    code = "picture-moves"
    sentence = N_("这是会动的图片，印不出来。请另存为普通的 PNG 图片后再上传。")


class PdfRefused(PictureUnreadable):
    """A PDF that isn't taken as a picture: it is locked, carries scripts, is empty, broken or huge."""

    code = "picture-pdf-refused"
    sentence = N_("这个 PDF 不能用作底图：有密码、带脚本、没有页面、已损坏或太大。请“打印成 PDF”另存一份，再上传新的。")
