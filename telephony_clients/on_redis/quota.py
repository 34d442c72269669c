"""A quota in Redis for several processes with one account; needs the extra ``redis``.

Each account has the counters of a sliding window (package `limits`), and two keys for its throttling: one that lives
until the cool-down is over, and one that says which process finds out whether the account is still throttled. All
times are Redis's own, so the clocks of the machines do not matter.
"""

import asyncio
import secrets
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.lazy import LazyModule
from telephony_clients.core.secret import MaskedText
from telephony_clients.core.shared_quota import Admission

if TYPE_CHECKING:
    import limits
    from redis import asyncio as of_redis
else:
    limits, of_redis = LazyModule("limits"), LazyModule("redis.asyncio")

_LEASE = 15.0
"""Seconds after which another process sends a probe if the one that was to send it is gone."""
_PROBED = 0.25
"""Seconds after which to check again whether the probe has been answered."""
_LEAST = 0.001
"""Seconds by which the end of a window may be reported too early; a wait of 0 would mean to send."""

# KEYS: cooldown_until, prober. ARGV: own name, lease in ms, look again in ms. -1: go, and find out for all.
_ADMIT = """
local left = redis.call('PTTL', KEYS[1])
if left >= 0 then return math.max(left, 1) end
local prober = redis.call('GET', KEYS[2])
if not prober then return 0 end
if prober == '' or prober == ARGV[1] then
    redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
    return -1
end
return math.max(math.min(redis.call('PTTL', KEYS[2]), tonumber(ARGV[3])), 1)
"""
# KEYS: cooldown_until, prober. ARGV: the pause and the lease in ms. A shorter pause does not end a longer one.
_CLOSE = """
local pause = tonumber(ARGV[1])
if pause > math.max(redis.call('PTTL', KEYS[1]), 0) then redis.call('SET', KEYS[1], '', 'PX', pause) end
redis.call('SET', KEYS[2], '', 'PX', math.max(redis.call('PTTL', KEYS[1]), 0) + tonumber(ARGV[2]))
"""
# KEYS: prober. ARGV: own name.
_OPEN = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


class RedisQuota:
    """What several processes share that use one account at once, for `Options.shared_quota`.

    First give each account to one process, if you can: its gate then knows all there is to know, and nothing needs to
    be shared. Requests are counted in a sliding window that is made of two counters (`limits.readthedocs.io`,
    "Sliding Window Counter"): it holds a steady flow to the limit; after a pause, a burst that straddles two windows
    may be larger. One object serves any number of clients, accounts and event loops. When Redis cannot be asked, each
    process goes on with its own gate.

    Args:
        redis: an address, such as ``redis://host:6379/0``, or a client of the package `redis` (``redis.asyncio``),
            which is used on its own event loop and not closed here.
        limit: what the account may send, such as ``"100/minute"`` or ``"20 per second"``; None where the vendor does
            not say: then only the cool-downs are shared.
        prefix: what all keys begin with.
        timeout: seconds that Redis has for one answer.

    Raises:
        ConfigurationError: the extra is not installed, or an argument cannot be used.
    """

    def __init__(
        self,
        redis: "str | of_redis.Redis",
        *,
        limit: str | None = None,
        prefix: str = "telephony-clients",
        timeout: float = 0.5,
    ) -> None:
        redis = MaskedText(redis) if isinstance(redis, str) else redis  # an address may hold a password
        self._redis, self._prefix, self._timeout = redis, prefix, timeout
        if not 0 < timeout < float("inf"):
            raise ConfigurationError(f"timeout must be a positive number of seconds, not {timeout!r}.")
        self._limit = _parsed(limit)
        self._stores: WeakKeyDictionary[asyncio.AbstractEventLoop, _Store] = WeakKeyDictionary()
        _client(redis, timeout)  # an address that cannot be used shows here, not in a call

    async def admit(self, account: str, /) -> Admission:
        """Return whether one more request may leave; if so, it counts.

        Args:
            account: what tells the account from others.

        Raises:
            redis.RedisError, TimeoutError: Redis cannot be asked.
        """
        async with asyncio.timeout(self._timeout):
            return await self._store().admit(account)

    async def closed(self, account: str, seconds: float, /) -> None:
        """Hold all processes back for so long; then one of them asks.

        Args:
            account: as of `admit`.
            seconds: the pause, 0 for none.

        Raises:
            redis.RedisError, TimeoutError: Redis cannot be asked.
        """
        async with asyncio.timeout(self._timeout):
            await self._store().close(account, seconds)

    async def opened(self, account: str, /) -> None:
        """Let all processes go on, if it was this one's affair to ask.

        Args:
            account: as of `admit`.

        Raises:
            redis.RedisError, TimeoutError: Redis cannot be asked.
        """
        async with asyncio.timeout(self._timeout):
            await self._store().open(account)

    async def close(self) -> None:
        """Close the connections of the running event loop, unless a client was given. Closing twice is fine."""
        store = self._stores.pop(asyncio.get_running_loop(), None)
        if store is not None and isinstance(self._redis, str):
            await store.client.aclose()

    def _store(self) -> "_Store":
        loop = asyncio.get_running_loop()
        store = self._stores.get(loop)
        if store is None:
            store = self._stores[loop] = _Store(_client(self._redis, self._timeout), self._limit, self._prefix)
        return store

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"RedisQuota(prefix={self._prefix!r})"


class _Store:
    """The keys of all accounts, as seen from one event loop."""

    def __init__(self, client: "of_redis.Redis", limit: "limits.RateLimitItem | None", prefix: str) -> None:
        from limits.aio.storage import RedisStorage  # noqa: PLC0415 - of the extra
        from limits.aio.strategies import SlidingWindowCounterRateLimiter  # noqa: PLC0415 - of the extra

        self.client, self._limit, self._prefix = client, limit, prefix
        self._name = secrets.token_hex(8)
        shared: dict[str, Any] = {"connection_pool": client.connection_pool}
        storage = RedisStorage("async+redis://", implementation="redispy", key_prefix=prefix, **shared)
        self._windows = SlidingWindowCounterRateLimiter(storage)
        self._admit, self._close, self._open = (client.register_script(one) for one in (_ADMIT, _CLOSE, _OPEN))

    async def admit(self, account: str) -> Admission:
        arguments: list[str | int] = [self._name, _milliseconds(_LEASE), _milliseconds(_PROBED)]
        said = int(await self._admit(keys=self._keys(account), args=arguments))
        if said > 0:
            return Admission(wait=said / 1000, throttled=True)
        return Admission(wait=await self._window(account), throttled=said < 0)

    async def close(self, account: str, seconds: float) -> None:
        await self._close(keys=self._keys(account), args=[_milliseconds(seconds), _milliseconds(_LEASE)])

    async def open(self, account: str) -> None:
        await self._open(keys=self._keys(account)[1:], args=[self._name])

    async def _window(self, account: str) -> float:
        """Count one request and return 0, or return the seconds until there may be room for it."""
        if self._limit is None or await self._windows.hit(self._limit, account):
            return 0.0
        stats = await self._windows.get_window_stats(self._limit, account)
        return max(0.0, stats.reset_time - time.time()) + _LEAST

    def _keys(self, account: str) -> list[str]:
        return [f"{self._prefix}:{{{account}}}:{name}" for name in ("cooldown_until", "prober")]


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def _parsed(limit: str | None) -> "limits.RateLimitItem | None":
    try:
        from limits import parse_many  # noqa: PLC0415 - of the extra

        parsed = [] if limit is None else parse_many(limit)
    except ImportError:
        raise ConfigurationError("RedisQuota needs the extra: pip install 'telephony-clients[redis]'.") from None
    except ValueError:
        parsed = []
    if limit is None:
        return None
    if len(parsed) != 1 or parsed[0].amount < 1:
        raise ConfigurationError(f"limit must be one such as '100/minute', not {limit!r}.")
    return parsed[0]


def _client(redis: "str | of_redis.Redis", timeout: float) -> "of_redis.Redis":
    """Return the client that was given, or one for an address; nothing connects before it is used."""
    try:
        from redis.asyncio import Redis  # noqa: PLC0415 - of the extra
        from redis.asyncio.retry import Retry  # noqa: PLC0415 - of the extra
        from redis.backoff import NoBackoff  # noqa: PLC0415 - of the extra
    except ImportError:
        raise ConfigurationError("RedisQuota needs the extra: pip install 'telephony-clients[redis]'.") from None
    if isinstance(redis, Redis):
        return redis
    try:
        once_more = Retry(NoBackoff(), 1)  # for a connection that was closed while idle; calls wait meanwhile
        return Redis.from_url(redis, socket_connect_timeout=timeout, socket_timeout=timeout, retry=once_more)
    except (ValueError, AttributeError, TypeError):
        raise ConfigurationError("redis must be an address such as redis://host:6379/0, or a client.") from None
