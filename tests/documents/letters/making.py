"""Letters for tests."""

from datetime import date

from meeting.documents.letters.parts import (
    AcceptanceLetter,
    Attachment,
    AttendanceProof,
    Attended,
    Head,
    Issuer,
    Letter,
    Table,
)

SOCIETY = Issuer("江苏省档案学会")
FORM = Attachment(
    "参会回执",
    ("单位（盖章）：", Table(("姓名", "职务", "手机"), (("", "", ""),) * 4, (1, 1, 2), 12.0)),
)


def make_letter(**changes: object) -> Letter:
    """A notice with a red head; ``changes`` are fields."""
    fields: dict[str, object] = {
        "title": "江苏省档案学会关于召开2020年学术年会的通知",
        "body": (
            "经研究，定于2020年12月8日至9日在常州市召开江苏省档案学会2020年学术年会。现将有关事项通知如下：",
            "一、会议主题",
            "新时代档案工作的创新与发展。",
            "（一）会议时间。2020年12月8日至9日。",
            "1.开幕式。",
        ),
        "issuers": (SOCIETY,),
        "date": "2020年11月3日",
        "head": Head.RED,
        "mark": "江苏省档案学会文件",
        "number": "苏档学〔2020〕12号",
        "addressees": "各设区市档案学会，各单位会员",
    }
    return Letter(**(fields | changes))  # type: ignore[arg-type]


def make_acceptance() -> AcceptanceLetter:
    return AcceptanceLetter(
        authors="张䶮、欧阳建国",
        unit="常州市档案馆",
        body=("您撰写的论文《数字档案馆建设研究》已被录用。", "特此通知。"),
        issuers=(SOCIETY,),
        on=date(2020, 11, 20),
    )


def make_proof() -> AttendanceProof:
    return AttendanceProof(
        body=("兹证明张三同志参加江苏省档案学会2020年学术年会。",),
        sessions=(
            Attended("12月8日", "09:00—11:30", "开幕式、主旨报告", "2小时30分"),
            Attended("12月8日", "14:00—17:00", "分论坛一：档案信息化建设", "3小时"),
        ),
        total="5小时30分",
        issuers=(SOCIETY,),
        on=date(2020, 12, 9),
    )
