"""Against a real server: TLS, passwords, answers in words."""

import datetime
import ipaddress
import ssl
from email.headerregistry import Address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from meeting.config import MailServer, Settings, settings_from
from meeting.db import uuid7
from meeting.mail.courier import Courier
from meeting.mail.errors import MailNotSet, MessageRefused, ServerAway, ServerRefused, TryLater
from meeting.mail.mime import Outgoing
from tests.conftest import AT
from tests.databases import free_port
from tests.mail.serving import PASSWORD, USER, smtp_server

# The server sees TLS only where STARTTLS began it, and warns of what it takes for a bare password.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

SENDER = Address("江苏省档案学会", addr_spec="office@example.org")


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    """A certificate for 127.0.0.1, and the file that makes a client trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file


def settings(tmp_path, server):
    return Settings(
        instance=tmp_path, url="http://127.0.0.1:8000", database="sqlite://", host="127.0.0.1", port=8000, proxies=0,
        mail_server=server, mail_from=SENDER,
    )  # fmt: skip


def courier(tmp_path, port, **values):
    return Courier(settings(tmp_path, MailServer(**({"host": "127.0.0.1", "port": port, "wrapped": False} | values))))


def letter(address="zhang@example.com"):
    return Outgoing(
        id=uuid7(), sender=SENDER, name="张三", address=address, subject="证书", text="您好", at=AT
    ).as_mime()  # fmt: skip


def deliver(found, address="zhang@example.com"):
    with found as courier:
        courier.deliver(letter(address), address)


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_letter_goes_over_tls_with_the_password(tmp_path, tls, monkeypatch, wrapped):
    context, file = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with smtp_server(tls=context, wrapped=wrapped, auth=True) as (post, port):
        deliver(courier(tmp_path, port, wrapped=wrapped, user=USER, password=PASSWORD))

    assert post.envelopes == [("office@example.org", ["zhang@example.com"])]


def test_the_address_of_the_setting_holds_any_password(tmp_path, tls, monkeypatch):
    context, file = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with smtp_server(tls=context, wrapped=True, auth=True) as (post, port):
        found = settings_from(
            {
                "MEETING_INSTANCE": str(tmp_path),
                "MEETING_SMTP_URL": f"smtps://{USER}:geheim%2F%231@127.0.0.1:{port}",
                "MEETING_MAIL_FROM": "江苏省档案学会 <office@example.org>",
            }
        )
        deliver(Courier(found))

    assert post.letters[0]["From"] == "江苏省档案学会 <office@example.org>"
    assert "geheim" not in repr(found)


def test_a_server_that_nobody_vouches_for_gets_no_password(tmp_path, tls):
    context, _ = tls
    with smtp_server(tls=context, auth=True) as (post, port), pytest.raises(ServerRefused) as refused:
        deliver(courier(tmp_path, port, user=USER, password=PASSWORD))

    assert ("证书不能信任" in str(refused.value), post.letters) == (True, [])


def test_without_encryption_nothing_leaves_the_machine(tmp_path):
    elsewhere = "127.0.0.2"  # another machine, as far as the courier knows
    with smtp_server(host=elsewhere) as (post, port), pytest.raises(ServerRefused) as refused:
        deliver(courier(tmp_path, port, host=elsewhere))

    assert ("不支持加密" in str(refused.value), post.letters) == (True, [])


def test_a_wrong_password_is_told_without_it(tmp_path, tls, monkeypatch):
    context, file = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with smtp_server(tls=context, auth=True) as (_, port), pytest.raises(ServerRefused) as refused:
        deliver(courier(tmp_path, port, user=USER, password="wrong-one"))

    assert ("用户名或密码不对" in str(refused.value), "wrong-one" in str(refused.value)) == (True, False)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("450 4.2.0 greylisted", TryLater), ("452 4.2.2 mailbox full", TryLater), ("421 4.7.0 busy", TryLater),
        ("550 5.1.1 <zhang@example.com>: no such user", MessageRefused), ("552 5.2.2 full", MessageRefused),
    ],
)  # fmt: skip
def test_what_the_server_says_of_an_address_is_told_without_it(tmp_path, answer, kind):
    with smtp_server() as (post, port), courier(tmp_path, port) as found:
        post.answers["zhang@example.com"] = [answer]
        with pytest.raises(kind) as refused:
            found.deliver(letter(), "zhang@example.com")
        found.deliver(letter("li@example.com"), "li@example.com")  # the next one isn't to blame

    assert (answer[:3] in str(refused.value), "zhang@" in str(refused.value)) == (True, False)
    assert post.to() == ["li@example.com"]


@pytest.mark.parametrize(("answer", "kind"), [("554 5.7.1 spam", MessageRefused), ("451 4.3.0 later", TryLater)])
def test_what_it_says_of_the_content_is_of_this_message(tmp_path, answer, kind):
    with smtp_server() as (post, port):
        post.data_answer = answer
        with pytest.raises(kind):
            deliver(courier(tmp_path, port))


@pytest.mark.parametrize(("answer", "kind"), [("553 5.7.1 not you", ServerRefused), ("450 too many", ServerAway)])
def test_what_it_says_of_the_sender_is_of_all(tmp_path, answer, kind):
    with smtp_server() as (post, port):
        post.mail_answer = answer
        with pytest.raises(kind):
            deliver(courier(tmp_path, port))


def test_a_server_that_isnt_there_is_away(tmp_path):
    with pytest.raises(ServerAway) as away:
        deliver(courier(tmp_path, free_port()))

    assert "没有开，或端口不对" in str(away.value)


def test_a_connection_holds_many_and_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr("meeting.mail.courier.AT_ONCE", 2)
    with smtp_server() as (post, port), courier(tmp_path, port) as found:
        for number in range(5):
            found.deliver(letter(f"a{number}@example.com"), f"a{number}@example.com")

    assert post.to() == [f"a{number}@example.com" for number in range(5)]


def test_without_settings_there_is_no_courier(tmp_path):
    with pytest.raises(MailNotSet):
        Courier(settings(tmp_path, None))
