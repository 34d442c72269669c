"""Credentials that are never shown: masked in every repr, refused by pickle, scrubbed from what a vendor sends back."""

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import NoReturn, TypeAlias
from urllib.parse import quote

from telephony_clients.core.errors import ConfigurationError, TelephonyError

MASK = "***"
_REMEMBERED = 8
SecretSource: TypeAlias = str | Callable[[], str | Awaitable[str]]


class MaskedText(str):
    """Text that travels on the wire as it is and shows as ``'***'`` in reprs, logs and captured locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"'{MASK}'"


_Kept: TypeAlias = MaskedText | Callable[[], str | Awaitable[str]]


class _HiddenLocals:
    """Keeps the function that uses it out of tracebacks: a crash report may show the variables of every frame.

    An error that leaves a ``with`` block carries the frames that it has, and its way is recorded further from the
    function's caller on. An error of this package says what there is to say and loses the frames below, too, with what
    it was made from; any other keeps them.
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
"""Goes around all that can fail in a function: ``with HIDDEN_LOCALS:``."""


class _Identity:
    """Tells a function from others even when it has no hash of its own, and keeps it alive."""

    __slots__ = ("_one",)

    def __init__(self, one: object) -> None:
        self._one = one

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self._one is other._one

    def __hash__(self) -> int:
        return id(self._one)


class Secret:
    """A credential: a text, or a function (plain or async) that is asked for it before each request.

    A function lets a key rotate without a new client; it should keep its own cache if asking is costly.

    Args:
        source: the key itself, or a callable without arguments that returns it, awaitable or not.
        name: what to call the key in errors, such as ``VENDOR_TOKEN``; never the key.

    Raises:
        ConfigurationError: the key is empty or cannot stand in an HTTP header. The text never holds the key.
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
        """The credential in a text that masks its own repr; None when a function is asked for it."""
        return None if callable(self._source) else self._source

    async def reveal(self) -> MaskedText:
        """Return the credential as it stands now, in a text that masks its own repr.

        Raises:
            ConfigurationError: the source gave an empty text or one that cannot stand in a header.
        """
        if not callable(self._source):
            return self._source
        with HIDDEN_LOCALS:
            given = self._source()
            return self._checked(await given if inspect.isawaitable(given) else given)

    def _checked(self, key: str) -> MaskedText:
        """Return a key that can be sent. It is masked from now on, as the last ones are: answers to them may come yet.

        Raises:
            ConfigurationError: it cannot.
        """
        fault = _fault(key)
        if fault is not None:
            raise ConfigurationError(f"{self._name} {fault}.")
        escaped = json.dumps(key)[1:-1]
        spellings = dict.fromkeys((key, escaped, escaped.replace("/", "\\/"), quote(key, safe="")))
        if key not in self._known:
            self._known = (*spellings, *self._known)[:_REMEMBERED]
        return MaskedText(key)

    @property
    def identity(self) -> object:
        """What tells this credential from others: the text itself, for hashing only, or which function it is."""
        return _Identity(self._source) if callable(self._source) else self._source

    def scrub(self, text: str) -> str:
        """Return ``text`` with every occurrence of the credential masked, plain or escaped for JSON or a URL.

        Args:
            text: anything that a server sent, since some vendors echo the key in their errors.
        """
        for known in self._known:
            text = text.replace(known, MASK)
        return text

    def scrub_bytes(self, body: bytes) -> bytes:
        """Return ``body`` with every occurrence of the credential masked, plain or escaped for JSON or a URL."""
        for known in self._known:
            body = body.replace(known.encode(), MASK.encode())
        return body

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret is not pickled: build the client where it runs and read the key there.")


def _fault(key: object) -> str | None:
    """Return what keeps a key from standing in a header."""
    if not isinstance(key, str):
        return f"must be a str, not {type(key).__name__}"
    if not key or key != key.strip():
        return "is empty or has blanks around it; check where it is read from"
    if not (key.isascii() and key.isprintable()):
        return "holds characters that an HTTP header cannot carry; check for line ends"
    return None


_TELLTALE = re.compile(r"(?i)([?&;#])([^=&;#]*(?:key|token|secret|passw|signature|auth)[^=&;#]*)=[^&;#]*")


def redacted(url: str) -> str:
    """Return ``url`` without user info and with the values of telltale query names masked."""
    url = re.sub(r"(?<=://)[^/?#]*@", "", url)
    return _TELLTALE.sub(rf"\1\2={MASK}", url)
