"""One gate for all that use one credential: when the vendor throttles the account, everybody waits and one asks.

A 429 closes the gate for every user of the credential in this process. After the cool-down one call is let through
as a probe; its refusal lengthens the cool-down, its success opens the gate at the rate that the account is known to
bear (see `telephony_clients.core.pacing`). Late refusals of calls that were sent before the gate closed do not close
it again. Until the first refusal only the number of requests under way is bounded.
"""

import asyncio
from collections.abc import Callable

from telephony_clients.core.adapter import Pacing
from telephony_clients.core.events import GateChanged, GateEvent, GateState
from telephony_clients.core.lanes import Lanes, Waiter
from telephony_clients.core.options import Options
from telephony_clients.core.pacing import Pace, Permit
from telephony_clients.core.pauses import Pauses
from telephony_clients.core.quota import Allowance
from telephony_clients.core.request import Lane, RateLimit
from telephony_clients.core.shared_quota import Admission, SharedQuota, Turns

Notify = Callable[[GateEvent], None] | None

_FORGET = 60.0
"""Seconds without a request after which a learned rate is too old to be of use."""
_OUTAGE = 5
"""Answers in a row that say the vendor is down, after which the account is left alone as if throttled."""
_OUTAGE_CAP = 5.0
"""Seconds between the probes of an outage at most: one request in so long is no load."""
_PUNCTUAL, _AT_ONCE = 1e-3, 1e-6
"""Seconds by which a timer may be late, and that are too few to be waited: a clock may not even tell them apart."""
_ENDLESS = float("inf")


class GateClosed(Exception):
    """The gate stays closed for longer than the caller may wait.

    Attributes:
        seconds: until a probe will be sent.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Gate:
    """The pacing of one account.

    Args:
        vendor: its name, for events.
        pacing: how gently to begin, and how long to wait after a 429 that does not say.
        options: concurrency, clock, sleep and random source.
    """

    def __init__(self, vendor: str, pacing: Pacing, options: Options) -> None:
        self._vendor, self._pacing = vendor, pacing
        self._clock, self._sleep = options.clock, options.sleep
        self._pace = Pace(start=pacing.start, limit=options.concurrency)
        self._allowance = Allowance()
        self._lanes = Lanes()
        self._turns: Turns | None = None
        self._in_flight = 0
        self._state = "open"
        self._reopens = 0.0
        self._epoch = 0
        self._pauses = Pauses(pacing, options.random)
        self._throttled_since: float | None = None
        self._last = 0.0
        self._faults = 0
        self._timer: asyncio.Task[None] | None = None
        self._wakes = 0.0
        self._refusals = 0
        self._longest_wait = 0.0

    def share(self, quota: SharedQuota, account: str) -> None:
        """Ask a quota that other processes share before each request; the first that is given is kept.

        Args:
            quota: what to ask.
            account: what tells the account from others, in all processes.
        """
        if self._turns is None:
            self._turns = Turns(
                quota,
                account,
                vendor=self._vendor,
                clock=self._clock,
                observer=self._lanes.observer,
                told=self._told,
            )

    async def enter(
        self, *, lane: Lane = Lane.INTERACTIVE, until: float, again: int = 0, notify: Notify = None
    ) -> Permit:
        """Wait for the right to send; give it back with `accepted`, `refused`, `failed` or `dropped`.

        Args:
            lane: which queue to wait in.
            until: the clock's time past which the caller will not wait because the account is throttled.
            again: how often the call was refused before; a refused call goes to the head of its queue.
            notify: told when the gate changes because of this call.

        Raises:
            GateClosed: the gate opens too late.
        """
        now = self._clock()
        if now - self._last > _FORGET and not self._lanes.waiting and self._state == "open":
            self._pace.begin()
            self._throttled_since = None
        wait = self._wait(now, lane)
        if self._turns is not None:
            wait = max(wait, self._turns.held_for(now))
        elif wait <= 0 and not self._lanes.waiting:
            return self._take(now, notify=notify)
        if self._state == "closed":
            wait = self._reopens - now
        if until < now + wait < _ENDLESS:
            raise GateClosed(wait)
        waiter = Waiter(asyncio.get_running_loop().create_future(), lane, until, now, again, notify)
        self._lanes.add(waiter)
        self._move_on(now)
        try:
            return await waiter.granted
        except BaseException:
            self._leave(waiter)
            raise

    def accepted(self, permit: Permit, quota: RateLimit | None = None) -> None:
        """Give a permit back: the vendor dealt with the request, whatever it answered.

        Args:
            permit: what `enter` gave.
            quota: what the answer said about the account's quota.
        """
        self._in_flight -= 1
        self._faults = 0
        if permit.probe:
            self._open(permit)
        elif permit.epoch == self._epoch:
            self._pace.accepted(permit, self._clock)
        if quota is not None:
            self._allowance.heard(quota, number=permit.number, latest=self._pace.number, now=self._clock())
        if self._lanes.waiting:
            self._move_on(self._clock())
        if permit.probe:
            self._tell(0.0, permit.notify)

    def refused(self, permit: Permit, retry_after: float | None, quota: RateLimit | None = None) -> None:
        """Give a permit back: the vendor answered 429.

        Args:
            permit: what `enter` gave.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
            quota: what the answer said about the account's quota.
        """
        self._in_flight -= 1
        self._refusals += 1
        self._faults = 0
        now = self._clock()
        if quota is not None:
            self._allowance.heard(quota, number=permit.number, latest=self._pace.number, now=now)
            if retry_after is None and not quota.remaining:
                retry_after = quota.reset
        first = permit.epoch == self._epoch and not permit.probe
        if first:
            self._pace.cut(permit)
            if self._throttled_since is None:
                self._throttled_since = now
        else:
            self._pace.refused_too(permit)
        if first or permit.probe:
            pauses, least = self._pauses, self._pace.least_pause()
            self._shut(permit, now, pauses.made_up(least) if retry_after is None else pauses.asked(retry_after))
        else:
            self._report_closed(self._lengthen(now, retry_after or min(self._pace.least_pause(), self._pacing.cap)))
            self._move_on(now)

    def failed(self, permit: Permit, retry_after: float | None) -> None:
        """Give a permit back: the vendor answered that it is down (502, 503 or 504).

        A single such answer says little, but a row of them, or one that says when to come again, is an outage: the
        gate closes and one call at a time asks whether it is over.

        Args:
            permit: what `enter` gave.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
        """
        self._in_flight -= 1
        self._faults += 1
        now = self._clock()
        current = permit.epoch == self._epoch
        if permit.probe or (current and (self._faults >= _OUTAGE or retry_after is not None)):
            self._shut(permit, now, min(self._pauses.grown(), _OUTAGE_CAP) if retry_after is None else retry_after)
        else:
            self._move_on(now)

    def dropped(self, permit: Permit) -> None:
        """Give a permit back: no answer came, which says nothing about throttling."""
        self._in_flight -= 1
        if permit.probe:
            self._state = "closed"
            self._report_closed(0.0)
        self._move_on(self._clock())
        if permit.probe:
            self._tell(0.0, permit.notify)

    @property
    def reopens_in(self) -> float:
        """Seconds until a probe is sent; 0 when the gate is not closed."""
        return max(0.0, self._reopens - self._clock()) if self._state == "closed" else 0.0

    def snapshot(self) -> GateState:
        """Return the gate as it stands."""
        now = self._clock()
        return GateState(
            state=self._state,
            reopens_in=self.reopens_in,
            rate=self._pace.rate,
            quota=self._allowance.told,
            in_flight=self._in_flight,
            window=self._pace.window,
            waiting=self._lanes.lengths(),
            refusals=self._refusals,
            closings=self._epoch,
            longest_wait=max(self._longest_wait, now - (self._lanes.oldest() or now)),
        )

    def _wait(self, now: float, lane: Lane) -> float:
        """Return the seconds until a call of a lane may leave: 0 or less for now, endless for an answer first."""
        if self._state != "open" or self._in_flight >= self._pace.window:
            return _ENDLESS
        if self._pace.rate is None and self._allowance.told is None:
            return 0.0  # most calls
        wait = max(
            self._pace.wait(now, eager=lane is Lane.INTERACTIVE), self._allowance.wait(now, in_flight=self._in_flight)
        )
        return wait if wait > _AT_ONCE else 0.0

    def _take(self, now: float, *, waited: float = 0.0, probe: bool = False, notify: Notify = None) -> Permit:
        self._last = now
        self._in_flight += 1
        permit = self._pace.take(now, self._epoch, waited, probe=probe)
        permit.notify = notify
        return permit

    def _open(self, probe: Permit) -> None:
        self._pauses.over()
        self._state = "open"
        self._pace.reopened(probe, self._clock())
        if self._turns is not None:
            self._turns.opened()

    def _shut(self, permit: Permit, now: float, pause: float) -> None:
        self._epoch += 1
        self._state = "closed"
        self._report_closed(self._lengthen(now, pause))
        self._move_on(now)
        self._tell(pause, permit.notify)

    def _lengthen(self, now: float, pause: float) -> float | None:
        """Keep a closed gate closed for at least so long; return the pause if it is longer than the one it has."""
        if self._state != "closed" or now + pause <= self._reopens:
            return None
        self._reopens = now + pause
        self._turn_away(now, pause)
        return pause

    def _turn_away(self, now: float, pause: float) -> None:
        """Tell those at once who cannot wait so long."""
        for waiter in self._lanes.leaving_before(now + pause):
            waiter.granted.set_exception(GateClosed(pause))

    def _report_closed(self, pause: float | None) -> None:
        if self._turns is not None and pause is not None:
            self._turns.closed(pause)

    def _told(self, admission: Admission) -> None:
        """Do what the quota that other processes share says: close as they have, or wait until it has room."""
        now, wait = self._clock(), admission.wait
        closes, observer = admission.throttled and self._state == "open", self._lanes.observer()
        if closes:
            self._epoch += 1
            self._state, self._reopens = "closed", now
        if wait > 0:
            if self._throttled_since is None:
                self._throttled_since = now
            if self._lengthen(now, wait) is None:
                self._turn_away(now, wait)
        self._look(now)
        if closes and wait > 0:
            self._tell(wait, observer)

    def _tell(self, seconds: float, notify: Callable[[GateChanged], None] | None) -> None:
        """Tell an observer how the gate stands; always last, so that one who raises leaves the gate in order."""
        if notify is not None:
            now = self._clock()
            notify(GateChanged(vendor=self._vendor, state=self._state, seconds=seconds, rate=self._pace.rate, at=now))

    def _move_on(self, now: float) -> None:
        """Let through who may leave now, and see that somebody looks again when the next one may."""
        lanes = self._lanes
        wait = _ENDLESS
        while lanes.waiting and self._state == "open":
            wait = self._wait(now, lanes.next_lane())
            if wait <= 0 and self._turns is not None:
                wait = self._turns.take(now)
            if wait > 0:
                break
            if waiter := lanes.next():
                self._grant(waiter, now)
        if not lanes.waiting:
            self._stop()
            return
        if self._state == "closed":
            wait = max(0.0, self._reopens - now)
        if wait < _ENDLESS:
            self._wake_at(max(now, min(now + wait, lanes.first_until())))

    def _wake_at(self, instant: float) -> None:
        if self._timer is not None:
            if self._wakes <= instant + _PUNCTUAL:
                return
            self._timer.cancel()
        self._wakes = instant
        self._timer = asyncio.get_running_loop().create_task(self._watch(instant))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _watch(self, instant: float) -> None:
        """Wait for an instant, then let through who may leave; whoever set the gate's timer last owns it."""
        try:
            while (pause := instant - self._clock()) > 0:
                await self._sleep(pause)
        except Exception as error:  # noqa: BLE001 - when an injected sleep fails, the callers shall know why
            self._timer = None
            while waiter := self._lanes.next():
                waiter.granted.set_exception(error)
            return
        self._timer = None
        self._look(self._clock())

    def _look(self, now: float) -> None:
        """Let through who may leave now: one as a probe after a pause, else all; tell those who waited too long."""
        if self._state == "closed" and self._reopens <= now:
            self._probe(now)
        else:
            self._move_on(now)
        for waiter in self._lanes.overdue(now):
            waiter.granted.set_exception(GateClosed(self.reopens_in))

    def _probe(self, now: float) -> None:
        wait = 0.0 if self._turns is None or not self._lanes.waiting else self._turns.take(now)
        if wait > 0:
            if wait < _ENDLESS:
                self._lengthen(now, wait)
                self._move_on(now)
        elif probe := self._lanes.next_probe():
            self._state = "probing"
            self._grant(probe, now, probe=True)
            self._tell(0.0, probe.notify)

    def _grant(self, waiter: Waiter, now: float, *, probe: bool = False) -> None:
        self._longest_wait = max(self._longest_wait, now - waiter.since)
        since = self._throttled_since
        waited = 0.0 if since is None else now - max(since, waiter.since)
        waiter.granted.set_result(self._take(now, waited=waited, probe=probe, notify=waiter.notify))

    def _leave(self, waiter: Waiter) -> None:
        """Take a caller out that was cancelled or turned away; a permit that it got meanwhile goes back."""
        granted = waiter.granted
        if granted.done() and not granted.cancelled() and granted.exception() is None:
            self.dropped(granted.result())
        self._lanes.remove(waiter)
        if not self._lanes.waiting:
            self._stop()
