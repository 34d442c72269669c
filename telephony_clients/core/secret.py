"""Credentials that are never shown: hidden in every repr, refused by pickle, removed from what a vendor echoes."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from types import MethodType, TracebackType
from typing import Any, NoReturn, TypeAlias, TypeVar
from weakref import ref

from telephony_clients.core.errors import ConfigurationError, TelephonyError
from telephony_clients.core.redaction import MASK, Spellings
from telephony_clients.core.tasks import is_cancelled, task_for_later

__all__ = ["Secret"]

_MAX_KNOWN = 8
_SHORTEST = 8
"""Characters; what is shorter would be redacted in words that have nothing to do with it."""
T = TypeVar("T")
SecretSource: TypeAlias = str | Callable[[], str | Awaitable[str]]


class MaskedText(str):
    """Text that is sent as it is but shows as ``'***'`` in reprs, logs and captured locals, and so does a part of it.

    It is not pickled; ``str(text)`` is the plain text, for who has to keep it.
    """

    __slots__ = ()

    def __getitem__(self, place: Any) -> "MaskedText":
        return MaskedText(super().__getitem__(place))

    def __copy__(self) -> "MaskedText":
        return self

    def __deepcopy__(self, _: object) -> "MaskedText":
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret text is not pickled, since a pickle shows it: keep str(text) where secrets are kept.")

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


def hides_arguments(kind: type[T]) -> type[T]:
    """Keep what a class is called with out of the tracebacks of errors that refuse it: a decorator."""
    set_up = kind.__init__

    @wraps(set_up)
    def __init__(self: T, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - it takes its place
        with HIDDEN_LOCALS:
            set_up(self, *args, **kwargs)

    setattr(kind, "__init__", __init__)  # noqa: B010 - a type checker lets nobody assign it
    return kind


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


class _Renewals:
    """The renewals of a credential, shared by every `Secret` that is made of the same one.

    Attributes:
        count: how many there were.
        latest: what the latest brought: the key, or what went wrong.
        running: the one in progress.
    """

    __slots__ = ("count", "latest", "running")

    def __init__(self) -> None:
        self.count = 0
        self.latest: str | ConfigurationError = ""
        self.running: asyncio.Task[None] | None = None

    def running_here(self) -> "asyncio.Task[None] | None":
        """Return the one in progress on the running event loop."""
        loop = asyncio.get_running_loop()
        return self.running if self.running is not None and self.running.get_loop() is loop else None


class Secret:
    """A credential: a text, or a function, async or not, that is called for it before each request.

    A function lets a key rotate without a new client; if calling it is expensive, it should cache the key. When the
    vendor refuses a key with 401, the function is called once more, for all calls that were sent with that key; they
    are then sent once with the new one. If it has a method ``invalidate()``, async or not, that is called first: forget
    the cached key there. What the function raises becomes a `ConfigurationError` without its text.

    Args:
        source: the key itself, or a callable without arguments that returns it, awaitable or not.
        name: what to call the key in errors, such as ``VENDOR_TOKEN``; never the key.

    Raises:
        ConfigurationError: the key is empty or cannot be sent in an HTTP header. The message never holds the key.
    """

    __slots__ = ("_known", "_made", "_name", "_renewals", "_source")

    def __init__(self, source: "SecretSource | Secret", *, name: str = "api_key") -> None:
        self._name = name
        self._known: tuple[Spellings, ...] = ()
        self._made: tuple[Spellings, ...] = ()
        with HIDDEN_LOCALS:
            self._renewals = _Renewals()
            if isinstance(source, Secret):
                self._renewals, source = source._renewals, source._source  # noqa: SLF001 - its own
            self._source: _Kept = source if callable(source) else self._checked(source)

    @property
    def fixed(self) -> MaskedText | None:
        """The credential as a text that hides itself in reprs; None if a function returns it."""
        return None if callable(self._source) else self._source

    async def reveal(self) -> MaskedText:
        """Return the current credential as a text that hides itself in reprs.

        Raises:
            ConfigurationError: the source failed, or returned an empty text or one that cannot be sent in a header.
        """
        with HIDDEN_LOCALS:
            return (await self.reveal_counted())[0]

    async def reveal_counted(self) -> tuple[MaskedText, int]:
        """Return the current credential, and how many renewals had come before it, for `renew`.

        Raises:
            ConfigurationError: the source failed, or returned an empty text or one that cannot be sent in a header.
        """
        if not callable(self._source):
            return self._source, 0
        with HIDDEN_LOCALS:
            running, before = self._renewals.running_here(), self._renewals.count
            if running is None:
                return await self._ask(self._source), before
            await asyncio.shield(running)
            return self._renewed(), self._renewals.count

    async def renew(self, refused: str, *, since: int) -> MaskedText | None:
        """Return the credential that takes the place of one that the vendor refused, None if there is no other.

        All calls that were sent with the refused one share one renewal.

        Args:
            refused: the credential.
            since: how many renewals had come before it.

        Raises:
            ConfigurationError: the source failed, or returned an empty text or one that cannot be sent in a header.
        """
        with HIDDEN_LOCALS:
            if self._renewals.count == since and callable(self._source):
                running = self._renewals.running_here()
                if running is None:
                    running = task_for_later(self._replace(self._source))
                    self._renewals.running = running
                await asyncio.shield(running)  # whoever gives up leaves it to the others
            key = self._renewed()
            return None if key == refused else key

    def _renewed(self) -> MaskedText:
        latest = self._renewals.latest
        if isinstance(latest, str):
            return self._checked(latest)
        raise ConfigurationError(latest.message)

    async def _replace(self, source: Callable[[], object]) -> None:
        """Ask for another key, and keep it or what went wrong."""
        state = self._renewals
        try:
            invalidate = getattr(source, "invalidate", None)
            if callable(invalidate):
                await self._called(invalidate)
            state.latest = await self._ask(source)
        except ConfigurationError as problem:
            state.latest = problem
        finally:
            state.count, state.running = state.count + 1, None

    async def _ask(self, source: Callable[[], object]) -> MaskedText:
        return self._checked(await self._called(source))

    async def _called(self, function: Callable[[], object]) -> Any:
        """Return what a function of the user returns, awaited if need be; its errors may quote the key."""
        with HIDDEN_LOCALS:
            try:
                given = function()
                return await given if inspect.isawaitable(given) else given
            except (Exception, asyncio.CancelledError) as error:  # whatever it is
                if isinstance(error, asyncio.CancelledError) and is_cancelled():
                    raise
                raise ConfigurationError(
                    f"{self._name} could not be had: the function that returns it raised {type(error).__name__}. "
                    "Its text is not shown, since it may hold the key."
                ) from None

    def _checked(self, key: str) -> MaskedText:
        """Check a key and redact it from now on, along with the latest ones, whose answers may still come.

        Raises:
            ConfigurationError: it cannot be sent.
        """
        fault = _fault(key)
        if fault is not None:
            raise ConfigurationError(f"{self._name} {fault}.")
        if (spellings := Spellings(key)) not in self._known:
            self._known = (spellings, *self._known)[:_MAX_KNOWN]
        return MaskedText(key)

    def hide(self, header: str) -> None:
        """Redact what an adapter has made of the credential for a header, such as the text after ``Basic``."""
        made = Spellings(header.rpartition(" ")[2])
        if len(header.rpartition(" ")[2]) >= _SHORTEST and made not in (*self._known, *self._made):
            self._made = (made, *self._made)[:_MAX_KNOWN]

    @property
    def identity(self) -> object:
        """What identifies the credential: the text itself, for hashing only, or the function."""
        return _Identity(self._source) if callable(self._source) else self._source

    def redact(self, text: str) -> str:
        """Replace every occurrence of the credential in a text, as it is or escaped for JSON or a URL.

        Args:
            text: from a server, since some vendors echo the key in their errors.
        """
        for known in (*self._known, *self._made):
            text = known.removed_from(text)
        return text

    def redact_bytes(self, body: bytes) -> bytes:
        """Replace every occurrence of the credential in a body, as it is or escaped for JSON or a URL."""
        return self.redact(body.decode("latin-1")).encode("latin-1")  # which has a character for each byte

    def __repr__(self) -> str:
        return f"Secret({MASK!r})"

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
