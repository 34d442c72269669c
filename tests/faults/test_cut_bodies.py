"""A body that ends too soon is no answer: it is asked for again if that does no harm, and never passed on in part."""

import asyncio
import gzip
import zlib
from pathlib import Path

import attrs
import pytest

from telephony_clients import BadResponse, DecodeError, Options, RetryPolicy, ServerError, TruncatedBody
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, caught, connections, numbered, wire, wrong
from tests.core.storage import held
from tests.faults.kinds_of_call import FILE, Kind, fitting, meeting, of_each_kind, of_kinds
from tests.scripted_server import ScriptedServer, Seen

WORDS = 'the door at the left, and "the other one", behind it'
LINE = b'{"state": "fine", "payload": {"id": "7", "displayName": "%s"}}' % WORDS.replace('"', '\\"').encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MEMBER = gzip.compress(LINE)


def promised(body: bytes, length: int, *more: bytes) -> bytes:
    return HEAD + b"".join([b"%s\r\n" % line for line in more]) + b"Content-Length: %d\r\n\r\n%s" % (length, body)


def packed(body: bytes, encoding: bytes = b"gzip") -> bytes:
    """Send what is left of a packed body, with a length that fits."""
    return promised(body, len(body), b"Content-Encoding: " + encoding)


CUT = {
    "seven bytes of a hundred": promised(LINE[:7], 100),
    "all but the last byte": promised(LINE[:-1], len(LINE)),
    "no byte": promised(b"", len(LINE)),
    "a whole record, and more was promised": promised(LINE, len(LINE) + 1),
    "before the first chunk": CHUNKED,
    "in the size of a chunk": CHUNKED + b"%x" % len(LINE),
    "in a chunk": CHUNKED + b"%x\r\n%s" % (len(LINE), LINE[:20]),
    "behind a chunk": CHUNKED + b"%x\r\n%s\r\n" % (len(LINE), LINE),
    "in the last chunk": CHUNKED + b"%x\r\n%s\r\n0\r\n" % (len(LINE), LINE),
}
PACKED = {
    "gzip without its trailer": packed(MEMBER[:-8]),
    "gzip without its last twelve bytes": packed(MEMBER[:-12]),
    "gzip without its last byte": packed(MEMBER[:-1]),
    "gzip of no byte but the head": packed(MEMBER[:10]),
    "a second member without its end": packed(MEMBER + gzip.compress(b" " * 99)[:-9]),
    "deflate without its trailer": packed(zlib.compress(LINE)[:-4], b"deflate"),
    "gzip with a wrong sum": packed(MEMBER[:-8] + bytes(4) + MEMBER[-4:]),
    "gzip in chunks": HEAD
    + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    % (len(MEMBER) - 12, MEMBER[:-12]),
}
UNFRAMED = {
    "half a record": HEAD + b"Connection: close\r\n\r\n" + LINE[: len(LINE) // 2],
    "all but the last byte": HEAD + b"Connection: close\r\n\r\n" + LINE[:-1],
    "in HTTP/1.0": HEAD.replace(b"1.1", b"1.0") + b"\r\n" + LINE[:-1],
    "in the middle of a character": HEAD + b"Connection: close\r\n\r\n" + '{"payload": "é'.encode()[:-1],
}
EACH = [
    *(pytest.param(data, TruncatedBody, marks=pytest.mark.fault("body cut off"), id=why) for why, data in CUT.items()),
    *(
        pytest.param(data, TruncatedBody, marks=pytest.mark.fault("gzip cut off"), id=why)
        for why, data in PACKED.items()
    ),
    *(
        pytest.param(data, DecodeError, marks=pytest.mark.fault("body without length cut off"), id=f"{why}, no length")
        for why, data in UNFRAMED.items()
    ),
]


@pytest.mark.parametrize(("data", "error"), EACH)
@of_kinds("a record", "POST")
async def test_no_part_of_a_record_is_passed_on(
    options: Options, kind: Kind, data: bytes, error: type[BadResponse], tmp_path: Path
) -> None:
    async with meeting(kind, options, lambda server: server.raw(data, close=True)) as (server, desk):
        if kind.repeatable:
            assert await kind.make(desk, tmp_path) == kind.found
            assert len(server.requests) == 2
            return
        failure = await caught(kind.make(desk, tmp_path))

        assert isinstance(failure, error)
        assert failure.outcome is Outcome.UNKNOWN
        assert (failure.status, len(server.requests)) == (200, 1)
        assert connections(desk) == 0


@pytest.mark.fault("body cut off")
@of_each_kind
async def test_a_call_whose_answers_are_always_cut_fails_as_often_as_it_may(
    options: Options, kind: Kind, tmp_path: Path
) -> None:
    """A stream is not asked for again, since some of it was given."""
    async with meeting(kind, options) as (server, desk):

        async def half(writer: asyncio.StreamWriter) -> bool:
            answer = fitting(server.requests[-1])
            writer.write(answer[:-9])
            await writer.drain()
            return False

        server.do(half, always=True)
        error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, TruncatedBody)
        assert len(server.requests) == (4 if kind.repeatable and kind.make.__name__ != "_stream" else 1)
        assert held(tmp_path) == []
        assert connections(desk) == 0


@pytest.mark.fault("body cut off", "gzip cut off", "body without length cut off")
@pytest.mark.parametrize("ahead", [0, 4])
@pytest.mark.parametrize("why", ["cut", "packed", "unframed"])
async def test_a_list_goes_on_behind_a_page_that_was_cut(
    server: ScriptedServer, desk: Desk, ahead: int, why: str
) -> None:
    broken = {"2"}

    def respond(seen: Seen) -> bytes:
        answer = numbered(9)(seen)
        if not broken or "page=2" not in seen.target:
            return answer
        broken.clear()
        head, _, body = answer.partition(b"\r\n\r\n")
        return {"cut": head + b"\r\n\r\n" + body[:-1], "packed": packed(gzip.compress(body)[:-5])}.get(
            why, HEAD + b"Connection: close\r\n\r\n" + body[:-1]
        )

    async def act(writer: asyncio.StreamWriter) -> bool:
        whole = not broken
        writer.write(respond(server.requests[-1]))
        await writer.drain()
        return whole or bool(broken)

    server.do(act, always=True)

    lines = [line.id async for line in desk.lines.list(page_size=3).prefetch(ahead)]

    assert lines == [str(number) for number in range(1, 10)]


@pytest.mark.fault("body cut off")
async def test_a_page_that_is_always_cut_leaves_a_cursor_to_go_on_from(server: ScriptedServer, desk: Desk) -> None:
    async def act(writer: asyncio.StreamWriter) -> bool:
        second = "page=2" in server.requests[-1].target
        answer = numbered(9)(server.requests[-1])
        writer.write(answer[:-1] if second else answer)
        return not second

    server.do(act, always=True)
    found: list[str] = []

    async def read() -> None:
        async for line in desk.lines.list(page_size=3):
            found.append(line.id)  # noqa: PERF401 - what came before the error counts

    error = await caught(read())

    assert isinstance(error, TruncatedBody)
    assert found == ["1", "2", "3"]
    server.do(lambda writer: _write(writer, numbered(9)(server.requests[-1])), always=True)
    rest = await desk.lines.list(page_size=3, cursor=error.cursor).to_list()
    assert [line.id for line in rest] == [str(number) for number in range(4, 10)]


async def _write(writer: asyncio.StreamWriter, data: bytes) -> bool:
    writer.write(data)
    return True


@pytest.mark.fault("body cut off")
@pytest.mark.parametrize("status", [404, 422, 500])
async def test_an_error_counts_however_its_body_ends(server: ScriptedServer, options: Options, status: int) -> None:
    server.raw(wire(wrong("no such line"), status=status)[:-3], close=True)
    async with Desk(server.url, attrs.evolve(options, retry=RetryPolicy.off())) as desk:
        error = await caught(desk.request("POST", "/lines", json={}))

    assert getattr(error, "status", 0) == status
    assert isinstance(error, ServerError) is (status == 500)
    assert not isinstance(error, TruncatedBody)


def _file(body: bytes, length: int | None) -> bytes:
    framing = b"Connection: close" if length is None else b"Content-Length: %d" % length
    return b"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\n" + framing + b"\r\n\r\n" + body


@pytest.mark.fault("body cut off", "gzip cut off")
@pytest.mark.parametrize("why", ["cut", "packed"])
@of_kinds("a download", "a stream")
async def test_no_part_of_a_file_is_the_file(options: Options, kind: Kind, why: str, tmp_path: Path) -> None:
    data = _file(FILE[:-9], len(FILE))
    if why == "packed":
        body = gzip.compress(FILE)[:-8]
        data = _file(body, len(body)).replace(b"Content-Length", b"Content-Encoding: gzip\r\nContent-Length")
    async with meeting(kind, options, lambda server: server.raw(data, close=True)) as (server, desk):
        if kind.make.__name__ == "_download":
            assert await kind.make(desk, tmp_path) == FILE
            assert (len(server.requests), held(tmp_path)) == (2, ["7.wav"])
        else:
            assert isinstance(await caught(kind.make(desk, tmp_path)), TruncatedBody)
        assert connections(desk) == 0
