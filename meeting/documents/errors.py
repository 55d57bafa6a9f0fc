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


class CharactersUnprintable(Invalid):
    """Before a run: characters that no font has, with the words they are in. Nothing is printed rather than a box."""

    code = "characters-unprintable"
    sentence = N_("有字印不出来，没有打印：%(which)s。请核对；没有写错的，请换一种写法，或上传有这些字的字体。")


class TextTooLong(Invalid):
    """A text does not fit its place even at the smallest size: nothing is clipped, so nothing is printed."""

    code = "text-does-not-fit"
    sentence = N_("“%(text)s”太长，用最小的字号也排不下。请缩短后再打印。")

    def __init__(self, *, text: str, field: str | None = None) -> None:
        super().__init__(field=field, text=text)


class PictureUnreadable(Invalid):
    """By content neither a picture nor a PDF: a text that is called .png. Its children say what else may be."""

    code = "picture-unreadable"
    sentence = N_(
        "这个文件的内容不是图片，也不是 PDF，只是名称像（比如改过扩展名）。请找到原来的图片，另存为 PNG 后再上传。"
    )


class PictureFileEmpty(PictureUnreadable):
    """A file of no bytes."""

    code = "picture-file-empty"
    sentence = N_("这个文件是空的，一个字节也没有，多半是没有下载完。请重新取得这张图片后再上传。")


class PictureCutOff(PictureUnreadable):
    """A PNG or a JPEG that isn't there to its end, or is damaged."""

    code = "picture-cut-off"
    sentence = N_(
        "这张 %(kind)s 图片不完整，读到一半就断了，多半是没有传完。请重新取得原图，打开看过是完整的，再上传。"
    )


class PictureOfOtherKind(PictureUnreadable):
    """Another format of pictures: ``kind`` names it."""

    code = "picture-other-kind"
    sentence = N_("这是 %(kind)s 图片，不能直接使用。请用看图软件打开它，另存为 PNG 后再上传。")


class PictureIsDrawing(PictureUnreadable):
    """An SVG: it may hold scripts, and what it looks like depends on who draws it."""

    code = "picture-svg"
    sentence = N_("这是 SVG 矢量图，不能直接使用。请用浏览器打开它，“打印成 PDF”后上传：线条和原来一样清楚。")


class PictureTooLarge(PictureUnreadable):
    """More pixels than print needs; seen before anything is decoded."""

    code = "picture-pixels"
    sentence = N_(
        "图片有 %(width)d × %(height)d 像素，太大了。边长最多 %(side)d 像素，总共最多 %(area)d 万像素，请缩小后再上传。"
    )


class PictureMoves(PictureUnreadable):
    """An animated PNG, GIF or WebP."""

    code = "picture-moves"
    sentence = N_("这是会动的图片（%(kind)s），印出来只能有一帧。请截取要用的那一帧，另存为普通的 PNG 图片后再上传。")


class PdfRefused(PictureUnreadable):
    """A PDF that can't be read: broken or cut off. Its children say what else may be."""

    code = "picture-pdf-refused"
    sentence = N_("这个 PDF 已损坏或不完整，读不出第一页。请重新导出一份，打开看过是完整的，再上传。")


class PdfLocked(PdfRefused):
    """It is encrypted, be it with an empty password."""

    code = "picture-pdf-locked"
    sentence = N_("这个 PDF 有密码或限制了权限，不能用作底图。请向制作的人要一份没有加密的，再上传。")


class PdfActs(PdfRefused):
    """It runs something when it is opened, or carries files."""

    code = "picture-pdf-acts"
    sentence = N_("这个 PDF 带有脚本、表单动作或附件，不能用作底图。请打开后“打印成 PDF”另存一份，再上传新的。")


class PdfWithoutPages(PdfRefused):
    """There is nothing to draw."""

    code = "picture-pdf-without-pages"
    sentence = N_("这个 PDF 一页也没有，没有可以用作底图的内容。请重新导出，至少有一页，再上传。")


class PdfTooLarge(PdfRefused):
    """More bytes, or more objects on its first page, than any background has."""

    code = "picture-pdf-too-large"
    sentence = N_("这个 PDF 的第一页太复杂，或超过 %(most)d MB。请另存为“最小文件大小”，或导出为 PNG 图片后再上传。")


class PdfPageSize(PdfRefused):
    """A page that is smaller than a finger's nail or larger than a poster."""

    code = "picture-pdf-page-size"
    sentence = N_(
        "这个 PDF 的第一页是 %(width)s × %(height)s 毫米，每边应在 %(least)d 到 %(most)d 毫米之间。"
        "请改好页面大小，重新导出后再上传。"
    )


class FaceMissing(Invalid):
    """A typeface that a society uploaded isn't there (any more): taken away after a layout used it, or lost."""

    code = "face-missing"
    sentence = N_("要用的字体已经移除，或还没有上传，没有打印。请在“字体”页上传同一个文件，或改用另一种字体。")


class FontUnusable(Invalid):
    """An uploaded file can't be used as a typeface; the children say why."""

    code = "font-unusable"
    sentence = N_("这个文件不能用作字体。请上传 .ttf 文件。")
    field = "file"


class FontUnrecognised(FontUnusable):
    """By content it is no font."""

    code = "font-unrecognised"
    sentence = N_("这不是字体文件。请上传 TrueType 字体（.ttf）。")


class FontBroken(FontUnusable):
    """Its tables don't hold together, or outlines are cut off."""

    code = "font-broken"
    sentence = N_("字体文件不完整或已损坏，没有采用。请从原处重新取得这个文件后再上传。")


class FontTooLarge(FontUnusable):
    """More than 30 MB: no Chinese font in one weight is that large."""

    code = "font-too-large"
    sentence = N_("字体文件超过 30 MB，没有采用。请上传只有一种粗细的 .ttf 文件。")


class FontIsCollection(FontUnusable):
    """A .ttc."""

    code = "font-is-collection"
    sentence = N_("这是字体集（.ttc），一个文件里有几个字体。请用字体工具拆成单个的 .ttf 文件，再上传其中一个。")


class FontForWeb(FontUnusable):
    """WOFF or WOFF2."""

    code = "font-for-web"
    sentence = N_("这是网页字体（.woff），不能用于打印。请上传同一字体的 .ttf 文件。")


class FontHasPostScriptOutlines(FontUnusable):
    """CFF outlines: the PDF engine embeds TrueType only."""

    code = "font-has-postscript-outlines"
    sentence = N_("这是 PostScript 轮廓的字体（.otf），不能采用。请向字体厂商索取同一字体 TrueType 轮廓的 .ttf 文件。")


class FontIsVariable(FontUnusable):
    """Several weights in one file, of which the first is seldom the one that is meant."""

    code = "font-is-variable"
    sentence = N_("这是可变字体，一个文件里有各种粗细。请上传固定为一种粗细的 .ttf 文件。")


class FontForbidsEmbedding(FontUnusable):
    """OS/2 fsType: restricted licence embedding."""

    code = "font-forbids-embedding"
    sentence = N_("字体文件里注明不得嵌入文档，没有采用。请向字体厂商取得可以嵌入的版本，或换一种字体。")


class FontForbidsSubsets(FontUnusable):
    """OS/2 fsType: no subsetting."""

    code = "font-forbids-subsets"
    sentence = N_("字体文件里注明只能整个嵌入，不得只取用到的字，没有采用。请取得可以取子集的版本，或换一种字体。")


class FontAllowsBitmapsOnly(FontUnusable):
    """OS/2 fsType: bitmap embedding only."""

    code = "font-allows-bitmaps-only"
    sentence = N_("字体文件里注明只能嵌入点阵字形，印出来会发毛，没有采用。请换一种字体。")


class FontHasNoUnicode(FontUnusable):
    """No Unicode map, or nothing in it that could be drawn."""

    code = "font-has-no-unicode"
    sentence = N_("字体里没有按 Unicode 编码的字，可能是符号字体或很旧的字体。请换一个新版本的 .ttf 文件。")
