"""Devices for tests: joined over HTTP, with a clock of their own."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from werkzeug.test import TestResponse

from meeting.accounts.actors import OPERATOR
from meeting.checkin.codes import parse_code
from meeting.checkin.models import Gate
from meeting.checkin.operations.devices import invite_device
from meeting.clock import now
from meeting.db import transaction, uuid7
from meeting.meetings.models import Meeting
from tests.browsers import Browser


def invite(meeting: Meeting, name: str = "一号门", gates: tuple[Gate, ...] = ()) -> str:
    with transaction():
        return invite_device(meeting, name, gates, at=now(), by=OPERATOR)[1]


@dataclass
class Phone:
    """A device as its API sees it."""

    client: Browser
    token: str

    def send(self, *scans: dict[str, Any], **more: Any) -> TestResponse:
        return self.client.post("/api/v1/scans", json={"scans": list(scans)} | more, headers=self.headers)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1/{path}", headers=self.headers | headers)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def join(client: Browser, meeting: Meeting, name: str = "一号门", gates: tuple[Gate, ...] = ()) -> Phone:
    answer = client.post("/api/v1/devices", json={"invitation": invite(meeting, name, gates)})
    assert answer.status_code == 201, answer.text
    return Phone(client, answer.json["token"])


def read(gate: Gate, code: str, at: datetime, **more: Any) -> dict[str, Any]:
    """One reading by a camera; ``at`` by the device's clock."""
    return {
        "id": str(uuid7()), "gate": gate.id, "code": code, "method": "camera", "at": at.isoformat(), "offset_ms": 0,
        "shown": None,
    } | more  # fmt: skip


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def opened(data: bytes, code: str) -> list[str] | None:
    """What the file of entries says of a badge, by the document alone; [] for a void one, None for one unknown."""
    assert data[:4] == b"MTE1"
    token = parse_code(code).token
    lookup, key = (hashlib.sha256(word + token).digest() for word in (b"lookup", b"entry"))
    place = 8
    while place < len(data):
        found, nonce, length = data[place : place + 6], data[place + 6 : place + 10], data[place + 10]
        box, place = data[place + 11 : place + 11 + length], place + 11 + length
        if found == lookup[:6]:
            if not length:
                return []
            mode = modes.GCM(bytes(8) + nonce, box[-8:], min_tag_length=8)
            cipher = Cipher(algorithms.AES(key[:16]), mode).decryptor()
            plain = cipher.update(box[:-8]) + cipher.finalize()
            text = plain[7:].decode("utf-8" if plain[0] else "gb18030")
            return [base64.b64encode(plain[1:7]).decode(), *text.split("\x1f")]
    return None
