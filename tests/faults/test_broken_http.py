"""What is no HTTP is no answer of the vendor's, whatever number it may look like; it spoils no call after it."""

import asyncio
from pathlib import Path

import pytest

from telephony_clients import Options, ProtocolError
from telephony_clients.core.errors import ApiError, Outcome
from tests.core.desk import caught, connections
from tests.faults.kinds_of_call import Kind, fitting, meeting, of_each_kind, of_kinds

pytestmark = pytest.mark.fault("broken HTTP")
BODY = b'{"state": "wrong", "reason": {"text": "no"}}'
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BROKEN = {
    "a status in words": b"HTTP/1.1 fine OK\r\n\r\n",
    "no status": b"HTTP/1.1\r\n\r\n",
    "a negative status": OK.replace(b"200", b"-200") + LENGTH + b"\r\n" + BODY,
    "no version": b"HTTP/ 200 OK\r\n\r\n",
    "another protocol": b"220 mail.example ESMTP\r\n",
    "JSON without a head": BODY,
    "a page without a head": b"<html>\r\n<p>400 Bad Request</p>\r\n\r\n",
    "TLS where none was asked for": b"\x15\x03\x01\x00\x02\x02\x46\r\n\r\n",
    "noise": bytes(range(256)) * 40 + b"\r\n\r\n",
    "a header of 20 KB": OK + b"X-Long: " + b"a" * 20_000 + b"\r\n" + LENGTH + b"\r\n" + BODY,
    "a name of 20 KB": OK + b"a" * 20_000 + b": 1\r\n" + LENGTH + b"\r\n" + BODY,
    "two lengths": OK + LENGTH + b"Content-Length: 2\r\n\r\n" + BODY,
    "a length and chunks": OK + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": OK + b"Transfer-Encoding: chunked\r\n" + LENGTH + b"\r\n0\r\n\r\n",
    "a size of a chunk that is none": OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=list(BROKEN))
@of_kinds("a record", "POST")
async def test_what_is_no_http_is_no_answer(options: Options, kind: Kind, data: bytes, tmp_path: Path) -> None:
    async with meeting(kind, options, lambda server: server.raw(data, close=True)) as (server, desk):
        if kind.repeatable:
            assert await kind.make(desk, tmp_path) == kind.found
            assert len(server.requests) == 2
            return
        failure = await caught(kind.make(desk, tmp_path))

        assert isinstance(failure, ProtocolError)
        assert not isinstance(failure, ApiError)
        assert failure.outcome is Outcome.UNKNOWN
        assert len(failure.attempts) == len(server.requests) == 1
        assert connections(desk) == 0


@of_each_kind
async def test_a_server_that_speaks_no_http_is_named(options: Options, kind: Kind, tmp_path: Path) -> None:
    data = BROKEN["two lengths"]
    async with meeting(kind, options) as (server, desk):
        server.raw(data, close=True, always=True)
        error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, ProtocolError)
        assert f"The answer of {server.url.removeprefix('http://')} is not proper HTTP" in str(error)
        assert len(server.requests) == (4 if kind.repeatable else 1)


@pytest.mark.parametrize("endless", [b"a" * 4096, b"X-A: 1\r\n" * 512, b"X-A: 1\r\n b\r\n" * 256])
@of_kinds("POST")
async def test_a_head_without_end_ends_at_its_limit(
    options: Options, kind: Kind, endless: bytes, tmp_path: Path
) -> None:
    written = 0

    async def act(writer: asyncio.StreamWriter) -> bool:
        nonlocal written
        writer.write(OK)
        while not writer.is_closing():
            writer.write(endless)
            written += len(endless)
            await writer.drain()
        return False

    async with asyncio.timeout(2), meeting(kind, options, lambda server: server.do(act)) as (_, desk):
        assert isinstance(await caught(kind.make(desk, tmp_path)), ProtocolError)
        assert connections(desk) == 0
    assert written < 16 * 2**20


@of_kinds("a record", "POST", "a list")
async def test_a_broken_answer_on_a_kept_connection_spoils_no_call_after_it(
    options: Options, kind: Kind, tmp_path: Path
) -> None:
    async with meeting(kind, options) as (server, desk):
        for data in BROKEN.values():
            assert await kind.make(desk, tmp_path) == kind.found

            async def broken(writer: asyncio.StreamWriter, data: bytes = data) -> bool:
                writer.write(data + fitting(server.requests[-1]))
                await writer.drain()
                return False

            server.do(broken)
            await caught(desk.request("POST", "/lines/7", json={}))
        assert await kind.make(desk, tmp_path) == kind.found
        assert connections(desk) == 0
