"""How downloads end that do not come to their end: nothing is left, and what was there before is untouched."""

import asyncio
import errno
import os
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import (
    BodyTooLarge,
    ConfigurationError,
    ReadTimeout,
    RetryPolicy,
    Timeouts,
    TruncatedBody,
)
from telephony_clients.core.client import download
from tests.core.desk import Desk, caught, connections, until
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop
from tests.core.storage import BODY, Storage, begin, cut, dripping, held
from tests.scripted_server import ScriptedServer


@pytest.mark.parametrize(
    "policy", [RetryPolicy.off(), RetryPolicy(attempts=2), RetryPolicy(budget_ratio=0, budget_floor=0)]
)
async def test_repeats_are_those_of_the_policy(storage: Storage, desk: Desk, folder: Path, policy: RetryPolicy) -> None:
    storage.faults += [cut(10)] * 9
    (folder / "7.mp3").write_bytes(b"before")
    async with Desk(storage.server.url, attrs.evolve(desk.options, retry=policy)) as other:
        error = await caught(other.download("/recordings/7", folder / "7.mp3"))

    assert isinstance(error, TruncatedBody)
    assert len(storage.server.requests) == len(error.attempts) == min(policy.attempts, 2 if policy.budget_floor else 1)
    assert held(folder) == ["7.mp3"]
    assert (folder / "7.mp3").read_bytes() == b"before"


@pytest.mark.parametrize("told", [True, False])
async def test_a_file_larger_than_the_cap_leaves_nothing(
    storage: Storage, desk: Desk, folder: Path, told: object
) -> None:
    if not told:
        storage.headers |= {"Content-Length": "", "Connection": "close"}
        storage.faults += [cut(len(BODY))]

    error = await caught(desk.download("/recordings/7", folder / "7.mp3", max_bytes=len(BODY) - 1))

    assert isinstance(error, BodyTooLarge)
    assert str(len(BODY) - 1) in str(error)
    assert (len(storage.server.requests), held(folder)) == (1, [])
    assert connections(desk) == 0


async def test_the_cap_counts_what_came_before(storage: Storage, desk: Desk, folder: Path) -> None:
    storage.headers |= {"Transfer-Encoding": "", "Content-Length": "", "Connection": "close"}

    async def grows(writer: asyncio.StreamWriter, start: bytes, body: bytes) -> bool:
        return await cut(len(body))(writer, start.replace(b"/3000001", b"/*"), body)

    storage.faults += [storage.stop(2_000_000), grows]

    options = attrs.evolve(desk.options, timeouts=Timeouts(read=0.1))
    async with Desk(storage.server.url, options) as other:
        error = await caught(other.download("/recordings/7", folder / "7.mp3", max_bytes=2_500_000))

    assert isinstance(error, BodyTooLarge)
    assert held(folder) == []


async def test_the_cap_is_exact(storage: Storage, desk: Desk, folder: Path) -> None:
    assert (await desk.download("/recordings/7", folder / "7.mp3", max_bytes=len(BODY))).size == len(BODY)


async def test_progress_is_told_and_goes_on_after_a_cut(storage: Storage, desk: Desk, folder: Path) -> None:
    storage.faults += [cut(2_000_000)]
    told: list[tuple[int, int | None]] = []

    await desk.download("/recordings/7", folder / "7.mp3", on_progress=lambda *now: told.append(now))

    sizes = [size for size, _ in told]
    assert sizes == sorted(set(sizes))
    assert {total for _, total in told} == {len(BODY)}
    assert begin(storage.asked[1]) in sizes
    assert sizes[-1] == len(BODY)


async def test_what_progress_raises_ends_the_download(storage: Storage, desk: Desk, folder: Path) -> None:
    def stopped(size: int, total: int | None) -> None:
        raise RuntimeError("the user left")

    error = await caught(desk.download("/recordings/7", folder / "7.mp3", on_progress=stopped))

    assert isinstance(error, ConfigurationError)
    assert "the user left" in str(error)
    assert (len(storage.server.requests), held(folder)) == (1, [])
    assert connections(desk) == 0


@pytest.mark.parametrize("when", ["while it arrives", "while it is written", "while it is moved"])
async def test_nothing_is_left_of_a_download_that_is_cancelled(
    storage: Storage, desk: Desk, folder: Path, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "7.mp3").write_bytes(b"before")
    task: asyncio.Task[Any]
    if when == "while it arrives":
        storage.faults += [storage.stop(2_000_000)]
    else:
        loop = asyncio.get_running_loop()
        name = "_write" if when == "while it is written" else "_move"
        real = getattr(download.PartFile, name)

        def slow(part: download.PartFile, *arguments: Any) -> None:
            loop.call_soon_threadsafe(task.cancel)
            real(part, *arguments)

        monkeypatch.setattr(download.PartFile, name, slow)
    task = asyncio.create_task(desk.download("/recordings/7", folder / "7.mp3"))
    if when == "while it arrives":
        await until(lambda: any(path.stat().st_size for path in folder.glob(".*")))
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert held(folder) == ["7.mp3"]
    assert (folder / "7.mp3").read_bytes() in {b"before", BODY if when == "while it is moved" else b"before"}
    assert connections(desk) == 0


async def test_a_full_disk_is_told_and_nothing_is_left(
    storage: Storage, desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(part: download.PartFile, chunks: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(download.PartFile, "_write", full)

    error = await caught(desk.download("/recordings/7", folder / "7.mp3"))

    assert isinstance(error, ConfigurationError)
    assert "No space left on device" in str(error)
    assert (len(storage.server.requests), held(folder)) == (1, [])
    assert connections(desk) == 0


async def test_what_cannot_be_a_file_is_told_before_anything_is_sent(
    server: ScriptedServer, desk: Desk, folder: Path
) -> None:
    bad: list[dict[str, Any]] = [
        {"path": folder},
        {"path": folder / "none" / "7.mp3"},
        {"path": ""},
        {"accept": "audio"},
        {"accept": "audio/*\r\nX-Evil: 1"},
        {"max_bytes": 0},
        {"max_bytes": 1.5},
        {"url": "recordings/7"},
        {"url": lambda: 7},
        {"url": lambda: "/recordings/7"},
        {"url": lambda: f"{server.url}/7", "params": {"a": 1}},
        {"url": None},
        {"url": "/../7"},
        {"url": "ftp://host/7"},
        {"url": "http://user:word@host/7"},
        {"url": "http://host/ä"},
        {"url": "http://host/a b"},
        {"url": "http://host:99999/"},
        {"url": f"{server.url}/7", "params": {"a": 1}},
    ]
    for one in bad:
        arguments: dict[str, Any] = {"url": "/recordings/7", "path": folder / "7.mp3", **one}
        assert isinstance(await caught(desk.download(**arguments)), ConfigurationError), one

    assert (server.connections, held(folder)) == (0, [])


async def test_what_a_function_for_the_url_raises_is_raised_as_it_is(
    storage: Storage, desk: Desk, folder: Path
) -> None:
    class Odd(Exception):
        pass

    async def url() -> str:
        raise Odd

    with pytest.raises(Odd):
        await desk.download(url, folder / "7.mp3")
    assert held(folder) == []


@in_loop_time
async def test_no_deadline_runs_while_a_file_arrives(tmp_path: Path) -> None:
    async with desk_in_loop_time(deadline=5, timeouts=Timeouts(read=3)) as (server, desk):
        storage = Storage(server, {"/recordings/7": BODY[:1000]})
        storage.faults += [dripping(2, 10)]
        began = loop().time()

        await desk.download("/recordings/7", tmp_path / "7.mp3")

        assert loop().time() - began >= 20


@in_loop_time
async def test_silence_ends_an_attempt_and_the_next_one_goes_on(tmp_path: Path) -> None:
    async with desk_in_loop_time(deadline=60, timeouts=Timeouts(read=3)) as (server, desk):
        storage = Storage(server, {"/recordings/7": BODY[:1000]})
        storage.faults += [storage.stop(400)]

        await desk.download("/recordings/7", tmp_path / "7.mp3")

        assert (tmp_path / "7.mp3").read_bytes() == BODY[:1000]
        assert storage.asked == [None, "bytes=400-"]


@in_loop_time
async def test_lasting_silence_is_a_read_timeout(tmp_path: Path) -> None:
    async with desk_in_loop_time(timeouts=Timeouts(read=3), retry=RetryPolicy(attempts=2)) as (server, desk):
        storage = Storage(server, {"/recordings/7": BODY[:1000]})
        storage.faults += [storage.stop(400), storage.stop(0)]

        error = await caught(desk.download("/recordings/7", tmp_path / "7.mp3"))

        assert isinstance(error, ReadTimeout)
        assert held(tmp_path) == []
