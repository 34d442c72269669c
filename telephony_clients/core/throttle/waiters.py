"""The calls that wait at a gate, in order: two lanes, refused calls first; any call may leave at any time."""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable

import attrs

from telephony_clients.core.events import GateEvent
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.values import Lane

_BULK_SHARE = 10
"""One in so many calls is from the bulk lane even when interactive calls wait."""
_NEVER, _ONCE, _OFTEN = range(3)
"""How often a call was refused; it decides the place in a lane."""
_UNCONFIRMED, _CONFIRMED = (_ONCE, _NEVER, _OFTEN), (_OFTEN, _ONCE, _NEVER)
"""The order while the account may still refuse, and the order once it has accepted several, so that no call is refused
often."""


@attrs.define(eq=False, repr=False)
class Waiter:
    """A waiting call.

    Attributes:
        granted: gets the permit.
        lane: its queue.
        until: the clock's time until which it will wait.
        since: when it arrived.
        held: for how many seconds the account had held calls back by then.
        refusals: how often it was refused before.
        notify: called when the gate changes because of this call.
    """

    granted: "asyncio.Future[Permit]"
    lane: Lane
    until: float
    since: float
    held: float
    refusals: int
    notify: Callable[[GateEvent], None] | None


Queue = OrderedDict[Waiter, None]


class WaitQueue:
    """The queues of one gate.

    A queue is an ordered dict, so that a call can leave from anywhere at once.

    Attributes:
        waiting: how many calls are in it.
    """

    def __init__(self) -> None:
        self._lanes: dict[Lane, tuple[Queue, Queue, Queue]] = {
            lane: (OrderedDict(), OrderedDict(), OrderedDict()) for lane in Lane
        }
        self._turn = 1
        self.waiting = 0

    def add(self, waiter: Waiter) -> None:
        """Add a call, behind those refused as often."""
        self._of(waiter)[waiter] = None
        self.waiting += 1

    def remove(self, waiter: Waiter) -> None:
        """Remove a call, if it is still there."""
        queue = self._of(waiter)
        if waiter in queue:
            del queue[waiter]
            self.waiting -= 1

    def lengths(self) -> dict[str, int]:
        """Return how many wait, by lane."""
        return {lane.value: sum(map(len, queues)) for lane, queues in self._lanes.items()}

    def oldest(self) -> float | None:
        """Return when the call that has waited longest arrived, None when none waits."""
        return min((waiter.since for queue in self._queues() for waiter in queue), default=None)

    def observer(self) -> Callable[[GateEvent], None] | None:
        """Return the observer of the first call that has one, None when no call has."""
        return next((waiter.notify for queue in self._queues() for waiter in queue if waiter.notify), None)

    def next_lane(self) -> Lane:
        """Return the lane that goes next: interactive first, but one call in ten from the bulk lane."""
        bulk = any(self._lanes[Lane.BULK])
        return Lane.BULK if bulk and (self._turn == 0 or not any(self._lanes[Lane.INTERACTIVE])) else Lane.INTERACTIVE

    def next(self, *, confirmed_open: bool) -> Waiter | None:
        """Take out the call that goes next; None when all have given up.

        Args:
            confirmed_open: whether the account has accepted several calls since its last refusal; a call refused more
                than once waits for that.
        """
        while self.waiting:
            queues = self._lanes[self.next_lane()]
            self._turn = (self._turn + 1) % _BULK_SHARE
            if waiter := self._first(queues[place] for place in (_CONFIRMED if confirmed_open else _UNCONFIRMED)):
                return waiter
        return None

    def next_probe(self) -> Waiter | None:
        """Take out the call to send as a probe; None when all have given up.

        A call refused more than once is taken only if there is no other.
        """
        lanes = self._lanes.values()
        others = [queues[place] for queues in lanes for place in (_ONCE, _NEVER)]
        return self._first([*others, *(queues[_OFTEN] for queues in lanes)])

    def leaving_before(self, instant: float) -> list[Waiter]:
        """Take out all calls that will not wait until then."""
        leaving = [waiter for queue in self._queues() for waiter in queue if waiter.until < instant]
        for waiter in leaving:
            self.remove(waiter)
        return [waiter for waiter in leaving if not waiter.granted.done()]

    def first_until(self) -> float:
        """Return the earliest time until which a call at the head of a queue will wait."""
        return min((next(iter(queue)).until for queue in self._queues() if queue), default=math.inf)

    def last_until(self) -> float:
        """Return the latest time until which a call will wait, infinite when none waits."""
        return max((waiter.until for queue in self._queues() for waiter in queue), default=math.inf)

    def overdue(self, now: float) -> list[Waiter]:
        """Take out the calls at the heads of the queues that will wait no longer."""
        found: list[Waiter] = []
        for queue in self._queues():
            while queue and (waiter := next(iter(queue))).until <= now:
                self.remove(waiter)
                found += [] if waiter.granted.done() else [waiter]
        return found

    def _first(self, queues: Iterable[Queue]) -> Waiter | None:
        """Take out the first call that still waits."""
        for queue in queues:
            while queue:
                waiter, _ = queue.popitem(last=False)
                self.waiting -= 1
                if not waiter.granted.done():
                    return waiter
        return None

    def _queues(self) -> Iterable[Queue]:
        return (queues[place] for queues in self._lanes.values() for place in _CONFIRMED)

    def _of(self, waiter: Waiter) -> Queue:
        return self._lanes[waiter.lane][min(waiter.refusals, _OFTEN)]
