"""What is known of a person."""

from enum import StrEnum

from meeting.errors import N_


class Gender(StrEnum):
    """性别. None where it isn't known: documents then say 同志 or nothing."""

    MALE = "male"
    FEMALE = "female"

    @property
    def label(self) -> str:
        return N_("男") if self is Gender.MALE else N_("女")
