"""Who is who, on plain values."""


Evidence = tuple[str | None, int | str | None]
"""Mobile in E.164 or None; what tells the unit (its id, the key of one not yet known), or None."""


def same_person(known: Evidence, given: Evidence) -> bool:
    """Whether two entries of one name are one person.

    Same name and mobile is one person; same name and unit with no contradicting mobile too (decisions.md).
    """
    known_mobile, known_unit = known
    mobile, unit = given
    if known_mobile and mobile:
        return known_mobile == mobile
    return unit not in {None, ""} and known_unit == unit
