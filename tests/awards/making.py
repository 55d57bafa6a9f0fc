"""Made-up awards for tests, and the reference meeting's."""

import csv
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import meeting as package
from meeting.accounts.actors import OPERATOR
from meeting.awards.enums import AwardKind
from meeting.awards.models import Award, Certificate, Recipient
from meeting.awards.operations import add_award, add_recipient, issue_certificates
from meeting.awards.rules import split_names
from meeting.db import db, transaction
from meeting.meetings.enums import HostRole
from meeting.meetings.models import Meeting
from meeting.meetings.operations.hosts import set_hosts
from tests.conftest import AT
from tests.registration.making import make_meeting

DATA = Path(package.__file__).parent / "data" / "changzhou-2020"


def make_hosted(slug: str = "changzhou-2020", **values: Any) -> Meeting:
    """A meeting hosted by 江苏省档案馆 and 江苏省档案学会."""
    meeting = make_meeting(slug=slug, **values)
    with transaction():
        set_hosts(meeting, {HostRole.HOST: ["江苏省档案馆", "江苏省档案学会"]}, at=AT, by=OPERATOR)
    return meeting


def make_award(meeting: Meeting, title: str = "2020年度优秀论文", **values: Any) -> Award:
    given: dict[str, Any] = {"kind": AwardKind.CERTIFICATE, "issuer_name": "江苏省档案学会"}
    with transaction():
        return add_award(meeting, title=title, at=AT, by=OPERATOR, **(given | values))


def make_recipient(award: Award, *names: str, **values: Any) -> Recipient:
    with transaction():
        return add_recipient(award, names=names, at=AT, by=OPERATOR, **values)


def load_reference() -> Meeting:
    """The reference meeting's hosts, awards and recipients, by the operations that setup and the import call."""
    meeting = make_hosted()
    given = tomllib.loads((DATA / "meeting.toml").read_text(encoding="utf-8"))["awards"]
    awards: dict[str, Award] = {}
    with transaction():
        for row in given:
            term = tuple(date.fromisoformat(day) for day in row["term"]) if "term" in row else None
            kind = AwardKind.APPOINTMENT if row["kind"] == "聘书" else AwardKind.CERTIFICATE
            award = awards[row["title"]] = add_award(
                meeting, kind=kind, title=row["title"], issuer_name=row["issuer"], term=term,  # type: ignore[arg-type]
                grades=row.get("grades"), at=AT, by=OPERATOR,
            )  # fmt: skip
            for name in row.get("recipients", []):
                add_recipient(award, names=[name], at=AT, by=OPERATOR)
        for row in csv.DictReader((DATA / "awards.csv").read_text(encoding="utf-8").splitlines()):
            add_recipient(
                awards[row["奖项"]], names=split_names(row["获奖者"]), unit_name=row["单位"], grade=row["等次"],
                work=row["作品"], at=AT, by=OPERATOR,
            )  # fmt: skip
    return meeting


def the_meeting() -> Meeting:
    """The only one."""
    return db.session.scalars(sa.select(Meeting)).one()


def issued(meeting: Meeting) -> list[Certificate]:
    """Number all; the new certificates."""
    with transaction():
        return issue_certificates(meeting, at=AT, by=OPERATOR).new
