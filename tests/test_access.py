"""Who may open what: every route of the URL map, by every method, as everybody, in the mark's own words.

The matrix is made from the map, so a new route is in it the moment it exists. A route without a mark is red; so is one
whose address names an object that ``tests/factories.py`` doesn't know.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from meeting.accounts.access import Access
from meeting.accounts.enums import MEETING_ROLES, ROLE_PERMISSIONS, Role
from meeting.db import db
from tests.databases import Databases
from tests.factories import PASSWORD, Everything, make_world

NO_MARK = {"static", "web.healthz", "web.language"}
"""Flask's own, and the room that knows no accounts: neither shows anything of anybody's."""

OWN_ONLY = {"desk.job", "desk.job_progress", "desk.job_file", "desk.job_stop"}
"""Signed in is enough for the mark; whose it is stands in the query: everybody else's answer is 404."""

BODIES: dict[str, dict[str, Any]] = {"checkin.undo_scan": {"id": "01931b66-7c00-7000-8000-000000000001"}}
"""What is sent to an endpoint that reads the body before it looks the object up."""

MAY_BE_MISSING: dict[str, str] = {
    "identity.merge_person": "the other person is named in the form, and none is sent",
    "identity.merge_unit": "the other unit is named in the form, and none is sent",
}
"""Endpoints that may answer 404 to whom they're open, and why."""

COLLEAGUE = "owner of another meeting of the society"

ROLES = {
    "nobody": None,
    "staff of another society": "organiser-b1",
    "admin of another society": "admin-b",
    COLLEAGUE: "owner-a2",
    **{role.value: f"{role.value}-a1" if role in MEETING_ROLES else f"{role.value}-a" for role in Role},
}
"""Who → login name. What they open is the meeting a1."""


@dataclass(frozen=True)
class Call:
    """One address by one method."""

    rule: Rule
    method: str
    access: Access | None

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


class World:
    """Two societies with two meetings each, and one of everything."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.places: dict[str, Everything] = app.config["WORLD"]

    def calls(self) -> Iterator[Call]:
        for rule in sorted(self.app.url_map.iter_rules(), key=_sign_out_last):
            view = self.app.view_functions[rule.endpoint]
            if rule.endpoint not in NO_MARK:
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    yield Call(rule, method, getattr(view, "access", None))

    def values(self, rule: Rule, place: str = "a1", **other: Any) -> dict[str, Any]:
        """For the address: objects of ``place``. Raises ``KeyError`` for one that isn't in the factories."""
        everything = self.places[place]
        ids = self.ids(rule, place)
        known = {"slug": everything.slug, "society_slug": everything.society_slug, **ids, **FREE, **other}
        return {
            name: sorted(words.items)[0] if isinstance(words := rule._converters[name], AnyConverter) else known[name]
            for name in rule.arguments
        }

    def ids(self, rule: Rule, place: str) -> dict[str, Any]:
        """The objects of ``place``; a printing is one of the kind that the address is for."""
        ids = self.places[place].ids
        printing = rule.endpoint.removeprefix("printing.").replace("-correction", "-run")
        return ids | {"run_id": ids[printing]} if printing in ids else ids

    def address(self, rule: Rule, place: str = "a1", **other: Any) -> str:
        with self.app.test_request_context():
            return self.app.url_for(rule.endpoint, **self.values(rule, place, **other))

    def client(self, who: str) -> FlaskClient:
        """A browser with that person's cookie, from signing in."""
        client = self.app.test_client()
        if username := ROLES[who]:
            answer = client.post("/sign-in", data={"username": username, "password": PASSWORD, "form_key": KEY})
            assert answer.status_code == 302, answer.text
        return client


def _sign_out_last(rule: Rule) -> tuple[bool, str]:
    return rule.endpoint == "security.logout", str(rule)


KEY = "01931b66-7c00-7000-8000-000000000000"

FREE: dict[str, Any] = {"text": "NOT-A-CODE", "job_id": KEY, "key": KEY, "name": "honour-gold"}
"""What addresses hold that is no object of a meeting."""


def _fill(app: Flask) -> None:
    WORLDS[app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0]] = make_world()


WORLDS: dict[str, dict[str, Everything]] = {}


@pytest.fixture
def world(databases: Databases, tmp_path: Path) -> Iterator[World]:
    with databases.app(tmp_path, template="world", fill=_fill) as app:
        app.config["WORLD"] = WORLDS[app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0]]
        yield World(app)


@pytest.fixture
def kept(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Nothing that an open route does stays: what one role removes, the next one still finds."""
    monkeypatch.setattr(db.session, "commit", db.session.flush)
    return world


def expected(access: Access, who: str, method: str) -> str:
    """``open``, ``sign-in``, 401, 403 or 404, by the mark alone."""
    if access.to in {"everyone", "link"}:
        return "open"
    if access.to == "device":
        return "401"  # a session is no key
    if who == "nobody":
        return "sign-in" if method == "GET" else "401"
    if access.to == "signed-in":
        return "open"
    role = Role(who) if who in {member.value for member in Role} else None
    if access.to == "society" and (role in MEETING_ROLES or who == COLLEAGUE):
        return "403"  # who works on one of its meetings knows the society, and reads who does this
    if role is None:
        return "404"  # a stranger there: it doesn't exist for them
    return "open" if access.permission in ROLE_PERMISSIONS[role] else "403"


def holes(world: World, who: str, client: FlaskClient) -> list[str]:
    """What ``who`` is answered otherwise than the marks say."""
    found = []
    for call in world.calls():
        if call.access is None:
            found.append(f"{call}: no mark")
            continue
        if call.access.to in {"everyone", "link"} and who not in {"nobody", "owner"}:
            continue  # the page is the same for all; two of them will do
        should = expected(call.access, who, call.method)
        status, location = send(client, world.address(call.rule), call)
        if not _is(should, call, status, location):
            found.append(f"{call}: should be {should}, was {status} {location}".strip())
    return found


def send(client: FlaskClient, address: str, call: Call) -> tuple[int | str, str]:
    """Status and where it leads; a bug is told by its exception, so that one doesn't hide the rest."""
    try:
        with client.open(address, method=call.method, json=BODIES.get(call.rule.endpoint)) as answer:
            return answer.status_code, answer.headers.get("Location", "")
    except Exception as error:
        return f"{type(error).__name__} {error}"[:200], ""


def _is(should: str, call: Call, status: int | str, location: str) -> bool:
    if isinstance(status, str):
        return False
    to_sign_in = status == 302 and location.startswith("/sign-in?next=")
    if should == "sign-in":
        return to_sign_in
    if should != "open":
        return status == int(should)
    refused = {401, 403} if call.rule.endpoint in OWN_ONLY | MAY_BE_MISSING.keys() else {401, 403, 404}
    if call.access and call.access.to in {"everyone", "link"}:
        refused = {401, 403}
    return status < 500 and status not in refused and not to_sign_in


@pytest.mark.parametrize("who", ROLES)
def test_every_route_answers_everybody_as_its_mark_says(kept: World, who: str) -> None:
    client = kept.client(who)

    assert "\n".join(holes(kept, who, client)) == ""


def test_every_route_has_a_mark_and_every_object_is_in_the_world(world: World) -> None:
    calls = list(world.calls())

    assert [str(call) for call in calls if call.access is None] == []
    for call in calls:
        world.values(call.rule)
    assert len(calls) > 50


@pytest.mark.parametrize("who", ["owner", "admin"])
@pytest.mark.parametrize("place", ["a2", "b1"])
def test_objects_of_another_meeting_are_not_found_under_ones_own_address(kept: World, who: str, place: str) -> None:
    client = kept.client(who)

    found = [
        f"{call}: {name} of {place} answers {status}"
        for call in kept.calls()
        if call.access and call.access.to in {"meeting", "society"}
        and expected(call.access, who, call.method) == "open"
        for elsewhere in [kept.ids(call.rule, place)]
        for name in sorted(call.rule.arguments & elsewhere.keys())
        if (place == "b1" or call.access.to == "meeting")
        and (status := send(client, kept.address(call.rule, **{name: elsewhere[name]}), call)[0]) != 404
    ]

    assert "\n".join(found) == ""


def test_ids_beyond_the_database_are_not_found(kept: World) -> None:
    client = kept.client("admin")

    found = [
        f"{call}: {name} answers {status}"
        for call in kept.calls()
        for name in sorted(call.rule.arguments)
        if name.endswith("_id") and isinstance(kept.values(call.rule)[name], int)
        and (status := send(client, _beyond(kept, call.rule, name), call)[0]) != 404
    ]

    assert "\n".join(found) == ""


def _beyond(world: World, rule: Rule, name: str) -> str:
    """The address with 2**31, one more than an INTEGER of PostgreSQL holds, in the place of ``name``."""
    parts = [f"{{{part}}}" if is_argument else part for is_argument, part in rule._trace if part != "|"]
    values = {**world.values(rule), name: 2**31}
    return "".join(parts).format(**values)


def test_every_post_without_a_token_is_refused(kept: World) -> None:
    clients = [kept.client("nobody"), kept.client("owner"), kept.client("admin")]
    kept.app.config["WTF_CSRF_ENABLED"] = True
    rules = [rule for rule in kept.app.url_map.iter_rules() if not rule.endpoint.startswith("api.")]
    writes = [Call(rule, method, None) for rule in rules for method in _writing(rule)]

    taken = [
        f"{call} answers {status}"
        for call in writes
        for client in clients
        if (status := send(client, kept.address(call.rule), call)[0]) != 400
    ]

    assert "\n".join(taken) == ""
    assert len(writes) > 20


def test_no_session_opens_what_devices_send(kept: World) -> None:
    """Their keys are in a header that no other site's form can send, so that they need no token."""
    clients = [kept.client("nobody"), kept.client("owner"), kept.client("admin")]
    rules = [rule for rule in kept.app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert len(rules) == 9

    for rule in rules:
        view = kept.app.view_functions[rule.endpoint]
        for client in clients if view.access.to == "device" else ():
            for method in sorted((rule.methods or set()) - {"OPTIONS"}):
                assert send(client, kept.address(rule), Call(rule, method, None))[0] == 401


def _writing(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"})


def test_the_matrix_sees_a_check_taken_out(kept: World) -> None:
    """The planted faults: a page without a mark, and one that bears its mark but doesn't check it."""
    views = kept.app.view_functions
    views["desk.staff"] = _unmarked
    checked = views["desk.history"]
    views["desk.history"] = _unchecked(checked.access)  # type: ignore[attr-defined]

    found = holes(kept, "check-in", kept.client("check-in"))

    assert "GET /desk/<slug>/staff: no mark" in found
    assert "GET /desk/<slug>/history: should be 403, was 200" in found


def _unmarked(**_values: Any) -> str:
    return "open to all"


def _unchecked(access: Access) -> Any:
    def view(**_values: Any) -> str:
        return "open to all"

    view.access = access  # type: ignore[attr-defined]
    return view
