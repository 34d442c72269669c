"""The ways a stand-in's answer can go wrong, one class each."""

import asyncio
import contextlib
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Literal, Protocol

import attrs

from telephony_clients.sandbox.wire import Reply, Request, page_of_html

Outcome = Reply | None
"""A reply; None stands for a connection dropped without one."""
RetryAfter = Literal["seconds", "date"]
ResetAs = Literal["seconds", "epoch"]


class Shapes(Protocol):
    """What a fault has to know of the vendor it strikes."""

    def failure(self, status: int, request: Request, wait: int | None = None) -> Reply:
        """Give an error in the vendor's own shape."""

    def records(self, payload: Any) -> Iterator[dict[str, Any]]:
        """Find the records in an answer."""

    def cost(self, request: Request) -> float:
        """Give the tokens that a request takes from a throttle's bucket."""


@attrs.frozen
class Struck:
    """A request under a fault.

    Args:
        request: the request.
        shapes: the vendor's answers.
        proceed: gives what would be answered without this fault.
    """

    request: Request
    shapes: Shapes
    proceed: Callable[[], Awaitable[Outcome]]


class Fault(ABC):
    """One thing that goes wrong."""

    @abstractmethod
    async def strike(self, struck: Struck) -> Outcome:
        """Answer in place of the vendor, or spoil the answer that would be."""


class Throttle(Fault):
    """A token bucket the client cannot see; 429 when it is empty."""

    def __init__(self, clock: Callable[[], float], rate: float, burst: int, retry_after: RetryAfter | None) -> None:
        if rate <= 0 or burst < 1:
            raise ValueError("`rate` is above 0, `burst` at least 1")
        self.burst = burst
        self._clock = clock
        self._rate = rate
        self._retry_after = retry_after
        self._level = float(burst)
        self._filled = clock()

    @property
    def reset(self) -> str:
        """Whole seconds until there is another token, as headers tell it."""
        return str(max(1, math.ceil((self.left + 1 - self._fill()) / self._rate)))

    @property
    def left(self) -> int:
        """Whole tokens in the bucket now."""
        return math.floor(self._fill())

    def _fill(self) -> float:
        now = self._clock()
        self._level = min(float(self.burst), self._level + (now - self._filled) * self._rate)
        self._filled = now
        # The sum of many small refills may fall a rounding error short of a whole token.
        return self._level + 1e-9

    async def strike(self, struck: Struck) -> Outcome:
        """Let the request pass for its tokens, refuse it when there are too few; a full bucket lets everything pass."""
        cost = min(struck.shapes.cost(struck.request), self.burst)
        if self._fill() >= cost:
            self._level -= cost
            return await struck.proceed()
        wait = max(1, math.ceil((cost - self._level) / self._rate))
        reply = struck.shapes.failure(HTTPStatus.TOO_MANY_REQUESTS, struck.request, wait)
        if self._retry_after is None:
            return reply
        text = str(wait) if self._retry_after == "seconds" else formatdate(time.time() + wait, usegmt=True)
        return attrs.evolve(reply, headers={**reply.headers, "Retry-After": text})


class Quota(Fault):
    """So many requests in each fixed window, which begins with its first request; 429 for the rest."""

    def __init__(self, clock: Callable[[], float], requests: int, window: float, reset: ResetAs | None) -> None:
        if requests < 1 or window <= 0:
            raise ValueError("`requests` is at least 1, `window` above 0")
        self.burst = requests
        self._clock, self._window, self._reset_form = clock, window, reset
        self._used, self._ends = 0, -math.inf

    @property
    def left(self) -> int:
        """Requests left in the window."""
        return self.burst - (self._used if self._clock() < self._ends else 0)

    @property
    def reset(self) -> str | None:
        """The end of the window as headers tell it."""
        wait = max(0.0, self._ends - self._clock())
        return (
            None
            if self._reset_form is None
            else str(int(wait if self._reset_form == "seconds" else time.time() + wait))
        )

    async def strike(self, struck: Struck) -> Outcome:
        """Let the request pass while the window has room."""
        if self._clock() >= self._ends:
            self._used, self._ends = 0, self._clock() + self._window
        if self._used < self.burst:
            self._used += 1
            return await struck.proceed()
        wait = max(1, math.ceil(self._ends - self._clock()))
        reply = struck.shapes.failure(HTTPStatus.TOO_MANY_REQUESTS, struck.request, wait)
        return attrs.evolve(reply, headers={**reply.headers, "Retry-After": str(wait)})


class Status(Fault):
    """An error status in the vendor's own shape; the request is not acted on."""

    def __init__(self, status: int) -> None:
        if status < HTTPStatus.BAD_REQUEST:
            raise ValueError(f"{status} is not an error status")
        self._status = status

    async def strike(self, struck: Struck) -> Outcome:
        """Refuse the request."""
        return struck.shapes.failure(self._status, struck.request)


class Reset(Fault):
    """A connection dropped before any byte of the answer."""

    def __init__(self, *, acted: bool) -> None:
        self._acted = acted

    async def strike(self, struck: Struck) -> Outcome:
        """Act on the request first if so ordered, then say nothing."""
        if self._acted:
            await struck.proceed()
        return None


class CutBody(Fault):
    """An answer that breaks off in the middle of its body."""

    async def strike(self, struck: Struck) -> Outcome:
        """Mark the answer for cutting."""
        reply = await struck.proceed()
        return reply and attrs.evolve(reply, cut=True)


class Slow(Fault):
    """An answer that comes late, long after the request was acted on."""

    def __init__(self, seconds: float, closing: asyncio.Event) -> None:
        self._seconds = seconds
        self._closing = closing

    async def strike(self, struck: Struck) -> Outcome:
        """Act at once and hold the answer back; a closing sandbox holds nothing back."""
        reply = await struck.proceed()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._seconds):
                await self._closing.wait()
        return reply


class Html(Fault):
    """A page where a document should be: a proxy, a firewall, a login form."""

    def __init__(self, status: int) -> None:
        self._status = status

    async def strike(self, struck: Struck) -> Outcome:  # noqa: ARG002 - the page stands before every vendor alike
        """Answer with the page; the vendor never sees the request."""
        return Reply(page_of_html(self._status, "Please sign in"), status=self._status, html=True)


class UnknownField(Fault):
    """A field no documentation names, in every record of an answer."""

    def __init__(self, name: str, value: Any) -> None:
        self._name = name
        self._value = value

    async def strike(self, struck: Struck) -> Outcome:
        """Add the field to a successful answer."""
        reply = await struck.proceed()
        if reply is None or not reply.ok or reply.html or isinstance(reply.payload, bytes):
            return reply
        payload = _copy(reply.payload)
        for record in struck.shapes.records(payload):
            record[self._name] = self._value
        return attrs.evolve(reply, payload=payload)


def _copy(document: Any) -> Any:
    if isinstance(document, dict):
        return {name: _copy(value) for name, value in document.items()}
    return [_copy(value) for value in document] if isinstance(document, list) else document
