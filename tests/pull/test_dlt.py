"""dlt loads a pull into DuckDB, each row once however often it runs; a load has all of the parts or none."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError
from telephony_clients.pull import PullOptions, PullSpec, plan
from telephony_clients.sandbox import Sandbox
from tests.core.desk import fine
from tests.pull.pulling import FIRST, LAST, OPTIONS, credentials, lines, of_the_desk
from tests.scripted_server import ScriptedServer
from tests.wings import sandbox

dlt = pytest.importorskip("dlt")
duckdb = pytest.importorskip("duckdb")
pulls = pytest.importorskip("telephony_clients.pull.dlt")

__all__ = ["sandbox"]

pytestmark = pytest.mark.filterwarnings("default")  # dlt and what it needs have warnings of their own
CALLS = plan("talkover.calls", ["talkover"], FIRST, LAST)
Load = Callable[[Iterable[PullSpec], Any, PullOptions], None]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load parts into DuckDB, each time in a pipeline that is made anew."""
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.chdir(tmp_path)

    def load(parts: Iterable[PullSpec], accounts: Any, options: PullOptions) -> None:
        pipeline = dlt.pipeline(
            "pull",
            pipelines_dir=str(tmp_path / "pipelines"),
            destination=dlt.destinations.duckdb(str(tmp_path / "rows.duckdb")),
            dataset_name="loaded",
        )
        try:
            pipeline.run(pulls.source(parts, accounts, options=options))
        finally:
            pipeline.deactivate()

    return load


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / "rows.duckdb")) as database:
        found: list[tuple[Any, ...]] = database.sql(sql.replace("FROM ", "FROM loaded.")).fetchall()
        return found


async def test_a_second_load_doubles_nothing_and_sends_nothing(sandbox: Sandbox, load: Load, tmp_path: Path) -> None:
    await asyncio.to_thread(load, CALLS, credentials(sandbox), OPTIONS)
    before = len(sandbox.talkover.requests)
    await asyncio.to_thread(load, CALLS, credentials(sandbox), OPTIONS)

    assert len(sandbox.talkover.requests) == before > 0
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT id) FROM talkover_calls") == [(230, 230)]


async def test_a_window_that_was_not_closed_is_loaded_again_and_merged(
    sandbox: Sandbox, load: Load, tmp_path: Path
) -> None:
    early = PullOptions(now=lambda: datetime(2026, 3, 1, tzinfo=UTC))
    await asyncio.to_thread(load, CALLS, credentials(sandbox), early)
    before = len(sandbox.talkover.requests)
    await asyncio.to_thread(load, CALLS, credentials(sandbox), early)

    again = {one.query["date_from"] for one in sandbox.talkover.requests[before:]}
    assert min(again) == "2026-02-28"  # it ended an hour before it was pulled at most
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT id) FROM talkover_calls") == [(230, 230)]


async def test_the_same_ids_in_two_accounts_are_two_rows(sandbox: Sandbox, load: Load, tmp_path: Path) -> None:
    both = {name: credentials(sandbox)["talkover"] for name in ("north", "south")}
    await asyncio.to_thread(load, plan("talkover.calls", both, FIRST, LAST), both, OPTIONS)

    counted = rows(tmp_path, "SELECT account, count(*) FROM talkover_calls GROUP BY account ORDER BY account")
    assert counted == [("north", 230), ("south", 230)]


async def test_times_and_nested_records_are_kept(sandbox: Sandbox, load: Load, tmp_path: Path) -> None:
    await asyncio.to_thread(load, CALLS, credentials(sandbox), OPTIONS)

    types = {name: kind for name, kind, *_ in rows(tmp_path, "DESCRIBE FROM talkover_calls")}
    assert types["created_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["agent__name"] == "VARCHAR"


async def test_a_load_in_which_a_part_fails_loads_nothing(sandbox: Sandbox, load: Load, tmp_path: Path) -> None:
    accounts = credentials(sandbox)
    good, bad = {**accounts["talkover"]}, {**accounts["talkover"], "api_key": "wrong-5ecret"}
    parts = plan("talkover.calls", ["good", "bad"], FIRST, LAST)
    with pytest.raises(Exception, match="parts failed") as caught:
        await asyncio.to_thread(load, parts, {"good": good, "bad": bad}, OPTIONS)
    assert "wrong-5ecret" not in str(caught.value)
    await asyncio.to_thread(load, parts, {"good": good, "bad": good}, OPTIONS)

    assert rows(tmp_path, "SELECT count(*) FROM talkover_calls") == [(460,)]


async def test_a_record_that_does_not_fit_its_model_is_kept_beside(
    server: ScriptedServer, load: Load, tmp_path: Path
) -> None:
    server.answer(fine([{"id": "1"}, {"id": []}]), always=True)
    await asyncio.to_thread(load, [lines()], of_the_desk(server), OPTIONS)

    assert rows(tmp_path, "SELECT id FROM tests_pull_own_vendor_lines") == [("1",)]
    assert rows(tmp_path, "SELECT account, record FROM tests_pull_own_vendor_lines_set_aside") == [
        ("desk", '{"id":[]}')
    ]


def test_a_source_needs_parts() -> None:
    with pytest.raises(ConfigurationError, match="specs"):
        pulls.source([], {})
