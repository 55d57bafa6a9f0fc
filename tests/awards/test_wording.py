from datetime import date

import pytest

from meeting.awards.wording import appointment_body, honour_body, honour_salutation, titled


def _text(paragraphs):
    return "|".join("".join(f"**{text}**" if bold else text for text, bold in runs) for runs in paragraphs)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"names": "杜云", "award": "2020年度优秀论文", "grade": "一等奖", "work": "论档案"},
         "您撰写的论文《论档案》在“2020年度优秀论文”评选中荣获**一等奖**。"),
        ({"names": "杨芳、孟凤", "award": "2020年度优秀论文", "grade": "二等奖", "work": "论《档案法》"},
         "你们撰写的论文《论〈档案法〉》在“2020年度优秀论文”评选中荣获**二等奖**。"),
        ({"names": "张䶮", "award": "首届全省档案职业技能竞赛", "grade": "一等奖", "work": ""},
         "在“首届全省档案职业技能竞赛”中荣获**一等奖**。"),
        ({"names": "", "award": "优秀组织单位", "grade": "", "work": ""}, "被评为**“优秀组织单位”**。"),
        ({"names": "", "award": "档案工作创新案例", "grade": "三等奖", "work": "数字家谱"},
         "你单位报送的案例《数字家谱》在“档案工作创新案例”评选中荣获**三等奖**。"),
        ({"names": "甲", "award": "2020年度优秀论文", "grade": "", "work": "论档案"},
         "您撰写的论文《论档案》被评为**“2020年度优秀论文”**。"),
        ({"names": "甲", "award": "档案科技奖", "grade": "一等奖", "work": ""}, "荣获“档案科技奖”**一等奖**。"),
        ({"names": "甲", "award": "“兰台杯”征文", "grade": "优秀奖", "work": "家书"},
         "您撰写的论文《家书》在“‘兰台杯’征文”中荣获**优秀奖**。"),
    ],
)  # fmt: skip
def test_honour_body_reads_as_an_office_writes(given, sentence):
    assert _text(honour_body(**given)) == f"{sentence}|特发此证，以资鼓励。"


@pytest.mark.parametrize(
    ("names", "unit", "line"),
    [
        ("李媛立、戴洋立", "扬州市档案馆", "**李媛立、戴洋立**（**扬州市档案馆**）："),
        ("李媛立", "常州市档案馆（地方志办公室）", "**李媛立**〔**常州市档案馆（地方志办公室）**〕："),
        ("李媛立", "", "**李媛立**："),
        ("", "常州市档案馆", "**常州市档案馆**："),
    ],
)
def test_honour_salutation_names_who_is_honoured_and_guesses_no_sex(names, unit, line):
    assert _text([honour_salutation(names, unit)]) == line


@pytest.mark.parametrize(
    ("term", "clause"),
    [((date(2020, 12, 8), date(2025, 12, 7)), "，聘期自2020年12月8日至2025年12月7日"), ((None, None), "")],
)
def test_appointment_body_leaves_an_unknown_term_out(term, clause):
    body = appointment_body(names="尉迟玥", post="学术委员会委员", starts_on=term[0], ends_on=term[1])

    assert _text(body) == f"兹聘请**尉迟玥**为**学术委员会委员**{clause}。|此聘。"


def test_titled_does_not_double_the_marks():
    assert (titled("《论档案》"), titled("论档案")) == ("《论档案》", "《论档案》")
    assert titled("《论《档案法》》") == "《论〈档案法〉》"


def test_titled_keeps_both_marks_of_a_work_that_begins_or_ends_with_one():
    assert titled("《红楼梦》档案考") == "《〈红楼梦〉档案考》"
    assert titled("论《档案法》") == "《论〈档案法〉》"
    assert titled("《家书》与《族谱》") == "《〈家书〉与〈族谱〉》"
