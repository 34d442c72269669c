"""The limits that a vendor may hold an account to, hidden from the client or told in headers."""

import bisect
import math
from collections import deque
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from typing import NamedTuple, Protocol

_EPOCH = 1_800_000_000.0


class Verdict(NamedTuple):
    """What a server decides about one request.

    Attributes:
        status: the HTTP status.
        headers: what it says besides.
        work: seconds until it answers.
    """

    status: int
    headers: Mapping[str, str] = {}
    work: float = 0.0


class Quota(Protocol):
    """A limit; times are seconds since the run began."""

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""


class Rates:
    """A refill that changes at given instants.

    Args:
        steps: (from when, requests a second), the first from 0.
    """

    def __init__(self, *steps: tuple[float, float]) -> None:
        self._from = [start for start, _ in steps]
        self._rate = [rate for _, rate in steps]
        self._sum = [0.0]
        for index in range(1, len(steps)):
            self._sum.append(self._sum[-1] + self._rate[index - 1] * (self._from[index] - self._from[index - 1]))

    def until(self, at: float) -> float:
        """Return what came in from 0 to an instant."""
        index = bisect.bisect_right(self._from, at) - 1
        return self._sum[index] + self._rate[index] * (at - self._from[index])

    def when(self, amount: float) -> float:
        """Return when so much has come in."""
        for index, total in enumerate(self._sum):
            end = self._sum[index + 1] if index + 1 < len(self._sum) else math.inf
            if amount <= end and self._rate[index] > 0:
                return self._from[index] + max(0.0, amount - total) / self._rate[index]
        return math.inf


class Bucket:
    """A token bucket.

    Args:
        rates: its refill.
        burst: what it holds at most, and at first.
        charges: whether a refused request costs a token too, down to a debt of one bucket.
        hint: ``None``, or from 0 to 1 how often a refusal says Retry-After.
        chance: a number from 0 up to 1, for the hint.
    """

    def __init__(
        self, rates: Rates, burst: float, *, charges: bool = False, hint: float = 0.0, chance: Sequence[float] = (0.5,)
    ) -> None:
        self._rates, self._burst, self._charges, self._hint = rates, burst, charges, hint
        self._chance, self._drawn = chance, 0
        self._held, self._at = burst, 0.0

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        self._held = min(self._burst, self._held + self._rates.until(at) - self._rates.until(self._at))
        self._at = at
        if self._held >= 1:
            self._held -= 1
            return Verdict(200)
        if self._charges:
            self._held = max(-self._burst, self._held - 1)
        self._drawn += 1
        if self._chance[self._drawn % len(self._chance)] < self._hint:
            seconds = self._rates.when(self._rates.until(at) + 1 - self._held) - at
            return Verdict(429, {"Retry-After": str(max(1, math.ceil(seconds)))})
        return Verdict(429)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        return self._rates.when(count - self._burst)


class Window:
    """So many requests in each fixed window.

    Args:
        limit: requests a window.
        period: seconds.
        told: which headers every answer has: ``""``, ``"epoch"`` or ``"left"`` (X-RateLimit, by the unit of Reset),
            or ``"draft"`` (RateLimit and RateLimit-Policy).
        offset: seconds of the first window that have passed when the run begins.
    """

    def __init__(self, limit: int, period: float = 60.0, *, told: str = "", offset: float = 0.0) -> None:
        self._limit, self._period, self._told, self._offset = limit, period, told, offset
        self._window, self._used = 0, 0

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        window = int((at + self._offset) // self._period)
        if window != self._window:
            self._window, self._used = window, 0
        status = 200 if self._used < self._limit else 429
        self._used = min(self._limit, self._used + 1)
        return Verdict(status, self._headers(at, (window + 1) * self._period - self._offset))

    def _headers(self, at: float, end: float) -> Mapping[str, str]:
        left = self._limit - self._used
        if self._told == "draft":
            return {
                "RateLimit-Policy": f'"plan";q={self._limit};w={self._period:.0f}',
                "RateLimit": f'"plan";r={left};t={end - at:.0f}',
            }
        if not self._told:
            return {}
        reset = f"{_EPOCH + end:.0f}" if self._told == "epoch" else str(int(end - at))
        quota = {"X-RateLimit-Limit": str(self._limit), "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset": reset}
        return {**quota, "Date": formatdate(_EPOCH + at, usegmt=True)}

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        full = (count - 1) // self._limit
        return full * self._period - self._offset if full else 0.0


class Classes:
    """Quotas of their own for kinds of requests: request n is of the kind that ``n % len(kinds)`` says.

    Args:
        quotas: one for each kind.
        kinds: the pattern of kinds in the order of the requests.
    """

    def __init__(self, quotas: Sequence[Quota], kinds: Sequence[int]) -> None:
        self._quotas, self._kinds = quotas, kinds

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        return self._quotas[self._kinds[kind % len(self._kinds)]].take(at, kind)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        shares = [self._kinds.count(kind) / len(self._kinds) for kind in range(len(self._quotas))]
        return max(quota.ideal(round(count * share)) for quota, share in zip(self._quotas, shares, strict=True))


class Spaced:
    """A leaky bucket without any burst: requests must be apart, with a tolerance.

    Args:
        rate: requests a second.
        tolerance: requests that may come at once.
    """

    def __init__(self, rate: float, tolerance: float) -> None:
        self._step, self._slack, self._next = 1 / rate, (tolerance - 1) / rate, 0.0

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        if at < self._next - self._slack:
            return Verdict(429)
        self._next = max(at, self._next) + self._step
        return Verdict(200)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        return max(0.0, (count - 1) * self._step - self._slack)


class Sliding:
    """So many requests in any period, wherever it begins.

    Args:
        limit: requests a period.
        period: seconds.
    """

    def __init__(self, limit: int, period: float) -> None:
        self._limit, self._period = limit, period
        self._taken = deque[float]()

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        while self._taken and self._taken[0] <= at - self._period:
            self._taken.popleft()
        if len(self._taken) >= self._limit:
            return Verdict(429)
        self._taken.append(at)
        return Verdict(200)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        return (count - 1) // self._limit * self._period


class Places:
    """A server that works on so many requests at once and refuses the others.

    Args:
        limit: how many.
        work: seconds that each takes until it is answered.
        trip: seconds of a round trip.
    """

    def __init__(self, limit: int, work: float, trip: float) -> None:
        self._limit, self._work, self._trip = limit, work, trip
        self._places = Sliding(limit, work)

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        verdict = self._places.take(at, kind)
        return verdict if verdict.status == 429 else verdict._replace(work=self._work)  # noqa: PLR2004

    def ideal(self, count: int) -> float:
        """Return when the last could be let in if each answer were followed by the next request, and no other were."""
        return (count - 1) // self._limit * (self._work + self._trip)


class Tiers:
    """Two limits, one behind the other: what the first lets in counts there, whatever the second does.

    Args:
        first, second: the limits.
    """

    def __init__(self, first: Quota, second: Quota) -> None:
        self._first, self._second = first, second

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        verdict = self._first.take(at, kind)
        return self._second.take(at, kind) if verdict.status == 200 else verdict  # noqa: PLR2004

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        return max(self._first.ideal(count), self._second.ideal(count))


class Tenants:
    """A bucket that another tenant takes from in bursts.

    Args:
        rate: its refill.
        burst: what it holds.
        bursts: (when, how many), in order; what is not there the other tenant does not get.
    """

    def __init__(self, rate: float, burst: float, bursts: Sequence[tuple[float, int]]) -> None:
        self._bucket, self._rate, self._burst = Bucket(Rates((0, rate)), burst), rate, burst
        self._bursts = deque(bursts)
        self._all = bursts

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        while self._bursts and self._bursts[0][0] <= at:
            when, many = self._bursts.popleft()
            for _ in range(many):
                self._bucket.take(when, kind)
        return self._bucket.take(at, kind)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best, if the other tenant got all it asked."""
        end = (count - self._burst) / self._rate
        for when, many in self._all:
            end += many / self._rate if when < end else 0.0
        return end


class Outage:
    """A quota behind a gateway that answers 503 for a while.

    Args:
        quota: what holds otherwise.
        begins, ends: of the outage.
    """

    def __init__(self, quota: Quota, begins: float, ends: float) -> None:
        self._quota, self._begins, self._ends = quota, begins, ends

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives."""
        return Verdict(503) if self._begins <= at < self._ends else self._quota.take(at, kind)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best: the quota is idle during the outage."""
        return self._quota.ideal(count)
