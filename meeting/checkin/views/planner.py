"""How many desks and printers keep the queue short; and how people came in the end."""

from flask import render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from meeting import clock
from meeting.accounts.actors import Actor
from meeting.accounts.enums import Permission
from meeting.checkin.access import gate_for
from meeting.checkin.forms import PlanForm
from meeting.checkin.planning import Plan, Quarter, desks_needed, plan, read_arrivals, usual_arrivals
from meeting.checkin.queries.attendance import counts_at
from meeting.checkin.queries.reports import came_by_quarter
from meeting.checkin.views import bp
from meeting.errors import MeetingError
from meeting.meetings.access import meeting_staff
from meeting.meetings.models import Meeting

BEGINS = 9 * 60
"""Minutes after midnight, where the gate's session doesn't say."""

Page = Response | str | tuple[str, int]


@bp.route("/desk/<slug>/gates/<int:gate_id>/plan", methods=["GET", "POST"])
@meeting_staff(Permission.SET_UP)
def plan_gate(meeting: Meeting, actor: Actor, gate_id: int) -> Page:
    """Nothing is kept: what is typed is answered on the same page."""
    gate = gate_for(meeting, gate_id)
    begins = clock.local(gate.session.starts_at, meeting.zone) if gate.session else None
    start = begins.hour * 60 + begins.minute if begins else BEGINS
    usual = usual_arrivals(counts_at(meeting, gate, clock.now())[1], start)
    form = PlanForm(data={"arrivals": _written(usual), "seconds": 6, "printing": 0})
    status, found, printers = 200, [], None
    arrivals = usual
    if form.is_submitted():
        status = 422
        if form.validate():
            try:
                arrivals = read_arrivals(form.arrivals.data or "")
                status = 200
            except MeetingError as error:
                status = form.refuse(error)
    if status == 200 and any(quarter.people for quarter in arrivals):
        found = _around(arrivals, float(form.seconds.data or 6))
        printers = desks_needed(arrivals, float(form.printing.data)) if form.printing.data else None
    came = came_by_quarter(gate)
    page = render_template(
        "checkin/plan.html", meeting=meeting, gate=gate, form=form, plans=found, printers=printers,
        most=max((quarter.people for quarter in arrivals), default=0),
        arrivals=[(quarter.label, quarter.people) for quarter in arrivals],
        came=[(_label(at), count) for at, count in came], at=_clock,
    )  # fmt: skip
    return page, status


def _around(arrivals: list[Quarter], seconds: float) -> list[tuple[Plan, bool]]:
    """One desk less, as many as are needed (True), one more."""
    needed = desks_needed(arrivals, seconds)
    fewer = [(plan(arrivals, seconds, needed.desks - 1), False)] if needed.desks > 1 else []
    return [*fewer, (needed, True), (plan(arrivals, seconds, needed.desks + 1), False)]


def _written(arrivals: list[Quarter]) -> str:
    return "\n".join(f"{quarter.label} {quarter.people}" for quarter in arrivals)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _label(at: tuple[str, int]) -> str:
    day, minutes = at
    return str(gettext("%(day)s %(time)s", day=day, time=_clock(minutes)))
