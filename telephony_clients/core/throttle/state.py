"""The state of one account: open, closed or being probed. No clock, no waiting."""

import enum
from collections.abc import Callable
from copy import copy

from telephony_clients.core.events import GateEvent
from telephony_clients.core.throttle.cooldown import CooldownBackoff, ThrottlePolicy
from telephony_clients.core.throttle.held_back import HeldBack
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.throttle.quota import Allowance
from telephony_clients.core.throttle.rate import RateController
from telephony_clients.core.values import Lane, RateLimit

RATE_TTL = 60.0
"""Seconds without a request after which a learned rate is discarded."""
_OUTAGE = 4
"""Consecutive answers that the vendor is down, after which the account is closed as if throttled; as many as a single
call may attempt."""
_OUTAGE_CAP = 1.5
"""The longest cool-down in an outage, in seconds: calls go on as soon as it ends, and so few requests are no load."""
_LEAST_SHARE = 0.25
"""The share of a backoff's cool-down that always passes, however soon a call gives up."""
_CONFIRMED = 4
"""Requests accepted since it opened after which the account is certainly open."""
_IMMEDIATE = 1e-6
"""Seconds too short to wait for: a clock may not measure them."""
_INFINITE = float("inf")


class GateStatus(enum.StrEnum):
    """Whether calls may be sent.

    Attributes:
        OPEN: at the rate that the account is known to accept.
        CLOSED: none until the cool-down is over.
        PROBING: none but the probe in flight.
    """

    OPEN = "open"
    CLOSED = "closed"
    PROBING = "probing"


_OPEN, _CLOSED, _PROBING = GateStatus  # looking a member up takes as long as three calls up to Python 3.11


class AccountState:
    """What is known about one account, and how many requests are in flight.

    Args:
        policy: the first burst and the cool-downs.
        limit: the most requests that may be in flight.
        random: numbers from 0 to 1, for jitter.

    Attributes:
        controller: how fast requests may be sent.
        allowance: what its rate-limit headers leave.
        reopens_at: the clock's time when a probe may be sent, once it is closed.
        epoch: how often it has closed.
        in_flight: permits not given back yet.
        refusals: 429s in total.
        last_sent: when the last permit was given.
        held_back: for how long calls were held back, by the closed gate or by a rate learned since.
    """

    def __init__(self, policy: ThrottlePolicy, limit: int, random: Callable[[], float]) -> None:
        self.controller = RateController(start=policy.start, limit=limit)
        self.allowance = Allowance(policy.window)
        self._status, self.reopens_at, self.epoch = _OPEN, 0.0, 0
        self.held_back = HeldBack()
        self.in_flight = self.refusals = 0
        self._backoff = CooldownBackoff(policy, random)
        self._accepted, self._faults = _CONFIRMED, 0
        self._asked_to_wait = False
        self._outage, self._outage_until, self._stated_before, self._stated_since = False, 0.0, 0.0, 0.0
        self.last_sent = 0.0
        self._stated_until = self._closed_until = -_INFINITE
        self._floor = policy.floor
        self._probe_required = self._floor > 0

    @property
    def status(self) -> GateStatus:
        """Whether calls may be sent."""
        return self._status

    @property
    def confirmed_open(self) -> bool:
        """Whether it is open and has accepted several requests since."""
        return self._accepted >= _CONFIRMED

    @property
    def in_outage(self) -> bool:
        """Whether it is not open because the vendor is down."""
        return self._outage and self._status is not _OPEN

    def binds(self, now: float) -> bool:
        """Return whether a gate that did not know this would send what the account would refuse."""
        throttled = self._status is not _OPEN or self.controller.rate is not None
        latest = max(self.last_sent, self.reopens_at)
        return now < self._stated_until or (throttled and now - latest <= RATE_TTL) or self.allowance.binds(now)

    def handed_over(self, limit: int) -> "AccountState":
        """Return what another gate, with its limit, goes on from; the permits that this one gave do not count there."""
        state = copy(self)
        state.in_flight, state.held_back = 0, copy(self.held_back)
        state.controller.limit_to(limit)
        if state._status is _PROBING:  # noqa: SLF001 - its own
            state._status = _CLOSED  # noqa: SLF001 - its own
        return state

    def require_probe(self) -> None:
        """Let only a probe open it: other processes send, too, and may know of refusals unknown here."""
        self._probe_required = True

    def reset_rate(self, now: float) -> None:
        """Discard what was learned about the rate, unless the account is closed."""
        if self._status is _OPEN:
            self.controller.begin()
            self.let_go(now)

    def wait(self, now: float, lane: Lane) -> float:
        """Return the seconds until a call of a lane may be sent: 0 for now, infinite for not before an answer.

        A call that waits for the rate, the quota or a stated time is held back from now on. The window may widen.
        """
        controller = self.controller
        if self._status is not _OPEN:
            return _INFINITE
        if self.in_flight + 1 > controller.window:
            if self.widens_in(now) > _IMMEDIATE:
                return _INFINITE
            controller.window = self.in_flight + 1
        if controller.rate is None and self.allowance.latest is None and now >= self._stated_until:
            return 0.0  # the common case
        by_rate = controller.wait(now, interactive=lane is Lane.INTERACTIVE)
        wait = max(by_rate, self.allowance.wait(now, in_flight=self.in_flight), self._stated_until - now)
        if wait <= _IMMEDIATE:
            return 0.0
        self.held_back.begin(now)
        return wait

    def widens_in(self, now: float) -> float:
        """Return the seconds until one more request may be in flight although no answer came; infinite for never."""
        limited = self._status is _OPEN and self.in_flight + 1 > self.controller.window
        return self.controller.widens_in(self.in_flight, now - self.last_sent) if limited else _INFINITE

    def take(self, now: float, notify: Callable[[GateEvent], None] | None, *, waited: float = 0.0) -> Permit:
        """Give a permit; it is a probe if the account is being probed."""
        self.last_sent = now
        self.in_flight += 1
        if self.held_back.since < _INFINITE:
            self.let_go(now)
        return self.controller.take(now, self.epoch, waited, notify, probe=self._status is _PROBING)

    def accepted(self, permit: Permit, quota: RateLimit | None, clock: Callable[[], float]) -> bool:
        """Take a permit back whose request was not refused; return whether that opened the account again.

        Args:
            permit: the permit.
            quota: what the answer said about the account's quota.
            clock: the time, asked for only when it matters.
        """
        self.in_flight -= permit.held
        permit.held = False  # as `_take_back` does, without a call in the path of each answer
        self._faults = 0
        opens = False
        if permit.probe or permit.epoch != self.epoch:
            opens = permit.probe or self._replaces_probe(permit)
            if opens:
                self._open(permit, clock())
        else:
            self._accepted += 1
            self.controller.accepted(permit, clock)
        if quota is not None:
            self.allowance.update(quota, number=permit.number, sent=self.controller.number, now=clock())
        return opens

    def refused(self, permit: Permit, retry_after: float | None, quota: RateLimit | None, now: float) -> float:
        """Take a permit back whose request was answered with 429; return the cool-down in seconds.

        The first refusal of a wave closes the account, and a refused probe closes it again; the others can only
        lengthen the cool-down. One with Retry-After also closes it if the account was opened before that was known.

        Args:
            permit: the permit.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
            quota: what the answer said about the account's quota.
            now: the clock's time.
        """
        self._take_back(permit)
        self.refusals += 1
        self._faults, self._outage = 0, False
        if quota is not None:
            self.allowance.update(quota, number=permit.number, sent=self.controller.number, now=now)
            if retry_after is None and not quota.remaining:
                retry_after = quota.reset or None
        self.allowance.refused(permit.at)
        if retry_after is not None:
            self._stated_until = max(self._stated_until, now + retry_after)
        first = permit.epoch == self.epoch and not permit.probe
        if first:
            self.controller.cut(permit, now, retry_after)
            self.held_back.begin(now)
        else:
            self.controller.refused_too(permit)
        least, most = self.controller.recovery()
        if first or permit.probe or (retry_after is not None and self._status is _OPEN):
            self.close()
            cooldown = self._backoff.after_refusal(retry_after, least, most if first else _INFINITE)
        else:
            cooldown = retry_after or self._backoff.capped(least)
        self._asked_to_wait |= retry_after is not None
        return cooldown

    def failed(self, permit: Permit, retry_after: float | None, now: float) -> float | None:
        """Take a permit back whose answer was that the vendor is down; return the cool-down in seconds, if any.

        A single such answer says little, but several in a row, or one with Retry-After, mean an outage: the account is
        closed, or stays so, and one probe at a time finds out whether it is over.

        Args:
            permit: the permit.
            retry_after: seconds that the vendor asked to wait, None when it did not say.
            now: the clock's time.
        """
        self._take_back(permit)
        self._faults += 1
        asked = retry_after is not None
        in_a_row = permit.epoch == self.epoch and self._faults >= _OUTAGE
        if permit.probe or in_a_row or (asked and self._status is _OPEN):
            self.close()
            self.held_back.begin(now)
        elif not asked:
            return None
        self._outage = True
        if retry_after is None:
            return self._backoff.grown(most=_OUTAGE_CAP)
        self._asked_to_wait = True
        if now >= self._outage_until:
            self._stated_before, self._stated_since = self.stated(now), now
        self._outage_until = max(self._outage_until, now + retry_after)
        self._stated_until = max(self._stated_until, self._outage_until)
        return retry_after

    def dropped(self, permit: Permit) -> None:
        """Take a permit back that brought no answer; if it was a probe, another has to be sent."""
        self._take_back(permit)
        if permit.probe:
            self._status = _CLOSED

    def close(self) -> None:
        """Close it; a probe may be sent at once unless the cool-down is extended."""
        self.epoch += 1
        self._status, self.reopens_at, self._accepted = _CLOSED, -_INFINITE, 0
        self._asked_to_wait, self._outage, self._closed_until = False, False, -_INFINITE

    def extend(self, until: float, *, backoff_since: float | None = None) -> bool:
        """Keep it closed until a time at least; return whether that changed anything.

        Args:
            until: the clock's time.
            backoff_since: the time now where the backoff chose the cool-down, so that `shorten` may end it sooner.
        """
        until = max(until, self._stated_until)
        if self._status is not _CLOSED or until <= self.reopens_at:
            return False
        self.reopens_at = until
        if backoff_since is not None:
            until = backoff_since + max(self._floor, _LEAST_SHARE * (until - backoff_since))
        self._closed_until = max(self._closed_until, until)
        return True

    def shorten(self, now: float, until: float) -> None:
        """End a cool-down that the backoff chose while a call can still wait for it, but never in its first quarter.

        Args:
            now: the clock's time.
            until: when the call gives up.
        """
        wanted = max(self._closed_until, self._stated_until, (now + until) / 2)
        if self._status is _CLOSED and until < self.reopens_at and wanted <= until:
            self.reopens_at = wanted

    def begin_probe(self) -> None:
        """Let the next permit be a probe, and give no other until it is answered."""
        self._status = _PROBING

    def let_go(self, now: float) -> None:
        """Record that no call is held back any more, unless the account is closed or its rate is known."""
        if self.held_back.since < _INFINITE and self._status is _OPEN and self.controller.rate is None:
            self.held_back.end(now)

    def stated(self, now: float) -> float:
        """Return for how many seconds in total the vendor was down and had said for how long."""
        return self._stated_before + max(0.0, min(now, self._outage_until) - self._stated_since)

    def stated_left(self, now: float) -> float:
        """Return for how many seconds more the vendor will be down, as far as it has said so."""
        return max(0.0, self._outage_until - now)

    def reopens_in(self, now: float) -> float:
        """Return the seconds until a probe is sent; 0 when it is not closed."""
        return max(0.0, self.reopens_at - now) if self._status is _CLOSED else 0.0

    def _open(self, permit: Permit, now: float) -> None:
        self._backoff.reopened()
        self._status = _OPEN
        self.controller.reopened(permit, now)
        self.let_go(now)

    def _replaces_probe(self, permit: Permit) -> bool:
        """Return whether a request that was in flight when it closed replaces a probe."""
        closed = self._status is _CLOSED and permit.epoch == self.epoch - 1
        return closed and not (self._asked_to_wait or self._probe_required) and self.controller.recovered(permit)

    def _take_back(self, permit: Permit) -> None:
        self.in_flight -= permit.held
        permit.held = False
