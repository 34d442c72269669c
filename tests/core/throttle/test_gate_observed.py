"""What the gate tells of itself, and that none of many calls is lost at it."""

import pytest

from telephony_clients import Options
from telephony_clients.core.events import GateChanged
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate
from telephony_clients.core.values import Lane
from tests.core.throttle.gates import enter, opened, shut, waiting
from tests.core.throttle.test_gate import bucket
from tests.core.throttle.timeline import Timeline


async def test_every_change_of_the_gate_is_reported_to_the_observer(line: Timeline, gate: Gate) -> None:
    told: list[GateChanged] = []
    gate.refused(await enter(gate, notify=told.append), 3.0)
    (probe,) = await line.run(enter(gate, notify=told.append))
    gate.dropped(probe)
    (probe,) = await line.run(enter(gate, notify=told.append))
    gate.accepted(probe)

    assert [(event.vendor, event.state, event.seconds, event.at) for event in told] == [
        ("switchboard", "closed", 3.0, 1000.0),
        ("switchboard", "probing", 0.0, 1003.0),
        ("switchboard", "closed", 0.0, 1003.0),
        ("switchboard", "probing", 0.0, 1003.0),
        ("switchboard", "open", 0.0, 1003.0),
    ]
    assert {type(event.state) for event in told} == {str}


async def test_a_sleep_that_fails_raises_in_every_waiting_call(line: Timeline) -> None:
    async def broken(seconds: float) -> None:
        raise LookupError("no clock")

    gate = Gate("switchboard", ThrottlePolicy(), Options(clock=line.clock, sleep=broken))
    await shut(gate)
    tasks = waiting(gate, 3)

    for task in tasks:
        with pytest.raises(LookupError, match="no clock"):
            await task
    assert gate.snapshot().waiting["interactive"] == 0


async def test_the_snapshot_says_how_long_the_longest_waiting_call_has_waited(line: Timeline, gate: Gate) -> None:
    await shut(gate, 10.0)
    (task,) = waiting(gate, 1)
    await line.until(1004.0)
    state = gate.snapshot()
    assert (state.longest_wait, state.reopens_in) == (4.0, 6.0)
    await line.until(1012.0)
    task.cancel()

    assert gate.snapshot().longest_wait == 10.0


async def test_five_hundred_calls_get_through_a_narrow_quota_and_none_is_lost(line: Timeline) -> None:
    gate, take, sent = opened(line), bucket(line, rate=10, burst=20), 0

    async def call() -> None:
        nonlocal sent
        refused = False
        while True:
            permit = await enter(gate, lane=Lane.BULK, refusals=int(refused))
            sent += 1
            await line.sleep(0.1)
            if take():
                gate.accepted(permit)
                return
            gate.refused(permit, None)
            refused = True

    await line.run(*(call() for _ in range(500)))

    state = gate.snapshot()
    assert (state.in_flight, state.waiting["bulk"]) == (0, 0)
    assert sent == 500 + state.refusals
    assert sent < 3 * 500
    assert line.now - 1000.0 < 2 * 50


async def test_what_was_learned_is_forgotten_after_a_minute_without_a_request(line: Timeline, gate: Gate) -> None:
    await shut(gate)
    (probe,) = await line.run(enter(gate))
    gate.accepted(probe)
    rates = []
    for idle in (59.0, 61.0):
        await line.until(line.now + idle)
        gate.accepted(await enter(gate))
        rates.append(gate.snapshot().rate)

    assert rates[0] is not None
    assert rates[1] is None
