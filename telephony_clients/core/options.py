"""What a user can configure: frozen values, in seconds and bytes, checked on creation."""

import asyncio
import random as _random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, Self, TypedDict

import attrs
from yarl import URL

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.events import Event
from telephony_clients.core.headers import checked_headers
from telephony_clients.core.proxy import Proxy, environment_proxy, proxy_of
from telephony_clients.core.secret import MaskedText, hides_arguments
from telephony_clients.core.shared_quota import SharedQuota

__all__ = ["OptionChanges", "Options", "RetryPolicy", "Timeouts"]


def _positive(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise ConfigurationError(f"{attribute.name} must be a positive number, not {value!r}.")


def _not_negative(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ConfigurationError(f"{attribute.name} must be a number of at least 0, not {value!r}.")


def _instance_of(kind: type) -> Any:
    """Return a validator for a value of one class."""

    def check(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, kind):
            raise ConfigurationError(f"{attribute.name} must be a {kind.__name__}, not {value!r}.")

    return check


def _count(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ConfigurationError(f"{attribute.name} must be a whole number of at least 1, not {value!r}.")


def _shared_quota(_: object, __: object, value: Any) -> None:
    if value is not None and not isinstance(value, SharedQuota):
        raise ConfigurationError("shared_quota must be a SharedQuota, such as RedisQuota, or None.")


def _on_bad_record(_: object, __: object, value: object) -> None:
    if value not in {"set_aside", "raise"}:
        raise ConfigurationError(f'on_bad_record must be "set_aside" or "raise", not {value!r}.')


def _copied(headers: Any) -> Any:
    """Return a mapping of headers as one whose texts show nowhere: one may be a credential."""
    if not isinstance(headers, Mapping):
        return headers
    return {name: MaskedText(value) if isinstance(value, str) else value for name, value in headers.items()}


def _printable(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if value is not None and not (isinstance(value, str) and value.strip() and value.isprintable()):
        raise ConfigurationError(f"{attribute.name} must be a printable text, not {value!r}.")


@attrs.frozen(kw_only=True)
class Timeouts:
    """Timeouts of one attempt; `Options.deadline` limits the whole call.

    Args:
        connect: seconds to open a connection: the DNS lookup, a proxy's tunnel and TLS included. In a session of your
            own, the DNS lookup is limited by the deadline only.
        read: seconds without a byte while an answer is awaited or read.

    Raises:
        ConfigurationError: a value is not a positive number.
    """

    connect: float = attrs.field(default=10.0, validator=_positive)
    read: float = attrs.field(default=30.0, validator=_positive)


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """What is tried again after a fault, and how long to wait in between.

    A request that was not sent, or was refused with 429, is repeated whatever its method. After an unknown
    outcome (no answer, a broken one, 5xx) only reads and calls known to be idempotent are. A 429 costs no
    attempt; `Options.max_wait` and the deadline limit the wait. A call whose key was refused with 401 is repeated once
    and at once, also at the cost of no attempt, if the key comes from a function that now returns another one.

    Args:
        attempts: attempts in total, not counting 429s; 1 means that nothing is repeated. A page of a list that is
            repeatedly answered with 502, 503 or 504 waits as when throttled, which costs no attempt.
        base: seconds; the n-th wait is drawn at random from 0 to ``base * 2**n`` ("full jitter").
        cap: the longest such wait in seconds.
        throttled: whether a 429 is waited out, and an outage by a page of a list; if not, it is raised at once.
        budget_ratio: retries that each call adds to the client's budget; when the budget is empty, faults are
            raised instead of retried, so that retries do not multiply the load in an outage.
        budget_floor: retries a second that are always allowed; up to ten seconds of them are saved up.

    Raises:
        ConfigurationError: a value is out of its range.
    """

    attempts: int = attrs.field(default=4, validator=_count)
    base: float = attrs.field(default=0.5, validator=_positive)
    cap: float = attrs.field(default=20.0, validator=_positive)
    throttled: bool = True
    budget_ratio: float = attrs.field(default=0.2, validator=_not_negative)
    budget_floor: float = attrs.field(default=10.0, validator=_not_negative)

    @classmethod
    def off(cls) -> Self:
        """Return the policy that repeats nothing, for callers with their own retries.

        With ``Options(max_wait=0)`` as well, a call to an account that is known to be throttled is not sent, but fails
        at once with `RateLimited`, or `ServerError` if the vendor is known to be down; ``retry_after`` says in how many
        seconds to try again.
        """
        return cls(attempts=1, throttled=False)


class UnstatedDeadline(float):
    """A deadline that nobody gave: it does not count the time for which a call is held back."""

    __slots__ = ()


@hides_arguments
@attrs.frozen(kw_only=True)
class Options:
    """How a client behaves; every client and every view of one has its own.

    Args:
        deadline: seconds for one call in total: queueing, every attempt and every wait. For a page of a list, for a
            download, and for any call where no deadline was given, the time that it waits because the account is
            throttled or the vendor is down does not count, up to `max_wait`; nor does the time in which a stream or a
            download arrives. So nothing is lost by default that the vendor takes in time, and a deadline of yours is
            the most that a single call takes; it counts an outage whose length the vendor states, for a page too.
        max_wait: seconds that one call may spend waiting because the account is throttled or the vendor is down.
        timeouts: timeouts of one attempt.
        retry: what is tried again.
        concurrency: requests that wait for an answer at once for one account; others queue without a connection. An
            answer whose body still arrives keeps none of them waiting, nor does an open stream, up to as many more.
        shared_quota: what other processes with the same account share with this one, such as
            `telephony_clients.redis_quota.RedisQuota`; or `MaxRate`, a limit of your own for this process; None when
            the account is used by this process only, as fast as it bears. All clients of an account in one process use
            the first one given. The key must be a text, unless `account` is given. A limit of its own (see `Operation`)
            is counted by itself.
        account: a name for the account, by which its gate is known instead of by the key and `base_url`: where a
            function returns the key, or several keys, hosts or proxies lead to one account.
        proxy: an HTTP proxy, ``http://user:password@host:port``; what it asks for is shown nowhere. The address is
            checked when a client is made.
        trust_env: use the proxy that the environment names (``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY``,
            ``NO_PROXY``) if `proxy` names none; nothing else is taken from there, no netrc file either.
        headers: sent with every request in addition to the client's own, which they cannot replace.
        user_agent: put before this package's own name in the User-Agent header.
        max_body: bytes of a decoded answer at most. Reading one keeps the event loop waiting for some milliseconds a
            megabyte, though it is done in a thread.
        on_event: called with every event (see `telephony_clients.core.events`); must not block. What it
            raises is logged as an error on the logger ``telephony_clients`` and changes nothing. If it has an attribute
            ``wants``, a collection of event classes, the others are not even made.
        context: anything of yours, such as a tenant or a trace id; the events of a call carry it.
        strict: raise `ModelMismatch` when the vendor's data deviates from the models (an unknown field or enum
            value, another type), instead of keeping it and counting it in ``client.drift()``: for your CI.
        on_bad_record: what becomes of a record of a list that does not fit its model. ``"set_aside"``: the list goes on
            without it; the record is kept as it came in `Page.set_aside`, told as `RecordSetAside` and counted in
            ``client.drift()``. ``"raise"``: it is a `ModelMismatch`, as it always is with `strict`, outside of lists,
            and where no record of the first page that is read fits: then the model is wrong, or all the data.
        clock: monotonic seconds.
        sleep: waits for so many seconds.
        random: returns a number from 0 up to 1, for jitter.

    Raises:
        ConfigurationError: a value is out of its range.
    """

    deadline: float = attrs.field(default=UnstatedDeadline(60.0), validator=_positive)
    max_wait: float = attrs.field(default=300.0, validator=_not_negative)
    timeouts: Timeouts = attrs.field(factory=Timeouts, validator=_instance_of(Timeouts))
    retry: RetryPolicy = attrs.field(factory=RetryPolicy, validator=_instance_of(RetryPolicy))
    concurrency: int = attrs.field(default=100, validator=_count)
    shared_quota: SharedQuota | None = attrs.field(default=None, validator=_shared_quota)
    proxy: Proxy | None = attrs.field(default=None, converter=proxy_of)
    trust_env: bool = False
    account: str | None = attrs.field(default=None, validator=_printable)
    headers: Mapping[str, str] = attrs.field(factory=dict, converter=_copied, repr=False)
    user_agent: str | None = attrs.field(default=None)
    max_body: int = attrs.field(default=32 * 2**20, validator=_count)
    on_event: Callable[[Event], None] | None = attrs.field(default=None, repr=False)
    context: Any = attrs.field(default=None, repr=False)
    strict: bool = False
    on_bad_record: Literal["set_aside", "raise"] = attrs.field(default="set_aside", validator=_on_bad_record)
    clock: Callable[[], float] = attrs.field(default=time.monotonic, repr=False)
    sleep: Callable[[float], Awaitable[None]] = attrs.field(default=asyncio.sleep, repr=False)
    random: Callable[[], float] = attrs.field(default=_random.random, repr=False)

    def proxy_to(self, url: URL) -> Proxy | None:
        """Return the proxy for requests to a URL, None for none.

        Raises:
            ConfigurationError: its address cannot be used.
        """
        proxy = self.proxy or (environment_proxy(url) if self.trust_env else None)
        if proxy is not None:
            proxy.check()
        return proxy

    @headers.validator
    def _check_headers(self, _: object, headers: Mapping[str, str]) -> None:
        checked_headers(headers)

    @user_agent.validator
    def _check_user_agent(self, _: object, value: object) -> None:
        if value is not None and not (isinstance(value, str) and value.isascii() and value.isprintable()):
            raise ConfigurationError("user_agent must be printable ASCII.")


class OptionChanges(TypedDict, total=False):
    """What ``client.with_options`` changes.

    Attributes:
        deadline, max_wait, timeouts, retry, concurrency, shared_quota, account, user_agent, max_body, on_event: as of
            `Options`, in place of the client's.
        proxy, trust_env, context, strict, on_bad_record, clock, sleep, random: likewise.
        headers: merged with the client's: one of the same name, in any letter case, is replaced, or taken away by None.
    """

    deadline: float
    max_wait: float
    timeouts: Timeouts
    retry: RetryPolicy
    concurrency: int
    shared_quota: SharedQuota | None
    proxy: str | Proxy | None
    trust_env: bool
    account: str | None
    headers: Mapping[str, str | None]
    user_agent: str | None
    max_body: int
    on_event: Callable[[Event], None] | None
    context: Any
    strict: bool
    on_bad_record: Literal["set_aside", "raise"]
    clock: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    random: Callable[[], float]
