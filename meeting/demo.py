"""The demo: the reference meeting, made with the operations that users call, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import SOCIETY_ROLES, Role
from meeting.accounts.operations import add_account
from meeting.accounts.passwords import PasswordHash, hashed
from meeting.accounts.rules import fresh_password
from meeting.awards.lists import read_list
from meeting.awards.operations import import_recipients
from meeting.db import db, release, transaction
from meeting.meetings.enums import Audience
from meeting.meetings.models import Meeting
from meeting.meetings.operations.guests import release_guests
from meeting.registration.operations.receipts import take_in_receipts
from meeting.registration.operations.rosters import import_roster
from meeting.registration.receipts.batch import read_files
from meeting.registration.receipts.form import Rules
from meeting.registration.rosters import read_roster
from meeting.setup.meeting_file import read_meeting_file
from meeting.setup.operations import create_meeting
from meeting.storage.folder import storage

DATA = Path(__file__).parent / "data" / "changzhou-2020"
SLUG = "changzhou-2020"

ACCOUNTS = (
    (Role.ADMIN, "admin", "演示·学会管理员"),
    (Role.OWNER, "owner", "演示·会议负责人"),
    (Role.ORGANISER, "organiser", "演示·会务组"),
    (Role.RECEPTION, "reception", "演示·接待组"),
    (Role.CHECK_IN, "checkin", "演示·签到员"),
    (Role.ARRIVAL, "arrival", "演示·报到组"),
    (Role.CEREMONY, "ceremony", "演示·颁奖组"),
)


@dataclass(frozen=True)
class DemoAccount:
    """Someone to sign in as, with a password made just now."""

    role: Role
    username: str
    password: str


def load(*, at: datetime) -> list[DemoAccount] | None:
    """Load the reference meeting with its units, receipts and recipients, and an account for each role.

    Returns None where the meeting is there already. All of it or nothing is loaded.
    """
    if db.session.scalar(sa.select(Meeting.id).where(Meeting.slug == SLUG)) is not None:
        release()
        return None
    release()
    accounts = [DemoAccount(role, username, fresh_password()) for role, username, _name in ACCOUNTS]
    hashes = [
        hashed(account.password, username=username, name=name)
        for account, (_role, username, name) in zip(accounts, ACCOUNTS, strict=True)
    ]
    load_meeting(at=at, accounts=hashes)
    return accounts


def load_meeting(*, at: datetime, accounts: Sequence[PasswordHash] = (), receipts: bool = True) -> None:
    """The reference meeting as its files tell it, in one transaction: set-up, units, recipients, receipts.

    ``accounts``: password hashes in the order of ``ACCOUNTS``; none: no accounts.
    """
    file = read_meeting_file((DATA / "meeting.toml").read_bytes())
    roster = read_roster("units.csv", (DATA / "units.csv").read_bytes())
    recipients = read_list("awards.csv", (DATA / "awards.csv").read_bytes())
    forums = tuple(forum.name for forum in file.sub_forums)
    sent = [(path.name, path.read_bytes()) for path in sorted((DATA / "receipts").iterdir()) if path.suffix != ".json"]
    units = tuple(name for line in roster.lines for name in (line.name, *line.aliases))
    read = read_files(sent, Rules(blank_mobile=False, forums=forums, units=units)) if receipts else []
    keys = [storage().put(data, Path(name).suffix) for name, data in sent] if receipts else []
    with transaction():
        meeting = create_meeting(file, at=at, by=OPERATOR)
        import_roster(meeting, roster, at=at, by=OPERATOR)
        import_recipients(meeting, recipients, at=at, by=OPERATOR)
        release_guests(meeting, Audience.PUBLIC, at=at, by=OPERATOR)
        if receipts:
            take_in_receipts(meeting, read, keys=keys, at=at, by=OPERATOR)
        for (role, username, name), password in zip(ACCOUNTS, accounts, strict=False):
            add_account(
                username, name=name, password=password, role=role, society_id=meeting.society_id,
                meeting_id=None if role in SOCIETY_ROLES else meeting.id, at=at, by=OPERATOR,
            )  # fmt: skip
