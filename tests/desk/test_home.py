"""Where staff arrive, and what is somebody else's to do."""

import pytest
from flask import Flask

from meeting.accounts.enums import Role
from tests.registration.making import make_meeting, make_society
from tests.registration.staff import staff_of


@pytest.mark.parametrize("role", [Role.OWNER, Role.ORGANISER])
def test_who_may_not_make_meetings_reads_who_does(app: Flask, role: Role) -> None:
    society = make_society()
    make_society("别的学会", "other")
    staff = staff_of(app, make_meeting(society), role)

    home, own, other = (staff.get(path) for path in ("/desk/", "/society/jsda/meetings", "/society/other/meetings"))

    assert "新建会议由学会管理员办理。" in home.text
    assert (own.status_code, "由学会管理员办理。需要时请联系学会管理员" in own.text) == (403, True)
    assert "网址可能抄漏了" not in own.text
    assert other.status_code == 404
