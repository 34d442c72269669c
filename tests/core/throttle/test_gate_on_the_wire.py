"""Throttling as a caller meets it: all on the account wait, one asks, and the bounds that the caller set hold."""

import asyncio

import attrs
import pytest

from telephony_clients import DeadlineExceeded, Options, RateLimited, RetryPolicy
from telephony_clients.core.errors import Attempt, Outcome
from telephony_clients.core.events import Event, GateChanged
from telephony_clients.core.options import OptionChanges
from telephony_clients.core.throttle import registry
from telephony_clients.core.throttle.gate import Gate
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import KEY, Desk, TokenDesk, answer_by, caught, fine, numbered, records, settle, until, wire, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, taking
from tests.core.throttle.timeline import Timeline
from tests.scripted_server import ScriptedServer, Seen


def throttled(server: ScriptedServer, times: int, **headers: str) -> ScriptedServer:
    for _ in range(times):
        server.answer(wrong("slow down"), status=429, headers=headers)
    return server


@pytest.mark.parametrize(("draw", "factor"), [(0.0, 1.0), (1.0, 1.25)])
async def test_cool_downs_grow_from_one_refusal_to_the_next(
    server: ScriptedServer, options: Options, time: VirtualTime, draw: float, factor: float
) -> None:
    throttled(server, 6).answer(fine())
    async with Desk(server.url, attrs.evolve(options, random=lambda: draw)) as desk:
        response = await desk.request("POST", "/lines", json={})

    assert time.slept == [factor * seconds for seconds in (0.5, 1, 2, 4, 8, 16)]
    assert response.attempts == 7
    assert time.now == 1000 + factor * 31.5


async def test_refusals_spend_no_attempts(server: ScriptedServer, desk: Desk) -> None:
    throttled(server, 3).hang_up()
    throttled(server, 3).hang_up().hang_up().answer(fine())

    assert (await desk.request("GET", "/lines")).attempts == 10


async def test_no_request_is_sent_before_retry_after_is_over(
    server: ScriptedServer, options: Options, time: VirtualTime
) -> None:
    came: list[float] = []

    def respond(seen: Seen) -> bytes:
        came.append(time.now)
        return wire(fine()) if len(came) > 2 else wire(wrong("slow"), 429, Retry_After="7")

    answer_by(server, respond)
    async with Desk(server.url, attrs.evolve(options, random=lambda: 0.0)) as desk:
        await desk.request("GET", "/lines")

    assert came == [1000.0, 1007.0, 1014.0]


async def test_the_attempts_of_an_error_say_how_long_a_refused_call_waited(server: ScriptedServer, desk: Desk) -> None:
    throttled(server, 1, **{"Retry-After": "4"}).answer(wrong("gone"), status=404)

    error = await caught(desk.request("GET", "/lines"))

    assert error.attempts == (Attempt(0.0, 429, "RateLimited", 4.5), Attempt(4.5, 404, "NotFound"))


async def test_the_attempts_of_an_error_say_how_long_a_call_waited_after_a_fault_that_follows_a_refusal(
    server: ScriptedServer, desk: Desk
) -> None:
    throttled(server, 1, **{"Retry-After": "4"}).answer(wrong("oops"), status=500).answer(wrong("gone"), status=404)

    error = await caught(desk.request("GET", "/lines"))

    assert [(one.status, one.wait) for one in error.attempts] == [(429, 4.5), (500, 0.25), (404, 0.0)]


@pytest.mark.parametrize("bound", [OptionChanges(max_wait=10.0), OptionChanges(deadline=10.0)], ids=min)
async def test_max_wait_or_the_deadline_ends_the_waiting_at_once(
    server: ScriptedServer, desk: Desk, time: VirtualTime, bound: OptionChanges
) -> None:
    throttled(server, 9)

    error = await caught(desk.with_options(**bound).request("POST", "/lines", json={}))

    assert isinstance(error, RateLimited)
    assert time.slept == [0.5 * 1.125, 1 * 1.125, 2 * 1.125, 4 * 1.125]
    assert error.waited == sum(time.slept)
    assert len(error.attempts) == len(server.requests) == 5
    assert error.outcome is Outcome.REFUSED
    assert error.message == "slow down"


async def test_a_cool_down_longer_than_max_wait_is_not_begun(
    server: ScriptedServer, desk: Desk, time: VirtualTime
) -> None:
    throttled(server, 1, **{"Retry-After": "3600"})

    error = await caught(desk.request("GET", "/lines"))

    assert isinstance(error, RateLimited)
    assert (error.retry_after, error.waited, time.slept) == (3600.0, 0.0, [])


async def test_a_call_with_too_little_time_for_a_closed_gate_is_not_sent(server: ScriptedServer, desk: Desk) -> None:
    throttled(server, 1, **{"Retry-After": "30"})
    await caught(desk.with_options(retry=RetryPolicy.off()).request("GET", "/lines"))

    error = await caught(desk.with_options(deadline=20).request("GET", "/lines"))

    assert isinstance(error, RateLimited)
    assert (error.status, error.retry_after, error.outcome) == (429, 30.5, Outcome.NOT_SENT)
    assert error.attempts == ()
    assert len(server.requests) == 1


async def test_a_retry_policy_that_is_off_raises_the_refusal_at_once(
    server: ScriptedServer, desk: Desk, time: VirtualTime
) -> None:
    throttled(server, 1)

    error = await caught(desk.with_options(retry=RetryPolicy.off()).request("POST", "/lines", json={}))

    assert isinstance(error, RateLimited)
    assert (error.waited, time.slept, len(server.requests)) == (0.0, [], 1)


async def test_a_refused_page_carries_the_cursor(server: ScriptedServer, options: Options, time: VirtualTime) -> None:
    server.answer(fine([{"id": "1"}], next="t2"))
    throttled(server, 1, **{"Retry-After": "3600"}).answer(fine([{"id": "2"}]))
    async with TokenDesk(server.url, options) as desk:
        error = await caught(desk.lines.list().to_list())
        assert isinstance(error, RateLimited)
        assert error.cursor is not None
        time.now += 3601

        assert [line.id for line in await desk.lines.list(cursor=error.cursor).to_list()] == ["2"]
    assert (error.waited, error.retry_after) == (0.0, 3600.0)


async def test_a_page_may_wait_longer_than_the_deadline(server: ScriptedServer, desk: Desk, time: VirtualTime) -> None:
    throttled(server, 1, **{"Retry-After": "90"})
    answer_by(server, numbered(3))

    assert len(await desk.lines.list().to_list()) == 3
    assert time.now == 1090.5


async def test_fifty_calls_wait_while_one_probes(server: ScriptedServer, options: Options) -> None:
    line = Timeline()
    refuse, probes = True, []
    hold = asyncio.Event()

    async def respond(seen: Seen) -> bytes:
        if refuse:
            await hold.wait()
            return wire(wrong("slow down"), 429, Retry_After="5")
        probes.append((line.now, desk.gate.snapshot().in_flight))
        return wire(fine())

    answer_by(server, respond)
    options = attrs.evolve(options, clock=line.clock, sleep=line.sleep, random=lambda: 0.0)
    async with asyncio.timeout(10), Desk(server.url, options) as desk:
        calls = [asyncio.create_task(desk.request("GET", f"/lines/{number}")) for number in range(50)]
        await until(lambda: len(server.requests) == 50)
        hold.set()
        await until(lambda: desk.gate.snapshot().waiting["interactive"] == 50)
        state = desk.gate.snapshot()
        assert (state.state, state.closings, state.refusals, state.in_flight) == ("closed", 1, 50, 0)
        refuse = False
        await line.until(1005.0)
        while not all(call.done() for call in calls):
            await settle()
            await line.until(line.now + 0.1)
        answers = await asyncio.gather(*calls)

    assert probes[0] == (1005.0, 1)
    assert {answer.attempts for answer in answers} == {2}
    assert len(server.requests) == 100


async def test_clients_with_one_key_share_the_gate(server: ScriptedServer, options: Options) -> None:
    async with Desk(server.url, options) as one, Desk(server.url, options) as two:
        assert one.gate is two.gate
        throttled(server, 1, **{"Retry-After": "30"})
        await caught(one.with_options(retry=RetryPolicy.off()).request("GET", "/lines"))

        assert isinstance(await caught(two.with_options(deadline=5).request("GET", "/lines")), RateLimited)
    assert len(server.requests) == 1


async def test_another_key_address_vendor_or_loop_is_another_gate(server: ScriptedServer, options: Options) -> None:
    def source() -> str:
        return KEY

    clients = [
        Desk(server.url, options),
        Desk(server.url, options, api_key=f"{KEY}-2"),
        Desk(f"{server.url}/rest", options),
        Desk(server.url, options, api_key=source),
    ]
    gates = [client.gate for client in clients]  # kept, or another could be made in the same place
    assert len(set(map(id, gates))) == 4
    assert clients[3].gate is Desk(server.url, options, api_key=source).gate

    def elsewhere() -> Gate:
        async def gate() -> Gate:
            return clients[0].gate

        return asyncio.run(gate())

    assert await asyncio.to_thread(elsewhere) not in gates


async def test_the_registry_holds_no_key(server: ScriptedServer, options: Options) -> None:
    desk = Desk(server.url, options)

    assert desk.gate in {known.gate() for one in registry._ACCOUNTS.values() for known in one}
    assert KEY not in repr(registry._ACCOUNTS)


async def test_a_refused_call_goes_again_before_those_that_wait(server: ScriptedServer, options: Options) -> None:
    throttled(server, 1).answer(fine(), always=True)
    async with Desk(server.url, attrs.evolve(options, concurrency=1)) as desk:
        await asyncio.gather(*(desk.request("GET", f"/lines/{number}") for number in range(4)))

    assert [seen.target for seen in server.requests] == ["/lines/0", *(f"/lines/{number}" for number in range(4))]


@in_loop_time
async def test_the_deadline_ends_the_waiting_at_a_closed_gate_and_the_outcome_is_not_sent() -> None:
    async def never(_: float) -> None:
        await asyncio.Event().wait()

    async with desk_in_loop_time(deadline=5, sleep=never) as (server, desk):
        throttled(server, 1, **{"Retry-After": "1"})
        async with taking(5):
            error = await caught(desk.request("POST", "/lines", json={}))

    assert isinstance(error, DeadlineExceeded)
    assert [attempt.error for attempt in error.attempts] == ["RateLimited"]
    assert error.outcome is Outcome.NOT_SENT


async def test_after_a_probe_whose_connection_drops_the_next_call_probes(server: ScriptedServer, desk: Desk) -> None:
    throttled(server, 1).hang_up().answer(fine(), always=True)

    first = asyncio.create_task(caught(desk.request("POST", "/lines", json={})))
    await until(lambda: desk.gate.snapshot().closings == 1)
    second = asyncio.create_task(desk.request("GET", "/lines"))

    error, response = await asyncio.gather(first, second)
    assert [attempt.error for attempt in error.attempts] == ["RateLimited", "LostResponse"]
    assert response.status == 200
    assert desk.gate.snapshot().state == "open"


async def test_after_a_cancelled_probe_the_next_call_probes_and_its_connection_is_given_back(
    server: ScriptedServer, desk: Desk
) -> None:
    throttled(server, 1).silence().answer(fine(records(1, 1)), always=True)
    first = asyncio.create_task(desk.request("GET", "/lines"))
    await until(lambda: len(server.requests) == 2)
    second = asyncio.create_task(desk.request("GET", "/lines"))
    await settle()
    assert desk.gate.snapshot().state == "probing"
    first.cancel()

    assert (await second).status == 200
    assert desk.gate.snapshot().in_flight == 0


async def test_the_gate_tells_the_observer_of_the_call_that_changed_it(server: ScriptedServer, desk: Desk) -> None:
    seen: list[Event] = []
    throttled(server, 1, **{"Retry-After": "4"}).answer(fine())

    await desk.with_options(on_event=seen.append).request("GET", "/lines")

    changes = [(event.state, event.seconds) for event in seen if isinstance(event, GateChanged)]
    assert changes == [("closed", 4.5), ("probing", 0.0), ("open", 0.0)]
