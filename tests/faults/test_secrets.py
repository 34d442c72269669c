"""The key, and what a signed address holds, show nowhere: in no error, log, event, repr, pickle or crash report."""

import asyncio
import json
import logging
import pickle
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import Options, RetryPolicy, TelephonyError, Timeouts
from telephony_clients.core.events import Event
from telephony_clients.core.wire.upload import FilePart, Upload
from tests.canary import LEAK, shown, shown_of_frames
from tests.core.desk import KEY, Desk, answer_by, caught, fine
from tests.core.storage import head
from tests.scripted_server import ScriptedServer, Seen

pytestmark = pytest.mark.fault("secrets")

Fault = Callable[[ScriptedServer], object]


def echo(status: int, kind: str = "application/json", spell: Callable[[str], str] = str) -> Fault:
    """Answer with what came: the key in the message, in the body and in a header."""

    def respond(seen: Seen) -> bytes:
        key = spell(seen.headers.get("x-api-key", KEY))
        body = f'{{"state": "wrong", "reason": {{"text": "no such key {key}", "id": "{key}"}}, "more": "{key}"}}'
        about = {"Content-Type": kind, "Content-Length": f"{len(body.encode())}", "X-Echo": key, "X-Request-Id": key}
        return head(status, about) + body.encode()

    return lambda server: answer_by(server, respond)


def escaped(key: str) -> str:
    return "".join(f"\\u{ord(one):04x}" for one in key)


def percent(key: str) -> str:
    return "".join(f"%{ord(one):02X}" for one in key)


FAULTS: dict[str, Fault] = {
    "no answer": lambda server: server.hang_up(always=True),
    "a reset": lambda server: server.reset(always=True),
    "no HTTP": lambda server: server.raw(f"{KEY}\r\n\r\n".encode(), close=True, always=True),
    "a broken header": lambda server: server.raw(f"HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n".encode(), close=True, always=True),
    "a redirect": lambda server: server.answer(
        status=302, headers={"Location": f"http://a.b/?token={KEY}"}, always=True
    ),
    "401": echo(401),
    "403": echo(403),
    "404": echo(404),
    "422": echo(422),
    "429": echo(429),
    "500": echo(500),
    "503 with HTML": echo(503, "text/html"),
    "a success that says failure": echo(200),
    "a success with HTML": echo(200, "text/html"),
    "the key in escapes": echo(400, spell=escaped),
    "the key in percent signs": echo(400, spell=percent),
    "the key in bytes that are no text": echo(400, "application/octet-stream"),
    "odd JSON": lambda server: server.answer(body=f'{{"state": "fine", "payload": {KEY}'.encode(), always=True),
    "another model": lambda server: server.answer(fine({"id": {"key": KEY}}), always=True),
    "cut short": lambda server: server.raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + KEY.encode(), close=True, always=True
    ),
    "too large": lambda server: server.answer(body=KEY.encode() * 9000, always=True),
    "silence": lambda server: [server.silence() for _ in range(9)],
}


async def streamed(desk: Desk, _: Path) -> None:
    async with desk.stream("/lines/7", accept="audio/*") as stream:
        [chunk async for chunk in stream]


CALLS: dict[str, Callable[[Desk, Path], Awaitable[object]]] = {
    "a read": lambda desk, _: desk.lines.get("7"),
    "a write": lambda desk, _: desk.request("POST", "/lines", json={}, params={"token": KEY}),
    "a list": lambda desk, _: desk.lines.list().prefetch(2).to_list(),
    "an upload": lambda desk, _: desk.request("POST", "/files", upload=Upload(FilePart(b"abc", filename="a"))),
    "a stream": streamed,
    "a download": lambda desk, folder: desk.download("/7", folder / "7", params={"sig": KEY}, accept="audio/*"),
}


@pytest.fixture
async def asyncio_debug() -> AsyncIterator[None]:
    """asyncio tells more in its debug mode, and logs slow callbacks with their arguments."""
    running = asyncio.get_running_loop()
    running.set_debug(True)
    running.slow_callback_duration = 1e-9
    yield
    running.set_debug(False)


def check_shown(error: TelephonyError) -> None:
    for text in shown(error):
        check(text)


def check(text: str) -> None:
    assert not LEAK.search(text)


NO_FAULTS = {
    *(("another model", call) for call in ("a write", "an upload")),
    *((fault, call) for fault in ("odd JSON", "too large") for call in ("a stream", "a download")),
}
"""What is none to such a call, or to which it is of no interest what the body holds."""


@pytest.mark.usefixtures("asyncio_debug")
@pytest.mark.parametrize(("fault", "call"), sorted({(fault, call) for fault in FAULTS for call in CALLS} - NO_FAULTS))
async def test_no_fault_shows_the_key(  # noqa: PLR0917 - fixtures
    server: ScriptedServer, options: Options, fault: str, call: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[Event] = []
    options = attrs.evolve(
        options,
        on_event=told.append,
        max_body=2**16,
        retry=RetryPolicy.off(),
        timeouts=Timeouts(read=0.05 if fault == "silence" else 30),
    )
    FAULTS[fault](server)

    async with Desk(server.url, options) as desk:
        check_shown(await caught(CALLS[call](desk, tmp_path)))
        for thing in (desk, vars(desk), desk._engine, options):
            check(repr(thing))

    assert KEY in repr([seen.headers for seen in server.requests])
    check(repr([told, *(attrs.asdict(event, recurse=False) for event in told)]))
    check(repr(pickle.dumps(told)))
    check(caplog.text)
    check(repr([vars(record) for record in caplog.records]))


@pytest.mark.parametrize("call", ["a read", "a list", "an upload", "a stream"])
async def test_a_call_that_is_cancelled_shows_no_key_in_a_crash_report(
    server: ScriptedServer, desk: Desk, call: str, tmp_path: Path
) -> None:
    FAULTS["silence"](server)
    task = asyncio.ensure_future(CALLS[call](desk, tmp_path))
    await server.arrived.wait()
    task.cancel()

    try:
        await task
    except asyncio.CancelledError as cancelled:
        frames = [*shown_of_frames(cancelled)]
    assert frames
    for frame in frames:
        check(frame)


@pytest.mark.parametrize("name", ["sig", "X-Amz-Signature", "X-Amz-Credential", "token", "Key-Pair-Id"])
@pytest.mark.parametrize("how", ["download", "stream"])
@pytest.mark.parametrize("fault", ["404", "no answer", "cut short", "a redirect", "nobody there"])
async def test_no_fault_shows_what_a_signed_address_holds(  # noqa: PLR0917 - fixtures
    server: ScriptedServer, options: Options, fault: str, how: str, name: str, tmp_path: Path
) -> None:
    told: list[Event] = []
    options = attrs.evolve(options, on_event=told.append, retry=RetryPolicy.off())
    url = f"{server.url if fault != 'nobody there' else 'http://127.0.0.1:1'}/7?{name}={KEY}"
    if fault != "nobody there":
        FAULTS[fault](server)

    async def stream(desk: Desk) -> None:
        async with desk.stream(url) as opened:
            [chunk async for chunk in opened]

    async with Desk("http://127.0.0.1:1/api", options) as desk:
        error = await caught(desk.download(url, tmp_path / "7") if how == "download" else stream(desk))

    for text in (*shown(error), repr(told), repr([attrs.asdict(event, recurse=False) for event in told])):
        check(text)


async def test_a_view_a_pager_and_a_response_show_no_key(server: ScriptedServer, options: Options) -> None:
    server.answer(fine([{"id": "7"}]), always=True)
    async with Desk(server.url, attrs.evolve(options, headers={"X-Other": KEY})) as desk:
        view = desk.with_options(headers={"X-Secret-Too": KEY}, proxy=None)
        pager = view.lines.list()
        with view.responses() as seen:
            page = await pager
        things: list[Any] = [desk, view, pager, page, seen, view.options, desk.lines, desk.gate, desk.gate.snapshot()]
        for thing in things:
            check(repr(thing) + str(thing) + repr(getattr(thing, "__dict__", "")))
        check(json.dumps([pager.cursor, page.items[0].to_dict()]))
        check(repr(pickle.dumps([seen, page])))


async def test_a_refused_proxy_or_base_url_shows_no_password(options: Options) -> None:
    makes: list[Callable[[], object]] = [
        lambda: Desk(f"http://ann:{KEY}@127.0.0.1:1", options),
        lambda: Desk(f"ftp://127.0.0.1/{KEY}", options),
        lambda: Desk("http://127.0.0.1:1", Options(proxy=f"socks5://ann:{KEY}@127.0.0.1:1")),
        lambda: Desk("http://127.0.0.1:1", options, api_key=f"{KEY}\n"),
        lambda: Desk("http://127.0.0.1:1", Options(headers={"X-A": f"{KEY}\n"})),
        lambda: Desk("http://127.0.0.1:1", options, api_key=KEY.encode()),  # type: ignore[arg-type]
    ]
    for make in makes:
        with pytest.raises(TelephonyError) as refused:
            make()
        for text in shown(refused.value):
            check(text)


async def test_a_proxy_that_fails_shows_no_password(options: Options) -> None:
    for proxy in (f"http://ann:{KEY}@127.0.0.1:1", f"http://{KEY}:x@127.0.0.1:1"):
        view = Desk("http://127.0.0.1:2", attrs.evolve(options, proxy=proxy, retry=RetryPolicy.off()))
        async with view as desk:
            error = await caught(desk.lines.get("7"))
            for text in (*shown(error), repr(desk.options), repr(desk)):
                check(text)
