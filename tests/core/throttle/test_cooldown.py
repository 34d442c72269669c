"""How long an account is left alone, by itself: a backoff that grows, and what is left of it next time."""

import itertools
import math

import pytest

from telephony_clients.core.throttle.cooldown import CooldownBackoff, ThrottlePolicy, exponential_delays


def test_the_backoff_doubles_up_to_the_cap() -> None:
    assert list(itertools.islice(exponential_delays(0.5, 20.0), 8)) == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0]


def test_the_backoff_never_ends_and_never_overflows() -> None:
    assert next(itertools.islice(exponential_delays(0.5, 20.0), 5000, None)) == 20.0


@pytest.mark.parametrize(("refusals", "next_times"), [(4, [1.0, 1.0]), (5, [2.0, 1.0, 1.0]), (7, [8.0, 4.0, 2.0, 1.0])])
def test_after_a_long_cool_down_the_next_one_starts_longer_and_halves_each_time(
    refusals: int, next_times: list[float]
) -> None:
    backoff = CooldownBackoff(ThrottlePolicy(base=1.0), lambda: 0.0)
    for _ in range(refusals):
        backoff.grown()
    first = []
    for _ in next_times:
        backoff.reopened()
        first.append(backoff.after_refusal(None, 0.0, math.inf))

    assert first == next_times
