"""The description of the device API: it names every route, and real questions and answers are as it says."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from meeting.checkin.models import Device
from meeting.clock import now
from meeting.db import db, transaction
from meeting.meetings.models import Meeting
from tests.browsers import Browser
from tests.checkin.devices import join, read
from tests.checkin.making import make_code, make_confirmed, make_gates, make_session_gate
from tests.registration.making import make_sub_forum

TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": int | float, "boolean": bool,
    "null": type(None),
}  # fmt: skip


@pytest.fixture
def api(client: Browser) -> dict[str, Any]:
    return client.get("/api/openapi.json").json


def faults(api: dict[str, Any], schema: dict[str, Any], value: Any, place: str = "") -> list[str]:
    """What of a value isn't as the schema says; members that it doesn't name are allowed."""
    if "$ref" in schema:
        schema = api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        tried = [faults(api, one, value, place) for one in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        return [f"{place}: {value!r} is no {kinds}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value!r} is none of them"]
    found = []
    if isinstance(value, dict):
        found += [f"{place}.{name} is missing" for name in schema.get("required", []) if name not in value]
        found += [fault for name, part in schema.get("properties", {}).items() if name in value
                  for fault in faults(api, part, value[name], f"{place}.{name}")]  # fmt: skip
        if isinstance(schema.get("additionalProperties"), dict):
            found += [fault for name, one in value.items()
                      for fault in faults(api, schema["additionalProperties"], one, f"{place}.{name}")]  # fmt: skip
    if isinstance(value, list):
        found += [fault for one in value for fault in faults(api, schema.get("items", {}), one, f"{place}[]")]
    return found


def answered(api: dict[str, Any], path: str, method: str, answer: Any) -> list[str]:
    described = api["paths"][path][method]["responses"]
    if str(answer.status_code) not in described:
        return [f"{path} answers {answer.status_code}"]
    content = described[str(answer.status_code)]["content"].get("application/json")
    return faults(api, content["schema"], answer.json) if content else []


def test_every_route_is_described_and_nothing_else(app: Flask, api: dict[str, Any]) -> None:
    routes = {
        (rule.rule.removeprefix("/api/v1"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert api["openapi"] == "3.1.0"
    assert {(path, method) for path, methods in api["paths"].items() for method in methods} == routes


def test_real_questions_and_answers_are_as_described(client: Browser, meeting: Meeting, api: dict[str, Any]) -> None:
    gate = make_gates(meeting)[1]
    make_session_gate(meeting, make_sub_forum(meeting))
    code = make_code(make_confirmed(meeting, "王一鸣", mobile="+8613800001234"))
    phone = join(client, meeting)
    with transaction():
        db.session.execute(sa.update(Device).values(may_register=True, is_kiosk=True))
    scans = [read(gate, code, now()), read(gate, "x", now(), shown="refused", refusal="unknown")]
    scans.append(read(gate, code, now()))
    scans.append(read(gate, None, now(), undoes=scans[0]["id"]) | {"gate": 10**6})

    def post(path: str, body: Any):
        return phone.client.post(f"/api/v1{path}", json=body, headers=phone.headers)

    assert faults(api, {"$ref": "#/components/schemas/Handing"}, {"scans": scans}) == []
    exchanges = [
        ("/device", "get", phone.get("device")), ("/entries", "get", phone.get("entries")),
        ("/scans", "post", phone.send(*scans)), ("/spares", "post", post("/spares", {})),
        ("/find", "post", post("/find", {"name": "王一鸣", "tail": "1234"})),
        ("/find", "post", post("/find", {"name": "李四", "tail": "1234"})), ("/find", "post", post("/find", {})),
        ("/badge.png", "post", post("/badge.png", {"code": code})),
        ("/devices", "post", client.post("/api/v1/devices", json={"invitation": "X"})),
        ("/devices", "post", client.post("/api/v1/devices", json=[])), ("/scans", "post", post("/scans", {"scans": 7})),
        ("/entries", "get", phone.get("entries?since=x")),
    ]  # fmt: skip
    assert [fault for exchange in exchanges for fault in answered(api, *exchange)] == []


def test_the_comparison_sees_what_is_wrong(api: dict[str, Any]) -> None:
    handing = {"$ref": "#/components/schemas/Handing"}

    assert faults(api, handing, {"scans": [{"id": 7, "gate": 1, "method": "nose", "at": "x"}]}) == [
        ".scans[].id: 7 is no ['string']", ".scans[].method: 'nose' is none of them"
    ]  # fmt: skip
    assert faults(api, handing, {}) == [".scans is missing"]


def test_page_of_the_description_is_served_by_us(client: Browser) -> None:
    page = client.get("/api/").text

    assert "POST /api/v1/scans" in page
    assert 'id="Heard"' in page
    assert "://" not in page.replace("http://127.0.0.1:8000", "").replace("http://www.w3.org", "")
