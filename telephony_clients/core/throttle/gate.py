"""One gate for all calls that use one credential: while the vendor throttles the account, all of them wait.

A 429 closes the gate for every user of the credential in this process. After the cool-down one call is sent as a
probe: if it is refused, the cool-down grows; if it is accepted, the gate opens at the rate that the account is known
to accept (see `telephony_clients.core.throttle.rate`). Refusals of calls that were in flight when the gate closed do
not close it again; if enough of those sent after the refused one are accepted, no probe is needed. Until the first
refusal, only the number of requests in flight is limited.
"""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from telephony_clients.core.events import GateChanged, GateEvent, GateState, deliver
from telephony_clients.core.options import Options
from telephony_clients.core.shared_quota import Admission, SharedQuota
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.throttle.shared import SharedLimiter, Unlimited
from telephony_clients.core.throttle.state import RATE_TTL, AccountState, GateStatus
from telephony_clients.core.throttle.timer import WakeupTimer
from telephony_clients.core.throttle.waiters import Waiter, WaitQueue
from telephony_clients.core.values import Lane, RateLimit

Notify = Callable[[GateEvent], None] | None

_INFINITE = float("inf")


class GateClosed(Exception):
    """The gate stays closed for longer than the caller may wait.

    Attributes:
        seconds: until a probe will be sent.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Gate:
    """The throttling of one account.

    Args:
        vendor: its name, for events.
        policy: the first burst, and the cool-downs after a 429 without Retry-After.
        options: concurrency, clock, sleep and random source.
        state: what an earlier gate learned of the account, None for nothing.

    Attributes:
        limit: the name of the limit that it keeps, None for the account's own.
        state: what is known of the account.
        on_cooldown: told the seconds of each cool-down that a refusal began or lengthened.
        Closed: what `enter` raises when the gate opens too late.
    """

    Closed: ClassVar[type[GateClosed]] = GateClosed

    def __init__(
        self, vendor: str, policy: ThrottlePolicy, options: Options, state: AccountState | None = None
    ) -> None:
        self._vendor, self._clock = vendor, options.clock
        self.limit: str | None = None
        self.state = state or AccountState(policy, options.concurrency, options.random)
        self.on_cooldown: Callable[[float], object] | None = None
        self._limiter: SharedLimiter | Unlimited = Unlimited()
        self._queue = WaitQueue()
        self._timer = WakeupTimer(options.clock, options.sleep)
        self._longest_wait = 0.0

    def close_for(self, seconds: float) -> None:
        """Close for so long at least, because the account was refused elsewhere."""
        self._on_admission(Admission(wait=seconds, throttled=True))

    def share(self, quota: SharedQuota, account: str) -> None:
        """Ask a quota shared with other processes before each request; the first one given is kept.

        Args:
            quota: the quota.
            account: identifies the account in all processes.
        """
        if not self._limiter.shared:
            self.state.require_probe()
            self._limiter = SharedLimiter(
                quota,
                account,
                vendor=self._vendor,
                clock=self._clock,
                observer=self._queue.observer,
                on_admission=self._on_admission,
            )

    def enter_now(self, lane: Lane = Lane.INTERACTIVE, notify: Notify = None) -> Permit | None:
        """Return a permit to send if no wait is needed, the common case; else None.

        Args:
            lane: which queue the call would wait in.
            notify: called when the gate changes because of this call.
        """
        if self._queue.waiting:
            return None
        now, account = self._clock(), self.state
        if now - account.last_sent > RATE_TTL:
            account.reset_rate(now)
        return None if self._limiter.shared or account.wait(now, lane) > 0 else account.take(now, notify)

    async def enter(
        self, *, lane: Lane = Lane.INTERACTIVE, until: float, refusals: int = 0, notify: Notify = None
    ) -> Permit:
        """Wait for a permit to send; give it back with `accepted`, `refused`, `failed` or `dropped`.

        Args:
            lane: which queue to wait in.
            until: the clock's time until which the caller will wait because the account is throttled.
            refusals: how often the call was refused before. A call refused once goes to the head of its queue; one
                refused more often does so only after the account has accepted several others.
            notify: called when the gate changes because of this call.

        Raises:
            GateClosed: the gate opens too late.
        """
        permit = self.enter_now(lane, notify)
        if permit is not None:
            return permit
        now, account = self._clock(), self.state
        if account.status is GateStatus.CLOSED:
            account.shorten(now, until)
            wait = account.reopens_at - now
        else:
            wait = max(account.wait(now, lane), self._limiter.held_for(now))
        if until < now + wait < _INFINITE:
            raise GateClosed(wait)
        granted = asyncio.get_running_loop().create_future()
        waiter = Waiter(granted, lane, until, now, account.held_back.total(now), refusals, notify)
        self._queue.add(waiter)
        self._dispatch(now)
        try:
            return await waiter.granted
        except BaseException:
            self._leave(waiter)
            raise

    def accepted(self, permit: Permit, quota: RateLimit | None = None) -> None:
        """Give a permit back: the vendor processed the request, whatever it answers.

        Args:
            permit: from `enter`.
            quota: the account's quota according to the answer.
        """
        if self.state.accepted(permit, quota, self._clock):
            self._limiter.opened()
            self._dispatch(self._clock())
            self._notify(0.0, permit.notify)
        elif self._queue.waiting:
            self._dispatch(self._clock())

    def refused(self, permit: Permit, retry_after: float | None, quota: RateLimit | None = None) -> None:
        """Give a permit back: the vendor answered 429.

        Args:
            permit: from `enter`.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
            quota: the account's quota according to the answer.
        """
        now, epoch = self._clock(), self.state.epoch
        self._apply_cooldown(permit, now, self.state.refused(permit, retry_after, quota, now), epoch)

    def failed(self, permit: Permit, retry_after: float | None) -> None:
        """Give a permit back: the vendor answered that it is down (502, 503 or 504).

        Args:
            permit: from `enter`.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
        """
        now, epoch = self._clock(), self.state.epoch
        self._apply_cooldown(permit, now, self.state.failed(permit, retry_after, now), epoch)

    def dropped(self, permit: Permit) -> None:
        """Give a permit back: no answer came, which says nothing about throttling."""
        self.state.dropped(permit)
        if permit.probe:
            self._limiter.closed(0.0)
        self._dispatch(self._clock())
        if permit.probe:
            self._notify(0.0, permit.notify)

    @property
    def reopens_in(self) -> float:
        """Seconds until a probe is sent; 0 when the gate is not closed."""
        return self.state.reopens_in(self._clock())

    @property
    def held(self) -> float:
        """Seconds in total for which calls were held back because the account is throttled or the vendor is down."""
        return self.state.held_back.total(self._clock())

    @property
    def in_outage(self) -> bool:
        """Whether the gate is not open because the vendor is down."""
        return self.state.in_outage

    def snapshot(self) -> GateState:
        """Return the current state of the gate."""
        now, account = self._clock(), self.state
        return GateState(
            state=account.status.value,
            reopens_in=account.reopens_in(now),
            rate=account.controller.rate,
            quota=account.allowance.latest,
            in_flight=account.in_flight,
            window=int(account.controller.window),
            waiting=self._queue.lengths(),
            refusals=account.refusals,
            closings=account.epoch,
            longest_wait=max(self._longest_wait, now - (self._queue.oldest() or now)),
        )

    def _apply_cooldown(self, permit: Permit, now: float, cooldown: float | None, epoch: int) -> None:
        """Keep a closed gate closed for at least so long, here and in other processes."""
        account = self.state
        if cooldown is not None and account.extend(now + cooldown, backoff_since=now):
            account.shorten(now, self._queue.last_until())
            cooldown = account.reopens_in(now)
            self._reject_waiters(now, cooldown)
            self._limiter.closed(cooldown)
            if self.on_cooldown is not None:
                self.on_cooldown(cooldown)
        self._dispatch(now)
        if cooldown is not None and account.epoch != epoch:
            self._notify(cooldown, permit.notify)

    def _on_admission(self, admission: Admission) -> None:
        """Apply the answer of the shared quota: close as other processes have, or wait until it has room."""
        now, wait, account = self._clock(), admission.wait, self.state
        closes, observer = admission.throttled and account.status is GateStatus.OPEN, self._queue.observer()
        if closes:
            account.close()
        if wait > 0:
            account.held_back.begin(now)
            account.extend(now + wait)
            self._reject_waiters(now, wait)
        self._on_timer(now)
        if closes and wait > 0:
            self._notify(wait, observer)

    def _notify(self, seconds: float, notify: Callable[[GateChanged], None] | None) -> None:
        """Notify an observer of the gate's state; always last, since it may end the program or act on the gate."""
        if notify is not None:
            account, now = self.state, self._clock()
            state, rate, limit, vendor = account.status.value, account.controller.rate, self.limit, self._vendor
            deliver(notify, GateChanged(vendor=vendor, state=state, seconds=seconds, rate=rate, at=now, limit=limit))

    def _on_timer(self, now: float) -> None:
        """Let calls go: one probe after a cool-down, else all that may; reject those that have waited too long."""
        account = self.state
        if account.status is GateStatus.CLOSED and account.reopens_at <= now:
            self._probe(now)
        else:
            self._dispatch(now)
        if account.held_back.since < _INFINITE:  # else they wait for the answers of others, for as long as it takes
            for waiter in self._queue.overdue(now):
                waiter.granted.set_exception(GateClosed(account.reopens_in(now)))

    def _probe(self, now: float) -> None:
        wait = self._limiter.take(now) if self._queue.waiting else 0.0
        if wait > 0:
            if wait < _INFINITE:
                self.state.extend(now + wait)
                self._reject_waiters(now, wait)
                self._dispatch(now)
        elif probe := self._queue.next_probe():
            self.state.begin_probe()
            self._grant(probe, now)
            self._notify(0.0, probe.notify)

    def _dispatch(self, now: float) -> None:
        """Let all calls go that may go now, and set the timer for the next."""
        queue, account = self._queue, self.state
        wait = _INFINITE
        while queue.waiting and account.status is GateStatus.OPEN:
            wait = account.wait(now, queue.next_lane()) or self._limiter.take(now)
            if wait > 0:
                break
            if waiter := queue.next(confirmed_open=account.confirmed_open):
                self._grant(waiter, now)
        if not queue.waiting:
            self._timer.stop()
            return
        if account.status is GateStatus.CLOSED:
            wait = max(0.0, account.reopens_at - now)
        due = max(now, min(now + wait, queue.first_until())) if wait < _INFINITE else now + account.widens_in(now)
        if due < _INFINITE:
            self._timer.set(due, on_fire=self._on_timer, on_error=self._fail_waiters)

    def _grant(self, waiter: Waiter, now: float) -> None:
        self._longest_wait = max(self._longest_wait, now - waiter.since)
        waited = self.state.held_back.total(now) - waiter.held
        waiter.granted.set_result(self.state.take(now, waiter.notify, waited=waited))

    def _reject_waiters(self, now: float, wait: float) -> None:
        """Reject at once the calls that cannot wait so long."""
        for waiter in self._queue.leaving_before(now + wait):
            waiter.granted.set_exception(GateClosed(wait))

    def _fail_waiters(self, error: Exception) -> None:
        """Raise the error of the timer in all waiting calls."""
        while waiter := self._queue.next_probe():
            waiter.granted.set_exception(error)

    def _leave(self, waiter: Waiter) -> None:
        """Remove a call that was cancelled or rejected; a permit that it got meanwhile is given back."""
        granted = waiter.granted
        if granted.done() and not granted.cancelled() and granted.exception() is None:
            self.dropped(granted.result())
        self._queue.remove(waiter)
        if not self._queue.waiting:
            self._timer.stop()
            self.state.let_go(self._clock())
