"""A real signature on a finished PDF (ISO 32000-1, 12.8: CMS, SHA-256), with the society's certificate.

pyHanko does it; it comes with ``meeting[signing]`` only, and is imported where it is needed. The signature is added
behind the file, whose own bytes stay as they are, and shows in the reader's panel, not on the page.
"""

import importlib.util
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from meeting.errors import N_, Conflict

FIELD = "Signature1"
BESIDES = 3_000
"""Bytes of a signature beside the certificates: an RSA key of 4,096 bits takes some 1,200."""


class SigningUnavailable(Conflict):
    """pyHanko isn't installed."""

    code = "signing-unavailable"
    sentence = N_("这套安装没有 PDF 签名的部件。请系统管理员安装 meeting[signing]，或不签名打印。")
    field = "signed"


class SignerUnusable(Conflict):
    """No PKCS#12, another password, or no key and certificate in it."""

    code = "signer-unusable"
    sentence = N_("签名证书打不开：不是 .p12 文件，密码不对，或里面没有私钥。请系统管理员核对。")
    field = "signed"


class SignerExpired(Conflict):
    """The certificate doesn't hold at that instant: every reader would call the signature invalid."""

    code = "signer-expired"
    sentence = N_("签名证书的有效期是 %(starts)s 至 %(ends)s，现在不能用来签名。请系统管理员换一份，或不签名打印。")
    field = "signed"


@dataclass(frozen=True)
class Signer:
    """A certificate with its key. Made by ``load_signer``."""

    name: str
    """The certificate's common name."""
    key: Any
    """pyHanko's own signer."""
    room: int
    """Hexadecimal digits that a signature takes in the file at most: pyHanko would sign twice to find out."""


def can_sign() -> bool:
    """Whether pyHanko is installed."""
    return importlib.util.find_spec("pyhanko") is not None


def load_signer(pkcs12: bytes, password: str) -> Signer:
    """From a .p12 or .pfx file. Raises ``SigningUnavailable``, ``SignerUnusable``."""
    if not can_sign():
        raise SigningUnavailable
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import SimpleSigner

    try:
        key = SimpleSigner.load_pkcs12_data(pkcs12, other_certs=[], passphrase=password.encode() or None)
    except (SigningError, ValueError, TypeError, AttributeError) as error:  # a file that isn't PKCS#12 is any of these
        raise SignerUnusable from error
    if key is None or key.signing_cert is None:
        raise SignerUnusable
    name = key.signing_cert.subject.native.get("common_name", "")
    chain = {certificate.dump() for certificate in (key.signing_cert, *key.cert_registry)}
    return Signer(str(name), key, room=2 * (sum(map(len, chain)) + BESIDES))


def sign_pdf(pdf: bytes, signer: Signer, *, at: datetime, reason: str = "") -> bytes:
    """The file with a signature behind it, dated ``at``. Raises ``SignerExpired``.

    Not the same bytes twice: the format asks for a new identifier at each signing.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    starts, ends = signer.key.signing_cert.not_valid_before, signer.key.signing_cert.not_valid_after
    if not starts <= at <= ends:
        raise SignerExpired(starts=starts.date(), ends=ends.date())

    class Dated(PdfSigner):  # type: ignore[misc, unused-ignore]
        """pyHanko takes the machine's clock and has no other way to say when."""

        def init_signing_session(self, *arguments: Any, **options: Any) -> Any:
            session = super().init_signing_session(*arguments, **options)
            session.system_time = at
            return session

    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", reason=reason or None, name=signer.name or None
    )
    signed = Dated(metadata, signer=signer.key).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=signer.room
    )
    return bytes(signed.getvalue())
