"""How fast an account may be sent at, learned from what it accepts and refuses. Numbers only: no clock, no waiting.

A quota that refills is empty when it refuses. So what is accepted between two refusals, by the time between them, is
the refill, whatever the burst; where the quota was full in between, the burst that was seen at first tells how much of
it was saved up. Once that is known, requests leave at that rate, and what the refill saved up during the pause is
spent over a horizon. Then more is asked for, twice as much beyond the rate each time that it was there; what is refused
then costs little and measures the refill anew. The horizon grows with the time for which the rate has not changed, so
that a steady quota is seldom tried and a changing one often.
"""

import math
from collections.abc import Callable, Sequence

import attrs

from telephony_clients.core.events import GateChanged

_MARKS, _APART = 32, 0.02
"""How many instants are remembered for what was sent since, and how many seconds they are apart at least."""
_FASTEST = 2.0
"""Times the rate at which savings are spent at most."""
_LEAST_TRY = 0.25
"""What is first asked for beyond the rate, as a share of it, where half a request more in a round trip is less."""
_WAVE, _SHARE = 2.0, 0.1
"""Refusals that a step may risk: so many, or a share of the requests since the last refusal."""
_PATIENCE, _DEAR, _LONGEST_LOSS = 0.4, 10.0, 1.0
"""The horizon as a share of the time for which the rate has not changed, and as a multiple of the seconds of refill
that the last pause lost because the quota was full, of which so many count."""
_SECONDS, _REQUESTS, _REQUESTS_TAKE = 2.0, 10.0, 6.0
"""The least horizon in seconds, in requests, and the seconds that these requests may take."""
_LEAST_GUESS = 1.0
"""No vendor is known to let in less than one request a second."""
_SAME = 1.25
"""Two rates within this factor are the same."""
_HALF = 0.5
"""Of what is unknown half is taken."""
_SLOWEST = 1 / 120
_SMOOTHING = 1 / 8
_SHORTEST = 1e-3
"""Seconds that no measured time falls below."""
_PRECISE = 12
"""Halvings that find a rate well enough."""
_EAGER = 2.0
"""Requests that an interactive call may be ahead of the pace."""
_LATE = 0.05
"""Seconds that a late timer may catch up."""


@attrs.define(eq=False)
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


Spans = Sequence[tuple[float, float]]
"""Requests that were let in and the seconds that they took, counted back from a refusal."""


class Pace:
    """The rate of one account.

    Args:
        start: requests at once before the first answer; one more for each that is accepted, until one is refused.
        limit: requests at once in any case.
    """

    def __init__(self, *, start: int, limit: int) -> None:
        self._start, self._limit = min(start, limit), limit
        self.number = 0
        self.begin()

    def begin(self) -> None:
        """Forget what was learned."""
        self.rate: float | None = None
        self.window = self._start
        self._marks: list[tuple[float, int]] = []
        self._next_mark = -math.inf
        self._burst: Spans = ()
        self._bank = 0.0
        self._credit = self._credit_at = 0.0
        self._next = self._test_at = self._trip = 0.0
        self._pace, self._more = math.inf, 0.0
        self._asked, self._proof = 0, 0.0
        self._steady_since = 0.0
        self._first: Permit | None = None
        self._wave = 0
        self._certain = self._guess = False

    def take(self, now: float, epoch: int, waited: float = 0.0, *, probe: bool = False) -> Permit:
        """Count one request and return its permit."""
        if now >= self._next_mark:
            self._mark(now)
        self.number = number = self.number + 1
        if self.rate is None:
            return Permit(number, now, 0.0, epoch, waited, probe)
        credit = self._credit = min(self._bank, self._credit + (now - self._credit_at) * self.rate) - 1
        self._credit_at = now
        self._pace = self._wanted(now)
        self._next = max(self._next, now - _LATE) + 1 / self._pace
        return Permit(number, now, credit, epoch, waited, probe)

    def wait(self, now: float, *, eager: bool) -> float:
        """Return the seconds until the next request may leave, 0 or less for now.

        Args:
            now: the clock's time.
            eager: whether it is an interactive call, which may be a little ahead of the pace.
        """
        if self.rate is None:
            return 0.0
        return self._next - now - (_EAGER / self._pace if eager else 0.0)

    def accepted(self, permit: Permit, clock: Callable[[], float]) -> None:
        """Learn from a request that was not refused and was sent since the gate was last open.

        Args:
            permit: its permit.
            clock: the time, asked for only when it matters.
        """
        if self.rate is None:
            if self.window < self._limit:
                self.window += 1
            return
        now = clock()
        self._trip += _SMOOTHING * max(_SHORTEST - self._trip, now - permit.at - self._trip)
        if permit.credit <= self._proof and permit.number > self._asked:
            bearable = max(_WAVE, _SHARE * (self.number - self._marks[0][1]))
            self._more = max(self._more, min(2 * self._more, bearable / self._trip))
            self._ask(now)

    def cut(self, permit: Permit) -> None:
        """Learn from the first refusal since the gate was open."""
        self._first, self._wave = permit, 1

    def refused_too(self, permit: Permit) -> None:
        """Learn from a further refusal of the same wave, or of a probe: it may have been charged, and no more."""
        self._wave += 1
        first = self._first
        if first is not None and permit.epoch == first.epoch and not permit.probe and permit.number < first.number:
            self._first = permit

    def least_pause(self) -> float:
        """Return the seconds until the refill has made up for the wave and holds one request more; 0 if unknown."""
        if self.rate is None or self._first is None or self._guess:
            return 0.0
        return (1 + self._wave) / self._measured(self.rate, self._first)

    def reopened(self, probe: Permit, now: float) -> None:
        """Begin anew after a pause: a probe was accepted."""
        self._trip = max(_SHORTEST, self._trip or now - probe.at)
        first, self._first = self._first, None
        self._next = now
        if first is not None:
            self._learn(first, now)
        elif self.rate is None:
            self.window = self._start

    def _learn(self, first: Permit, now: float) -> None:
        """Draw the conclusions from a refusal, and begin the time until the next."""
        before, spans = self.rate, self._spans(first)
        rate = _guessed(spans, now - first.at) if before is None else self._measured(before, first)
        same = before is not None and 1 / _SAME < rate / before < _SAME
        bank = _held(spans if before is None else self._burst, rate)
        if same:
            bank = max(bank, _held(spans, rate))
        self._burst = spans if before is None else [(bank, 0.0)]
        self._certain = before is not None and rate <= _SAME * before
        self._guess = before is None
        self.rate, self._bank, self.window = rate, bank, self._limit
        if not same:
            self._steady_since = now
        number = first.number + self._wave - 1
        self._marks = [(first.at, number)]
        self._mark(now)
        self._begin_account(rate, rate * (now - first.at) - self._wave - (self.number - number), now - first.at, now)

    def _begin_account(self, rate: float, saved: float, pause: float, now: float) -> None:
        """Begin to keep account of what was sent, and settle when more is asked for, and how much.

        Args:
            rate: what was learned.
            saved: what the refill has saved up, should the refusals have cost it something; below 0 it must make up.
            pause: seconds since the quota was found empty.
            now: the clock's time.
        """
        self._credit_at, self._proof = now, 0.0
        if self._guess:
            self._credit, self._test_at, self._more = 0.0, now, rate
        else:
            self._credit = min(self._bank, saved)
            lost = min(_LONGEST_LOSS, pause - self._bank / rate)
            steady = now - self._steady_since
            horizon = max(_SECONDS, min(_REQUESTS / rate, _REQUESTS_TAKE), _PATIENCE * steady, _DEAR * lost)
            self._test_at = now + horizon
            self._more = min(rate, max(_LEAST_TRY * rate, _HALF / self._trip))
        self._next = now + max(0.0, -self._credit) / rate
        self._ask(now)

    def _measured(self, rate: float, first: Permit) -> float:
        """Return the refill between the last two refusals.

        It is the average of what was let in, unless the quota was full in between and so could not hold all of it:
        then it is what was let in since, but for the burst.
        """
        (through, seconds), *spans = self._spans(first)
        spans = [one for one in spans if one[1] >= self._trip]
        low = max(_SLOWEST, (through + 1) / (seconds + 1 / rate))  # the old rate counts for a request
        high = max((through / max(time, _SHORTEST) for through, time in spans), default=0.0)
        if high <= low or _held(spans, low) <= _held(self._burst, low):
            return low if self._certain or first.credit <= -1 else math.sqrt(low * rate)
        for _ in range(_PRECISE):
            middle = (low + high) / 2
            more = _held(spans, middle) > _held(self._burst, middle)
            low, high = (middle, high) if more else (low, middle)
        return low

    def _spans(self, first: Permit) -> Spans:
        return [(first.number - 1 - number, first.at - at) for at, number in self._marks if number < first.number]

    def _mark(self, now: float) -> None:
        """Remember how many were sent before now; the longer ago, the fewer instants are remembered."""
        marks = self._marks
        marks.append((now, self.number))
        self._next_mark = now + _APART
        if len(marks) > _MARKS:
            inner = range(1, len(marks) - 1)
            del marks[min(inner, key=lambda one: (marks[one + 1][0] - marks[one - 1][0]) / (now - marks[one][0] or 1))]

    def _ask(self, now: float) -> None:
        """Ask for more, and say how much of it must be there: one request, and those of a round trip."""
        self._asked = self.number
        self._pace = self._wanted(now)
        self._proof -= 1 + self._trip * self._pace

    def _wanted(self, now: float) -> float:
        """Return the requests a second that shall leave from now on."""
        rate = self.rate or math.inf
        left = self._test_at - now
        if left <= 0:
            return rate + self._more
        return min(_FASTEST * rate, rate + max(0.0, self._credit) / max(left, 1 / rate))


def _guessed(spans: Spans, pause: float) -> float:
    """Return a first guess of the refill: what the burst was is unknown; at most all of it refilled, half is taken."""
    return max([_LEAST_GUESS, *(_HALF * through / max(_SHORTEST, pause + seconds) for through, seconds in spans)])


def _held(spans: Spans, rate: float) -> float:
    """Return what a quota of a given refill must have held to let in what it did; at least one."""
    return max([1.0, *(through - rate * seconds for through, seconds in spans)])
