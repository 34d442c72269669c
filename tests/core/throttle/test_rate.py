"""The rules of the rate with plain numbers: what is learned from accepted and refused requests, and when."""

import itertools
import math
from functools import partial

import pytest

from telephony_clients.core.throttle.rate import RateController
from tests.core.throttle.controllers import (
    Bucket,
    Spaced,
    guessed,
    refuse,
    send,
    steady,
    steps,
)


def test_before_the_first_refusal_nothing_is_paced() -> None:
    controller = RateController(start=4, limit=6)
    for _ in range(5):
        controller.take(0.0, 0)

    assert (controller.rate, controller.window, controller.wait(0.0, interactive=False)) == (None, 4, 0.0)


def test_each_accepted_request_lets_half_of_one_more_be_in_flight_but_the_first_one_more() -> None:
    controller = RateController(start=1, limit=3)
    windows = []
    for _ in range(5):
        controller.accepted(controller.take(0.0, 0), lambda: 1.0)
        windows.append(controller.window)

    assert windows == [2.0, 2.5, 3.0, 3.0, 3.0]


@pytest.mark.parametrize(
    ("trip", "trips", "window"), [(0.01, 20, 20.0), (0.05, 4, 20.0), (0.1, 2, 20.0), (0.2, 1, 15.0), (1.0, 1, 15.0)]
)
def test_the_window_grows_by_a_half_in_a_round_trip_and_no_faster_than_e_fold_in_a_fifth_of_a_second(
    trip: float, trips: int, window: float
) -> None:
    controller, now = RateController(start=10, limit=100), 0.0
    for _ in range(trips):
        permits = [controller.take(now, 0) for _ in range(10)]
        now += trip
        for permit in permits:
            controller.accepted(permit, partial(float, now))

    assert controller.window == pytest.approx(window)


@pytest.mark.parametrize(("rate", "burst"), [(10.0, 20.0), (2.0, 5.0), (50.0, 50.0), (100 / 60, 100.0)])
def test_the_refill_is_learned_whatever_the_burst(rate: float, burst: float) -> None:
    bucket = Bucket(rate, burst)
    bucket.run(120.0)

    assert bucket.controller.rate == pytest.approx(rate, rel=0.1)


def test_a_steady_quota_is_tried_more_and_more_seldom_but_not_given_up() -> None:
    bucket = Bucket(10.0, 20.0)
    bucket.run(200.0)

    def between(start: float, end: float) -> int:
        return sum(start <= at < end for at in bucket.refusals)

    assert between(0, 50) > between(150, 200) > 0
    assert between(100, 200) <= 1000 / 50  # once in 60 requests, and those of the tries themselves


@pytest.mark.parametrize(("before", "after"), [(10.0, 2.5), (2.5, 10.0), (50.0, 12.0), (20.0, 40.0)])
def test_a_quota_that_changes_is_found_again(before: float, after: float) -> None:
    bucket = Bucket(before, 20.0)
    bucket.run(40.0)
    assert bucket.controller.rate == pytest.approx(before, rel=0.15)
    bucket.rate = after
    bucket.run(80.0)

    assert bucket.controller.rate == pytest.approx(after, rel=0.15)


def test_a_refused_probe_never_lowers_the_rate() -> None:
    learned = []
    for refused_probes in (0, 3):
        bucket = Bucket(10.0, 20.0)
        bucket.run(20.0)
        while (refused := bucket.send()) is None:
            bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
        bucket.controller.cut(refused, bucket.now)
        for _ in range(refused_probes):
            bucket.controller.refused_too(bucket.controller.take(bucket.now, 99, probe=True))
        bucket.pass_time(1.0)
        bucket.controller.reopened(bucket.controller.take(bucket.now, 99, probe=True), bucket.now)
        learned.append(bucket.controller.rate)

    assert learned[0] is not None
    assert learned[1] is not None
    assert learned[1] >= learned[0]


def test_while_less_is_sent_than_the_quota_gives_the_rate_does_not_grow() -> None:
    bucket = Bucket(10.0, 20.0)
    bucket.run(20.0)
    refusals, rate = len(bucket.refusals), bucket.controller.rate
    for _ in range(60):
        bucket.pass_time(1.0)
        bucket.send()

    assert (len(bucket.refusals), bucket.controller.rate) == (refusals, rate)
    assert bucket.controller.wait(bucket.now, interactive=False) <= 0.2


def test_the_first_guess_is_half_of_what_was_accepted_by_the_time_it_and_the_cool_down_took() -> None:
    assert guessed(20).rate == pytest.approx(20 / 2 / 2.0)


@pytest.mark.parametrize(("controller", "lead"), [(steady(), 2.0), (guessed(1), 0.0)])
def test_an_interactive_call_is_ahead_of_the_rate_by_what_is_saved_up_and_no_more(
    controller: RateController, lead: float
) -> None:
    waits = [controller.wait(12.1, interactive=interactive) for interactive in (False, True)]

    assert waits[0] - waits[1] == pytest.approx(lead / (controller.rate or 0.0))


def test_a_cool_down_need_not_be_longer_than_the_refill_takes_for_a_few_requests() -> None:
    bucket = Bucket(2.0, 5.0)
    bucket.run(60.0)
    while (refused := bucket.send()) is None:
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
    bucket.controller.cut(refused, bucket.now)

    assert bucket.controller.recovery() == pytest.approx((1 / 2.0, 3 / 2.0), rel=0.2)


def test_a_cool_down_is_by_the_refill_that_the_refusal_shows_where_that_is_more_than_the_rate() -> None:
    controller = guessed(20)
    refused = send(controller, 80, 10.0)[-1]
    controller.cut(refused, 10.0)

    assert controller.recovery() == pytest.approx((10.0 / 80.5, 3 * 10.0 / 80.5))


def test_a_cool_down_is_by_the_rate_where_a_refusal_shows_less_or_that_nothing_was_saved_up() -> None:
    less, unsaved = guessed(20), guessed(20)
    less.cut(send(less, 23, 10.0)[-1], 10.0)
    unsaved.cut(unsaved.take(2.0, 0), 2.0)

    assert less.recovery() == unsaved.recovery() == (1 / 5.0, 3 / 5.0)


def test_while_the_refill_is_unknown_no_pause_is_too_long() -> None:
    controller = RateController(start=4, limit=10)
    controller.cut(controller.take(0.0, 0), 0.0)

    assert controller.recovery() == (0.0, math.inf)


def test_each_step_beyond_the_rate_is_larger_than_the_last_once_that_was_accepted() -> None:
    bucket = Bucket(10.0, 20.0)
    bucket.run(100.0)

    asked = steps(bucket, 4)
    assert [late / early for early, late in itertools.pairwise(asked)] == pytest.approx([1.7, 1.7, 1.7], rel=0.15)


def test_what_was_learned_can_be_forgotten() -> None:
    bucket = Bucket(10.0, 20.0)
    bucket.run(20.0)
    bucket.controller.begin()

    assert (bucket.controller.rate, bucket.controller.window, bucket.controller.wait(20.0, interactive=False)) == (
        None,
        4,
        0.0,
    )


def test_a_much_higher_quota_is_found_in_some_seconds() -> None:
    bucket = Bucket(4.0, 20.0)
    bucket.run(30.0)
    bucket.rate = 60.0
    bucket.run(50.0)

    assert bucket.controller.rate == pytest.approx(60.0, rel=0.2)


def test_refill_that_a_full_quota_could_not_hold_does_not_lower_the_rate() -> None:
    bucket = Bucket(50.0, 10.0)
    bucket.run(60.0)

    assert bucket.controller.rate == pytest.approx(50.0, rel=0.1)


def test_after_the_probe_the_next_request_waits_until_the_refill_has_one_more() -> None:
    bucket = Bucket(1.0, 30.0)
    bucket.run(100.0)
    refused = None
    while refused is None:
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
        refused = bucket.send()
    bucket.controller.cut(refused, bucket.now)
    bucket.pass_time(1.2)
    assert bucket.send(probe=True) is None

    assert bucket.controller.wait(bucket.now, interactive=False) > 0.4


@pytest.mark.parametrize("floor", [0.0, 1.0])
@pytest.mark.parametrize(("rate", "trip"), [(5.0, 0.001), (5.0, 0.15), (20.0, 0.001), (20.0, 0.03), (50.0, 0.001)])
def test_an_account_that_holds_one_request_is_used_well_and_its_pauses_do_not_grow(
    rate: float, trip: float, floor: float
) -> None:
    account = Spaced(rate, trip, floor)
    account.run(20.0)
    learned, refused = account.accepted, len(account.cooldowns)
    account.run(80.0)

    possible = min(rate, 1 / trip) * 60.0
    assert account.accepted - learned >= possible / 1.3
    assert len(account.cooldowns) - refused <= 0.1 * possible
    assert max(account.cooldowns[2:], default=0.0) <= max(0.5, floor)


def test_a_refusal_right_after_a_probe_says_that_nothing_was_saved_up_and_leaves_the_rate() -> None:
    controller = steady(trip=0.0)
    assert controller.wait(12.0, interactive=False) <= 0

    refuse(controller, 12.0)

    assert controller.rate == 5.0
    assert controller.wait(14.0, interactive=False) == pytest.approx(1 / 5.0)
