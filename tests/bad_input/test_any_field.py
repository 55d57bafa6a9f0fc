"""Every form of every page, sent with what no one should type into each of its fields: never a 500.

The forms are taken from the pages themselves, so a new one is tried the moment it exists. Nothing stays of what is sent
(``kept``), so that each is tried on the same world. PostgreSQL, for it refuses all that SQLite refuses, and more.
"""

import io
from html.parser import HTMLParser
from itertools import cycle, islice
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from tests.test_access import KEY, World, kept, world  # noqa: F401 (fixtures)

WORDS = (
    "a\x00b", "张" * 10_000, "<script>alert(1)</script>", "a\r\nSet-Cookie: x=1", "\u202eabc",
    "{{7*7}} %s %(x)s {0}", "", "𬭎\\;、\t,", "9" * 5_000, "１３８００００００００",
)  # fmt: skip
NUMBERS = (str(2**70), "9" * 5_000, "-1", "²", "NaN", "sNaN", "1e400", "x")
DAYS = ("0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", "24:61", "x")
CHOICES = ("xyz", str(2**70), "a\x00b")
TEXTS = {
    "text": WORDS, "textarea": WORDS, "search": WORDS[:7], "tel": WORDS, "hidden": (*NUMBERS[:2], WORDS[0]),
    "number": NUMBERS, "date": DAYS, "time": DAYS, "datetime-local": DAYS,
}  # fmt: skip
"""By the kind of the field. The whole product of words and fields (14,000 requests) was sent by hand, too."""
AT_A_TIME = 2
"""So many of them for one field: the next field gets the next ones."""
pytestmark = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)

GOOD = {
    "name": "李四", "unit": "某市档案馆", "unit_name": "某市档案馆", "mobile": "13912345678", "names": "李四",
    "contact_mobile": "13912345678", "contact_name": "李四", "website": "https://example.org", "number": "B77",
    "seats": "10", "username": "wang.wu", "code": "JSDA", "end": "15:00", "speakers": "李四", "named": "",
}  # fmt: skip
BY_KIND = {"date": "2020-12-08", "time": "09:00", "number": "3", "datetime-local": "2020-12-01T09:00"}
LEFT_OUT = ("/sign-out", "/sign-in", "/password", "/accounts/1/deactivate")
"""They end the session that the others are sent with; tests/accounts tries them."""
NEEDS_COMMIT = ("/receipts",)
"""Works in several transactions, of which ``kept`` leaves but one; test_files tries it."""


class Form:
    """As a browser would send it: ``values`` of its fields, ``files`` the names of those for files."""

    def __init__(self, action: str, method: str) -> None:
        self.action, self.method = action, method.lower()
        self.values: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.files: list[str] = []

    def sent(self, **other: str | None) -> dict[str, object]:
        values = {name: value for name, value in {**self.values, **other}.items() if value is not None}
        return {**values, "form_key": str(uuid4()), **{name: (io.BytesIO(b"x"), "a.csv") for name in self.files}}


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address, self.found = address, list[Form]()
        self.inside = self.choosing = False
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.found.append(Form(given.get("action") or self.address, given.get("method", "get")))
            self.inside = True
        elif self.inside and tag in {"input", "textarea", "select", "option"}:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name, kind = self.found[-1], given.get("name", ""), given.get("type", "text")
        if given.get("inputmode") in {"decimal", "numeric"}:
            kind = "number"
        if tag == "select":
            self.select, self.choosing = name, True
        elif tag == "option":
            if self.choosing or "selected" in given:
                form.values[self.select], self.choosing = given.get("value", ""), False
        elif kind == "file":
            form.files.append(name)
        elif kind in {"radio", "checkbox"}:
            if "checked" in given or (kind == "radio" and name not in form.values):
                form.values[name] = given.get("value", "")
        elif name and kind not in {"submit", "button"}:
            form.kinds[name] = kind if tag == "input" else tag
            form.values[name] = given.get("value") or GOOD.get(name) or BY_KIND.get(kind, "某某")


def forms_of(there: World, client: FlaskClient) -> list[Form]:
    """One of each kind, of all pages."""
    found: dict[tuple[str, str, frozenset[str]], Form] = {}
    for call in there.calls():
        if call.method != "GET":
            continue
        address = there.address(call.rule)
        with client.open(address) as answer:
            page = answer.get_data(as_text=True) if answer.status_code == 200 and answer.mimetype == "text/html" else ""
        for form in Forms(page, address).found:
            if not form.action.endswith((*LEFT_OUT, *NEEDS_COMMIT)):
                rule = there.app.url_map.bind("").match(form.action.split("?")[0], method=form.method.upper())[0]
                found.setdefault((rule, form.method, frozenset(form.values)), form)
    return list(found.values())


class Sender:
    """Sends, and remembers what was answered by a 500 or by no answer at all."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.failed, self.count = client, list[str](), 0

    def send(self, form: Form, said: str, values: dict[str, object]) -> int:
        self.count += 1
        place = {"query_string": values} if form.method == "get" else {"data": values}
        try:
            with self.client.open(form.action, method=form.method.upper(), **place) as answer:  # type: ignore[arg-type]
                if answer.status_code >= 500:
                    self.failed.append(f"{form.method} {form.action} {said}: {answer.status_code}")
                return answer.status_code
        except Exception as error:
            self.failed.append(f"{form.method} {form.action} {said}: {type(error).__name__} {error}"[:300])
            return 599


def test_no_field_of_any_form_is_answered_by_a_500(kept: World) -> None:  # noqa: F811
    client = kept.client("admin")
    forms = forms_of(kept, client)
    sender, taken = Sender(client), 0
    turn = {kind: cycle(texts) for kind, texts in TEXTS.items()}

    for form in forms:
        taken += sender.send(form, "as it stands", form.sent()) in {200, 302}
        sender.send(form, "without any field", {})
        for name in form.values.keys() - {"form_key", "csrf_token"}:
            kind = form.kinds.get(name, "")
            for text in islice(turn[kind], AT_A_TIME) if kind in turn else CHOICES[:1]:
                sender.send(form, f"{name} {text[:20]!r}", form.sent(**{name: text}))

    assert "\n".join(sender.failed) == ""
    assert len(forms) > 50
    assert taken > len(forms) * 0.6  # what is refused as it stands tries little


QUERIES = (
    "page", "q", "state", "sort", "category", "unit", "region", "forum", "hotel", "only", "seen", "hall", "award",
    "grades", "kind", "action", "actor", "of", "next",
)  # fmt: skip
NO_KEY = {"portal.badge_picture"}
"""The world's badges are signed with a key that this installation hasn't: a fault of its own, told as such."""
NO_SUCH = ("gate", "certificate")
"""Answered by 404 before the others are looked at."""
ASKED = ("-1", str(2**70), "9" * 5_000, "drop", "张²\\%")


def test_no_query_of_any_page_is_answered_by_a_500(kept: World) -> None:  # noqa: F811
    client = kept.client("admin")
    sender = Sender(client)

    for call in kept.calls():
        if call.method == "GET" and call.rule.endpoint not in NO_KEY:
            form = Form(kept.address(call.rule), "get")
            for text in ASKED:
                sender.send(form, f"?*={text[:20]}", dict.fromkeys(QUERIES, text))
            for name in NO_SUCH:
                sender.send(form, f"?{name}=2**70", {name: str(2**70)})

    assert "\n".join(sender.failed) == ""
    assert sender.count > 250


def test_no_body_of_another_kind_is_answered_by_a_500(kept: World) -> None:  # noqa: F811
    """JSON, a broken multipart, XML, bytes that are no UTF-8, to every address that takes a POST."""
    client = kept.client("admin")
    bodies = (
        ("application/json", b"[1, 2]"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("application/xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"name=%ff%fe&form_key=%00"),
        ("application/x-www-form-urlencoded", b"name=%ED%A0%80&title=%FF&reason=%00&form_key=" + KEY.encode()),
    )  # fmt: skip
    failed = []
    for call in kept.calls():
        if call.method != "POST" or str(call.rule).endswith(LEFT_OUT):
            continue
        for kind, body in bodies:
            try:
                with client.post(kept.address(call.rule), data=body, content_type=kind) as answer:
                    status = answer.status_code
            except Exception as error:
                status = 599
                failed.append(f"{call} {kind} {body[:9]!r}: {error!r}"[:200])
            if status >= 500:
                failed.append(f"{call} {kind} {body[:9]!r}: {status}")

    assert "\n".join(failed) == ""
