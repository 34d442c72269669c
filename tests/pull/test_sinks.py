"""Files are there as a whole with a report beside them, and what is there is not fetched again."""

import gc
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import CLIENTS, BadRequest
from telephony_clients.pull import (
    ArrowBatches,
    NdjsonFiles,
    ParquetFiles,
    PartReport,
    PullOptions,
    PullSpec,
    dataset_of,
    datasets,
    plan,
    run,
    run_all,
)
from telephony_clients.pull.reading import Batch
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import Contact
from tests.core.client.changing_list import ChangingList
from tests.pull.pulling import FIRST, LAST, OPTIONS, credentials, files_in, lines, of_the_desk, pulled, rows_in
from tests.scripted_server import ScriptedServer
from tests.wings import sandbox

__all__ = ["sandbox"]

EVERY = [f"{vendor}.{name}" for vendor in CLIENTS for name in datasets(vendor)]
OVER = {"talkable.metrics": ["visits", "sharing_rate"]}
PERSONS = ["customer1@example.com", "customer2@example.com", "customer3@example.com"]


async def test_a_finished_pull_that_runs_again_sends_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    parts = plan("talkover.calls", ["talkover"], FIRST, LAST, timedelta(days=7))
    first = await pulled(parts, tmp_path, credentials(sandbox))
    before = len(sandbox.talkover.requests)
    again = await pulled(parts, tmp_path, credentials(sandbox))

    assert len(sandbox.talkover.requests) == before
    assert all(report.skipped for report in again)
    assert sorted(again, key=lambda one: one.spec.key) == sorted(first, key=lambda one: one.spec.key)


async def test_a_report_says_what_a_part_came_to(server: ScriptedServer, tmp_path: Path) -> None:
    rows = ChangingList(server, 12)
    server._script.appendleft(_once(server, 429))
    server._script.appendleft(_once(server, 503))
    async with of_the_desk(server) as accounts:
        report = await run(lines(), NdjsonFiles(tmp_path), accounts, options=OPTIONS)

    assert report.path is not None
    file = tmp_path / report.path
    assert report == PartReport(
        spec=lines(),
        path=f"tests.pull.own_vendor.lines/account=desk/date={LAST}/part-{lines().key}.ndjson",
        rows=12,
        bytes=file.stat().st_size,
        sha256=report.sha256,
        first_id=rows.rows[0],
        last_id=rows.rows[-1],
        requests=4,
        refused=1,
        retries=1,
        started="2026-06-01T00:00:00+00:00",
        finished="2026-06-01T00:00:00+00:00",
    )
    beside = file.with_name(file.name.replace(".ndjson", ".report.json"))
    assert PartReport.from_text(beside.read_text()) == report
    assert json.loads(beside.read_text())["key"] == lines().key


def _once(server: ScriptedServer, status: int) -> Any:
    server.answer({}, status=status)
    return server._script.pop()


@pytest.mark.parametrize("harm", ["gone", "cut", "other bytes", "no report", "no report of ours"])
async def test_a_part_whose_file_is_not_what_its_report_says_is_pulled_again(
    harm: str, server: ScriptedServer, tmp_path: Path
) -> None:
    rows = ChangingList(server, 12)
    async with of_the_desk(server) as accounts:
        report = await run(lines(), NdjsonFiles(tmp_path), accounts, options=OPTIONS)
        file = tmp_path / str(report.path)
        beside = file.with_name(file.name.replace(".ndjson", ".report.json"))
        whole = file.read_bytes()
        match harm:
            case "gone":
                file.unlink()
            case "cut":
                file.write_bytes(whole[:-1])
            case "other bytes":
                file.write_bytes(whole[:-1] + b"x")
            case "no report":
                beside.unlink()
            case "no report of ours":
                beside.write_bytes(b"\xff{")
        rows.asked.clear()
        again = await run(lines(), NdjsonFiles(tmp_path), accounts, options=OPTIONS)

    assert (again.skipped, rows.asked, file.read_bytes()) == (False, [1, 2], whole)


@pytest.mark.parametrize(("minutes", "skipped"), [(0, False), (59, False), (60, True)])
async def test_a_window_that_may_still_have_changed_is_pulled_again(
    *, minutes: int, skipped: bool, server: ScriptedServer, tmp_path: Path
) -> None:
    ChangingList(server, 3)
    ended = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC)
    options = PullOptions(now=lambda: ended + timedelta(minutes=minutes))
    async with of_the_desk(server) as accounts:
        await run(lines(), NdjsonFiles(tmp_path), accounts, options=options)
        again = await run(lines(), NdjsonFiles(tmp_path), accounts, options=options)

    assert again.skipped is skipped


async def test_a_part_without_rows_has_a_report_and_no_file(server: ScriptedServer, tmp_path: Path) -> None:
    ChangingList(server, 0)
    async with of_the_desk(server) as accounts:
        first = await run(lines(), NdjsonFiles(tmp_path), accounts, options=OPTIONS)
        again = await run(lines(), NdjsonFiles(tmp_path), accounts, options=OPTIONS)

    assert (first.path, first.rows, again.skipped) == (None, 0, True)
    assert [name.rpartition(".")[2] for name in files_in(tmp_path)] == ["json"]


async def test_records_that_do_not_fit_are_kept_as_they_came(server: ScriptedServer, tmp_path: Path) -> None:
    ChangingList(server, 12, odd="7")
    async with of_the_desk(server) as accounts:
        report = await run(lines(), NdjsonFiles(tmp_path), accounts, options=OPTIONS)

    (aside,) = (name for name in files_in(tmp_path) if "set-aside" in name)
    assert (report.rows, report.set_aside, (tmp_path / aside).read_text()) == (11, 1, '{"id":7}\n')


async def test_parquet_holds_what_json_lines_hold(sandbox: Sandbox, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    parts = plan("talkover.calls", ["talkover"], FIRST, LAST, timedelta(days=30))
    accounts = credentials(sandbox)
    await pulled(parts, tmp_path / "lines", accounts)
    async for _ in run_all(parts, ParquetFiles(tmp_path / "columns"), accounts, options=OPTIONS):
        pass
    found = duckdb.sql(
        f"SELECT id, status, duration, created_at::TIMESTAMP::TEXT, agent.id, account "
        f"FROM '{tmp_path}/columns/**/*.parquet'"
    ).fetchall()

    wanted = [
        (
            row["id"],
            row["status"],
            row["duration"],
            datetime.fromisoformat(row["created_at"]).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            row["agent"]["id"],
            "talkover",
        )
        for row in rows_in(tmp_path / "lines")
    ]
    assert sorted(found) == sorted(wanted)
    assert len(found) == 230


async def test_batches_are_given_once_their_part_is_whole(server: ScriptedServer) -> None:
    pytest.importorskip("pyarrow")
    got: list[tuple[PullSpec, list[str]]] = []
    sink = ArrowBatches(lambda spec, batch: got.append((spec, batch.column("id").to_pylist())))
    async with of_the_desk(server) as accounts:
        pages = {"current_page": 1, "last_page": 2, "total": 25}
        server.answer({"state": "fine", "payload": [{"id": "1"}], "pages": pages}).answer({}, status=400)
        with pytest.raises(BadRequest):
            await run(lines(), sink, accounts, options=OPTIONS)
        assert got == []
        rows = ChangingList(server, 12)
        report = await run(lines(), sink, accounts, options=OPTIONS)

    assert [spec for spec, _ in got] == [lines()] * len(got)
    assert [one for _, ids in got for one in ids] == rows.rows
    assert (report.rows, report.path) == (12, None)


async def test_rows_are_kept_at_a_url_that_fsspec_reaches(server: ScriptedServer) -> None:
    fsspec = pytest.importorskip("fsspec")
    rows = ChangingList(server, 12)
    async with of_the_desk(server) as accounts:
        report = await run(lines(), NdjsonFiles("memory://calls"), accounts, options=OPTIONS)
        again = await run(lines(), NdjsonFiles("memory://calls"), accounts, options=OPTIONS)

    text = fsspec.filesystem("memory").cat(f"/calls/{report.path}").decode()
    fsspec.filesystem("memory").store.clear()
    assert [json.loads(line)["id"] for line in text.splitlines()] == rows.rows
    assert again.skipped


def test_columns_of_a_part_that_is_discarded_are_forgotten_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    (spec,) = plan("talkroute.contacts", ["main"], until=LAST)
    part = ParquetFiles(tmp_path).begin(spec, dataset_of(spec.resource))
    part.write(Batch([Contact(id="1")]))
    part.discard()
    del part
    gc.collect()

    assert (told, files_in(tmp_path)) == ([], set())
