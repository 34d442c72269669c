"""How long calls may take: one timer for all calls of a client, set to the earliest bound among them.

asyncio's timers are Python objects in a heap: one for each deadline and two for each answer would cost as much as all
else that this package does.
"""

import asyncio
from enum import Enum
from math import inf
from typing import Any

_GRAIN = 0.001
"""Seconds by which a timer may ring early, as event loops' do."""


class Bound(Enum):
    """What cancelled a call."""

    DEADLINE = "deadline"
    SILENCE = "silence"


class Limits:
    """The bounds of one call: when it must be over, and how long an answer may be silent meanwhile.

    Attributes:
        loop: the event loop that the call runs on; asking for it anew costs a system call up to Python 3.11.
        heard: its time since which there is silence; endless until a request with a body is out, None while silence is
            not counted.
    """

    __slots__ = ("_cancels", "_deadline", "_patience", "_rung", "_task", "_watchdog", "heard", "loop")

    def __init__(
        self,
        watchdog: "Watchdog",
        task: asyncio.Task[Any],
        loop: asyncio.AbstractEventLoop,
        deadline: float,
        patience: float,
    ) -> None:
        self._watchdog, self.loop = watchdog, loop
        self._deadline, self._patience = deadline, patience
        self._task, self._cancels = task, task.cancelling()
        self.heard: float | None = None
        self._rung: Bound | None = None

    def listen(self) -> None:
        """Count silence from now on, as of each part of an answer."""
        self.heard = self.loop.time()

    def speak(self) -> None:
        """Count silence from `spoken` on: until a request is out, the other side has nothing to say."""
        self.heard = inf

    def spoken(self) -> None:
        """Count silence if that is still waited for."""
        if self.heard == inf:
            self.listen()

    def rest(self) -> None:
        """No longer count silence."""
        self.heard = None

    def stop(self) -> None:
        """Lift the bounds: the call is over."""
        self._watchdog.watched.pop(self, None)
        if self._rung is not None:
            self._task.uncancel()

    def explain(self, bound: Bound) -> bool:
        """Return whether the cancellation that just arrived is this bound's and nobody else's; if so, it is undone."""
        if self._rung is not bound:
            return False
        self._rung = None
        self._watchdog.wake_at(min(self._deadline, self.loop.time() + self._patience))
        return self._task.uncancel() <= self._cancels

    def ring(self, now: float) -> float:
        """Cancel the call if a bound has passed; return when the next one may pass."""
        silent_at = inf if self.heard is None else self.heard + self._patience
        due = min(self._deadline, silent_at)
        if self._rung is None and due - now < _GRAIN and self._task.cancelling() <= self._cancels:
            self._rung = Bound.DEADLINE if self._deadline <= silent_at else Bound.SILENCE
            self._task.cancel()
        return inf if self._rung is not None else max(min(due, now + self._patience), now + _GRAIN)


class Watchdog:
    """The timer of one client and its views, on the event loop that runs.

    Attributes:
        watched: the limits of the calls that are under way.
    """

    __slots__ = ("_loop", "_rings", "_timer", "watched")

    def __init__(self) -> None:
        self.watched: dict[Limits, None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._rings = inf

    def limits(self, seconds: float, patience: float) -> Limits:
        """Bound what the running task does from now on, until `Limits.stop`.

        Args:
            seconds: until the deadline.
            patience: seconds of silence, while silence is counted.
        """
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("A call is made in a task.")
        loop = task.get_loop()
        if loop is not self._loop:
            self._loop, self._rings, self._timer = loop, inf, None
            self.watched = {}  # a loop that was left with calls in it never ends them
        now = loop.time()
        limits = Limits(self, task, loop, now + seconds, patience)
        self.watched[limits] = None
        if now + patience < self._rings or now + seconds < self._rings:
            self.wake_at(now + min(patience, seconds))
        return limits

    def wake_at(self, rings: float) -> None:
        """See that the timer rings at this time of the loop at the latest."""
        if rings < self._rings and self._loop is not None:
            if self._timer is not None:
                self._timer.cancel()
            self._rings = rings
            self._timer = self._loop.call_at(rings, self._ring, self._loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer, self._rings = None, inf
        now = loop.time()
        self.wake_at(min((limits.ring(now) for limits in self.watched), default=inf))
