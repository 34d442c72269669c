"""How long calls may take: one timer for all calls of a client, set to the earliest time limit among them.

asyncio's timers are Python objects in a heap: one for each deadline and two for each answer would cost as much as
everything else that this package does.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from math import inf
from typing import Any

from telephony_clients.core.wire.event_loop import LoopBinding

_RESOLUTION = 0.001
"""Seconds by which a timer may fire early, as event loops' timers do."""
_RECHECK = 0.05
"""The least seconds between two checks of a deadline that moves, so that one with little time left costs little."""


class CancelReason(Enum):
    """Which time limit cancelled a call."""

    DEADLINE = "deadline"
    READ_TIMEOUT = "read_timeout"


class CancelScope:
    """The time limits of the running task, from now until `stop`: its deadline, and a timeout for each read.

    Args:
        watchdog: the timer of the client.
        seconds: until the deadline.
        read_timeout: seconds without activity, while the read timeout runs.

    Attributes:
        loop: the event loop that it runs on; asking for it anew costs a system call up to Python 3.11.
        on_wire: whether the latest attempt has been sent, or some of it.
        last_activity: the loop's time from which the read timeout runs; infinite until a request with a body has been
            sent, None while the read timeout does not run.
        read_timeout: seconds that it allows.
    """

    last_activity: float | None = None
    on_wire: bool = False
    _extension: Callable[[], float] | None = None

    def __init__(self, watchdog: "Watchdog", seconds: float, read_timeout: float) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("A call is made in a task.")
        self.loop: asyncio.AbstractEventLoop = task.get_loop()
        loop = self.loop
        if loop is not watchdog.loop:
            watchdog.move_to(loop)
        now = loop.time()
        self._watchdog, self._task, self._cancel_requests = watchdog, task, task.cancelling()
        self._deadline, self.read_timeout = now + seconds, read_timeout
        self._reason: CancelReason | None = None
        watchdog.scopes[self] = None
        soonest = now + read_timeout if read_timeout < seconds else self._deadline
        if soonest < watchdog.next_check:
            watchdog.check_at(soonest)

    def mark_activity(self) -> None:
        """Restart the read timeout, as each part of an answer does."""
        self.last_activity = self.loop.time()

    def mark_sent(self) -> None:
        """Note that the attempt is being sent, and start the read timeout."""
        self.on_wire = True
        self.last_activity = self.loop.time()

    async def while_sending(self, write: Callable[..., Awaitable[None]], *args: Any, **kwargs: Any) -> None:
        """Write a body and hold the read timeout back: the server need not answer before it has all of it."""
        self.last_activity = inf
        await write(*args, **kwargs)
        if self.last_activity == inf:
            self.mark_activity()

    def pause(self) -> None:
        """Stop the read timeout."""
        self.last_activity = None

    @contextmanager
    def extended_by(self, seconds: Callable[[], float]) -> Iterator[None]:
        """Put the deadline off for as long as something lasts that does not count.

        Args:
            seconds: returns how many have not counted since the block was entered; it is called only when the deadline
                would pass, and at the end.
        """
        self._extension = seconds
        try:
            yield
        finally:
            self._extension = None
            self._deadline += seconds()
            self._watchdog.check_at(self._deadline)

    def stop(self) -> None:
        """Lift all time limits: the call is over."""
        self._watchdog.scopes.pop(self, None)
        if self._reason is not None:
            self._task.uncancel()

    def claim_cancellation(self, reason: CancelReason) -> bool:
        """Return whether the cancellation that just arrived has this reason and no other; if so, undo it."""
        if self._reason is not reason:
            return False
        self._reason = None
        self._watchdog.check_at(min(self._deadline, self.loop.time() + self.read_timeout))
        return self._task.uncancel() <= self._cancel_requests

    def check_expired(self, now: float) -> float:
        """Cancel the call if one of its limits has passed; return when to check again."""
        read_due = inf if self.last_activity is None else self.last_activity + self.read_timeout
        deadline, recheck = self._deadline, _RESOLUTION
        if self._extension is not None and deadline - now < _RESOLUTION and (more := self._extension()) > 0:
            deadline, recheck = deadline + more, _RECHECK
        due = min(deadline, read_due)
        if self._reason is None and due - now < _RESOLUTION and self._task.cancelling() <= self._cancel_requests:
            self._reason = CancelReason.DEADLINE if deadline <= read_due else CancelReason.READ_TIMEOUT
            self._task.cancel()
        return inf if self._reason is not None else max(min(due, now + self.read_timeout), now + recheck)


class Watchdog:
    """The timer of one client and its views, on the running event loop.

    Args:
        binding: the event loop of the client.

    Attributes:
        scopes: those of the calls in progress.
        loop: the event loop; None before the first call.
        next_check: the loop's time of the next check.
    """

    __slots__ = ("_binding", "_timer", "loop", "next_check", "scopes")

    def __init__(self, binding: LoopBinding) -> None:
        self._binding = binding
        self.scopes: dict[CancelScope, None] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self.next_check = inf
        self._timer: asyncio.TimerHandle | None = None

    def move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Move to another event loop; calls that are left on the old one are never ended.

        Raises:
            ConfigurationError: the client cannot be used there; nothing has changed.
        """
        self._binding.move_to(loop)
        self.scopes, self.loop, self.next_check, self._timer = {}, loop, inf, None

    def check_at(self, time: float) -> None:
        """Check at this time of the loop at the latest."""
        if time < self.next_check and self.loop is not None:
            if self._timer is not None:
                self._timer.cancel()
            self.next_check = time
            self._timer = self.loop.call_at(time, self._check, self.loop)

    def stop_if_idle(self) -> None:
        """Take the timer back if there is nothing to watch, as a closed client does."""
        if self._timer is not None and not self.scopes:
            self._timer.cancel()
            self._timer, self.next_check = None, inf

    def _check(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer, self.next_check = None, inf
        now = loop.time()
        self.check_at(min((scope.check_expired(now) for scope in self.scopes), default=inf))
