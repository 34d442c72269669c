"""How fast an account may be sent at, learned from what it accepts and refuses. Numbers only: no clock, no waiting.

A quota that refills is empty when it refuses. So what is accepted between two refusals, by the time between them, is
the refill, whatever the burst. Once that is known, requests leave at that rate, and what the refill saved up during
the pause is spent over a horizon. Then the rate is exceeded step by step, each step only after the one before was
answered well; what is refused then costs little and measures the refill anew. The horizon grows with the time for
which the rate has not changed, so that a steady quota is seldom tried and a changing one often.
"""

import math
from collections.abc import Callable

import attrs

from telephony_clients.core.events import GateChanged

_RECENT = 1.0
"""Seconds over which the requests before the first refusal are counted, at least."""
_FASTEST = 2.0
"""Times the rate at which savings are spent at most."""
_TRY, _TRY_MORE = 1.25, 0.5
"""More is asked for first at so many times the rate, or at so many requests a second above it."""
_STEP, _STEP_OF_GUESS = 1.3, 1.5
"""How the pace grows from one good answer to the next; faster while the rate is only a guess."""
_JUMP = 3.0
"""How far it may grow at once towards a limit that was seen before."""
_CHANGED = 3
"""Steps that show that the refill has changed: one or two may only show that it was measured too low."""
_PATIENCE = 0.3
"""The horizon as a share of the time for which the rate has not changed."""
_SECONDS, _REQUESTS, _REQUESTS_TAKE = 2.0, 10.0, 6.0
"""The least horizon in seconds, in requests, and the seconds that these requests may take."""
_LEAST_GUESS = 1.0
"""No vendor is known to let in less than one request a second."""
_SAME = 1.25
"""Two rates within this factor are the same."""
_ESTABLISHED = 5.0
"""Seconds after which a rate is remembered as a limit."""
_HALF = 0.5
"""Of what is unknown half is taken: whether refusals were charged, whether savings were there."""
_DEEPEST = 1 / 3
"""What a single wave may leave of the rate; a deeper fall shows in the next one."""
_SLOWEST = 1 / 120
_SMOOTHING = 1 / 8
_SHORTEST = 1e-3
"""Seconds that no measured time falls below."""
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


@attrs.define(eq=False)
class _Account:
    """What was sent since an instant, against what refilled.

    Attributes:
        since: the instant; the quota was empty then, or what it held is unknown.
        number: the last request before it.
        credit, at: requests that the refill had saved up, and when.
        charged: refused requests that may have cost the quota something.
        unsure: accepted requests that may have come from savings of before.
    """

    since: float = 0.0
    number: int = 0
    credit: float = 0.0
    at: float = 0.0
    charged: float = 0.0
    unsure: float = 0.0


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
        self._marks = ((-math.inf, self.number), (-math.inf, self.number))
        self._burst = (0, 0.0)
        self._bank = 0.0
        self._account = _Account()
        self._next = self._test_at = self._trip = 0.0
        self._pace = math.inf
        self._factor, self._growth, self._steps = _TRY, _STEP, 0
        self._asked, self._proof, self._proven = 0, 0.0, 0.0
        self._steady = (0.0, 0.0)
        self._seen: list[float] = []
        self._first: Permit | None = None
        self._wave = 0
        self._guessed = False

    def take(self, now: float, epoch: int, waited: float = 0.0, *, probe: bool = False) -> Permit:
        """Count one request and return its permit."""
        self.number = number = self.number + 1
        if self.rate is None:
            if now - self._marks[1][0] > _RECENT:
                latest = (now, number - 1)
                self._marks = (latest if self._marks[1][0] == -math.inf else self._marks[1], latest)
            return Permit(number, now, 0.0, epoch, waited, probe)
        account = self._account
        account.credit = min(self._bank, account.credit + (now - account.at) * self.rate) - 1
        account.at = now
        self._pace = self._wanted(now)
        self._next = max(self._next, now - _LATE) + 1 / self._pace
        return Permit(number, now, account.credit, epoch, waited, probe)

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
            self.window = min(self._limit, self.window + 1)
            return
        now = clock()
        self._trip += _SMOOTHING * (now - permit.at - self._trip)
        if permit.credit <= self._proof and permit.number > self._asked:
            self._step(self.rate, now)

    def cut(self, permit: Permit) -> None:
        """Learn from the first refusal since the gate was open."""
        self._first, self._wave = permit, 1
        if self.rate is None:
            at, number = self._marks[0]
            self._burst = permit.number - 1 - number, permit.at - at

    def refused_too(self, permit: Permit) -> None:
        """Learn from a further refusal of the same wave, or of a probe: it may have been charged, and no more."""
        self._wave += 1
        first = self._first
        if first is not None and permit.epoch == first.epoch and not permit.probe and permit.number < first.number:
            self._first = permit

    def least_pause(self) -> float:
        """Return the seconds until the refill has made up for the wave and holds one request more; 0 if unknown."""
        if self.rate is None or self._first is None or self._guessed:
            return 0.0
        return (1 + self._wave) / self._measured(self.rate, self._first)

    def reopened(self, probe: Permit, now: float) -> None:
        """Begin anew after a pause: a probe was accepted."""
        self._trip = self._trip or now - probe.at
        first, self._first = self._first, None
        if first is not None:
            self._open_account(first, now)
        elif self.rate is None:
            self.window = self._start
        self._next = now

    def _open_account(self, first: Permit, now: float) -> None:
        """Begin the time between two refusals: it counts from the one that found the quota empty."""
        through, seconds = self._burst
        guessed = self._guessed = self.rate is None
        if self.rate is None:  # what the burst was is unknown: all of it refilled at most, half is a guess
            rate = max(_LEAST_GUESS, _HALF * through / max(_SHORTEST, now - first.at + seconds))
        else:
            rate = max(self._proven, self._measured(self.rate, first))
        self._learn(rate, now)
        self._bank = max(float(self._start), through - rate * seconds)
        self.window = self._limit
        number = first.number + self._wave - 1
        saved = 0.0 if guessed else min(self._bank, rate * (now - first.at) - (self.number - number))
        self._account = _Account(first.at, number, saved, now, charged=_HALF * self._wave)
        horizon = max(_SECONDS, min(_REQUESTS / rate, _REQUESTS_TAKE), _PATIENCE * (now - self._steady[0]))
        self._test_at = now if guessed else now + horizon
        self._growth = _STEP_OF_GUESS if guessed else _STEP
        self._factor, self._steps = self._first_factor(rate), 0
        self._asked, self._proven = self.number, 0.0
        self._pace = self._wanted(now)
        self._proof = -self._evidence()

    def _measured(self, rate: float, first: Permit) -> float:
        """Return the refill between the last two refusals.

        The clock may say more than the account when the quota could not hold all that was saved up; so a lower rate
        is read from the account, a higher one from the clock.
        """
        account = self._account
        saved = first.credit + 1
        through = max(1.0, first.number - account.number - 1 + account.charged)
        if saved > 0:
            return max(_SLOWEST, rate * max(_DEEPEST, through / (through + saved)))
        certain = through - account.unsure
        return rate if certain < _REQUESTS else max(rate, certain / max(_SHORTEST, first.at - account.since))

    def _step(self, rate: float, now: float) -> None:
        """Ask for more: what was asked for beyond the rate is there."""
        if self._evidence() > self._bank:  # more than savings can explain
            self._proven = self._pace
        self._steps += 1
        before, self._factor = self._factor, self._factor * self._growth
        limit = min((one for one in self._seen if one > 1.05 * self._pace), default=math.inf)
        if self._steps == _CHANGED - 1 and limit < math.inf:
            self._factor = min(limit / rate, self._factor * _JUMP)
        if limit <= rate * self._factor:  # where a limit was before, the next one is looked for first
            self._restart(limit, now)
            self._test_at = now + _HALF * max(_SECONDS, _REQUESTS / limit)
            self._factor = self._first_factor(limit)
        elif self._steps == _CHANGED:  # what was accepted before the change says nothing any more
            self._restart(rate * before, now)
            self._factor = self._growth
        self._asked = self.number
        self._pace = self._wanted(now)
        self._proof -= self._evidence()

    def _restart(self, rate: float, now: float) -> None:
        self._learn(rate, now)
        self._account = _Account(now, self.number, 0.0, now, unsure=_HALF * self._bank)
        self._proof = 0.0

    def _evidence(self) -> float:
        """Return how many requests beyond the rate prove something: one, and those of a round trip."""
        return 1 + self._trip * self._pace

    @staticmethod
    def _first_factor(rate: float) -> float:
        return max(_TRY, 1 + _TRY_MORE / rate)

    def _learn(self, rate: float, now: float) -> None:
        since, steady = self._steady
        if steady and 1 / _SAME < rate / steady < _SAME:
            now = since
        elif steady and now - since > _ESTABLISHED:
            others = [one for one in self._seen if not 1 / _SAME < one / steady < _SAME]
            self._seen = [*others[-3:], steady]
        self.rate, self._steady = rate, (now, rate)

    def _wanted(self, now: float) -> float:
        """Return the requests a second that shall leave from now on."""
        rate = self.rate or math.inf
        left = self._test_at - now
        if left <= 0:
            return rate * self._factor
        return min(_FASTEST * rate, rate + max(0.0, self._account.credit) / max(left, 1 / rate))
