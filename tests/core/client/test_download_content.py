"""What comes in place of a file, or in another form: it is read if it can be, and refused once if not."""

import asyncio
import gzip
from pathlib import Path

import pytest

from telephony_clients import (
    NotFound,
    UnexpectedContent,
)
from tests.core.desk import Desk, caught, connections, wrong
from tests.core.storage import BODY, Storage, held
from tests.scripted_server import ScriptedServer


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
async def test_a_file_that_is_sent_packed_is_unpacked(
    storage: Storage, desk: Desk, folder: Path, encoding: str
) -> None:
    import zlib  # noqa: PLC0415

    packed = zlib.compress(BODY) if encoding == "deflate" else gzip.compress(BODY[:9]) + gzip.compress(BODY[9:])
    storage.files["/recordings/7"] = packed
    storage.headers["Content-Encoding"] = encoding
    told: list[tuple[int, int | None]] = []

    await desk.download("/recordings/7", folder / "7.mp3", on_progress=lambda *now: told.append(now))

    assert (folder / "7.mp3").read_bytes() == BODY
    assert told[-1] == (len(BODY), None)


@pytest.mark.parametrize("how", ["cut, with the length it promised", "cut, with a length that fits", "no gzip at all"])
async def test_a_packed_file_that_is_cut_is_fetched_again(storage: Storage, desk: Desk, folder: Path, how: str) -> None:
    packed = gzip.compress(BODY)
    storage.files["/recordings/7"] = packed
    storage.headers["Content-Encoding"] = "gzip"

    async def broken(writer: asyncio.StreamWriter, start: bytes, body: bytes) -> bool:
        body = b"x" * len(body) if how == "no gzip at all" else body[:-9]
        if how == "cut, with a length that fits":
            start = start.replace(str(len(packed)).encode(), str(len(packed) - 9).encode())
        writer.write(start + body)
        await writer.drain()
        return False

    storage.faults += [broken]

    file = await desk.download("/recordings/7", folder / "7.mp3")

    assert file.path.read_bytes() == BODY
    assert storage.asked == [None, None]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip"])
async def test_a_file_in_an_encoding_that_nobody_asked_for_is_refused_once(
    storage: Storage, desk: Desk, folder: Path, encoding: str
) -> None:
    storage.headers["Content-Encoding"] = encoding

    error = await caught(desk.download("/recordings/7", folder / "7.mp3"))

    assert isinstance(error, UnexpectedContent)
    assert encoding in str(error)
    assert (len(storage.server.requests), held(folder)) == (1, [])


@pytest.mark.parametrize(
    ("kind", "accept"),
    [
        ("audio/mpeg", "audio/*"),
        ("Audio/MPEG; rate=8000", "audio/mpeg"),
        ("application/zip", "text/csv, application/zip"),
        ("", "audio/*"),
    ],
)
async def test_content_of_the_kind_that_was_asked_for(
    storage: Storage, desk: Desk, folder: Path, kind: str, accept: str
) -> None:
    storage.headers["Content-Type"] = kind

    assert (await desk.download("/recordings/7", folder / "7.mp3", accept=accept)).size == len(BODY)


@pytest.mark.parametrize("kind", ["text/html", "application/octet-stream", "audiobook/x", "application/json"])
async def test_content_of_another_kind_is_refused_once(storage: Storage, desk: Desk, folder: Path, kind: str) -> None:
    storage.headers["Content-Type"] = kind
    (folder / "7.mp3").write_bytes(b"before")

    error = await caught(desk.download("/recordings/7", folder / "7.mp3", accept="audio/*"))

    assert isinstance(error, UnexpectedContent)
    assert f"{kind} instead of audio/*" in str(error)
    assert BODY.startswith(error.body)
    assert len(error.body) < len(BODY) / 2
    assert len(storage.server.requests) == 1
    assert (held(folder), (folder / "7.mp3").read_bytes()) == (["7.mp3"], b"before")
    assert connections(desk) == 0


async def test_a_refusal_in_place_of_the_file_is_the_vendors(server: ScriptedServer, desk: Desk, folder: Path) -> None:
    server.answer(wrong("not ready", "E1"))

    error = await caught(desk.download("/recordings/7", folder / "7.mp3", accept="audio/*"))

    assert "not ready" in str(error)
    assert getattr(error, "code", None) == "E1"
    assert (len(server.requests), held(folder)) == (1, [])


@pytest.mark.parametrize("status", [202, 204])
async def test_a_success_that_is_no_file_is_refused(
    server: ScriptedServer, desk: Desk, folder: Path, status: int
) -> None:
    server.raw(f"HTTP/1.1 {status} Later\r\nContent-Length: 0\r\n\r\n".encode())

    assert isinstance(await caught(desk.download("/recordings/7", folder / "7.mp3")), UnexpectedContent)
    assert (len(server.requests), held(folder)) == (1, [])


async def test_an_error_is_the_vendors_own(server: ScriptedServer, desk: Desk, folder: Path) -> None:
    server.answer(wrong("no such recording", "E404"), status=404)

    error = await caught(desk.download("/recordings/7", folder / "7.mp3"))

    assert isinstance(error, NotFound)
    assert (error.message, error.code, error.vendor) == ("no such recording", "E404", desk._engine.adapter.vendor)
    assert (len(server.requests), held(folder)) == (1, [])


async def test_a_huge_error_is_read_up_to_the_cap(server: ScriptedServer, desk: Desk, folder: Path) -> None:
    server.answer(status=404, body=b"gone " * 200_000, headers={"Content-Type": "text/plain"})

    error = await caught(desk.with_options(max_body=100_000).download("/recordings/7", folder / "7.mp3"))

    assert isinstance(error, NotFound)
    assert len(error.body) <= 100_000
