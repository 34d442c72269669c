"""What is sent: an `Operation` builds a `Request`."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import quote, unquote

import attrs

from telephony_clients.core.checks import encodable
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.headers import NO_HEADERS
from telephony_clients.core.redaction import redact_url
from telephony_clients.core.values import UNSET, Lane
from telephony_clients.core.wire.stream import Receiver
from telephony_clients.core.wire.upload import Upload

T = TypeVar("T")


class Source(StrEnum):
    """How well it is known that an operation exists."""

    DOCUMENTED = "documented"
    """The vendor's own pages or specification say so."""
    OBSERVED = "observed"
    """Public clients in production use it."""
    INFERRED = "inferred"
    """Concluded from its siblings; it may not exist."""


_is_safe = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_~.-]*").fullmatch
"""Whether a text needs no percent-encoding in a path or a query."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Operation(Generic[T]):
    """One operation of a vendor, declared on a resource class; calling it builds a request.

    The attribute's name says which method of the resource performs it: ``_get`` belongs to ``get``.

    Args:
        method: the HTTP method.
        path: below the base URL, with a ``{name}`` for each id; ``/../`` at its start leads beside the base URL.
        into: the model of the data, or of one item of a list; None where there is no data.
        unwrap: the key under which the vendor wraps the data once more.
        idempotent: whether a write may be repeated without harm; a read always may.
        paged: whether the vendor is known to give the list in pages.
        allow_empty: whether an answer without data is a success.
        source: how well it is known that the operation exists.
        limit: the name of a limit of its own, which the operations of that name share and the account's others do not
            feel. It has a gate of its own: what its answers say of a quota, a 429 included, holds for that limit alone.
            If a 429 there was about the whole account, the others learn it from the first refusal of theirs.
    """

    __slots__ = (
        *("_names", "_path", "allow_empty", "attribute", "idempotent"),
        *("into", "limit", "method", "name", "paged", "path", "unwrap", "source"),
    )

    def __init__(
        self,
        method: str,
        path: str,
        into: type[T] | None = None,
        *,
        unwrap: str | None = None,
        idempotent: bool = False,
        paged: bool = False,
        allow_empty: bool = False,
        source: Source = Source.DOCUMENTED,
        limit: str | None = None,
    ) -> None:
        self.method, self.path, self.into, self.unwrap = method, path, into, unwrap
        self.idempotent = idempotent or method in SAFE_METHODS
        self.paged, self.allow_empty, self.source, self.limit = paged, allow_empty, source, limit
        self.attribute = ""
        self._path = re.sub(r"{\w+}", "%s", path.replace("%", "%%")) if "{" in path else path
        self._names = re.findall(r"{(\w+)}", path)
        self.name = f"{method} {path}"

    def __set_name__(self, owner: type, name: str) -> None:
        self.attribute = name.lstrip("_")

    def rerouted(self, method: str, path: str) -> "Operation[T]":
        """Return the same operation under another method and path."""
        names = ("unwrap", "idempotent", "paged", "allow_empty", "source", "limit")
        moved: Operation[T] = Operation(method, path, self.into, **{name: getattr(self, name) for name in names})
        moved.attribute = self.attribute
        return moved

    def under(self, path: str) -> "Operation[T]":
        """Return the same operation below another path, such as ``/agents/{agent_id}``."""
        return self.rerouted(self.method, f"{path}{self.path}")

    def __call__(
        self,
        *ids: str | int,
        params: tuple[tuple[str, str], ...] = (),
        json: Any = UNSET,
        upload: Upload | None = None,
        idempotent: bool = False,
    ) -> "Request[T]":
        """Return the request for these ids.

        Args:
            ids: one for each ``{name}`` of the path.
            params: the query.
            json: the body.
            upload: the body, when it is a file.
            idempotent: whether this call may be repeated without harm, even if the operation in general may not.

        Raises:
            ConfigurationError: an id is empty or cannot be one segment of a path.
        """
        if len(ids) != len(self._names):
            raise TypeError(f"{self.name} takes {len(self._names)} ids, not {len(ids)}.")
        path = self._path
        if ids:
            for one in ids:
                if type(one) is not str or not _is_safe(one):
                    path %= tuple(map(_segment, ids, self._names))
                    break
            else:
                path %= ids
        return Request(self, path, params, json, upload, self.into, idempotent)


@attrs.define
class Request(Generic[T]):
    """One call, complete except for the credential. It is never changed, but not frozen: making it must be fast.

    Attributes:
        operation: what is performed.
        path: below the base URL, percent-encoded.
        params: the query, in order.
        json: the body as JSON values, `UNSET` for none.
        upload: the body when it is a file, else None.
        into: the model of the answer's data (of one item, for a list); None for JSON values.
        idempotent: whether this call may be repeated without harm, even if the operation in general may not.
        lane: which queue it waits in.
        set_aside: whether records of a list that do not fit their model are set aside.
        receiver: takes the answer's body as it arrives; None to have it read whole.
        headers: those of the caller; an adapter sees them with those of the client or view, and may add to them.
        resource: where the operation's resource hangs on its client, such as ``agents``; empty for a call without one.
    """

    operation: "Operation[Any]"
    path: str
    params: tuple[tuple[str, str], ...] = ()
    json: Any = UNSET
    upload: Upload | None = None
    into: type[T] | None = None
    idempotent: bool = False
    lane: Lane = Lane.INTERACTIVE
    set_aside: bool = False
    receiver: Receiver | None = None
    headers: Mapping[str, str] = attrs.field(default=NO_HEADERS, repr=False)
    resource: str = ""

    @property
    def operation_name(self) -> str:
        """The SDK's method, such as ``agents.get``; ``request`` for ``client.request``."""
        attribute = self.operation.attribute or "request"
        return f"{self.resource}.{attribute}" if self.resource else attribute

    @property
    def path_template(self) -> str | None:
        """The operation's path with a ``{name}`` for each id; None for ``client.request``, which has none."""
        return self.operation.path if self.operation.attribute else None

    @property
    def method(self) -> str:
        """The HTTP method, in upper case."""
        return self.operation.method

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again when it is not known whether it was carried out."""
        return self.idempotent or self.operation.idempotent

    @property
    def target(self) -> str:
        """The path with its query, as sent, below the base URL.

        Raises:
            ConfigurationError: the query cannot be sent; a vendor's token for the next page may hold anything.
        """
        params = self.params
        if not params:
            return self.path
        if not _is_safe("".join(map("".join, params))):
            params = tuple((_quoted(name, "A name"), _quoted(value, name)) for name, value in params)
        return f"{self.path}?{'&'.join(map('='.join, params))}"


def _quoted(text: str, name: str) -> str:
    return quote(encodable(text, name), safe="")


def _segment(value: str | int, name: str) -> str:
    """Return ``value`` as exactly one segment of a path.

    Args:
        value: an id, an e-mail address, a phone number: any text.
        name: what to call it in the error.

    Raises:
        ConfigurationError: it is empty, ``.`` or ``..``, holds a control character, or is neither text nor a number.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ConfigurationError(f"{name} must be text or a whole number, not {type(value).__name__}.")
    text = str(value)
    if text in {"", ".", ".."} or _CONTROL.search(text):
        raise ConfigurationError(f"{name} cannot be {text!r}: it stands for one segment of the path.")
    return quote(encodable(text, name), safe="")


def raw_path(path: str) -> str:
    """Return a caller's own path below the base URL, checked and percent-encoded where it needs to be.

    Raises:
        ConfigurationError: it is not an absolute path, holds a query, or leaves it with ``..``.
    """
    if not path.startswith("/") or path.startswith("//"):
        shown = redact_url(path)
        raise ConfigurationError(f"The path must begin with one slash and stay below base_url, not {shown!r}.")
    if any(ord(char) < 33 or ord(char) == 127 or char in "?#\\" for char in path):  # noqa: PLR2004
        raise ConfigurationError("The path holds a blank, '?', '#' or a control character; give the query as params.")
    if any(part in {".", ".."} for part in re.split(r"[/\\]", unquote(path))):
        raise ConfigurationError("The path must not climb with '.' or '..'.")
    return quote(encodable(path, "The path"), safe="/%:@!$&'()*+,;=~")
