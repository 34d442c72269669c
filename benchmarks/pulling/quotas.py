"""Time against what the accounts' limits allow, which nobody tells: many accounts in one process, and on a cluster."""

import asyncio
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs

from benchmarks.peers.pull_ours import FIRST, LAST
from benchmarks.pulling import served
from benchmarks.pulling.figures import Figure, kept
from benchmarks.pulling.rows import ids_in
from telephony_clients import pull

_WHOLE = timedelta(days=(LAST - FIRST).days)
_PER_PAGE = 100


def accounts(*, smoke: bool) -> list[Figure]:
    """200 accounts of 2,000 rows, each with a hidden limit of its own, in one process."""
    count, rows = (4, 300) if smoke else (200, 2_000)
    rng = random.Random(7)  # noqa: S311 - which account is slow is no secret
    rates = [rng.uniform(0.25, 1.5) for _ in range(count)]
    slowest = max((rows / _PER_PAGE - served.BURST) / rate for rate in rates)
    with served.serving([rows] * count, rates) as sandbox, tempfile.TemporaryDirectory() as folder:
        parts = pull.plan("talkover.calls", sandbox.accounts, FIRST, LAST, _WHOLE)
        began = time.perf_counter()
        asyncio.run(_pull(parts, folder, sandbox.accounts))
        seconds = time.perf_counter() - began
        wanted = [one for number in range(count) for one in served.ids_of(number, rows)]
        figures = [] if smoke else [Figure("time / the slowest account's ideal", seconds / slowest, most=1.15)]
        return [Figure("seconds", seconds), *figures, *kept(wanted, ids_in(folder))]


async def _pull(parts: list[pull.PullSpec], folder: str, accounts: Mapping[str, Any]) -> None:
    async for _ in pull.run_all(parts, pull.ParquetFiles(folder), accounts):
        pass


def cluster(*, smoke: bool) -> list[Figure]:
    """A cluster of two workers, 400 parts of 40 accounts: time by the quotas; then one worker is killed."""
    count, rows, rate = (4, 300, 50.0) if smoke else (40, 2_000, 1.0)
    step = timedelta(days=10)
    with served.serving([rows] * count, [rate] * count) as sandbox:
        parts = pull.plan("talkover.calls", sandbox.accounts, FIRST, LAST, step)
        quiet = _on_cluster(parts, sandbox.accounts, kill_after=None)
    with served.serving([rows] * count) as sandbox:
        struck = _on_cluster(parts, sandbox.accounts, kill_after=len(parts) // 4)
    ideal = max((quiet.requests / count - served.BURST) / rate, 0.1)
    wanted = [one for number in range(count) for one in served.ids_of(number, rows)]
    timed = [] if smoke else [Figure("time / what the quotas allow", quiet.seconds / ideal, most=1.3)]
    return [
        Figure("parts", len(parts)),
        Figure("seconds", quiet.seconds),
        *timed,
        Figure("accounts served by one process, %", quiet.by_one_process, least=100),
        *kept(wanted, quiet.ids),
        *(attrs.evolve(one, what=f"a worker killed: {one.what}") for one in kept(wanted, struck.ids)),
    ]


@attrs.frozen
class _Run:
    seconds: float
    requests: int
    by_one_process: float
    ids: list[object]


@attrs.frozen
class _Lookup:
    """Finds credentials where it is called, and notes by whom."""

    accounts: Mapping[str, Mapping[str, Any]]
    folder: str

    def __call__(self, account: str) -> Mapping[str, Any]:
        (Path(self.folder) / f"{account}.{os.getpid()}").touch()
        return self.accounts[account]


def _on_cluster(parts: list[pull.PullSpec], accounts: Mapping[str, Any], *, kill_after: int | None) -> _Run:
    from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra

    from telephony_clients.pull import dask  # noqa: PLC0415 - as above

    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as asked,
        LocalCluster(n_workers=2, threads_per_worker=64, dashboard_address=None, silence_logs=50) as running,
        Client(running) as client,
    ):
        kill: Callable[[], None] = lambda: os.kill(running.workers[0].process.pid, signal.SIGKILL)  # noqa: E731
        began, requests = time.perf_counter(), 0
        for number, part in enumerate(dask.run(client, parts, pull.ParquetFiles(folder), _Lookup(accounts, asked))):
            requests += part.requests - part.refused
            if number == kill_after:
                kill()
        seconds = time.perf_counter() - began
        served_by: dict[str, int] = {}
        for path in Path(asked).iterdir():
            served_by[path.stem] = served_by.get(path.stem, 0) + 1
        alone = 100 * sum(one == 1 for one in served_by.values()) / len(served_by)
        return _Run(seconds, requests, alone, ids_in(folder))
