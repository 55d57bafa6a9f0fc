"""A laptop's own certificate: a browser that trusts its authority is served over HTTPS, any other isn't."""

import ssl
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest

from meeting.certificates import certificate_of, make_certificate
from tests.serving import Installation


def test_meeting_serves_https_that_the_authority_vouches_for(tmp_path: Path) -> None:
    place = Installation(tmp_path)
    place.environment["MEETING_URL"] = f"https://127.0.0.1:{place.port}"
    place.url = place.environment["MEETING_URL"]
    place.run("init")
    authority = Path(place.run("certificate", "127.0.0.1", "laptop.local").strip())
    trusting = ssl.create_default_context(cafile=str(authority))

    with place.serving(trusting):
        with urllib.request.urlopen(f"{place.url}/healthz", timeout=5, context=trusting) as answer:
            status = answer.status
        with pytest.raises(urllib.error.URLError) as refused:
            urllib.request.urlopen(f"{place.url}/healthz", timeout=5)

    assert status == 200
    assert isinstance(refused.value.reason, ssl.SSLCertVerificationError)
    assert (tmp_path / "tls" / "server.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "tls" / "authority.key").stat().st_mode & 0o077 == 0


def test_authority_stays_when_the_address_changes(tmp_path: Path) -> None:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    first = make_certificate(tmp_path, ["192.168.1.10"], at=at).read_bytes()
    server = (tmp_path / "tls" / "server.crt").read_bytes()

    second = make_certificate(tmp_path, ["192.168.1.11"], at=at).read_bytes()

    assert first == second
    assert (tmp_path / "tls" / "server.crt").read_bytes() != server


def test_it_is_used_only_where_the_address_is_https(tmp_path: Path) -> None:
    assert certificate_of(tmp_path, "https://192.168.1.10:8000") is None
    make_certificate(tmp_path, ["192.168.1.10"], at=datetime(2026, 11, 26, tzinfo=UTC))

    assert certificate_of(tmp_path, "http://192.168.1.10:8000") is None
    assert certificate_of(tmp_path, "https://192.168.1.10:8000") is not None
