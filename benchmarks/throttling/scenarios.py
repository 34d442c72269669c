"""What the strategies are put to.

Those marked as tuned had a part in choosing the gate's rules or constants. No rule was chosen by the others; of them,
``crowd`` and ``tiers`` were first run when all but the bound on a step stood.
"""

import random
from collections.abc import Callable

import attrs

from benchmarks.throttling.compound import Classes, Outage, Places, Tenants, Tiers, Told
from benchmarks.throttling.quotas import Bucket, Quota, Rates, Sliding, Spaced, Window


@attrs.frozen(kw_only=True)
class Scenario:
    """A pull from one account.

    Attributes:
        title: what it is.
        quota: made anew for each run.
        records: how many are wanted.
        tasks: how many ask at once.
        latency: seconds of a round trip, the median.
        slower: seconds more for so many under way.
        stuck: share of the requests that take five seconds more.
        concurrency: `Options.concurrency`.
        processes: how many clients that do not know of each other share the tasks.
        tuned: whether it had a part in choosing the rules.
    """

    title: str
    quota: Callable[[random.Random], Quota]
    records: int = 1000
    tasks: int = 100
    latency: float = 0.15
    slower: Callable[[int], float] | None = None
    stuck: float = 0.0
    concurrency: int = 100
    processes: int = 1
    tuned: bool = False


_DIP = ((0.0, 10.0), (30.0, 2.5), (60.0, 10.0))


def _noisy(chance: random.Random) -> Quota:
    """Other traffic of the site takes a share that changes every two seconds."""
    return Bucket(Rates(*((2.0 * step, 10 * chance.uniform(0.5, 1.0)) for step in range(400))), 20)


def _sometimes(chance: random.Random) -> Quota:
    return Told(Bucket(Rates(*_DIP), 20), retry_after="seconds", share=0.4, chance=chance)


def _walking(chance: random.Random) -> Quota:
    """The refill walks between 3 and 60 a second, by a third up or down every ten seconds."""
    rate, steps = 12.0, list[tuple[float, float]]()
    for step in range(200):
        steps.append((10.0 * step, rate))
        rate = min(60.0, max(3.0, rate * chance.choice((0.67, 1.5))))
    return Bucket(Rates(*steps), 15)


def _tenants(chance: random.Random) -> Quota:
    """Another tenant takes 15 at a time, about every eight seconds."""
    at, bursts = 0.0, list[tuple[float, int]]()
    for _ in range(100):
        at += chance.uniform(4, 12)
        bursts.append((at, 15))
    return Tenants(10, 20, bursts)


SCENARIOS: dict[str, Scenario] = {
    "A": Scenario(title="bucket 10/s, a quarter for 30 s", quota=lambda _: Bucket(Rates(*_DIP), 20), tuned=True),
    "B": Scenario(title="as A, 1,000 tasks at once", quota=lambda _: Bucket(Rates(*_DIP), 20), tasks=1000, tuned=True),
    "C": Scenario(
        title="as A, a refusal costs a token", quota=lambda _: Bucket(Rates(*_DIP), 20, charges=True), tuned=True
    ),
    "D": Scenario(
        title="bucket 100/s, a quarter for 20 s",
        quota=lambda _: Bucket(Rates((0, 100), (20, 25), (40, 100)), 50),
        records=5000,
        tasks=200,
        latency=0.2,
        tuned=True,
    ),
    "E": Scenario(
        title="as A with Retry-After", quota=lambda _: Told(Bucket(Rates(*_DIP), 20), retry_after="seconds"), tuned=True
    ),
    "F": Scenario(
        title="100 a minute, bucket of 100",
        quota=lambda _: Bucket(Rates((0, 100 / 60)), 100),
        tasks=50,
        tuned=True,
    ),
    "headers": Scenario(
        title="100 a minute, window, X-RateLimit",
        quota=lambda chance: Told(Window(100), headers=chance.choice(("epoch", "left"))),
        tasks=50,
        tuned=True,
    ),
    "draft": Scenario(
        title="100 a minute, window, RateLimit draft",
        quota=lambda _: Told(Window(100, offset=17.0), headers="draft"),
        tasks=50,
    ),
    "window": Scenario(
        tuned=True, title="100 a minute, window, untold", quota=lambda _: Window(100, offset=23.0), tasks=50
    ),
    "noise": Scenario(tuned=True, title="bucket 5-10/s, new every 2 s", quota=_noisy),
    "queue": Scenario(
        title="latency grows with the load",
        quota=lambda _: Bucket(Rates((0, 20)), 10),
        slower=lambda under_way: 0.02 * under_way,
    ),
    "sometimes": Scenario(title="as A, Retry-After in 4 of 10", quota=_sometimes),
    "classes": Scenario(
        title="two classes, 8/s and 30/s",
        quota=lambda _: Classes([Bucket(Rates((0, 8)), 10), Bucket(Rates((0, 30)), 30)], (0, 1, 1)),
    ),
    "outage": Scenario(
        tuned=True,
        title="60 s of 503, bucket 50/s",
        quota=lambda _: Outage(Bucket(Rates((0, 50), (10, 0.001), (70, 50)), 50), 10, 70),
        records=2000,
    ),
    "spaced": Scenario(tuned=True, title="20/s evenly, 3 at once", quota=lambda _: Spaced(20, 3)),
    "processes": Scenario(tuned=True, title="as A, 4 processes", quota=lambda _: Bucket(Rates(*_DIP), 20), processes=4),
    "waves": Scenario(
        tuned=True,
        title="quota swings 4-40/s every 15 s",
        quota=lambda _: Bucket(Rates(*((15.0 * step, 40.0 if step % 2 else 4.0) for step in range(60))), 20),
        records=2000,
    ),
    "fast": Scenario(
        tuned=True,
        title="1,000/s, 3,000 tasks at once",
        quota=lambda _: Bucket(Rates((0, 1000)), 200),
        records=10_000,
        tasks=3000,
        concurrency=400,
    ),
    "walk": Scenario(tuned=True, title="quota walks 3-60/s, by a third each 10 s", quota=_walking, records=2000),
    "far": Scenario(
        tuned=True,
        title="30/s, round trips of 1.5 s",
        quota=lambda _: Bucket(Rates((0, 30)), 40),
        records=1500,
        latency=1.5,
        concurrency=200,
        tasks=200,
    ),
    "minute": Scenario(
        tuned=True, title="300 in each minute, strict bucket", quota=lambda _: Bucket(Rates((0, 5)), 300, charges=True)
    ),
    "rise": Scenario(
        tuned=True,
        title="5/s for 60 s, then 200/s",
        quota=lambda _: Bucket(Rates((0, 5), (60, 200)), 10),
        records=4000,
    ),
    "tenant": Scenario(title="bucket 10/s, another tenant's bursts of 15", quota=_tenants),
    "second": Scenario(tuned=True, title="10 in any second", quota=lambda _: Sliding(10, 1)),
    "places": Scenario(
        tuned=True, title="8 at once, for 0.2 s each", quota=lambda _: Places(8, 0.2, trip=0.15), records=2000
    ),
    "crowd": Scenario(title="30 at once, for 0.5 s each", quota=lambda _: Places(30, 0.5, trip=0.15), records=3000),
    "tiers": Scenario(
        title="bucket 10/s behind 400 a minute", quota=lambda _: Tiers(Bucket(Rates((0, 10)), 20), Window(400))
    ),
    "slow": Scenario(tuned=True, title="20 a minute, evenly", quota=lambda _: Spaced(1 / 3, 2), records=300, tasks=20),
    "drip": Scenario(title="2/s evenly, 2 at once", quota=lambda _: Spaced(2, 2), records=300, tasks=50),
    "doubling": Scenario(
        title="2/s, twice as much every 20 s",
        quota=lambda _: Bucket(Rates(*((20.0 * step, 2.0 * 2**step) for step in range(12))), 10),
        records=4000,
    ),
    "stuck": Scenario(title="as A, one in 20 answers takes 5 s", quota=lambda _: Bucket(Rates(*_DIP), 20), stuck=0.05),
}
