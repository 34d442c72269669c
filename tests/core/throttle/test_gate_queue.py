"""Who waits at the gate, in virtual time: in which order they go, and that none is lost when some give up."""

import asyncio
import gc
import random
import sys
import tracemalloc
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import pytest

from telephony_clients.core.throttle.gate import Gate, GateClosed
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.values import Lane
from tests.core.throttle.gates import enter, opened, shut, waiting
from tests.core.throttle.timeline import Timeline


async def test_after_a_probe_without_an_answer_the_next_call_probes(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    first, second, third = waiting(gate, 3)
    await line.until(1001.0)
    gate.dropped(first.result())
    await line.until(1001.0)

    assert second.result().probe
    assert not third.done()
    assert gate.snapshot().in_flight == 1
    third.cancel()


async def test_after_a_probe_that_is_cancelled_as_it_is_let_through_the_next_call_probes(
    line: Timeline, gate: Gate
) -> None:
    await shut(gate)
    first: asyncio.Task[Permit] = asyncio.create_task(enter(gate, notify=lambda _: first.cancel() and None))
    (second,) = waiting(gate, 1)
    await line.until(1001.0)

    assert first.cancelled()
    assert second.result().probe
    assert gate.snapshot().in_flight == 1


async def test_a_cancelled_call_leaves_the_queue(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    tasks = waiting(gate, 5)
    await asyncio.sleep(0)
    tasks[0].cancel()
    await line.until(1001.0)

    assert tasks[0].cancelled()
    assert tasks[1].result().probe
    for task in tasks:
        task.cancel()


async def test_no_timer_is_left_running_when_the_last_waiting_call_leaves(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    before = asyncio.all_tasks()
    (task,) = waiting(gate, 1)
    await line.until(1000.1)
    assert len(asyncio.all_tasks() - before) == 2
    task.cancel()
    await asyncio.wait([task])
    await line.until(1000.2)

    assert asyncio.all_tasks() == before
    (permit,) = await line.run(enter(gate))
    assert (permit.probe, line.now) == (True, 1001.0)


async def test_a_call_that_cannot_wait_out_the_cool_down_is_rejected_at_once(line: Timeline, gate: Gate) -> None:
    await shut(gate, 30.0)

    with pytest.raises(GateClosed) as closed:
        await gate.enter(until=line.now + 29)

    assert closed.value.seconds == 30.0
    assert gate.snapshot().waiting == {"interactive": 0, "bulk": 0}


async def test_a_waiting_call_is_rejected_as_soon_as_the_cool_down_grows_too_long(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    first = asyncio.create_task(enter(gate))
    second = asyncio.create_task(gate.enter(until=1010.0))
    await line.until(1001.0)
    gate.refused(first.result(), 60.0)

    with pytest.raises(GateClosed):
        await second
    assert line.now == 1001.0
    assert len(asyncio.all_tasks()) == 1


async def test_enter_now_gives_a_permit_while_there_is_room(line: Timeline) -> None:
    gate = opened(line, concurrency=2)
    first, second = gate.enter_now(), gate.enter_now(lane=Lane.BULK)

    assert first is not None
    assert second is not None
    assert gate.enter_now() is None
    gate.accepted(first)
    assert gate.enter_now() is not None
    assert gate.snapshot().in_flight == 2


async def test_enter_now_does_not_overtake_waiting_calls(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    (probe,) = await line.run(enter(gate))
    gate.accepted(probe)
    bulk = waiting(gate, 2, lane=Lane.BULK)
    await asyncio.sleep(0)
    assert not bulk[1].done()

    assert gate.enter_now() is None
    for task in bulk:
        task.cancel()


async def test_a_refused_call_goes_to_the_head_of_its_queue(line: Timeline, gate: Gate) -> None:
    permit = await enter(gate)
    gate.refused(permit, None)
    others = waiting(gate, 3)
    await asyncio.sleep(0)
    refused = asyncio.create_task(enter(gate, refusals=1))
    await line.until(1001.0)

    assert refused.result().probe
    assert not any(task.done() for task in others)
    for task in others:
        task.cancel()


async def test_interactive_calls_go_first_and_bulk_is_not_starved(line: Timeline) -> None:
    gate = opened(line, concurrency=1)
    first = await enter(gate)
    order: list[str] = []

    async def call(lane: Lane) -> None:
        permit = await enter(gate, lane=lane)
        order.append(lane)
        gate.accepted(permit)

    calls: list[Coroutine[Any, Any, None]] = [call(Lane.BULK) for _ in range(20)]
    calls += [call(Lane.INTERACTIVE) for _ in range(90)]
    tasks = [asyncio.create_task(one) for one in calls]
    await asyncio.sleep(0)
    gate.accepted(first)
    await asyncio.gather(*tasks)

    assert Counter(order[:100]) == {"interactive": 90, "bulk": 10}
    assert all("bulk" in order[start : start + 10] for start in range(100))
    assert order[100:] == ["bulk"] * 10


async def test_each_lane_is_first_come_first_served(line: Timeline) -> None:
    gate = opened(line, concurrency=1)
    first = await enter(gate)
    order: list[int] = []

    async def call(number: int) -> None:
        permit = await enter(gate, lane=Lane.BULK)
        order.append(number)
        gate.accepted(permit)

    tasks = [asyncio.create_task(call(number)) for number in range(30)]
    await asyncio.sleep(0)
    gate.accepted(first)
    await asyncio.gather(*tasks)

    assert order == list(range(30))


async def random_call(gate: Gate, line: Timeline, chance: random.Random) -> str:
    """Make a call at some time, in some lane, that ends somehow; return how."""
    await line.sleep(chance.uniform(0, 20))
    refused = False
    while True:
        try:
            lane = chance.choice(list(Lane))
            permit = await gate.enter(lane=lane, until=line.now + chance.choice((3, 600)), refusals=int(refused))
        except GateClosed:
            return "rejected"
        try:
            await line.sleep(chance.uniform(0, 2))
        except asyncio.CancelledError:
            gate.dropped(permit)
            raise
        end = chance.choice(("accepted", "accepted", "refused", "dropped"))
        if end != "refused":
            getattr(gate, end)(permit)
            return end
        gate.refused(permit, chance.choice((None, 5.0)))
        refused = True


@pytest.mark.parametrize("seed", range(20))
async def test_whatever_the_callers_do_no_permit_is_lost_and_none_waits_for_ever(line: Timeline, seed: int) -> None:
    chance = random.Random(seed)
    gate = opened(line, concurrency=5)
    ends: Counter[str] = Counter()
    calls: list[asyncio.Task[None]] = []

    async def call() -> None:
        ends[await random_call(gate, line, chance)] += 1

    async def disturb() -> None:
        for _ in range(40):
            await line.sleep(chance.uniform(0, 1))
            chance.choice(calls).cancel()

    calls += [asyncio.create_task(call()) for _ in range(200)]

    async def outcome(task: asyncio.Task[None]) -> None:
        await asyncio.wait([task])

    await line.run(disturb(), *(outcome(task) for task in calls))

    state = gate.snapshot()
    assert (state.in_flight, state.waiting) == (0, {"interactive": 0, "bulk": 0})
    assert sum(ends.values()) + sum(task.cancelled() for task in calls) == 200
    assert ends["accepted"] > 20
    (permit,) = await line.run(enter(gate))
    gate.accepted(permit)
    assert gate.snapshot().state == "open"


async def test_a_call_that_was_refused_as_a_probe_lets_others_probe(line: Timeline, gate: Gate) -> None:
    refusals: Counter[int] = Counter()
    left = 6

    async def call(number: int) -> None:
        nonlocal left
        while True:
            permit = await enter(gate, refusals=refusals[number])
            if left == 0:
                gate.accepted(permit)
                return
            left -= 1
            refusals[number] += 1
            gate.refused(permit, None)

    await line.run(*(call(number) for number in range(20)))

    assert refusals.total() == 6
    assert max(refusals.values()) <= 2


@pytest.mark.parametrize("accepted", [3, 4])
async def test_a_call_that_was_refused_twice_goes_once_the_account_has_accepted_several(
    line: Timeline, accepted: int
) -> None:
    gate = opened(line)
    await shut(gate)
    (probe,) = await line.run(enter(gate))
    unlucky, *others = [*waiting(gate, 1, refusals=2), *waiting(gate, 8)]
    await asyncio.sleep(0)
    gate.accepted(probe)
    for task in others[:accepted]:
        await line.run(_outcome(task))
        assert not unlucky.done()
        gate.accepted(task.result())
    await line.run(_outcome(asyncio.create_task(_first_of(unlucky, others[accepted]))))

    assert unlucky.done() is (accepted == 4)
    for task in (unlucky, *others):
        task.cancel()


async def _first_of(*tasks: asyncio.Task[Permit]) -> None:
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)


async def _outcome(task: asyncio.Task[Any]) -> None:
    await asyncio.wait([task])


async def test_ten_thousand_waiters_are_light_and_leave_quickly(line: Timeline, gate: Gate) -> None:
    await shut(gate, 60.0)
    gc.collect()
    tracemalloc.start()
    tasks = waiting(gate, 10_000, lane=Lane.BULK)
    await asyncio.sleep(0)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert gate.snapshot().waiting["bulk"] == 10_000
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)

    assert gate.snapshot().waiting["bulk"] == 0
    assert held / 10_000 < (2048 if sys.gettrace() is None else 3072)  # a tracer keeps a frame object for each
