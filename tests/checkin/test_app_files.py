"""What a phone keeps of the page at a gate: all that it loads, and little enough for a venue's network."""

import gzip
import json
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PACKED = {"Accept-Encoding": "gzip, deflate, br"}


def asked(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    """The answer, read whole: until then a file of ours is open."""
    with client.get(path, headers=headers) as answer:
        assert answer.status_code in {200, 304}, path
        answer.get_data()
        return answer


def kept(client: FlaskClient) -> list[str]:
    script = client.get("/check-in/app/worker.js").text
    return json.loads(re.search(r"const FILES = (\[.*?\]);", script)[1])


def wanted(client: FlaskClient) -> set[str]:
    """The page, what it names, and what its modules import."""
    page = client.get("/check-in/app").text
    named = re.findall(r'(?:href|src|data-wasm|data-reader)="(/(?:static|check-in)/[^"#]+)', page)
    found = {unquote(each) for each in named}
    waiting = [each for each in found if each.endswith(".js")]
    while waiting:
        path = waiting.pop()
        for name in re.findall(r'from "(\.[^"]+)"|import "(\.[^"]+)"', asked(client, path).text):
            parts: list[str] = []
            for part in (PurePosixPath(path).parent / (name[0] or name[1])).parts:
                if part == "..":
                    parts.pop()
                else:
                    parts.append(part)
            one = "/" + "/".join(parts[1:])
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found - {each for each in found if "old-browser" in each}


def test_all_that_the_page_loads_is_kept(client: FlaskClient) -> None:
    files = {unquote(each) for each in kept(client)}

    assert len(files) > 30
    assert wanted(client) - files == set()


def test_first_start_is_less_than_five_seconds_at_1_6_mbit_s(client: FlaskClient) -> None:
    sizes = {path: len(asked(client, path, **PACKED).data) for path in kept(client)}

    assert sum(sizes.values()) < 4 * 1.6e6 / 8, sorted(sizes.items(), key=lambda pair: -pair[1])[:5]


def test_static_files_are_packed_for_whoever_takes_that_and_the_same(client: FlaskClient) -> None:
    plain = asked(client, "/static/js/app.js")
    packed = asked(client, "/static/js/app.js", **PACKED)
    again = asked(client, "/static/js/app.js", **PACKED, **{"If-None-Match": packed.headers["ETag"]})
    page = client.get("/check-in/app", headers=PACKED)

    assert "Content-Encoding" not in plain.headers
    assert (packed.headers["Content-Encoding"], "Accept-Encoding" in packed.headers["Vary"]) == ("gzip", True)
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert again.status_code == 304
    assert "Content-Encoding" not in page.headers
