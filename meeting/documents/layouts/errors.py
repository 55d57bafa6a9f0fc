"""What a layout refuses. A refusal names the element as the designer's list does, so that it is found."""

from meeting.documents.placeholders import PlaceholderRefused
from meeting.errors import N_, Invalid


class LayoutUnreadable(Invalid):
    """Neither a layout's file nor what the designer sends."""

    code = "layout-unreadable"
    sentence = N_("这不是版式文件，或已损坏。请选择从版式页面导出的文件（扩展名 .json）。")


class LayoutSize(Invalid):
    """A card's side in millimetres is none that can be printed."""

    code = "layout-size"
    sentence = N_("版面尺寸不能是 %(width)s × %(height)s 毫米，每边应在 %(least)s 到 %(most)s 毫米之间。")
    field = "width"


class LayoutTitle(Invalid):
    """A name that isn't one line of words."""

    code = "layout-title"
    sentence = N_("版式的名称最多 %(most)d 个字，写在一行里。请改短后再保存。")
    field = "title"


class LayoutBleed(Invalid):
    """More bleed than any print shop asks for, or no number."""

    code = "layout-bleed"
    sentence = N_("出血不能是 %(bleed)s 毫米，应在 0 到 %(most)s 毫米之间；印刷厂一般要 3 毫米，自己打印写 0。")
    field = "bleed"


class TooManyElements(Invalid):
    """More elements than any card has."""

    code = "layout-too-many-elements"
    sentence = N_("版式里有 %(count)d 个元素，最多 %(most)d 个。请删去一些，底纹请做成一张图片。")


class ElementUnknown(Invalid):
    """An element of a type that there is not."""

    code = "layout-element-unknown"
    sentence = N_("第 %(number)d 个元素的类型“%(given)s”认不出来。版式文件可能来自更新的版本，请在那里重新导出。")


class ElementValue(Invalid):
    """An element's property has a value that it can't have; ``allowed`` says which it can."""

    code = "layout-element-value"
    worded = ("what", "name", "allowed")
    sentence = N_("“%(what)s”的%(name)s不能是 %(given)s，应为 %(allowed)s。")


class ElementIncomplete(Invalid):
    """An element lacks a property without which it can't be drawn."""

    code = "layout-element-incomplete"
    worded = ("what", "name")
    sentence = N_("“%(what)s”没有写%(name)s。请补上，或删去它再添加一个。")


class ElementStrange(Invalid):
    """An element has a property that there is not."""

    code = "layout-element-strange"
    worded = ("what",)
    sentence = N_(
        "“%(what)s”带有认不出来的属性“%(given)s”，版式文件可能来自更新的版本。请先升级本系统，或删去它再添加一个。"
    )


class ElementWording(PlaceholderRefused):
    """A text has a place that isn't in its kind's list, or what would be code elsewhere."""

    code = "layout-placeholder-refused"
    worded = ("what",)
    sentence = N_(
        "“%(what)s”的内容里，第 %(line)d 行第 %(column)d 个字起的“%(given)s”不能用：除了文字，这里只能写 %(allowed)s。"
        "请改正后再保存。"
    )


class ElementOutside(Invalid):
    """A text, code or signature isn't wholly on the card; anything else is beyond its bleed."""

    code = "layout-element-outside"
    worded = ("what",)
    sentence = N_("“%(what)s”有一部分在版面外（版面 %(width)s × %(height)s 毫米），会被裁掉。请移回来或改小。")


class PictureMissing(Invalid):
    """A picture element names a picture that the layout doesn't hold."""

    code = "layout-picture-missing"
    worded = ("what",)
    sentence = N_("“%(what)s”的图片不在版式里，请重新选择图片，或删去这个元素。")


class PictureRefused(Invalid):
    """A picture of a layout that can't be printed; ``why`` is the picture's own refusal."""

    code = "layout-picture-refused"
    worded = ("what", "why")
    sentence = N_("“%(what)s”的图片不能用：%(why)s")


class BleedShort(Invalid):
    """Told, not refused: what runs to the cut and ends there shows a white edge when the cut is off by a little."""

    code = "layout-bleed-short"
    sentence = N_(
        "送印刷厂裁切，版式“%(title)s”的%(which)s会露白边：到了裁切线，却没有伸出线外 %(bleed)s 毫米。"
        "请在设计器里把它拉到线外 %(bleed)s 毫米，版面的“出血”也设为 %(bleed)s 毫米。"
    )


class SheetTooSmall(Invalid):
    """A card that doesn't fit on the paper."""

    code = "layout-sheet-too-small"
    sentence = N_("%(card)s 毫米的版面在 %(paper)s 毫米的纸上放不下。请换大一些的纸，或换小一些的版式。")
    field = "paper"
