"""What the tests of bad input stand on."""

import pytest
from click.testing import Result
from flask import Flask

from meeting.__main__ import Commands
from meeting.db import db
from meeting.meetings.models import Meeting
from tests.bad_input.asking import Asking, admin_of
from tests.browsers import Browser
from tests.registration.making import make_meeting, make_sub_forum


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    """Open for registration, with one sub-forum of two seats."""
    found = make_meeting()
    make_sub_forum(found)
    return found


@pytest.fixture
def admin(app: Flask, meeting: Meeting) -> Browser:
    """The society's admin, who may do everything."""
    return admin_of(app, meeting)


@pytest.fixture
def command(app: Flask) -> Asking:
    """The command line."""

    def run(*arguments: object) -> Result:
        commands = Commands(create_app=lambda: app, add_default_commands=False)
        db.session.rollback()
        return app.test_cli_runner().invoke(commands, [str(argument) for argument in arguments])

    return run
