"""Estimates the refill of an account from the requests that it accepted up to a refusal. No clock, no waiting.

An account that refuses is empty. What it accepted since it was last empty, divided by the time that took, is its
refill, unless it was full in between: then that is a lower bound, and the spans since the gate opened, less what the
account may have saved up, tell more.
"""

import math
from collections.abc import Sequence

_MARKS, _APART = 32, 0.02
"""How many send times are remembered, and the least seconds between them."""
_KEPT = 2
"""The first marks, never thinned out: when the account was empty, and when the probe was sent."""
_SLOWEST = 1 / 120
"""The lowest estimate in requests a second."""
_GUESS, _LEAST_GUESS, _SLOWEST_GUESS = 0.5, 3.0, 0.5
"""The share of what was accepted that the first guess takes for refill; the least guess in requests a second, and the
least where the account refused for too long to have that much."""
SHORTEST = 1e-3
"""The shortest measured time in seconds."""

Spans = Sequence[tuple[float, float]]
"""Requests accepted before a refusal, and the seconds that they took."""


class SendHistory:
    """When requests were sent since the account was last empty; older times are remembered more sparsely.

    Attributes:
        next_mark: the clock's time from which `mark` should be called again.
    """

    def __init__(self) -> None:
        self.next_mark = -math.inf
        self._marks: list[tuple[float, int]] = []

    def mark(self, now: float, sent: int) -> None:
        """Record how many requests were sent before now."""
        marks = self._marks
        marks.append((now, sent))
        self.next_mark = now + _APART
        if len(marks) > _MARKS:
            inner = range(_KEPT, len(marks) - 1)
            del marks[min(inner, key=lambda one: (marks[one + 1][0] - marks[one - 1][0]) / (now - marks[one][0] or 1))]

    def restart(self, empty: tuple[float, int], opened: tuple[float, int]) -> None:
        """Start over, up to the next refusal.

        Args:
            empty: when the account was found empty, and how many requests had been sent that do not count from then.
            opened: when the request was sent that opened the gate, and how many had been sent before it.
        """
        self._marks = [empty]
        self.mark(*opened)
        self.next_mark = -math.inf

    def spans(self, number: int, at: float) -> Spans:
        """Return the spans that end with a request, the longest first.

        Args:
            number: how many requests had been sent with it.
            at: when it was sent.
        """
        return [(number - 1 - sent, at - marked) for marked, sent in self._marks if sent < number]


def refill(spans: Spans, *, capacity: float, trip: float, more: float) -> float:
    """Return the refill in requests a second that a refusal implies.

    Args:
        spans: those that end with the refusal; the first begins when the account was empty.
        capacity: requests that the account may have held when any other span began.
        trip: seconds of a round trip; shorter spans are ignored.
        more: the fraction of one more request that the account held: 0 for the least refill that explains what it
            accepted, 1 for the most that explains the refusal, a half for the likeliest.
    """
    (since_empty, seconds), *others = spans
    rates = [(since_empty + more) / max(seconds, SHORTEST)]
    rates += [(let_in + more - capacity) / time for let_in, time in others if time >= max(trip, SHORTEST)]
    return max(_SLOWEST, *rates)


def guess(burst: Spans, *, cooldown: float, refused_for: float) -> float:
    """Return a first guess of the refill in requests a second, while nothing is known of what the account holds.

    Args:
        burst: the spans that end with its first refusal.
        cooldown: seconds from then until it accepted again.
        refused_for: seconds from then for which it certainly refused.
    """
    most = 1 / max(SHORTEST, refused_for)  # with more, it would have had one request by then
    least = max(_SLOWEST_GUESS, min(_LEAST_GUESS, most))
    return max([least, *(_GUESS * let_in / max(SHORTEST, cooldown + seconds) for let_in, seconds in burst)])


def held(spans: Spans, rate: float) -> float:
    """Return what an account of a given refill must have held at first to accept what it did; at least one."""
    return max(1.0, *(let_in - rate * seconds for let_in, seconds in spans), 1.0)
