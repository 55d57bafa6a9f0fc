"""Records to look at a layout with: a usual one, the longest, the shortest, and one of rare characters."""

from collections.abc import Mapping

from meeting.documents.layouts.kinds import Field, Kind
from meeting.documents.layouts.records import Record, Words
from meeting.documents.typesetting import Run

CODE = "HTTPS://MEET.EXAMPLE.ORG/V/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MEETING = "全省档案工作者二〇二〇年学术年会"
ISSUER = "江苏省档案学会"
DATE = "2020年12月8日"
PERSONS = {
    "usual": ("张明远", "常州市档案馆", "副研究馆员"),
    "longest": (
        "买买提·吐尔逊·阿卜杜热依木·艾合买提江",
        "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县档案馆（地方志编纂委员会办公室）",
        "党组书记、局长，省档案学会副理事长兼学术委员会主任委员",
    ),
    "shortest": ("丁一", "省馆", "馆长"),
    "rarest": ("张䶮𬭎", "㛃水县档案馆", "馆长"),
}


def samples(kind: Kind) -> dict[str, Record]:
    """``usual``, ``longest``, ``shortest``, ``rarest``."""
    return {key: _record(kind, *person) for key, person in PERSONS.items()}


def _record(kind: Kind, name: str, unit: str, post: str) -> Record:
    body: tuple[tuple[Run, ...], ...] = (
        (
            Run("在"), Run(MEETING), Run("征文活动中，您的论文《档案信息化建设的实践与思考》荣获"), Run("一等奖", True),
            Run("。"),
        ),
        (Run("特发此证，以资鼓励。"),),
    )  # fmt: skip
    words: Mapping[Field, Words] = {
        Field.NAME: name, Field.UNIT: unit, Field.POST: post, Field.CATEGORY: "正式代表", Field.MEETING: MEETING,
        Field.THEME: "守正创新", Field.HOSTS: ISSUER, Field.FORUM: "分论坛：档案信息化", Field.ROOM: "一号厅",
        Field.TIME: "12月8日 12:00—13:00", Field.SEAT: "3排12座", Field.BOOTH: "A12", Field.MEAL: "午餐券",
        Field.SERIAL: "0001", Field.NUMBER: "苏档学荣〔2020〕0001号",
        Field.TITLE: "聘书" if kind is Kind.APPOINTMENT else "荣誉证书",
        Field.SALUTATION: (Run(name, True), Run("同志：")),
        Field.BODY: body, Field.AWARD: "优秀论文奖", Field.GRADE: "一等奖", Field.WORK: "档案信息化建设的实践与思考",
        Field.TERM: "2020年12月至2024年12月", Field.ISSUER: ISSUER, Field.DATE: DATE,
    }  # fmt: skip
    return Record(
        {field: each for field, each in words.items() if field in kind.fields}, code=CODE, issuers=(ISSUER,), date=DATE
    )
