"""What the designer calls elements, their properties and what can be chosen for them; refusals say the same."""

from collections.abc import Mapping
from typing import Any

from meeting.documents.frames import TITLES
from meeting.errors import N_

CALLED: dict[str, str] = {
    "text": N_("文字"), "qr": N_("二维码"), "picture": N_("图片"), "rule": N_("线"), "area": N_("色块"),
    "ornament": N_("花边"), "signatories": N_("落款"),
    "photo": N_("照片"), "seal": N_("印章位置"), "signature": N_("签名位置"),
}  # fmt: skip
"""An element without a label, by its type; a picture by where it comes from, if that isn't the layout."""
LONGEST_CALL = 20
CALLED_VALUES: dict[str, str] = {
    "x": N_("距左（毫米）"), "y": N_("距上（毫米）"), "width": N_("宽（毫米）"), "height": N_("高（毫米）"),
    "label": N_("名称"), "text": N_("内容"), "face": N_("字体"), "size": N_("字号（磅）"),
    "least": N_("最小字号（磅）"), "fit": N_("排法"), "align": N_("左右"), "vertical": N_("上下"),
    "leading": N_("行距（倍）"), "colour": N_("颜色"),
    "second": N_("第二种颜色"), "fill": N_("底色"), "stroke": N_("线宽（毫米）"), "dash": N_("虚线长（毫米）"),
    "seal": N_("印章大小（毫米）"), "turn": N_("转向"), "preprinted": N_("“纸上已经印好”"), "locked": N_("“锁定”"),
    "spread": N_("“字距拉开”"), "strong": N_("“填入的内容加粗”"), "category": N_("“按类别换颜色”"),
    "source": N_("内容"), "picture": N_("图片"), "scale": N_("放法"), "design": N_("花样"),
}  # fmt: skip
CHOICES: dict[str, Mapping[Any, str]] = {
    "fit": {
        "line": N_("一行，放不下就缩小"), "wrap": N_("缩小后换行"), "name": N_("人名"), "prose": N_("正文段落"),
    },
    "align": {"left": N_("靠左"), "centre": N_("居中"), "right": N_("靠右")},
    "vertical": {"top": N_("靠上"), "middle": N_("居中"), "bottom": N_("靠下")},
    "source": {"asset": N_("上传的图片"), "photo": N_("本人照片"), "seal": N_("印章"), "signature": N_("签名")},
    "scale": {"contain": N_("整张放进去"), "cover": N_("铺满，多余裁掉"), "stretch": N_("拉到一样大")},
    "turn": {0: N_("不转"), 90: N_("顺时针 90°"), 180: "180°", 270: N_("逆时针 90°")},
    "design": dict(TITLES),
}  # fmt: skip


def call(type_: str, label: str, text: str, source: str) -> str:
    """An element in the words of the designer's list: its label, else its first words, else what it is."""
    return label or text.strip().split("\n")[0][:LONGEST_CALL] or CALLED.get(source, CALLED[type_])
