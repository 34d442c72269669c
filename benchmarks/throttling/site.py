"""A vendor in virtual time: latency there and back, a quota in between, and a record of what came."""

import asyncio
import math
import random
from collections.abc import Callable

from benchmarks.throttling.clock import now
from benchmarks.throttling.quotas import Quota, Verdict

_STUCK = 5.0


class Site:
    """One vendor's server and the account's quota.

    Args:
        quota: what it lets in.
        latency: seconds of a round trip, the median.
        chance: for the latency's spread (lognormal, sigma 0.25).
        slower: seconds added to a round trip for so many requests under way.
        stuck: share of the requests that take five seconds more.
    """

    def __init__(
        self,
        quota: Quota,
        *,
        latency: float,
        chance: random.Random,
        slower: Callable[[int], float] | None = None,
        stuck: float = 0.0,
    ) -> None:
        self._quota, self._latency, self._chance = quota, latency, chance
        self._slower, self._stuck = slower, stuck
        self.under_way = 0
        self.sent = self.refused = self.unavailable = self.early = 0
        self.attempts: dict[int, int] = {}
        self._not_before = 0.0

    async def ask(self, number: int) -> Verdict:
        """Carry out one request.

        Args:
            number: which record it is for.
        """
        self.sent += 1
        self.early += now() < self._not_before - 1e-6
        self.attempts[number] = self.attempts.get(number, 0) + 1
        self.under_way += 1
        trip = self._latency * math.exp(self._chance.gauss(0, 0.25))
        trip += self._slower(self.under_way) if self._slower else 0.0
        trip += _STUCK if self._stuck and self._chance.random() < self._stuck else 0.0
        try:
            await asyncio.sleep(trip / 2)
            verdict = self._quota.take(now(), number)
            await asyncio.sleep(verdict.work + trip / 2)
        finally:
            self.under_way -= 1
        self.refused += verdict.status == 429  # noqa: PLR2004
        self.unavailable += verdict.status >= 500  # noqa: PLR2004
        if verdict.wait is not None:
            self._not_before = max(self._not_before, now() + verdict.wait)
        return verdict
