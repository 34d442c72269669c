"""A replay store in Redis for several processes that receive webhooks for one endpoint; needs the extra ``redis``."""

import hashlib
import math
import secrets
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from telephony_clients.core.errors import ConfigurationError, TelephonyError
from telephony_clients.core.lazy import LazyModule
from telephony_clients.core.secret import HIDDEN_LOCALS, MaskedText

if TYPE_CHECKING:
    import redis as of_redis
else:
    of_redis = LazyModule("redis")

_Answer = TypeVar("_Answer")


class ReplayStoreUnavailable(TelephonyError):
    """Redis cannot say whether a delivery is new, so the delivery was not accepted; the message says what to do."""


class RedisReplayStore:
    """Remembers webhook deliveries in Redis, for ``Verifier(replay_store=...)``; safe among threads and processes.

    Redis sees hashes, never a body, an id or a secret. When it cannot be asked, nothing is accepted: `add_if_absent`
    raises, and so does ``Verifier.verify``. Answer 503, or let the error through, which frameworks answer with 500: the
    vendor then sends the delivery again. If only Redis's answer was lost, the store forgets the delivery again; where
    that fails too, because Redis is gone at that moment, the vendor's repeat may be taken for a replay.

    It waits for the network: `telephony_clients.verify_aiohttp` and `telephony_clients.verify_starlette` call it in
    another thread; elsewhere in asyncio, use ``await asyncio.to_thread(verifier.verify, body, headers)``.

    Args:
        redis: an address, such as ``redis://host:6379/0``, or a client of the package `redis` (``redis.Redis``, not the
            one of ``redis.asyncio``), which is not closed here.
        prefix: what all keys begin with.
        timeout: seconds that Redis has to connect and for each answer; a client that was given has its own.

    Raises:
        ConfigurationError: the extra is not installed, or an argument cannot be used.
    """

    waits = True

    def __init__(
        self, redis: "str | of_redis.Redis", *, prefix: str = "telephony-clients", timeout: float = 0.5
    ) -> None:
        redis = MaskedText(redis) if isinstance(redis, str) else redis  # an address may hold a password
        self._prefix, self._owned = prefix, isinstance(redis, str)
        if not 0 < timeout < float("inf"):
            raise ConfigurationError(f"timeout must be a positive number of seconds, not {timeout!r}.")
        self._client = _client(redis, timeout)

    def add_if_absent(self, key: str, ttl: float) -> bool:
        """Remember a delivery, atomically among all processes.

        Args:
            key: identifies it; Redis sees its hash.
            ttl: seconds for which it is remembered, rounded up to whole ones.

        Returns:
            whether it was new.

        Raises:
            ReplayStoreUnavailable: Redis cannot be asked; do not accept the delivery.
        """
        name, mine = self._name(key), secrets.token_hex(8)
        try:
            return self._asked(lambda: self._added(name, mine, math.ceil(ttl)))
        except ReplayStoreUnavailable:
            self._taken_back(name, mine)
            raise

    def discard(self, key: str) -> None:
        """Forget a delivery.

        Args:
            key: identifies it; a missing one is ignored.

        Raises:
            ReplayStoreUnavailable: Redis cannot be asked; the delivery may still be remembered.
        """
        name = self._name(key)
        self._asked(lambda: self._client.delete(name))

    def close(self) -> None:
        """Close the connections, unless a client was given. Closing twice is fine."""
        if self._owned:
            self._client.close()

    def _added(self, name: str, mine: str, seconds: int) -> bool:
        if self._client.set(name, mine, nx=True, ex=seconds):
            return True
        # the client asks once more over a new connection: then the value may be this delivery's own
        return self._client.get(name) in {mine, mine.encode()}

    def _taken_back(self, name: str, mine: str) -> None:
        """Undo what Redis may have done without being able to say so."""
        try:
            if self._client.get(name) in {mine, mine.encode()}:
                self._client.delete(name)
        except of_redis.RedisError:
            pass  # the caller hears of the first error

    def _asked(self, ask: Callable[[], _Answer]) -> _Answer:
        with HIDDEN_LOCALS:  # redis has the address, with its password, in the variables of its frames
            try:
                return ask()
            except of_redis.RedisError as error:
                what = type(error).__name__
                raise ReplayStoreUnavailable(
                    f"The replay store's Redis did not answer as it should ({what}). Check that it runs, that its "
                    "address and password are right and that it has memory left; answer this delivery with 503, so "
                    "that the vendor sends it again."
                ) from None

    def _name(self, key: str) -> str:
        return f"{self._prefix}:webhook:{hashlib.sha256(key.encode()).hexdigest()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"RedisReplayStore(prefix={self._prefix!r})"


def _client(redis: "str | of_redis.Redis", timeout: float) -> "of_redis.Redis":
    """Return the client that was given, or one for an address; nothing connects before it is used."""
    try:
        from redis import Redis  # noqa: PLC0415 - of the extra
        from redis.backoff import NoBackoff  # noqa: PLC0415 - of the extra
        from redis.retry import Retry  # noqa: PLC0415 - of the extra
    except ImportError:
        raise ConfigurationError("RedisReplayStore needs the extra: pip install 'telephony-clients[redis]'.") from None
    if isinstance(redis, Redis):
        return redis
    try:
        once_more = Retry(NoBackoff(), 1)  # for a connection that was closed while idle
        return Redis.from_url(redis, socket_connect_timeout=timeout, socket_timeout=timeout, retry=once_more)
    except (ValueError, AttributeError, TypeError):
        raise ConfigurationError(
            "redis must be an address such as redis://host:6379/0, or a client of the class redis.Redis."
        ) from None
