"""Why a webhook delivery is not accepted, and what to answer."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from telephony_clients.core.errors import TelephonyError

__all__ = ["Rejection", "WebhookRejected"]


class Rejection(StrEnum):
    """Why a webhook delivery was not accepted."""

    MISSING = "missing"
    """It has no signature or key where the scheme puts it."""
    MALFORMED = "malformed"
    """It cannot be read: a malformed signature, a field that is there twice, a body that the vendor does not send."""
    MISMATCH = "mismatch"
    """Its signature or key matches no secret: it is forged, was changed on the way, or a secret is wrong."""
    TOO_OLD = "too_old"
    """It was signed longer ago than the tolerance."""
    TOO_NEW = "too_new"
    """It was signed further in the future than the tolerance: one of the clocks is wrong."""
    REPLAY = "replay"
    """It is authentic but was accepted before."""
    TOO_LARGE = "too_large"
    """Its body is larger than the verifier takes."""


class WebhookRejected(TelephonyError):
    """A delivery to your webhook is not authentic, or was accepted before.

    Attributes:
        reason: why; the message explains it. Neither shows anything of the delivery or of the secrets.
    """

    reason: Rejection = Rejection.MALFORMED

    def because(self, reason: Rejection) -> Self:
        """Say why, and return the error."""
        self.reason = reason
        return self

    @property
    def status(self) -> int:
        """The HTTP status to answer with: 200 for a replay, which ends the sender's repeats, else 400, 401 or 413."""
        return _ANSWERS[self.reason]


_ANSWERS: Mapping[Rejection, int] = {
    Rejection.MISSING: 401,
    Rejection.MALFORMED: 400,
    Rejection.MISMATCH: 401,
    Rejection.TOO_OLD: 401,
    Rejection.TOO_NEW: 401,
    Rejection.REPLAY: 200,
    Rejection.TOO_LARGE: 413,
}
