"""The command that pulls: what lies there in the end, what it prints where, and with which exit code it ends."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from telephony_clients.cli import pull
from telephony_clients.cli.progress import OnTerminal
from telephony_clients.core.shared_quota import MaxRate
from telephony_clients.pull import ParquetFiles
from telephony_clients.sandbox import Sandbox
from tests.cli.conftest import Run
from tests.cli.pull_commands import CALLS, FOLDERS, JSON_LINES
from tests.cli.test_app import program
from tests.conftest import CANARY
from tests.pull.pulling import files_in, rows_in


def reports_in(folder: Path) -> list[str]:
    return [name for name in files_in(folder) if name.endswith(".report.json")]


async def test_a_pull_that_runs_again_sends_nothing(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    ran = await run(*CALLS, *JSON_LINES, "--out", str(tmp_path), **sandbox.environment())
    assert ran.code == 0, ran.err
    assert f"{tmp_path}: 200 rows in {FOLDERS} parts" in " ".join(ran.out.split())
    assert ran.err == f"talkover.calls of main, 2025-12-25 to 2026-04-02: {FOLDERS} parts into {tmp_path}, as ndjson\n"
    assert len({row["id"] for row in rows_in(tmp_path)}) == len(rows_in(tmp_path)) == 200

    before = len(sandbox.talkover.requests)
    again = await run(*CALLS, *JSON_LINES, "--out", str(tmp_path), **sandbox.environment())
    assert (again.code, len(sandbox.talkover.requests)) == (0, before)
    assert f"{FOLDERS} there already, 0 requests" in " ".join(again.out.split())


async def test_progress_in_json_is_a_line_for_each_part_and_one_for_the_whole(
    run: Run, sandbox: Sandbox, tmp_path: Path
) -> None:
    ran = await run(*CALLS, *JSON_LINES, "--out", str(tmp_path), "--progress", "json", **sandbox.environment())

    *parts, whole = map(json.loads, ran.out.splitlines())
    assert (ran.code, ran.err, len(parts)) == (0, "", FOLDERS)
    assert {part["kind"] for part in parts} == {"part"}
    assert sum(part["rows"] for part in parts) == whole["rows"] == 200
    assert all((tmp_path / part["path"]).stat().st_size == part["bytes"] for part in parts if part["rows"])
    del whole["seconds"]
    assert whole == {
        "kind": "pull",
        "ended": "done",
        "out": str(tmp_path),
        "rows": 200,
        **dict.fromkeys(("parts", "done", "requests"), FOLDERS),
        **dict.fromkeys(("skipped", "failed", "refused", "retries"), 0),
    }


async def test_no_progress_prints_nothing(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    ran = await run(*CALLS, *JSON_LINES, "--out", str(tmp_path), "--progress", "none", **sandbox.environment())

    assert ran == (0, "", "")


async def test_parquet_comes_without_being_asked_for(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    ran = await run(*CALLS, "--out", str(tmp_path), **sandbox.environment())

    assert ran.code == 0, ran.err
    assert {name.rpartition(".")[2] for name in files_in(tmp_path)} == {"parquet", "json"}


async def test_without_pyarrow_there_are_json_lines_and_parquet_says_what_to_install(
    run: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pull, "find_spec", lambda _: None)
    refused = await run(*CALLS, "--out", str(tmp_path), "--format", "parquet", **sandbox.environment())
    ran = await run(*CALLS, "--out", str(tmp_path), **sandbox.environment())

    assert (refused.code, len(refused.err.splitlines())) == (2, 1)
    assert "pip install 'telephony-clients[arrow]'" in refused.err
    assert (ran.code, len(rows_in(tmp_path))) == (0, 200)


async def test_some_parts_that_fail_have_a_code_of_their_own_and_the_next_run_fetches_them(
    run: Run, sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.talkover.faults.status(400, times=2)
    ran = await run(*CALLS, *JSON_LINES, "--out", str(tmp_path), **sandbox.environment())

    assert (ran.code, ran.out) == (5, "")
    assert ran.err.count("BadRequest: talkover GET") == 2
    assert f"2 parts failed, {FOLDERS - 2} of {FOLDERS} parts whole: run it again" in ran.err
    again = await run(*CALLS, *JSON_LINES, "--out", str(tmp_path), **sandbox.environment())
    assert (again.code, len(rows_in(tmp_path))) == (0, 200)


async def test_failures_are_lines_of_json_too(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.talkover.faults.status(400, times=1)
    ran = await run(*CALLS, "--out", str(tmp_path), "--progress", "json", **sandbox.environment())

    *parts, failure, whole = map(json.loads, ran.out.splitlines())
    assert (ran.code, ran.err, len(parts)) == (5, "", FOLDERS - 1)
    assert (failure["kind"], failure["error"], failure["spec"]["account"]) == ("failure", "BadRequest", "main")
    assert (whole["ended"], whole["failed"], whole["done"]) == ("failed", 1, FOLDERS - 1)


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"TALKOVER_TOKEN": f"{CANARY}-wrong"}, 3, "AuthenticationError"),
        ({"TALKOVER_BASE_URL": "http://127.0.0.1:9/api"}, 4, "127.0.0.1:9"),
    ],
)
async def test_when_no_part_is_whole_the_code_says_why(
    run: Run, sandbox: Sandbox, tmp_path: Path, *, changed: dict[str, str], code: int, words: str
) -> None:
    arguments = [*CALLS[:4], "2026-01-01", "--until", "2026-01-03", "--out", str(tmp_path)]
    ran = await run(*arguments, **sandbox.environment() | changed)

    assert (ran.code, ran.out, files_in(tmp_path)) == (code, "", set())
    assert words in ran.err
    assert CANARY not in ran.err


async def test_accounts_of_a_file_lie_apart(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    file, out = tmp_path / "accounts.toml", tmp_path / "out"
    file.write_text('[talkover.acme]\napi_key = "$ACME"\n[talkover.globex]\napi_key = "$GLOBEX"\n')
    keys = {"ACME": sandbox.talkover.api_key, "GLOBEX": sandbox.talkover.api_key, "TALKOVER_TOKEN": ""}
    ran = await run(*CALLS, *JSON_LINES, "--out", str(out), "--accounts", str(file), **sandbox.environment() | keys)

    assert ran.code == 0, ran.err
    assert "of 2 accounts" in ran.err
    assert {name.split("/")[1] for name in files_in(out)} == {"account=acme", "account=globex"}
    assert len(rows_in(out)) == 400


async def test_lists_of_persons_are_read_for_those_that_are_given(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    persons = ["--over", "customer1@example.com", "--over", "customer2@example.com"]
    ran = await run(
        "pull", "talkable", "rewards", *persons, *JSON_LINES, "--out", str(tmp_path), **sandbox.environment()
    )

    assert ran.code == 0, ran.err
    assert {row["person"] for row in rows_in(tmp_path)} <= {"customer1@example.com", "customer2@example.com"}
    assert len(sandbox.talkable.requests) == 2


async def test_sound_lies_beside_the_rows_if_it_is_asked_for(run: Run, sandbox: Sandbox, tmp_path: Path) -> None:
    ran = await run("pull", "talkroute", "voice_messages", "--audio", "--out", str(tmp_path), **sandbox.environment())

    assert ran.code == 0, ran.err
    assert [name for name in files_in(tmp_path) if name.endswith(".mp3")]


async def test_a_rate_of_ones_own_is_kept(
    run: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[float, int]] = []

    class Counted(MaxRate):
        def __init__(self, rate: float) -> None:
            super().__init__(rate)
            made.append((rate, 0))

        async def admit(self, account: str, /) -> Any:
            admission = await super().admit(account)
            made[0] = made[0][0], made[0][1] + (not admission.wait)
            return admission

    monkeypatch.setattr(pull, "MaxRate", Counted)
    ran = await run(*CALLS, "--out", str(tmp_path), "--max-rate", "6000/m", **sandbox.environment())

    assert ran.code == 0, ran.err
    assert made == [(100.0, FOLDERS)]


@pytest.mark.parametrize("progress", ["lines", "json"])
async def test_ctrl_c_leaves_whole_parts_only_and_the_same_command_goes_on(
    run: Run, sandbox: Sandbox, tmp_path: Path, progress: str
) -> None:
    sandbox.talkover.faults.throttle(rate=4, burst=3)
    arguments = (*CALLS, "--out", str(tmp_path), "--progress", progress)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "error", "-m", "telephony_clients", *arguments),
        env={**os.environ, **sandbox.environment()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            while not reports_in(tmp_path):  # noqa: ASYNC110 - another process makes them
                await asyncio.sleep(0.02)
            process.send_signal(signal.SIGINT)
            out, err = (text.decode() for text in await process.communicate())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()

    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "Exception" not in err
    if progress == "json":
        assert json.loads(out.splitlines()[-1])["ended"] == "interrupted"
    else:
        assert err.splitlines()[-1].startswith("telephony-clients: interrupted, ")
    assert not [name for name in files_in(tmp_path) if name.endswith(".partial")]
    whole = len(reports_in(tmp_path))
    sandbox.talkover.faults.clear()
    ran = await run(*arguments[:-1], "json", **sandbox.environment())
    said = json.loads(ran.out.splitlines()[-1])
    assert (ran.code, said["skipped"], said["rows"]) == (0, whole, 200)
    assert len([*ParquetFiles(tmp_path).storage.names("", ".parquet")]) == FOLDERS


async def test_a_reader_that_leaves_early_ends_it_without_a_traceback(sandbox: Sandbox, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    arguments = (*CALLS, "--out", str(tmp_path), "--progress", "json")
    ran = await asyncio.to_thread(lambda: program(*arguments, stdout=writer, **sandbox.environment()))
    os.close(writer)

    assert (ran.returncode, ran.stderr) == (141, b"")
    assert not [name for name in files_in(tmp_path) if name.endswith(".partial")]


async def test_a_folder_that_cannot_be_written_is_one_line_and_the_screen_is_given_back(
    run: Run, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "talkover.calls").write_text("a file")
    stopped: list[Any] = []
    monkeypatch.setattr(OnTerminal, "stop", lambda shown: stopped.append(shown._live.stop()))
    ran = await run(*CALLS, "--out", str(tmp_path), "--progress", "live", **sandbox.environment())

    assert (ran.code, ran.err.splitlines()[-1].startswith("telephony-clients: ")) == (2, True)
    assert "Traceback" not in ran.err
    assert len(stopped) == 1


async def test_more_accounts_than_a_process_may_open_files_for_are_pulled_all_the_same(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    names = [f"a{number}" for number in range(40)]
    file, out = tmp_path / "accounts.toml", tmp_path / "out"
    file.write_text("".join(f'[talkover.{name}]\napi_key = "$TALKOVER_TOKEN"\n' for name in names))
    command = (*CALLS[:-1], "50d", *JSON_LINES, "--out", str(out), "--accounts", str(file))
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", 'ulimit -n 64; exec "$@"', "-", sys.executable, "-m", "telephony_clients", *command),
        env={**os.environ, **sandbox.environment()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(60):
        _, err = await process.communicate()

    assert process.returncode == 0, err.decode()
    assert len(rows_in(out)) == 40 * 200
