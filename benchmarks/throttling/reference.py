"""The best fixed rate in hindsight: what a random account is compared with.

The raw ideal cannot be had where the jitter is wider than the gaps between requests, or where each refusal costs a
second. So a sender that keeps one rate from beginning to end, with the vendor's pauses, is run at several rates around
the account's true one, and the soonest counts.
"""

import heapq
import itertools
import math
import random
from collections.abc import Iterator

from benchmarks.throttling.drawn import CONCURRENCY, Drawn
from telephony_clients.core.throttle.cooldown import ThrottlePolicy

FACTORS = (0.25, 0.5, 0.7, 0.85, 0.95, 1.0, 1.05, 1.25, 1.6, 2.0, 3.0)
_GIVEN_UP = 40.0
_OK, _ARRIVES, _ANSWERED, _WAKES = 300, 0, 1, 2


def best_fixed_rate(drawn: Drawn, policy: ThrottlePolicy) -> float:
    """Return the seconds that the pull takes at the best of the rates."""
    return min(fixed_rate(drawn, drawn.rate * factor, policy) for factor in FACTORS)


def fixed_rate(drawn: Drawn, rate: float, policy: ThrottlePolicy) -> float:
    """Return the seconds that the pull takes at one rate; endless when it takes far too long."""
    chance, quota = random.Random(drawn.seed), drawn.quota()  # noqa: S311 - a simulation
    events: list[tuple[float, int, int, bool, object]] = []
    order = itertools.count()
    places, waiting, had = min(drawn.tasks, CONCURRENCY), drawn.records, 0
    now = next_at = opens = 0.0
    closed, probing, wakes = False, False, math.inf
    pauses = _pauses(policy, chance)
    while True:
        while waiting and places and not probing and now >= (opens if closed else next_at):
            probing = closed
            next_at = max(next_at, now) + 1 / rate
            waiting, places = waiting - 1, places - 1
            trip = drawn.latency * math.exp(chance.gauss(0, 0.25))
            heapq.heappush(events, (now + trip / 2, next(order), _ARRIVES, probing, trip))
        wanted = opens if closed else next_at
        if waiting and places and not probing and wanted < wakes:
            wakes = wanted
            heapq.heappush(events, (wakes, next(order), _WAKES, False, None))
        now, _, what, probe, about = heapq.heappop(events)
        if now >= wakes:
            wakes = math.inf
        if now > _GIVEN_UP * drawn.ideal:
            return math.inf
        if what == _ARRIVES:
            verdict = quota.take(now, 0)
            heapq.heappush(events, (now + verdict.work + about / 2, next(order), _ANSWERED, probe, verdict))
        elif what == _ANSWERED:
            places += 1
            if about.status < _OK:
                had += 1
                if had == drawn.records:
                    return now
                if probe:
                    closed = probing = False
                    pauses, next_at = _pauses(policy, chance), now
            else:
                waiting += 1
                if probe or not closed:
                    closed, probing = True, False
                    opens = now + (about.wait or next(pauses))
                elif about.wait:
                    opens = max(opens, now + about.wait)


def _pauses(policy: ThrottlePolicy, chance: random.Random) -> Iterator[float]:
    for tries in itertools.count():
        yield max(policy.floor, min(policy.cap, policy.base * 2**tries)) * (1 + 0.25 * chance.random())
