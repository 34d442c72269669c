"""The sandbox in a process of its own, with faults at random, until it is told to be calm."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle

from telephony_clients.sandbox import Faults, Sandbox, Vendor

_FORGET = 2.0
"""Seconds after which the sandbox's log of requests is emptied."""
_CALM = "calm"


class StandIns:
    """The running sandbox.

    Attributes:
        environment: what leads clients there.
    """

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.environment: dict[str, str] = json.loads(self._answer())

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        if self._process.stdin is not None:
            self._process.stdin.write(f"{_CALM}\n")
            self._process.stdin.flush()
        self._answer()

    def _answer(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise RuntimeError("The sandbox has ended.")
        return line


@contextmanager
def running(seed: int, faults: float) -> Iterator[StandIns]:
    """Serve in another process.

    Args:
        seed: of the records, and of what goes wrong when.
        faults: the share of requests with a fault.
    """
    command = (sys.executable, "-m", "benchmarks.soaking.stand_ins", str(seed), str(faults))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        yield StandIns(process)


def _trouble(faults: Faults, share: float, dice: random.Random) -> None:
    """Let each kind of fault strike its part of so many requests, at intervals that are drawn."""
    kinds: tuple[Callable[[int], None], ...] = (
        lambda every: faults.status(503, times=None, every=every),
        lambda every: faults.status(429, times=None, every=every),
        lambda every: faults.reset(times=None, every=every),
        lambda every: faults.reset(acted=True, times=None, every=every),
        lambda every: faults.cut_body(times=None, every=every),
        lambda every: faults.slow(0.2, times=None, every=every),
        lambda every: faults.html(502, times=None, every=every),
    )
    for kind in kinds:
        usual = len(kinds) / share
        kind(max(2, round(usual * dice.uniform(0.7, 1.4))))


async def _serve(seed: int, share: float) -> None:
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    async with Sandbox(seed=seed, calls=600, call_records=600, contacts=80, assets=30, people=30) as sandbox:
        vendors: tuple[Vendor, ...] = (sandbox.talkover, sandbox.talkroute, sandbox.talkable)
        if share:
            for vendor in vendors:
                _trouble(vendor.faults, share, dice)
        print(json.dumps(sandbox.environment()), flush=True)
        told = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
        for vendor in cycle(vendors):
            vendor.forget_requests()
            await asyncio.wait([told], timeout=_FORGET / len(vendors))
            if told.done() and told.result().strip() == _CALM:
                for one in vendors:
                    one.faults.clear()
                print(_CALM, flush=True)
                told = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
            elif told.done():
                return


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2])))
