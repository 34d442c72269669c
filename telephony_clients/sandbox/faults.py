"""The fault script: what shall go wrong, for which requests, how often."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Any, TypedDict, Unpack

import attrs

from telephony_clients.sandbox import strikes
from telephony_clients.sandbox.strikes import Outcome, ResetAs, RetryAfter, Shapes, Struck
from telephony_clients.sandbox.wire import Request


class Aim(TypedDict, total=False):
    """Which requests a fault strikes: keyword arguments of every fault.

    Args:
        times: how many requests it strikes, None for no end.
        method: only requests of this HTTP method; None, the default, for all.
        path: only requests whose path after the base address begins so; None, the default, for all.
        every: only every n-th of the requests that fit; 1 by default.
    """

    times: int | None
    method: str | None
    path: str | None
    every: int


@attrs.define
class Scope:
    """An `Aim` in force, with its counters."""

    times: int | None = 1
    method: str | None = None
    path: str | None = None
    every: int = 1
    seen: int = attrs.field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        if self.every < 1 or (self.times is not None and self.times < 1):
            raise ValueError("`every` and `times` are counts from 1")

    def fits(self, request: Request) -> bool:
        """Tell whether a request is of the kind that is struck, without counting it."""
        return (
            self.times != 0
            and (self.method is None or self.method.upper() == request.method)
            and (self.path is None or request.path.startswith(self.path))
        )

    def strikes(self, request: Request) -> bool:
        """Count a request, and tell whether it is one to strike."""
        if not self.fits(request):
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """A stand-in's fault script.

    Faults strike in the order they were given. One that answers in the vendor's place keeps the request from the
    later ones, so `status(503)` followed by `reset()` is a script: first a 503, then a dropped connection. Those that
    only spoil an answer (`cut_body`, `slow`, `unknown_field`) strike one request together.

    Every fault takes the keyword arguments of `Aim`: times, method, path, every. Without `times` most of them strike
    once; `throttle` and `unknown_field` stay until `clear()`. Counts below 1 raise ValueError.

    Args:
        clock: seconds, for the throttle.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._script: list[tuple[Scope, strikes.Fault]] = []
        self._closing = asyncio.Event()

    def throttle(self, rate: float, burst: int, retry_after: RetryAfter | None = None, **aim: Unpack[Aim]) -> None:
        """Refuse with 429 whoever is faster than a hidden token bucket allows.

        A request takes one token; at Talkable, whose throttling goes by resources, a metric takes more for more days
        and a batch more for more bytes, but never more than the full bucket.

        Args:
            rate: tokens that come back per second of the sandbox's clock, above 0.
            burst: tokens in the full bucket, at least 1; it is full at first.
            retry_after: how the wait is told: None (no header), `"seconds"` or `"date"`.
            **aim: see `Aim`; `times` counts the requests that need a token, None by default.

        Raises:
            ValueError: a number is out of range.
        """
        fault = strikes.Throttle(self._clock, rate, burst, retry_after)
        self._add(fault, Aim(times=None) | aim)

    def quota(self, requests: int, window: float = 60.0, reset: ResetAs | None = "epoch", **aim: Unpack[Aim]) -> None:
        """Refuse with 429 and Retry-After whoever sends more than so many requests in a window.

        Windows are fixed, as Laravel's: one begins with the first request after the one before. Talkover's plans allow
        100 or 1,000 requests in 60 seconds, and headers tell what is left.

        Args:
            requests: how many, at least 1.
            window: seconds of the sandbox's clock, above 0.
            reset: how headers tell the window's end, as seconds left or since 1970; None for not at all.
            **aim: see `Aim`; `times` counts the requests that need room, None by default.

        Raises:
            ValueError: a number is out of range.
        """
        self._add(strikes.Quota(self._clock, requests, window, reset), Aim(times=None) | aim)

    def status(self, status: int, **aim: Unpack[Aim]) -> None:
        """Answer with an error in the vendor's own shape, without acting on the request.

        Args:
            status: an HTTP status of 400 or above.
            **aim: see `Aim`.

        Raises:
            ValueError: the status is no error, or a count is below 1.
        """
        self._add(strikes.Status(status), aim)

    def reset(self, *, acted: bool = False, **aim: Unpack[Aim]) -> None:
        """Drop the connection (RST) after the request was read, before any byte of the answer.

        Args:
            acted: act on the request before the connection goes: the call is placed, and the client cannot know.
            **aim: see `Aim`.
        """
        self._add(strikes.Reset(acted=acted), aim)

    def cut_body(self, **aim: Unpack[Aim]) -> None:
        """Send status, headers with the full Content-Length and half of the body, then close the connection.

        Args:
            **aim: see `Aim`.
        """
        self._add(strikes.CutBody(), aim)

    def slow(self, seconds: float, **aim: Unpack[Aim]) -> None:
        """Act on the request at once, answer late.

        Args:
            seconds: how long the answer is held back, in real seconds whatever the sandbox's clock says.
            **aim: see `Aim`.
        """
        self._add(strikes.Slow(seconds, self._closing), aim)

    def html(self, status: int = HTTPStatus.OK, **aim: Unpack[Aim]) -> None:
        """Answer with an HTML page, as a proxy or a firewall on the way would.

        Args:
            status: the page's HTTP status, any.
            **aim: see `Aim`.
        """
        self._add(strikes.Html(status), aim)

    def unknown_field(self, name: str = "brand_new", value: Any = "?", **aim: Unpack[Aim]) -> None:
        """Put a field no documentation names into every record of the successful answers.

        Args:
            name: the field's name.
            value: any JSON value.
            **aim: see `Aim`; `times` is None by default.
        """
        self._add(strikes.UnknownField(name, value), Aim(times=None) | aim)

    def clear(self) -> None:
        """Remove every fault."""
        self._script.clear()

    def release(self, *, closing: bool) -> None:
        """Let go of the answers that `slow` holds back.

        Args:
            closing: True to hold back nothing any more, False to begin anew.
        """
        if closing:
            self._closing.set()
        else:
            self._closing.clear()

    def allowance(self, request: Request) -> tuple[int, int, str | None] | None:
        """Look into the bucket or window a request falls under.

        Args:
            request: the request.

        Returns:
            Its size, what is left, and when a window ends if that is told; None where nothing throttles the request.
        """
        for scope, fault in self._script:
            if isinstance(fault, strikes.Throttle | strikes.Quota) and scope.fits(request):
                return fault.burst, fault.left, fault.reset
        return None

    async def through(self, request: Request, shapes: Shapes, answer: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """Send a request through the script.

        Args:
            request: the request.
            shapes: the vendor's answers.
            answer: gives the vendor's own answer.

        Returns:
            The reply to send, None when the connection is to be dropped.
        """
        script = tuple(self._script)

        async def onward(start: int) -> Outcome:
            for place in range(start, len(script)):
                scope, fault = script[place]
                if scope.strikes(request):
                    return await fault.strike(Struck(request, shapes, partial(onward, place + 1)))
            return await answer()

        return await onward(0)

    def _add(self, fault: strikes.Fault, aim: Aim) -> None:
        self._script.append((Scope(**aim), fault))
