"""Credentials that are never shown: hidden in every repr, refused by pickle, removed from what a vendor echoes."""

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from types import MethodType, TracebackType
from typing import Any, NoReturn, TypeAlias
from urllib.parse import quote
from weakref import ref

from telephony_clients.core.errors import ConfigurationError, TelephonyError

__all__ = ["Secret"]

MASK = "***"
_MAX_KNOWN = 8
SecretSource: TypeAlias = str | Callable[[], str | Awaitable[str]]


class MaskedText(str):
    """Text that is sent as it is but shows as ``'***'`` in reprs, logs and captured locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"'{MASK}'"


_Kept: TypeAlias = MaskedText | Callable[[], str | Awaitable[str]]


class _HiddenLocals:
    """Removes the function that uses it from tracebacks, since a crash report may show the variables of every frame.

    This package's errors lose all frames so far, their cause and their context: the message says everything. Other
    errors keep the frames below the function.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, TelephonyError):
            error.__traceback__ = error.__context__ = error.__cause__ = None
        elif error is not None and trace is not None:
            error.__traceback__ = trace.tb_next


HIDDEN_LOCALS = _HiddenLocals()
"""Put ``with HIDDEN_LOCALS:`` around everything in a function that can fail."""


class _Identity:
    """Compares a callable by what it is, even an unhashable one, and does not keep it alive.

    A bound method is known by its object and function, a partial by what it calls with which arguments.
    """

    __slots__ = ("_hash", "_recall")

    def __init__(self, function: Any) -> None:
        self._recall: Callable[[], object]
        try:
            self._recall = _weak_method(function) if isinstance(function, MethodType) else ref(function)
        except TypeError:  # there are no weak references to it
            self._recall = lambda: function
        known: object = function
        if isinstance(function, partial):
            known = parts = _Identity(function.func), function.args, function.keywords
            self._recall = lambda: parts
        try:
            self._hash = hash(known)
        except TypeError:  # equal ones have this in common at least
            self._hash = hash(type(function))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Identity):
            return False
        mine, theirs = self._recall(), other._recall()
        return self is other or (mine is not None and type(mine) is type(theirs) and mine == theirs)

    def __hash__(self) -> int:
        return self._hash


def _weak_method(method: MethodType) -> Callable[[], object]:
    """Return a function that returns a bound method as long as its object lives.

    `weakref.WeakMethod` fails when it is collected together with the object.
    """
    owner, function = ref(method.__self__), method.__func__
    return lambda: None if (alive := owner()) is None else MethodType(function, alive)


class Secret:
    """A credential: a text, or a function, async or not, that is called for it before each request.

    A function lets a key rotate without a new client; if calling it is expensive, it should cache the key.

    Args:
        source: the key itself, or a callable without arguments that returns it, awaitable or not.
        name: what to call the key in errors, such as ``VENDOR_TOKEN``; never the key.

    Raises:
        ConfigurationError: the key is empty or cannot be sent in an HTTP header. The message never holds the key.
    """

    __slots__ = ("_known", "_name", "_source")

    def __init__(self, source: "SecretSource | Secret", *, name: str = "api_key") -> None:
        self._name = name
        self._known: tuple[str, ...] = ()
        with HIDDEN_LOCALS:
            given = source._source if isinstance(source, Secret) else source  # noqa: SLF001 - its own
            self._source: _Kept = given if callable(given) else self._checked(given)

    @property
    def fixed(self) -> MaskedText | None:
        """The credential as a text that hides itself in reprs; None if a function returns it."""
        return None if callable(self._source) else self._source

    async def reveal(self) -> MaskedText:
        """Return the current credential as a text that hides itself in reprs.

        Raises:
            ConfigurationError: the source returned an empty text or one that cannot be sent in a header.
        """
        if not callable(self._source):
            return self._source
        with HIDDEN_LOCALS:
            given = self._source()
            return self._checked(await given if inspect.isawaitable(given) else given)

    def _checked(self, key: str) -> MaskedText:
        """Check a key and redact it from now on, along with the latest ones, whose answers may still come.

        Raises:
            ConfigurationError: it cannot be sent.
        """
        fault = _fault(key)
        if fault is not None:
            raise ConfigurationError(f"{self._name} {fault}.")
        escaped = json.dumps(key)[1:-1]
        spellings = dict.fromkeys((key, escaped, escaped.replace("/", "\\/"), quote(key, safe="")))
        if key not in self._known:
            self._known = (*spellings, *self._known)[:_MAX_KNOWN]
        return MaskedText(key)

    @property
    def identity(self) -> object:
        """What identifies the credential: the text itself, for hashing only, or the function."""
        return _Identity(self._source) if callable(self._source) else self._source

    def redact(self, text: str) -> str:
        """Replace every occurrence of the credential in a text, as it is or escaped for JSON or a URL.

        Args:
            text: from a server, since some vendors echo the key in their errors.
        """
        for known in self._known:
            text = text.replace(known, MASK)
        return text

    def redact_bytes(self, body: bytes) -> bytes:
        """Replace every occurrence of the credential in a body, as it is or escaped for JSON or a URL."""
        for known in self._known:
            body = body.replace(known.encode(), MASK.encode())
        return body

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret is not pickled: build the client where it runs and read the key there.")


def _fault(key: object) -> str | None:
    """Return why a key cannot be sent in a header, None if it can."""
    if not isinstance(key, str):
        return f"must be a str, not {type(key).__name__}"
    if not key or key != key.strip():
        return "is empty or has blanks around it; check where it is read from"
    if not (key.isascii() and key.isprintable()):
        return "holds characters that an HTTP header cannot carry; check for line ends"
    return None


_SECRET_PARAMETER = re.compile(
    r"(?i)([?&;#])([^=&;#]*(?:key|token|secret|passw|signature|auth|credential|\bsig\b)[^=&;#]*)=[^&;#]*"
)


def redact_url(url: str) -> str:
    """Return a URL without user info, and without the values of query parameters that look secret."""
    url = re.sub(r"(?<=://)[^/?#]*@", "", url)
    return _SECRET_PARAMETER.sub(rf"\1\2={MASK}", url)
