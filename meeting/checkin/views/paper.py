"""For when nothing else works: a gate's list on paper, and typing in what was ticked. And attendance as a workbook."""

from flask import render_template
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for
from meeting.checkin.answers import gate_name
from meeting.checkin.forms import PaperForm
from meeting.checkin.operations.badges import code_of
from meeting.checkin.operations.paper import PaperOutcome, enter_from_paper, read_numbers
from meeting.checkin.queries.gates import gates_of
from meeting.checkin.queries.reports import attended, expected_list
from meeting.checkin.reports import attendance_xlsx
from meeting.checkin.views import bp
from meeting.db import transaction
from meeting.documents.paper_list import PaperList, PaperRow, paper_list_pdf
from meeting.errors import MeetingError
from meeting.history.operations import record
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting
from meeting.web.answers import PDF, XLSX, file_answer
from meeting.web.once import once

NOTE = "来一位打一个勾。用完后：扫右边的码，或把打了勾的号码录入“签到点”的“录入纸质名单”。"


@bp.post("/desk/<slug>/gates/<int:gate_id>/paper.pdf")
@meeting_staff(Permission.REGISTRATION)
def paper_list(meeting: Meeting, actor: Actor, gate_id: int) -> Response:
    """Everybody who is expected at the gate, with the codes of their badges. A list of names: the history knows."""
    gate = gate_for(meeting, gate_id)
    rows = tuple(
        PaperRow(one.name, one.unit, one.number, code_of(one.key_id or 0, one.token) if one.token else "")
        for one in expected_list(gate)
    )
    name = gate_name(gate)
    with transaction():
        record(
            "export-delegates", meeting, by=actor, at=clock.now(), society_id=meeting.society_id,
            meeting_id=meeting.id, changes={"format": (None, "paper"), "count": (None, len(rows))},
        )  # fmt: skip
        data = paper_list_pdf(PaperList(f"{meeting.title}　{name}", NOTE, rows))
    return file_answer(data, f"{name}.pdf", PDF)


@bp.route("/desk/<slug>/gates/<int:gate_id>/paper", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
@once
def paper(meeting: Meeting, actor: Actor, gate_id: int) -> tuple[str, int]:
    """Type in what was ticked; the page says what became of it."""
    gate = gate_for(meeting, gate_id)
    form, status = PaperForm(), 200
    outcome: PaperOutcome | None = None
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                with transaction():
                    numbers, now = read_numbers(form.numbers.data or ""), clock.now()
                    typed = form.ticked_at.data
                    ticked = clock.instant(typed.date(), typed.time(), meeting.zone) if typed else now
                    outcome = enter_from_paper(gate, numbers, ticked_at=ticked, at=now, by=actor)
                form, status = PaperForm(formdata=None), 200
            except MeetingError as error:
                status = form.refuse(error)
    page = render_template("checkin/paper.html", meeting=meeting, gate=gate, form=form, outcome=outcome)
    return page, status


@bp.post("/desk/<slug>/attendance.xlsx")
@meeting_staff(Permission.ATTENDANCE)
def attendance_report(meeting: Meeting, actor: Actor) -> Response:
    """By person and gate. A list of names: the history knows."""
    gates = gates_of(meeting.id)
    rows = attended(meeting, gates)
    with transaction():
        record(
            "export-delegates", meeting, by=actor, at=clock.now(), society_id=meeting.society_id,
            meeting_id=meeting.id, changes={"format": (None, "attendance"), "count": (None, len(rows))},
        )  # fmt: skip
        data = attendance_xlsx(rows, gates, meeting.zone)
    return file_answer(data, f"{meeting.title}出席.xlsx", XLSX)
