"""Accounts drawn at random, as `python -m benchmarks.throttling --random` puts the gate to them.

Seeds below `TUNING_SEEDS` may have a part in choosing the gate's rules and constants; figures are reported on others.
"""

import random
from collections.abc import Callable

import attrs

from benchmarks.throttling.compound import Outage, Places, Tenants, Tiers, Told
from benchmarks.throttling.quotas import Bucket, Quota, Rates, Sliding, Spaced, Window

TUNING_SEEDS = 10_000
CONCURRENCY = 100
"""Requests in flight at most, as `Options.concurrency` has it by default."""


@attrs.frozen(kw_only=True)
class Drawn:
    """One account and one pull from it.

    Attributes:
        seed: which draw it is.
        kind: what limits the account.
        told: what its answers say of it.
        rate: requests a second that it lets in, in the mean of the pull.
        burst: requests that it lets in at once.
        latency: seconds of a round trip, the median.
        tasks: how many ask at once.
        records: how many are wanted.
        ideal: seconds that the pull takes at best.
        quota: makes the limit anew, the same each time.
    """

    seed: int
    kind: str
    told: str
    rate: float
    burst: int
    latency: float
    tasks: int
    records: int
    ideal: float
    quota: Callable[[], Quota]

    @property
    def title(self) -> str:
        """What it is, in a few words."""
        return (
            f"{self.kind} {self.rate:.3g}/s burst {self.burst}, round trip {self.latency:.3g} s, {self.tasks} tasks, "
            f"{self.records} records, {self.told or 'untold'}"
        )


def draw(seed: int) -> Drawn:
    """Return the account of a seed."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    rate, burst = _between(chance, 0.5, 200), round(_between(chance, 1, 100))
    latency, tasks = _between(chance, 0.001, 1.5), round(_between(chance, 1, 1000))
    seconds = _between(chance, 20, 300)
    kind = chance.choice(list(_KINDS))
    shape = _KINDS[kind](chance, rate, burst, seconds)
    retry_after = chance.choice(("", "seconds", "date", "exact"))
    share = chance.choice((0.0, 0.4, 1.0))
    headers = chance.choice(("epoch", "left", "draft")) if kind in _TELLING and chance.random() < _TELLS else ""
    said = [f"{retry_after} in {share:.0%}"] if retry_after and share else []

    def quota() -> Quota:
        again = random.Random(seed)  # noqa: S311 - a simulation
        return Told(shape(), retry_after=retry_after, share=share, chance=again, headers=headers)

    def ideal(count: int) -> float:
        return max(shape().ideal(count), count * latency / min(tasks, CONCURRENCY)) + latency

    records = _most(ideal, seconds)
    return Drawn(
        seed=seed,
        kind=kind,
        told=", ".join(said + ([f"headers {headers}"] if headers else [])),
        rate=records / max(ideal(records) - latency, 1e-9),
        burst=burst,
        latency=latency,
        tasks=tasks,
        records=records,
        ideal=ideal(records),
        quota=quota,
    )


_TELLING = ("window", "sliding")
"""Kinds of which a whole second of reset tells the truth."""
_TELLS = 0.4

Shape = Callable[[], Quota]


def _between(chance: random.Random, least: float, most: float) -> float:
    return float(least * (most / least) ** chance.random())


def _most(ideal: Callable[[int], float], seconds: float) -> int:
    """Return how many records take so long at best."""
    low, high = 1, 2
    while ideal(high) < seconds:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if ideal(middle) < seconds else (low, middle)
    return high


def _bucket(_: random.Random, rate: float, burst: int, __: float) -> Shape:
    return lambda: Bucket(Rates((0, rate)), burst)


def _spaced(_: random.Random, rate: float, __: int, ___: float) -> Shape:
    return lambda: Spaced(rate, 1)


def _window(chance: random.Random, rate: float, _: int, __: float) -> Shape:
    period = _between(chance, 1, 60)
    limit, offset = max(1, round(rate * period)), chance.uniform(0, period)
    return lambda: Window(limit, period, offset=offset)


def _sliding(chance: random.Random, rate: float, _: int, __: float) -> Shape:
    period = _between(chance, 1, 60)
    limit = max(1, round(rate * period))
    return lambda: Sliding(limit, period)


def _places(chance: random.Random, rate: float, _: int, __: float) -> Shape:
    work = _between(chance, 0.05, 1)
    limit = max(1, round(rate * work))
    return lambda: Places(limit, work, trip=0.0)


def _tiers(chance: random.Random, rate: float, burst: int, _: float) -> Shape:
    period = _between(chance, 10, 60)
    limit = max(1, round(rate * period * chance.uniform(0.5, 0.9)))
    return lambda: Tiers(Bucket(Rates((0, rate)), burst), Window(limit, period))


def _charging(_: random.Random, rate: float, burst: int, __: float) -> Shape:
    return lambda: Bucket(Rates((0, rate)), burst, charges=True)


def _drop(chance: random.Random, rate: float, burst: int, seconds: float) -> Shape:
    at, less = chance.uniform(0.2, 0.6) * seconds, chance.uniform(0.15, 0.7)
    return lambda: Bucket(Rates((0, rate), (at, rate * less)), burst)


def _rise(chance: random.Random, rate: float, burst: int, seconds: float) -> Shape:
    at, less = chance.uniform(0.2, 0.6) * seconds, chance.uniform(0.1, 0.7)
    return lambda: Bucket(Rates((0, rate * less), (at, rate)), burst)


def _swing(chance: random.Random, rate: float, burst: int, _: float) -> Shape:
    period, less = _between(chance, 5, 40), chance.uniform(0.15, 0.7)
    steps = [(period * step, rate * (less if step % 2 else 1)) for step in range(400)]
    return lambda: Bucket(Rates(*steps), burst)


def _walk(chance: random.Random, rate: float, burst: int, _: float) -> Shape:
    period, now, steps = _between(chance, 5, 30), rate, list[tuple[float, float]]()
    for step in range(400):
        steps.append((period * step, now))
        now = min(rate * 4, max(rate / 4, now * chance.choice((0.67, 1.5))))
    return lambda: Bucket(Rates(*steps), burst)


def _tenant(chance: random.Random, rate: float, burst: int, _: float) -> Shape:
    at, bursts = 0.0, list[tuple[float, int]]()
    apart, share = _between(chance, 3, 20), chance.uniform(0.1, 0.5)
    for _step in range(400):
        at += apart * chance.uniform(0.5, 1.5)
        bursts.append((at, max(1, round(min(burst, rate * apart * share)))))
    return lambda: Tenants(rate, burst, bursts)


def _outage(chance: random.Random, rate: float, burst: int, seconds: float) -> Shape:
    begins = chance.uniform(0.1, 0.6) * seconds
    ends = begins + chance.uniform(5, 40)
    # what is saved up during the outage is at most the burst
    return lambda: Outage(Bucket(Rates((0, rate), (begins, 1e-6), (ends, rate)), burst), begins, ends)


_KINDS: dict[str, Callable[[random.Random, float, int, float], Shape]] = {
    "bucket": _bucket,
    "spaced": _spaced,
    "window": _window,
    "sliding": _sliding,
    "places": _places,
    "tiers": _tiers,
    "charging": _charging,
    "drop": _drop,
    "rise": _rise,
    "swing": _swing,
    "walk": _walk,
    "tenant": _tenant,
    "outage": _outage,
}
