"""The rules of the rate with plain numbers: what is learned from accepted and refused requests, and when."""

import itertools
import math

import pytest

from telephony_clients.core.throttle.rate import Permit, RateController


class Bucket:
    """A quota and the hands that drive a controller against it, without any waiting."""

    def __init__(self, rate: float, burst: float, *, start: int = 4, limit: int = 1000) -> None:
        self.rate, self.burst, self.held, self.now = rate, burst, burst, 0.0
        self.controller = RateController(start=start, limit=limit)
        self.refusals: list[float] = []

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.held = min(self.burst, self.held + seconds * self.rate)

    def has_one(self) -> bool:
        if self.held < 1:
            return False
        self.held -= 1
        return True

    def send(self, *, probe: bool = False) -> Permit | None:
        """Send one; return its permit when it was refused."""
        permit = self.controller.take(self.now, epoch=len(self.refusals), probe=probe)
        self.pass_time(0.01)
        if not self.has_one():
            return permit
        if probe:
            self.controller.reopened(permit, self.now)
        else:
            self.controller.accepted(permit, lambda: self.now)
        return None

    def run(self, until: float) -> None:
        while self.now < until:
            wait = self.controller.wait(self.now, interactive=False)
            if wait > 0:
                self.pass_time(wait)
            if refused := self.send():
                self.refusals.append(self.now)
                self.controller.cut(refused)
                self.pass_time(0.5)
                while refused := self.send(probe=True):
                    self.controller.refused_too(refused)
                    self.pass_time(1.0)


def test_before_the_first_refusal_nothing_is_paced() -> None:
    controller = RateController(start=4, limit=6)
    for _ in range(5):
        controller.take(0.0, 0)

    assert (controller.rate, controller.window, controller.wait(0.0, interactive=False)) == (None, 4, 0.0)


def test_the_next_burst_is_twice_as_large_and_leaves_when_three_quarters_were_accepted() -> None:
    controller = RateController(start=8, limit=30)
    windows = []
    for _ in range(40):
        controller.accepted(controller.take(0.0, 0), lambda: 0.1)
        windows.append(controller.window)

    assert windows[:6] == [7, 6, 5, 4, 3, 16]
    assert windows[6:18] == [15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 30]
    assert set(windows[18:]) == {30}


def test_a_hundred_are_under_way_within_five_round_trips_of_ten() -> None:
    controller, trips = RateController(start=10, limit=100), 0
    under_way = [controller.take(0.0, 0) for _ in range(10)]
    while len(under_way) < 100:
        trips += 1
        for permit in under_way:
            controller.accepted(permit, lambda: 0.0)
        under_way = [controller.take(0.0, 0) for _ in range(controller.window)]

    assert trips <= 5


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

    assert between(0, 50) > between(50, 100) > 0
    assert 5 <= between(100, 200) <= 8  # once in 150 requests, and those of the tries themselves


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
        bucket.controller.cut(refused)
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


def test_an_interactive_call_may_be_a_little_ahead_of_the_rate() -> None:
    bucket = Bucket(10.0, 20.0)
    bucket.run(20.0)
    for _ in range(3):
        bucket.send()

    assert bucket.controller.wait(bucket.now, interactive=True) < bucket.controller.wait(bucket.now, interactive=False)


def test_the_pause_lets_the_refill_make_up_for_the_refusals() -> None:
    bucket = Bucket(2.0, 5.0)
    bucket.run(60.0)
    while (refused := bucket.send()) is None:
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
    bucket.controller.cut(refused)
    alone = bucket.controller.recovery()
    bucket.controller.refused_too(refused)

    assert alone == pytest.approx((2 / 2.0, 6 / 2.0), rel=0.2)
    assert bucket.controller.recovery() == pytest.approx((3 / 2.0, 7 / 2.0), rel=0.2)


def test_while_the_refill_is_unknown_no_pause_is_too_long() -> None:
    controller = RateController(start=4, limit=10)
    controller.cut(controller.take(0.0, 0))

    assert controller.recovery() == (0.0, math.inf)


def steps(bucket: Bucket, count: int) -> list[float]:
    """Return how much more than the rate is asked for, step by step, when all of it is there."""
    bucket.rate = bucket.burst = bucket.held = 1e6
    rate, asked = bucket.controller.rate or 0.0, list[float]()
    while len(asked) < count:
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
        bucket.send()
        beyond = 1 / bucket.controller.wait(bucket.now - 0.01, interactive=False) - rate
        if beyond > 0.2 * rate and (not asked or beyond > 1.1 * asked[-1]):
            asked.append(beyond)
    return asked


def test_each_step_beyond_the_rate_is_bolder_than_the_last() -> None:
    bucket = Bucket(10.0, 20.0)
    bucket.run(100.0)

    asked = steps(bucket, 4)
    assert [late / early for early, late in itertools.pairwise(asked)] == pytest.approx([1.5, 2.0, 2.5], rel=0.15)


@pytest.mark.parametrize(("rate", "more"), [(2.0, 2.0), (70.0, 0.5 / 0.01)])
def test_the_first_step_is_half_a_request_more_in_a_round_trip_or_as_much_again_if_that_is_less(
    rate: float, more: float
) -> None:
    bucket = Bucket(rate, 5.0)
    bucket.run(100.0)

    assert steps(bucket, 1) == pytest.approx([more], rel=0.15)


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

    assert bucket.controller.rate == pytest.approx(60.0, rel=0.15)


def test_refill_that_a_full_quota_could_not_hold_does_not_lower_the_rate() -> None:
    bucket = Bucket(50.0, 10.0)
    bucket.run(60.0)

    assert bucket.controller.rate == pytest.approx(50.0, rel=0.1)


def test_after_the_probe_the_next_request_waits_until_the_refill_has_one_more() -> None:
    bucket = Bucket(1.0, 30.0)
    bucket.run(100.0)
    while (refused := bucket.send()) is None:
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
    bucket.controller.cut(refused)
    bucket.pass_time(1.2)
    assert bucket.send(probe=True) is None

    assert bucket.controller.wait(bucket.now, interactive=False) > 0.5
