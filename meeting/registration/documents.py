"""Delegates as the documents that are drawn of them."""

from itertools import groupby

import sqlalchemy as sa

from meeting.db import db
from meeting.documents.dates import numeral_days
from meeting.documents.sign_in_sheet import SignInGroup, SignInRow, SignInSheet
from meeting.meetings.models import Meeting
from meeting.people.mobiles import masked
from meeting.people.models import Person, Unit
from meeting.people.orders import Order
from meeting.registration.enums import DelegateState
from meeting.registration.models import Delegate, Delegation
from meeting.registration.queries.delegates import order_of

WITHOUT_UNIT = "（未填单位）"


def sign_in_sheet(meeting: Meeting, *, blank_first: bool = True) -> SignInSheet:
    """The confirmed delegates by unit, within it by 职务序 and then by strokes, with their mobiles masked."""
    query = (
        sa.select(Unit.id, Unit.name, Person.name, Delegate.post, Person.mobile, Delegate.position)
        .select_from(Delegate)
        .join(Delegate.person)
        .outerjoin(Delegate.delegation)
        .outerjoin(Delegation.unit)
        .where(Delegate.meeting_id == meeting.id, Delegate.state == DelegateState.CONFIRMED)
        .order_by(*order_of(Order.UNIT, blank_first=blank_first))
    )
    delegates = db.session.execute(query).all()
    groups = [
        SignInGroup(
            unit=unit or WITHOUT_UNIT,
            rows=tuple(
                SignInRow(name=name, post=post, mobile=masked(mobile) if mobile else "")
                for _id, _unit, name, post, mobile, _position in members
            ),
        )
        for (_unit_id, unit), members in groupby(delegates, key=lambda row: (row[0], row[1]))
    ]
    placed = any(row.position is not None for row in delegates)
    within = [Order.POST.heading()] if placed else []
    within.append(Order.STROKES.heading(blank_first=blank_first))
    return SignInSheet(
        heading=f"{meeting.title}签到表",
        ordered_by="，单位内".join([Order.UNIT.heading(), "，再".join(within)]),
        groups=tuple(groups),
        show_mobile=True,
        occasion=occasion(meeting),
    )


def occasion(meeting: Meeting) -> str:
    """When and where: 2020年12月8日　常州市会议中心. A city that the venue's name begins with stands once."""
    place = meeting.venue
    if not place.startswith(meeting.city.removesuffix("市") or meeting.city):
        place = f"{meeting.city}{place}"
    return "\u3000".join(part for part in (numeral_days(meeting.starts_on, meeting.ends_on), place) if part)
