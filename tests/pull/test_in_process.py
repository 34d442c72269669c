"""Pulls end with every row once, or with no file and an error; what is there is not fetched again."""

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import CLIENTS, AuthenticationError, BadRequest
from telephony_clients.core.client.dataset import Dataset
from telephony_clients.pull import (
    NdjsonFiles,
    PartReport,
    PartWriter,
    PullFailed,
    PullIncomplete,
    PullSpec,
    client_of,
    dataset_of,
    datasets,
    plan,
    run,
    run_all,
)
from telephony_clients.sandbox import Sandbox
from tests.core.client.changing_list import ChangingList
from tests.core.desk import settle
from tests.pull.pulling import FIRST, LAST, OPTIONS, credentials, files_in, lines, of_the_desk, pulled, rows_in
from tests.scripted_server import ScriptedServer
from tests.wings import sandbox

__all__ = ["sandbox"]

EVERY = [f"{vendor}.{name}" for vendor in CLIENTS for name in datasets(vendor)]
OVER = {"talkable.metrics": ["visits", "sharing_rate"]}
PERSONS = ["customer1@example.com", "customer2@example.com", "customer3@example.com"]


async def listed(client: Any, dataset: Dataset, *above: Any) -> list[str]:
    """The ids of all that a dataset's lists hold, read by hand."""
    rows = await dataset.lists[len(above) - (dataset.over is not None)](client, *above).to_list()
    if len(above) - (dataset.over is not None) == len(dataset.lists) - 1:
        return ["/".join(str(getattr(row, name)) for name in dataset.key) for row in rows]
    return [one for row in rows for one in await listed(client, dataset, *above, row)]


@pytest.mark.parametrize("resource", [one for one in EVERY if one != "talkable.metrics"])
async def test_every_dataset_arrives_as_its_lists_hold_it(resource: str, sandbox: Sandbox, tmp_path: Path) -> None:
    vendor, dataset, accounts = resource.split(".", maxsplit=1)[0], dataset_of(resource), credentials(sandbox)
    over = PERSONS if dataset.over else []
    since, until = (FIRST, LAST) if dataset.cut or dataset.time else (None, LAST)
    parts = plan(resource, [vendor], since, until, timedelta(days=14) if dataset.cut else None, over=over)
    reports = await pulled(parts, tmp_path, accounts)

    aboves: Sequence[tuple[str, ...]] = [(name,) for name in over] or [()]
    async with client_of(resource)(**accounts[vendor]) as client:
        wanted = Counter([one for above in aboves for one in await listed(client, dataset, *above)])
    got = Counter("/".join(str(row[name]) for name in dataset.key) for row in rows_in(tmp_path))
    assert got == wanted
    assert sum(report.rows for report in reports) == sum(wanted.values())
    assert all(row.keys() >= set(dataset.columns) for row in rows_in(tmp_path))


async def test_metrics_arrive_by_day(sandbox: Sandbox, tmp_path: Path) -> None:
    parts = plan("talkable.metrics", ["talkable"], FIRST, LAST, over=["visits", "sharing_rate"])
    await pulled(parts, tmp_path, credentials(sandbox))

    rows = rows_in(tmp_path)
    assert Counter(row["metric"] for row in rows) == dict.fromkeys(["visits", "sharing_rate"], (LAST - FIRST).days)


@pytest.mark.parametrize("failure", ["refused", "incomplete", "cancelled"])
async def test_nothing_is_left_of_a_part_that_fails(failure: str, server: ScriptedServer, tmp_path: Path) -> None:
    pages = {"current_page": 1, "last_page": 3, "total": 25}
    server.answer({"state": "fine", "payload": [{"id": str(one)} for one in range(10)], "pages": pages})
    match failure:
        case "refused":
            server.answer({}, status=400, always=True)
        case "incomplete":
            server.answer({"state": "fine", "payload": [], "pages": pages}, always=True)
        case "cancelled":
            server.do(_hold, always=True)
    async with of_the_desk(server) as accounts:
        task = asyncio.create_task(run(lines(), NdjsonFiles(tmp_path), accounts, options=OPTIONS))
        if failure == "cancelled":
            await server.arrived.wait()
            await settle()
            task.cancel()
        with pytest.raises((PullIncomplete, BadRequest, asyncio.CancelledError)):
            await task

    assert files_in(tmp_path) == set()


async def _hold(_: asyncio.StreamWriter) -> bool:
    await asyncio.Event().wait()
    return False


async def test_a_window_with_too_many_rows_is_divided(sandbox: Sandbox, tmp_path: Path) -> None:
    (part,) = plan("talkroute.call_history", ["talkroute"], FIRST, LAST, timedelta(days=200))
    options = attrs.evolve(OPTIONS, most_rows=60)
    (report,) = await pulled([part], tmp_path, credentials(sandbox), options)

    def ends(one: PartReport) -> list[PartReport]:
        return [end for half in one.divided for end in ends(half)] if one.divided else [one]

    assert (report.path, report.rows) == (None, 230)
    assert max(end.rows for end in ends(report)) <= 60
    assert len({row["id"] for row in rows_in(tmp_path)}) == len(rows_in(tmp_path)) == 230
    before = len(sandbox.talkroute.requests)
    (again,) = await pulled([part], tmp_path, credentials(sandbox), options)
    assert (again.skipped, again.rows, len(sandbox.talkroute.requests)) == (True, 230, before)
    file = tmp_path / str(ends(report)[0].path)
    file.unlink()
    await pulled([part], tmp_path, credentials(sandbox), options)
    assert file.exists()


async def test_a_part_that_fails_holds_up_no_other(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.talkover.faults.status(400, times=1)
    parts = plan("talkover.calls", ["talkover"], FIRST, LAST, timedelta(days=7))
    with pytest.raises(PullFailed, match="1 parts failed, the first with: talkover GET") as failed:
        await pulled(parts, tmp_path, credentials(sandbox))

    ((spec, error),) = failed.value.failures
    assert spec in parts
    assert len([name for name in files_in(tmp_path) if name.endswith(".report.json")]) == len(parts) - 1
    assert error.vendor == "talkover"
    await pulled(parts, tmp_path, credentials(sandbox))
    assert len(rows_in(tmp_path)) == 230


async def test_an_account_whose_key_is_refused_is_asked_once(sandbox: Sandbox, tmp_path: Path) -> None:
    accounts = credentials(sandbox)
    accounts["other"] = {**accounts["talkover"], "api_key": "canary-5ecret-wrong"}
    parts = plan("talkover.calls", ["other", "talkover"], FIRST, LAST, timedelta(days=7))
    with pytest.raises(PullFailed) as failed:
        await pulled(parts, tmp_path, accounts, attrs.evolve(OPTIONS, of_account=1))

    assert len(failed.value.failures) == len(parts) // 2
    assert {type(error) for _, error in failed.value.failures} == {AuthenticationError}
    assert len([one for one in sandbox.talkover.requests if one.status == 401]) == 1
    assert len(rows_in(tmp_path)) == 230


async def test_an_account_without_credentials_is_named(tmp_path: Path) -> None:
    with pytest.raises(PullFailed, match="no credentials for the account 'desk'; there are main"):
        await pulled([lines()], tmp_path, {"main": {}})


class _Full(NdjsonFiles):
    def begin(self, spec: Any, dataset: Any) -> Any:
        raise OSError(28, "No space left on device")


async def test_a_sink_that_fails_ends_the_pull(server: ScriptedServer, tmp_path: Path) -> None:
    async with of_the_desk(server) as accounts:
        with pytest.raises(OSError, match="No space left"):
            _ = [one async for one in run_all([lines()], _Full(tmp_path), accounts, options=OPTIONS)]


async def test_a_pull_that_is_left_early_ends_what_is_under_way(sandbox: Sandbox, tmp_path: Path) -> None:
    parts = plan("talkover.calls", ["talkover"], FIRST, LAST)
    async with aclosing(run_all(parts, NdjsonFiles(tmp_path), credentials(sandbox), options=OPTIONS)) as reports:
        async for _ in reports:
            break

    assert not [name for name in files_in(tmp_path) if name.endswith(".partial")]
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and "_Pull" in repr(task)] == []


class _Slow(NdjsonFiles):
    """Takes its time to publish, and may fail then."""

    def __init__(self, folder: Path, error: Exception | None = None) -> None:
        super().__init__(folder)
        self.publishing, self.go, self.error = threading.Event(), threading.Event(), error

    def begin(self, spec: PullSpec, dataset: Dataset) -> PartWriter:
        part = super().begin(spec, dataset)
        publish = part.publish

        def slowly(report: PartReport) -> PartReport:
            self.publishing.set()
            assert self.go.wait(5)
            if self.error is not None:
                raise self.error
            return publish(report)

        part.publish = slowly  # type: ignore[method-assign]
        return part


@pytest.mark.parametrize(("error", "left"), [(None, 2), (OSError(28, "No space left"), 0)])
async def test_a_part_that_is_cancelled_while_it_is_published_is_whole_or_gone(
    error: Exception | None, left: int, server: ScriptedServer, tmp_path: Path
) -> None:
    ChangingList(server, 3)
    sink = _Slow(tmp_path, error)
    async with of_the_desk(server) as accounts:
        task = asyncio.create_task(run(lines(), sink, accounts, options=OPTIONS))
        await asyncio.to_thread(sink.publishing.wait, 5)
        task.cancel()
        await settle()
        assert not task.done()
        sink.go.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert len(files_in(tmp_path)) == left


async def test_no_account_waits_for_another_that_is_throttled(sandbox: Sandbox, tmp_path: Path) -> None:
    accounts = credentials(sandbox)
    sandbox.talkover.faults.throttle(rate=1, burst=1)
    slow = plan("talkover.calls", ["talkover"], FIRST, LAST, timedelta(days=20))
    quick = plan("talkroute.call_history", ["talkroute"], FIRST, LAST, timedelta(days=20))
    order = []
    options = attrs.evolve(OPTIONS, at_once=8)
    async with aclosing(run_all([*slow, *quick], NdjsonFiles(tmp_path), accounts, options=options)) as reports:
        async for report in reports:
            order.append(report.spec.account)
            if order.count("talkroute") == len(quick):
                break

    assert order.count("talkover") < len(slow)
