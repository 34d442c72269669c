"""``python -m benchmarks.soak --minutes N``: mixed calls for long, with faults, then a comparison with the truth.

The sandbox serves in another process, and spoils a share of its answers. Exit code 1: something was lost, doubled or
leaked, or memory grew by more than the bar after the second minute.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.soaking import stand_ins
from benchmarks.soaking.health import Health, Monitor
from benchmarks.soaking.ledger import Ledger
from benchmarks.soaking.work import Work

_WORKERS = 8
_PAUSE = 0.05
"""Seconds between two things that a worker does, so that the run is long and not heavy."""
_WARM = 120.0
"""Seconds after which memory is to grow no more; a third of a shorter run."""
_MOST_GROWTH = 5.0
"""MiB."""
_SMOKE = 6.0
"""Seconds."""


def main() -> None:
    """Run, print what came of it, and end with 1 if a bar was missed."""
    asked = _parser().parse_args()
    if sys.platform != "linux":
        print("It reads Linux's /proc, so it is left out here.")
        return
    seconds = _SMOKE if asked.smoke else asked.minutes * 60
    with stand_ins.running(asked.seed, asked.faults) as sandbox, tempfile.TemporaryDirectory() as folder:
        os.environ.update(sandbox.environment)
        missed = asyncio.run(_run(sandbox, Path(folder), asked.seed, seconds, smoke=asked.smoke))
    print("all bars are met" if not missed else f"MISSED: {'; '.join(missed)}")
    sys.exit(1 if missed else 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1, help="of the records, the faults and the order of the work")
    parser.add_argument("--faults", type=float, default=0.05, help="the share of requests that are spoiled")
    parser.add_argument("--smoke", action="store_true", help="some seconds, to see that it works")
    return parser


async def _run(sandbox: stand_ins.StandIns, folder: Path, seed: int, seconds: float, *, smoke: bool) -> list[str]:
    """Work, compare and measure; return the bars that were missed, in words."""
    ledger, monitor = Ledger(), Monitor()
    before = monitor.look()
    print(f"at first: {before}", flush=True)
    monitor.start()
    work = Work(ledger, folder, seed)
    warm, last = await _worked(work, monitor, seconds)
    await asyncio.to_thread(sandbox.calm)
    await work.compare()
    await work.close()
    await monitor.stop()
    await asyncio.sleep(0.1)  # closed connections leave in the loop's next turns
    after = monitor.look()
    print(f"at last: {last}", f"closed: {after}", sep="\n")
    print(f"done: {dict(ledger.done)}", f"errors of ours under faults: {dict(ledger.failed)}", sep="\n")
    print(f"left there: {len(ledger.kept)}, unknown after a fault: {len(ledger.unknown)}")
    growth = last.memory - warm.memory
    print(f"memory grew by {growth:.1f} MiB after {min(_WARM, seconds / 3):.0f} s")
    missed = [f"{what}: {count}" for what, count in ledger.wrong.items()]
    missed += [f"nothing of {kind} was done" for kind in work.kinds if not ledger.done[kind] and not smoke]
    missed += _leaked(before, after)
    if growth > _MOST_GROWTH and not smoke:
        missed.append(f"memory grew by more than {_MOST_GROWTH:g} MiB")
    return missed


async def _worked(work: Work, monitor: Monitor, seconds: float) -> tuple[Health, Health]:
    """Do the work; return how the process was once it was warm, and at the end."""
    end = time.monotonic() + seconds

    async def worker() -> None:
        while time.monotonic() < end:
            await work.one()
            await asyncio.sleep(_PAUSE)

    async with asyncio.TaskGroup() as group:
        for _ in range(_WORKERS):
            group.create_task(worker())
        await asyncio.sleep(min(_WARM, seconds / 3))
        warm = monitor.look()
        print(f"warm: {warm}", flush=True)
    return warm, monitor.look()


def _leaked(before: Health, after: Health) -> list[str]:
    leaks = {"sockets": after.sockets - before.sockets, "tasks": after.tasks - before.tasks}
    return [f"{count} {what} leaked" for what, count in leaks.items() if count > 0]


if __name__ == "__main__":
    main()
