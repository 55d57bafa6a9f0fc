"""Gates opened, devices joined and badges' codes told, by the application's own operations, as a process of its own.

Arguments: the meeting's slug, the number of gates, the number of badges (drawn by lot, always the same), the number of
devices, which scan at all gates, and of invitations for further ones.
"""

import json
import random
import sys

import sqlalchemy as sa

from meeting import clock
from meeting.accounts.actors import OPERATOR
from meeting.app import create_app
from meeting.checkin.enums import GateKind
from meeting.checkin.models import Badge, Gate
from meeting.checkin.operations.badges import badge_code, ensure_badges
from meeting.checkin.operations.devices import invite_device, join
from meeting.checkin.operations.gates import add_gate
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from meeting.people.models import Person
from meeting.registration.models import Delegate


def main(slug: str, gates: int, badges: int, devices: int, invitations: int) -> None:
    with create_app().app_context():
        with transaction():
            meeting = db.session.scalars(sa.select(Meeting).where(Meeting.slug == slug)).one()
            ids = sorted(db.session.scalars(sa.select(Delegate.id).where(Delegate.meeting_id == meeting.id)))
            ensure_badges(meeting, ids, at=clock.now(), by=OPERATOR)
            there = db.session.scalar(sa.select(sa.func.count(Gate.id)).where(Gate.meeting_id == meeting.id)) or 0
            opened = [
                add_gate(meeting, f"签到点{number}", kind=GateKind.MEETING, at=clock.now(), by=OPERATOR).id
                for number in range(there + 1, there + gates + 1)
            ]
            now = clock.now()
            numbers = range(1, devices + invitations + 1)
            invited = [invite_device(meeting, f"{n}号机", [], at=now, by=OPERATOR)[1] for n in numbers]
            keys = [join(invitation, at=now)[1] for invitation in invited[:devices]]
        chosen = random.Random(0).sample(ids, badges)
        found = db.session.execute(
            sa.select(Badge, Person.name)
            .join(Delegate, Delegate.id == Badge.delegate_id)
            .join(Person, Person.id == Delegate.person_id)
            .where(Badge.delegate_id.in_(chosen), Badge.revoked_at.is_(None))
        )
        codes = [(badge_code(badge), name) for badge, name in found]
    json.dump({"gates": opened, "badges": codes, "keys": keys, "invitations": invited[devices:]}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
