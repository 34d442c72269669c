"""The best fixed rate in hindsight: what a random account is compared with.

The raw ideal cannot be had where the jitter is wider than the gaps between requests, or where each refusal costs a
second. So a sender that keeps one rate from beginning to end, with the vendor's pauses, is run at several rates around
the account's true one, and the soonest counts.
"""

import heapq
import itertools
import math
import random
from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.throttling.drawn import CONCURRENCY, Drawn
from benchmarks.throttling.quotas import Verdict
from telephony_clients.core.throttle.cooldown import ThrottlePolicy

FACTORS = (0.25, 0.5, 0.7, 0.85, 0.95, 1.0, 1.05, 1.25, 1.6, 2.0, 3.0)
_GIVEN_UP = 40.0
_OK = 300


def best_fixed_rate(drawn: Drawn, policy: ThrottlePolicy) -> float:
    """Return the seconds that the pull takes at the best of the rates."""
    return min(fixed_rate(drawn, drawn.rate * factor, policy) for factor in FACTORS)


def fixed_rate(drawn: Drawn, rate: float, policy: ThrottlePolicy) -> float:
    """Return the seconds that the pull takes at one rate; endless when it takes far too long."""
    return _Pull(drawn, rate, policy).seconds()


class _Pull:
    """One pull at one rate, event by event.

    After a refusal it is closed: it waits, then sends one request as a probe, and goes on once that is accepted.
    """

    def __init__(self, drawn: Drawn, rate: float, policy: ThrottlePolicy) -> None:
        self._drawn, self._gap, self._policy = drawn, 1 / rate, policy
        self._chance, self._quota = random.Random(drawn.seed), drawn.quota()  # noqa: S311 - a simulation
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._places, self._waiting, self._had = min(drawn.tasks, CONCURRENCY), drawn.records, 0
        self._now = self._next_at = self._opens = 0.0
        self._closed = self._probing = False
        self._wakes = math.inf
        self._pauses = _pauses(policy, self._chance)

    def seconds(self) -> float:
        """Return when the last record is had; endless when that is far too late."""
        while self._had < self._drawn.records:
            self._send()
            self._now, _, happen = heapq.heappop(self._events)
            if self._now >= self._wakes:
                self._wakes = math.inf
            if self._now > _GIVEN_UP * self._drawn.ideal:
                return math.inf
            happen()
        return self._now

    def _send(self) -> None:
        while self._may_send() and self._now >= self._due():
            self._probing = self._closed
            self._next_at = max(self._next_at, self._now) + self._gap
            self._waiting, self._places = self._waiting - 1, self._places - 1
            trip = self._drawn.latency * math.exp(self._chance.gauss(0, 0.25))
            self._at(self._now + trip / 2, partial(self._arrives, trip, probe=self._probing))
        if self._may_send() and self._due() < self._wakes:
            self._wakes = self._due()
            self._at(self._wakes, _nothing)

    def _may_send(self) -> bool:
        return bool(self._waiting and self._places) and not self._probing

    def _due(self) -> float:
        return self._opens if self._closed else self._next_at

    def _at(self, when: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), happen))

    def _arrives(self, trip: float, *, probe: bool) -> None:
        verdict = self._quota.take(self._now, 0)
        self._at(self._now + verdict.work + trip / 2, partial(self._answered, verdict, probe=probe))

    def _answered(self, verdict: Verdict, *, probe: bool) -> None:
        self._places += 1
        if verdict.status < _OK:
            self._had += 1
            if probe:
                self._closed = self._probing = False
                self._pauses, self._next_at = _pauses(self._policy, self._chance), self._now
            return
        self._waiting += 1
        if probe or not self._closed:
            self._closed, self._probing = True, False
            self._opens = self._now + (verdict.wait or next(self._pauses))
        elif verdict.wait:
            self._opens = max(self._opens, self._now + verdict.wait)


def _nothing() -> None:
    """Happen only so that the pull looks again whether it may send."""


def _pauses(policy: ThrottlePolicy, chance: random.Random) -> Iterator[float]:
    for tries in itertools.count():
        yield max(policy.floor, min(policy.cap, policy.base * 2**tries)) * (1 + 0.25 * chance.random())
