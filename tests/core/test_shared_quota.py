"""A rate of one's own: calls of one account wait for their turn, on all gates of a process together."""

import pytest

from telephony_clients import ConfigurationError, MaxRate, Options
from tests.core.throttle.gates import enter, opened
from tests.core.throttle.timeline import Timeline


@pytest.fixture
def line() -> Timeline:
    return Timeline()


async def sent(line: Timeline, quota: MaxRate, account: str = "account-1", calls: int = 6) -> list[float]:
    gate = opened(line)
    gate.share(quota, account)

    async def send() -> float:
        permit = await enter(gate)
        at = line.now
        gate.accepted(permit)
        return at

    return sorted(await line.run(*(send() for _ in range(calls))))


async def test_calls_leave_evenly_and_none_is_refused(line: Timeline) -> None:
    assert await sent(line, MaxRate(2, clock=line.clock)) == [1000.0, 1000.5, 1001.0, 1001.5, 1002.0, 1002.5]


async def test_two_gates_of_an_account_share_the_rate_and_another_account_has_its_own(line: Timeline) -> None:
    quota = MaxRate(2, clock=line.clock)

    await sent(line, quota, calls=3)
    assert await sent(line, quota, calls=2) == [1001.5, 1002.0]
    assert await sent(line, quota, "account-2", calls=1) == [1002.0]


async def test_a_pause_is_not_made_up_for(line: Timeline) -> None:
    quota = MaxRate(2, clock=line.clock)
    await sent(line, quota, calls=1)
    line.now += 60

    first, second = await sent(line, quota, calls=2)
    assert 0.45 < second - first <= 0.5


async def test_a_late_timer_takes_nothing_off_the_rate(line: Timeline) -> None:
    quota = MaxRate(100, clock=line.clock)
    admitted = 0
    for _ in range(80):  # every 15 ms, though every 10 ms a request may leave
        line.now += 0.015
        admitted += (await quota.admit("a")).wait == 0
        admitted += (await quota.admit("a")).wait == 0

    assert 110 <= admitted <= 122


@pytest.mark.parametrize("rate", [0, -1, float("inf"), float("nan")])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    with pytest.raises(ConfigurationError, match="positive"):
        MaxRate(rate)


def test_it_is_an_option_and_shows_its_rate() -> None:
    assert repr(Options(shared_quota=MaxRate(2.5)).shared_quota) == "MaxRate(2.5)"
