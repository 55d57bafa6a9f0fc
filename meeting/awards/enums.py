"""Kinds of awards and states of certificates."""

from enum import StrEnum

from meeting.errors import N_


class AwardKind(StrEnum):
    CERTIFICATE = "certificate"
    APPOINTMENT = "appointment"

    @property
    def label(self) -> str:
        """As a meeting's file writes it."""
        return {"certificate": N_("证书"), "appointment": N_("聘书")}[self.value]

    @property
    def series(self) -> str:
        """The letters in a certificate's number."""
        return {"certificate": "ZS", "appointment": "PS"}[self.value]


class CertificateState(StrEnum):
    VALID = "valid"
    REVOKED = "revoked"
    REISSUED = "reissued"

    @property
    def label(self) -> str:
        return {"valid": N_("有效"), "revoked": N_("已撤销"), "reissued": N_("已换发")}[self.value]
