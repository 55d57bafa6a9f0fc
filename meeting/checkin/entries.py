"""What a device holds of the badges: entries that only the badge itself opens (docs/device-api.md).

A lost device gives away how many badges there are, and nothing of anybody whose badge isn't before its camera.
"""

import hashlib
import hmac
from dataclasses import dataclass
from threading import Lock

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from flask import current_app

from meeting.checkin.operations.devices import handle
from meeting.checkin.queries.entries import Badged, badged, head_number
from meeting.meetings.models import Meeting
from meeting.registration.enums import Category

MAGIC = b"MTE1"
LOOKUP, NONCE, TAG = 6, 4, 8
"""Bytes. A tag of 64 bits: what is told apart is a damaged entry; who is admitted, the server has the last word on."""
LONGEST = 255
LETTERS = {category: chr(ord("A") + number) for number, category in enumerate(Category)}
"""What a category is called in an entry."""
_BETWEEN = "\x1f"


@dataclass(frozen=True)
class Sealed:
    """One badge's entry as it is sent, and since which revision it is so."""

    data: bytes
    since: int


@dataclass(frozen=True)
class State:
    """All entries of a meeting. ``revision``: of the history, in which all that they say is written down."""

    revision: int
    began: int
    """From which revision on this process knows what changed."""
    entries: dict[bytes, Sealed]


_states: dict[tuple[str, int], State] = {}
_turn = Lock()


def entries_of(meeting: Meeting, since: int) -> tuple[int, bytes]:
    """The present revision, and the file of what changed after ``since``: of everything, where that isn't known."""
    state = _state(meeting)
    known = state.began <= since <= state.revision  # another process may be ahead
    changed = [each.data for each in state.entries.values() if not known or each.since > since]
    return state.revision, MAGIC + state.revision.to_bytes(4) + b"".join(changed)


def sealed(entry: Badged, secret: bytes) -> tuple[bytes, bytes]:
    """A badge's look-up, and its entry whole. The nonce is made of what is said, so that no two are sealed alike."""
    lookup = hashlib.sha256(b"lookup" + entry.token).digest()[:LOOKUP]
    if entry.is_void:
        return lookup, lookup + bytes(NONCE) + b"\0"
    plain = _plain(entry, secret)
    key = hashlib.sha256(b"entry" + entry.token).digest()
    nonce = hmac.digest(key[16:], plain, hashlib.sha256)[:NONCE]
    seal = Cipher(algorithms.AES(key[:16]), modes.GCM(bytes(12 - NONCE) + nonce)).encryptor()
    box = seal.update(plain) + seal.finalize() + seal.tag[:TAG]
    return lookup, lookup + nonce + bytes([len(box)]) + box


def _plain(entry: Badged, secret: bytes) -> bytes:
    state = ("1" if entry.confirmed else "0") + LETTERS[entry.category]
    said = [state, entry.name, entry.unit, entry.post, entry.forum]
    room = LONGEST - TAG - 7
    while True:
        text = _BETWEEN.join(said)
        best = text.encode("gb18030") if _agreed(text) else text.encode()
        if len(best) <= room:
            return bytes([0 if _agreed(text) else 1]) + handle(entry.delegate_id, secret) + best
        longest = max((1, 2, 3), key=lambda place: len(said[place]))
        said[longest] = said[longest][: len(said[longest]) * 3 // 4] + "…"


def _agreed(text: str) -> bool:
    """Whether browsers read this GB 18030 as Python writes it: of the private use area and what left it, not all do."""
    return not any("\ue000" <= char <= "\uf8ff" or "\u9fa6" <= char <= "\u9fff" or "\ufe10" <= char <= "\ufe1f" or char
                   in "\u1e3f\u20ac" for char in text)  # fmt: skip


def _state(meeting: Meeting) -> State:
    """The entries now, made anew only after something was written into the history."""
    place = (str(current_app.instance_path), meeting.id)
    revision = head_number(meeting.society_id)
    with _turn:
        before = _states.get(place)
        if before is not None and before.revision >= revision:
            return before
        secret: bytes = current_app.config["SECRET_KEY"]
        now = dict(sealed(entry, secret) for entry in badged(meeting.id))
        latest = head_number(meeting.society_id)  # what was committed meanwhile may be in it: told twice, not missed
        entries = {}
        for lookup, data in now.items():
            old = before.entries.get(lookup) if before else None
            entries[lookup] = old if old is not None and old.data == data else Sealed(data, latest)
        state = _states[place] = State(revision, before.began if before else latest, entries)
        return state
