"""All errors: each says what happened, to which call, and what to do. All can be pickled; none shows a secret."""

import copyreg
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Self

import attrs

__all__ = ["Attempt", "ConfigurationError", "Outcome", "PaginationError", "TelephonyError"]
__all__ += ["ConnectError", "DeadlineExceeded", "ReadTimeout", "TLSError", "TransportError"]
__all__ += ["LostResponse", "ProtocolError", "ProxyError", "RedirectRefused"]
__all__ += ["BadResponse", "BodyTooLarge", "DecodeError", "EmptyResponse", "ModelMismatch"]
__all__ += ["TruncatedBody", "UnexpectedContent"]
__all__ += ["ApiError", "AuthenticationError", "BadRequest", "Conflict", "NotFound", "PaymentRequired"]
__all__ += ["PermissionDenied", "RateLimited", "ServerError", "ValidationFailed"]


class Outcome(StrEnum):
    """What is known about a failed request; it decides whether the request may be sent again."""

    NOT_SENT = "not_sent"
    """It was not sent: any call may be repeated."""
    REFUSED = "refused"
    """The vendor refused to process it (429): any call may be repeated."""
    UNKNOWN = "unknown"
    """It was sent and may have been carried out: only safe or idempotent calls are repeated."""
    ANSWERED = "answered"
    """The vendor decided: a repeat would be answered the same."""


@attrs.frozen
class Attempt:
    """One attempt of a call on the wire.

    Attributes:
        at: seconds since the call began.
        status: the HTTP status, or None when no answer came.
        error: the name of the error class, or None when the attempt succeeded.
        wait: seconds waited after it, before the next attempt.
    """

    at: float
    status: int | None = None
    error: str | None = None
    wait: float = 0.0


class TelephonyError(Exception):
    """The root of every error this package raises.

    Attributes:
        advice: what to do, empty if there is nothing to say.
        vendor: the vendor's name in lower case, or None for an error outside of any call.
        method, url: the call; the URL has no user info, and values that look secret are removed.
        outcome: whether the request was not sent, refused, answered, or unknown.
        attempts: the attempts so far, oldest first.
        cursor: where to resume, if a page of a list failed: pass it to the same list method.
    """

    advice: str = ""
    outcome: Outcome = Outcome.NOT_SENT
    vendor: str | None = None
    method: str | None = None
    url: str | None = None
    attempts: Sequence[Attempt] = ()
    cursor: Mapping[str, Any] | None = None

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def about(self, *, vendor: str, method: str, url: str) -> Self:
        """Say which call this error is about, and return the error."""
        self.vendor, self.method, self.url = vendor, method, url
        return self

    def headline(self) -> str:
        """Return what happened in one sentence, without the call or advice."""
        return self.message

    def __str__(self) -> str:
        call = f"{self.vendor} {self.method} {self.url}: " if self.method else ""
        tries = f" ({len(self.attempts)} attempts)" if len(self.attempts) > 1 else ""
        return f"{call}{self.headline()}{tries}{f' {self.advice}' if self.advice else ''}"

    def __reduce__(self) -> tuple[Any, ...]:
        state = {**self.__dict__, "args": self.args}  # an OSError made without __init__ has no args
        return copyreg.__newobj__, (type(self), *self.args), state  # type: ignore[attr-defined]


class ConfigurationError(TelephonyError):
    """A client, an option or an argument is unusable; nothing was sent."""


class TransportError(TelephonyError):
    """No usable HTTP answer arrived."""

    outcome = Outcome.UNKNOWN


class ConnectError(TransportError, ConnectionError):
    """No connection to the vendor could be made: refused, unreachable, too slow, or no such host (`unresolved`)."""

    outcome = Outcome.NOT_SENT
    advice = "Check the network and base_url; nothing was sent, so the call may be repeated."
    unresolved: bool = False


class ProxyError(ConnectError):
    """The proxy could not be reached, or answered with `status` instead of letting the request through."""

    advice = "Check Options.proxy, the environment or the session that was given; the call may be repeated."
    status: int | None = None


class TLSError(TransportError):
    """The vendor's certificate was not accepted, or the handshake failed; it is never tried again."""

    outcome = Outcome.NOT_SENT
    advice = "Check base_url and the machine's certificates; the connection is never made without them."


class ReadTimeout(TransportError, TimeoutError):
    """The request was sent and no answer came within Timeouts.read."""

    advice = "It may have been carried out: look before you repeat a write, or raise Timeouts.read."


class LostResponse(TransportError):
    """The connection ended after the request was sent and before the answer was complete."""

    advice = "It may have been carried out: look before you repeat a write."


class ProtocolError(TransportError):
    """The answer is not valid HTTP."""

    advice = "Check that base_url points at the vendor's API and not at a proxy."


class RedirectRefused(TransportError):
    """The vendor answered with a redirect: none is followed with credentials, and by a download only if it is safe."""

    outcome = Outcome.ANSWERED
    advice = "If the vendor has moved, set base_url to its new address."


class DeadlineExceeded(TransportError, TimeoutError):
    """Options.deadline passed while queueing, sending or waiting to try again."""

    outcome = Outcome.NOT_SENT
    advice = "Raise Options.deadline, or lower the load."


class BadResponse(TelephonyError):
    """The answer cannot be used.

    Attributes:
        status: the HTTP status.
        headers: the answer's headers, names in lower case.
        body: the answer's bytes, as far as they were read; the beginning of one that is too large.
    """

    outcome = Outcome.UNKNOWN
    status: int = 0
    headers: Mapping[str, str] = {}
    body: bytes = b""

    def with_response(self, *, status: int, headers: Mapping[str, str], body: bytes) -> Self:
        """Attach the answer, and return the error."""
        self.status, self.headers, self.body = status, headers, body
        return self


class DecodeError(BadResponse):
    """The body is not JSON: broken text, encoding, nesting or numbers."""

    advice = "The bytes are kept in .body."


class UnexpectedContent(BadResponse):
    """The body is of another kind than was asked for, such as an HTML page in place of JSON; never asked for again."""

    outcome = Outcome.ANSWERED
    advice = "A proxy or a wrong base_url gives pages; client.download takes any content. The beginning is in .body."


class TruncatedBody(BadResponse):
    """The connection ended in the middle of the body."""

    advice = "Use nothing of it."


class BodyTooLarge(BadResponse):
    """The decoded body is larger than Options.max_body, or a file than its max_bytes; the connection was closed."""

    advice = "Ask for smaller pages, or raise the limit."
    outcome = Outcome.ANSWERED


class EmptyResponse(BadResponse):
    """A success without a body where data was expected."""


class ModelMismatch(BadResponse):
    """The data lacks a required field of its model, or has it in another type.

    Attributes:
        path: where, such as ``$[3].agent.id``.
        data: the whole decoded answer.
    """

    outcome = Outcome.ANSWERED
    advice = "The decoded answer is kept in .data; client.request(...) without `into` gives it without a model."
    path: str = "$"
    data: Any = None

    def at(self, step: str) -> Self:
        """Put one step before the path, and return the error."""
        self.path = f"${step}{self.path[1:]}"
        return self

    def headline(self) -> str:
        """Return what does not fit, and where."""
        return f"{self.message} at {self.path}"


class ApiError(TelephonyError):
    """The vendor answered with an error.

    Attributes:
        status: the HTTP status; 200 when the error came inside a success.
        code: the vendor's error code, None if it gives none.
        errors: field -> texts, for invalid data; texts without a field are under ``""``.
        details: other information from the vendor.
        body: the answer's bytes.
        headers: the answer's headers, names in lower case.
        request_id: the vendor's or its proxy's id of the request, or None.
        retry_after: seconds until the call may be made again: what the vendor asked for, else, after a 429 or in an
            outage, when the account's gate opens; None if neither is known.
    """

    outcome = Outcome.ANSWERED
    status: int = 0
    code: str | None = None
    errors: Mapping[str, Sequence[str]] = {}
    details: Mapping[str, Any] = {}
    body: bytes = b""
    headers: Mapping[str, str] = {}
    request_id: str | None = None
    retry_after: float | None = None

    def headline(self) -> str:
        """Return the status, the vendor's words, its code and its field errors."""
        code = f" [{self.code}]" if self.code else ""
        fields = "; ".join(
            f"{name}: {', '.join(texts)}" if name else ", ".join(texts) for name, texts in self.errors.items()
        )
        words = self.message.strip().rstrip(".") or "no message"
        return f"{self.status} {words}{code}{f' ({fields})' if fields else ''}."


class BadRequest(ApiError):
    """400, 405, 406, 413, 415 and other refusals of the request's form."""


class AuthenticationError(ApiError):
    """401: the key is missing, wrong, expired or revoked."""

    advice = "Check the key and that it belongs to this base_url."


class PaymentRequired(ApiError):
    """402: credit is used up, a payment is due, or the plan does not include this."""

    advice = "Check the account's plan, billing and credit."


class PermissionDenied(ApiError):
    """403: the key's owner may not do this."""


class NotFound(ApiError):
    """404, or the vendor's own way of saying that there is no such thing (`status` keeps the real status)."""


class Conflict(ApiError):
    """409, or the vendor's own way of saying that it exists already or is in use."""


class ValidationFailed(ApiError):
    """422: the data was not accepted; see `errors`."""


class RateLimited(ApiError):
    """429: the account is throttled, and the deadline or max_wait allows no longer wait.

    Attributes:
        waited: seconds this call has waited because the account was throttled or the vendor was down.
    """

    outcome = Outcome.REFUSED
    advice = "Repeat later, raise Options.deadline or Options.max_wait, or send less."
    waited: float = 0.0


class ServerError(ApiError):
    """5xx: the vendor failed; or it is known to be down (503, `outcome` not sent), and the call could not wait."""

    outcome = Outcome.UNKNOWN
    advice = "It may have been carried out: look before you repeat a write."


class PaginationError(TelephonyError):
    """A list cannot be read to its end: pages repeat, a cursor does not match, or the list changed too much."""

    outcome = Outcome.ANSWERED
