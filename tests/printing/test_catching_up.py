"""增补打印: only what is new or changed, with the list of what to pull out, and each only once."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import Role
from meeting.checkin.operations.badges import reissue_badge
from meeting.db import db, release, transaction
from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.kinds import Kind
from meeting.jobs.worker import run_waiting
from meeting.layouts.operations import add_layout, save_version
from meeting.meetings.models import Meeting
from meeting.printing.drawing import keep, prepare
from meeting.printing.errors import NothingToPrint, PrintedMeanwhile
from meeting.printing.items import PrintOrder
from meeting.registration.enums import Category
from meeting.registration.models import Delegate
from meeting.registration.operations.delegates import cancel
from tests.checkin.making import make_confirmed, make_staff, sign_in
from tests.conftest import AT
from tests.documents.reading import text_of
from tests.printing.making import counts_on, finished, last_job, page_of, printed, quick, remembered, runs, send
from tests.registration.making import make_meeting

NAMES = ("张三丰", "李四光", "王五一", "赵六合", "张叁丰")


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return make_meeting()


@pytest.fixture
def staff(client: FlaskClient, meeting: Meeting) -> FlaskClient:
    sign_in(client, make_staff(meeting, Role.ORGANISER))
    return client


@pytest.fixture
def delegates(meeting: Meeting) -> list[Delegate]:
    return [make_confirmed(meeting, name, unit_name="常州市档案馆") for name in NAMES[:3]]


def _names(pdf: bytes) -> list[str]:
    text = text_of(pdf).replace("\n", "").replace(" ", "")
    return sorted((name for name in NAMES if name in text), key=text.index)


def _rename(delegate: Delegate, name: str) -> None:
    with transaction():
        delegate.person.name = name


def _cancel(delegate: Delegate) -> None:
    with transaction():
        cancel(delegate, reason="不来了", at=AT, by=OPERATOR)


def test_one_click_prints_what_is_new_or_changed_and_names_what_to_pull_out(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    assert "printing__catch-up" not in staff.get(page_of(meeting)).text
    assert sorted(_names(printed(staff, meeting))) == sorted(NAMES[:3])
    _rename(delegates[0], "张叁丰")
    make_confirmed(meeting, "赵六合", unit_name="常州市档案馆")
    _cancel(delegates[1])

    page = staff.get(page_of(meeting)).text
    answer = quick(staff, meeting)
    pdf = finished(staff)

    assert counts_on(page) == [3, 1, 1, 1]
    assert "增补打印：新增 1，有变动 1" in page
    assert answer.status_code == 302
    assert sorted(_names(pdf)) == ["张叁丰", "赵六合"]
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    run = runs()[-1]
    unit = "常州市档案馆，正式代表"
    assert sorted(remembered(run)) == [
        ("changed", f"张三丰（{unit}）", f"张叁丰（{unit}）"), ("gone", f"李四光（{unit}）", ""),
        ("new", "", f"赵六合（{unit}）"),
    ]  # fmt: skip

    told = staff.get(page_of(meeting, path=f"/runs/{run.id}")).text
    correction = staff.get(page_of(meeting, path=f"/runs/{run.id}/correction"))

    assert [told.count(f"{head}（1）") for head in ("抽掉", "有变动", "新增")] == [1, 1, 1]
    paper = text_of(correction.data)
    assert "参会证更正页" in paper
    assert paper.index("抽掉，不再发（1 张）") < paper.index("李四光") < paper.index("抽掉旧的，换上新的（1 张）")
    assert paper.index("旧：张三丰") < paper.index("新：张叁丰") < paper.index("新增，插进去（1 张）")
    assert paper.index("新增，插进去（1 张）") < paper.index("赵六合") < paper.index("插在“")
    behind = re.search(r"插在“(.*?)（", paper[paper.index("赵六合") :].replace("\n", ""))
    everybody = _names(printed(staff, meeting))
    assert behind is not None
    assert everybody[everybody.index("赵六合") - 1] == behind[1]


def test_caught_up_there_is_nothing_to_print_and_what_is_gone_is_named_once(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    printed(staff, meeting)
    _cancel(delegates[1])
    make_confirmed(meeting, "赵六合")
    quick(staff, meeting)
    finished(staff)

    page = staff.get(page_of(meeting)).text
    again = send(staff, meeting, which="new")
    make_confirmed(meeting, "张叁丰")
    quick(staff, meeting)
    finished(staff)

    assert counts_on(page) == [3, 0, 0, 0]
    assert "都印过了，印后没有变动" in page
    assert (again.status_code, "没有可打印的" in again.text) == (409, True)
    assert [change for change, _, _ in remembered(runs()[-1])] == ["new"]


def test_with_nothing_to_print_what_is_gone_is_noted_by_itself(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    printed(staff, meeting)
    _cancel(delegates[1])
    assert counts_on(staff.get(page_of(meeting)).text) == [2, 0, 0, 1]
    assert "抽掉了，记下来" in staff.get(page_of(meeting)).text

    first = staff.post(page_of(meeting, path="/pull"), data={"form_key": "01931b66-7c00-7000-8000-000000000000"})
    second = staff.post(page_of(meeting, path="/pull"), follow_redirects=True)

    assert (first.status_code, first.location) == (302, page_of(meeting, path=f"/runs/{runs()[-1].id}"))
    assert "没有要抽掉的" in second.text
    assert (runs()[-1].count, len(runs())) == (0, 2)
    assert [(change, before[:3]) for change, before, _ in remembered(runs()[-1])] == [("gone", "李四光")]
    assert counts_on(staff.get(page_of(meeting)).text) == [2, 0, 0, 0]
    assert "李四光" in text_of(staff.get(page_of(meeting, path=f"/runs/{runs()[-1].id}/correction")).data)


def test_who_comes_back_after_being_pulled_out_is_new(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    printed(staff, meeting)
    _cancel(delegates[1])
    staff.post(page_of(meeting, path="/pull"))
    with transaction():
        delegates[1].state = delegates[0].state

    assert counts_on(staff.get(page_of(meeting)).text) == [3, 1, 0, 0]


def test_a_reissued_badge_counts_as_changed(staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]) -> None:
    printed(staff, meeting)
    with transaction():
        reissue_badge(delegates[2], reason="遗失", at=AT, by=OPERATOR)

    page = staff.get(page_of(meeting)).text
    quick(staff, meeting)

    assert counts_on(page) == [3, 0, 1, 0]
    assert "内容或二维码换了" in page
    assert _names(finished(staff)) == ["王五一"]


def test_the_meetings_own_title_is_on_every_badge(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    printed(staff, meeting)
    with transaction():
        meeting.title = "全省档案工作者学术年会"

    assert counts_on(staff.get(page_of(meeting)).text) == [3, 0, 3, 0]


def test_one_click_prints_the_way_it_was_printed_last(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    printed(staff, meeting, stock="own", paper_width="200", paper_height="280.5", sides="front", words_only="y")
    printed(staff, meeting, path=f"?subject=delegate:{delegates[0].id}", stock="single")
    printed(staff, meeting, sample="y", stock="a3")
    _rename(delegates[0], "张叁丰")

    quick(staff, meeting)
    order = runs()[0].order | {"new_only": True}
    finished(staff)

    assert last_job().arguments == order
    assert (order["stock"], order["paper"]) == ("own", [200, 280.5])
    assert (order["both_sides"], order["words_only"]) == (False, True)


def test_one_click_takes_the_layout_as_it_is_by_now(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    """A society's own layout that was saved anew since: not some other one of the gallery's."""
    design = gallery()["badge-90x130"]
    with transaction():
        saved = add_layout(meeting.society, design, at=AT, by=OPERATOR)
    printed(staff, meeting, layout=f"version:{saved.newest.id}")
    release()
    with transaction():
        save_version(saved, replace(design, bleed=1.5), base=1, at=AT, by=OPERATOR)
    _rename(delegates[0], "张叁丰")

    quick(staff, meeting)

    db.session.expire_all()
    assert saved.newest.number == 2
    assert last_job().arguments["layout"] == f"version:{saved.newest.id}"


def test_a_group_alone_leaves_what_is_gone_elsewhere_for_the_whole(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    printed(staff, meeting)
    _cancel(delegates[1])
    make_confirmed(meeting, "赵六合", category=Category.MEDIA)

    printed(staff, meeting, which="new", group="category:media")

    assert [change for change, _, _ in remembered(runs()[-1])] == ["new"]
    assert counts_on(staff.get(page_of(meeting)).text) == [3, 0, 0, 1]


def test_a_group_that_was_printed_otherwise_is_caught_up_in_its_own_way(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    make_confirmed(meeting, "陈特邀", category=Category.MEDIA)
    printed(staff, meeting, stock="a4")
    printed(staff, meeting, stock="single", layout="gallery:badge-86x54", group="category:media")
    printed(staff, meeting, stock="a4", group="category:delegate")  # in the way of all
    _rename(delegates[0], "张叁丰")
    make_confirmed(meeting, "赵六合", category=Category.MEDIA)

    page = staff.get(page_of(meeting)).text
    first = _names(finished(staff)) if quick(staff, meeting).status_code == 302 else []
    one = runs()[-1].order
    second = _names(finished(staff)) if quick(staff, meeting).status_code == 302 else []
    other = runs()[-1].order

    assert ("增补打印（媒体）：新增 1" in page, "增补打印（其余的）：有变动 1" in page) == (True, True)
    assert (one["layout"], one["stock"], other["layout"], other["stock"]) == (
        "gallery:badge-86x54", "single", "gallery:badge-90x130", "a4"
    )  # fmt: skip
    assert (first, second) == (["赵六合"], ["张叁丰"])
    assert "不用再印" in staff.get(page_of(meeting)).text


def test_pulling_out_says_nothing_of_how_the_next_one_is_printed(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    printed(staff, meeting, stock="a3")
    _cancel(delegates[0])
    send(staff, meeting, path="/pull")
    _rename(delegates[1], "李思光")

    quick(staff, meeting)

    assert last_job().arguments["stock"] == "a3"


def test_a_proof_says_so_on_each_card_and_counts_as_nothing(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    pdf = printed(staff, meeting, sample="y")

    assert [text_of(pdf).count(character) for character in "样本"] == [3, 3]  # across: no line of two
    assert last_job().file_name == "全省档案工作者年会 参会证样本.pdf"
    (run,) = runs()
    assert (run.sample, run.count, remembered(run)) == (True, 3, [])
    page = staff.get(page_of(meeting)).text
    assert counts_on(page) == [3, 3, 0, 0]
    assert re.search(r"打印记录.*样本", page, re.S)


def test_a_card_printed_while_another_printing_runs_is_not_called_gone(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    """The slower printing read its list before the newcomer was there: it knows nothing of the card."""
    slow = prepare(meeting, PrintOrder(Kind.BADGE, new_only=True), by=OPERATOR)
    newcomer = make_confirmed(meeting, "赵六合")
    printed(staff, meeting, path=f"?subject=delegate:{newcomer.id}")

    with transaction():
        keep(meeting, slow, at=AT, by=OPERATOR)

    assert [change for change, _, _ in remembered(runs()[-1])] == ["new"] * 3
    assert counts_on(staff.get(page_of(meeting)).text) == [4, 0, 0, 0]


def test_what_is_gone_is_named_by_one_of_two_printings_only(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    printed(staff, meeting)
    _cancel(delegates[1])
    make_confirmed(meeting, "赵六合")
    slow = prepare(meeting, PrintOrder(Kind.BADGE, new_only=True), by=OPERATOR)
    send(staff, meeting, which="new")
    run_waiting(staff.application)

    with pytest.raises(PrintedMeanwhile), transaction():
        keep(meeting, slow, at=AT, by=OPERATOR)

    assert [[change for change, _, _ in remembered(run)] for run in runs()[1:]] == [["new", "gone"]]


def test_who_wears_an_exhibitors_badge_needs_no_other(staff: FlaskClient, meeting: Meeting) -> None:
    exhibitor = make_confirmed(meeting, "张三丰", category=Category.EXHIBITOR, unit_name="某公司")
    make_confirmed(meeting, "李四光")
    printed(staff, meeting)
    assert counts_on(staff.get(page_of(meeting, Kind.EXHIBITOR_BADGE)).text) == [1, 1, 0, 0]

    pdf = printed(staff, meeting, Kind.EXHIBITOR_BADGE)

    assert _names(pdf) == ["张三丰"]
    assert counts_on(staff.get(page_of(meeting)).text) == [1, 0, 0, 1]
    assert counts_on(staff.get(page_of(meeting, Kind.EXHIBITOR_BADGE)).text) == [1, 0, 0, 0]
    badges = staff.get(f"/desk/{meeting.slug}/badges/{exhibitor.id}").text
    assert f"/print/exhibitor-badge?subject=delegate:{exhibitor.id}" in badges
    with transaction():
        exhibitor.category = Category.DELEGATE
    assert counts_on(staff.get(page_of(meeting)).text) == [2, 0, 1, 0]
    assert counts_on(staff.get(page_of(meeting, Kind.EXHIBITOR_BADGE)).text) == [0, 0, 0, 1]


def test_two_printings_of_what_is_new_at_once_give_each_card_once(
    staff: FlaskClient, meeting: Meeting, delegates: list[Delegate]
) -> None:
    """The slower one would lay the same cards on the pile again: it is refused, and made anew has nothing left."""
    slow = prepare(meeting, PrintOrder(Kind.BADGE, new_only=True), by=OPERATOR)
    printed(staff, meeting, which="new")

    with pytest.raises(PrintedMeanwhile, match="3 张"), transaction():
        keep(meeting, slow, at=AT, by=OPERATOR)

    assert [[change for change, _, _ in remembered(run)] for run in runs()] == [["new"] * 3]
    with pytest.raises(NothingToPrint):
        prepare(meeting, PrintOrder(Kind.BADGE, new_only=True), by=OPERATOR)
