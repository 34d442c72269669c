"""The deadline of a page of a list, and where none was given: only time at the closed gate does not count."""

import asyncio

import pytest

from telephony_clients import DeadlineExceeded, RateLimited, ServerError, TelephonyError, Timeouts
from telephony_clients.core.errors import Outcome
from telephony_clients.core.events import CallFinished, Event, Waiting
from tests.core.desk import Desk, caught, connections, fine, settle, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop, taking
from tests.scripted_server import Act

PATIENT = Timeouts(read=500.0)


async def drip(writer: asyncio.StreamWriter) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n[")
    while not writer.is_closing():
        writer.write(b" ")
        await asyncio.sleep(0.05)
    return False


async def silent(_: asyncio.StreamWriter) -> bool:
    await asyncio.sleep(1000)
    return False


async def pull(desk: Desk) -> TelephonyError:
    return await caught(desk.lines.list().to_list())


@pytest.mark.parametrize("act", [drip, silent], ids=["dripping", "silent"])
@in_loop_time
async def test_a_list_from_a_server_that_never_ends_its_answer_ends_with_the_deadline(act: Act) -> None:
    async with desk_in_loop_time(deadline=2, timeouts=PATIENT) as (server, desk):
        server.do(act, always=True)
        async with taking(2):
            error = await pull(desk)

        assert isinstance(error, DeadlineExceeded)
        assert error.message == "The deadline of 2 s passed."
        assert (error.outcome, error.cursor and error.cursor["position"]) == (Outcome.UNKNOWN, 1)
        assert connections(desk) == 0


@in_loop_time
async def test_a_page_whose_turn_never_comes_ends_with_the_deadline() -> None:
    async with desk_in_loop_time(deadline=50, timeouts=PATIENT, concurrency=1) as (server, desk):
        server.do(silent, always=True)
        first = asyncio.create_task(desk.request("GET", "/lines"))
        await settle()
        async with taking(2):
            error = await pull(desk.with_options(deadline=2))

        assert isinstance(error, DeadlineExceeded)
        assert (error.outcome, len(server.requests)) == (Outcome.NOT_SENT, 1)
        assert desk.gate.snapshot().waiting["bulk"] == 0
        first.cancel()
        await asyncio.wait([first])


@in_loop_time
async def test_the_time_at_the_closed_gate_does_not_count() -> None:
    seen: list[Event] = []
    async with desk_in_loop_time(deadline=2, timeouts=PATIENT, on_event=seen.append) as (server, desk):
        server.answer(wrong("later"), status=429, headers={"Retry-After": "30"}).do(drip, always=True)
        async with taking(30.5 + 2):
            error = await pull(desk)

        assert isinstance(error, DeadlineExceeded)
        assert error.message == "The deadline of 2 s passed, not counting 30.5 s at the closed gate."
        assert [attempt.status for attempt in error.attempts] == [429, None]
    assert [event.reason for event in seen if isinstance(event, Waiting)] == ["throttled"]
    assert isinstance(seen[-1], CallFinished)
    assert seen[-1].waited == pytest.approx(30.5)


@in_loop_time
async def test_an_outage_counts_if_the_vendor_states_its_length_and_only_then() -> None:
    seen: list[Event] = []
    async with desk_in_loop_time(deadline=10, timeouts=PATIENT, on_event=seen.append) as (server, desk):
        for _ in range(8):
            server.answer(wrong("down"), status=503)
        server.answer(wrong("later"), status=503, headers={"Retry-After": "5"}).do(drip, always=True)
        began = loop().time()
        error = await pull(desk)
        took = loop().time() - began

        assert isinstance(error, DeadlineExceeded)
        assert isinstance(seen[-1], CallFinished)
        assert took == pytest.approx(10 + seen[-1].waited - 5)
        assert f"not counting {seen[-1].waited - 5:.1f} s" in error.message
    assert [event.reason for event in seen if isinstance(event, Waiting)][3:] == ["outage"] * 6


@pytest.mark.parametrize("status", [502, 503, 504])
@in_loop_time
async def test_an_outage_that_is_stated_to_outlast_the_deadline_ends_a_list_at_once(status: int) -> None:
    async with desk_in_loop_time(deadline=2) as (server, desk):
        server.answer(wrong("later"), status=status, headers={"Retry-After": "30"}, always=True)
        async with taking(0):
            errors = [await pull(desk), await pull(desk)]

        assert [type(error) for error in errors] == [ServerError] * 2
        assert [vars(error)["retry_after"] for error in errors] == [30.0, 30.0]
        assert [error.outcome for error in errors] == [Outcome.UNKNOWN, Outcome.NOT_SENT]
        assert errors[0].cursor
        assert len(server.requests) == 1


@in_loop_time
async def test_a_stated_outage_is_waited_out_where_no_deadline_was_given() -> None:
    async with desk_in_loop_time() as (server, desk):
        server.answer(wrong("later"), status=503, headers={"Retry-After": "100"}).answer(fine([{"id": "1"}]))
        async with taking(100):
            assert [line.id for line in await desk.lines.list().to_list()] == ["1"]


@in_loop_time
async def test_an_outage_that_begins_while_a_list_queues_lengthens_no_deadline() -> None:
    async with desk_in_loop_time(deadline=50, timeouts=PATIENT, concurrency=1) as (server, desk):

        async def late(writer: asyncio.StreamWriter) -> bool:
            await asyncio.sleep(1)
            writer.write(b"HTTP/1.1 503 Status\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")
            return True

        server.do(late, always=True)
        first = asyncio.create_task(desk.request("GET", "/lines"))
        await settle()
        async with taking(2):
            assert isinstance(await pull(desk.with_options(deadline=2)), DeadlineExceeded)
        first.cancel()
        await asyncio.wait([first])


@in_loop_time
async def test_what_was_left_of_the_deadline_is_left_when_the_gate_opens() -> None:
    async def late(writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(1.99)
        writer.write(b"HTTP/1.1 429 Status\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")
        return True

    async with desk_in_loop_time(deadline=2, timeouts=PATIENT) as (server, desk):
        server.do(late).do(drip, always=True)
        async with taking(2 + 30.5):
            assert isinstance(await pull(desk), DeadlineExceeded)
        assert len(server.requests) == 2


@in_loop_time
async def test_a_pull_goes_on_after_a_wait_longer_than_its_deadline() -> None:
    async with desk_in_loop_time(deadline=2) as (server, desk):
        server.answer(wrong("later"), status=429, headers={"Retry-After": "100"}).answer(fine([{"id": "1"}]))
        async with taking(100.5):
            assert [line.id for line in await desk.lines.list().to_list()] == ["1"]


@in_loop_time
async def test_an_earlier_refusal_lengthens_no_deadline_of_a_later_page() -> None:
    async with desk_in_loop_time(deadline=2, timeouts=PATIENT) as (server, desk):
        server.answer(wrong("later"), status=429, headers={"Retry-After": "1"}).answer(fine()).do(drip, always=True)
        await desk.request("GET", "/lines")
        await asyncio.sleep(5)
        async with taking(2):
            assert isinstance(await pull(desk), DeadlineExceeded)


@in_loop_time
async def test_a_gate_that_a_silent_probe_keeps_shut_lengthens_it_by_max_wait_at_most() -> None:
    async with desk_in_loop_time(deadline=100, timeouts=PATIENT) as (server, desk):
        server.answer(wrong("later"), status=429, headers={"Retry-After": "1"}).do(silent, always=True)
        first = asyncio.create_task(desk.request("GET", "/lines"))
        await asyncio.sleep(5)
        assert len(server.requests) == 2
        async with taking(12):
            error = await pull(desk.with_options(deadline=2, max_wait=10))

        assert isinstance(error, DeadlineExceeded)
        assert error.outcome is Outcome.NOT_SENT
        first.cancel()
        await asyncio.wait([first])


@pytest.mark.parametrize(("status", "kind"), [(429, RateLimited), (503, ServerError)])
@in_loop_time
async def test_all_waits_of_a_page_at_the_gate_take_max_wait_at_most(status: int, kind: type[Exception]) -> None:
    async with desk_in_loop_time(deadline=60, max_wait=25) as (server, desk):
        server.answer(wrong("later"), status=status, headers={"Retry-After": "10"}, always=True)
        async with taking(20 if status == 503 else 21):
            error = await pull(desk)

        assert (type(error), len(server.requests)) == (kind, 3)


@in_loop_time
async def test_a_page_begins_no_wait_before_a_retry_that_would_pass_its_deadline() -> None:
    async with desk_in_loop_time(deadline=2) as (server, desk):
        server.answer(wrong("oops"), status=500, headers={"Retry-After": "5"}, always=True)
        async with taking(0):
            error = await pull(desk)

    assert (type(error), len(server.requests)) == (ServerError, 1)


@in_loop_time
async def test_a_single_call_without_a_deadline_of_its_own_waits_the_throttling_out() -> None:
    async with desk_in_loop_time() as (server, desk):
        server.answer(wrong("later"), status=429, headers={"Retry-After": "100"}).answer(fine({"id": "1"}))
        async with taking(100.5):
            assert (await desk.lines.get("1")).id == "1"


@in_loop_time
async def test_a_deadline_that_is_given_is_the_most_that_a_single_call_takes() -> None:
    async with desk_in_loop_time(deadline=60) as (server, desk):
        server.answer(wrong("later"), status=429, headers={"Retry-After": "100"})
        async with taking(0):
            assert isinstance(await caught(desk.lines.get("1")), RateLimited)


@in_loop_time
async def test_without_a_deadline_of_its_own_a_silent_vendor_holds_a_single_call_for_a_minute() -> None:
    async with desk_in_loop_time(timeouts=PATIENT) as (server, desk):
        server.do(silent, always=True)
        async with taking(60):
            assert isinstance(await caught(desk.lines.get("1")), DeadlineExceeded)


@pytest.mark.parametrize("of", ["a page", "a call without a deadline"])
@in_loop_time
async def test_the_time_until_a_stated_quota_is_there_again_does_not_count(of: str) -> None:
    lists = of == "a page"
    spent = {"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "90"}
    async with desk_in_loop_time(**({"deadline": 2} if lists else {})) as (server, desk):
        server.answer(fine([]), headers=spent).answer(fine([{"id": "1"}] if lists else {"id": "1"})).do(silent)
        await desk.request("GET", "/lines")
        began = asyncio.get_running_loop().time()
        found = await (desk.lines.list().to_list() if lists else desk.lines.get("1"))

        assert found
        assert 85 <= asyncio.get_running_loop().time() - began <= 95
        assert desk.gate.held == pytest.approx(asyncio.get_running_loop().time() - began)
        await asyncio.sleep(100)
        assert desk.gate.held <= 95


@in_loop_time
async def test_a_call_that_has_given_up_waiting_for_a_quota_is_held_back_no_longer() -> None:
    spent = {"X-RateLimit-Limit": "1", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "90"}
    async with desk_in_loop_time() as (server, desk):
        server.answer(fine([]), headers=spent)
        await desk.request("GET", "/lines")
        waiting = asyncio.create_task(desk.lines.get("1"))
        await asyncio.sleep(10)
        waiting.cancel()
        await asyncio.wait([waiting])
        await asyncio.sleep(50)

        assert desk.gate.held == pytest.approx(10)
