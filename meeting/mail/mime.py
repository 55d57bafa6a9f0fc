"""A message as it goes over the wire (RFC 5322, MIME)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

POLICY = SMTP.clone(cte_type="7bit")
"""Pure ASCII on the wire, whatever the servers in between can do. Refuses line breaks in headers."""


@dataclass(frozen=True)
class File:
    """An attachment."""

    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True)
class Outgoing:
    """What is written to whom."""

    id: UUID
    sender: Address
    name: str
    address: str
    subject: str
    text: str
    at: datetime
    files: Sequence[File] = ()

    def as_mime(self) -> EmailMessage:
        """Names of attachments as RFC 2231 has them, words in headers as RFC 2047. The same letter has the same
        Message-ID. Raises ``ValueError`` for a line break in a header.
        """
        mime = EmailMessage(policy=POLICY)
        mime["From"] = self.sender
        mime["To"] = Address(self.name, addr_spec=self.address)
        mime["Subject"] = self.subject
        mime["Date"] = format_datetime(self.at)
        mime["Message-ID"] = f"<{self.id}@{self.sender.domain}>"
        mime["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers "I'm on holiday"
        mime.set_content(self.text, cte="base64")
        for file in self.files:
            maintype, _, subtype = file.mimetype.partition("/")
            mime.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=file.name)
        return mime
