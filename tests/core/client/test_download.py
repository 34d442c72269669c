"""Downloads: the file is whole or absent whatever happens on the way, and what came already is not fetched twice."""

import asyncio
import hashlib
from pathlib import Path

import attrs
import pytest

from telephony_clients import (
    TruncatedBody,
)
from tests.core.desk import Desk, caught, until, wrong
from tests.core.storage import BODY, Storage, begin, content, cut, held, reset
from tests.scripted_server import ScriptedServer


async def test_a_file_is_written_as_it_is(storage: Storage, desk: Desk, folder: Path) -> None:
    file = await desk.download("/recordings/7", folder / "7.mp3", params={"kind": "mp3"}, accept="audio/*")

    assert file.path.read_bytes() == BODY
    assert attrs.asdict(file) == {
        "path": folder / "7.mp3",
        "size": len(BODY),
        "sha256": hashlib.sha256(BODY).hexdigest(),
        "content_type": "audio/mpeg",
        "attempts": 1,
    }
    (seen,) = storage.server.requests
    assert (seen.method, seen.target) == ("GET", "/recordings/7?kind=mp3")
    assert (seen.headers["accept"], seen.headers["accept-encoding"]) == ("audio/*", "identity")
    assert "x-api-key" in seen.headers
    assert held(folder) == ["7.mp3"]


async def test_the_path_may_be_a_text_and_the_mode_is_that_of_any_file(
    storage: Storage, desk: Desk, folder: Path
) -> None:
    (folder / "usual").touch()

    file = await desk.download("/recordings/7", str(folder / "7.mp3"))

    assert file.path.stat().st_mode == (folder / "usual").stat().st_mode


async def test_an_empty_file_is_a_file(storage: Storage, desk: Desk, folder: Path) -> None:
    storage.files["/recordings/7"] = b""

    assert (await desk.download("/recordings/7", folder / "7.mp3")).size == 0
    assert (folder / "7.mp3").read_bytes() == b""


@pytest.mark.parametrize("name", ["../../evil.mp3", "/etc/evil.mp3"])
async def test_the_vendors_name_for_the_file_is_never_used(
    storage: Storage, desk: Desk, folder: Path, name: str
) -> None:
    storage.headers["Content-Disposition"] = f'attachment; filename="{name}"'

    await desk.download("/recordings/7", folder / "7.mp3")

    assert held(folder) == ["7.mp3"]
    assert held(folder.parent) == ["calls"]


async def test_what_is_missing_is_fetched_and_no_more(storage: Storage, desk: Desk, folder: Path) -> None:
    storage.faults += [cut(2_000_000), reset, cut(700_000)]

    file = await desk.download("/recordings/7", folder / "7.mp3")

    assert file.path.read_bytes() == BODY
    assert file.sha256 == hashlib.sha256(BODY).hexdigest()
    assert file.attempts == 4
    begins = [begin(range_) for range_ in storage.asked]
    assert begins[0] == 0 < begins[1] == begins[2] < begins[3]
    assert begins[1] <= 2_000_000
    assert begins[3] <= begins[2] + 700_000


CHANGES: dict[str, dict[str, str]] = {
    "no tag": {"ETag": ""},
    "a weak tag": {"ETag": 'W/"1"'},
    "a tag without quotes": {"ETag": "1"},
}


@pytest.mark.parametrize("change", CHANGES)
async def test_without_a_strong_tag_all_of_it_is_fetched_again(
    storage: Storage, desk: Desk, folder: Path, change: str
) -> None:
    storage.headers |= CHANGES[change]
    storage.faults += [cut(2_000_000)]

    file = await desk.download("/recordings/7", folder / "7.mp3")

    assert file.path.read_bytes() == BODY
    assert storage.asked == [None, None]


async def test_a_file_that_has_changed_is_fetched_anew(storage: Storage, desk: Desk, folder: Path) -> None:
    other = content(1_000_000, seed=1)

    async def change(writer: asyncio.StreamWriter, start: bytes, body: bytes) -> bool:
        storage.files["/recordings/7"] = other
        return await cut(2_000_000)(writer, start, body)

    storage.faults += [change]

    file = await desk.download("/recordings/7", folder / "7.mp3")

    assert file.path.read_bytes() == other
    assert file.sha256 == hashlib.sha256(other).hexdigest()


async def test_a_server_without_ranges_sends_it_all_again(storage: Storage, desk: Desk, folder: Path) -> None:
    storage.ranges = False
    storage.faults += [cut(2_000_000)]

    file = await desk.download("/recordings/7", folder / "7.mp3")

    assert file.path.read_bytes() == BODY


PARTS: dict[str, dict[str, str]] = {
    "another beginning": {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}"},
    "another size": {"Content-Range": "bytes {begin}-3000001/3000002"},
    "no place": {"Content-Range": ""},
    "no tag": {"ETag": ""},
    "another tag": {"ETag": '"other"'},
}


@pytest.mark.parametrize("part", PARTS)
async def test_a_part_that_does_not_fit_is_not_used(storage: Storage, desk: Desk, folder: Path, part: str) -> None:
    async def lie(writer: asyncio.StreamWriter, start: bytes, body: bytes) -> bool:
        assert start.startswith(b"HTTP/1.1 206")
        lines = dict(line.split(": ", 1) for line in start.decode().split("\r\n")[1:-2])
        changes = {name: value.format(begin=len(BODY) - len(body)) for name, value in PARTS[part].items()}
        changed = {name: value for name, value in {**lines, **changes}.items() if value}
        writer.write("\r\n".join(["HTTP/1.1 206 Part", *map(": ".join, changed.items()), "", ""]).encode() + body)
        await writer.drain()
        return False

    storage.faults += [cut(2_000_000), lie]

    file = await desk.download("/recordings/7", folder / "7.mp3")

    assert file.path.read_bytes() == BODY
    assert [begin(range_) > 0 for range_ in storage.asked] == [False, True, False]


async def test_a_part_that_there_is_not_is_not_asked_for_again(storage: Storage, desk: Desk, folder: Path) -> None:
    storage.refuses = lambda seen: (416, {}) if "range" in seen.headers else None
    storage.faults += [cut(2_000_000)]

    file = await desk.download("/recordings/7", folder / "7.mp3")

    assert file.path.read_bytes() == BODY
    assert [begin(range_) > 0 for range_ in storage.asked] == [False, True, False]


async def test_a_part_that_nobody_asked_for_is_not_the_file(server: ScriptedServer, desk: Desk, folder: Path) -> None:
    server.answer(status=206, body=b"the end", headers={"Content-Range": "bytes 5-11/12"}, always=True)

    error = await caught(desk.download("/recordings/7", folder / "7.mp3"))

    assert isinstance(error, TruncatedBody)
    assert len(server.requests) == 4
    assert held(folder) == []


async def test_a_throttled_account_is_waited_for(server: ScriptedServer, desk: Desk, folder: Path) -> None:
    server.answer(wrong("slowly"), status=429, headers={"Retry-After": "2"}).answer(wrong("oops"), status=503)
    Storage(server, {"/recordings/7": BODY})

    file = await desk.download("/recordings/7", folder / "7.mp3")

    assert (file.path.read_bytes() == BODY, file.attempts) == (True, 3)
    assert desk.gate.snapshot().refusals == 1
    assert desk.gate.snapshot().in_flight == 0


async def test_another_call_does_not_wait_for_the_end_of_a_file(storage: Storage, desk: Desk, folder: Path) -> None:
    storage.faults += [storage.stop(100)]

    task = asyncio.create_task(desk.download("/recordings/7", folder / "7.mp3"))
    await until(lambda: storage.server.requests and desk.gate.snapshot().in_flight == 0)

    assert held(folder) != ["7.mp3"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert held(folder) == []
