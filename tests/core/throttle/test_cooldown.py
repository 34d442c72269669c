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


def test_a_cool_down_long_ago_is_half_forgotten_with_each_opening() -> None:
    backoff = CooldownBackoff(ThrottlePolicy(base=1.0), lambda: 0.0)
    for _ in range(7):
        backoff.grown()
    backoff.reopened()
    backoff.reopened()

    assert backoff.grown() == 64.0 / 8 / 2


def test_an_account_of_which_the_vendor_says_nothing_is_met_gently() -> None:
    assert ThrottlePolicy() == ThrottlePolicy(base=0.5, cap=120.0, floor=0.0, start=1)


@pytest.mark.parametrize(
    ("asked", "drawn", "waits"), [(2.0, 0.0, 2.0), (2.0, 1.0, 2.5), (2.0, 0.5, 2.25), (60.0, 1.0, 61.0)]
)
def test_what_the_vendor_asks_for_is_kept_with_a_quarter_more_but_at_most_a_second(
    asked: float, drawn: float, waits: float
) -> None:
    assert CooldownBackoff(ThrottlePolicy(floor=5.0), lambda: drawn).after_refusal(asked, 9.0, math.inf) == waits


def test_a_vendor_that_asks_for_no_wait_gets_none() -> None:
    assert CooldownBackoff(ThrottlePolicy(), lambda: 1.0).after_refusal(0.0, 9.0, math.inf) == 0.0


def test_the_backoff_has_up_to_a_quarter_more_by_chance() -> None:
    assert CooldownBackoff(ThrottlePolicy(base=1.0), lambda: 1.0).after_refusal(None, 0.0, math.inf) == 1.25


@pytest.mark.parametrize(
    ("least", "most", "waits"),
    [(0.0, math.inf, 2.0), (0.0, 1.5, 1.5), (3.0, math.inf, 3.0), (3.0, 1.5, 3.0), (500.0, math.inf, 20.0)],
)
def test_the_refill_makes_a_cool_down_shorter_or_longer_up_to_the_cap(least: float, most: float, waits: float) -> None:
    assert CooldownBackoff(ThrottlePolicy(base=2.0, cap=20.0), lambda: 0.0).after_refusal(None, least, most) == waits


def test_no_backoff_is_shorter_than_the_floor() -> None:
    assert CooldownBackoff(ThrottlePolicy(floor=1.0), lambda: 0.0).after_refusal(None, 0.0, 0.2) == 1.0


def test_each_refusal_in_a_row_doubles_the_cool_down_up_to_the_cap() -> None:
    backoff = CooldownBackoff(ThrottlePolicy(base=1.0, cap=3.0), lambda: 0.0)

    assert [backoff.after_refusal(None, 0.0, math.inf) for _ in range(4)] == [1.0, 2.0, 3.0, 3.0]


def test_cool_downs_that_may_take_no_longer_leave_the_next_as_short() -> None:
    backoff = CooldownBackoff(ThrottlePolicy(base=0.5), lambda: 0.0)
    assert [backoff.grown(most=1.5) for _ in range(9)] == [0.5, 1.0, *[1.5] * 7]

    assert backoff.after_refusal(None, 0.0, math.inf) == 4.0
    backoff.reopened()
    assert backoff.after_refusal(None, 0.0, math.inf) == 0.5
