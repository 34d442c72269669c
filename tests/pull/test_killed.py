"""A pull that is killed at any moment and run again ends with the same rows, each once, in whole files."""

import asyncio
import random
import sys
from pathlib import Path

import pytest

from telephony_clients.pull import PullState
from telephony_clients.sandbox import Sandbox
from tests.pull.killed import PARTS
from tests.pull.pulling import LAST, files_in, rows_in
from tests.wings import sandbox

__all__ = ["sandbox"]


async def pull(sandbox: Sandbox, folder: Path, form: str, *, kill_after: int | None) -> int | None:
    """Run a pull in a process; kill it when so many requests have arrived."""
    arrived = len(sandbox.talkover.requests)
    arguments = ("-m", "tests.pull.killed", sandbox.talkover.base_url, str(folder), form)
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
    if kill_after is not None:
        while process.returncode is None and len(sandbox.talkover.requests) - arrived < kill_after:  # noqa: ASYNC110
            await asyncio.sleep(0)
        if process.returncode is None:
            process.kill()
    return await process.wait()


@pytest.mark.parametrize("form", ["ndjson", "parquet"])
async def test_a_pull_that_is_killed_again_and_again_ends_whole(form: str, sandbox: Sandbox, tmp_path: Path) -> None:
    rng = random.Random(f"killed {form}")
    ends = [await pull(sandbox, tmp_path, form, kill_after=rng.randint(1, 6)) for _ in range(3)]
    assert -9 in ends
    assert await pull(sandbox, tmp_path, form, kill_after=None) == 0
    before = len(sandbox.talkover.requests)
    assert await pull(sandbox, tmp_path, form, kill_after=None) == 0

    assert len(sandbox.talkover.requests) == before
    ids = ids_in(tmp_path, form)
    assert len(ids) == len(set(ids)) == 230
    assert not [name for name in files_in(tmp_path) if name.endswith(".partial")]
    assert len([name for name in files_in(tmp_path) if name.endswith(".report.json")]) == len(PARTS)
    assert PullState(tmp_path / "state.json").bookmark("talkover.calls", "main") == {"until": f"{LAST}T00:00:00Z"}


def ids_in(folder: Path, form: str) -> list[str]:
    if form == "ndjson":
        return [row["id"] for row in rows_in(folder)]
    duckdb = pytest.importorskip("duckdb")
    return [one for (one,) in duckdb.sql(f"SELECT id FROM '{folder}/**/*.parquet'").fetchall()]
