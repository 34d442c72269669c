"""The refill of a quota, measured from what it let in and refused. Numbers only: no clock, no waiting.

A quota that refills is empty when it refuses. So what is accepted between two refusals, by the time between them, is
the refill, whatever the burst; where the quota was full in between, what it was seen to hold at first tells how much
of that was saved up.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

_MARKS, _APART = 32, 0.02
"""How many instants are remembered for what was sent since, and how many seconds they are apart at least."""
_LEAST_GUESS = 1.0
"""No vendor is known to let in less than one request a second."""
_HALF = 0.5
"""Of what is unknown half is taken."""
_SAME = 1.25
"""Two rates within this factor are the same."""
_UNSEEN = 1.5
"""A quota may hold this many times what it was seen to hold."""
_FAR, _RAISED = 5.0, 1.1
"""Requests beyond the known refill that are many, and what the average is raised by when it was so twice in a row: of
what refills evenly, the first time would have told all."""
_DOUBT = 0.2
"""How far a refusal within the known refill moves the rate towards the mere average of what was let in."""
_SLOWEST, _SHORTEST = 1 / 120, 1e-3
"""Requests a second that no rate falls below, and seconds that no measured time falls below."""
_PRECISE = 12
"""Halvings that find a rate well enough."""

Spans = Sequence[tuple[float, float]]
"""Requests that were let in and the seconds that they took, counted back from a refusal."""


class Refusal(NamedTuple):
    """The request that found a quota empty.

    Attributes:
        number: which of the account's requests it was.
        at: when it was sent.
        credit: what the known refill had saved up after it.
    """

    number: int
    at: float
    credit: float

    @property
    def beyond(self) -> bool:
        """Whether it asked for more than the refill that was known, which explains it."""
        return self.credit <= -1

    @property
    def far(self) -> bool:
        """Whether it asked for much more."""
        return self.credit < -_FAR


class Refill:
    """What is known of one account's quota.

    Attributes:
        rate: requests a second that it lets in, None before the first refusal.
        burst_capacity: requests that it can save up, as far as was seen; at least 1.
        guessed: whether the rate is but a first guess, which one refusal allows.
        steady_since: when the rate last changed by more than a little.
        next_mark: when `mark` is of use again.
    """

    def __init__(self) -> None:
        self.rate: float | None = None
        self.burst_capacity = 0.0
        self.guessed = False
        self.steady_since = 0.0
        self.next_mark = -math.inf
        self._marks: list[tuple[float, int]] = []
        self._burst: Spans = ()
        self._settled = self._far = False

    def mark(self, now: float, sent: int) -> None:
        """Remember how many were sent before now; the longer ago, the fewer instants are remembered."""
        marks = self._marks
        marks.append((now, sent))
        self.next_mark = now + _APART
        if len(marks) > _MARKS:
            inner = range(1, len(marks) - 1)
            del marks[min(inner, key=lambda one: (marks[one + 1][0] - marks[one - 1][0]) / (now - marks[one][0] or 1))]

    def let_in(self, sent: int) -> int:
        """Return how many of those sent came after the last refusal."""
        return sent - self._marks[0][1]

    def learn(self, refusal: Refusal, *, refused: int, trip: float, sent: int, now: float) -> None:
        """Draw the conclusions from a refusal, and begin to count up to the next.

        Args:
            refusal: the first of its wave.
            refused: how many of the wave were, and probes after it.
            trip: seconds of a round trip.
            sent: how many requests have been sent.
            now: the clock's time.
        """
        before = self.rate
        rate = self.measured(refusal, trip)
        if before is None:
            accepted = refusal._replace(number=max(refusal.number, sent - refused))
            rate = _guess(self._spans(accepted), now - refusal.at)
            self._burst = self._spans(refusal)
        same = before is not None and 1 / _SAME < rate / before < _SAME
        if before is not None and not same and not self.guessed:
            self._burst = [(self.burst_capacity, 0.0)]  # how that was seen says nothing at another rate
        self.rate, self.burst_capacity = rate, _held(self._burst, rate)
        self._settled = before is not None and rate <= _SAME * before
        self._far = refusal.far and not self.guessed
        self.guessed = before is None
        if not same:
            self.steady_since = now
        self._marks = [(refusal.at, refusal.number + refused - 1)]
        self.mark(now, sent)

    def measured(self, refusal: Refusal, trip: float) -> float:
        """Return the refill between the last refusal and this one, endless when nothing is known yet.

        It is the average of what was let in, unless the quota was full in between and so could not hold all of it:
        then it is what was let in since, but for the burst.
        """
        if self.rate is None:
            return math.inf
        (through, seconds), *spans = self._spans(refusal)
        spans = [one for one in spans if one[1] >= trip]
        average = max(_SLOWEST, (through + 1) / (seconds + 1 / self.rate))  # the old rate counts for a request
        high = max((through / max(time, _SHORTEST) for through, time in spans), default=0.0)
        if refusal.far and self._far and average > self.rate:
            return _RAISED * average
        if high <= average or not self._was_full(spans, average):
            return average if self._settled or refusal.beyond else math.sqrt(average * self.rate)
        low = average
        for _ in range(_PRECISE):
            middle = (low + high) / 2
            low, high = (middle, high) if self._was_full(spans, middle) else (low, middle)
        return low if refusal.beyond else low * (average / low) ** _DOUBT

    def _was_full(self, spans: Spans, rate: float) -> bool:
        """Return whether a quota of this refill would have had to hold more than it can."""
        return _held(spans, rate) > _UNSEEN * _held(self._burst, rate)

    def _spans(self, refusal: Refusal) -> Spans:
        last, at = refusal.number - 1, refusal.at
        return [(last - sent, at - marked) for marked, sent in self._marks if sent <= last]


def _guess(spans: Spans, pause: float) -> float:
    """Return a first guess of the refill: what the burst was is unknown; at most all of it refilled, half is taken."""
    return max([_LEAST_GUESS, *(_HALF * through / max(_SHORTEST, pause + seconds) for through, seconds in spans)])


def _held(spans: Spans, rate: float) -> float:
    """Return what a quota of a given refill must have held to let in what it did; at least one."""
    return max([1.0, *(through - rate * seconds for through, seconds in spans)])
