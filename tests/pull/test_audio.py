"""The sound of rows lies beside them, each file whole; what is there is not fetched again."""

import asyncio
import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import ConfigurationError, Options, Talkroute, UnexpectedContent
from telephony_clients.pull import ArrowBatches, NdjsonFiles, PullFailed, PullSpec, plan, run
from telephony_clients.sandbox import Sandbox
from tests.pull.pulling import FIRST, LAST, OPTIONS, credentials, files_in, pulled, rows_in
from tests.wings import sandbox

__all__ = ["sandbox"]

WITH_AUDIO = attrs.evolve(OPTIONS, audio=True)
PARTS = plan("talkroute.voice_messages", ["talkroute"], until=LAST)
CALLS = plan("talkroute.call_history", ["talkroute"], FIRST, LAST, timedelta(days=60))


def sound_in(folder: Path) -> dict[str, str]:
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*.mp3")}


def listed_in(folder: Path) -> dict[str, str]:
    lines = [line for path in folder.rglob("audio-*.jsonl") for line in path.read_text().splitlines()]
    return {said["id"]: said.get("sha256", said.get("error")) for said in map(json.loads, lines)}


def harm(folder: Path) -> None:
    """Change the last byte of one file."""
    path = next(folder.rglob("*.mp3"))
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def fetched(sandbox: Sandbox) -> int:
    return len([one for one in sandbox.talkroute.requests if one.path.startswith("/media")])


@pytest.mark.parametrize("parts", [PARTS, CALLS], ids=["voicemail", "recordings"])
async def test_every_row_with_sound_has_its_file(parts: list[PullSpec], sandbox: Sandbox, tmp_path: Path) -> None:
    reports = await pulled(parts, tmp_path, credentials(sandbox), WITH_AUDIO)

    rows = {row["id"] for row in rows_in(tmp_path) if row.get("recording", row.get("audio_link"))}
    assert sound_in(tmp_path).keys() == rows
    assert sound_in(tmp_path) == listed_in(tmp_path)
    assert sum(report.audio for report in reports) == len(rows) > 20


async def test_faults_on_the_way_leave_every_file_whole(sandbox: Sandbox, tmp_path: Path) -> None:
    await pulled(PARTS, tmp_path / "smooth", credentials(sandbox), WITH_AUDIO)
    sandbox.talkroute.faults.reset(times=None, path="/media", every=29)
    sandbox.talkroute.faults.cut_body(times=None, path="/media", every=31)
    await pulled(PARTS, tmp_path / "rough", credentials(sandbox), WITH_AUDIO)

    assert sound_in(tmp_path / "rough") == sound_in(tmp_path / "smooth")


async def test_what_a_run_that_ended_early_has_saved_is_not_fetched_again(sandbox: Sandbox, tmp_path: Path) -> None:
    task = asyncio.create_task(run(PARTS[0], NdjsonFiles(tmp_path), credentials(sandbox), options=WITH_AUDIO))
    while len(listed_in(tmp_path)) < 20:  # noqa: ASYNC110 - files tell no one
        await asyncio.sleep(0.001)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    saved, before = len(listed_in(tmp_path)), fetched(sandbox)
    harm(tmp_path)
    assert rows_in(tmp_path) == []
    await run(PARTS[0], NdjsonFiles(tmp_path), credentials(sandbox), options=WITH_AUDIO)

    assert fetched(sandbox) - before == len(rows_in(tmp_path)) - saved + 1
    assert sound_in(tmp_path) == listed_in(tmp_path)
    assert not [name for name in files_in(tmp_path) if name.endswith((".part", ".partial"))]


async def test_a_finished_pull_with_sound_sends_nothing_again(sandbox: Sandbox, tmp_path: Path) -> None:
    await pulled(PARTS, tmp_path, credentials(sandbox), WITH_AUDIO)
    before = len(sandbox.talkroute.requests)
    (again,) = await pulled(PARTS, tmp_path, credentials(sandbox), WITH_AUDIO)

    assert (again.skipped, len(sandbox.talkroute.requests)) == (True, before)


async def test_sound_that_is_asked_for_later_is_fetched_then(sandbox: Sandbox, tmp_path: Path) -> None:
    (without,) = await pulled(PARTS, tmp_path, credentials(sandbox))
    (later,) = await pulled(PARTS, tmp_path, credentials(sandbox), WITH_AUDIO)

    assert (without.audio, later.audio, later.skipped) == (None, len(rows_in(tmp_path)), False)


async def test_sound_that_the_vendor_has_no_more_is_listed_as_such(sandbox: Sandbox, tmp_path: Path) -> None:
    async with Talkroute(**credentials(sandbox)["talkroute"]) as talkroute:
        first = await talkroute.voice_messages.list().first()
    assert first is not None
    sandbox.talkroute.faults.status(404, times=None, path=f"/v2/voice-messages/{first.id}")
    (report,) = await pulled(PARTS, tmp_path, credentials(sandbox), WITH_AUDIO)

    assert listed_in(tmp_path)[first.id] == "NotFound"
    assert report.audio == report.rows - 1


async def test_sound_that_cannot_be_fetched_fails_its_part(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.talkroute.faults.html(times=None, path="/media")
    with pytest.raises(PullFailed) as failed:
        await pulled(PARTS, tmp_path, credentials(sandbox), WITH_AUDIO)

    ((_, error),) = failed.value.failures
    assert isinstance(error, UnexpectedContent)
    assert rows_in(tmp_path) == []


@pytest.mark.parametrize("at_once", [1, 3])
async def test_no_more_files_are_on_their_way_than_allowed(at_once: int, sandbox: Sandbox, tmp_path: Path) -> None:
    on_the_way = 0
    most = 0

    def count(event: Any) -> None:
        nonlocal on_the_way, most
        if "audio" in (event.path or "") or "/media" in event.url:
            on_the_way += {"CallStarted": 1, "CallFinished": -1}.get(type(event).__name__, 0)
            most = max(most, on_the_way)

    accounts = credentials(sandbox)
    accounts["talkroute"]["options"] = Options(on_event=count)
    await pulled(PARTS, tmp_path, accounts, attrs.evolve(WITH_AUDIO, audio_at_once=at_once))

    assert 0 < most <= 2 * at_once  # the call for a fresh link is inside that for the file


async def test_sound_needs_a_folder_of_this_machine_and_rows_that_have_some(sandbox: Sandbox, tmp_path: Path) -> None:
    accounts = credentials(sandbox)
    contacts = plan("talkroute.contacts", ["talkroute"], until=LAST)
    with pytest.raises(ConfigurationError, match="Contact has no sound"):
        await run(contacts[0], NdjsonFiles(tmp_path), accounts, options=WITH_AUDIO)
    with pytest.raises(ConfigurationError, match="beside files of rows only"):
        await run(PARTS[0], ArrowBatches(lambda *_: None), accounts, options=WITH_AUDIO)
    pytest.importorskip("fsspec")
    with pytest.raises(ConfigurationError, match="this machine only"):
        await run(PARTS[0], NdjsonFiles("memory://x"), accounts, options=WITH_AUDIO)
