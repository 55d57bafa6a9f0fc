"""How often one address may ask."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from meeting.portal.limits import limited
from meeting.portal.views.registration import REGISTRATIONS
from meeting.web.limits import Limits
from tests.conftest import AT


@pytest.fixture
def client():
    app = Flask(__name__)
    app.extensions["meeting_limits"] = Limits()

    @app.route("/", methods=["GET", "POST"])
    @limited(REGISTRATIONS, writing=True)
    def view():
        return "done"

    return app.test_client()


def test_limited_lets_an_office_register_forty_in_an_hour(client):
    with time_machine.travel(AT, tick=False) as clock:
        statuses = []
        for _ in range(40):
            statuses.append(client.post("/").status_code)
            clock.shift(timedelta(seconds=90))

    assert statuses == [200] * 40


def test_limited_stops_a_flood_from_one_address_only_and_reading_goes_on(client):
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}

    with time_machine.travel(AT, tick=False) as clock:
        flood = [client.post("/").status_code for _ in range(32)]
        others = [client.get("/").status_code, client.post("/", environ_base=elsewhere).status_code]
        clock.shift(timedelta(seconds=61))
        later = client.post("/").status_code

    assert flood == [200] * 30 + [429] * 2
    assert others == [200, 200]
    assert later == 200
