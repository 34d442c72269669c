"""What is tried again after a fault: as often as it may, after the waits that it should, and never a write in doubt."""

from collections.abc import Callable

import attrs
import pytest

from telephony_clients import (
    BadRequest,
    ConfigurationError,
    Conflict,
    LostResponse,
    NotFound,
    Options,
    RetryPolicy,
    ServerError,
    TelephonyError,
    ValidationFailed,
)
from telephony_clients.core.errors import Attempt, Outcome
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import KEY, Desk, caught, fine, wrong
from tests.scripted_server import ScriptedServer

UNKNOWN: dict[str, Callable[[ScriptedServer], ScriptedServer]] = {
    "reset": lambda server: server.reset(),
    "hang-up": lambda server: server.hang_up(),
    "500": lambda server: server.answer(wrong("oops"), status=500),
    "502 in HTML": lambda server: server.answer(status=502, body=b"<html>Bad Gateway"),
    "cut": lambda server: server.cut(fine(), after=7),
}


@pytest.mark.parametrize("fault", UNKNOWN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_write_that_may_have_been_carried_out_is_never_repeated(
    server: ScriptedServer, desk: Desk, fault: str, method: str
) -> None:
    UNKNOWN[fault](server).answer(fine(), always=True)

    error = await caught(desk.request(method, "/lines", json={}))

    assert error.outcome is Outcome.UNKNOWN
    assert len(server.requests) == len(error.attempts) == 1


@pytest.mark.parametrize("fault", UNKNOWN)
@pytest.mark.parametrize(("method", "idempotent"), [("GET", False), ("PUT", True), ("POST", True)])
async def test_reads_and_idempotent_writes_are_repeated(
    server: ScriptedServer, desk: Desk, fault: str, method: str, idempotent: object
) -> None:
    UNKNOWN[fault](server).answer(fine([1]))

    response = await desk.request(method, "/lines", json={"n": 1}, idempotent=bool(idempotent))

    assert (response.data, response.attempts) == ([1], 2)
    assert [seen.json for seen in server.requests] == [{"n": 1}] * 2


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, BadRequest), (404, NotFound), (409, Conflict), (422, ValidationFailed), (200, BadRequest)],
)
async def test_what_the_vendor_decided_is_not_asked_again(
    server: ScriptedServer, desk: Desk, status: int, kind: type[TelephonyError]
) -> None:
    server.answer(wrong("no", "E7"), status=status)

    error = await caught(desk.request("GET", "/lines"))

    assert type(error) is kind
    assert (error.outcome, len(server.requests)) == (Outcome.ANSWERED, 1)


async def test_a_server_error_in_html_shows_its_first_words(server: ScriptedServer, desk: Desk) -> None:
    server.answer(
        status=503, body=b"<h1>Down</h1>\r\n  for  maintenance " + b"x" * 5000, headers={"Content-Type": "text/html"}
    )

    error = await caught(desk.with_options(retry=RetryPolicy.off()).request("GET", "/lines"))

    assert isinstance(error, ServerError)
    assert error.message.startswith("<h1>Down</h1> for maintenance xxx")
    assert len(error.message) == 203
    assert error.outcome is Outcome.UNKNOWN
    assert len(error.body) > 5000


async def test_waits_double_with_full_jitter(server: ScriptedServer, desk: Desk, time: VirtualTime) -> None:
    server.answer(wrong("oops"), status=500, always=True)

    error = await caught(desk.with_options(retry=RetryPolicy(attempts=6, base=1, cap=5)).request("GET", "/lines"))

    assert time.slept == [0.5, 1.0, 2.0, 2.5, 2.5]
    assert len(error.attempts) == 6


@pytest.mark.parametrize(("draw", "slept"), [(0.0, [0.0]), (1.0, [0.5])])
async def test_the_jitter_spans_everything_from_nothing_to_the_whole(
    server: ScriptedServer, options: Options, time: VirtualTime, draw: float, slept: list[float]
) -> None:
    server.hang_up().answer(fine())
    async with Desk(server.url, attrs.evolve(options, random=lambda: draw)) as desk:
        await desk.request("GET", "/lines")

    assert time.slept == slept


async def test_a_503_with_retry_after_is_retried_when_that_has_passed(
    server: ScriptedServer, desk: Desk, time: VirtualTime
) -> None:
    server.answer(wrong("later"), status=503, headers={"Retry-After": "17"}).answer(fine())

    await desk.request("GET", "/lines")

    assert time.slept == [17.0]


async def test_each_attempt_is_on_the_error(server: ScriptedServer, desk: Desk, time: VirtualTime) -> None:
    server.reset().answer(wrong("oops"), status=500).cut(fine(), after=3).answer(wrong("gone"), status=404)

    error = await caught(desk.request("GET", "/lines"))

    assert error.attempts == (
        Attempt(0.0, None, "LostResponse", 0.25),
        Attempt(0.25, 500, "ServerError", 0.5),
        Attempt(0.75, 200, "TruncatedBody", 1.0),
        Attempt(1.75, 404, "NotFound", 0.0),
    )
    assert "(4 attempts)" in str(error)


async def test_off_repeats_nothing(server: ScriptedServer, desk: Desk, time: VirtualTime) -> None:
    server.hang_up(always=True)

    error = await caught(desk.with_options(retry=RetryPolicy.off()).request("GET", "/lines"))

    assert isinstance(error, LostResponse)
    assert (len(server.requests), time.slept) == (1, [])


async def test_an_outage_is_not_answered_with_a_multiple_of_the_load(server: ScriptedServer, options: Options) -> None:
    server.answer(wrong("down"), status=500, always=True)
    policy = RetryPolicy(base=1e-9, budget_ratio=0.2, budget_floor=0.5)
    async with Desk(server.url, attrs.evolve(options, retry=policy)) as desk:
        errors = [await caught(desk.request("GET", "/lines")) for _ in range(100)]

    assert len(server.requests) <= 100 + 5 + 20
    assert len(server.requests) > 100
    assert "retry budget is used up" in errors[-1].__notes__[0]
    assert not hasattr(errors[0], "__notes__")


async def test_the_budget_fills_again_with_time(server: ScriptedServer, options: Options, time: VirtualTime) -> None:
    server.answer(wrong("down"), status=500, always=True)
    policy = RetryPolicy(base=1e-9, attempts=2, budget_ratio=0.0, budget_floor=0.1)
    async with Desk(server.url, attrs.evolve(options, retry=policy)) as desk:
        assert len((await caught(desk.request("GET", "/lines"))).attempts) == 2
        assert len((await caught(desk.request("GET", "/lines"))).attempts) == 1
        time.now += 11
        assert len((await caught(desk.request("GET", "/lines"))).attempts) == 2


async def test_views_draw_on_one_budget(server: ScriptedServer, options: Options) -> None:
    server.answer(wrong("down"), status=500, always=True)
    policy = RetryPolicy(base=1e-9, attempts=2, budget_ratio=0.0, budget_floor=0.1)
    async with Desk(server.url, attrs.evolve(options, retry=policy)) as desk:
        view = desk.with_options(deadline=5)
        assert len((await caught(view.request("GET", "/lines"))).attempts) == 2
        assert len((await caught(desk.request("GET", "/lines"))).attempts) == 1


async def test_doubt_about_an_earlier_try_stays(server: ScriptedServer, options: Options) -> None:
    async with Desk(server.url, options) as desk:

        async def hang_up_for_good(*_: object) -> bool:
            assert server._server is not None
            server._server.close()
            return False

        server.do(hang_up_for_good)
        error = await caught(desk.request("PUT", "/lines/7", json={}, idempotent=True))

    assert [attempt.error for attempt in error.attempts] == ["LostResponse", *["ConnectError"] * 3]
    assert error.outcome is Outcome.UNKNOWN


async def test_a_key_that_is_asked_for_may_change_between_attempts(server: ScriptedServer, options: Options) -> None:
    keys = iter([f"{KEY}-1", f"{KEY}-2"])

    async def ask() -> str:
        return next(keys)

    server.hang_up().answer(fine())
    async with Desk(server.url, options, api_key=ask) as desk:
        await desk.request("GET", "/lines")

    assert [seen.headers["x-api-key"] for seen in server.requests] == [f"{KEY}-1", f"{KEY}-2"]


async def test_a_source_of_keys_that_fails_leaves_no_place_taken(server: ScriptedServer, options: Options) -> None:
    def broken() -> str:
        raise LookupError("no vault")

    async with Desk(server.url, options, api_key=broken) as desk:
        assert isinstance(await caught(desk.request("GET", "/lines")), ConfigurationError)
        assert desk.gate.snapshot().in_flight == 0
