"""Whether each row is there once: a million of them, a list that moves while it is read, a pull that is killed."""

import asyncio
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from benchmarks.measures.memory import resident
from benchmarks.peers.pull_ours import FIRST, LAST
from benchmarks.pulling import contender, served
from benchmarks.pulling.figures import Figure, kept
from telephony_clients import pull

_PER_PAGE = 100


def million(*, smoke: bool) -> list[Figure]:
    """1,000,000 calls into Parquet: the rows that DuckDB finds, memory over the start, and the requests of a re-run."""
    calls = 2_000 if smoke else 1_000_000
    with served.serving([calls]) as sandbox, tempfile.TemporaryDirectory() as folder:
        began, before = time.perf_counter(), resident()
        peak = asyncio.run(_pulled(sandbox, folder))
        seconds, requests = time.perf_counter() - began, sandbox.requests()
        asyncio.run(_pulled(sandbox, folder))
        return [
            Figure("seconds", seconds),
            Figure("memory over the start, MiB", (peak - before) / 2**20, most=200),
            Figure("requests of a re-run", sandbox.requests() - requests, most=0),
            *kept(served.ids_of(0, calls), ids_in(folder)),
        ]


async def _pulled(sandbox: served.Served, folder: str) -> int:
    """Pull all accounts; return the most memory that was used, in bytes."""
    parts = pull.plan("talkover.calls", sandbox.accounts, FIRST, LAST)
    peak = 0
    async for _ in pull.run_all(parts, pull.ParquetFiles(folder), sandbox.accounts):
        peak = max(peak, resident())
    return peak


def ids_in(folder: str) -> list[object]:
    """Return the ids of all rows in the Parquet files of a folder."""
    import duckdb  # noqa: PLC0415 - an extra

    return [one for (one,) in duckdb.execute(f"SELECT id FROM '{folder}/**/*.parquet'").fetchall()]  # noqa: S608 - our own folder


def moving(*, smoke: bool) -> list[Figure]:
    """100,000 rows while others are inserted and deleted: those that are there throughout."""
    with tempfile.TemporaryDirectory() as folder:
        stayed = asyncio.run(_moving(2_000 if smoke else 100_000, folder))
        return [Figure("rows that stayed", len(stayed)), *kept(stayed, ids_in(folder))]


class _MovingList:
    """Calls, newest first, of which some come in and some are deleted now and then, in pages like Talkover's.

    Args:
        size: how many there are at first.
        rng: decides when and where it changes.
    """

    def __init__(self, size: int, rng: random.Random) -> None:
        self.ids = [f"call-{number}" for number in range(size)]
        self.stayed = set(self.ids)
        self.made, self._rng = size, rng

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Answer a page, after the list has changed or not."""
        if self._rng.random() < 0.1:  # noqa: PLR2004 - one time in ten
            self._change()
        number = int(request.query.get("page", "1"))
        ids = self.ids[(number - 1) * _PER_PAGE : number * _PER_PAGE]
        last = max(1, -(-len(self.ids) // _PER_PAGE))
        figures = {"current_page": number, "last_page": last, "per_page": _PER_PAGE, "total": len(self.ids)}
        known = {"direction": "outbound", "status": "completed", "created_at": "2026-01-01T00:00:00Z"}
        data = [{"id": one, **known} for one in ids]
        return web.json_response({"success": True, "data": data, "pagination": figures})

    def _change(self) -> None:
        for _ in range(self._rng.randint(1, 3)):
            if self._rng.random() < 0.5:  # noqa: PLR2004 - as often as not
                self.ids.insert(0, f"call-{self.made}")
                self.made += 1
            else:
                self.stayed.discard(self.ids.pop(self._rng.randrange(len(self.ids))))


async def _moving(size: int, folder: str) -> set[str]:
    moved = _MovingList(size, random.Random(7))  # noqa: S311 - which rows move is no secret
    runner = web.ServerRunner(web.Server(moved.answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    account = {"main": {"api_key": "talq_moving", "base_url": f"http://127.0.0.1:{runner.addresses[0][1]}"}}
    parts = pull.plan("talkover.calls", account, date(2026, 1, 1), date(2026, 1, 2), timedelta(days=1))
    try:
        async for _ in pull.run_all(parts, pull.ParquetFiles(folder), account):
            pass
    finally:
        await runner.cleanup()
    return moved.stayed


def killed(*, smoke: bool) -> list[Figure]:
    """Kill -9 at 20 random moments, and the same pull again: rows, and files that are no whole ones."""
    times, calls, rng = (1, 300, random.Random(7)) if smoke else (20, 5_000, random.Random(7))  # noqa: S311
    found: list[object] = []
    broken = cut = 0
    with served.serving([calls]) as sandbox, tempfile.TemporaryDirectory() as folder:
        order = [{**sandbox.accounts["account-0"], "folder": folder}]
        began = time.perf_counter()
        _finish(order)
        whole = time.perf_counter() - began
        for number in range(times):
            shutil.rmtree(folder)
            with contender.start("pull_ours", order) as process:
                time.sleep(rng.uniform(0, whole))
                process.kill()
            cut += process.returncode == -signal.SIGKILL
            _finish(order)
            found += [(number, one) for one in ids_in(folder)]
            broken += len(_partial(folder))
        wanted = [(number, one) for number in range(times) for one in served.ids_of(0, calls)]
    return [Figure("pulls that were cut short", cut), *kept(wanted, found), Figure("broken files", broken, most=0)]


def _finish(order: Sequence[Mapping[str, Any]]) -> None:
    with contender.start("pull_ours", order) as process:
        process.communicate()
    if process.returncode:
        raise RuntimeError("A pull failed.")


def _partial(folder: str) -> list[Any]:
    return [one for one in Path(folder).rglob("*") if one.name.endswith(".partial")]
