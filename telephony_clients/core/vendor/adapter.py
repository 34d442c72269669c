"""What a vendor says about itself: address, credential, envelope, errors, pages, throttling. Pure: no I/O, no clock."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import attrs

from telephony_clients.core.errors import ApiError
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.vendor.paging import PageInfo, Paging
from telephony_clients.core.wire.request import Request


@attrs.define
class Answer:
    """A success out of its envelope.

    Attributes:
        data: the data, as plain JSON values; None when the answer held none.
        message: what the vendor said beside it.
        page: the place in a list, when it is one and the vendor says.
    """

    data: Any
    message: str | None = None
    page: PageInfo | None = None


@attrs.frozen(kw_only=True)
class Failure:
    """A refusal out of its envelope.

    Attributes:
        message: the vendor's words.
        code: the vendor's error code.
        errors: field -> texts.
        details: whatever more it said.
        retry_after: seconds it asked to wait, when the body says so.
        kind: the error class, when the words and not the status decide it.
    """

    message: str = ""
    code: str | None = None
    errors: Mapping[str, Sequence[str]] = attrs.field(factory=dict)
    details: Mapping[str, Any] = attrs.field(factory=dict)
    retry_after: float | None = None
    kind: type[ApiError] | None = None


class Adapter(ABC):
    """The base of a vendor's adapter; a subclass is a frozen attrs class that says what differs.

    Attributes:
        vendor: its name in lower case, as in the table of clients.
        title: its name as it writes it.
        base_url: what the vendor prints.
        variables: argument of the client -> environment variable that stands in for it; ``api_key`` and ``base_url``
            at least. All but ``base_url`` are needed.
        codec: its spelling of names and instants.
        paging: how its lists are walked.
        throttle_policy: how gently to begin, and how long to wait after a 429.
        envelope: the keys of its usual success, for the one-pass decoder; None to use the tolerant pass always.
        tolerant_json: whether its answers may hold commas before a closing bracket.
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
    check: ClassVar[tuple[str, str]]

    def authorize(self, key: str) -> tuple[str, str]:
        """Return the header that carries the credential."""
        return "Authorization", f"Bearer {key}"

    def prepare(self, request: Request[Any]) -> Request[Any]:
        """Return the request with what the vendor wants on every call."""
        return request

    @abstractmethod
    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        """Return what an answer means.

        Args:
            request: what was asked.
            status: the HTTP status.
            payload: the body as plain JSON values, None when there was none.
        """


def field_errors(errors: object) -> dict[str, list[str]]:
    """Return a vendor's field errors as field -> texts, whatever form they came in.

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
    """Return the texts in a value of any shape, each after the names that lead to it; any depth will do."""
    texts: list[str] = []
    rest: list[tuple[str, object]] = [("", value)]
    while rest:
        name, one = rest.pop()
        if isinstance(one, Mapping):
            rest += [(f"{name}{key}: ", below) for key, below in reversed(list(one.items()))]
        elif isinstance(one, list | tuple):
            rest += [(name, below) for below in reversed(one)]
        elif one not in (None, ""):
            texts.append(f"{name}{one}")
    return texts
