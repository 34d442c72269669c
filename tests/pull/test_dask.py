"""A cluster pulls the same as one process does, each account on one worker, also when a worker is killed."""

import asyncio
import copyreg
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError
from telephony_clients.pull import NdjsonFiles, PartReport, PullFailed, PullSpec, plan
from telephony_clients.sandbox import Sandbox
from tests.pull.pulling import FIRST, LAST, OPTIONS, rows_in

ACCOUNTS = [f"account-{number}" for number in range(6)]
PARTS = plan("talkover.calls", ACCOUNTS, FIRST, LAST, timedelta(days=14))


class Served:
    """A sandbox in a thread, which the workers reach, and which calls no one back."""

    def __init__(self, folder: Path) -> None:
        self.sandbox = Sandbox(seed=7, calls=600, api_keys={"talkover": "canary-5ecret-talkover"})
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self.sandbox.start(), self.loop).result()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.sandbox.close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def credentials(self) -> "Lookup":
        return Lookup(self.sandbox.talkover.base_url, self.folder)

    @property
    def processes(self) -> dict[str, set[str]]:
        """The processes that made a client, for each account."""
        found: dict[str, set[str]] = {}
        for path in self.folder.glob("*.asked"):
            account, _, process = path.stem.rpartition("-")
            found.setdefault(account, set()).add(process)
        return found


class Lookup:
    """Finds credentials where it is called, and notes who asked."""

    def __init__(self, base_url: str, folder: Path) -> None:
        self.base_url, self.folder = base_url, folder

    def __call__(self, account: str) -> Mapping[str, Any]:
        (self.folder / f"{account}-{os.getpid()}.asked").touch()
        return {"api_key": "canary-5ecret-talkover", "base_url": self.base_url}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path)
    yield served
    served.stop()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    before = copyreg.dispatch_table.copy()
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=8, dashboard_address=None, silence_logs=50) as running,
        distributed.Client(running) as client,
    ):
        yield client
    copyreg.dispatch_table.clear()  # since distributed is imported, errors are pickled with their contexts
    copyreg.dispatch_table.update(before)


def run(*arguments: Any) -> Iterator[PartReport]:
    from telephony_clients.pull import dask  # noqa: PLC0415 - it imports distributed, see `cluster`

    return dask.run(*arguments, options=OPTIONS)


def check_rows(folder: Path, parts: list[PullSpec]) -> None:
    rows = rows_in(folder)
    by_account = len(rows) // len(ACCOUNTS)
    assert by_account == 600
    assert len({row["id"] for row in rows}) == by_account
    assert len(list(folder.rglob("*.report.json"))) == len(parts)
    assert not list(folder.rglob("*.partial"))


def test_each_account_is_served_by_one_process_and_everything_comes(
    cluster: Any, served: Served, tmp_path: Path
) -> None:
    reports = list(run(cluster, PARTS, NdjsonFiles(tmp_path / "out"), served.credentials()))

    assert {report.spec for report in reports} == set(PARTS)
    check_rows(tmp_path / "out", PARTS)
    assert {account: len(processes) for account, processes in served.processes.items()} == dict.fromkeys(ACCOUNTS, 1)
    assert len(set.union(*served.processes.values())) == 2
    before = len(served.sandbox.talkover.requests)
    again = list(run(cluster, PARTS, NdjsonFiles(tmp_path / "out"), served.credentials()))
    assert all(report.skipped for report in again)
    assert len(served.sandbox.talkover.requests) == before


def test_no_account_waits_for_all_parts_of_another() -> None:
    in_turn = pytest.importorskip("telephony_clients.pull.dask")._in_turn
    three, one = (
        plan("talkover.calls", ["a"], FIRST, LAST, timedelta(days=40)),
        plan("talkover.calls", ["b"], FIRST, LAST),
    )

    assert [part.account for part in in_turn([*three, *one[:2]])] == ["a", "b", "a", "b", "a"]
    assert [part for part in in_turn([*three, *one[:2]]) if part.account == "a"] == three


def test_nothing_is_lost_or_doubled_when_a_worker_is_killed(cluster: Any, served: Served, tmp_path: Path) -> None:
    served.sandbox.talkover.faults.slow(0.02, times=None)
    pulling = run(cluster, PARTS, NdjsonFiles(tmp_path / "out"), served.credentials())
    reports = [next(pulling)]
    victim = next(iter(cluster.run(os.getpid).values()))
    os.kill(victim, signal.SIGKILL)
    reports += pulling

    assert {report.spec for report in reports} == set(PARTS)
    check_rows(tmp_path / "out", PARTS)


def test_what_fails_is_told_at_the_end(cluster: Any, served: Served, tmp_path: Path) -> None:
    served.sandbox.talkover.faults.status(400, times=1)
    with pytest.raises(PullFailed, match="1 parts failed, the first with: talkover GET") as failed:
        list(run(cluster, PARTS, NdjsonFiles(tmp_path / "out"), served.credentials()))

    assert len(failed.value.failures) == 1
    assert len(list((tmp_path / "out").rglob("*.report.json"))) == len(PARTS) - 1


def test_keys_do_not_travel(cluster: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="must be a function"):
        next(run(cluster, PARTS, NdjsonFiles(tmp_path), {"main": {"api_key": "x"}}))
