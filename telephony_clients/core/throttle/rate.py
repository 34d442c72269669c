"""How fast an account may be sent at, learned from what it accepts and refuses. Numbers only: no clock, no waiting.

- Of an account of which nothing is known, a burst of requests asks; the next burst, twice as large, leaves when most
  of it was accepted. So the first refusal comes before many more are on their way.
- Once the refill is known (`telephony_clients.core.throttle.refill`), requests leave at that rate, and what was saved
  up during the pause is spent over a horizon.
- Then more is asked for, in steps that grow bolder each time that it was there; what is refused then costs little and
  measures the refill anew. The horizon grows with the time for which the rate has not changed, so that a steady quota
  is seldom tried and a changing one often.
"""

import math
from collections.abc import Callable

import attrs

from telephony_clients.core.events import GateChanged
from telephony_clients.core.throttle.refill import Refill, Refusal

_LARGER, _LATE_ONES = 2, 0.25
"""How many times larger the next burst is, and the share of a burst whose answers it does not wait for."""
_FASTEST = 2.0
"""Times the rate at which savings are spent at most."""
_LEAST_STEP, _HALF = 0.25, 0.5
"""The first step beyond the rate: this share of it, or half a request more in a round trip, but no more than it."""
_PROBE_GROWTH = 0.5
"""By how much the factor between two steps grows with each: 1.5, 2, 2.5 and so on; after a guess from 2 on."""
_WAVE, _SHARE = 2.0, 0.1
"""Refusals that a step may risk: so many, or a share of the requests since the last refusal."""
_SECONDS, _REQUESTS, _REQUESTS_TAKE = 2.5, 12.0, 6.0
"""The least horizon in seconds and in requests, and the seconds that these requests may take."""
_PATIENCE, _MAX_HORIZON = 0.4, 150.0
"""The horizon as a share of the time for which the rate has not changed, and in requests at most."""
_LOSS_WEIGHT, _LONGEST_LOSS = 10.0, 1.0
"""The horizon as a multiple of the seconds of refill that the last pause lost because the quota was full, of which so
many count."""
_SPARE = 5.0
"""Requests that the refill holds after a pause that need not be longer, unless it was in vain."""
_SMOOTHING = 1 / 8
"""The weight of the latest round trip in the average."""
_SHORTEST = 1e-3
"""Seconds that no measured time falls below."""
_INTERACTIVE_LEAD = 2.0
"""Requests that an interactive call may be ahead of the rate."""
_LATE = 0.05
"""Seconds that a late timer may catch up."""


@attrs.define(eq=False, repr=False)
class Permit:
    """The right to send one request now.

    Attributes:
        number: which of the account's requests it is, counted from 1.
        at: the clock's time when it was given.
        credit: requests that the learned refill had saved up after it; below 0 it went beyond the refill.
        epoch: how often the gate had closed.
        waited: seconds spent waiting because the account was throttled.
        probe: whether this is the one call that asks if the account is still throttled.
        notify: told when the gate changes because of this call.
    """

    number: int
    at: float
    credit: float
    epoch: int
    waited: float = 0.0
    probe: bool = False
    notify: Callable[[GateChanged], None] | None = None


class RateController:
    """The rate of one account.

    Args:
        start: requests at once before the first answer.
        limit: requests at once in any case.

    Attributes:
        number: how many requests have been sent.
        window: how many may be under way.
        refill: what is known of the quota.
    """

    def __init__(self, *, start: int, limit: int) -> None:
        self._start, self._limit = min(start, limit), limit
        self.number = 0
        self.begin()

    def begin(self) -> None:
        """Forget what was learned."""
        self.refill = Refill()
        self.window = self._burst = self._start
        self._credit = self._credit_at = 0.0
        self._next = self._test_at = self._trip = 0.0
        self._pace, self._more = math.inf, 0.0
        self._asked, self._steps, self._proof = 0, 0, 0.0
        self._first: Permit | None = None
        self._wave = self._since = 0

    @property
    def rate(self) -> float | None:
        """Requests a second that the account is known to bear, None before the first refusal."""
        return self.refill.rate

    def take(
        self,
        now: float,
        epoch: int,
        waited: float = 0.0,
        notify: Callable[[GateChanged], None] | None = None,
        *,
        probe: bool = False,
    ) -> Permit:
        """Count one request and return its permit."""
        refill = self.refill
        if now >= refill.next_mark:
            refill.mark(now, self.number)
        self.number = number = self.number + 1
        if refill.rate is None:
            return Permit(number, now, 0.0, epoch, waited, probe, notify)
        credit = self._credit = min(refill.burst_capacity, self._credit + (now - self._credit_at) * refill.rate) - 1
        self._credit_at = now
        self._pace = self._wanted(refill.rate, now)
        self._next = max(self._next, now - _LATE) + 1 / self._pace
        return Permit(number, now, credit, epoch, waited, probe, notify)

    def wait(self, now: float, *, interactive: bool) -> float:
        """Return the seconds until the next request may leave, 0 or less for now.

        Args:
            now: the clock's time.
            interactive: whether it is an interactive call, which may be a little ahead of the rate.
        """
        if self.refill.rate is None:
            return 0.0
        return self._next - now - (_INTERACTIVE_LEAD / self._pace if interactive else 0.0)

    def accepted(self, permit: Permit, clock: Callable[[], float]) -> None:
        """Learn from a request that was not refused and was sent since the gate was last open.

        Args:
            permit: its permit.
            clock: the time, asked for only when it matters.
        """
        rate = self.refill.rate
        if rate is None:
            if self._burst < self._limit:
                self._widen()
            return
        now = clock()
        self._trip += _SMOOTHING * max(_SHORTEST - self._trip, now - permit.at - self._trip)
        if permit.credit <= self._proof and permit.number > self._asked:
            risk = max(_WAVE, _SHARE * self.refill.let_in(self.number))
            bolder = (1 + _PROBE_GROWTH * self._steps) * self._more
            self._more = max(self._more, min(bolder, risk / self._trip))
            self._ask(rate, now)

    def cut(self, permit: Permit) -> None:
        """Learn from the first refusal since the gate was open."""
        self._first, self._wave, self._since = permit, 1, 0

    def refused_too(self, permit: Permit) -> None:
        """Learn from a further refusal of the same wave, or of a probe: it may have been charged, and no more."""
        self._wave += 1
        first = self._first
        if first is not None and permit.epoch == first.epoch and not permit.probe and permit.number < first.number:
            self._first = permit

    def recovered(self, permit: Permit) -> bool:
        """Learn from a request of a wave that was accepted; return whether it shows that the quota lets in again.

        It does where the refill is known, when as many were accepted as were refused of those sent since the first
        refused one.
        """
        first, refill = self._first, self.refill
        if first is None or refill.rate is None or refill.guessed or permit.number < first.number:
            return False
        self._since += 1
        return self._since >= self._wave

    def recovery(self) -> tuple[float, float]:
        """Return the seconds until the refill has made up for the wave and holds one request, and some to spare.

        Those are the least and the most that a first pause need take: none and endless while the refill is unknown.
        """
        refill = self.refill
        if refill.rate is None or self._first is None or refill.guessed:
            return 0.0, math.inf
        rate = refill.measured(_refusal(self._first), self._trip)
        return (self._wave + 1) / rate, (self._wave + _SPARE) / rate

    def reopened(self, probe: Permit, now: float) -> None:
        """Begin anew after a pause: a probe, or what is as good as one, was accepted."""
        self._trip = max(_SHORTEST, self._trip or now - probe.at)
        first, self._first = self._first, None
        self._next = now
        if first is not None:
            refill, unanswered = self.refill, self.number - first.number + 1
            refill.learn(_refusal(first), refused=self._wave, trip=self._trip, sent=self.number, now=now)
            self.window = self._limit
            self._begin_account(now - first.at, unanswered, now)
        elif self.rate is None:
            self.window = self._burst = self._start

    def _widen(self) -> None:
        """Let no other take the place of one that was accepted, and the next burst leave when few are left."""
        self.window -= 1
        if self.window <= _LATE_ONES * self._burst:
            self.window = self._burst = min(self._limit, _LARGER * self._burst)

    def _begin_account(self, pause: float, spent: int, now: float) -> None:
        """Begin to keep account of what was sent, and settle when more is asked for, and how much.

        Args:
            pause: seconds since the quota was found empty.
            spent: requests since then, each of which may have been charged.
            now: the clock's time.
        """
        refill = self.refill
        rate, burst_capacity = refill.rate or math.inf, refill.burst_capacity
        self._credit_at, self._proof = now, 0.0
        if refill.guessed:
            self._credit, self._test_at, self._more, self._steps = 0.0, now, rate, 1
        else:
            self._credit = min(burst_capacity, rate * pause - spent)
            steady = min(_PATIENCE * (now - refill.steady_since), _MAX_HORIZON / rate)
            lost = min(_LONGEST_LOSS, pause - burst_capacity / rate)
            self._test_at = now + max(_SECONDS, min(_REQUESTS / rate, _REQUESTS_TAKE), steady, _LOSS_WEIGHT * lost)
            self._more, self._steps = min(rate, max(_LEAST_STEP * rate, _HALF / self._trip)), 0
        self._next = now + max(0.0, -self._credit) / rate
        self._ask(rate, now)

    def _ask(self, rate: float, now: float) -> None:
        """Ask for more, and say how much of it must be there: one request, and those of a round trip."""
        self._asked = self.number
        self._pace = self._wanted(rate, now)
        self._proof -= 1 + self._trip * self._pace
        self._steps += 1

    def _wanted(self, rate: float, now: float) -> float:
        """Return the requests a second that shall leave from now on."""
        left = self._test_at - now
        if left <= 0:
            return rate + self._more
        return min(_FASTEST * rate, rate + max(0.0, self._credit) / max(left, 1 / rate))


def _refusal(first: Permit) -> Refusal:
    return Refusal(first.number, first.at, first.credit)
