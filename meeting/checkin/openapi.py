"""The device API as OpenAPI 3.1: what docs/device-api.md says, for machines."""

from dataclasses import fields
from typing import Any

from meeting.checkin.enums import GateKind, Passing, Refusal, RuleKind, ScanMethod, ScanResult, Shown, Way
from meeting.checkin.operations.devices import Powers
from meeting.checkin.operations.handing_in import MOST
from meeting.checkin.operations.scans import LONGEST_REASON

Schema = dict[str, Any]


UUID7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"

def document(url: str) -> Schema:
    """The whole description; ``url``: of this installation."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "签到设备的接口 · Check-in devices",
            "version": "1",
            "description": "A device joins by an invitation, then carries its key. Additions only: unknown members of"
            " an answer are to be passed over. docs/device-api.md says how entries are sealed and how scans settle.",
        },
        "servers": [{"url": f"{url}/api/v1"}],
        "security": [{"key": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def _paths() -> Schema:
    return {
        "/devices": {"post": _operation(
            "join", "Join by an invitation from the organiser's screen, within ten minutes, once.",
            _object({"invitation": _text(60)}, ["invitation"]), {"201": _json("Joined")},
            refused=("403", "429"), open_to_all=True,
        )},
        "/device": {"get": _operation(
            "about", "The device, its meeting, its gates with their rules, and the words it needs.", None,
            {"200": _json("About")},
        )},
        "/entries": {"get": _operation(
            "entries", "What badges say, sealed; everything that has changed after a revision.", None,
            {"200": {"description": "Entries", "content": {"application/octet-stream": {}}}},
            parameters=[{"name": "since", "in": "query", "required": False,
                         "schema": {"type": "string", "pattern": "^[0-9]{1,10}$"}}], refused=("401", "422"),
        )},
        "/scans": {"post": _operation(
            "handIn", "Hand in scans, and hear what others did. At most 500 at once; none is fine.", _ref("Handing"),
            {"200": _json("Heard"), "401": _json("Refusal")},
        )},
        "/spares": {"post": _operation(
            "spares", "Badges for walk-ins that were signed in advance, for a device that takes them.", None,
            {"200": _json("Spares")}, refused=("401",),
        )},
        "/people": {"get": _operation(
            "people", "Everybody who may come, in the open, for a device that finds people by name.", None,
            {"200": _json("People")}, refused=("401", "403"),
        )},
        "/people/tail": {"post": _operation(
            "tail", "Those of them whose mobiles end in these digits.",
            _object({"tail": {"type": "string", "pattern": "^[0-9]{4,11}$"}}, ["tail"]),
            {"200": _json("Tailed")}, refused=("401", "403", "422", "429"),
        )},
        "/find": {"post": _operation(
            "find", "At a kiosk: the one confirmed delegate of that name whose mobile ends so.",
            _object({"name": _text(80), "tail": {"type": "string", "minLength": 1, "maxLength": 10}}, ["name", "tail"]),
            {"200": _json("Found")}, refused=("401", "403", "404", "422", "429"),
        )},
        "/badge.png": {"post": _operation(
            "badge", "At a kiosk: the badge that a code is of, to be printed.",
            _object({"code": _text(1000)}, ["code"]),
            {"200": {"description": "The badge", "content": {"image/png": {}}}},
            refused=("401", "403", "404", "409", "422"),
        )},
    }  # fmt: skip


def _schemas() -> Schema:
    instant = {"type": "string", "format": "date-time"}
    uuid7 = {"type": "string", "pattern": UUID7, "description": "UUIDv7 (RFC 9562)"}
    count = {"type": "integer", "minimum": 0}
    nothing = {"type": "null"}
    said = {name: {"type": "string"} for name in ("word", "sentence", "time", "gate", "name", "unit", "post")}
    scan = {
        "id": uuid7, "gate": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        "code": {"type": ["string", "null"]},
        "delegate": {"type": ["integer", "null"], "minimum": 1, "maximum": 2**31 - 1},
        "undoes": {"anyOf": [uuid7, nothing]}, "overrides": {"anyOf": [uuid7, nothing]}, "method": _one_of(ScanMethod),
        "way": {"anyOf": [_one_of(Way), nothing]}, "reason": {"type": "string", "maxLength": LONGEST_REASON},
        "at": instant, "offset_ms": {"type": "integer"},
        "shown": {"anyOf": [_one_of(ScanResult), nothing]}, "refusal": {"anyOf": [_one_of(Refusal), nothing]},
        "warning": {"anyOf": [_one_of(Refusal), nothing]}, "walk_in": {"anyOf": [_ref("WalkIn"), nothing]},
    }  # fmt: skip
    rule = {
        "kind": _one_of(RuleKind), "objection": _one_of(Refusal), "warns": {"type": "boolean"},
        "category": {"type": ["string", "null"]}, "sub_forum": {"type": ["integer", "null"]},
        "from": {"anyOf": [instant, nothing]}, "until": {"anyOf": [instant, nothing]},
    }  # fmt: skip
    gate = {
        "id": count, "name": {"type": "string"}, "kind": _one_of(GateKind), "closed": {"type": "boolean"},
        "passing": _one_of(Passing), "rules": _list(_object(rule, list(rule))),
        "shows": _list(_one_of(Shown)),
        "words": {"type": "object", "additionalProperties": {"type": "string"}},
    }  # fmt: skip
    words = {"type": "object", "additionalProperties": {"type": "string"}}
    powers = {each.name: {"type": "boolean"} for each in fields(Powers)}
    device = {"id": count, "name": {"type": "string"}} | powers
    about = {
        "now": instant, "device": _object(device, list(device)), "gates": _list(_object(gate, list(gate))),
        "meeting": {"type": "object"}, "keys": words, "categories": words, "sub_forums": words, "refusals": words,
        "overridable": _list(_one_of(Refusal)), "let_in": {"type": "string"},
        "guest": _object({"category": {"type": "string"}, "sentence": {"type": "string"}}, ["category", "sentence"]),
        "not_inside": {"type": "string"},
    }  # fmt: skip
    told = {"handle": {"type": "string"}, "gate": count, "at": instant, "scan": uuid7, "way": _one_of(Way),
            "undone": {"type": "boolean"}}  # fmt: skip
    answer = {
        "id": uuid7, "result": _one_of(ScanResult), "refusal": {"anyOf": [_one_of(Refusal), nothing]},
        "warning": {"anyOf": [_one_of(Refusal), nothing]}, "way": _one_of(Way), "at": instant, **said,
        "shown": {"anyOf": [_one_of(ScanResult), nothing]}, "handle": {"type": ["string", "null"]}, "gate_id": count,
        "lines": _list({"type": "string"}),
        "error": _object({"code": {"type": "string"}, "message": {"type": "string"}, "keep": {"type": "boolean"}},
                         ["code", "message", "keep"]),
    }  # fmt: skip
    person = {"id": count, "confirmed": {"type": "boolean"}} | {
        name: {"type": "string"}
        for name in ("handle", "name", "unit", "post", "category", "forum", "pinyin", "initials")
    }
    unreadable = _object({"id": uuid7}, ["id"]) | {
        "description": "A scan that isn't as described is answered by an error of its own and keeps no other back."
    }
    heard = {
        "now": instant, "revision": count, "cursor": instant, "answers": _list(_object(answer, ["id"])),
        "admissions": _list(_object(told, list(told))),
        "counts": {"type": "object", "additionalProperties": _object({"present": count, "expected": count},
                                                                     ["present", "expected"])},
    }  # fmt: skip
    return {
        "Refusal": _object({"code": {"type": "string"}, "message": {"type": "string"}}, ["code", "message"]),
        "Joined": _object({"token": {"type": "string"}, "device": {"type": "object"}}, ["token", "device"]),
        "About": _object(about, list(about)),
        "WalkIn": _object({"name": {"type": "string", "maxLength": 80}, "unit": {"type": "string", "maxLength": 120},
                           "mobile": {"type": "string", "maxLength": 40}}, []),
        "Scan": _object(scan, ["id", "gate", "method", "at"])
        | {"description": "By exactly one of code, delegate, undoes and overrides."},
        "Handing": _object({
            "since": {"anyOf": [instant, nothing]}, "gates": {"anyOf": [_list(count), nothing]},
            "battery": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            "waiting": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
            "scans": _list({"anyOf": [_ref("Scan"), unreadable]}) | {"maxItems": MOST},
        }, ["scans"]),
        "Heard": _object(heard, list(heard)),
        "Spares": _object({"spares": _list(_object({
            "code": {"type": "string"},
            "qr": _object({"size": count, "rows": {"type": "string", "contentEncoding": "base64"}}, ["size", "rows"]),
        }, ["code", "qr"]))}, ["spares"]),
        "People": _object({"revision": count, "people": _list(_object(person, list(person)))}, ["revision", "people"]),
        "Tailed": _object({"ids": _list(count)}, ["ids"]),
        "Found": _object({"code": {"type": "string"}}, ["code"]),
    }  # fmt: skip


def _operation(
    name: str, summary: str, body: Schema | None, answers: Schema, *, parameters: list[Schema] | None = None,
    refused: tuple[str, ...] = ("401", "422"), open_to_all: bool = False,
) -> Schema:  # fmt: skip
    found: Schema = {
        "operationId": name, "summary": summary,
        "responses": {status: _json("Refusal") for status in ("400", *refused, "422")} | answers,
    }  # fmt: skip
    if body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    if parameters:
        found["parameters"] = parameters
    if open_to_all:
        found["security"] = []
    return found


def _json(schema: str) -> Schema:
    return {"description": schema, "content": {"application/json": {"schema": _ref(schema)}}}


def _ref(schema: str) -> Schema:
    return {"$ref": f"#/components/schemas/{schema}"}


def _object(properties: Schema, required: list[str]) -> Schema:
    return {"type": "object", "properties": properties} | ({"required": required} if required else {})


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _text(longest: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _one_of(kind: Any) -> Schema:
    return {"type": "string", "enum": [member.value for member in kind]}
