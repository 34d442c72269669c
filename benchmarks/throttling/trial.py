"""One run of one strategy in one scenario, and what is measured of it."""

import asyncio
import math
import random
from collections.abc import Iterator
from contextlib import suppress

import attrs

from benchmarks.throttling import clock
from benchmarks.throttling.scenarios import SCENARIOS, Scenario
from benchmarks.throttling.shipped import VENDORS, Shipped
from benchmarks.throttling.site import Site
from benchmarks.throttling.strategies import PEERS, Making, Strategy
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.values import Lane

GIVEN_UP = 20.0
"""Times the ideal after which a run is ended: some strategies never come to an end."""


@attrs.frozen(kw_only=True)
class Outcome:
    """What one run came to.

    Attributes:
        elapsed: seconds needed; endless when it was given up.
        completion: time needed, as a multiple of what the quota allows at best plus one round trip; endless when it
            was given up.
        refused: share of 429s among the requests.
        sent: requests for each record.
        lost: share of the records that were given up, or not had when the run was.
        attempts: the most requests for one record.
        wait: the longest time from asking for a record to having it, in seconds.
        early: requests sent before an instant that a refusal had named.
    """

    elapsed: float
    completion: float
    refused: float
    sent: float
    lost: float
    attempts: float
    wait: float
    early: float


def named(scenario: str, strategy: str, seed: int) -> Outcome:
    """Run a strategy once in virtual time, both known by their names, as other processes know them."""
    chosen = SCENARIOS[scenario]
    return run(chosen, known_as(strategy, chosen.concurrency), seed)


def known_as(strategy: str, concurrency: int) -> Making:
    """Return a strategy by its name; that of a vendor is this package with the vendor's policy.

    Args:
        strategy: its name.
        concurrency: as in `Options`, wide enough for the tasks as a user would set it.
    """
    return shipped(VENDORS[strategy], concurrency) if strategy in VENDORS else PEERS[strategy]


def run(scenario: Scenario, making: Making, seed: int, given_up: float | None = None) -> Outcome:
    """Run a strategy once in virtual time.

    Args:
        scenario: what it is put to.
        making: makes the strategy.
        seed: of the run.
        given_up: seconds after which the run is ended; 20 times the ideal if not given.
    """
    return clock.run(_run(scenario, making, seed, given_up))


async def _run(scenario: Scenario, making: Making, seed: int, given_up: float | None) -> Outcome:
    chance = random.Random(seed)  # noqa: S311 - a simulation
    quota = scenario.quota(chance)
    site = Site(quota, latency=scenario.latency, chance=chance, slower=scenario.slower, stuck=scenario.stuck)
    clients = [making(site, chance) for _ in range(scenario.processes)]
    had, waits = 0, [0.0]

    async def work(client: Strategy, numbers: Iterator[int]) -> None:
        nonlocal had
        for number in numbers:
            began = clock.now()
            got = await client.fetch(number)
            had += got
            waits.append(clock.now() - began)

    ideal = quota.ideal(scenario.records) + scenario.latency
    ended = False
    with suppress(TimeoutError):
        async with asyncio.timeout(given_up or GIVEN_UP * ideal), asyncio.TaskGroup() as group:
            for index, client in enumerate(clients):
                numbers = iter(range(index, scenario.records, len(clients)))
                for _ in range(scenario.tasks // len(clients)):
                    group.create_task(work(client, numbers))
        ended = True
    elapsed = clock.now() if ended else math.inf
    return Outcome(
        elapsed=elapsed,
        completion=elapsed / ideal,
        refused=site.refused / site.sent,
        sent=site.sent / scenario.records,
        lost=(scenario.records - had) / scenario.records,
        attempts=max(site.attempts.values()),
        wait=max(waits),
        early=site.early,
    )


def interactive(scenario: str, seed: int) -> list[float]:
    """Return how long single calls took, one every three seconds beside the pull."""
    return clock.run(_interactive(SCENARIOS[scenario], seed))


async def _interactive(scenario: Scenario, seed: int) -> list[float]:
    chance = random.Random(seed)  # noqa: S311 - a simulation
    site = Site(scenario.quota(chance), latency=scenario.latency, chance=chance)
    client = Shipped(site, chance, policy=VENDORS["talkroute"], concurrency=scenario.concurrency)
    numbers, waits = iter(range(scenario.records)), list[float]()

    async def pull() -> None:
        for number in numbers:
            await client.fetch(number)

    async def ask(number: int) -> None:
        began = clock.now()
        await client.fetch(number, Lane.INTERACTIVE)
        waits.append(clock.now() - began)

    async with asyncio.TaskGroup() as group:
        pulls = [group.create_task(pull()) for _ in range(scenario.tasks)]
        asked = scenario.records
        while not all(one.done() for one in pulls):
            asked += 1
            group.create_task(ask(asked))
            await asyncio.sleep(3)
    return waits


def shipped(policy: ThrottlePolicy, concurrency: int) -> Making:
    """Return this package as a strategy."""

    def making(site: Site, chance: random.Random) -> Strategy:
        return Shipped(site, chance, policy=policy, concurrency=concurrency)

    return making
