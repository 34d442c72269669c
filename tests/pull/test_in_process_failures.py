"""What fails, is left or is cancelled in a pull ends as an error, holds up nothing else, and leaves no half file."""

import asyncio
import threading
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import AuthenticationError, BadRequest
from telephony_clients.core.client.dataset import Dataset
from telephony_clients.pull import (
    NdjsonFiles,
    PartReport,
    PartWriter,
    PullFailed,
    PullIncomplete,
    PullSpec,
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
