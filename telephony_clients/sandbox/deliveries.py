"""Deliveries to addresses that users give: sent until they answer 2xx, and noted attempt by attempt."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import attrs

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_TIMEOUT = aiohttp.ClientTimeout(total=10)


@attrs.frozen
class Delivery:
    """One attempt to tell an address of something.

    Args:
        type: what is told: a webhook's type, an action or an event.
        url: where it went.
        headers: the header fields that it was given.
        body: the bytes that were sent.
        attempt: from 1.
        status: the status that came back, None when nothing did.
        answer: the body that came back.
    """

    type: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    attempt: int
    status: int | None
    answer: bytes

    @property
    def accepted(self) -> bool:
        """Whether the address took it."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004


@attrs.frozen
class Message:
    """What is to be delivered.

    Args:
        type: what is told.
        url: where to.
        headers: header fields besides Content-Length.
        body: the bytes.
        attempts: how often to try until the address answers 2xx.
        interval: seconds between attempts.
        first: the number of the first attempt.
        method: of HTTP.
        note: called after each attempt.
    """

    type: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    attempts: int = 1
    interval: float = 0.2
    first: int = 1
    method: str = "POST"
    note: Callable[[Delivery], None] = lambda _: None


class Outbox:
    """Delivers in the background, to addresses on this machine only; others are told nothing."""

    def __init__(self) -> None:
        self._log: list[Delivery] = []
        self._under_way: set[asyncio.Task[Any]] = set()
        self._session: aiohttp.ClientSession | None = None

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The attempts so far, oldest first."""
        return tuple(self._log)

    async def settled(self) -> tuple[Delivery, ...]:
        """Wait until every delivery has been accepted or given up; give the attempts so far."""
        while self._under_way:
            await asyncio.gather(*self._under_way)
        return self.deliveries

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    def send(self, message: Message) -> Awaitable[Delivery]:
        """Begin to deliver; awaiting the outcome, the last attempt, is not needed."""
        return self._start(self._deliver(message))

    def _start(self, work: Coroutine[Any, Any, Delivery]) -> asyncio.Task[Delivery]:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _deliver(self, message: Message) -> Delivery:
        attempt = message.first
        while True:
            delivery = await self._attempt(message, attempt)
            self._log.append(delivery)
            message.note(delivery)
            attempt += 1
            if delivery.accepted or attempt >= message.first + message.attempts:
                return delivery
            await asyncio.sleep(message.interval)

    async def _attempt(self, message: Message, attempt: int) -> Delivery:
        status, answer = None, b"The address is not on this machine"
        if urlsplit(message.url).hostname in _LOOPBACK:
            status, answer = await self._ask(message)
        return Delivery(message.type, message.url, message.headers, message.body, attempt, status, answer)

    async def _ask(self, message: Message) -> tuple[int | None, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        try:
            async with self._session.request(
                message.method, message.url, data=message.body, headers=message.headers, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as failure:
            return None, str(failure).encode()


def hex_signature(key: str, body: bytes) -> str:
    """Sign a body: HMAC-SHA256, in lower-case hex digits."""
    return hmac.new(key.encode(), body, sha256).hexdigest()
