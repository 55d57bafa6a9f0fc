"""The certificate that a society signs its PDFs with: two files that the operator puts into the instance folder."""

from pathlib import Path

from flask import current_app

from meeting.accounts.models import Society
from meeting.documents.signing import Signer, load_signer
from meeting.errors import N_, Conflict


class SigningFileOpen(Conflict):
    """Others on the machine could sign as the society."""

    code = "signing-file-open"
    sentence = N_("签名证书的文件 %(name)s 别的用户也能读取，没有签名。请系统管理员运行 chmod 600 收紧权限。")
    field = "signed"


class SignerMissing(Conflict):
    """The society has no certificate here."""

    code = "signer-missing"
    sentence = N_("“%(society)s”没有签名证书。请系统管理员放到 %(name)s，或不签名打印。")
    field = "signed"


def has_signer(society: Society) -> bool:
    """Whether the operator has put a certificate there."""
    return _file(society, ".p12").is_file()


def signer_of(society: Society) -> Signer:
    """``signing/<slug>.p12`` and, where it has one, its password in ``signing/<slug>.password``, both of mode 600.

    Raises ``SignerMissing``, ``SigningFileOpen``, ``SigningUnavailable``, ``SignerUnusable``.
    """
    pkcs12, password = _file(society, ".p12"), _file(society, ".password")
    if not pkcs12.is_file():
        raise SignerMissing(society=society.name, name=f"signing/{pkcs12.name}")
    for file in (pkcs12, password):
        if file.exists() and file.stat().st_mode & 0o077:
            raise SigningFileOpen(name=f"signing/{file.name}")
    words = password.read_text(encoding="utf-8").rstrip("\r\n") if password.is_file() else ""
    return load_signer(pkcs12.read_bytes(), words)


def _file(society: Society, suffix: str) -> Path:
    folder: Path = current_app.config["MEETING"].instance / "signing"
    return folder / f"{society.slug}{suffix}"
