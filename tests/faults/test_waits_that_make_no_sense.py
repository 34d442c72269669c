"""What a vendor asks a client to wait, and what the machine's clock says, is believed as far as it makes sense."""

import asyncio
import itertools
import time as wall
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from telephony_clients import DeadlineExceeded, Options, RateLimited, RetryPolicy, ServerError, Timeouts
from telephony_clients.core.errors import Outcome
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import Desk, answer_by, caught, connections, fine, numbered, wire, wrong
from tests.scripted_server import ScriptedServer, Seen

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def http_date(seconds: float) -> str:
    return format_datetime(NOW + timedelta(seconds=seconds), usegmt=True)


SENSELESS: dict[str, str | list[str]] = {
    "a thousand million": "1000000000",
    "10 to the 23rd": "1" + "0" * 23,
    "400 digits": "9" * 400,
    "two hours": "7200",
    "negative": "-5",
    "zero": "0",
    "zero with a fraction": "0.0",
    "NaN": "NaN",
    "infinity": "inf",
    "an exponent": "1e3",
    "Arabic digits": "١٢",
    "an underscore": "1_0",
    "hexadecimal": "0x10",
    "a sign": "+5",
    "nothing": "",
    "blanks": "   ",
    "words": "in a moment",
    "a unit": "5s",
    "two values": "7, 8",
    "two headers": ["7", "8"],
    "the same twice": ["7", "7"],
    "a date that is past": http_date(-60),
    "this very second": http_date(0),
    "a date in 1970": "Thu, 01 Jan 1970 00:00:00 GMT",
    "the year 9999": "Fri, 31 Dec 9999 23:59:59 GMT",
    "a date that there is not": "Wed, 32 Mar 2026 12:00:30 GMT",
    "a date of half a line": "Wed, 04 Mar",
}
SENSIBLE: dict[str, tuple[str, float]] = {
    "seconds": ("7", 7.0),
    "with a fraction": ("1.5", 1.5),
    "with zeros": ("007", 7.0),
    "a date": (http_date(30), 30.0),
    "a date in another form": ("Wednesday, 04-Mar-26 12:00:30 GMT", 30.0),
    "milliseconds": ("90000", 90.0),
    "a point in time": (str(int(NOW.timestamp()) + 40), 40.0),
}
REFUSED = pytest.mark.parametrize(("method", "status"), [("GET", 429), ("POST", 429), ("GET", 503)])


def refusal(status: int, asked: str | list[str] | None) -> dict[str, Any]:
    headers: dict[str, Any] = {"Date": http_date(0)} if asked is None else {"Date": http_date(0), "Retry-After": asked}
    return {"payload": wrong("slowly"), "status": status, "headers": headers}


async def waited(method: str, status: int, asked: str | list[str] | None) -> float:
    """Return how long a call takes that is refused once."""
    time = VirtualTime()
    options = Options(clock=time.clock, sleep=time.sleep, random=lambda: 0.5, deadline=200)
    async with ScriptedServer() as server, Desk(server.url, options) as desk:
        server.answer(**refusal(status, asked)).answer(fine("data"))
        assert (await desk.request(method, "/lines")).data == "data"
        assert len(server.requests) == 2
    return time.now - 1000.0


@pytest.mark.fault("absurd Retry-After")
@pytest.mark.parametrize("asked", SENSELESS)
@REFUSED
async def test_a_wait_that_makes_no_sense_is_as_if_none_was_stated(method: str, status: int, asked: str) -> None:
    assert await waited(method, status, SENSELESS[asked]) == await waited(method, status, None) > 0


@pytest.mark.fault("absurd Retry-After")
@pytest.mark.parametrize("asked", SENSIBLE)
@REFUSED
async def test_a_wait_that_makes_sense_is_kept_and_hardly_exceeded(method: str, status: int, asked: str) -> None:
    text, seconds = SENSIBLE[asked]

    assert seconds <= await waited(method, status, text) <= seconds + 1


@pytest.mark.fault("absurd Retry-After", "clock that jumps")
@pytest.mark.parametrize("hours", [-30_000, -1, 1, 30_000])
@pytest.mark.parametrize("asked", ["a date", "a point in time"])
async def test_a_date_is_a_wait_from_the_answers_own_date(
    monkeypatch: pytest.MonkeyPatch, asked: str, hours: int
) -> None:
    monkeypatch.setattr(wall, "time", lambda: NOW.timestamp() + 3600 * hours)
    text, seconds = SENSIBLE[asked]

    assert seconds <= await waited("GET", 429, text) <= seconds + 1


@pytest.mark.fault("absurd Retry-After")
@pytest.mark.parametrize("asked", ["301", "1800", "3600", http_date(3600)])
async def test_a_wait_longer_than_the_call_may_wait_is_told_at_once(
    server: ScriptedServer, desk: Desk, time: VirtualTime, asked: str
) -> None:
    server.answer(**refusal(429, asked), always=True)

    for outcome in (Outcome.REFUSED, Outcome.NOT_SENT):
        error = await caught(desk.request("GET", "/lines"))

        assert isinstance(error, RateLimited)
        assert error.outcome is outcome
        assert 300 < (error.retry_after or 0) <= 3601
    assert time.now == 1000
    assert len(server.requests) == 1


@pytest.mark.fault("absurd Retry-After")
@pytest.mark.parametrize("asked", SENSELESS)
@pytest.mark.parametrize("status", [429, 503])
async def test_however_often_it_makes_no_sense_few_requests_are_sent_and_the_call_ends(
    server: ScriptedServer, desk: Desk, time: VirtualTime, status: int, asked: str
) -> None:
    server.answer(**refusal(status, SENSELESS[asked]), always=True)

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, RateLimited if status == 429 else ServerError)
    assert len(server.requests) < 15
    assert time.now <= 1301
    assert connections(desk) == 0


@pytest.mark.fault("absurd Retry-After")
@pytest.mark.parametrize("reset", ["1000000000", "-5", "NaN", "9" * 30, "", "0", "soon"])
async def test_a_reset_that_makes_no_sense_stops_nobody(
    server: ScriptedServer, desk: Desk, time: VirtualTime, reset: str
) -> None:
    headers = {
        "Date": http_date(0),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Limit": "60",
        "X-RateLimit-Reset": reset,
    }
    server.answer(fine("data"), headers=headers, always=True)

    for _ in range(5):
        assert (await desk.request("GET", "/lines")).data == "data"

    assert time.now < 1000 + 300


@pytest.fixture
def jumping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock on the wall go an hour forward and back whenever it is looked at."""
    real, sign = wall.time, itertools.cycle((3600, -3600, 0))
    monkeypatch.setattr(wall, "time", lambda: real() + next(sign))


def faulty() -> Iterator[bytes | None]:
    yield from (wire(wrong("later"), 503), None, wire(wrong("slowly"), 429, Retry_After="2"), None)
    yield from (wire(wrong("slowly"), 429), None, wire(wrong("later"), 502, Retry_After="3"))
    yield from itertools.repeat(None)


async def pulled() -> tuple[list[str], float, int]:
    """Return the records of a list with faults on the way, the time that it took, and the requests."""
    time, faults = VirtualTime(), faulty()
    options = Options(clock=time.clock, sleep=time.sleep, random=lambda: 0.5)
    async with ScriptedServer() as server, Desk(server.url, options) as desk:
        answer_by(server, lambda seen: next(faults) or numbered(20)(seen))
        found = [line.id async for line in desk.lines.list()]
        return found, time.now - 1000, len(server.requests)


@pytest.mark.fault("clock that jumps")
async def test_a_pull_with_retries_is_the_same_by_a_clock_that_jumps(request: pytest.FixtureRequest) -> None:
    steady = await pulled()
    request.getfixturevalue("jumping")

    assert await pulled() == steady
    assert steady[0] == [str(number) for number in range(1, 21)]
    assert steady[1] > 5


@pytest.mark.fault("clock that jumps")
@pytest.mark.usefixtures("jumping")
async def test_a_deadline_and_a_read_timeout_are_kept_by_a_clock_that_jumps(server: ScriptedServer) -> None:
    for options, limit in (
        (Options(deadline=0.1), DeadlineExceeded),
        (Options(timeouts=Timeouts(read=0.1), deadline=0.3), (DeadlineExceeded, TimeoutError)),
    ):
        server.silence()
        began = asyncio.get_running_loop().time()
        async with asyncio.timeout(2), Desk(server.url, options) as desk:
            error = await caught(desk.request("POST", "/lines", json={}))

        assert isinstance(error, limit)
        assert asyncio.get_running_loop().time() - began > 0.09


@pytest.mark.fault("clock that jumps")
@pytest.mark.usefixtures("jumping")
async def test_calls_are_tried_again_by_a_clock_that_jumps(server: ScriptedServer) -> None:
    options = Options(retry=RetryPolicy(base=0.001, cap=0.01))
    async with asyncio.timeout(2), Desk(server.url, options) as desk:
        for _ in range(6):
            server.answer(wrong("later"), status=503).answer(
                wrong("slowly"), status=429, headers={"Retry-After-Ms": "5"}
            )
            server.answer(fine("data"))
            assert (await desk.request("GET", "/lines")).attempts == 3


async def times_of_calls() -> list[float]:
    """Return when calls are sent to a vendor that takes five in ten seconds and says so."""
    time, sent = VirtualTime(), list[float]()
    options = Options(clock=time.clock, sleep=time.sleep, random=lambda: 0.5, concurrency=1)

    def respond(seen: Seen) -> bytes:
        sent.append(time.now)
        left = str(4 - len(sent) % 5)
        return wire(fine("data"), X_RateLimit_Limit="5", X_RateLimit_Remaining=left, X_RateLimit_Reset="10")

    async with ScriptedServer() as server, Desk(server.url, options) as desk:
        answer_by(server, respond)
        for _ in range(15):
            await desk.request("GET", "/lines")
    return sent


@pytest.mark.fault("clock that jumps")
async def test_a_quota_is_kept_by_a_clock_that_jumps(request: pytest.FixtureRequest) -> None:
    steady = await times_of_calls()
    request.getfixturevalue("jumping")

    assert await times_of_calls() == steady
    assert steady[-1] - steady[0] >= 20
