"""A gate that shares a quota with other processes: each is a gate of its own here, on one line of virtual time."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest

from telephony_clients import Admission, SharedQuota
from telephony_clients.core.events import GateChanged, GateEvent
from telephony_clients.core.throttle.gate import Gate, GateClosed
from telephony_clients.core.values import Lane
from tests.core.desk import settle
from tests.core.throttle.gates import enter, opened, waiting
from tests.core.throttle.timeline import Timeline

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
