"""Limits that are made of others: told in headers, apart by kind, one behind the other, shared, or down for a while."""

import math
import random
from collections import deque
from collections.abc import Mapping, Sequence
from email.utils import formatdate

from benchmarks.throttling.quotas import REFUSED, Bucket, Quota, Rates, Room, Sliding, Verdict

_EPOCH = 1_800_000_000.0


class Told:
    """A limit that says something of itself, in headers or in the body of a refusal.

    Args:
        quota: what holds.
        retry_after: how a refusal says when to come again: ``"seconds"`` or ``"date"`` (Retry-After), ``"exact"`` (its
            body, to the millisecond), or ``""`` for not at all.
        share: how many of the refusals say it.
        chance: for the share.
        headers: how every answer says what is left: ``"epoch"`` or ``"left"`` (X-RateLimit, by the unit of Reset),
            ``"draft"`` (RateLimit and RateLimit-Policy), or ``""`` for not at all.
    """

    def __init__(
        self,
        quota: Quota,
        *,
        retry_after: str = "",
        share: float = 1.0,
        chance: random.Random | None = None,
        headers: str = "",
    ) -> None:
        self._quota, self._retry_after, self._share, self._headers = quota, retry_after, share, headers
        self._chance = chance or random.Random(0)  # noqa: S311 - a simulation

    def take(self, at: float, kind: int) -> Verdict:
        """Decide about one request that arrives, and say what there is to say."""
        verdict = self._quota.take(at, kind)
        if self._headers:
            told = _quota_headers(self._quota.room(at), at, self._headers)
            verdict = verdict._replace(headers={**verdict.headers, **told})
        if verdict.status != REFUSED or not self._retry_after or self._chance.random() >= self._share:
            return verdict
        seconds = self._quota.room(at).more
        if self._retry_after == "exact":
            return verdict._replace(wait=math.ceil(seconds * 1000) / 1000)
        if self._retry_after == "date":
            wait = math.ceil(_EPOCH + at + seconds) - math.floor(_EPOCH + at)
            told = {"Retry-After": _date(math.floor(_EPOCH + at) + wait), "Date": _date(_EPOCH + at)}
        else:
            wait = max(1, math.ceil(seconds))
            told = {"Retry-After": str(wait)}
        return verdict._replace(headers={**verdict.headers, **told}, wait=float(wait))

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        return self._quota.room(at)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        return self._quota.ideal(count)


def _quota_headers(room: Room, at: float, form: str) -> Mapping[str, str]:
    if form == "draft":
        return {
            "RateLimit-Policy": f'"plan";q={room.limit}',
            "RateLimit": f'"plan";r={room.left};t={math.ceil(room.more)}',
        }
    reset = str(math.ceil(_EPOCH + at + room.more)) if form == "epoch" else str(math.ceil(room.more))
    quota = {"Limit": str(room.limit), "Remaining": str(room.left), "Reset": reset}
    return {**{f"X-RateLimit-{name}": value for name, value in quota.items()}, "Date": _date(_EPOCH + at)}


def _date(instant: float) -> str:
    return formatdate(instant, usegmt=True)


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

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        return self._quotas[0].room(at)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best."""
        shares = [self._kinds.count(kind) / len(self._kinds) for kind in range(len(self._quotas))]
        return max(quota.ideal(round(count * share)) for quota, share in zip(self._quotas, shares, strict=True))


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
        return verdict if verdict.status == REFUSED else verdict._replace(work=self._work)

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        return self._places.room(at)

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

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        first, second = self._first.room(at), self._second.room(at)
        return max(first, second, key=lambda room: 0.0 if room.left else room.more)

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

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        return self._bucket.room(at)

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

    def room(self, at: float) -> Room:
        """Return what it could tell about itself."""
        if self._begins <= at < self._ends:
            return Room(0, 0, self._ends - at)
        return self._quota.room(at)

    def ideal(self, count: int) -> float:
        """Return when the last of so many requests could be let in at best: the quota is idle during the outage."""
        return self._quota.ideal(count)
