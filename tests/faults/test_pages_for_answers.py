"""Pages for people in place of the vendor's JSON: a failure stays one, and a success is none."""

from pathlib import Path

import attrs
import pytest

from telephony_clients import NotFound, Options, RetryPolicy, ServerError, UnexpectedContent
from telephony_clients.core.errors import Outcome
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, caught, connections, fine, wire, wrong
from tests.core.storage import held
from tests.faults.kinds_of_call import Kind, meeting, of_each_kind, of_kinds
from tests.scripted_server import ScriptedServer

PAGE = b"<!doctype html>\n<html><head><title>Out of\n order</title></head><body>Back soon.</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.fault("5xx with HTML")
@pytest.mark.parametrize("status", [500, 502, 503, 504])
@of_each_kind
async def test_a_failure_told_by_a_page_is_asked_again_where_that_does_no_harm(
    options: Options, tmp_path: Path, kind: Kind, status: int
) -> None:
    def fault(server: ScriptedServer) -> None:
        server.answer(body=PAGE, status=status, headers=HTML)

    async with meeting(kind, options, fault) as (server, desk):
        if kind.repeatable:
            assert await kind.make(desk, tmp_path) == kind.found
            assert server.requests[0].target == server.requests[1].target
            return
        error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, ServerError)
        assert (error.status, error.outcome, error.body) == (status, Outcome.UNKNOWN, PAGE)
        assert "Out of order" in str(error)
        assert len(server.requests) == 1
        assert connections(desk) == 0


@pytest.mark.fault("5xx with HTML")
async def test_a_failure_that_lasts_ends_after_the_attempts_of_the_policy(server: ScriptedServer, desk: Desk) -> None:
    server.answer(body=PAGE, status=502, headers=HTML, always=True)

    error = await caught(desk.lines.get("7"))

    assert isinstance(error, ServerError)
    assert [attempt.status for attempt in error.attempts] == [502] * 4
    assert len(server.requests) == 4


@pytest.mark.fault("5xx with HTML")
@pytest.mark.parametrize("before", range(200 - len(KEY), 201, 4))
async def test_200_characters_of_the_page_are_shown_and_nothing_of_the_key(
    server: ScriptedServer, desk: Desk, before: int
) -> None:
    server.answer(body=b"<p>" + b"x" * (before - 3) + f"{KEY} and more".encode() * 9, status=500, headers=HTML)

    error = await caught(desk.request("POST", "/lines", json={}))

    assert isinstance(error, ServerError)
    assert error.message.startswith("<p>xxx")
    assert len(error.message.removesuffix("...")) <= 200
    assert CANARY[:6] not in f"{error} {error.body!r}"


FRAMED = {
    "in chunks": b"Transfer-Encoding: chunked\r\n\r\n5\r\n<h1>S\r\n5\r\norry.\r\n0\r\n\r\n",
    "until the end of the connection": b"Connection: close\r\n\r\n<h1>Sorry.",
    "cut short": b"Content-Length: 1000\r\n\r\n<h1>Sorry.",
    "larger than any answer": b"Content-Length: 100000\r\n\r\n<h1>Sorry." + b"." * 99_990,
    "in another alphabet": b"Content-Length: 14\r\n\r\n<h1>Sorry.\xff\xfe\x00\x81",
    "without a type": b"Content-Type:\r\nContent-Length: 10\r\n\r\n<h1>Sorry.",
    "as JSON that it is not": b"Content-Type: application/json\r\nContent-Length: 10\r\n\r\n<h1>Sorry.",
}


@pytest.mark.fault("5xx with HTML")
@pytest.mark.parametrize("framed", FRAMED)
@of_kinds("a record", "POST", "a download", "a stream")
async def test_the_status_counts_however_the_page_is_sent(
    options: Options, tmp_path: Path, kind: Kind, framed: str
) -> None:
    options = attrs.evolve(options, retry=RetryPolicy.off(), max_body=50_000)
    page = b"HTTP/1.1 502 Bad Gateway\r\n" + FRAMED[framed]
    async with meeting(kind, options, lambda server: server.raw(page, close=True)) as (_, desk):
        error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, ServerError)
        assert (error.status, error.message[:10]) == (502, "<h1>Sorry.")
        assert await desk.with_options(retry=RetryPolicy()).lines.list(page_size=3).to_list()


PAGES = {
    "as it is": (HTML, PAGE),
    "called JSON": ({}, PAGE),
    "called JSON, behind blanks": ({}, b" \r\n\t" + PAGE),
    "called JSON, behind a mark": ({}, b"\xef\xbb\xbf" + PAGE),
    "called JSON, behind a mark and a line end": ({}, b"\xef\xbb\xbf\r\n" + PAGE),
    "called text": ({"Content-Type": "text/plain"}, PAGE),
    "without a type": ({"Content-Type": ""}, PAGE),
    "XML": ({"Content-Type": "application/xml"}, b"<?xml version='1.0'?><Error/>"),
    "XML called JSON": ({}, b"<?xml version='1.0'?><Error/>"),
    "XHTML": ({"Content-Type": "application/xhtml+xml"}, PAGE),
    "JSON that is called a page": (HTML, b'{"state": "fine", "payload": {"id": "7"}}'),
}


@pytest.mark.fault("success with HTML", "wrong content type")
@pytest.mark.parametrize("page", PAGES)
@of_kinds("a record", "a list", "a list read ahead", "POST", "an upload that does no harm")
async def test_a_page_is_no_success_and_the_proxy_is_pointed_at(
    options: Options, tmp_path: Path, kind: Kind, page: str
) -> None:
    headers, body = PAGES[page]
    async with meeting(kind, options, lambda server: server.answer(body=body, headers=headers)) as (server, desk):
        error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, UnexpectedContent)
        assert (error.status, error.body[:30]) == (200, body[:30])
        assert "proxy" in str(error)
        assert len(server.requests) == 1
        assert connections(desk) == 0
        assert await kind.make(desk, tmp_path) == kind.found


@pytest.mark.fault("success with HTML")
@pytest.mark.parametrize("url", ["/recordings/7", "whole"])
async def test_a_page_is_no_recording(server: ScriptedServer, desk: Desk, tmp_path: Path, url: str) -> None:
    server.answer(body=PAGE, headers=HTML, always=True)
    where = url if url != "whole" else f"{server.url}/recordings/7"

    error = await caught(desk.download(where, tmp_path / "7.wav", accept="audio/*"))
    assert isinstance(error, UnexpectedContent)
    assert held(tmp_path) == []

    async def streamed() -> None:
        async with desk.stream(where, accept="audio/*"):
            raise AssertionError("the page was opened")

    assert isinstance(await caught(streamed()), UnexpectedContent)
    assert len(server.requests) == 2
    assert connections(desk) == 0


@pytest.mark.fault("wrong content type")
@pytest.mark.parametrize(
    "content_type",
    [
        *("text/plain", "text/plain; charset=utf-16", "", "json", "application/problem+json", "text/javascript"),
        *("Application/JSON;charset=UTF-8", "text/json", "application/x-json", "unknown"),
    ],
)
@of_kinds("a record", "POST")
async def test_json_is_read_whatever_it_is_called(
    options: Options, tmp_path: Path, kind: Kind, content_type: str
) -> None:
    headers = {"Content-Type": content_type}
    async with meeting(kind, options, lambda server: server.answer(fine({"id": "7"}), headers=headers)) as (_, desk):
        assert await kind.make(desk, tmp_path) == kind.found


@pytest.mark.fault("wrong content type")
async def test_json_without_any_type_is_read(server: ScriptedServer, desk: Desk) -> None:
    server.raw(wire(fine({"id": "7"})).replace(b"Content-Type: application/json\r\n", b""))

    assert (await desk.lines.get("7")).id == "7"


@pytest.mark.fault("wrong content type")
@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "audio/mpeg", ""])
@of_kinds("a record", "POST", "a download")
async def test_the_vendors_words_are_read_from_an_error_whatever_it_is_called(
    options: Options, tmp_path: Path, kind: Kind, content_type: str
) -> None:
    def fault(server: ScriptedServer) -> None:
        server.answer(wrong("no such line", "E7"), status=404, headers={"Content-Type": content_type})

    async with meeting(kind, options, fault) as (_, desk):
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, NotFound)
    assert (error.message, error.code) == ("no such line", "E7")
