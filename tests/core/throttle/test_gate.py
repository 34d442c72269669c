"""The gate by itself, in virtual time: it closes once for a wave of refusals, asks with one probe, and opens gently."""

import asyncio
import itertools
from collections.abc import Callable

import pytest

from telephony_clients import Options
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.values import Lane, RateLimit
from tests.core.throttle.gates import enter, opened, shut, waiting
from tests.core.throttle.timeline import Timeline


async def test_an_open_gate_lets_through_as_many_as_it_may(gate: Gate) -> None:
    permits = [await enter(gate) for _ in range(100)]
    (late,) = waiting(gate, 1)
    await asyncio.sleep(0)

    assert not late.done()
    assert gate.snapshot().in_flight == 100
    gate.accepted(permits[0])
    assert (await late).waited == 0.0


async def test_a_refusal_closes_the_gate_and_one_probe_is_sent_after_the_cool_down(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    tasks = waiting(gate, 50)
    await line.until(1000.9)
    assert not any(task.done() for task in tasks)

    await line.until(1001.0)

    (probe,) = [task for task in tasks if task.done()]
    assert probe is tasks[0]
    assert probe.result().probe
    assert probe.result().waited == 1.0
    state = gate.snapshot()
    assert (state.state, state.in_flight, state.waiting["interactive"]) == ("probing", 1, 49)
    assert type(state.state) is str
    for task in tasks:
        task.cancel()


async def test_after_a_probe_the_gate_opens_gradually_and_not_for_all_at_once(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    tasks = waiting(gate, 50)
    left: list[float] = []
    await line.until(1001.0)
    for task in tasks:
        await line.run(_finished(task))
        left.append(line.now)
        await line.until(line.now + 0.05)
        gate.accepted(task.result())

    gaps = [late - early for early, late in itertools.pairwise(left)]
    assert max(sum(1 for at in left if start <= at < start + 1) for start in left[:5]) <= 15
    assert min(gaps[-5:]) < max(gaps[2:6]) / 3


async def test_an_unknown_account_has_few_requests_in_flight_first_and_half_as_many_more_with_each_round_trip(
    line: Timeline,
) -> None:
    gate = opened(line, start=4)
    tasks = waiting(gate, 50)
    windows = []
    done: set[asyncio.Task[Permit]] = set()
    while len(done) < 50:
        await asyncio.sleep(0)
        under_way = [task for task in tasks if task.done() and task not in done]
        windows.append(len(under_way))
        await line.until(line.now + 0.2)
        for task in under_way:
            done.add(task)
            gate.accepted(task.result())

    assert windows == [4, 6, 9, 13, 18]


@pytest.mark.parametrize(("draw", "factor"), [(0.0, 1.0), (0.5, 1.125), (1.0, 1.25)])
async def test_cool_downs_double_with_each_refused_probe_up_to_the_cap(
    line: Timeline, draw: float, factor: float
) -> None:
    gate = opened(line, draw=draw)
    pauses = []
    for _ in range(7):
        (task,) = waiting(gate, 1)
        began = line.now
        await line.run(_finished(task))
        pauses.append(line.now - began)
        gate.refused(task.result(), None)

    assert pauses == pytest.approx([0.0, *(factor * seconds for seconds in (1, 2, 4, 8, 16, 20))])
    assert gate.snapshot().closings == gate.snapshot().refusals == 7


async def _finished(task: asyncio.Task[Permit]) -> Permit:
    return await task


async def test_an_accepted_probe_makes_the_next_cool_down_short_again(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    (permit,) = await line.run(enter(gate))
    gate.refused(permit, None)
    assert gate.reopens_in == 2.0
    (permit,) = await line.run(enter(gate))
    gate.accepted(permit)

    await line.run(shut(gate))

    assert gate.reopens_in == 1.0


@pytest.mark.parametrize(
    ("asked", "draw", "pause"), [(0.4, 0.0, 0.4), (7.0, 1.0, 8.0), (2.0, 1.0, 2.5), (90.0, 0.5, 90.5)]
)
async def test_retry_after_is_obeyed_with_a_little_jitter(
    line: Timeline, asked: float, draw: float, pause: float
) -> None:
    gate = opened(line, draw=draw)

    await shut(gate, asked)

    assert gate.reopens_in == pytest.approx(pause)


async def pulled(line: Timeline, gate: Gate, calls: int) -> list[float]:
    """Return the first pauses while so many calls meet 200 a second."""
    take, pauses = bucket(line, rate=200, burst=20), list[float]()

    async def some_calls() -> None:
        nonlocal calls
        while calls > 0:
            permit = await enter(gate, lane=Lane.BULK)
            await line.sleep(0.02)
            if take():
                calls -= 1
                gate.accepted(permit)
            else:
                gate.refused(permit, None)
                pauses.append(gate.reopens_in)

    await line.run(*(some_calls() for _ in range(50)))
    return pauses


async def test_a_cool_down_is_no_longer_than_the_known_refill_needs_unless_a_probe_is_refused(
    line: Timeline, gate: Gate
) -> None:
    pauses = await pulled(line, gate, 3000)
    assert pauses[0] == 1.0
    assert max(pauses[-3:]) < 0.2
    assert gate.snapshot().rate == pytest.approx(200, rel=0.2)

    in_vain = []
    for _ in range(4):
        (permit,) = await line.run(enter(gate))
        gate.refused(permit, None)
        in_vain.append(gate.reopens_in)
    assert in_vain[0] < 0.2
    assert in_vain[1:] == pytest.approx([2.0, 4.0, 8.0])


async def test_the_floor_of_the_policy_holds_whatever_the_refill(line: Timeline) -> None:
    options = Options(clock=line.clock, sleep=line.sleep, random=lambda: 0.0)
    gate = Gate("switchboard", ThrottlePolicy(base=1.0, floor=1.0), options)
    await pulled(line, gate, 1000)

    for _ in range(3):
        (permit,) = await line.run(enter(gate))
        gate.refused(permit, None)
        assert gate.reopens_in >= 1.0
        (probe,) = await line.run(enter(gate))
        gate.accepted(probe)


async def test_a_wave_of_refusals_closes_the_gate_once(line: Timeline, gate: Gate) -> None:
    permits = [await enter(gate) for _ in range(50)]
    for permit in permits:
        gate.refused(permit, None)

    state = gate.snapshot()
    assert (state.closings, state.refusals, state.reopens_in) == (1, 50, 1.0)


async def test_the_longest_retry_after_of_a_wave_counts(gate: Gate) -> None:
    permits = [await enter(gate) for _ in range(3)]
    for permit, asked in zip(permits, (5.0, 30.0, 9.0), strict=True):
        gate.refused(permit, asked)

    assert gate.reopens_in == 30.0


async def test_a_late_refusal_of_a_wave_changes_nothing_once_the_gate_is_open(line: Timeline, gate: Gate) -> None:
    late, first = await enter(gate), await enter(gate)
    gate.refused(first, None)
    (probe,) = await line.run(enter(gate))
    gate.refused(late, 60.0)
    assert gate.snapshot().state == "probing"
    gate.accepted(probe)

    assert gate.snapshot().state == "open"
    assert gate.snapshot().closings == 1


@pytest.mark.parametrize("probe_is_accepted", [True, False])
async def test_a_stated_wait_that_comes_after_the_probe_was_sent_is_kept(
    line: Timeline, gate: Gate, *, probe_is_accepted: bool
) -> None:
    late, first = await enter(gate), await enter(gate)
    gate.refused(first, None)
    (probe,) = await line.run(enter(gate))
    gate.refused(late, 60.0)
    stated_until = line.now + 60.0
    if probe_is_accepted:
        gate.accepted(probe)
    else:
        gate.refused(probe, None)

    await line.run(enter(gate))

    assert line.now == pytest.approx(stated_until)


async def test_a_stated_wait_that_comes_after_the_gate_opened_is_kept(line: Timeline, gate: Gate) -> None:
    late, first = await enter(gate), await enter(gate)
    gate.refused(first, None)
    (probe,) = await line.run(enter(gate))
    gate.accepted(probe)
    gate.refused(late, 60.0)
    stated_until = line.now + 60.0

    await line.run(enter(gate))

    assert line.now == pytest.approx(stated_until)


async def test_a_late_success_does_not_open_the_gate_of_an_unknown_account(gate: Gate) -> None:
    late, first = await enter(gate), await enter(gate)
    gate.refused(first, None)
    gate.accepted(late)

    assert (gate.snapshot().state, gate.snapshot().rate) == ("closed", None)


def bucket(line: Timeline, rate: float, burst: float) -> Callable[[], bool]:
    """A quota as vendors keep it: so many at once, so many a second."""
    held, at = burst, line.now

    def take() -> bool:
        nonlocal held, at
        held, at = min(burst, held + (line.now - at) * rate), line.now
        if held < 1:
            return False
        held -= 1
        return True

    return take


async def test_calls_at_once_on_an_unknown_account_leave_one_after_the_other_if_it_does_not_answer(
    line: Timeline,
) -> None:
    gate = opened(line, start=1)
    tasks = [asyncio.create_task(gate.enter(until=line.now)) for _ in range(5)]  # max_wait is about throttling only
    await line.until(1000.05)
    left = [sum(task.done() for task in tasks)]
    await line.until(1000.15)
    left.append(sum(task.done() for task in tasks))
    await line.until(1009.0)
    left.append(sum(task.done() for task in tasks))

    assert left == [1, 2, 3]
    for task in tasks[:3]:
        gate.accepted(await task)
    await line.until(1009.1)
    assert all(task.done() and task.result().waited == 0.0 for task in tasks)


async def test_an_unknown_account_of_which_an_answer_says_that_nothing_is_left_is_sent_nothing_more(
    line: Timeline,
) -> None:
    gate = opened(line, start=1)
    first = await enter(gate)
    gate.accepted(first, RateLimit(limit=1, remaining=0, reset=None))
    second = await enter(gate)
    (third,) = waiting(gate, 1)
    await line.until(1005.0)
    assert not third.done()

    gate.accepted(second, RateLimit(limit=1, remaining=4, reset=None))
    await line.until(1005.1)
    assert third.done()
