"""Signatures that pyHanko's own validation and poppler's find valid, and that a changed byte breaks."""

import io
import subprocess
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from meeting.documents import signing
from meeting.documents.cards import Certificate, cards_pdf
from meeting.documents.cutting import Run
from meeting.documents.layouts.kinds import Kind
from meeting.documents.signing import (
    SignerExpired,
    SignerUnusable,
    SigningUnavailable,
    load_signer,
    sign_pdf,
)
from tests.conftest import AT
from tests.documents.certificate_keys import NAME, PASSWORD, make_pkcs12
from tests.documents.reading import text_of

STARTS = AT - timedelta(days=1)


def a_pdf():
    page = Certificate(
        title="荣誉证书", salutation=(), body=((Run("张三同志获一等奖。"),),), issuers=(NAME,),
        date="二〇二〇年十二月八日", number="JS-2020-ZS-0001", code="HTTP://127.0.0.1/V/A",
    )  # fmt: skip
    return cards_pdf([page], title="证书", kind=Kind.HONOUR)


def validated(pdf, signer):
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    trust = ValidationContext(trust_roots=[signer.key.signing_cert], moment=AT)
    return signature, validate_pdf_signature(signature, trust)


@pytest.mark.parametrize("kind", ["RSA 2048", "RSA 4096", "EC"])
def test_sign_pdf_adds_a_valid_signature_of_that_instant_behind_the_file(kind):
    signer, pdf = load_signer(make_pkcs12(STARTS, kind=kind), PASSWORD), a_pdf()

    signed = sign_pdf(pdf, signer, at=AT, reason="证书")

    signature, status = validated(signed, signer)
    assert signer.name == NAME
    assert signed.startswith(pdf)
    assert (status.bottom_line, status.coverage.name) == (True, "ENTIRE_FILE")
    assert (status.signer_reported_dt, str(signature.sig_object["/M"])) == (AT, "D:20201120010000Z")
    assert text_of(signed) == text_of(pdf)


def test_poppler_finds_the_signature_valid(tmp_path):
    file = tmp_path / "signed.pdf"
    file.write_bytes(sign_pdf(a_pdf(), load_signer(make_pkcs12(STARTS), PASSWORD), at=AT))

    told = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True).stdout
    sound = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True)

    assert "Signature is Valid" in told
    assert f"Signer Certificate Common Name: {NAME}" in told
    assert "Total document signed" in told
    assert sound.returncode == 0, sound.stderr + sound.stdout


def test_a_changed_byte_breaks_the_signature():
    signer = load_signer(make_pkcs12(STARTS), PASSWORD)
    signed = bytearray(sign_pdf(a_pdf(), signer, at=AT))
    at = signed.index(b"/Title")
    signed[at + 1] ^= 1

    _, status = validated(bytes(signed), signer)

    assert (status.intact, status.bottom_line) == (False, False)


@pytest.mark.parametrize(
    ("data", "password"),
    [(None, "wrong"), (None, ""), (b"", ""), (b"no PKCS#12" * 20, PASSWORD), (b"0\x82", PASSWORD)],
    ids=["wrong", "no password", "empty", "another file", "cut"],
)
def test_load_signer_refuses_what_it_cannot_open(data, password):
    with pytest.raises(SignerUnusable):
        load_signer(make_pkcs12(STARTS) if data is None else data, password)


def test_load_signer_takes_a_file_without_password():
    assert load_signer(make_pkcs12(STARTS, password=""), "").name == NAME


@pytest.mark.parametrize("at", [STARTS - timedelta(seconds=1), STARTS + timedelta(days=3650, seconds=1)])
def test_sign_pdf_refuses_an_instant_at_which_the_certificate_does_not_hold(at):
    with pytest.raises(SignerExpired, match="2020-11-19 至 2030-11-17"):
        sign_pdf(a_pdf(), load_signer(make_pkcs12(STARTS), PASSWORD), at=at)


def test_load_signer_says_when_the_component_is_missing(monkeypatch):
    monkeypatch.setattr(signing, "can_sign", lambda: False)

    with pytest.raises(SigningUnavailable):
        load_signer(make_pkcs12(STARTS), PASSWORD)
