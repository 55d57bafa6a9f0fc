"""Categories and states of delegates, enrolments and receipt imports; the allowed moves as data."""

from enum import StrEnum

from meeting.errors import N_


class Category(StrEnum):
    """类别. ``colour`` is the badge's band (RRGGBB), dark enough for white text (4.5:1)."""

    DELEGATE = "delegate"
    OBSERVER = "observer"
    GUEST = "guest"
    EXHIBITOR = "exhibitor"
    MEDIA = "media"
    STAFF = "staff"

    @property
    def label(self) -> str:
        return _CATEGORIES[self][0]

    @property
    def colour(self) -> str:
        return _CATEGORIES[self][1]


_CATEGORIES = {
    Category.DELEGATE: (N_("正式代表"), "9E2A2B"),
    Category.OBSERVER: (N_("列席"), "2F5D50"),
    Category.GUEST: (N_("特邀嘉宾"), "7A5C00"),
    Category.EXHIBITOR: (N_("参展商"), "1F4E79"),
    Category.MEDIA: (N_("媒体"), "5B3A6E"),
    Category.STAFF: (N_("工作人员"), "3D3D3D"),
}


class DelegateState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DECLINED = "declined"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            "pending": N_("待审核"),
            "confirmed": N_("已确认"),
            "waiting": N_("候补"),
            "declined": N_("未通过"),
            "cancelled": N_("已取消"),
        }[self.value]


LISTED = frozenset({DelegateState.PENDING, DelegateState.CONFIRMED, DelegateState.WAITING})
"""Neither declined nor cancelled: who stands in lists and exports, and holds seats."""

HOLDING = frozenset({DelegateState.PENDING, DelegateState.CONFIRMED})
"""Who takes up one of the places of a category or a unit."""

MOVES: dict[DelegateState, frozenset[DelegateState]] = {
    DelegateState.PENDING: frozenset(
        {DelegateState.CONFIRMED, DelegateState.WAITING, DelegateState.DECLINED, DelegateState.CANCELLED}
    ),
    DelegateState.WAITING: frozenset(
        {DelegateState.CONFIRMED, DelegateState.PENDING, DelegateState.DECLINED, DelegateState.CANCELLED}
    ),
    DelegateState.CONFIRMED: frozenset({DelegateState.PENDING, DelegateState.DECLINED, DelegateState.CANCELLED}),
    DelegateState.DECLINED: frozenset({DelegateState.PENDING, DelegateState.CONFIRMED}),
    DelegateState.CANCELLED: frozenset({DelegateState.PENDING, DelegateState.CONFIRMED}),
}


class Source(StrEnum):
    """How a delegate came onto the list."""

    ONLINE = "online"
    RECEIPT = "receipt"
    DESK = "desk"

    @property
    def label(self) -> str:
        return {"online": N_("网上报名"), "receipt": N_("单位回执"), "desk": N_("会务录入")}[self.value]


class EnrolmentState(StrEnum):
    ENROLLED = "enrolled"
    WAITING = "waiting"

    @property
    def label(self) -> str:
        return {"enrolled": N_("已选"), "waiting": N_("候补")}[self.value]


class ImportState(StrEnum):
    """A receipt import is previewed, then confirmed, and can be undone."""

    PREVIEWED = "previewed"
    CONFIRMED = "confirmed"
    UNDONE = "undone"

    @property
    def label(self) -> str:
        return {"previewed": N_("待确认"), "confirmed": N_("已导入"), "undone": N_("已撤销")}[self.value]


class Fate(StrEnum):
    """What becomes of one row of a receipt."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    FAULT = "fault"
    MENDED = "mended"

    @property
    def label(self) -> str:
        return {
            "created": N_("新增"),
            "updated": N_("更新"),
            "unchanged": N_("没有变化"),
            "duplicate": N_("重复"),
            "fault": N_("有误"),
            "mended": N_("已改正"),
        }[self.value]
