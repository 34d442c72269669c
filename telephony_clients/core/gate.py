"""One gate for all that use one credential: when the vendor throttles the account, everybody waits and one asks.

A 429 closes the gate for every user of the credential in this process. After the cool-down one call is let through
as a probe; its success opens the gate gently, one more call at a time for each success, its refusal lengthens the
cool-down. Late refusals of calls that were sent before the gate closed do not close it again.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

import attrs

from telephony_clients.core.adapter import Pacing
from telephony_clients.core.events import GateChanged
from telephony_clients.core.options import Options
from telephony_clients.core.request import Lane
from telephony_clients.core.retry import growing

Notify = Callable[[GateChanged], None] | None

_BULK_SHARE = 10
_JITTER = 0.25
_MOST_SERVER_JITTER = 1.0


@attrs.frozen(kw_only=True)
class GateState:
    """A gate at one moment.

    Attributes:
        state: ``"open"``, ``"closed"`` or ``"probing"``.
        reopens_in: seconds until a probe is sent, 0 when the gate is not closed.
        in_flight: calls on the wire.
        window: calls that may be on the wire at once.
        waiting: queued calls by lane.
        refusals: 429s so far.
        closings: how often the gate closed; one wave of 429s closes it once.
        longest_wait: seconds that the most patient call has waited so far.
    """

    state: str
    reopens_in: float
    in_flight: int
    window: int
    waiting: dict[str, int]
    refusals: int
    closings: int
    longest_wait: float


class GateClosed(Exception):
    """The gate stays closed for longer than the caller may wait.

    Attributes:
        seconds: until a probe will be sent.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@attrs.frozen(kw_only=True, eq=False)
class Permit:
    """The right to send one request now.

    Attributes:
        epoch: how often the gate had closed when it was given.
        waited: seconds spent behind the closed gate.
        probe: whether this is the one call that asks if the account is still throttled.
    """

    epoch: int
    waited: float
    probe: bool
    notify: Notify = None


@attrs.define(eq=False)
class _Waiter:
    """One call in a queue, which is an ordered dict so that it can leave from anywhere at once."""

    granted: "asyncio.Future[Permit]"
    until: float
    since: float
    shut_since: float | None
    notify: Notify


class Gate:
    """The pacing of one account.

    Args:
        vendor: its name, for events.
        pacing: how long to wait after a 429 that does not say.
        options: concurrency, clock, sleep and random source.
    """

    def __init__(self, vendor: str, pacing: Pacing, options: Options) -> None:
        self._vendor, self._pacing = vendor, pacing
        self._clock, self._sleep, self._random = options.clock, options.sleep, options.random
        self._limit = self._window = options.concurrency
        self._lanes: dict[Lane, OrderedDict[_Waiter, None]] = {lane: OrderedDict() for lane in Lane}
        self._turn = 0
        self._in_flight = 0
        self._state = "open"
        self._reopens = 0.0
        self._epoch = 0
        self._cool_downs: Iterator[float] | None = None
        self._timer: asyncio.Task[None] | None = None
        self._refusals = 0
        self._longest_wait = 0.0

    async def enter(
        self, *, lane: Lane = Lane.INTERACTIVE, until: float, again: bool = False, notify: Notify = None
    ) -> Permit:
        """Wait for the right to send; give it back with `accepted`, `refused` or `dropped`.

        Args:
            lane: which queue to wait in.
            until: the clock's time past which the caller will not wait behind a closed gate.
            again: whether the call was refused before; it goes to the head of its queue.
            notify: told when the gate changes because of this call.

        Raises:
            GateClosed: the gate opens too late.
        """
        if self._state == "open" and self._in_flight < self._window and not self._queued():
            self._in_flight += 1
            return Permit(epoch=self._epoch, waited=0.0, probe=False, notify=notify)
        now = self._clock()
        if self._state == "closed" and self._reopens > until:
            raise GateClosed(self._reopens - now)
        shut = None if self._state == "open" else now
        waiter = _Waiter(asyncio.get_running_loop().create_future(), until, now, shut, notify)
        queue = self._lanes[lane]
        queue[waiter] = None
        queue.move_to_end(waiter, last=not again)
        self._move_on()
        try:
            return await waiter.granted
        except BaseException:
            self._leave(queue, waiter)
            raise

    def accepted(self, permit: Permit) -> None:
        """Give a permit back: the vendor dealt with the request, whatever it answered."""
        self._in_flight -= 1
        if permit.probe or (self._state == "open" and permit.epoch == self._epoch):
            self._window = min(self._limit, self._window + 1)
        if permit.probe:
            self._cool_downs = None
            self._state = "open"
        self._move_on()
        if permit.probe:
            self._tell(0.0, permit.notify)

    def refused(self, permit: Permit, retry_after: float | None) -> None:
        """Give a permit back: the vendor answered 429.

        Args:
            permit: what `enter` gave.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
        """
        self._in_flight -= 1
        self._refusals += 1
        first_of_wave = permit.probe or permit.epoch == self._epoch
        pause = self._pause(retry_after) if first_of_wave else (retry_after or 0.0)
        reopens = self._clock() + pause
        if first_of_wave:
            self._epoch += 1
            self._window = 1
            self._reopens = max(reopens, self._reopens)
            self._close()
        elif self._state == "closed" and reopens > self._reopens:
            self._reopens = reopens
        self._turn_away()
        self._move_on()
        if first_of_wave:
            self._tell(pause, permit.notify)

    def dropped(self, permit: Permit) -> None:
        """Give a permit back: no answer came, which says nothing about throttling."""
        self._in_flight -= 1
        if permit.probe:
            self._close()
        self._move_on()
        if permit.probe:
            self._tell(0.0, permit.notify)

    @property
    def reopens_in(self) -> float:
        """Seconds until a probe is sent; 0 when the gate is not closed."""
        return max(0.0, self._reopens - self._clock()) if self._state == "closed" else 0.0

    def snapshot(self) -> GateState:
        """Return the gate as it stands."""
        now = self._clock()
        waits = [now - waiter.since for queue in self._lanes.values() for waiter in queue]
        return GateState(
            state=self._state,
            reopens_in=self.reopens_in,
            in_flight=self._in_flight,
            window=self._window,
            waiting={lane.value: len(queue) for lane, queue in self._lanes.items()},
            refusals=self._refusals,
            closings=self._epoch,
            longest_wait=max([self._longest_wait, *waits]),
        )

    def _pause(self, retry_after: float | None) -> float:
        if retry_after is not None:
            return retry_after + self._random() * min(_JITTER * retry_after, _MOST_SERVER_JITTER)
        if self._cool_downs is None:
            self._cool_downs = growing(self._pacing.base, self._pacing.cap)
        return next(self._cool_downs) * (1 + _JITTER * self._random())

    def _queued(self) -> bool:
        return bool(self._lanes[Lane.INTERACTIVE] or self._lanes[Lane.BULK])

    def _close(self) -> None:
        self._state = "closed"
        now = self._clock()
        for queue in self._lanes.values():
            for waiter in queue:
                waiter.shut_since = now if waiter.shut_since is None else waiter.shut_since

    def _tell(self, seconds: float, notify: Notify) -> None:
        """Tell an observer how the gate stands; always last, so that one who raises leaves the gate in order."""
        if notify is not None:
            notify(GateChanged(vendor=self._vendor, state=self._state, seconds=seconds, at=self._clock()))

    def _move_on(self) -> None:
        """Grant what may be granted; when the gate is closed and somebody waits, see that it opens in time."""
        while self._state == "open" and self._in_flight < self._window and (waiter := self._next()):
            self._grant(waiter, probe=False)
        if self._state == "closed" and self._timer is None and self._queued():
            self._timer = asyncio.get_running_loop().create_task(self._cool_down())

    async def _cool_down(self) -> None:
        try:
            while (pause := self._reopens - self._clock()) > 0:
                await self._sleep(pause)
        except Exception as error:  # noqa: BLE001 - when an injected sleep fails, the callers shall know why
            self._timer = None
            while waiter := self._next():
                waiter.granted.set_exception(error)
            return
        self._timer = None
        if waiter := self._next():
            self._state = "probing"
            self._grant(waiter, probe=True)
            self._tell(0.0, waiter.notify)

    def _next(self) -> _Waiter | None:
        """Take the next caller: interactive first, but one in ten from the bulk lane."""
        interactive, bulk = self._lanes[Lane.INTERACTIVE], self._lanes[Lane.BULK]
        while interactive or bulk:
            self._turn = (self._turn + 1) % _BULK_SHARE
            queue = bulk if bulk and (not interactive or self._turn == 0) else interactive
            waiter, _ = queue.popitem(last=False)
            if not waiter.granted.done():
                return waiter
        return None

    def _grant(self, waiter: _Waiter, *, probe: bool) -> None:
        now = self._clock()
        self._in_flight += 1
        self._longest_wait = max(self._longest_wait, now - waiter.since)
        waited = 0.0 if waiter.shut_since is None else now - waiter.shut_since
        waiter.granted.set_result(Permit(epoch=self._epoch, waited=waited, probe=probe, notify=waiter.notify))

    def _turn_away(self) -> None:
        """Tell those at once who cannot wait until the gate opens."""
        if self._state != "closed":
            return
        seconds = self._reopens - self._clock()
        for queue in self._lanes.values():
            for waiter in [waiter for waiter in queue if waiter.until < self._reopens]:
                del queue[waiter]
                if not waiter.granted.done():
                    waiter.granted.set_exception(GateClosed(seconds))

    def _leave(self, queue: "OrderedDict[_Waiter, None]", waiter: _Waiter) -> None:
        """Take a caller out that was cancelled or turned away; a permit that it got meanwhile goes back."""
        granted = waiter.granted
        if granted.done() and not granted.cancelled() and granted.exception() is None:
            self.dropped(granted.result())
        queue.pop(waiter, None)
        if self._timer is not None and not self._queued():
            self._timer.cancel()
            self._timer = None


_GATES: "WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[Any, ...], Gate]]" = WeakKeyDictionary()


def shared_gate(*identity: Any, vendor: str, pacing: Pacing, options: Options) -> Gate:
    """Return the gate of an account on the running event loop, made on first use.

    Args:
        identity: what tells accounts apart, the credential among it; of texts only a hash is kept.
        vendor: its name.
        pacing: for a new gate.
        options: for a new gate; gates with different clocks are not shared.
    """
    gates = _GATES.setdefault(asyncio.get_running_loop(), {})
    texts = "\0".join([vendor, *(part for part in identity if isinstance(part, str))])
    others = tuple(part for part in identity if not isinstance(part, str))
    key = hashlib.sha256(texts.encode()).hexdigest(), options.clock, *others
    if key not in gates:
        gates[key] = Gate(vendor, pacing, options)
    return gates[key]
