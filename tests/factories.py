"""Made-up rows for tests: plain functions, each adding to the session and returning what it made.

``make_world`` makes two societies with two meetings each, and in each meeting one of everything: what the tests
of access walk through. A new object that stands in an address joins ``Everything`` under the address's own name for it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from meeting.accounts.actors import OPERATOR
from meeting.accounts.enums import MEETING_ROLES, Role
from meeting.accounts.models import Account, Grant, Society
from meeting.accounts.operations import add_account, add_society
from meeting.accounts.passwords import PasswordHash
from meeting.arrival.models import HandedOut, Handout
from meeting.awards.enums import AwardKind
from meeting.awards.models import Award, Certificate, CertificateSeries, Grade, Recipient, RecipientPerson
from meeting.awards.numbering import mould_key, number_key, number_of
from meeting.awards.wording import content_of
from meeting.checkin.enums import GateKind, ScanMethod, ScanResult
from meeting.checkin.keys import badge_keys
from meeting.checkin.models import Attendance, Badge, Device, Gate, Scan
from meeting.db import Base, db, transaction, uuid7
from meeting.documents.layouts.gallery import gallery
from meeting.documents.layouts.kinds import Kind
from meeting.exhibition.models import Booth, Exhibition, Exhibitor
from meeting.layouts.enums import FontRight
from meeting.layouts.models import Seal, SealRequest, SocietyFont
from meeting.layouts.operations import add_layout, add_picture
from meeting.letters.enums import LetterKind
from meeting.letters.models import Letter
from meeting.logistics.models import Meal
from meeting.mail.enums import MessageState
from meeting.mail.models import Message
from meeting.meetings.enums import HostRole, MeetingState
from meeting.meetings.models import Guest, Meeting, MeetingHost, Room
from meeting.people.models import Person, Unit
from meeting.people.operations import add_unit, find_or_add_person
from meeting.printing.enums import Change
from meeting.printing.items import PrintOrder
from meeting.printing.models import PrintedItem, Printer, PrintRun
from meeting.programme.enums import ItemKind, SessionKind
from meeting.programme.models import AgendaItem, Session, Speaker
from meeting.registration.enums import DelegateState, EnrolmentState, Fate, Source
from meeting.registration.models import (
    Delegate,
    Delegation,
    Enrolment,
    ReceiptFile,
    ReceiptImport,
    ReceiptRow,
)
from meeting.registration.operations.links import BYTES, token_of
from meeting.storage.folder import storage
from tests.conftest import AT

PASSWORD = "made-up words for tests"
PASSWORD_HASH = PasswordHash(
    "$argon2id$v=19$m=19456,t=2,p=1$7bbG9s12OpDbrMHNP8519g$Uw5reCmhy1v2O5dcw2++shKQMpktLnWvi3jHno7NYsE"
)
"""Of ``PASSWORD``: hashing it anew for each account would take most of a test's time."""


def make_account(
    username: str, role: Role, *, society: Society, meeting: Meeting | None = None, name: str = ""
) -> Account:
    """An account that signs in with ``PASSWORD``."""
    return add_account(
        username, name=name, password=PASSWORD_HASH, role=role, society_id=society.id,
        meeting_id=meeting.id if meeting else None, at=AT, by=OPERATOR,
    )  # fmt: skip


@dataclass(frozen=True)
class Everything:
    """One meeting and one of each thing in it; ``ids`` by the names that addresses use."""

    society_slug: str
    slug: str
    ids: dict[str, Any]


def make_world() -> dict[str, Everything]:
    """``a1``, ``a2`` (one society), ``b1``, ``b2`` (another), and the accounts of ``ACCOUNTS``."""
    world = {}
    with transaction():
        for letter, name in (("a", "甲省档案学会"), ("b", "乙省档案学会")):
            society = add_society(name, slug=f"society-{letter}", at=AT, by=OPERATOR)
            admin = make_account(f"admin-{letter}", Role.ADMIN, society=society)
            make_account(f"seal-keeper-{letter}", Role.SEAL_KEEPER, society=society)
            for number in (1, 2):
                world[f"{letter}{number}"] = _make_everything(society, f"meeting-{letter}{number}", admin)
    return world


Row = TypeVar("Row", bound=Base)

STAFF = [role for role in Role if role in MEETING_ROLES]


def _make_everything(society: Society, slug: str, admin: Account) -> Everything:
    key = slug.removeprefix("meeting-")
    meeting = make_meeting(society, slug)
    meeting.approval_file, meeting.approval_file_name = _file(), "批文.txt"
    staff = [make_account(f"{role.value}-{key}", role, society=society, meeting=meeting) for role in STAFF]
    unit = add_unit(society.id, f"{key}市档案馆", at=AT, by=OPERATOR, region="某市")
    person = make_person(society, f"张三{key}", unit)
    room = add(Room(meeting_id=meeting.id, name="一号厅", seats=300))
    session = make_session(meeting, room, "专题报告", SessionKind.PLENARY, hour=1)
    forum = make_session(meeting, room, "档案信息化", SessionKind.SUB_FORUM, hour=6)
    item = add(
        AgendaItem(
            session_id=session.id, kind=ItemKind.REPORT, title="某报告", starts_at=session.starts_at,
            ends_at=session.ends_at,
        )
    )
    ids = {
        "meeting_id": meeting.id,
        "account_id": staff[0].id,
        "grant_id": _only_grant(staff[2]).id,
        "unit_id": unit.id,
        "person_id": person.id,
        "room_id": room.id,
        "session_id": forum.id,
        "item_id": item.id,
        "speaker_id": add(Speaker(item_id=item.id, person_id=person.id)).id,
        "host_id": add(MeetingHost(meeting_id=meeting.id, unit_id=unit.id, role=HostRole.HOST, position=1)).id,
        "guest_id": add(Guest(meeting_id=meeting.id, person_id=person.id, position=1)).id,
        **_seal(society, meeting, unit, staff[0]),
        "printer_id": add(Printer(society_id=society.id, name=f"打印机{key}", measured_at=AT)).id,
        "meal_id": add(Meal(meeting_id=meeting.id, title="午餐", position=1)).id,
        "font_id": _font(society, key).id,
        **_layout(society, key),
        **_exhibition(meeting, unit),
        **_registration(meeting, unit, person, forum, admin),
        **_awards(meeting, unit, person),
        "batch": _mail(meeting),
        "letter_id": make_letter(meeting).id,
    }
    ids |= _check_in(meeting, ids["delegate_id"]) | _printing(meeting, ids["delegate_id"])
    return Everything(society_slug=society.slug, slug=slug, ids=ids)


def _layout(society: Society, key: str) -> dict[str, Any]:
    """A layout of the society's own, and a picture for it."""
    saved = add_layout(society, gallery()["badge-90x130"], at=AT, by=OPERATOR)
    content = f"picture {key}".encode()
    digest = sha256(content).hexdigest()
    add_picture(society, digest, file_key=storage().put(content, ".png"), size=(1, 1), at=AT, by=OPERATOR)
    return {"layout_id": saved.id, "version_id": saved.newest.id, "digest": digest}


def make_meeting(society: Society, slug: str) -> Meeting:
    """Two days in Changzhou, open for registration."""
    return add(
        Meeting(
            society_id=society.id, slug=slug, title=f"年会{slug.removeprefix('meeting-')}", starts_on=date(2020, 12, 8),
            ends_on=date(2020, 12, 9), city="常州", state=MeetingState.OPEN, created_at=AT,
        )
    )


def make_letter(meeting: Meeting, kind: LetterKind = LetterKind.NOTICE) -> Letter:
    """A notice, or a wording, with as little as there must be."""
    return add(
        Letter(
            meeting_id=meeting.id, kind=kind, title="关于开会的通知", body="会议通知如下。", issuers="某省档案学会",
            addressees="各有关单位", dated=date(2020, 11, 20), updated_at=AT,
        )
    )


def make_person(society: Society, name: str, unit: Unit | None = None) -> Person:
    """By an operation: what lists sort and search by is derived from the name."""
    return find_or_add_person(society.id, name, at=AT, by=OPERATOR, unit=unit)[0]


def make_session(meeting: Meeting, room: Room | None, title: str, kind: SessionKind, *, hour: int) -> Session:
    """An hour on the meeting's first day, ``hour`` hours after 00:00 UTC."""
    starts_at = datetime.combine(meeting.starts_on, datetime.min.time(), AT.tzinfo) + timedelta(hours=hour)
    return add(
        Session(
            meeting_id=meeting.id, room_id=room.id if room else None, kind=kind, title=title, starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1), seats=50 if kind is SessionKind.SUB_FORUM else None,
        )
    )


def add(row: Row) -> Row:
    """Into the session, with its id."""
    db.session.add(row)
    db.session.flush()
    return row


def _only_grant(account: Account) -> Grant:
    (grant,) = account.grants
    return grant


def _seal(society: Society, meeting: Meeting, unit: Unit, asker: Account) -> dict[str, int]:
    seal = add(
        Seal(society_id=society.id, unit_id=unit.id, file_key=_file(), trial_key=_file(), uploaded_at=AT)
    )
    request = add(
        SealRequest(
            society_id=society.id, meeting_id=meeting.id, number=meeting.id, document="证书", purpose="颁奖", copies=10,
            seals=[seal], asked_at=AT, asked_by_id=asker.id,
        )
    )
    return {"seal_id": seal.id, "request_id": request.id}


def _font(society: Society, key: str) -> SocietyFont:
    return add(
        SocietyFont(
            society_id=society.id, face=f"up-{key:0>20}", name=f"仿宋{key}", file_key=_file(), specimen_key=_file(),
            facts={"embedding": "installable"}, ground=FontRight.FREE, note="许可", uploaded_at=AT,
        )
    )


def _file() -> str:
    """Key of a file in storage."""
    return storage().put(b"made up", ".txt")


def _exhibition(meeting: Meeting, unit: Unit) -> dict[str, int]:
    exhibition = add(Exhibition(meeting_id=meeting.id, title="成果展"))
    exhibitor = add(Exhibitor(exhibition_id=exhibition.id, unit_id=unit.id, position=1))
    booth = add(Booth(exhibition_id=exhibition.id, number="A01", x=Decimal(1), y=Decimal(1)))
    return {"exhibition_id": exhibition.id, "exhibitor_id": exhibitor.id, "booth_id": booth.id}


def _registration(meeting: Meeting, unit: Unit, person: Person, forum: Session, admin: Account) -> dict[str, Any]:
    unit_secret = sha256(f"unit {meeting.slug}".encode()).digest()[:BYTES]
    delegation = add(
        Delegation(
            meeting_id=meeting.id, unit_id=unit.id, invited_at=AT, link_hash=sha256(unit_secret).hexdigest()
        )
    )
    secret = sha256(meeting.slug.encode()).digest()[:BYTES]
    delegate = add(
        Delegate(
            meeting_id=meeting.id, person_id=person.id, number=1, delegation_id=delegation.id,
            state=DelegateState.CONFIRMED,
            source=Source.DESK, link_hash=sha256(secret).hexdigest(), created_at=AT, changed_at=AT,
        )
    )
    add(Enrolment(delegate_id=delegate.id, session_id=forum.id, state=EnrolmentState.ENROLLED, since=AT))
    forum.taken = 1
    receipt_import = add(ReceiptImport(meeting_id=meeting.id, account_id=admin.id, created_at=AT))
    file = add(ReceiptFile(import_id=receipt_import.id, name="回执.xlsx", key=_file(), sha256="0" * 64))
    fields = ("gender", "region", "post", "sub_forum", "hotel", "hotel_text", "diet", "remarks", "category")
    values = dict.fromkeys(fields, "") | {"name": person.name, "mobile": "138", "unit": unit.name, "hotel": None}
    row = add(ReceiptRow(file_id=file.id, row=5, fate=Fate.FAULT, values=values))
    return {
        "delegation_id": delegation.id,
        "delegate_id": delegate.id,
        "import_id": receipt_import.id,
        "file_id": file.id,
        "row_id": row.id,
        "token": token_of(secret),
        "unit_token": token_of(unit_secret),
        "number": delegate.number,
    }


def _awards(meeting: Meeting, unit: Unit, person: Person) -> dict[str, Any]:
    award = add(
        Award(meeting_id=meeting.id, kind=AwardKind.CERTIFICATE, title="优秀论文", issuer_id=unit.id, position=1)
    )
    grade = add(Grade(award_id=award.id, title="一等奖", quota=5, position=1))
    recipient = add(
        Recipient(award_id=award.id, grade_id=grade.id, unit_id=unit.id, work="某论文", key="k", position=1)
    )
    add(RecipientPerson(recipient_id=recipient.id, person_id=person.id, position=1))
    mould = f"{meeting.slug}-2020-ZS-{{流水:4}}"
    series = add(CertificateSeries(society_id=meeting.society_id, mould=mould, key=mould_key(mould), last=1))
    number = number_of(mould, 1)
    words: dict[str, Any] = {
        "kind": AwardKind.CERTIFICATE, "names": person.name, "unit": unit.name, "award": award.title,
        "grade": grade.title, "work": "某论文", "issuer": unit.name, "term_starts_on": None, "term_ends_on": None,
    }  # fmt: skip
    content = content_of(words, number=number, issued_on=meeting.starts_on)
    certificate = add(
        Certificate(
            society_id=meeting.society_id, recipient_id=recipient.id, series_id=series.id, serial=1,
            number=number, number_key=number_key(number), code=f"{meeting.id:026d}", content=content.to_json(),
            digest=content.digest, issued_on=meeting.starts_on, issued_at=AT, **words,
        )
    )
    return {
        "award_id": award.id,
        "grade_id": grade.id,
        "recipient_id": recipient.id,
        "certificate_id": certificate.id,
        "code": certificate.code,
    }


def _mail(meeting: Meeting) -> UUID:
    """A batch of messages that were given up, one of each room that sends: to either it is its own."""
    batch = uuid7()
    for about in ("certificate:0", "acceptance:0"):
        add(
            Message(
                id=uuid7(), society_id=meeting.society_id, meeting_id=meeting.id, batch=batch, about=about,
                key=f"{about}:{meeting.id}", name="张三", address="zhang@example.org", subject="证书", text="",
                enclosures=[], state=MessageState.FAILED, error="没有回答", created_at=AT,
            )
        )  # fmt: skip
    return batch


def _check_in(meeting: Meeting, delegate_id: int) -> dict[str, Any]:
    token, key_id = f"{meeting.id:011d}".encode(), badge_keys().current()
    badge = add(Badge(meeting_id=meeting.id, delegate_id=delegate_id, key_id=key_id, token=token, issued_at=AT))
    gate = add(Gate(meeting_id=meeting.id, kind=GateKind.MEETING, name="大会签到", takes_self=True))
    scan = add(
        Scan(
            id=uuid7(), meeting_id=meeting.id, gate_id=gate.id, badge_id=badge.id, delegate_id=delegate_id,
            result=ScanResult.ADMITTED, method=ScanMethod.SEARCH, at=AT, received_at=AT, digest="0" * 64,
        )
    )
    device = add(Device(meeting_id=meeting.id, name="一号门", invited_until=AT))
    handout = add(Handout(meeting_id=meeting.id, title="会议资料", position=1))
    add(HandedOut(delegate_id=delegate_id, handout_id=handout.id, at=AT))
    add(Attendance(delegate_id=delegate_id, gate_id=gate.id, at=AT, scan_id=scan.id))
    return {
        "badge_id": badge.id, "gate_id": gate.id, "scan_id": scan.id, "undone_id": scan.id, "device_id": device.id,
        "handout_id": handout.id,
    }  # fmt: skip


def _printing(meeting: Meeting, delegate_id: int) -> dict[str, int]:
    """A printing of each kind: ``honour-run`` and its like; ``run_id`` is each in its own kind's addresses."""
    runs = {
        kind: add(PrintRun(meeting_id=meeting.id, kind=kind, order=PrintOrder(kind).as_json(), count=1, printed_at=AT))
        for kind in Kind
    }
    for kind, run in runs.items():
        add(
            PrintedItem(
                run_id=run.id, meeting_id=meeting.id, kind=kind, subject=f"delegate:{delegate_id}", digest="",
                label="张三", change=Change.NEW,
            )
        )
    return {"run_id": 0} | {f"{kind.value}-run": run.id for kind, run in runs.items()}
