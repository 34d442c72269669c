"""Bodies without end, and bodies that unpack to far more than they are: both end at the cap, in memory and in time."""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import BodyTooLarge, NotFound, Options, ServerError
from telephony_clients.core.errors import BadResponse, Outcome
from tests.core.desk import Desk, caught, connections, fine
from tests.core.storage import held
from tests.faults.kinds_of_call import Kind, meeting, of_kinds, own
from tests.faults.raw_server import raw_server
from tests.scripted_server import ScriptedServer, read_request

MIB = 2**20
CAP = MIB
CHUNK = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
ALL_READ = ("a record", "a list", "a list read ahead", "POST", "PUT that does no harm", "an upload that does no harm")
Act = Callable[[asyncio.StreamWriter], Awaitable[bool]]


def head(*lines: str, status: int = 200, kind: str = "application/json") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status} Status", f"Content-Type: {kind}", *lines, "", ""]).encode()


def endless(beginning: bytes, piece: bytes) -> Act:
    """Send pieces until the connection is closed."""

    async def act(writer: asyncio.StreamWriter) -> bool:
        writer.write(beginning)
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
        return False

    return act


@contextmanager
def within_memory(most: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most, f"{peak / MIB:.1f} MiB"


ENDLESS = {
    "in chunks": endless(head("Transfer-Encoding: chunked"), CHUNK),
    "until the end of the connection": endless(head("Connection: close"), b" " * 0x8000),
    "of a terabyte": endless(head(f"Content-Length: {2**40}"), b" " * 0x8000),
    "of one text": endless(head("Transfer-Encoding: chunked") + b'1\r\n"\r\n', CHUNK.replace(b" ", b"x")),
    "of brackets": endless(head("Transfer-Encoding: chunked"), CHUNK.replace(b" ", b"[")),
    "of small chunks": endless(head("Transfer-Encoding: chunked"), (b"64\r\n" + b" " * 100 + b"\r\n") * 400),
}


@pytest.mark.fault("endless body")
@pytest.mark.parametrize("how", ENDLESS)
@of_kinds(*ALL_READ, opened=(own,))
async def test_a_body_without_end_ends_at_the_cap(options: Options, tmp_path: Path, kind: Kind, how: str) -> None:
    options = attrs.evolve(options, max_body=CAP)
    async with asyncio.timeout(5), meeting(kind, options, lambda server: server.do(ENDLESS[how])) as (server, desk):
        with within_memory(CAP + 4 * MIB):
            error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, BodyTooLarge)
        assert (error.outcome, error.status, len(server.requests)) == (Outcome.ANSWERED, 200, 1)
        assert str(CAP) in str(error)
        assert 0 < len(error.body) <= 2**16
        assert connections(desk) == 0
        assert await kind.make(desk, tmp_path) == kind.found
        assert server.connections > 1


@pytest.mark.fault("endless body")
@pytest.mark.parametrize("how", ["in chunks", "of a terabyte"])
@of_kinds("POST", "a download", "a stream")
async def test_an_error_without_end_is_the_vendors_all_the_same(
    options: Options, tmp_path: Path, kind: Kind, how: str
) -> None:
    length = "Transfer-Encoding: chunked" if how == "in chunks" else f"Content-Length: {2**40}"
    act = endless(head(length, status=404), CHUNK)
    async with (
        asyncio.timeout(5),
        meeting(kind, attrs.evolve(options, max_body=CAP), lambda server: server.do(act)) as (server, desk),
    ):
        with within_memory(CAP + 4 * MIB):
            error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, NotFound)
        assert len(server.requests) == 1
        assert len(error.body) <= 2**16
        assert connections(desk) == 0


@pytest.mark.fault("endless body")
@pytest.mark.parametrize("how", ["in chunks", "until the end of the connection", "of a terabyte"])
async def test_a_file_without_end_ends_at_its_own_cap(
    desk: Desk, server: ScriptedServer, tmp_path: Path, how: str
) -> None:
    async def streamed() -> None:
        async with desk.stream("/recordings/7", max_bytes=MIB) as stream:
            async for _ in stream:
                pass

    for call in (desk.download("/recordings/7", tmp_path / "7", max_bytes=MIB), streamed()):
        server.do(ENDLESS[how])
        async with asyncio.timeout(5):
            with within_memory(4 * MIB):
                error = await caught(call)

        assert isinstance(error, BodyTooLarge)
        assert str(MIB) in str(error)
        assert held(tmp_path) == []
        assert connections(desk) == 0


def packed(megabytes: int, window_bits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, window_bits)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(megabytes)), packer.flush()])


BOMBS: dict[str, Callable[[], tuple[str, bytes]]] = {
    "gzip": lambda: ("gzip", packed(30, 31)),
    "x-gzip": lambda: ("x-gzip", packed(30, 31)),
    "deflate": lambda: ("deflate", packed(30, 15)),
    "deflate without a head": lambda: ("deflate", packed(30, -15)),
    "ten thousand members": lambda: ("gzip", gzip.compress(bytes(3_000)) * 10_000),
}


@pytest.fixture(scope="module", params=BOMBS)
def bomb(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """The encoding and the bytes of what unpacks to 30 MiB."""
    return BOMBS[request.param]()


@pytest.mark.fault("compressed bomb")
@pytest.mark.parametrize("status", [200, 500])
@of_kinds("a list read ahead", "POST", "a download", opened=(own,))
async def test_a_bomb_is_not_unpacked_beyond_the_cap(
    options: Options, tmp_path: Path, kind: Kind, bomb: tuple[str, bytes], status: int
) -> None:
    if status == 200 and (kind.found is None or isinstance(kind.found, bytes)):
        pytest.skip("a file may be that large")
    encoding, body = bomb
    answer = head(f"Content-Encoding: {encoding}", f"Content-Length: {len(body)}", status=status) + body
    options = attrs.evolve(options, max_body=CAP)
    async with meeting(kind, options, *[lambda server: server.raw(answer)] * 4) as (server, desk):
        began = time.process_time()
        with within_memory(CAP + 4 * MIB):
            error = await caught(kind.make(desk, tmp_path))

        assert time.process_time() - began < 2
        assert isinstance(error, BodyTooLarge if status == 200 else ServerError)
        assert server.requests
        assert connections(desk) == 0


@pytest.mark.fault("compressed bomb")
async def test_a_file_is_not_unpacked_beyond_its_cap(
    server: ScriptedServer, desk: Desk, tmp_path: Path, bomb: tuple[str, bytes]
) -> None:
    encoding, body = bomb
    server.raw(head(f"Content-Encoding: {encoding}", f"Content-Length: {len(body)}", kind="audio/wav") + body)

    with within_memory(6 * MIB):
        error = await caught(desk.download("/recordings/7", tmp_path / "7", max_bytes=MIB))

    assert isinstance(error, BodyTooLarge | BadResponse)
    assert held(tmp_path) == []
    assert connections(desk) == 0


@pytest.mark.fault("compressed bomb")
async def test_many_members_are_read_as_one_body(server: ScriptedServer, desk: Desk) -> None:
    text = "x" * 20_000
    parts = [f'{{"state": "fine", "payload": "{text[:9]}'.encode(), *[b"x"] * 19_991, b'"}']
    body = b"".join(map(gzip.compress, parts[:200])) + gzip.compress(b"".join(parts[200:]))
    server.raw(head("Content-Encoding: gzip", f"Content-Length: {len(body)}") + body)

    assert (await desk.request("POST", "/lines", json={})).data == text


NOTHING = {
    "empty members": gzip.compress(b"") * 1000,
    "a name without end": b"a" * 20_000,
    "empty blocks": b"\x00\x00\x00\xff\xff" * 4000,
}


@asynccontextmanager
async def unpacking_to_nothing(kind: str, status: int) -> AsyncIterator[str]:
    """Open a server of answers that never end and are nothing when they are unpacked."""
    first = {"a name without end": b"\x1f\x8b\x08\x08" + bytes(6), "empty blocks": b"\x1f\x8b\x08\x00" + bytes(6)}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        beginning = head("Content-Encoding: gzip", "Connection: close", status=status) + first.get(kind, b"")
        await endless(beginning, NOTHING[kind])(writer)

    async with raw_server(serve) as url:
        yield url


@pytest.mark.fault("compressed bomb", "endless body")
@pytest.mark.parametrize("kind", NOTHING)
@pytest.mark.parametrize("status", [200, 404])
async def test_a_body_that_unpacks_to_nothing_for_ever_ends_too(
    options: Options, tmp_path: Path, kind: str, status: int
) -> None:
    async def streamed(desk: Desk) -> None:
        async with desk.stream("/recordings/7", max_bytes=MIB) as stream:
            async for _ in stream:
                pass

    async with unpacking_to_nothing(kind, status) as url, Desk(url, attrs.evolve(options, max_body=MIB)) as desk:
        calls: tuple[Awaitable[Any], ...] = (
            desk.download("/recordings/7", tmp_path / "7", max_bytes=MIB),
            streamed(desk),
        )
        for call in calls:
            async with asyncio.timeout(5):
                error = await caught(call)
            assert isinstance(error, BodyTooLarge if status == 200 else NotFound)
        assert connections(desk) == 0
    assert held(tmp_path) == []


@pytest.mark.fault("compressed bomb")
@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "x"])
async def test_what_is_packed_in_another_way_is_not_passed_on(
    server: ScriptedServer, desk: Desk, encoding: str
) -> None:
    body = gzip.compress(packed(10, 31))
    server.raw(head(f"Content-Encoding: {encoding}", f"Content-Length: {len(body)}") + body, always=True)

    with within_memory(4 * MIB):
        error = await caught(desk.request("POST", "/lines", json={}))

    assert error.outcome in {Outcome.UNKNOWN, Outcome.ANSWERED}
    assert connections(desk) == 0
    server.answer(fine({"id": "7"}))
    assert (await desk.lines.get("7")).id == "7"
