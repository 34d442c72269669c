"""A shared quota that fails, and clients that share one on the wire."""

import attrs
import pytest

from telephony_clients import Admission, ConfigurationError, Options, RateLimited
from telephony_clients.core.errors import Outcome
from telephony_clients.core.events import Event, GateEvent, SharedQuotaChanged
from telephony_clients.testing.virtual_time import VirtualTime
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, caught, fine, settle, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop, taking
from tests.core.throttle.gates import enter, waiting
from tests.core.throttle.test_shared import Scripted, sent_and_accepted, sharing
from tests.core.throttle.timeline import Timeline
from tests.scripted_server import ScriptedServer


async def test_an_admission_asked_for_before_a_refusal_is_void(line: Timeline) -> None:
    quota = Scripted(line.clock)
    gate = sharing(line, quota)
    first = await enter(gate)
    quota.ready.clear()
    (second,) = waiting(gate, 1)
    await settle()
    gate.refused(first, 0.5)
    quota.ready.set()
    await line.until(1000.5)

    assert (await second).probe
    assert quota.asked == [1000.0, 1000.0, 1000.5]


async def test_a_refusal_voids_an_unused_admission(line: Timeline) -> None:
    quota = Scripted(line.clock)
    gate = sharing(line, quota)
    first = await enter(gate)
    quota.ready.clear()
    (second,) = waiting(gate, 1)
    await settle()
    second.cancel()
    quota.ready.set()
    await settle()
    gate.refused(first, 0.5)
    (probe,) = await line.run(enter(gate))

    assert probe.probe
    assert quota.asked == [1000.0, 1000.0, 1000.5]


async def test_an_unused_admission_soon_expires(line: Timeline) -> None:
    quota = Scripted(line.clock)
    gate = sharing(line, quota)
    quota.ready.clear()
    (task,) = waiting(gate, 1)
    await settle()
    task.cancel()
    quota.ready.set()
    await settle()

    await line.until(1000.5)
    await enter(gate)
    assert len(quota.asked) == 1
    await enter(gate)
    assert len(quota.asked) == 2
    quota.ready.clear()
    (task,) = waiting(gate, 1)
    await settle()
    task.cancel()
    quota.ready.set()
    await line.until(1002.0)
    await enter(gate)
    assert len(quota.asked) == 4


async def test_without_the_quota_the_process_goes_on_alone_and_says_so_once(line: Timeline) -> None:
    seen: list[GateEvent] = []
    quota = Scripted(line.clock, *[ConnectionError("gone")] * 2)
    gate = sharing(line, quota)

    for at in (1000.0, 1001.0, 1004.9, 1005.0, 1006.0):
        line.now = at
        gate.accepted(await enter(gate, notify=seen.append))
        await settle()
    assert quota.asked == [1000.0, 1005.0]
    assert seen == [SharedQuotaChanged(vendor="switchboard", state="alone", error="ConnectionError", at=1000.0)]

    gate.refused(await enter(gate), 2.0)
    await settle()
    assert quota.told == []
    await line.run(sent_and_accepted(gate, line))
    for at in (1011.0, 1012.0):
        line.now = at
        gate.accepted(await enter(gate, notify=seen.append))
        await settle()
    assert quota.asked == [1000.0, 1005.0, 1011.0, 1012.0]
    assert [event.state for event in seen if isinstance(event, SharedQuotaChanged)] == ["alone", "shared"]


async def test_a_call_that_cannot_wait_for_the_quota_is_not_sent(
    server: ScriptedServer, options: Options, time: VirtualTime
) -> None:
    quota = Scripted(time.clock, Admission(wait=400.0))
    async with Desk(server.url, attrs.evolve(options, shared_quota=quota)) as desk:
        error = await caught(desk.request("POST", "/lines", json={}))

    assert isinstance(error, RateLimited)
    assert (error.outcome, error.retry_after, server.requests, time.slept) == (Outcome.NOT_SENT, 400.0, [], [])


async def test_a_refused_call_is_counted_again_by_the_quota_and_reported_to_it(
    server: ScriptedServer, options: Options, time: VirtualTime
) -> None:
    seen: list[Event] = []
    quota = Scripted(time.clock)
    server.answer(wrong("slow"), status=429, headers={"Retry-After": "4"}).answer(fine())
    async with Desk(server.url, attrs.evolve(options, shared_quota=quota, on_event=seen.append)) as desk:
        await desk.request("GET", "/lines")
        await settle()

    assert quota.asked == [1000.0, 1004.5]
    assert quota.told == [("closed", 4.5), ("opened", 0.0)]


async def test_the_account_is_known_by_a_hash(server: ScriptedServer, options: Options, time: VirtualTime) -> None:
    quota = Scripted(time.clock)
    server.answer(fine(), always=True)
    for key in (KEY, KEY, f"{KEY}-2"):
        async with Desk(server.url, attrs.evolve(options, shared_quota=quota), api_key=key) as desk:
            await desk.request("GET", "/lines")

    assert len(quota.accounts) == 2
    assert all(CANARY not in account and len(account) == 64 for account in quota.accounts)


async def test_clients_of_one_account_use_the_quota_that_was_given_first(
    server: ScriptedServer, options: Options, time: VirtualTime
) -> None:
    first, second = Scripted(time.clock), Scripted(time.clock)
    server.answer(fine(), always=True)
    async with Desk(server.url, options) as desk:
        await desk.request("GET", "/lines")
        for quota in (first, second, None):
            await desk.with_options(shared_quota=quota).request("GET", "/lines")

    assert (len(first.asked), len(second.asked)) == (3, 0)


def test_a_key_that_a_function_gives_cannot_be_told_from_others(options: Options, time: VirtualTime) -> None:
    with pytest.raises(ConfigurationError, match="given as a text"):
        Desk("http://127.0.0.1", attrs.evolve(options, shared_quota=Scripted(time.clock)), api_key=lambda: KEY)


def test_an_option_that_is_no_shared_quota_is_rejected_and_not_shown() -> None:
    with pytest.raises(ConfigurationError, match="must be a SharedQuota") as refused:
        Options(shared_quota="redis://:password@127.0.0.1")  # type: ignore[arg-type] # that is the test
    assert "password" not in str(refused.value)


@in_loop_time
async def test_the_deadline_bounds_a_call_that_waits_for_a_silent_quota() -> None:
    quota = Scripted(loop().time)
    quota.ready.clear()
    async with desk_in_loop_time(shared_quota=quota, deadline=5) as (_, desk):
        async with taking(5):
            error = await caught(desk.request("GET", "/lines"))
        assert error.outcome is Outcome.NOT_SENT
        assert desk.gate.snapshot().waiting["interactive"] == 0
        quota.ready.set()
        await settle()
