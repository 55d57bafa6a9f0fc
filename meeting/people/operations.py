"""Adding and changing persons and units."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from meeting.db import db
from meeting.errors import N_, Conflict, Invalid
from meeting.history.operations import By, record, record_all
from meeting.people.enums import Gender
from meeting.people.models import Person, Unit, UnitAlias
from meeting.people.names import check_name, name_key
from meeting.people.pinyin import full, initials, sort_key
from meeting.people.queries import persons_named, unit_named
from meeting.people.rules import same_person
from meeting.people.strokes import surname_strokes_key


class UnitNameMissing(Invalid):
    """A unit needs a name."""

    code = "unit-name-missing"
    sentence = N_("没有填写单位名称，请补上。")
    field = "unit"


class UnitNameTooLong(Invalid):
    """Names of units have 120 characters at most."""

    code = "unit-name-too-long"
    sentence = N_("单位名称“%(given)s…”超过120个字，请检查是否填错了栏。")
    field = "unit"


class AliasTaken(Conflict):
    """An alias belongs to another unit."""

    code = "alias-taken"
    sentence = N_("“%(alias)s”已经是“%(unit)s”的名称或别名。两者若是一个单位，请合并；不是，请换一个别名。")


class UnitCodeInvalid(Invalid):
    """A unit signs certificate numbers with letters and digits."""

    code = "unit-code-invalid"
    sentence = N_("代号用2到20个字母或数字，如 JSDA。")
    field = "code"


class UnitCodeTaken(Conflict):
    """Certificate numbers begin with it, and a number is one certificate's in the whole installation."""

    code = "unit-code-taken"
    sentence = N_("代号 %(code)s 已有别的单位使用，证书编号会重复。请换一个。")
    field = "code"


class PersonExists(Conflict):
    """Same name and mobile is one person."""

    code = "person-exists"
    sentence = N_("已有另一位同名同手机号的“%(name)s”。若是同一个人，请先在人员页合并两条记录。")
    field = "mobile"
    person: Person
    """The other one."""


LONGEST_UNIT_NAME = 120
"""Characters."""


def find_or_add_unit(society_id: int, name: str, *, at: datetime, by: By, region: str = "") -> tuple[Unit, bool]:
    """The unit of this name or alias, and whether it was added. Raises ``UnitNameMissing``, ``UnitNameTooLong``."""
    unit = unit_named(society_id, name)
    if unit is not None:
        return unit, False
    return add_unit(society_id, name, at=at, by=by, region=region), True


def add_unit(
    society_id: int, name: str, *, at: datetime, by: By, region: str = "", position: int | None = None
) -> Unit:
    """Raises ``UnitNameMissing``, ``UnitNameTooLong``."""
    unit = unit_of(society_id, name, at=at, region=region, position=position)
    add_units(society_id, [unit], at=at, by=by)
    return unit


def unit_of(society_id: int, name: str, *, at: datetime, region: str = "", position: int | None = None) -> Unit:
    """A unit that isn't written yet. Raises ``UnitNameMissing``, ``UnitNameTooLong``."""
    name = checked_unit_name(name)
    return Unit(
        society_id=society_id,
        name=name,
        key=name_key(name),
        region=region.strip()[:40],
        position=position,
        created_at=at,
    )


def add_units(society_id: int, units: Sequence[Unit], *, at: datetime, by: By) -> None:
    """Write new ones, of a whole list together."""
    db.session.add_all(units)
    db.session.flush()  # the history needs their ids
    done = ((unit, {"name": (None, unit.name)}) for unit in units)
    record_all("add-unit", done, by=by, at=at, society_id=society_id)


def checked_unit_name(name: str) -> str:
    """The name with single spaces. Raises ``UnitNameMissing``, ``UnitNameTooLong``."""
    name = " ".join(name.split())
    if not name_key(name):
        raise UnitNameMissing
    if len(name) > LONGEST_UNIT_NAME:
        raise UnitNameTooLong(given=name[:20])
    return name


def add_aliases(unit: Unit, aliases: Iterable[str]) -> None:
    """Aliases that the unit has already are passed over. Raises ``AliasTaken``."""
    for alias in aliases:
        alias = " ".join(alias.split())
        if not name_key(alias) or name_key(alias) == unit.key:
            continue
        other = unit_named(unit.society_id, alias)
        if other is unit:
            continue
        if other is not None:
            raise AliasTaken(alias=alias, unit=other.name)
        unit.aliases.append(UnitAlias(society_id=unit.society_id, name=alias, key=name_key(alias)))
        db.session.flush()  # the next alias is looked up


def find_or_add_person(
    society_id: int,
    name: str,
    *,
    at: datetime,
    by: By,  # noqa: ARG001 (what a person does is recorded with the role: a delegate registered, a guest added)
    unit: Unit | None = None,
    mobile: str | None = None,
    gender: Gender | None = None,
    known: dict[str, list[Person]] | None = None,
    flush: bool = True,
) -> tuple[Person, bool]:
    """The person whom name, mobile (E.164) and unit point to (``same_person``), and whether it was added.

    What the known person lacks is filled in; what contradicts is left to whoever edits the person. ``known`` are the
    persons already loaded by ``persons_named``, for whole lists; it is kept up to date. Without ``flush`` a person that
    is added has no id until the caller flushes. Raises ``InvalidName``.
    """
    name = check_name(name)
    key = name_key(name)
    if known is None:
        known = persons_named(society_id, [name])
    given = (mobile or None, unit.id if unit else None)
    candidates = known.setdefault(key, [])
    matches = [person for person in candidates if same_person((person.mobile, person.unit_id), given)]
    if matches:
        person = next((match for match in matches if mobile and match.mobile == mobile), matches[0])
        person.mobile = person.mobile or given[0]
        person.unit_id = given[1] or person.unit_id
        person.gender = person.gender or gender
        return person, False
    person = Person(society_id=society_id, mobile=given[0], unit_id=given[1], gender=gender, created_at=at)
    set_name(person, name)
    db.session.add(person)
    if flush:
        db.session.flush()  # two at once: the unique key on name and mobile settles it
    candidates.append(person)
    return person, True


def set_name(person: Person, name: str) -> None:
    """Name a person, with all that searching and sorting derive from it. Raises ``InvalidName``."""
    person.name = check_name(name)
    person.key = name_key(person.name)
    person.pinyin = full(person.name)
    person.initials = initials(person.name)
    person.pinyin_key = sort_key(person.name)
    person.strokes = surname_strokes_key(person.name)
    person.strokes_uncounted = surname_strokes_key(person.name, blank_first=False)


def change_person(
    person: Person,
    *,
    name: str,
    mobile: str | None,
    gender: Gender | None,
    unit: Unit | None,
    pinyin: str,
    at: datetime,
    by: By,
) -> None:
    """Mend an entry. ``mobile`` in E.164 or None; ``pinyin`` as spoken, syllables divided by spaces, or empty: as
    read from the name. Raises ``InvalidName``, ``PersonExists``.
    """
    twin = next(
        (other for other in persons_named(person.society_id, [name]).get(name_key(name), ())
         if other is not person and mobile and other.mobile == mobile),
        None,
    )  # fmt: skip
    if twin is not None:
        error = PersonExists(name=twin.name)
        error.person = twin
        raise error
    before = {"name": person.name, "mobile": person.mobile, "gender": person.gender, "pinyin": person.pinyin}
    set_name(person, name)
    spoken = " ".join(pinyin.lower().split())
    if spoken:
        person.pinyin, person.initials = spoken, "".join(syllable[0] for syllable in spoken.split())
    person.mobile, person.gender, person.unit = mobile or None, gender, unit
    db.session.flush()  # a twin that was added meanwhile fails at the unique key
    after = {"name": person.name, "mobile": person.mobile, "gender": person.gender, "pinyin": person.pinyin}
    changes = {field: (before[field], after[field]) for field in before if before[field] != after[field]}
    if changes:
        record("change-person", person, by=by, at=at, society_id=person.society_id, changes=changes)


def change_unit(
    unit: Unit, *, name: str, region: str, position: int | None, code: str, aliases: Iterable[str], at: datetime, by: By
) -> None:
    """Mend a unit; ``aliases`` are all that it has afterwards. Raises ``UnitNameMissing``, ``UnitNameTooLong``,
    ``AliasTaken``, ``UnitCodeInvalid``, ``UnitCodeTaken``.
    """
    name, code = " ".join(name.split()), code.strip().upper()
    if not name_key(name):
        raise UnitNameMissing(field="name")
    if len(name) > 120:
        raise UnitNameTooLong(given=name[:20], field="name")
    if code and not re.fullmatch(r"[A-Z0-9]{2,20}", code):
        raise UnitCodeInvalid
    if code and db.session.scalar(sa.select(Unit.id).where(Unit.code == code, Unit.id != unit.id)) is not None:
        raise UnitCodeTaken(code=code)
    other = unit_named(unit.society_id, name)
    if other is not None and other is not unit:
        raise AliasTaken(alias=name, unit=other.name, field="name")
    before = {"name": unit.name, "region": unit.region, "position": unit.position, "code": unit.code}
    unit.name, unit.key, unit.region, unit.position, unit.code = name, name_key(name), region.strip(), position, code
    keys = {name_key(alias) for alias in aliases}
    for alias in list(unit.aliases):
        if alias.key not in keys:
            unit.aliases.remove(alias)
            db.session.delete(alias)
    db.session.flush()  # aliases that went are free again
    add_aliases(unit, aliases)
    after = {"name": unit.name, "region": unit.region, "position": unit.position, "code": unit.code}
    changes = {field: (before[field], after[field]) for field in before if before[field] != after[field]}
    record("change-unit", unit, by=by, at=at, society_id=unit.society_id, changes=changes)
