"""Outages and rate-limit headers at the gate."""

import math
from collections import Counter

import attrs
import pytest

from telephony_clients.core.throttle.gate import Gate, GateClosed
from telephony_clients.core.values import RateLimit
from tests.core.throttle.gates import enter, waiting
from tests.core.throttle.timeline import Timeline


async def test_consecutive_503s_close_the_gate_and_one_success_opens_it(line: Timeline, gate: Gate) -> None:
    permits = [await enter(gate) for _ in range(8)]
    for permit in permits[:3]:
        gate.failed(permit, None)
    assert (gate.snapshot().state, gate.in_outage) == ("open", False)
    for permit in permits[3:]:
        gate.failed(permit, None)
    assert gate.in_outage
    assert (gate.snapshot().state, gate.snapshot().closings, gate.reopens_in) == ("closed", 1, 1.0)

    pauses = []
    for _ in range(4):
        (probe,) = await line.run(enter(gate))
        gate.failed(probe, None)
        pauses.append(gate.reopens_in)
    assert pauses == [1.5] * 4
    (probe,) = await line.run(enter(gate))
    gate.accepted(probe)

    assert (gate.snapshot().state, gate.snapshot().rate, gate.in_outage) == ("open", None, False)


async def test_a_503_with_retry_after_is_obeyed_however_late(line: Timeline, gate: Gate) -> None:
    refused, fault, other, late = [await enter(gate) for _ in range(4)]
    gate.refused(refused, 2.0)
    gate.failed(fault, 30.0)
    gate.failed(other, 10.0)
    assert (gate.snapshot().closings, gate.reopens_in) == (1, 30.0)

    (probe,) = await line.run(enter(gate))
    gate.accepted(probe)
    gate.failed(late, None)
    assert gate.snapshot().state == "open"
    (another,) = await line.run(enter(gate))
    gate.failed(another, 7.0)
    assert (gate.snapshot().closings, gate.reopens_in) == (2, 7.0)


async def test_a_late_503_with_retry_after_closes_a_gate_that_was_opened(line: Timeline, gate: Gate) -> None:
    refused, late = await enter(gate), await enter(gate)
    gate.refused(refused, 2.0)
    (probe,) = await line.run(enter(gate))
    gate.accepted(probe)
    gate.failed(late, 7.0)
    assert (gate.snapshot().state, gate.reopens_in) == ("closed", 7.0)


async def test_a_503_among_successes_is_no_outage(gate: Gate) -> None:
    for _ in range(10):
        gate.failed(await enter(gate), None)
        gate.accepted(await enter(gate))

    assert gate.snapshot().state == "open"


async def test_the_rate_limit_headers_of_a_success_are_obeyed(line: Timeline, gate: Gate) -> None:
    told = RateLimit(limit=100, remaining=2, reset=20.0)
    gate.accepted(await enter(gate), told)
    first, second, third = waiting(gate, 3)
    await line.until(1001.0)
    assert (first.done(), second.done(), third.done()) == (True, True, False)
    gate.accepted(first.result(), attrs.evolve(told, remaining=0))
    gate.accepted(second.result(), attrs.evolve(told, remaining=0))
    await line.until(1020.9)
    assert not third.done()

    await line.until(1021.0)
    assert third.done()
    assert gate.snapshot().refusals == 0
    assert gate.snapshot().quota == attrs.evolve(told, remaining=0)


async def test_a_call_that_cannot_wait_for_a_new_window_is_rejected_at_once(line: Timeline, gate: Gate) -> None:
    gate.accepted(await enter(gate), RateLimit(remaining=0, reset=600.0))

    with pytest.raises(GateClosed) as closed:
        await gate.enter(until=line.now + 60)

    assert closed.value.seconds == 600.0


async def test_a_refusal_without_retry_after_waits_for_the_reset_in_its_headers(gate: Gate) -> None:
    gate.refused(await enter(gate), None, RateLimit(remaining=0, reset=45.0))

    assert gate.reopens_in == 45.0


async def test_refusals_with_nothing_left_and_a_reset_of_0_are_waited_out_by_the_backoff(
    line: Timeline, gate: Gate
) -> None:
    pauses = []
    for _ in range(4):
        (permit,) = await line.run(enter(gate))
        gate.refused(permit, None, RateLimit(remaining=0, reset=0.0))
        pauses.append(gate.reopens_in)

    assert pauses == [1.0, 2.0, 4.0, 8.0]


async def test_a_vendor_that_rounds_the_reset_down_refuses_once_and_no_more(line: Timeline, gate: Gate) -> None:
    first_end, seconds, limit = 1009.5, 10.0, 5
    refused, sent = list[float](), Counter[int]()

    async def call() -> None:
        while True:
            permit = await enter(gate)
            window = math.ceil((line.now - first_end) / seconds)
            sent[window] += 1
            reset = math.floor(first_end + window * seconds - line.now)
            if sent[window] <= limit:
                return gate.accepted(permit, RateLimit(remaining=limit - sent[window], reset=reset))
            refused.append(line.now)
            gate.refused(permit, None, RateLimit(remaining=0, reset=reset))

    await line.run(*(call() for _ in range(50)))

    assert refused == [1009.0]
    assert line.now < first_end + 10 * seconds
