"""Whose address is it: rows of a list, held against a meeting's certificates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meeting.awards.address_lists import AddressRow
from meeting.awards.enums import CertificateState
from meeting.awards.models import Certificate
from meeting.awards.numbering import number_key
from meeting.errors import N_, Invalid, MeetingError
from meeting.mail.addresses import read_addresses
from meeting.people.names import name_key


class RowWithoutAddress(Invalid):
    """A row that says who, but not where."""

    code = "awards-row-without-address"
    sentence = N_("没有写邮箱。")


class RowWithoutName(Invalid):
    """An address, and nobody's."""

    code = "awards-row-without-name"
    sentence = N_("没有写编号或姓名，不知道是谁的邮箱。")


class NumberUnknown(Invalid):
    """No certificate of the meeting has it."""

    code = "awards-row-number-unknown"
    sentence = N_("本次会议没有编号 %(number)s 的证书。")


class NotValid(Invalid):
    """Revoked or reissued: not to be sent."""

    code = "awards-row-not-valid"
    sentence = N_("编号 %(number)s 的证书%(state)s，不发。")


class NameDiffers(Invalid):
    """The number is one person's, the name another's."""

    code = "awards-row-name-differs"
    sentence = N_("编号 %(number)s 的证书是%(who)s的，和这一行的姓名对不上。请核对编号。")


class UnitDiffers(Invalid):
    """A namesake, perhaps."""

    code = "awards-row-unit-differs"
    sentence = N_("证书上%(name)s的单位是%(units)s，和这一行的单位对不上。是同一人的，请写编号。")


class SeveralOfThisName(Invalid):
    """Who of them is meant?"""

    code = "awards-row-several"
    sentence = N_("有几位叫%(name)s的获奖者（%(numbers)s）。请写编号，或写明单位。")


class NoCertificate(Invalid):
    """Somebody else of the list: nothing is wrong."""

    code = "awards-row-no-certificate"
    sentence = N_("没有%(name)s的有效证书。")


@dataclass(frozen=True)
class Target:
    """One message: a certificate to an address."""

    certificate: Certificate
    address: str
    row: int


@dataclass(frozen=True)
class Miss:
    """A row from which nothing follows, and why."""

    row: AddressRow
    error: MeetingError

    @property
    def is_somebody_else(self) -> bool:
        """No certificate, as of most people in a list of all delegates."""
        return isinstance(self.error, NoCertificate)


@dataclass(frozen=True)
class Matched:
    """What a list comes to."""

    targets: list[Target] = field(default_factory=list)
    """In the list's order; each certificate and address once."""
    misses: list[Miss] = field(default_factory=list)
    without: list[Certificate] = field(default_factory=list)
    """Valid certificates that no row has an address for, in calling order."""


def match(rows: Iterable[AddressRow], certificates: Sequence[Certificate]) -> Matched:
    """``certificates``: all of the meeting, in calling order, whatever their state."""
    valid = [one for one in certificates if one.state is CertificateState.VALID]
    numbers = {one.number_key: one for one in certificates}
    names: dict[str, list[Certificate]] = {}
    for one in valid:
        for name in dict.fromkeys(_names(one)):
            names.setdefault(name, []).append(one)
    targets: dict[tuple[int, str], Target] = {}
    misses = []
    for row in rows:
        try:
            for certificate in _certificates_of(row, numbers, names):
                for address in _addresses_of(row):
                    targets.setdefault((certificate.id, address), Target(certificate, address, row.row))
        except MeetingError as error:
            misses.append(Miss(row, error))
    reached = {certificate_id for certificate_id, _ in targets}
    return Matched(list(targets.values()), misses, [one for one in valid if one.id not in reached])


def _certificates_of(
    row: AddressRow, numbers: dict[str, Certificate], names: dict[str, list[Certificate]]
) -> list[Certificate]:
    key = name_key(row.name or row.unit)
    if row.number:
        found = numbers.get(number_key(row.number))
        if found is None:
            raise NumberUnknown(number=row.number[:60])
        if found.state is not CertificateState.VALID:
            raise NotValid(number=found.number, state=found.state.label)
        if row.name and key not in _names(found):
            raise NameDiffers(number=found.number, who=found.names or found.unit)
        return [found]
    if not key:
        raise RowWithoutName
    named = names.get(key, [])
    if not named:
        raise NoCertificate(name=(row.name or row.unit)[:60])
    if row.name and row.unit:
        here = [one for one in named if name_key(row.unit) in _units(one)]
        if not here:
            units = "、".join(dict.fromkeys(one.unit or "（没有写）" for one in named))
            raise UnitDiffers(name=row.name, units=units)
        named = here
    if len({_person(one, key) for one in named}) > 1:
        raise SeveralOfThisName(name=row.name or row.unit, numbers="、".join(one.number for one in named[:5]))
    return named


def _addresses_of(row: AddressRow) -> list[str]:
    if not row.address:
        raise RowWithoutAddress
    return read_addresses(row.address)


def _names(certificate: Certificate) -> list[str]:
    """Keys of who is honoured; of the unit where there are no names."""
    return [name_key(name) for name in (certificate.names or certificate.unit).split("、")]


def _units(certificate: Certificate) -> set[str]:
    """Keys of the unit as printed and under each of its names."""
    unit = certificate.recipient.unit
    known = {unit.key, *(alias.key for alias in unit.aliases)} if unit else set()
    return {name_key(certificate.unit), *known}


def _person(certificate: Certificate, key: str) -> int | str:
    """Who is meant by a name on it: the entry in the directory, else the unit that stands beside."""
    for row in certificate.recipient.persons:
        if row.person.key == key:
            return row.person_id
    return name_key(certificate.unit)
