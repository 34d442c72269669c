"""How fast an account may be sent at, learned from what it accepts and refuses. Numbers only: no clock, no waiting.

1. Of an unknown account one request is in flight, up to three if no answer comes for 0.1 s each; then half as many more
   with each round trip, one at least, but no faster than e-fold in 0.2 s.
2. At the first refusal the refill is guessed: half of what was accepted, by the time that it and the cool-down took,
   but three a second at least, or less if it refused for too long to have that. By a guess, nothing counts as saved up.
3. From then on requests leave evenly at the rate, and the credit counts what the rate has saved up: after a cool-down,
   what it refilled meanwhile, but no more than the account was seen to hold at first; it is spent within seconds.
4. A refusal shows the least and the likeliest refill (`telephony_clients.core.throttle.refill`): a rate below the
   least becomes the likeliest, a rate above the likeliest falls to it, and a rate between them stays. It is lowered a
   little if refusals as soon as this one would cost more than that. Until two refusals agree on the rate, what the
   account held at first is judged by the latest, also by a likeliest refill that is more than the rate.
5. A refusal of what was thought to be saved up says that it was not there: the rate stays, and nothing counts as saved
   up until a refusal comes from beyond the credit. Meanwhile what is accepted after a refused request, of those already
   sent, shows the refill as well as what was accepted before it: cool-downs of our own are no evidence then.
6. After a horizon more than the rate is sent, by a step that grows when an excess of a round trip was accepted, and of
   a quarter of a second at least.
7. The horizon is a few seconds and requests at least, up to a minute where a cool-down loses much; with the time for
   which the rate has not changed it grows, until a step as large as the uncertainty makes up for what is lost.
8. The step is as large as the refill is uncertain, larger where a cool-down loses nothing, and after a fall it reaches
   part of the way back, less with each refusal.
"""

import math
from collections.abc import Callable

from telephony_clients.core.events import GateChanged
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.throttle.refill import SHORTEST, SendHistory, Spans, guess, held, refill

_UNANSWERED, _UNANSWERED_TIME = 3, 0.1
"""Requests that may be in flight before the first answer, and the seconds without an answer before the next one."""
_GROWTH, _GROWTH_TIME = 0.5, 0.2
"""The share by which the number of requests in flight to an unknown account may grow in a round trip, and the least
seconds in which it may grow e-fold."""
_SPENDING = 2.5
"""Seconds over which the credit is spent, at no more than twice the rate."""
_LIKELIEST = 0.5
"""How much of one more request an account holds when it refuses; a refusal is one within the rate up to so much beyond
the credit."""
_LOWER, _SOON = 0.05, 7
"""How much a refusal from within the rate lowers it, if it comes among so many requests after the gate opened, or
before a rate lower by so much would have cost as much time as the last cool-down lost."""
_SAME = 1.25
"""Two rates within this factor are the same."""
_LEAST_DOUBT, _CALM = 0.07, 0.2
"""The least uncertainty of a rate, as a share of it, and that above which the horizon is shorter."""
_HORIZON, _REQUESTS = 2.5, 20.0
"""The least horizon in seconds, and in requests or seconds, whichever is sooner."""
_PATIENCE, _PAYS, _MAX_HORIZON = 0.7, 0.5, 60.0
"""The horizon as a share of the time for which the rate is the same; its least, as a share of the time in which a step
makes up for a cool-down; requests or seconds, whichever is sooner, up to which it may grow in any case."""
_PROBE_GROWTH, _STEP_TIME = 1.7, 0.25
"""By how much a step beyond the rate grows, and the least seconds for which it is sent before it does."""
_WAY_BACK = 0.6
"""How far a step after a fall reaches, as the power of the ratio of the rates; with each refusal it is less."""
_RISK = 0.1
"""Refusals that a larger step may risk, as a share of the requests since the gate opened."""
_SPARE = 3.0
"""Requests that the refill makes up for in a cool-down that need not be longer, unless it was in vain."""
_SMOOTHING = 1 / 8
"""The weight of the latest round trip in the average."""
_LATE = 0.05
"""Seconds that a late timer may catch up, where the account holds more than one request."""
_INTERACTIVE_LEAD = 2.0
"""Requests that an interactive call may be ahead of the rate, if they are saved up."""


class RateController:
    """The rate of one account.

    Args:
        start: requests in flight before the first answer.
        limit: requests in flight at most.

    Attributes:
        number: how many requests have been sent.
        window: how many may be in flight.
        rate: requests a second that the account is known to bear, None before the first refusal.
        capacity: requests that it can hold, as far as was seen; at least 1.
    """

    def __init__(self, *, start: int, limit: int) -> None:
        self._start, self._limit = min(start, limit), limit
        self.number = 0
        self.begin()

    def begin(self) -> None:
        """Forget what was learned."""
        self.rate: float | None = None
        self.capacity = 1.0
        self.window: float = self._start
        self._history = SendHistory()
        self._burst: Spans = ()
        self._credit = self._credit_at = self._saved = self._lost = 0.0
        self._next = self._trip = self._cut_at = self._opened_at = self._refused_until = 0.0
        self._test_at = self._tested_at = self._same_since = self._reach = 0.0
        self._step, self._step_number, self._proof = 0.0, 0, 0.0
        self._agreed = self._doubted = False
        self._first: Permit | None = None
        self._wave = self._accepted_since = self._opened_number = 0

    def limit_to(self, limit: int) -> None:
        """Let another number of requests be in flight at most."""
        grown = self.window >= self._limit
        self._start, self._limit = min(self._start, limit), limit
        self.window = limit if grown else min(self.window, limit)

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
        if now >= self._history.next_mark:
            self._history.mark(now, self.number)
        self.number = number = self.number + 1
        rate = self.rate
        if rate is None:
            return Permit(number, now, 0.0, epoch, waited, probe, notify)
        saved = min(self.capacity, self._credit + (now - self._credit_at) * rate)
        self._credit, self._credit_at = saved - 1, now
        late = min(_LATE, (self.capacity - 1) / 2 / rate)
        self._next = max(self._next, now - late) + 1 / self._wanted(rate, now)
        return Permit(number, now, self._credit, epoch, waited, probe, notify)

    def widens_in(self, in_flight: int, unanswered: float) -> float:
        """Return the seconds until one more request may be in flight than the window says: 0 for now, maybe infinite.

        Args:
            in_flight: how many are.
            unanswered: seconds since the last one was sent.
        """
        if self.rate is not None or in_flight >= min(_UNANSWERED, self._limit):
            return math.inf
        return max(0.0, _UNANSWERED_TIME - unanswered)

    def wait(self, now: float, *, interactive: bool) -> float:
        """Return the seconds until the next request may leave, 0 or less for now.

        Args:
            now: the clock's time.
            interactive: whether the call may be a little ahead of the rate.
        """
        if self.rate is None:
            return 0.0
        lead = min(_INTERACTIVE_LEAD, max(0.0, self._credit)) / self.rate if interactive else 0.0
        return self._next - now - lead

    def accepted(self, permit: Permit, clock: Callable[[], float]) -> None:
        """Learn from a request that was not refused and was sent since the gate was last open.

        Args:
            permit: its permit.
            clock: the time, asked for only when it matters.
        """
        rate = self.rate
        if rate is None:
            if self.window < self._limit:
                growth = min(max(_GROWTH, 1 / self.window), (clock() - permit.at) / _GROWTH_TIME)
                self.window = min(self._limit, self.window + growth)
            return
        now = clock()
        self._trip += _SMOOTHING * max(SHORTEST - self._trip, now - permit.at - self._trip)
        if permit.at >= self._test_at and permit.number > self._step_number and permit.credit <= self._proof:
            risk = _RISK * (self.number - self._opened_number) / self._trip
            self._step = max(self._step, min(_PROBE_GROWTH * self._step, risk))
            self._ask(rate)

    def cut(self, permit: Permit, now: float, stated: float | None = None) -> None:
        """Note the first refusal since the gate was open, which came now and may have stated how long to wait."""
        self._first, self._wave, self._accepted_since, self._cut_at = permit, 1, 0, now
        self._refused_until = permit.at + max(0, math.ceil(stated or 0) - 1)

    def refused_too(self, permit: Permit) -> None:
        """Note a further refusal of the same wave, or of a probe."""
        self._wave += 1
        first = self._first
        if permit.probe:
            self._refused_until = max(self._refused_until, permit.at)
        if first is not None and permit.epoch == first.epoch and not permit.probe and permit.number < first.number:
            self._first = permit

    def recovered(self, permit: Permit) -> bool:
        """Note a request of a wave that was accepted; return whether it shows that the account lets in again.

        It does where the rate is known, when as many were accepted as were refused of those sent since the first
        refused one.
        """
        if self._first is None or self.rate is None or permit.number < self._first.number:
            return False
        self._accepted_since += 1
        return self._accepted_since >= self._wave

    def recovery(self) -> tuple[float, float]:
        """Return the least and the most seconds that a cool-down need take: until one request is there, and some more.

        None and endless while the rate is unknown.
        """
        if self.rate is None or self._first is None:
            return 0.0, math.inf
        rate = self.rate if self._unsaved(self._first) else max(self.rate, self._shown(self._first)[1])
        return 1 / rate, _SPARE / rate

    def reopened(self, probe: Permit, now: float) -> None:
        """Learn from the refusal that closed the gate, now that a probe, or what is as good as one, was accepted."""
        self._trip = max(SHORTEST, self._trip or now - probe.at)
        first, self._first = self._first, None
        self._next = now
        if first is None:
            if self.rate is None:
                self.window = self._start
            return
        old, cooldown = self.rate, probe.at - first.at
        spent = self.number - first.number + 1 - self._wave  # accepted since the refusal, the probe among them
        if old is None:
            rate, doubt = self._guess(first, cooldown), 1.0
        else:
            rate, doubt = self._learned(first, old, (spent - probe.probe) / max(SHORTEST, self._cut_at - first.at))
        if old is not None and 1 / _SAME < rate / old < _SAME:
            self._agreed = True
        else:
            self._same_since = now
        if not self._agreed:
            self.capacity = held(self._burst, rate)
        self.rate = rate
        self._lost = max(0.0, cooldown - (self.capacity - 1) / rate)
        self.window = self._limit
        saved = 0.0 if self._doubted or old is None else max(0.0, min(self.capacity - 1, rate * cooldown - spent))
        self._credit, self._credit_at, self._saved = saved, probe.at, saved
        self._next = max(now, probe.at + max(0.0, 1 - saved) / rate)
        self._opened_number, self._opened_at = self.number, now
        self._history.restart((first.at, self.number - spent), (probe.at, self.number - 1))
        self._plan(now, rate, doubt, guessed=old is None)

    def _guess(self, first: Permit, cooldown: float) -> float:
        """Return the first guess of the refill, and keep what was let in at first."""
        accepted = max(first.number - 1, self.number - self._wave - 1)
        late = accepted + 1 - first.number  # answers overtake each other, so some were accepted that were sent later
        self._burst = [(let_in + late, time) for let_in, time in self._history.spans(first.number, first.at)]
        return guess(self._burst, cooldown=cooldown, refused_for=self._refused_until - first.at)

    def _unsaved(self, first: Permit) -> bool:
        """Return whether a refusal says that what was thought to be saved up was not there."""
        thought = 0.0 if self._doubted else max(self._saved, first.credit)
        return first.credit >= -_LIKELIEST and thought >= _LIKELIEST

    def _shown(self, first: Permit) -> tuple[float, float]:
        """Return the least and the likeliest refill that a refusal shows."""
        spans, capacity = self._history.spans(first.number, first.at), self.capacity
        likeliest = refill(spans, capacity=capacity, trip=self._trip, more=_LIKELIEST)
        if likeliest > (self.rate or 0.0) and not self._agreed:
            capacity = held(self._burst, likeliest)
            likeliest = refill(spans, capacity=capacity, trip=self._trip, more=_LIKELIEST)
        return refill(spans, capacity=capacity, trip=self._trip, more=0.0), likeliest

    def _learned(self, first: Permit, old: float, since: float) -> tuple[float, float]:
        """Return the rate after a refusal, and how uncertain it is as a share of it.

        Args:
            first: the refused request.
            old: the rate until then.
            since: requests a second that were accepted of those sent after it, until its answer came.
        """
        least, likeliest = self._shown(first)
        if self._doubted:
            since = min(since, old + self._step)
            least, likeliest = max(least, since), max(likeliest, since)
        within = first.credit >= -_LIKELIEST
        if self._unsaved(first):
            self._doubted, rate = True, old
        else:
            self._doubted &= within
            rate = old if least <= old <= likeliest else likeliest
            if rate <= old and within and first.at < self._test_at and self._too_soon(first, old):
                rate = min(rate, (1 - _LOWER) * old)
        fall = math.log(old / rate) if rate < old else 0.0
        return rate, min(1.0, max(_LEAST_DOUBT, 1 - least / likeliest, fall))

    def _too_soon(self, first: Permit, rate: float) -> bool:
        """Return whether refusals as soon as this one cost more than a lower rate, which may prevent them."""
        soon = first.number <= self._opened_number + _SOON or first.at - self._opened_at < self._lost / _LOWER
        return soon and rate * self._trip <= 1  # of several in flight, some come too close together at any rate

    def _plan(self, now: float, rate: float, doubt: float, *, guessed: bool) -> None:
        """Settle when more is asked for, and how much.

        Args:
            now: the clock's time.
            rate: requests a second.
            doubt: how uncertain it is, as a share of it.
            guessed: whether the rate is but a guess, beyond which is asked at once.
        """
        least = max(_HORIZON, _REQUESTS / max(1.0, rate)) * min(1.0, _CALM / doubt)
        worth = self._lost / doubt  # seconds in which a step as large as the doubt makes up for a cool-down
        least = max(least, min(_PAYS * worth, _MAX_HORIZON))
        same = min(_PATIENCE * (now - self._same_since), max(worth, _MAX_HORIZON / max(1.0, rate)))
        if guessed or now >= self._test_at:
            self._tested_at = now
        self._test_at = now if guessed else max(now + least, self._tested_at + same)
        self._reach = rate if guessed else rate * max(1.0, self._reach / rate) ** _WAY_BACK
        self._step = max(min(rate, max(doubt * rate, 0.0 if self._lost else 1 / self._trip)), self._reach - rate)
        self._proof = 0.0
        self._ask(rate)

    def _ask(self, rate: float) -> None:
        """Say what proves that a step is there: as many requests beyond the credit as it sends in a while."""
        self._step_number = self.number
        self._proof -= max(1 + self._trip * (rate + self._step), _STEP_TIME * self._step)

    def _wanted(self, rate: float, now: float) -> float:
        """Return the requests a second that shall leave from now on."""
        if now >= self._test_at:
            return rate + self._step
        return rate + min(rate, max(0.0, self._credit) / _SPENDING)
