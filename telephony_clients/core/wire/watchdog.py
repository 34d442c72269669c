"""How long calls may take: one timer for all calls of a client, set to the earliest bound among them.

asyncio's timers are Python objects in a heap: one for each deadline and two for each answer would cost as much as all
else that this package does.
"""

import asyncio
from enum import Enum
from math import inf

_GRAIN = 0.001
"""Seconds by which a timer may ring early, as event loops' do."""


class Bound(Enum):
    """What cancelled a call."""

    DEADLINE = "deadline"
    SILENCE = "silence"


class Bounded:
    """The bounds of the running task, from now until `stop`: when it must be over, and how long answers may be silent.

    Args:
        watchdog: the timer of the client.
        seconds: until it must be over.
        patience: seconds of silence, while silence is counted.

    Attributes:
        loop: the event loop that it runs on; asking for it anew costs a system call up to Python 3.11.
        heard: its time since which there is silence; endless until a request with a body is out, None while silence is
            not counted.
    """

    __slots__ = ("_cancels", "_due", "_patience", "_rung", "_task", "_watchdog", "heard", "loop")

    def __init__(self, watchdog: "Watchdog", seconds: float, patience: float) -> None:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("A call is made in a task.")
        self.loop: asyncio.AbstractEventLoop = task.get_loop()
        loop = self.loop
        if loop is not watchdog.loop:
            watchdog.move_to(loop)
        now = loop.time()
        self._watchdog, self._task, self._cancels = watchdog, task, task.cancelling()
        self._due, self._patience = now + seconds, patience
        self.heard: float | None = None
        self._rung: Bound | None = None
        watchdog.watched[self] = None
        if now + patience < watchdog.rings or self._due < watchdog.rings:
            watchdog.wake_at(now + min(patience, seconds))

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
        self._watchdog.wake_at(min(self._due, self.loop.time() + self._patience))
        return self._task.uncancel() <= self._cancels

    def ring(self, now: float) -> float:
        """Cancel the call if a bound has passed; return when the next one may pass."""
        silent_at = inf if self.heard is None else self.heard + self._patience
        due = min(self._due, silent_at)
        if self._rung is None and due - now < _GRAIN and self._task.cancelling() <= self._cancels:
            self._rung = Bound.DEADLINE if self._due <= silent_at else Bound.SILENCE
            self._task.cancel()
        return inf if self._rung is not None else max(min(due, now + self._patience), now + _GRAIN)


class Watchdog:
    """The timer of one client and its views, on the event loop that runs.

    Attributes:
        watched: what is under way.
        loop: where; None before the first.
        rings: the loop's time of the next look at them.
    """

    __slots__ = ("_timer", "loop", "rings", "watched")

    def __init__(self) -> None:
        self.watched: dict[Bounded, None] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self.rings = inf
        self._timer: asyncio.TimerHandle | None = None

    def move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Watch on another event loop; one that was left with calls in it never ends them."""
        self.watched, self.loop, self.rings, self._timer = {}, loop, inf, None

    def wake_at(self, rings: float) -> None:
        """See that the timer rings at this time of the loop at the latest."""
        if rings < self.rings and self.loop is not None:
            if self._timer is not None:
                self._timer.cancel()
            self.rings = rings
            self._timer = self.loop.call_at(rings, self._ring, self.loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer, self.rings = None, inf
        now = loop.time()
        self.wake_at(min((one.ring(now) for one in self.watched), default=inf))
