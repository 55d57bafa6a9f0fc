"""What somebody says of one delegate: typed in a form, read from a receipt. Checked before anything is written."""

from dataclasses import dataclass, replace
from datetime import datetime

from meeting.errors import N_, Conflict
from meeting.meetings.errors import TextTooLong
from meeting.meetings.models import Meeting
from meeting.meetings.rules import takes_registrations
from meeting.people.enums import Gender
from meeting.people.mobiles import MobileMissing, national, parse_mobile, parse_phone
from meeting.people.names import check_name
from meeting.programme.enums import SessionKind
from meeting.programme.models import Session
from meeting.registration.enums import Category
from meeting.registration.models import Delegate
from meeting.registration.operations.enrolments import NotASubForum


class RegistrationClosed(Conflict):
    """The meeting takes no registrations from outside any more, or not yet."""

    code = "registration-closed"
    sentence = N_("这个会议现在不接受网上报名。需要参会，请联系会务组。")


@dataclass(frozen=True)
class Entry:
    """All that is asked of a delegate. ``mobile`` as typed or E.164; empty texts and None mean: not said."""

    name: str
    unit_name: str = ""
    mobile: str | None = None
    gender: Gender | None = None
    post: str = ""
    category: Category = Category.DELEGATE
    sub_forum: Session | None = None
    hotel: bool | None = None
    hotel_wish: str = ""
    diet: str = ""
    remarks: str = ""


LONGEST = {"post": 120, "hotel_wish": 120, "diet": 120, "remarks": 500}


def entry_of(delegate: Delegate) -> Entry:
    """What is on record, for ``replace`` where only a part is said anew."""
    return Entry(
        name=delegate.person.name,
        unit_name=delegate.unit.name if delegate.unit else "",
        mobile=delegate.person.mobile,
        gender=delegate.person.gender,
        post=delegate.post,
        category=delegate.category,
        sub_forum=delegate.enrolment.session if delegate.enrolment else None,
        hotel=delegate.hotel,
        hotel_wish=delegate.hotel_wish,
        diet=delegate.diet,
        remarks=delegate.remarks,
    )


def checked(entry: Entry, meeting: Meeting) -> Entry:
    """The entry with its name repaired and its mobile in E.164 (None: none).

    Raises ``InvalidName``, ``InvalidMobile`` and its kinds, ``TextTooLong``, ``NotASubForum``; each names its field.
    """
    texts = {field: getattr(entry, field).strip() for field in LONGEST}
    for field, longest in LONGEST.items():
        if len(texts[field]) > longest:
            raise TextTooLong(field=field, given=texts[field][:20], longest=longest)
    if entry.sub_forum is not None and (
        entry.sub_forum.kind is not SessionKind.SUB_FORUM or entry.sub_forum.meeting_id != meeting.id
    ):
        raise NotASubForum
    return replace(
        entry, name=check_name(entry.name), unit_name=" ".join(entry.unit_name.split()), mobile=_phone(entry, meeting),
        **texts,
    )  # fmt: skip


def refuse_if_closed(meeting: Meeting, at: datetime) -> None:
    """Raises ``RegistrationClosed``."""
    if not takes_registrations(meeting, at):
        raise RegistrationClosed


def _phone(entry: Entry, meeting: Meeting) -> str | None:
    typed = national(entry.mobile or "")
    try:
        return parse_phone(typed) if meeting.landline_allowed else parse_mobile(typed)
    except MobileMissing:
        if meeting.mobile_required:
            raise
        return None
