"""Signed codes: small enough, checked with nothing but the public key, by us, by cryptography alone and by openssl."""

import base64
import hashlib
import random
import shutil
import subprocess

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from meeting.accounts.actors import OPERATOR
from meeting.awards.codes import SIGNED, Code, code_text, read_code, verify_url, words_digest
from meeting.awards.errors import CertificateKeyMissing, CertificateUnknown, CodeForged, CodeUnsigned, WordsDiffer
from meeting.awards.keys import certificate_keys, public_text
from meeting.awards.models import Certificate
from meeting.awards.offline import Words, public_keys, verify_offline
from meeting.awards.operations import issue_certificates
from meeting.awards.verification import code_of, verify_code
from meeting.db import db, transaction
from meeting.documents.layouts.kinds import Kind
from meeting.documents.qr import qr_code
from meeting.printing.items import PrintOrder
from meeting.printing.standing import select
from meeting.signing import public_pem
from tests.awards.making import issued, make_award, make_hosted, make_recipient
from tests.awards.test_cli import run
from tests.conftest import AT
from tests.databases import URL

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
WORDS = Words("JSSDAXH-2020-ZS-0001", "欧阳修文、张三", "2020年度优秀论文", "一等奖")


@pytest.fixture
def certificate(app):
    meeting = make_hosted()
    award = make_award(meeting, grades={"一等奖": None})
    make_recipient(award, "欧阳修文", "张三", unit_name="扬州市档案馆", grade="一等奖", work="某篇论文")
    return issued(meeting)[0]


@pytest.fixture
def text(certificate):
    return code_text(code_of(certificate))


@pytest.fixture
def key_file(certificate, tmp_path):
    file = tmp_path / "certificate.pem"
    file.write_text(public_text(), encoding="ascii")
    return file


def test_the_code_fits_a_qr_code_of_version_7_for_a_host_of_twenty(text):
    assert len(text) == SIGNED
    assert set(text) <= set(ALPHABET)
    assert qr_code(verify_url("https://" + "h" * 20, text)).size == 4 * 7 + 17


def test_the_code_is_the_same_whenever_it_is_asked_for_even_without_the_key(app, certificate, text):
    certificate_keys()._path(certificate.key_id).unlink()
    app.extensions.pop("certificate_keys")

    assert code_text(code_of(db.session.scalars(sa.select(Certificate)).one())) == text
    assert verify_code(text).number == certificate.number


def test_a_signed_code_verifies_offline_bare_with_its_words_and_typed_otherwise(text, key_file):
    keys = public_keys(key_file)

    for given in (text, text.lower(), f"{URL}/V/{text}", f"HTTPS://X.ORG/V/{text}", f" {text[:50]} {text[50:]}"):
        assert verify_offline(given, keys, WORDS) == verify_offline(text, keys)
    typed = Words("ｊｓｓｄａｘｈ—2020—zs—0001", "欧阳修文、张　三", "２０２０年度优秀论文", " 一等奖")
    assert verify_offline(text, keys, typed)


@pytest.mark.parametrize(
    ("field", "value"),
    [("number", "JSSDAXH-2020-ZS-0002"), ("name", "张三、欧阳修文"), ("award", "2021年度优秀论文"), ("grade", "特等奖"),
     ("grade", "")],
)  # fmt: skip
def test_words_that_were_changed_are_told(text, key_file, field, value):
    changed = Words(**{**{each: getattr(WORDS, each) for each in ("number", "name", "award", "grade")}, field: value})

    with pytest.raises(WordsDiffer):
        verify_offline(text, public_keys(key_file), changed)


def test_no_altered_code_verifies_offline_or_online(certificate, text, key_file):
    """Each character changed, and 2,000 random mutations: 0 accepted."""
    random.seed(4)
    keys = public_keys(key_file)
    tried = {text[:place] + other + text[place + 1:] for place in range(SIGNED) for other in random.sample(ALPHABET, 2)}
    while len(tried) < 2_000:
        place, length = random.randrange(SIGNED), random.randint(1, 6)
        tried.add((text[:place] + "".join(random.choices(ALPHABET, k=length)) + text[place + length:])[:SIGNED])
    tried -= {text}

    accepted = []
    for each in sorted(tried):
        for verify in (lambda one: verify_offline(one, keys), verify_code):
            try:
                accepted.append(verify(each))
            except (CertificateUnknown, CodeForged):
                continue
    assert accepted == []


def test_another_installation_s_key_is_refused(certificate, text):
    other = Ed25519PrivateKey.generate()
    forged = Code(certificate.code, 1, words_digest("X-1", "某人", "某奖", ""), b"")
    signed = Code(forged.text, forged.key_id, forged.words, other.sign(forged.signed))

    with pytest.raises(CodeForged):
        verify_offline(text, [other.public_key()])
    assert verify_offline(code_text(signed), [other.public_key()])  # the control
    with pytest.raises(CertificateUnknown):
        verify_code(code_text(signed))


def test_a_code_of_26_characters_goes_on_to_verify_online_only(certificate, key_file):
    assert verify_code(certificate.code).number == certificate.number
    with pytest.raises(CodeUnsigned):
        verify_offline(certificate.code, public_keys(key_file))


def test_a_certificate_numbered_before_there_were_signatures_keeps_its_code(app, certificate):
    db.session.execute(sa.update(Certificate).values(key_id=None, signature=None))
    db.session.commit()

    assert code_text(code_of(certificate)) == certificate.code
    assert verify_code(certificate.code).number == certificate.number


def test_words_altered_in_the_database_no_longer_verify_by_the_printed_code(certificate, text):
    db.session.execute(sa.update(Certificate).values(grade="特等奖"))
    db.session.commit()

    with pytest.raises(CertificateUnknown):
        verify_code(text)


def test_the_recipe_of_the_documentation_needs_only_cryptography(certificate, text):
    """docs/verification.md, step by step, with nothing of ours."""
    raw = base64.b32decode(text + "=" * (-len(text) % 8))
    key = load_pem_public_key(public_text().split("\n", 1)[1].encode())
    words = "\n".join(["JSSDAXH-2020-ZS-0001", "欧阳修文、张三", "2020年度优秀论文", "一等奖"])

    key.verify(raw[27:], raw[:27])
    assert raw[17:27] == hashlib.sha256(words.encode()).digest()[:10]
    with pytest.raises(InvalidSignature):
        key.verify(raw[27:], raw[:26] + b"\0")


def test_openssl_verifies_the_signature(text, key_file, tmp_path):
    openssl = shutil.which("openssl")
    assert openssl, "openssl is missing (Debian: openssl)"
    raw = base64.b32decode(text + "=" * (-len(text) % 8))
    (tmp_path / "signed").write_bytes(raw[:27])
    (tmp_path / "signature").write_bytes(raw[27:])
    (tmp_path / "key.pem").write_text(key_file.read_text().split("\n", 1)[1])
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "signed", "-sigfile",
               "signature"]  # fmt: skip

    good = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    (tmp_path / "signed").write_bytes(raw[:26] + b"\0")
    bad = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert (good.returncode, "Verified Successfully" in good.stdout) == (0, True), good.stderr
    assert bad.returncode != 0


def test_the_command_verifies_offline_without_a_database(app, certificate, text, key_file):
    number, code = certificate.number, certificate.code
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))
    offline = ("verify", "--offline", "--key", key_file)
    words = ("--number", number, "--name", "欧阳修文、张三", "--award", "2020年度优秀论文")

    alone = run(app, *offline, text)
    whole = run(app, *offline, text, *words, "--grade", "一等奖")
    changed = run(app, *offline, text, *words, "--grade", "特等奖")
    bare = run(app, *offline, code)
    half = run(app, *offline, text, "--number", number)
    keyless = run(app, "verify", "--offline", text)
    no_key = run(app, "verify", "--offline", "--key", __file__, text)

    assert (alone[0], alone[1].split("。")[0]) == (0, "代码是这把密钥签发的")
    assert (whole[0], whole[1]) == (0, "代码和文字都与签发时一致。\n")
    assert "离线查不出后来有没有撤销" in whole[2]
    assert (changed[0], changed[2].split("，")[0]) == (1, "代码是真的")
    assert (bare[0], "没有签名" in bare[2]) == (1, True)
    assert (half[0], keyless[0]) == (2, 2)
    assert (no_key[0], "没有可用的公钥" in no_key[2]) == (1, True)


def test_the_public_keys_are_published_newest_first_and_old_ones_go_on_to_verify(app, client, certificate, text):
    run(app, "certificate-keys", "rotate")
    page, file = client.get("/verify/key"), client.get("/verify/key.pem")
    shown = run(app, "certificate-keys", "show")

    assert [line for line in file.text.splitlines() if line.startswith("certificate-")] == [
        "certificate-2", "certificate-1",
    ]  # fmt: skip
    assert public_pem(certificate_keys().public(1)) in file.text
    assert "PRIVATE" not in file.text + page.text
    assert "certificate-2" in page.text
    assert shown[1] == file.text
    assert verify_code(text).number == certificate.number


def test_before_the_first_certificate_the_page_says_so_and_makes_no_key(app, client):
    assert "还没有公钥" in client.get("/verify/key").text
    assert client.get("/verify/key.pem").text == ""
    assert certificate_keys().ids() == []


def test_issuing_waits_for_a_lost_key_and_printing_does_not(app, certificate):
    meeting = certificate.recipient.award.meeting
    certificate_keys()._path(1).unlink()
    app.extensions.pop("certificate_keys")
    make_recipient(certificate.recipient.award, "王五", grade="一等奖")

    with pytest.raises(CertificateKeyMissing), transaction():
        issue_certificates(meeting, at=AT, by=OPERATOR)
    assert len(select(meeting, PrintOrder(Kind.HONOUR))) == 1
    assert certificate_keys().rotate() == 2
    assert issued(meeting)[0].key_id == 2


def test_a_sample_s_code_is_no_code(client, app):
    assert read_code("SAMPLE") is None
    answer = client.get("/V/SAMPLE")

    assert (answer.status_code, "校对用的样本" in answer.text) == (404, True)
