"""Other ways to meet a throttled account, each as its authors set it; one object serves all tasks of a run."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

import backoff

from benchmarks.throttling.clock import now
from benchmarks.throttling.quotas import Verdict
from benchmarks.throttling.site import Site

_OK = 300


class Strategy(Protocol):
    """A client: fetches records until the site gives them, or gives up."""

    async def fetch(self, number: int) -> bool:
        """Return whether a record was got."""


Making = Callable[[Site, random.Random], Strategy]


def _hint(verdict: Verdict) -> float:
    return verdict.wait or 0.0


class Alone:
    """Every task backs off for itself.

    Args:
        site, chance: as in all strategies.
        tries: the most, 0 for no end.
        base, factor, cap: seconds of the n-th wait are ``base * factor**n``, at most ``cap``.
        least: what share of a wait is not drawn at random.
        obeys: whether Retry-After is waited out.
    """

    def __init__(
        self,
        site: Site,
        chance: random.Random,
        *,
        tries: int,
        base: float,
        cap: float | None,
        least: float,
        obeys: bool,
    ) -> None:
        self._site, self._chance, self._tries = site, chance, tries
        self._base, self._cap, self._least, self._obeys = base, cap, least, obeys

    async def fetch(self, number: int) -> bool:
        """Return whether a record was got."""
        waits: Iterator[float] = backoff.expo(factor=self._base, max_value=self._cap)
        next(waits)
        tried = 0
        while True:
            verdict = await self._site.ask(number)
            tried += 1
            if verdict.status < _OK:
                return True
            if tried == self._tries:
                return False
            wait = next(waits) * (self._least + (1 - self._least) * self._chance.random())
            hint = _hint(verdict) if self._obeys else 0.0
            await asyncio.sleep(hint or wait)


def backoff_unlimited(site: Site, chance: random.Random) -> Strategy:
    """``backoff.on_predicate(backoff.expo)`` with its defaults: full jitter, no cap, no end."""
    return Alone(site, chance, tries=0, base=1.0, cap=None, least=0.0, obeys=False)


def backoff_eight(site: Site, chance: random.Random) -> Strategy:
    """The same with ``max_tries=8``."""
    return Alone(site, chance, tries=8, base=1.0, cap=None, least=0.0, obeys=False)


def stainless(site: Site, chance: random.Random) -> Strategy:
    """The defaults of the SDKs that Stainless generates (OpenAI's and others')."""
    return Alone(site, chance, tries=3, base=0.5, cap=8.0, least=0.75, obeys=True)


class AwsStandard:
    """botocore's "standard": three tries, and a quota of retries that failures use up."""

    tries = 3

    def __init__(self, site: Site, chance: random.Random) -> None:
        self._site, self._chance = site, chance
        self._quota = 500.0

    async def fetch(self, number: int) -> bool:
        """Return whether a record was got."""
        tried, paid = 0, 0.0
        while True:
            await self._admitted()
            verdict = await self._site.ask(number)
            tried += 1
            good = verdict.status < _OK
            self._heard(good=good)
            if good:
                self._quota = min(500.0, self._quota + (paid or 1.0))
                return True
            if tried == self.tries or (self.tries and self._quota < 5):  # noqa: PLR2004 - what a retry costs
                return False
            paid = 5.0 if self.tries else 0.0
            self._quota -= paid
            await asyncio.sleep(min(20.0, 2.0 ** (tried - 1)) * self._chance.random())

    async def _admitted(self) -> None:
        """Wait for the right to send."""

    def _heard(self, *, good: bool) -> None:
        """Learn from an answer."""


class AwsAdaptive(AwsStandard):
    """botocore's "adaptive": a rate limiter by CUBIC for the whole client; here without an end of tries."""

    tries = 0

    def __init__(self, site: Site, chance: random.Random) -> None:
        super().__init__(site, chance)
        self._rate, self._held, self._filled = 0.5, 0.0, now()
        self._on = False
        self._most = self._cut_at = self._measured = 0.0
        self._bucket, self._count = 0.0, 0

    async def _admitted(self) -> None:
        while self._on:
            at = now()
            self._held = min(max(1.0, self._rate), self._held + (at - self._filled) * self._rate)
            self._filled = at
            if self._held > 0.999:  # noqa: PLR2004 - a token, but for rounding
                self._held -= 1
                return
            await asyncio.sleep((1 - self._held) / self._rate)

    def _heard(self, *, good: bool) -> None:
        at = now()
        bucket = int(at * 2) / 2
        self._count += 1
        if bucket > self._bucket:
            self._measured = 0.8 * self._count / (bucket - self._bucket) + 0.2 * self._measured
            self._count, self._bucket = 0, bucket
        if good:
            center = (self._most * 0.3 / 0.4) ** (1 / 3)
            rate = 0.4 * (at - self._cut_at - center) ** 3 + self._most
        else:
            before = min(self._measured, self._rate) if self._on else self._measured
            self._most, self._cut_at, self._on = before, at, True
            rate = before * 0.7
        self._rate = max(0.5, min(rate, 2 * self._measured))


class Aimd:
    """One more at once for each window of successes, half as many after a refusal (once per wave)."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self._site, self._chance = site, chance
        self._limit, self._cut_at, self._under_way = 4.0, 0.0, 0
        self._queue = deque[asyncio.Future[None]]()

    async def fetch(self, number: int) -> bool:
        """Return whether a record was got."""
        while True:
            while self._under_way >= int(self._limit):
                place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._queue.append(place)
                await place
            self._under_way += 1
            sent = now()
            verdict = await self._site.ask(number)
            self._under_way -= 1
            if verdict.status < _OK:
                self._limit += 1 / self._limit
            elif sent >= self._cut_at:
                self._limit, self._cut_at = max(1.0, self._limit / 2), now()
            for _ in range(min(len(self._queue), int(self._limit) - self._under_way)):
                self._queue.popleft().set_result(None)
            if verdict.status < _OK:
                return True


class CoolDown:
    """A shared pause after a refusal, twice as long each time; then everybody goes."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self._site, self._chance = site, chance
        self._opens, self._pause = 0.0, 0.5

    async def fetch(self, number: int) -> bool:
        """Return whether a record was got."""
        while True:
            if self._opens > now():
                await asyncio.sleep(self._opens - now())
                continue
            verdict = await self._site.ask(number)
            if verdict.status < _OK:
                self._pause = 0.5
                return True
            if self._opens <= now():
                self._opens = now() + (_hint(verdict) or self._pause)
                self._pause = min(120.0, self._pause * 2)


PEERS: dict[str, Making] = {
    "backoff.expo": backoff_unlimited,
    "backoff.expo, 8 tries": backoff_eight,
    "Stainless": stainless,
    "AWS standard": AwsStandard,
    "AWS adaptive": AwsAdaptive,
    "AIMD concurrency": Aimd,
    "cool-down only": CoolDown,
}
