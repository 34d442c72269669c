"""A gate that shares a quota with other processes: each is a gate of its own here, on one line of virtual time."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from telephony_clients import Admission, ConfigurationError, Options, RateLimited, SharedQuota
from telephony_clients.core.errors import Outcome
from telephony_clients.core.events import Event, GateChanged, GateEvent, SharedQuotaChanged
from telephony_clients.core.throttle.gate import Gate, GateClosed
from telephony_clients.core.values import Lane
from telephony_clients.testing.virtual_time import VirtualTime
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, caught, fine, settle, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time, loop, taking
from tests.core.throttle.gates import enter, opened, waiting
from tests.core.throttle.timeline import Timeline
from tests.scripted_server import ScriptedServer

ACCOUNT = "account-1"


class Scripted:
    """Says what it was told to say, then yes; notes when it was asked and what it was told."""

    def __init__(self, clock: Callable[[], float], *answers: Admission | Exception) -> None:
        self._clock, self._answers = clock, deque(answers)
        self.asked: list[float] = []
        self.accounts: set[str] = set()
        self.told: list[tuple[str, float]] = []
        self.ready = asyncio.Event()
        self.ready.set()

    async def admit(self, account: str, /) -> Admission:
        self.asked.append(self._clock())
        self.accounts.add(account)
        answer = self._answers.popleft() if self._answers else Admission()
        await self.ready.wait()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def closed(self, account: str, seconds: float, /) -> None:
        self.told.append(("closed", seconds))

    async def opened(self, account: str, /) -> None:
        self.told.append(("opened", 0.0))


class Window:
    """A quota of so many requests in any so many seconds."""

    def __init__(self, line: Timeline, limit: int, seconds: float) -> None:
        self._line, self._limit, self._seconds = line, limit, seconds
        self.sent: list[float] = []
        self.asked = 0

    async def admit(self, account: str, /) -> Admission:
        self.asked += 1
        recent = [at for at in self.sent if at > self._line.now - self._seconds]
        if len(recent) >= self._limit:
            return Admission(wait=recent[-self._limit] + self._seconds - self._line.now)
        self.sent.append(self._line.now)
        return Admission()

    async def closed(self, account: str, seconds: float, /) -> None:
        raise AssertionError("nothing is refused here")

    opened: Any = closed


def sharing(line: Timeline, quota: SharedQuota) -> Gate:
    gate = opened(line)
    gate.share(quota, ACCOUNT)
    return gate


async def sent_and_accepted(gate: Gate, line: Timeline, **more: Any) -> float:
    permit = await enter(gate, **more)
    at = line.now
    gate.accepted(permit)
    return at


async def test_two_processes_keep_to_one_quota_and_use_all_of_it(line: Timeline) -> None:
    quota = Window(line, limit=10, seconds=60.0)
    gates = [sharing(line, quota), sharing(line, quota)]

    left = await line.run(*(sent_and_accepted(gate, line) for gate in gates for _ in range(25)))

    assert sorted(left) == quota.sent == [1000.0] * 10 + [1060.0] * 10 + [1120.0] * 10 + [1180.0] * 10 + [1240.0] * 10
    assert quota.asked <= 50 + 2 * 5  # once for each request, and once for each wait of each process


async def test_calls_sent_before_a_quota_is_shared_are_not_counted_in_it(line: Timeline) -> None:
    quota = Scripted(line.clock)
    gate = opened(line)

    await line.run(sent_and_accepted(gate, line))
    gate.share(quota, ACCOUNT)
    await line.run(sent_and_accepted(gate, line))

    assert quota.asked == [1000.0]
    assert quota.accounts == {ACCOUNT}


async def test_enter_now_gives_no_permit_where_a_quota_is_shared(line: Timeline) -> None:
    gate = sharing(line, Scripted(line.clock))

    assert gate.enter_now() is None
    await line.run(sent_and_accepted(gate, line))
    assert gate.enter_now() is None


async def test_a_rate_that_is_too_old_is_forgotten_where_a_quota_is_shared(line: Timeline) -> None:
    gate = sharing(line, Scripted(line.clock))
    (permit,) = await line.run(gate.enter(until=line.now + 600))
    gate.refused(permit, None)
    await line.run(sent_and_accepted(gate, line))
    assert gate.snapshot().rate is not None

    line.now += 61
    await line.run(sent_and_accepted(gate, line))

    assert gate.snapshot().rate is None


async def test_the_quota_is_asked_for_one_call_at_a_time(line: Timeline) -> None:
    quota = Scripted(line.clock)
    quota.ready.clear()
    tasks = waiting(sharing(line, quota), 5)
    await settle()

    assert (len(quota.asked), [task.done() for task in tasks]) == (1, [False] * 5)
    quota.ready.set()
    await asyncio.gather(*tasks)
    assert len(quota.asked) == 5


async def test_calls_that_wait_for_the_quota_go_in_the_order_of_the_lanes(line: Timeline) -> None:
    gate = sharing(line, Scripted(line.clock, Admission(wait=3.0)))
    order: list[Lane] = []

    async def call(lane: Lane) -> None:
        gate.accepted(await enter(gate, lane=lane))
        order.append(lane)

    await line.run(*(call(lane) for lane in (Lane.BULK, Lane.BULK, Lane.INTERACTIVE)))

    assert order == [Lane.INTERACTIVE, Lane.BULK, Lane.BULK]


async def rejected(gate: Gate, until: float) -> float:
    with pytest.raises(GateClosed) as closed:
        await gate.enter(until=until)
    return closed.value.seconds


@pytest.mark.parametrize("answer", [Admission(wait=30.0), Admission(wait=30.0, throttled=True)])
async def test_a_call_that_cannot_wait_as_long_as_the_quota_says_is_rejected_at_once(
    line: Timeline, answer: Admission
) -> None:
    gate = sharing(line, Scripted(line.clock, answer))

    assert await line.run(rejected(gate, 1010.0)) == [30.0]
    assert await line.run(rejected(gate, 1010.0)) == [30.0]
    assert line.now == 1000.0
    assert gate.snapshot().waiting == {"interactive": 0, "bulk": 0}


async def test_the_quota_may_renew_its_wait_up_to_the_callers_bound(line: Timeline) -> None:
    gate = sharing(line, Scripted(line.clock, *[Admission(wait=4.0)] * 9))

    assert await line.run(rejected(gate, 1010.0)) == [4.0]
    assert line.now == 1008.0


@pytest.mark.parametrize(("said", "seconds"), [(1e-12, 0.001), (float("inf"), 3600.0), (1e9, 3600.0)])
async def test_an_absurd_wait_from_the_quota_is_bounded(line: Timeline, said: float, seconds: float) -> None:
    quota = Scripted(line.clock, Admission(wait=said))

    await line.run(sent_and_accepted(sharing(line, quota), line))

    assert quota.asked == [1000.0, 1000.0 + seconds]


async def test_a_cool_down_of_another_process_closes_this_gate_and_one_call_probes_after_it(line: Timeline) -> None:
    seen: list[GateEvent] = []
    quota = Scripted(line.clock, Admission(wait=5.0, throttled=True), Admission(throttled=True))
    gate = sharing(line, quota)
    tasks = waiting(gate, 3, notify=seen.append)
    await settle()
    assert (gate.snapshot().state, gate.reopens_in, gate.snapshot().refusals) == ("closed", 5.0, 0)

    await line.until(1006.0)
    assert [task.done() for task in tasks] == [True, False, False]
    gate.accepted(tasks[0].result())
    await asyncio.gather(*tasks)

    assert quota.asked == [1000.0, 1005.0, 1006.0, 1006.0]
    assert quota.told == [("opened", 0.0)]
    assert [(event.state, event.seconds) for event in seen if isinstance(event, GateChanged)] == [
        ("closed", 5.0),
        ("probing", 0.0),
        ("open", 0.0),
    ]
    assert tasks[1].result().waited == 6.0


async def test_the_probe_for_all_processes_is_alone_on_the_wire(line: Timeline) -> None:
    gate = sharing(line, Scripted(line.clock, Admission(throttled=True)))
    tasks = waiting(gate, 3)
    await settle()

    assert ([task.done() for task in tasks], gate.snapshot().state) == ([True, False, False], "probing")
    gate.accepted(tasks[0].result())
    await asyncio.gather(*tasks)


async def test_a_closed_gate_asks_the_quota_again_while_another_process_probes(line: Timeline) -> None:
    look = Admission(wait=0.25, throttled=True)
    quota = Scripted(line.clock, Admission(), look, look)
    gate = sharing(line, quota)
    gate.refused(await enter(gate), 4.0)

    (permit,) = await line.run(enter(gate))

    assert quota.asked == [1000.0, 1004.0, 1004.25, 1004.5]
    assert (permit.probe, line.now) == (True, 1004.5)


async def test_refusals_and_the_end_of_the_throttling_are_reported_once(line: Timeline) -> None:
    quota = Scripted(line.clock)
    gate = sharing(line, quota)
    first, second, late = await line.run(*(enter(gate) for _ in range(3)))
    gate.refused(first, 4.0)
    gate.refused(second, 4.0)
    gate.refused(late, 9.0)
    (probe,) = await line.run(enter(gate))
    gate.refused(probe, 20.0)
    (probe,) = await line.run(enter(gate))
    gate.accepted(probe)
    await settle()

    assert quota.told == [("closed", 4.0), ("closed", 9.0), ("closed", 20.0), ("opened", 0.0)]


async def test_a_probe_without_an_answer_is_reported_so_that_another_process_can_probe(line: Timeline) -> None:
    quota = Scripted(line.clock)
    gate = sharing(line, quota)
    gate.refused(await enter(gate), 4.0)
    (probe,) = await line.run(enter(gate))
    gate.dropped(probe)
    await settle()

    assert quota.told == [("closed", 4.0), ("closed", 0.0)]


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
