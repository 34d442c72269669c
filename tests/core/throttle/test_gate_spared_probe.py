"""Calls in flight when the gate closed that are accepted after all: they spare the cool-down and the probe."""

import pytest

from telephony_clients import Options
from telephony_clients.core.events import GateChanged
from telephony_clients.core.shared_quota import Admission
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate
from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.values import Lane
from tests.core.throttle.gates import enter
from tests.core.throttle.timeline import Timeline


async def known(line: Timeline, floor: float = 0.0, calls: int = 1000) -> Gate:
    """Return a gate that has learned a refill of 100 a second, and has savings of which to send several at once."""
    options = Options(clock=line.clock, sleep=line.sleep, random=lambda: 0.0)
    gate, held, at = Gate("switchboard", ThrottlePolicy(base=1.0, floor=floor), options), 20.0, line.now

    async def some_calls() -> None:
        nonlocal held, at, calls
        while calls > 0:
            permit = await enter(gate, lane=Lane.BULK)
            await line.sleep(0.05)
            held, at = min(20.0, held + 100 * (line.now - at)), line.now
            if held < 1:
                gate.refused(permit, None)
            else:
                held, calls = held - 1, calls - 1
                gate.accepted(permit)

    await line.run(*(some_calls() for _ in range(20)))
    await line.until(line.now + 1)
    assert gate.snapshot().rate == pytest.approx(100, rel=0.2)
    return gate


class Generous:
    """A shared quota that lets everything pass."""

    async def admit(self, _: str, /) -> Admission:
        return Admission()

    async def closed(self, _: str, __: float, /) -> None:
        """Do nothing."""

    async def opened(self, _: str, /) -> None:
        """Do nothing."""


async def sent(line: Timeline, gate: Gate, count: int) -> list[Permit]:
    """Return permits in the order in which they were sent."""
    return [(await line.run(enter(gate)))[0] for _ in range(count)]


def state(gate: Gate) -> str:
    return gate.snapshot().state


async def test_a_success_sent_after_the_refused_request_opens_the_gate_without_a_probe(line: Timeline) -> None:
    gate = await known(line)
    first, second, third = await sent(line, gate, 3)
    gate.refused(first, None)
    assert state(gate) == "closed"

    gate.accepted(second)

    assert (state(gate), gate.reopens_in) == ("open", 0.0)
    gate.accepted(third)
    assert gate.snapshot().in_flight == 0


async def test_waiting_calls_leave_and_the_observer_is_notified_when_no_probe_is_needed(line: Timeline) -> None:
    gate, told = await known(line), list[GateChanged]()
    (first,) = await line.run(enter(gate, notify=told.append))
    (second,) = await line.run(enter(gate, notify=told.append))
    gate.refused(first, None)
    pause, before = gate.reopens_in, line.now

    async def answered() -> None:
        await line.sleep(pause / 10)
        gate.accepted(second)

    async def next_one() -> Permit:
        return await enter(gate)

    permit = (await line.run(next_one(), answered()))[0]

    assert permit is not None
    assert not permit.probe
    assert line.now - before < pause
    assert [change.state for change in told] == ["closed", "open"]


async def test_as_many_requests_must_be_accepted_as_were_refused_to_replace_a_probe(line: Timeline) -> None:
    gate = await known(line)
    permits = await sent(line, gate, 5)
    gate.refused(permits[0], None)
    gate.refused(permits[1], None)

    gate.accepted(permits[2])
    assert state(gate) == "closed"
    gate.refused(permits[3], None)
    gate.accepted(permits[4])
    assert state(gate) == "closed"


async def test_a_success_sent_before_the_refused_request_does_not_replace_a_probe(line: Timeline) -> None:
    gate = await known(line)
    earlier, refused = await sent(line, gate, 2)
    gate.refused(refused, None)
    gate.accepted(earlier)

    assert state(gate) == "closed"


async def test_after_a_429_with_retry_after_only_a_probe_opens_the_gate(line: Timeline) -> None:
    gate = await known(line)
    refused, later = await sent(line, gate, 2)
    gate.refused(refused, 7.0)
    gate.accepted(later)

    assert state(gate) == "closed"
    assert gate.reopens_in == pytest.approx(7.0)


async def test_after_a_503_with_retry_after_only_a_probe_opens_the_gate(line: Timeline) -> None:
    gate = await known(line)
    refused, fault, later = await sent(line, gate, 3)
    gate.refused(refused, None)
    gate.failed(fault, 7.0)
    gate.accepted(later)

    assert state(gate) == "closed"
    assert gate.reopens_in == pytest.approx(7.0)


async def test_a_late_429_with_retry_after_closes_a_gate_that_opened_without_a_probe(line: Timeline) -> None:
    gate = await known(line)
    first, second, third = await sent(line, gate, 3)
    gate.refused(first, None)
    gate.accepted(second)
    assert state(gate) == "open"
    gate.refused(third, 30.0)

    assert state(gate) == "closed"
    assert gate.reopens_in == pytest.approx(30.0)
    (probe,) = await line.run(enter(gate))
    assert probe.probe
    gate.accepted(probe)
    assert (state(gate), gate.snapshot().in_flight) == ("open", 0)


async def test_while_the_refill_is_unknown_only_a_probe_opens_the_gate(line: Timeline, gate: Gate) -> None:
    refused, later = await enter(gate), await enter(gate)
    gate.refused(refused, None)
    gate.accepted(later)

    assert (state(gate), gate.snapshot().rate) == ("closed", None)


async def test_with_a_shared_quota_only_a_probe_opens_the_gate(line: Timeline) -> None:
    gate = await known(line)
    refused, later = await sent(line, gate, 2)
    gate.share(Generous(), "account")
    gate.refused(refused, None)
    gate.accepted(later)

    assert state(gate) == "closed"


async def test_with_a_floor_in_the_policy_only_a_probe_opens_the_gate(line: Timeline) -> None:
    gate = await known(line, floor=1.0, calls=2000)
    refused, later = await sent(line, gate, 2)
    gate.refused(refused, None)
    gate.accepted(later)

    assert state(gate) == "closed"
    assert gate.reopens_in >= 1.0


async def test_after_a_refused_probe_only_another_probe_opens_the_gate(line: Timeline) -> None:
    gate = await known(line)
    refused, *later = await sent(line, gate, 4)
    gate.refused(refused, None)
    (probe,) = await line.run(enter(gate))
    gate.refused(probe, None)
    for permit in later:
        gate.accepted(permit)

    assert state(gate) == "closed"
