"""A warm process with one client: for each line that it reads it measures once, and writes the figures as a line.

It imports nothing but the measure and the client that it is told to, so that no peer shows in another's figures.
"""

import asyncio
import gc
import json
import sys
import time
from importlib import import_module
from typing import Any, cast


def main() -> None:
    """Carry out the order in the first argument, a JSON object that `benchmarks.runners.Worker` writes."""
    order = json.loads(sys.argv[1])
    for name in order["without"]:
        sys.modules[name] = cast(Any, None)  # importing it fails, as if it were not installed
    if order["open_files"] is not None:
        import resource  # noqa: PLC0415 - not on every system, and seldom needed

        resource.setrlimit(resource.RLIMIT_NOFILE, (order["open_files"], order["open_files"]))
    asyncio.run(_serve(order))


async def _serve(order: dict[str, Any]) -> None:
    measure = _found("measures", order["measure"])
    async with _found("peers", order["peer"])(**order["settings"]) as subject:
        warm_at = time.perf_counter() + order["warm_up"]
        while time.perf_counter() < warm_at:
            await measure(subject, **order["arguments"])
        for _ in sys.stdin:
            gc.collect()
            print(json.dumps(await measure(subject, **order["arguments"])), flush=True)


def _found(package: str, name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(import_module(f"benchmarks.{package}.{module}"), attribute)


if __name__ == "__main__":
    main()
