"""Talkover's stand-in in a process of its own: ``python -m benchmarks.pulling.served '{"calls": [2000]}'``."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from typing import Any

from telephony_clients.sandbox import Sandbox

_BURST = 5


@contextmanager
def accounts(calls: Sequence[int], rates: Sequence[float] = ()) -> Iterator[list[Mapping[str, Any]]]:
    """Serve accounts with so many calls each; give the arguments of a client for each.

    Args:
        calls: how many calls each account has.
        rates: requests a second that each account bears, which it does not tell; empty for any number.
    """
    order = json.dumps({"calls": [*calls], "rates": [*rates]})
    command = (sys.executable, "-m", "benchmarks.pulling.served", order)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        if process.stdout is None:
            raise RuntimeError("The sandbox cannot say where it is.")
        yield json.loads(process.stdout.readline())


async def _serve(calls: Sequence[int], rates: Sequence[float]) -> None:
    """Serve until the standard input is closed."""
    async with AsyncExitStack() as stack:
        found = []
        for seed, size in enumerate(calls):
            talkover = Sandbox(seed=seed, calls=size).talkover
            if rates:
                talkover.faults.throttle(rates[seed], _BURST)
            await talkover.start()
            stack.push_async_callback(talkover.close)
            found.append({"api_key": talkover.api_key, "base_url": talkover.base_url})
        print(json.dumps(found), flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(**json.loads(sys.argv[1])))
