"""Credentials that are never shown: masked in every repr, refused by pickle, scrubbed from what a vendor sends back."""

import inspect
import re
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeAlias

from telephony_clients.core.errors import ConfigurationError

MASK = "***"
SecretSource: TypeAlias = str | Callable[[], str | Awaitable[str]]


class MaskedText(str):
    """Text that travels on the wire as it is and shows as ``'***'`` in reprs, logs and captured locals."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"'{MASK}'"


class Secret:
    """A credential: a text, or a function (plain or async) that is asked for it before each request.

    A function lets a key rotate without a new client; it should keep its own cache if asking is costly.

    Args:
        source: the key itself, or a callable without arguments that returns it, awaitable or not.
        name: what to call the key in errors, such as ``TALKOVER_TOKEN``; never the key.

    Raises:
        ConfigurationError: the key is empty or cannot stand in an HTTP header. The text never holds the key.
    """

    __slots__ = ("_known", "_name", "_source")

    def __init__(self, source: "SecretSource | Secret", *, name: str = "api_key") -> None:
        self._name = name
        if isinstance(source, Secret):
            source = source._source  # noqa: SLF001 - its own class
        self._source: SecretSource = source if callable(source) else _checked(source, name)
        self._known: str | None = None if callable(source) else self._source  # type: ignore[assignment]

    async def reveal(self) -> MaskedText:
        """Return the credential as it stands now, in a text that masks its own repr.

        Raises:
            ConfigurationError: the source gave an empty text or one that cannot stand in a header.
        """
        if callable(self._source):
            given = self._source()
            self._known = _checked(await given if inspect.isawaitable(given) else given, self._name)
        return MaskedText(self._known)

    @property
    def identity(self) -> object:
        """What tells this credential from others: the text itself, for hashing only, or the function."""
        return self._source

    def scrub(self, text: str) -> str:
        """Return ``text`` with every occurrence of the credential masked.

        Args:
            text: anything that a server sent, since some vendors echo the key in their errors.
        """
        return text.replace(self._known, MASK) if self._known else text

    def scrub_bytes(self, body: bytes) -> bytes:
        """Return ``body`` with every occurrence of the credential masked."""
        return body.replace(self._known.encode(), MASK.encode()) if self._known else body

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Secret is not pickled: build the client where it runs and read the key there.")


def _checked(key: object, name: str) -> str:
    if not isinstance(key, str):
        raise ConfigurationError(f"{name} must be a str, not {type(key).__name__}.")
    if not key or key != key.strip():
        raise ConfigurationError(f"{name} is empty or has blanks around it; check where it is read from.")
    if not (key.isascii() and key.isprintable()):
        raise ConfigurationError(f"{name} holds characters that an HTTP header cannot carry; check for line ends.")
    return key


_TELLTALE = re.compile(r"(?i)([?&;]|^)([^=&;]*(?:key|token|secret|passw|signature|auth)[^=&;]*)=[^&;]*")


def redacted(url: str) -> str:
    """Return ``url`` without user info and with the values of telltale query names masked."""
    url = re.sub(r"(?<=://)[^/@]*@", "", url)
    before, mark, query = url.partition("?")
    return before + mark + _TELLTALE.sub(rf"\1\2={MASK}", query)
