"""Cool-downs that the backoff makes up end while a call can still wait for them; stated waits do not."""

import pytest

from telephony_clients import Options
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate, GateClosed
from telephony_clients.core.throttle.state import AccountState
from tests.core.throttle.timeline import Timeline

_DEADLINE = 60.0


def _closed(cooldown: float, *, policy: ThrottlePolicy | None = None, stated: float | None = None) -> AccountState:
    """Return an account that was closed at 0."""
    state = AccountState(policy or ThrottlePolicy(), 100, lambda: 0.0)
    state.refused(state.take(0.0, None), stated, None, 0.0)
    state.extend(cooldown, backoff_since=0.0)
    return state


async def _until_accepted(line: Timeline, gate: Gate, *, open_from: float, until: float) -> float:
    """Make one call again and again until it is accepted, as the engine does; return when."""
    refusals = 0
    while True:
        permit = await gate.enter(until=until, refusals=refusals)
        if line.now >= open_from:
            gate.accepted(permit)
            return line.now
        gate.refused(permit, None)
        refusals += 1


@pytest.mark.parametrize("closed_for", [0.4, 3.0, 14.0, 31.0, 40.0, 44.0])
@pytest.mark.parametrize("policy", [ThrottlePolicy(), ThrottlePolicy(base=1.0, floor=1.0)])
async def test_no_call_is_given_up_because_the_backoff_doubled_past_its_deadline(
    line: Timeline, closed_for: float, policy: ThrottlePolicy
) -> None:
    gate = Gate("switchboard", policy, Options(clock=line.clock, sleep=line.sleep, random=lambda: 0.5))
    call = _until_accepted(line, gate, open_from=line.now + closed_for, until=line.now + _DEADLINE)

    (accepted,) = await line.run(call)

    assert accepted <= 1000.0 + _DEADLINE


async def test_many_calls_outlast_a_closed_account_together(line: Timeline) -> None:
    gate = Gate("switchboard", ThrottlePolicy(), Options(clock=line.clock, sleep=line.sleep, random=lambda: 0.5))
    calls = [_until_accepted(line, gate, open_from=line.now + 40, until=line.now + _DEADLINE) for _ in range(50)]

    accepted = await line.run(*calls)

    assert max(accepted) <= 1000.0 + _DEADLINE


def test_a_cool_down_ends_half_way_to_when_a_call_gives_up() -> None:
    state = _closed(32.0)

    state.shorten(0.0, 20.0)

    assert state.reopens_in(0.0) == 10.0


def test_the_first_quarter_of_a_cool_down_passes_in_any_case() -> None:
    state = _closed(120.0)

    state.shorten(0.0, 2.0)
    assert state.reopens_in(0.0) == 120.0

    state.shorten(0.0, 40.0)
    assert state.reopens_in(0.0) == 30.0


def test_a_cool_down_is_not_shortened_below_the_least_that_the_vendor_names() -> None:
    state = _closed(2.0, policy=ThrottlePolicy(base=1.0, floor=1.0))

    state.shorten(0.0, 1.2)

    assert state.reopens_in(0.0) == 1.0


def test_a_wait_that_the_vendor_stated_is_not_shortened() -> None:
    state = _closed(30.0, stated=30.0)

    state.shorten(0.0, 20.0)

    assert state.reopens_in(0.0) == 30.0


async def test_a_call_that_may_not_wait_learns_when_to_come_again(line: Timeline) -> None:
    gate = Gate("switchboard", ThrottlePolicy(), Options(clock=line.clock, sleep=line.sleep, random=lambda: 0.0))
    gate.refused(await gate.enter(until=line.now), 7.0)

    with pytest.raises(GateClosed) as closed:
        await gate.enter(until=line.now)

    assert closed.value.seconds == 7.0
