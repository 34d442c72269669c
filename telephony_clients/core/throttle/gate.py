"""One gate for all that use one credential: when the vendor throttles the account, everybody waits and one asks.

A 429 closes the gate for every user of the credential in this process. After the cool-down one call is let through
as a probe; its refusal lengthens the cool-down, its success opens the gate at the rate that the account is known to
bear (see `telephony_clients.core.throttle.rate`). Calls that were under way when the gate closed do not close it again
if they are refused; where enough of those are accepted that were sent after the refused one, they spare the probe.
Until the first refusal only the number of requests under way is bounded.
"""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from telephony_clients.core.adapter import Pacing
from telephony_clients.core.events import GateChanged, GateEvent, GateState
from telephony_clients.core.options import Options
from telephony_clients.core.request import Lane, RateLimit
from telephony_clients.core.shared_quota import Admission, SharedQuota
from telephony_clients.core.throttle.rate import Permit
from telephony_clients.core.throttle.shared import NoTurns, Turns
from telephony_clients.core.throttle.state import FORGET, Throttle
from telephony_clients.core.throttle.timer import Alarm
from telephony_clients.core.throttle.waiters import Lanes, Waiter

Notify = Callable[[GateEvent], None] | None

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

    Attributes:
        Closed: what `enter` raises when the gate opens too late.
    """

    Closed: ClassVar[type[GateClosed]] = GateClosed

    def __init__(self, vendor: str, pacing: Pacing, options: Options) -> None:
        self._vendor, self._clock = vendor, options.clock
        self._throttle = Throttle(pacing, options.concurrency, options.random)
        self._turns: Turns | NoTurns = NoTurns()
        self._lanes = Lanes()
        self._alarm = Alarm(options.clock, options.sleep, ring=self._look, broken=self._give_up)
        self._longest_wait = 0.0

    def share(self, quota: SharedQuota, account: str) -> None:
        """Ask a quota that other processes share before each request; the first that is given is kept.

        Args:
            quota: what to ask.
            account: what tells the account from others, in all processes.
        """
        if not self._turns.shared:
            self._throttle.only_by_probe = True
            self._turns = Turns(
                quota,
                account,
                vendor=self._vendor,
                clock=self._clock,
                observer=self._lanes.observer,
                told=self._told,
            )

    def enter_now(self, lane: Lane = Lane.INTERACTIVE, notify: Notify = None) -> Permit | None:
        """Return the right to send if there is no need to wait for it, as with most calls; else None.

        Args:
            lane: which queue the call would wait in.
            notify: told when the gate changes because of this call.
        """
        if self._lanes.waiting:
            return None
        now, throttle = self._clock(), self._throttle
        if now - throttle.last > FORGET:
            throttle.begin_anew()
        return None if self._turns.shared or throttle.wait(now, lane) > 0 else throttle.take(now, notify)

    async def enter(
        self, *, lane: Lane = Lane.INTERACTIVE, until: float, again: int = 0, notify: Notify = None
    ) -> Permit:
        """Wait for the right to send; give it back with `accepted`, `refused`, `failed` or `dropped`.

        Args:
            lane: which queue to wait in.
            until: the clock's time past which the caller will not wait because the account is throttled.
            again: how often the call was refused before; once puts it at the head of its queue, and more often too, but
                only when the account has accepted several since.
            notify: told when the gate changes because of this call.

        Raises:
            GateClosed: the gate opens too late.
        """
        permit = self.enter_now(lane, notify)
        if permit is not None:
            return permit
        now, throttle = self._clock(), self._throttle
        if throttle.state == "closed":
            wait = throttle.reopens - now
        else:
            wait = max(throttle.wait(now, lane), self._turns.held_for(now))
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
        if self._throttle.accepted(permit, quota, self._clock):
            self._turns.opened()
            self._move_on(self._clock())
            self._tell(0.0, permit.notify)
        elif self._lanes.waiting:
            self._move_on(self._clock())

    def refused(self, permit: Permit, retry_after: float | None, quota: RateLimit | None = None) -> None:
        """Give a permit back: the vendor answered 429.

        Args:
            permit: what `enter` gave.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
            quota: what the answer said about the account's quota.
        """
        now, epoch = self._clock(), self._throttle.epoch
        self._leave_alone(permit, now, self._throttle.refused(permit, retry_after, quota, now), epoch)

    def failed(self, permit: Permit, retry_after: float | None) -> None:
        """Give a permit back: the vendor answered that it is down (502, 503 or 504).

        Args:
            permit: what `enter` gave.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
        """
        now, epoch = self._clock(), self._throttle.epoch
        self._leave_alone(permit, now, self._throttle.failed(permit, retry_after), epoch)

    def dropped(self, permit: Permit) -> None:
        """Give a permit back: no answer came, which says nothing about throttling."""
        self._throttle.dropped(permit)
        if permit.probe:
            self._turns.closed(0.0)
        self._move_on(self._clock())
        if permit.probe:
            self._tell(0.0, permit.notify)

    @property
    def reopens_in(self) -> float:
        """Seconds until a probe is sent; 0 when the gate is not closed."""
        return self._throttle.reopens_in(self._clock())

    def snapshot(self) -> GateState:
        """Return the gate as it stands."""
        now, throttle = self._clock(), self._throttle
        return GateState(
            state=throttle.state,
            reopens_in=throttle.reopens_in(now),
            rate=throttle.pace.rate,
            quota=throttle.allowance.told,
            in_flight=throttle.in_flight,
            window=throttle.pace.window,
            waiting=self._lanes.lengths(),
            refusals=throttle.refusals,
            closings=throttle.epoch,
            longest_wait=max(self._longest_wait, now - (self._lanes.oldest() or now)),
        )

    def _leave_alone(self, permit: Permit, now: float, pause: float | None, epoch: int) -> None:
        """Keep a closed gate closed for at least so long, here and in the other processes."""
        throttle = self._throttle
        if pause is not None and throttle.lengthen(now + pause):
            self._turn_away(now, pause)
            self._turns.closed(pause)
        self._move_on(now)
        if pause is not None and throttle.epoch != epoch:
            self._tell(pause, permit.notify)

    def _told(self, admission: Admission) -> None:
        """Do what the quota that other processes share says: close as they have, or wait until it has room."""
        now, wait, throttle = self._clock(), admission.wait, self._throttle
        closes, observer = admission.throttled and throttle.state == "open", self._lanes.observer()
        if closes:
            throttle.shut()
        if wait > 0:
            throttle.throttled(now)
            throttle.lengthen(now + wait)
            self._turn_away(now, wait)
        self._look(now)
        if closes and wait > 0:
            self._tell(wait, observer)

    def _tell(self, seconds: float, notify: Callable[[GateChanged], None] | None) -> None:
        """Tell an observer how the gate stands; always last, so that one who raises leaves the gate in order."""
        if notify is not None:
            throttle, now = self._throttle, self._clock()
            state, rate = throttle.state, throttle.pace.rate
            notify(GateChanged(vendor=self._vendor, state=state, seconds=seconds, rate=rate, at=now))

    def _look(self, now: float) -> None:
        """Let through who may leave now: one as a probe after a pause, else all; tell those who waited too long."""
        throttle = self._throttle
        if throttle.state == "closed" and throttle.reopens <= now:
            self._probe(now)
        else:
            self._move_on(now)
        for waiter in self._lanes.overdue(now):
            waiter.granted.set_exception(GateClosed(throttle.reopens_in(now)))

    def _probe(self, now: float) -> None:
        wait = self._turns.take(now) if self._lanes.waiting else 0.0
        if wait > 0:
            if wait < _ENDLESS:
                self._throttle.lengthen(now + wait)
                self._turn_away(now, wait)
                self._move_on(now)
        elif probe := self._lanes.next_probe():
            self._throttle.state = "probing"
            self._grant(probe, now)
            self._tell(0.0, probe.notify)

    def _move_on(self, now: float) -> None:
        """Let through who may leave now, and see that somebody looks again when the next one may."""
        lanes, throttle = self._lanes, self._throttle
        wait = _ENDLESS
        while lanes.waiting and throttle.state == "open":
            wait = throttle.wait(now, lanes.next_lane())
            if wait <= 0:
                wait = self._turns.take(now)
            if wait > 0:
                break
            if waiter := lanes.next(sure=throttle.sure):
                self._grant(waiter, now)
        if not lanes.waiting:
            self._alarm.stop()
            return
        if throttle.state == "closed":
            wait = max(0.0, throttle.reopens - now)
        if wait < _ENDLESS:
            self._alarm.set(max(now, min(now + wait, lanes.first_until())))

    def _grant(self, waiter: Waiter, now: float) -> None:
        self._longest_wait = max(self._longest_wait, now - waiter.since)
        since = self._throttle.since
        waited = 0.0 if since is None else now - max(since, waiter.since)
        waiter.granted.set_result(self._throttle.take(now, waiter.notify, waited=waited))

    def _turn_away(self, now: float, pause: float) -> None:
        """Tell those at once who cannot wait so long."""
        for waiter in self._lanes.leaving_before(now + pause):
            waiter.granted.set_exception(GateClosed(pause))

    def _give_up(self, error: Exception) -> None:
        """Tell all what keeps them from being woken."""
        while waiter := self._lanes.next_probe():
            waiter.granted.set_exception(error)

    def _leave(self, waiter: Waiter) -> None:
        """Take a caller out that was cancelled or turned away; a permit that it got meanwhile goes back."""
        granted = waiter.granted
        if granted.done() and not granted.cancelled() and granted.exception() is None:
            self.dropped(granted.result())
        self._lanes.remove(waiter)
        if not self._lanes.waiting:
            self._alarm.stop()
