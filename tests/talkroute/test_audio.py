"""Sound files: whole or absent, under fresh links, a bounded number at once, and never under the vendor's names."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import (
    BodyTooLarge,
    ConfigurationError,
    DownloadedFile,
    NotFound,
    Options,
    RetryPolicy,
    Talkroute,
    TelephonyError,
    UnexpectedContent,
)
from telephony_clients.sandbox import Sandbox
from telephony_clients.sandbox.talkroute.api import sound
from telephony_clients.talkroute import CallRecord
from telephony_clients.talkroute.audio import saved
from tests.conftest import CANARY
from tests.core.storage import BODY, Storage, cut, held, reset
from tests.scripted_server import ScriptedServer


def voicemail(message_id: str) -> bytes:
    return sound(7, f"/media/voice-messages/{message_id}.mp3")


def links(sandbox: Sandbox) -> int:
    return sum(one.path.endswith("/audio-url") for one in sandbox.talkroute.requests)


async def test_a_voicemail_is_saved(talkroute: Talkroute, tmp_path: Path) -> None:
    message = await talkroute.voice_messages.list().first()
    assert message is not None

    seen: list[tuple[int, int | None]] = []
    file = await talkroute.voice_messages.download(
        message.id, tmp_path / "a.mp3", on_progress=lambda *done: seen.append(done)
    )

    assert file.path.read_bytes() == voicemail(message.id)
    assert (file.content_type, seen[-1]) == ("audio/mpeg", (file.size, file.size))
    assert held(tmp_path) == ["a.mp3"]


async def test_each_attempt_has_a_fresh_link(sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path) -> None:
    sandbox.talkroute.faults.cut_body(path="/media", times=2)

    file = await talkroute.voice_messages.download(410001, tmp_path / "a.mp3")

    assert file.path.read_bytes() == voicemail("410001")
    assert (file.attempts, links(sandbox)) == (3, 3)


async def test_a_link_that_expired_on_the_way_is_asked_for_anew(
    sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path
) -> None:
    sandbox.talkroute.faults.status(403, path="/media", times=1)

    assert (await talkroute.voice_messages.download(410001, tmp_path / "a.mp3")).attempts == 2
    assert links(sandbox) == 2


async def test_the_key_goes_to_the_vendor_alone(server: ScriptedServer, options: Options, tmp_path: Path) -> None:
    async with ScriptedServer() as elsewhere:
        storage = Storage(elsewhere, {"/v/9.mp3": BODY})
        storage.headers["Content-Disposition"] = 'attachment; filename="../../evil.mp3"'
        storage.faults.extend([reset, cut(1000)])
        server.answer({"url": f"{elsewhere.url}/v/9.mp3?signature=x"}, always=True)
        async with Talkroute(CANARY, base_url=server.url, options=options) as talkroute:
            file = await talkroute.voice_messages.download(9, tmp_path / "a.mp3")

    assert file.path.read_bytes() == BODY
    assert all("authorization" in one.headers for one in server.requests)
    assert not any("authorization" in one.headers for one in elsewhere.requests)
    assert held(tmp_path) == ["a.mp3"]


async def test_what_is_no_sound_is_no_file(sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path) -> None:
    sandbox.talkroute.faults.html(200, path="/media", times=None)

    with pytest.raises(UnexpectedContent):
        await talkroute.voice_messages.download(410001, tmp_path / "a.mp3")

    assert held(tmp_path) == []


async def test_too_much_is_no_file(talkroute: Talkroute, tmp_path: Path) -> None:
    with pytest.raises(BodyTooLarge):
        await talkroute.voice_messages.download(410001, tmp_path / "a.mp3", max_bytes=1000)

    assert held(tmp_path) == []


async def test_every_voicemail_is_saved_whatever_goes_wrong(
    sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path
) -> None:
    faults = sandbox.talkroute.faults
    faults.reset(path="/media", times=None, every=17)
    faults.cut_body(path="/media", times=None, every=23)
    faults.status(403, path="/media", times=None, every=29)
    patient = talkroute.with_options(retry=RetryPolicy(attempts=20))  # one file may meet several faults in a row
    messages = patient.voice_messages.list().prefetch(2)

    async for done in patient.voice_messages.download_all(messages, tmp_path, at_once=16):
        assert done.file is not None, done.error
        assert done.file.path == tmp_path / f"{done.record.id}.mp3"
        assert done.file.path.read_bytes() == voicemail(done.record.id)

    assert len(held(tmp_path)) == 300


async def test_one_that_cannot_be_saved_does_not_end_the_others(
    sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path
) -> None:
    sandbox.talkroute.faults.status(404, path="/v2/voice-messages/410002/audio-url", times=None)
    messages = await talkroute.voice_messages.list().to_list()

    done = [one async for one in talkroute.voice_messages.download_all(messages[-5:], tmp_path, suffix=".wav")]

    assert {one.record.id: type(one.error) for one in done if one.error} == {"410002": NotFound}
    assert held(tmp_path) == [f"{number}.wav" for number in (410001, 410003, 410004, 410005)]


async def test_an_id_is_never_a_path(scripted: Talkroute, server: ScriptedServer, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    paths: list[Path] = []

    async def save(record: str, path: Path) -> DownloadedFile:
        paths.append(path)
        return DownloadedFile(path=path, size=0, sha256="", content_type="", attempts=1)

    ids = ["../up", "/etc/x", "..", ".", "a\\b", "zoë", "a b"]
    async for _ in saved(ids, folder, save, name=str, suffix=".mp3", at_once=1):
        pass

    assert [path.parent for path in paths] == [folder] * len(ids)
    assert len({path.name for path in paths}) == len(ids)


@pytest.mark.parametrize("at_once", [1, 3, 8])
async def test_so_many_are_on_their_way_and_the_source_is_read_as_it_is_needed(tmp_path: Path, at_once: int) -> None:
    running, most, given = 0, 0, 0

    async def records() -> AsyncIterator[int]:
        nonlocal given
        for number in range(20):
            given = number + 1
            yield number

    async def save(record: int, path: Path) -> DownloadedFile:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        running -= 1
        return DownloadedFile(path=path, size=record, sha256="", content_type="", attempts=1)

    sizes, lead = [], 0
    async for done in saved(records(), tmp_path, save, name=str, suffix="", at_once=at_once):
        assert done.file is not None
        sizes.append(done.file.size)
        lead = max(lead, given - len(sizes))

    assert (sorted(sizes), most) == (list(range(20)), at_once)
    assert lead <= at_once


async def test_who_stops_early_leaves_nothing_running(tmp_path: Path) -> None:
    ended: list[str] = []

    async def save(record: int, path: Path) -> DownloadedFile:
        try:
            await asyncio.sleep(0 if record == 0 else 3600)
        finally:
            ended.append(str(record))
        return DownloadedFile(path=path, size=0, sha256="", content_type="", attempts=1)

    results = saved(range(9), tmp_path, save, name=str, suffix="", at_once=4)
    assert (await anext(results)).record == 0
    await results.aclose()

    assert sorted(ended) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("at_once", [0, 65, True, "4"])
async def test_a_number_out_of_range_is_refused(talkroute: Talkroute, tmp_path: Path, at_once: Any) -> None:
    with pytest.raises(ConfigurationError, match="at_once"):
        await anext(talkroute.voice_messages.download_all([], tmp_path, at_once=at_once))


async def test_a_recording_is_saved_from_the_call_s_own_link(
    sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path
) -> None:
    call = next(one for one in await talkroute.call_history.list() if one.recorded)
    sandbox.talkroute.forget_requests()

    file = await talkroute.call_history.download_recording(call, tmp_path / "r.mp3")

    assert file.path.read_bytes() == sound(7, f"/media/recordings/{call.id}.mp3")
    assert [one.path for one in sandbox.talkroute.requests] == [f"/media/recordings/{call.id}.mp3"]


async def test_a_recording_whose_link_has_expired_is_found_in_the_history_again(
    sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path
) -> None:
    sandbox.talkroute.link_seconds = -10.0
    call = next(one for one in await talkroute.call_history.list() if one.recorded)
    sandbox.talkroute.link_seconds = 300.0
    sandbox.talkroute.forget_requests()

    file = await talkroute.call_history.download_recording(call, tmp_path / "r.mp3")

    assert file.size == len(sound(7, f"/media/recordings/{call.id}.mp3"))
    looked = [one for one in sandbox.talkroute.requests if one.path == "/v2/call-history"]
    assert len(looked) == 1
    assert {"after", "before"} <= set(looked[0].query)


async def test_a_recording_that_is_gone_is_not_found(sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path) -> None:
    call = CallRecord(id="gone", recording=f"{sandbox.talkroute.base_url}/media/recordings/gone.mp3?expires=1")

    with pytest.raises(NotFound, match="any more"):
        await talkroute.call_history.download_recording(call, tmp_path / "r.mp3")

    assert held(tmp_path) == []


async def test_a_call_without_a_recording_has_none_to_save(talkroute: Talkroute, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no recording"):
        await talkroute.call_history.download_recording(CallRecord(id="1"), tmp_path / "r.mp3")


async def test_all_recordings_of_a_list_are_saved_and_the_other_calls_left_out(
    talkroute: Talkroute, tmp_path: Path
) -> None:
    calls = await talkroute.call_history.list().to_list()
    recorded = {one.id for one in calls if one.recorded}

    done = [one async for one in talkroute.call_history.download_recordings(calls, tmp_path, at_once=5)]

    assert {one.record.id for one in done if one.file} == recorded
    assert held(tmp_path) == sorted(f"{one}.mp3" for one in recorded)


async def test_a_list_that_cannot_be_read_ends_the_downloads(
    sandbox: Sandbox, talkroute: Talkroute, tmp_path: Path
) -> None:
    sandbox.talkroute.faults.status(403, path="/v2/voice-messages")

    with pytest.raises(TelephonyError):
        await anext(talkroute.voice_messages.download_all(talkroute.voice_messages.list(), tmp_path))
