"""A server that says nothing, or next to nothing: each call ends in its time, and keeps no other one waiting."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import (
    ConnectError,
    DeadlineExceeded,
    LostResponse,
    RateLimited,
    ReadTimeout,
    RetryPolicy,
    ServerError,
    TelephonyError,
    Timeouts,
)
from telephony_clients.core.errors import Outcome
from tests.core.desk import Desk, answer_by, caught, connections, settle, until, wire, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop, loop_options, taking
from tests.core.storage import held
from tests.faults.kinds_of_call import KINDS, Kind, fitting, meeting, of_each_kind, of_kinds
from tests.scripted_server import Act, ScriptedServer, Seen

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n"
ONCE, TWICE = RetryPolicy.off(), RetryPolicy(attempts=2, base=2)


def dripping(start: bytes = b"", drops: bytes = b"", *, size: int = 1) -> Act:
    """Write a beginning at once, and then drops of so many bytes every half second, the last one again and again."""

    async def act(writer: asyncio.StreamWriter) -> bool:
        writer.write(start)
        left = drops
        for _ in range(400):
            await asyncio.sleep(0.5)
            writer.write(left[:size])
            left = left[size:] or drops[-size:]
        return False

    return act


BEFORE_THE_BODY: dict[str, Act] = {
    "nothing": dripping(),
    "half a status line": dripping(b"HTTP/1.1 2"),
    "a header without its end": dripping(HEAD[:-2]),
    "the head, byte by byte": dripping(b"", HEAD[:40] + b"x"),
    "a header without end, byte by byte": dripping(HEAD[:40], b"x"),
    "headers without end": dripping(HEAD[:-2], b"X-A: 1\r\n" * 40),
    "interim answers without end": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 3),
}


@pytest.mark.fault("headers never come")
@pytest.mark.parametrize("act", BEFORE_THE_BODY.values(), ids=list(BEFORE_THE_BODY))
@of_kinds("a record", "POST", "a stream")
@in_loop_time
async def test_a_head_that_does_not_come_ends_with_the_read_timeout(kind: Kind, act: Act, tmp_path: Path) -> None:
    options = loop_options(timeouts=Timeouts(read=2), retry=TWICE)
    async with meeting(kind, options, lambda server: server.do(act)) as (server, desk):
        if kind.repeatable:
            async with taking(2 + 1):
                assert await kind.make(desk, tmp_path) == kind.found
            assert len(server.requests) == 2
        else:
            async with taking(2):
                error = await caught(kind.make(desk, tmp_path))
            assert isinstance(error, ReadTimeout)
            assert error.outcome is Outcome.UNKNOWN
            assert len(error.attempts) == len(server.requests) == 1
        assert connections(desk) == 0


@pytest.mark.fault("headers never come")
@of_each_kind
@in_loop_time
async def test_a_server_that_never_answers_sees_as_many_requests_as_a_call_may_make(kind: Kind, tmp_path: Path) -> None:
    options = loop_options(timeouts=Timeouts(read=2), retry=TWICE)
    silent = [lambda server: server.silence()] * 2
    async with meeting(kind, options, *silent) as (server, desk):
        async with taking(2 + 1 + 2 if kind.repeatable else 2):
            error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, ReadTimeout)
        assert f"No answer from {server.url.removeprefix('http://')} in time" in str(error)
        assert len(error.attempts) == len(server.requests) == (2 if kind.repeatable else 1)
        assert (connections(desk), desk.gate.snapshot().in_flight, held(tmp_path)) == (0, 0, [])


BODIES: dict[str, Act] = {
    "blanks": dripping(HEAD, b" "),
    "chunks": dripping(HEAD.replace(b"Content-Length: 99999", b"Transfer-Encoding: chunked"), b"1\r\n \r\n", size=6),
    "no length": dripping(HEAD.replace(b"Content-Length: 99999", b"Connection: close"), b" "),
    "a page": dripping(HEAD.replace(b"application/json", b"text/html"), b" "),
    "an error": dripping(HEAD.replace(b"200 OK", b"404 Not Found"), b" "),
    "a refusal": dripping(HEAD.replace(b"200 OK", b"429 Slowly"), b" "),
    "an outage": dripping(HEAD.replace(b"200 OK", b"503 Down"), b" "),
}


@pytest.mark.fault("slow drip")
@pytest.mark.parametrize("act", BODIES.values(), ids=list(BODIES))
@of_kinds("a record", "POST")
@in_loop_time
async def test_a_body_that_drips_ends_with_the_deadline(kind: Kind, act: Act, tmp_path: Path) -> None:
    options = loop_options(deadline=5, timeouts=Timeouts(read=1))
    async with meeting(kind, options, lambda server: server.do(act)) as (server, desk):
        async with taking(5):
            error = await caught(kind.make(desk, tmp_path))

        assert isinstance(error, DeadlineExceeded)
        assert error.outcome is Outcome.UNKNOWN
        assert len(error.attempts) == len(server.requests) == 1
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


@pytest.mark.fault("slow drip")
@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if not isinstance(kind.found, bytes)])
@in_loop_time
async def test_a_body_that_drips_ends_every_kind_of_call(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    options = loop_options(deadline=5, timeouts=Timeouts(read=1))
    async with meeting(kind, options, lambda server: server.do(dripping(HEAD, b" "))) as (_, desk), taking(5):
        assert isinstance(await caught(kind.make(desk, tmp_path)), DeadlineExceeded)


DRIPS: dict[str, Callable[[Desk, Path], Any]] = {
    "calls": lambda desk, _: desk.request("GET", "/drip"),
    "writes": lambda desk, _: desk.request("POST", "/drip", json={}),
    "errors": lambda desk, _: desk.request("GET", "/drip/404"),
    "streams": lambda desk, _: _read(desk),
    "downloads": lambda desk, folder: desk.download("/drip", folder / str(id(object()))),
}


async def _read(desk: Desk) -> None:
    async with desk.stream("/drip") as stream:
        async for _ in stream:
            pass


@pytest.mark.fault("slow drip")
@pytest.mark.parametrize("drips", DRIPS)
@pytest.mark.parametrize("name", ["a record", "a list", "POST", "a stream"])
@in_loop_time
async def test_as_many_bodies_that_drip_as_requests_may_be_in_flight_keep_no_other_call_waiting(
    name: str, drips: str, tmp_path: Path
) -> None:
    kind = KINDS[name]
    async with desk_in_loop_time(concurrency=10, deadline=30) as (server, desk):

        async def act(writer: asyncio.StreamWriter) -> bool:
            target = server.requests[-1].target
            if not target.startswith("/drip"):
                writer.write(fitting(server.requests[-1]))
                return True
            head = HEAD.replace(b"200 OK", b"404 Not Found") if target.endswith("404") else HEAD
            return await dripping(head, b" ")(writer)

        server.do(act, always=True)
        slow = [asyncio.ensure_future(DRIPS[drips](desk, tmp_path)) for _ in range(10)]
        await until(lambda: len(server.requests) == 10)
        await settle()

        async with taking(0):
            found = await asyncio.gather(*(kind.make(desk, tmp_path) for _ in range(30)))

        assert found == [kind.found] * 30
        assert not any(task.done() for task in slow)
        for task in slow:
            task.cancel()
        await asyncio.wait(slow)
        await settle()
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


@pytest.mark.fault("slow drip")
@in_loop_time
async def test_a_probe_whose_answer_drips_opens_the_gate_for_the_others() -> None:
    async with desk_in_loop_time(deadline=30) as (server, desk):
        server.answer(wrong("slowly"), status=429, headers={"Retry-After": "1"}).do(dripping(HEAD, b" "))
        answer_by(server, fitting)
        slow = asyncio.create_task(caught(desk.request("GET", "/drip")))
        await asyncio.sleep(1.5)
        assert len(server.requests) == 2
        async with taking(0):
            assert (await desk.lines.get("7")).id == "7"
        assert isinstance(await slow, DeadlineExceeded)


@pytest.mark.fault("slow drip")
@in_loop_time
async def test_a_refusal_that_drips_still_counts_as_one() -> None:
    """Its place is kept until it is known how long the account is closed."""
    whole = wire(wrong("slowly"), status=429, Retry_After="7")

    async def act(writer: asyncio.StreamWriter) -> bool:
        writer.write(whole[:-5])
        await asyncio.sleep(2)
        writer.write(whole[-5:])
        return True

    async with desk_in_loop_time(concurrency=1) as (server, desk):
        server.do(act)
        began, sent = loop().time(), list[float]()

        def note(seen: Seen) -> bytes:
            sent.append(loop().time() - began)
            return fitting(seen)

        answer_by(server, note)
        await asyncio.gather(desk.lines.get("7"), desk.lines.get("8"))

        assert desk.gate.snapshot().refusals == 1
        assert [time >= 2 + 7 for time in sent] == [True, True]


def _unavailable(**headers: str) -> Callable[[Seen], bytes]:
    return lambda _: wire(wrong("later"), status=503, **headers)


WAITS: dict[str, tuple[Callable[[ScriptedServer], object], type[TelephonyError]]] = {
    "503, later": (lambda server: answer_by(server, _unavailable(Retry_After="60")), ServerError),
    "503": (lambda server: answer_by(server, _unavailable()), ServerError),
    "500": (lambda server: answer_by(server, lambda _: wire(wrong("oops"), status=500)), ServerError),
    "429, later": (
        lambda server: answer_by(server, lambda _: wire(wrong("slowly"), status=429, Retry_After="60")),
        RateLimited,
    ),
    "429": (lambda server: answer_by(server, lambda _: wire(wrong("slowly"), status=429)), RateLimited),
    "lost answers": (lambda server: server.hang_up(always=True), LostResponse),
    "cut bodies": (lambda server: server.raw(HEAD, close=True, always=True), TelephonyError),
}


@pytest.mark.fault("deadline during a wait")
@pytest.mark.parametrize("why", WAITS)
@of_kinds("a record", "a list", "an upload that does no harm", "a download")
@in_loop_time
async def test_no_wait_goes_beyond_the_deadline(kind: Kind, why: str, tmp_path: Path) -> None:
    fault, error = WAITS[why]
    options = loop_options(deadline=1, max_wait=0.05, retry=RetryPolicy(attempts=9, base=0.4))
    async with meeting(kind, options) as (server, desk):
        fault(server)
        began = loop().time()
        failure = await caught(kind.make(desk, tmp_path))

        assert loop().time() - began < 1.1
        assert isinstance(failure, error | DeadlineExceeded)
        if "later" in why:
            assert (loop().time() - began, len(server.requests)) == (0, 1)
        assert (connections(desk), desk.gate.snapshot().in_flight) == (0, 0)


@pytest.mark.fault("deadline during a wait")
@of_each_kind
@in_loop_time
async def test_no_wait_for_a_connection_goes_beyond_the_deadline(nobody: str, kind: Kind, tmp_path: Path) -> None:
    options = loop_options(deadline=1, retry=RetryPolicy(attempts=99, base=0.4))
    async with kind.opened(nobody, options) as desk:
        began = loop().time()
        error = await caught(kind.make(desk, tmp_path))

    assert loop().time() - began < 1.1
    assert isinstance(error, ConnectError | DeadlineExceeded)
    assert error.outcome is Outcome.NOT_SENT


@pytest.mark.fault("deadline during a wait")
@of_kinds("a record", "a list", "a download")
@in_loop_time
async def test_the_deadline_cuts_the_last_of_many_waits_short(kind: Kind, tmp_path: Path) -> None:
    """Twice five seconds of silence, and waits of one and of two: the third attempt has one second."""
    options = loop_options(deadline=14, timeouts=Timeouts(read=5), retry=RetryPolicy(attempts=9, base=2))
    async with meeting(kind, options, *[lambda server: server.silence()] * 9) as (_, desk), taking(14):
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, DeadlineExceeded)
    assert [attempt.error for attempt in error.attempts] == ["ReadTimeout", "ReadTimeout", "DeadlineExceeded"]
    assert [attempt.wait for attempt in error.attempts] == [1.0, 2.0, 0.0]
