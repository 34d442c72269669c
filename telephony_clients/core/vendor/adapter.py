"""What differs between vendors: address, credential, envelope, errors, pages, throttling. No I/O, no clock."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import attrs

from telephony_clients.core import errors
from telephony_clients.core.errors import ApiError
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.vendor.paging import PageInfo, Paging
from telephony_clients.core.wire.request import Request

_FIRST_5XX = 500
_BY_STATUS: Mapping[int, type[ApiError]] = {
    401: errors.AuthenticationError,
    402: errors.PaymentRequired,
    403: errors.PermissionDenied,
    404: errors.NotFound,
    410: errors.NotFound,
    409: errors.Conflict,
    422: errors.ValidationFailed,
    429: errors.RateLimited,
}


@attrs.define
class Answer:
    """A success, taken out of its envelope.

    Attributes:
        data: the data as JSON values, None when the answer had none.
        message: the vendor's message next to the data.
        page: the place in a list, if the vendor states one.
    """

    data: Any
    message: str | None = None
    page: PageInfo | None = None


@attrs.frozen(kw_only=True)
class Failure:
    """An error, taken out of its envelope.

    Attributes:
        message: the vendor's words.
        code: the vendor's error code.
        errors: field -> texts.
        details: other information from the vendor.
        retry_after: seconds to wait, if the body states them.
        kind: the error class, if it does not follow from the status.
        advice: what to do, if the vendor's wire tells more than the error's class.
    """

    message: str = ""
    code: str | None = None
    errors: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    details: Mapping[str, Any] = attrs.field(factory=dict)
    retry_after: float | None = None
    kind: type[ApiError] | None = None
    advice: str = ""

    def error_class(self, status: int) -> type[ApiError]:
        """Return the class of the error; 2xx (an error inside a success) and 4xx without one are `BadRequest`."""
        return (
            self.kind or _BY_STATUS.get(status) or (errors.ServerError if status >= _FIRST_5XX else errors.BadRequest)
        )


class Adapter(ABC):
    """The base of a vendor's adapter; a subclass is a frozen attrs class.

    Attributes:
        vendor: its name in lower case, as in the table of clients.
        title: its name as it writes it.
        base_url: the documented one.
        variables: argument of the client -> environment variable that stands in for it; ``api_key`` and ``base_url``
            at least. All but ``base_url`` are needed.
        codec: how it writes names and datetimes.
        paging: how its lists are paged.
        throttle_policy: how gently to begin, and how long to wait after a 429.
        envelope: the keys of its usual success, for the one-pass decoder; None to use the tolerant pass always.
        tolerant_json: whether its answers may hold commas before a closing bracket.
        idempotency_header: the header by which it knows a repeated write, if it does: each write then carries a key of
            its own there, the same on each attempt, unless the caller gave one, and may be repeated when it is not
            known whether it was carried out.
        check: the cheapest call that needs a valid key, as ``(method, path)``.
    """

    vendor: ClassVar[str]
    title: ClassVar[str]
    base_url: ClassVar[str]
    variables: ClassVar[Mapping[str, str]]
    codec: ClassVar[Codec]
    paging: ClassVar[Paging]
    throttle_policy: ClassVar[ThrottlePolicy] = ThrottlePolicy()
    envelope: ClassVar[Envelope | None] = None
    tolerant_json: ClassVar[bool] = False
    idempotency_header: ClassVar[str | None] = None
    check: ClassVar[tuple[str, str]]

    def authorize(self, key: str) -> tuple[str, str] | Mapping[str, str]:
        """Return the header that carries the credential, as name and value, or several by name."""
        return "Authorization", f"Bearer {key}"

    def prepare(self, request: Request[Any]) -> Request[Any]:
        """Return the request with what the vendor requires on every call.

        ``request.headers`` are those of the caller; return ``attrs.evolve(request, headers={**request.headers, ...})``
        to add others.
        """
        return request

    @abstractmethod
    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        """Return the answer or the failure in a payload.

        Args:
            request: the request.
            status: the HTTP status.
            payload: the body as JSON values, None when there was none.
        """


def field_errors(errors: object) -> dict[str, list[str]]:
    """Return a vendor's field errors as field -> texts, from any form.

    Args:
        errors: a map of texts or lists of texts, a list of texts, one text, or nothing. Texts without a field
            are put under ``""``.
    """
    if isinstance(errors, Mapping):
        return {str(name): _texts(one) for name, one in errors.items()}
    texts = _texts(errors)
    return {"": texts} if texts else {}


def text_of(payload: Mapping[str, Any], *names: str) -> str:
    """Return the first of the named fields that holds a text, stripped; else an empty text."""
    for name in names:
        value = payload.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _texts(value: object) -> list[str]:
    """Return the texts in a value of any shape and depth, each after the names that lead to it."""
    texts: list[str] = []
    stack: list[tuple[str, object]] = [("", value)]
    while stack:
        name, one = stack.pop()
        if isinstance(one, Mapping):
            stack += [(f"{name}{key}: ", below) for key, below in reversed(list(one.items()))]
        elif isinstance(one, list | tuple):
            stack += [(name, below) for below in reversed(one)]
        elif one not in (None, ""):
            texts.append(f"{name}{one}")
    return texts
