"""Answers that arrive and cannot be used: cut, too large, empty, or of another kind; none is passed on in part."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import attrs
import pytest

from telephony_clients import (
    BadResponse,
    BodyTooLarge,
    DecodeError,
    EmptyResponse,
    Options,
    RateLimited,
    RetryPolicy,
    ServerError,
    TelephonyError,
    TruncatedBody,
    UnexpectedContent,
)
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, caught, connections, fine, wire
from tests.scripted_server import ScriptedServer

LINE = fine({"id": "7", "displayName": "Front desk, at the left of the door"})
GZIPPED = gzip.compress(wire(LINE).partition(b"\r\n\r\n")[2])


def head(*lines: str, status: int = 200) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status} Status", "Content-Type: application/json", *lines, "", ""]).encode()


def gzip_head(length: int) -> bytes:
    return head("Content-Encoding: gzip", f"Content-Length: {length}")


CUTS: dict[str, tuple[bytes, type[TelephonyError]]] = {
    "a body cut short": (wire(LINE)[:-9], TruncatedBody),
    "a promise without a byte": (head("Content-Length: 40"), TruncatedBody),
    "chunks without an end": (head("Transfer-Encoding: chunked") + b'8\r\n{"state"\r\n', TruncatedBody),
    "a chunk cut in two": (head("Transfer-Encoding: chunked") + b'ff\r\n{"state"', TruncatedBody),
    "gzip cut, with the length it promised": (gzip_head(len(GZIPPED)) + GZIPPED[:-12], TruncatedBody),
    "gzip cut, with a length that fits": (gzip_head(len(GZIPPED) - 20) + GZIPPED[:-20], BadResponse),
    "gzip that is none": (gzip_head(30) + b"x" * 30, TruncatedBody),
    "no length and an early end": (head("Connection: close") + wire(LINE).partition(b"\r\n\r\n")[2][:-9], DecodeError),
}


@pytest.mark.parametrize("cut", CUTS)
async def test_a_cut_answer_is_asked_for_again(server: ScriptedServer, desk: Desk, cut: str) -> None:
    server.raw(CUTS[cut][0], close=True).answer(LINE)

    line = await desk.lines.get("7")

    assert line.display_name == "Front desk, at the left of the door"
    assert len(server.requests) == 2


@pytest.mark.parametrize("cut", CUTS)
async def test_a_cut_answer_to_a_write_may_have_been_carried_out(server: ScriptedServer, desk: Desk, cut: str) -> None:
    server.raw(CUTS[cut][0], close=True)

    error = await caught(desk.request("POST", "/lines", json={}))

    assert isinstance(error, CUTS[cut][1])
    assert isinstance(error, BadResponse)
    assert (error.outcome, error.status) == (Outcome.UNKNOWN, 200)
    assert error.headers["content-type"] == "application/json"
    assert len(server.requests) == 1
    assert connections(desk) == 0


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, ServerError)])
@pytest.mark.parametrize("how", ["cut", "endless"])
async def test_a_refusal_stands_however_its_body_ends(
    server: ScriptedServer, options: Options, status: int, kind: type[TelephonyError], how: str
) -> None:
    if how == "cut":
        server.raw(head("Content-Length: 400", status=status) + b"please wait", close=True)
    else:
        server.raw(head("Content-Length: 400", status=status) + b"please wait" + b"." * 389)
    options = attrs.evolve(options, retry=RetryPolicy.off(), max_body=399)
    async with Desk(server.url, options) as desk:
        error = await caught(desk.request("POST", "/lines", json={}))

    assert isinstance(error, kind)
    assert "please wait" in str(error) or how == "endless"


async def endless(writer: asyncio.StreamWriter) -> bool:
    writer.write(head("Transfer-Encoding: chunked"))
    while not writer.is_closing():
        writer.write(b"8000\r\n" + b" " * 0x8000 + b"\r\n")
        await writer.drain()
    return False


async def test_an_endless_body_ends_at_the_cap(server: ScriptedServer, options: Options) -> None:
    server.do(endless)
    async with asyncio.timeout(10), Desk(server.url, attrs.evolve(options, max_body=2**20)) as desk:
        error = await caught(desk.request("GET", "/lines"))
        assert connections(desk) == 0

    assert isinstance(error, BodyTooLarge)
    assert len(error.body) <= 2**20
    assert len(server.requests) == 1


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(bytes(2**20)) for _ in range(megabytes)), packer.flush()])


async def test_a_gzip_bomb_ends_at_the_cap_on_what_it_unpacks_to(server: ScriptedServer, options: Options) -> None:
    packed = bomb(64)
    server.raw(gzip_head(len(packed)) + packed)
    async with Desk(server.url, attrs.evolve(options, max_body=2**20)) as desk:
        tracemalloc.start()
        try:
            error = await caught(desk.request("GET", "/lines"))
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert isinstance(error, BodyTooLarge)
    assert most < 8 * 2**20


async def test_the_cap_is_exact(server: ScriptedServer, desk: Desk) -> None:
    size = len(wire(LINE).partition(b"\r\n\r\n")[2])
    server.answer(LINE).answer(LINE)

    assert (await desk.with_options(max_body=size).lines.get("7")).id == "7"
    assert isinstance(await caught(desk.with_options(max_body=size - 1).lines.get("7")), BodyTooLarge)


EMPTY: dict[str, Callable[[ScriptedServer], ScriptedServer]] = {
    "204": lambda server: server.raw(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "200 without a byte": lambda server: server.answer(body=b""),
    "200 with a blank": lambda server: server.answer(body=b" \r\n"),
}


@pytest.mark.parametrize("kind", EMPTY)
async def test_a_success_without_data_is_fine_where_none_is_expected(
    server: ScriptedServer, desk: Desk, kind: str
) -> None:
    EMPTY[kind](server)

    await desk.lines.delete("7")

    assert len(server.requests) == 1


@pytest.mark.parametrize("kind", EMPTY)
async def test_a_success_without_data_is_an_error_where_data_is_expected(
    server: ScriptedServer, options: Options, kind: str
) -> None:
    EMPTY[kind](server)
    async with Desk(server.url, attrs.evolve(options, retry=RetryPolicy.off())) as desk:
        error = await caught(desk.lines.get("7"))

    assert isinstance(error, EmptyResponse)
    assert error.status in {200, 204}


@pytest.mark.parametrize("content_type", ["text/plain", "application/vnd.api+json; charset=utf-8", "x", ""])
async def test_json_under_another_name_is_read(server: ScriptedServer, desk: Desk, content_type: str) -> None:
    server.answer(LINE, headers={"Content-Type": content_type})

    assert (await desk.lines.get("7")).id == "7"


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"<!doctype html><h1>Sign in</h1>", "text/html; charset=utf-8", UnexpectedContent),
        (b"  <html>", "application/json", UnexpectedContent),
        (b"plain words", "text/plain", DecodeError),
        (b'{"state": "fine"', "application/json", DecodeError),
        (b'{"state": "fine", "payload": NaN}', "application/json", DecodeError),
        (b"\xff\xfe{\x00}\x00", "application/json", DecodeError),
        (b"[" * 100_000, "application/json", DecodeError),
    ],
)
async def test_a_success_that_is_not_the_vendors_json(
    server: ScriptedServer, options: Options, body: bytes, content_type: str, kind: type[BadResponse]
) -> None:
    server.answer(body=body, headers={"Content-Type": content_type, "X-Seen": "proxy"})
    async with Desk(server.url, attrs.evolve(options, retry=RetryPolicy(attempts=1))) as desk:
        error = await caught(desk.lines.get("7"))

    assert type(error) is kind
    assert isinstance(error, BadResponse)
    assert (error.body, error.headers["x-seen"], error.status) == (body, "proxy", 200)
    assert [attempt.status for attempt in error.attempts] == [200]


@pytest.mark.parametrize(
    "content_type",
    [
        *(
            "audio/mpeg",
            "Audio/WAV; rate=8000",
            "video/mp4",
            "image/png",
            "application/octet-stream",
            "application/pdf",
        ),
        *("application/zip", "text/html; charset=utf-8", "text/csv", "text/xml", "multipart/mixed; boundary=x"),
    ],
)
async def test_a_success_of_another_kind_is_not_read_whole_and_never_asked_for_again(
    server: ScriptedServer, desk: Desk, content_type: str
) -> None:
    sent = 0

    async def recording(writer: asyncio.StreamWriter) -> bool:
        nonlocal sent
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: 50000000\r\n\r\n".encode())
        while sent < 50_000_000 and not writer.is_closing():
            writer.write(b"\xff\xfb" + bytes(0x7FFE))
            sent += 0x8000
            await writer.drain()
        return False

    server.do(recording, always=True)

    error = await caught(desk.request("GET", "/recordings/7"))

    assert isinstance(error, UnexpectedContent)
    assert error.outcome is Outcome.ANSWERED
    assert content_type.partition(";")[0].lower() in str(error)
    assert "client.download" in str(error)
    assert error.body.startswith(b"\xff\xfb")
    assert len(server.requests) == 1
    assert sent < 20_000_000
    assert connections(desk) == 0


@pytest.mark.parametrize("kind", EMPTY)
async def test_a_success_without_data_may_be_of_any_kind(server: ScriptedServer, desk: Desk, kind: str) -> None:
    content_type = b"\r\nContent-Type: text/html\r\n"
    sent = {"204": b"", "200 without a byte": b"Content-Length: 0\r\n", "200 with a blank": b"Content-Length: 1\r\n"}
    status = b"HTTP/1.1 204 No" if kind == "204" else b"HTTP/1.1 200 OK"
    server.raw(status + content_type + sent[kind] + b"\r\n" + (b" " if kind == "200 with a blank" else b""))

    await desk.lines.delete("7")


async def test_an_error_of_any_kind_is_the_vendors(server: ScriptedServer, desk: Desk) -> None:
    server.answer(status=429, body=b"slowly", headers={"Content-Type": "audio/mpeg"}).answer(LINE)

    assert (await desk.lines.get("7")).id == "7"


async def test_a_success_that_is_packed_in_an_unknown_way_is_not_asked_for_again(
    server: ScriptedServer, desk: Desk
) -> None:
    server.answer(body=b"\x0b\x02", headers={"Content-Encoding": "br"})

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, UnexpectedContent)
    assert "sent as br" in str(error)
    assert server.requests[0].headers["accept-encoding"] == "gzip, deflate"
    assert (len(server.requests), connections(desk)) == (1, 0)


async def test_an_error_that_is_packed_in_an_unknown_way_counts(server: ScriptedServer, options: Options) -> None:
    server.answer(status=503, body=b"\x0b\x02", headers={"Content-Encoding": "br"})
    async with Desk(server.url, attrs.evolve(options, retry=RetryPolicy.off())) as desk:
        assert isinstance(await caught(desk.request("GET", "/lines")), ServerError)
