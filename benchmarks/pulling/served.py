"""Talkover's stand-in in a process of its own; ``serving`` starts it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import aiohttp
import attrs

from telephony_clients.sandbox import Sandbox
from telephony_clients.sandbox.records import Store
from telephony_clients.sandbox.talkover import Talkover

BURST = 5
"""Requests that an account with a rate bears at once."""


@attrs.frozen
class Served:
    """Accounts of the stand-in, by the names ``account-0`` and on.

    Attributes:
        accounts: the arguments of a client for each.
    """

    accounts: Mapping[str, Mapping[str, Any]]
    _process: "subprocess.Popen[str]"

    def requests(self) -> int:
        """Return how many requests have come to all of them."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("The sandbox cannot be asked.")
        print(file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


@contextmanager
def serving(calls: Sequence[int], rates: Sequence[float] = ()) -> Iterator[Served]:
    """Serve accounts with so many calls each.

    Args:
        calls: how many calls each account has.
        rates: requests a second that each account bears, which it does not tell, though it tells what is left of
            its `BURST`; empty for any number.
    """
    order = json.dumps({"calls": [*calls], "rates": [*rates]})
    command = (sys.executable, "-m", "benchmarks.pulling.served", order)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        if process.stdout is None:
            raise RuntimeError("The sandbox cannot say where it is.")
        yield Served(json.loads(process.stdout.readline()), process)


def ids_of(account: int, calls: int) -> set[str]:
    """Return the ids of all calls of an account, as the stand-in makes them up."""
    store = Store(account, "talkover", calls=calls)
    return {store.id("call", number) for number in range(calls)}


async def _serve(calls: Sequence[int], rates: Sequence[float]) -> None:
    """Serve until the standard input is closed; answer each of its lines with the number of requests so far."""
    async with AsyncExitStack() as stack:
        running: dict[str, Talkover] = {}
        for seed, size in enumerate(calls):
            talkover = Sandbox(seed=seed, calls=size).talkover
            await talkover.start()
            stack.push_async_callback(talkover.close)
            await _warm_up(talkover)
            if rates:
                talkover.faults.throttle(rates[seed], BURST)
            running[f"account-{seed}"] = talkover
        where = {name: {"api_key": one.api_key, "base_url": one.base_url} for name, one in running.items()}
        print(json.dumps(where), flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            print(sum(len(one.requests) for one in running.values()), flush=True)


async def _warm_up(talkover: Talkover) -> None:
    """Have the calls made up, which takes some time with the first request."""
    authorization = {"Authorization": f"Bearer {talkover.api_key}"}
    async with aiohttp.request("GET", f"{talkover.base_url}/calls", headers=authorization) as answer:
        await answer.read()
    talkover.forget_requests()


if __name__ == "__main__":
    asyncio.run(_serve(**json.loads(sys.argv[1])))
