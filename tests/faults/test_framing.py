"""Answers that are framed oddly: each is read whole or is an error, and none spoils the call after it."""

import asyncio
import gzip
import zlib

import attrs
import pytest

from telephony_clients import BodyTooLarge, LostResponse, Options, ProtocolError, RetryPolicy, TelephonyError
from telephony_clients import TruncatedBody as Cut
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, caught, connections, fine, settle
from tests.scripted_server import ScriptedServer

BODY = b'{"state": "fine", "payload": "whole"}'
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


def packed(body: bytes, encoding: str) -> bytes:
    data = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    return OK + f"Content-Encoding: {encoding}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data


WHOLE = {
    "a length": OK + LENGTH + b"\r\n" + BODY,
    "the same length twice in one header": OK + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY,
    "no reason": OK.replace(b" OK", b"") + LENGTH + b"\r\n" + BODY,
    "HTTP/1.0": OK.replace(b"1.1", b"1.0") + LENGTH + b"\r\n" + BODY,
    "one chunk for each byte": OK + CHUNKED + b"\r\n" + chunks(*(BODY[at : at + 1] for at in range(len(BODY)))),
    "extensions of chunks": OK + CHUNKED + b"\r\n%x;a=b\r\n%s\r\n0;c\r\n\r\n" % (len(BODY), BODY),
    "trailers": OK + CHUNKED + b"\r\n" + chunks(BODY, end=b"0\r\nX-Sum: 1\r\n\r\n"),
    "a hundred headers": OK + b"".join(b"X-%d: 1\r\n" % one for one in range(100)) + LENGTH + b"\r\n" + BODY,
    "names in capitals": OK.upper().replace(b"APPLICATION/JSON", b"application/json") + LENGTH.upper() + b"\r\n" + BODY,
    "gzip": packed(BODY, "gzip"),
    "deflate": packed(BODY, "deflate"),
}
"""Answers that are read whole, on a connection that is used again unless HTTP/1.0 closes it."""


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("pieces", ["at once", "byte by byte"])
async def test_an_answer_is_read_whole(server: ScriptedServer, desk: Desk, kind: str, pieces: str) -> None:
    async def act(writer: asyncio.StreamWriter) -> bool:
        for at in range(len(WHOLE[kind])):
            writer.write(WHOLE[kind][at : at + 1])
            await asyncio.sleep(0)
        return True

    for _ in range(2):
        if pieces == "at once":
            server.raw(WHOLE[kind])
        else:
            server.do(act)
        response = await desk.request("POST", "/lines", json={})
        assert (response.data, response.attempts) == ("whole", 1)

    assert server.connections == (2 if kind == "HTTP/1.0" else 1)


@pytest.mark.parametrize("apart", [True, False])
async def test_a_body_behind_a_204_spoils_nothing(server: ScriptedServer, desk: Desk, apart: bool) -> None:  # noqa: FBT001
    """Where both come at once, the parser gives the answer up with what follows it: it may have been carried out."""
    head = OK.replace(b"200 OK", b"204 No Content") + LENGTH + b"\r\n"

    async def act(writer: asyncio.StreamWriter) -> bool:
        writer.write(head if apart else head + BODY)
        await settle()
        writer.write(BODY if apart else b"")
        return True

    server.do(act).answer(fine("next"), always=True)
    if apart:
        await desk.lines.delete("7")
    else:
        error = await caught(desk.lines.delete("7"))
        assert isinstance(error, ProtocolError)
        assert error.outcome is Outcome.UNKNOWN
    await settle()

    for _ in range(3):
        response = await desk.request("POST", "/lines", json={})
        assert (response.data, response.attempts) == ("next", 1)


BROKEN: dict[str, tuple[bytes, tuple[type[TelephonyError], ...]]] = {
    "a length below nothing": (OK + b"Content-Length: -1\r\n\r\n", (ProtocolError,)),
    "a length in words": (OK + b"Content-Length: many\r\n\r\n", (ProtocolError,)),
    "a length with a plus": (OK + b"Content-Length: +37\r\n\r\n" + BODY, (ProtocolError,)),
    "two lengths in one header": (OK + b"Content-Length: 37, 38\r\n\r\n" + BODY, (ProtocolError,)),
    "a header without a colon": (OK + b"Nonsense\r\n" + LENGTH + b"\r\n" + BODY, (ProtocolError,)),
    "a blank before the colon": (OK + b"X-A : 1\r\n" + LENGTH + b"\r\n" + BODY, (ProtocolError,)),
    "NUL in a header": (OK + b"X-A: \x00\r\n" + LENGTH + b"\r\n" + BODY, (ProtocolError,)),
    "a thousand headers": (OK + b"".join(b"X-%d: 1\r\n" % one for one in range(1000)) + b"\r\n", (ProtocolError,)),
    "a header of 100 KB": (OK + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n", (ProtocolError,)),
    "a reason of 100 KB": (b"HTTP/1.1 200 " + b"a" * 100_000 + b"\r\n\r\n", (ProtocolError,)),
    "a status of two digits": (b"HTTP/1.1 20 OK\r\n\r\n", (ProtocolError,)),
    "a status of four digits": (b"HTTP/1.1 2000 OK\r\n\r\n", (ProtocolError,)),
    "HTTP/3.0": (OK.replace(b"1.1", b"3.0") + LENGTH + b"\r\n" + BODY, (ProtocolError,)),
    "an odd size of a chunk": (OK + CHUNKED + b"\r\nzz\r\n" + BODY, (ProtocolError, Cut)),
    "a chunk below nothing": (OK + CHUNKED + b"\r\n-5\r\n" + BODY, (ProtocolError, Cut)),
    "a chunk beyond all bounds": (OK + CHUNKED + b"\r\n" + b"f" * 30 + b"\r\n" + BODY, (ProtocolError, Cut)),
    "a chunk longer than it says": (OK + CHUNKED + b"\r\n5\r\n" + BODY + b"\r\n0\r\n\r\n", (ProtocolError, Cut)),
    "cut in the size of a chunk": (OK + CHUNKED + b"\r\n25", (Cut,)),
    "cut between two chunks": (OK + CHUNKED + b"\r\n" + chunks(BODY, end=b""), (Cut,)),
    "cut before the end of the trailers": (OK + CHUNKED + b"\r\n" + chunks(BODY, end=b"0\r\n"), (Cut,)),
    "cut in the head": (OK[:30], (LostResponse,)),
    "cut at the end of the head": (OK + LENGTH, (LostResponse,)),
    "cut after the head": (OK + LENGTH + b"\r\n", (Cut,)),
    "cut before the last byte": (OK + LENGTH + b"\r\n" + BODY[:-1], (Cut,)),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_answer_is_an_error_and_spoils_nothing(
    server: ScriptedServer, options: Options, kind: str
) -> None:
    data, kinds = BROKEN[kind]
    server.raw(data, close=True).answer(fine("next"), always=True)
    async with Desk(server.url, attrs.evolve(options, retry=RetryPolicy.off())) as desk:
        error = await caught(desk.request("POST", "/lines", json={}))
        assert type(error) in kinds
        assert (await desk.request("POST", "/lines", json={})).data == "next"
        assert connections(desk) == 0


async def test_ten_thousand_small_gzip_members_end_at_the_cap(server: ScriptedServer, options: Options) -> None:
    members = gzip.compress(b" " * 2**10) * 10_000
    server.raw(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(members) + members)
    async with Desk(server.url, attrs.evolve(options, max_body=2**20)) as desk:
        assert isinstance(await caught(desk.request("GET", "/lines")), BodyTooLarge)
        assert connections(desk) == 0


async def test_interim_answers_without_end_end_with_the_deadline(server: ScriptedServer, options: Options) -> None:
    async def act(writer: asyncio.StreamWriter) -> bool:
        while not writer.is_closing():
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0)
        return False

    server.do(act)
    async with asyncio.timeout(5), Desk(server.url, attrs.evolve(options, deadline=0.2)) as desk:
        error = await caught(desk.request("GET", "/lines"))
        assert connections(desk) == 0

    assert type(error).__name__ == "DeadlineExceeded"
