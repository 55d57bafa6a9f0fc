"""Kinds of what is printed card by card, and the words that each may fill in."""

from enum import StrEnum

from meeting.errors import N_


class Field(StrEnum):
    """A word that a layout fills in, written {姓名} in its texts: there are no others."""

    NAME = "姓名"
    UNIT = "单位"
    POST = "职务"
    CATEGORY = "类别"
    MEETING = "会议"
    THEME = "主题"
    HOSTS = "主办"
    FORUM = "分会"
    ROOM = "会场"
    TIME = "时间"
    SEAT = "座位"
    BOOTH = "展位"
    MEAL = "餐次"
    SERIAL = "流水号"
    NUMBER = "编号"
    TITLE = "标题"
    SALUTATION = "称谓"
    BODY = "正文"
    AWARD = "奖项"
    GRADE = "等次"
    WORK = "作品"
    TERM = "聘期"
    ISSUER = "颁发单位"
    DATE = "日期"


class Kind(StrEnum):
    """What a layout is for."""

    BADGE = "badge"
    EXHIBITOR_BADGE = "exhibitor-badge"
    HONOUR = "honour"
    APPOINTMENT = "appointment"
    TABLE_CARD = "table-card"
    SEAT_CARD = "seat-card"
    MEAL_TICKET = "meal-ticket"

    @property
    def label(self) -> str:
        """Its name in print."""
        return LABELS[self]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The words that a layout of this kind may fill in."""
        return FIELDS[self]

    @property
    def is_certificate(self) -> bool:
        """Whether it is issued: numbered, verified, sealed."""
        return self in (Kind.HONOUR, Kind.APPOINTMENT)


LABELS = {
    Kind.BADGE: N_("参会证"),
    Kind.EXHIBITOR_BADGE: N_("展商证"),
    Kind.HONOUR: N_("荣誉证书"),
    Kind.APPOINTMENT: N_("聘书"),
    Kind.TABLE_CARD: N_("桌签"),
    Kind.SEAT_CARD: N_("座位签"),
    Kind.MEAL_TICKET: N_("餐券"),
}

_MEETING = (Field.MEETING, Field.THEME, Field.HOSTS)
_PERSON = (Field.NAME, Field.UNIT, Field.POST)
_CERTIFICATE = (
    *_PERSON, Field.TITLE, Field.SALUTATION, Field.BODY, Field.AWARD, Field.GRADE, Field.WORK, Field.TERM, Field.ISSUER,
    Field.DATE, Field.NUMBER,
)  # fmt: skip
FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.BADGE: (*_PERSON, Field.CATEGORY, Field.FORUM, Field.SERIAL, *_MEETING),
    Kind.EXHIBITOR_BADGE: (*_PERSON, Field.CATEGORY, Field.BOOTH, Field.SERIAL, *_MEETING),
    Kind.HONOUR: _CERTIFICATE,
    Kind.APPOINTMENT: _CERTIFICATE,
    Kind.TABLE_CARD: (*_PERSON, *_MEETING),
    Kind.SEAT_CARD: (*_PERSON, Field.SEAT, *_MEETING),
    Kind.MEAL_TICKET: (Field.MEAL, Field.TIME, Field.ROOM, Field.SERIAL, *_PERSON, *_MEETING),
}
