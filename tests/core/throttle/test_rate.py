"""The rules of the rate with plain numbers: what is learned from accepted and refused requests, and when."""

import itertools
import math
from functools import partial

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


def test_each_accepted_request_lets_one_more_be_in_flight_where_round_trips_are_long() -> None:
    controller = RateController(start=3, limit=6)
    windows = []
    for _ in range(5):
        controller.accepted(controller.take(0.0, 0), lambda: 1.0)
        windows.append(controller.window)

    assert windows == [4, 5, 6, 6, 6]


@pytest.mark.parametrize(("trip", "doublings"), [(0.01, 20), (0.05, 4), (0.2, 1), (1.0, 1)])
def test_the_window_doubles_no_faster_than_every_fifth_of_a_second(trip: float, doublings: int) -> None:
    controller, now = RateController(start=10, limit=100), 0.0
    for _ in range(doublings):
        permits = [controller.take(now, 0) for _ in range(10)]
        now += trip
        for permit in permits:
            controller.accepted(permit, partial(float, now))

    assert controller.window == pytest.approx(20)


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


def send(controller: RateController, count: int, now: float) -> list[Permit]:
    """Send requests at once, of which no answer is learned from."""
    return [controller.take(now, 0) for _ in range(count)]


def refuse(controller: RateController, now: float, *, cooldown: float = 2.0, trip: float = 0.0) -> None:
    """Refuse the next request, and accept a probe that is sent after a cool-down."""
    controller.cut(controller.take(now, 0))
    probe = controller.take(now + cooldown, 1, probe=True)
    controller.reopened(probe, probe.at + trip)


def guessed(burst: int, *, cooldown: float = 2.0, trip: float = 0.0) -> RateController:
    """Return a controller that saw a burst let in at once at 0, was refused, and reopened by a probe."""
    controller = RateController(start=burst, limit=100)
    for permit in send(controller, burst, 0.0):
        controller.accepted(permit, lambda: 0.0)
    refuse(controller, 0.0, cooldown=cooldown, trip=trip)
    return controller


def steady(*, at: float = 10.0, cooldown: float = 2.0, trip: float = 0.1) -> RateController:
    """Return a controller whose guess of 5 requests a second, and that 20 are held, a refusal at a time confirmed."""
    controller = guessed(20, trip=trip)
    send(controller, round(5 * at) - 1, at)
    refuse(controller, at, cooldown=cooldown, trip=trip)
    assert (controller.rate, controller.capacity) == (5.0, 20.0)
    return controller


def pace(controller: RateController, now: float) -> float:
    """Return the requests a second that leave, once all that was saved up is long spent."""
    due = controller.wait(now, interactive=False)
    controller.take(now, 0)
    return 1 / (controller.wait(now, interactive=False) - due)


def horizon(controller: RateController, opened: float) -> float:
    """Return the seconds since it opened after which more than the rate is sent."""
    send(controller, 5000, opened)
    tenths = (tenth / 10 for tenth in itertools.count())
    return next(seconds for seconds in tenths if pace(controller, opened + seconds) > 1.01 * (controller.rate or 0.0))


def test_the_first_guess_is_half_of_what_was_accepted_by_the_time_it_and_the_cool_down_took() -> None:
    assert guessed(20).rate == pytest.approx(20 / 2 / 2.0)


@pytest.mark.parametrize(("burst", "lead"), [(20, 2.0), (1, 0.0)])
def test_an_interactive_call_is_ahead_of_the_rate_by_what_is_saved_up_and_no_more(burst: int, lead: float) -> None:
    controller = guessed(burst)
    waits = [controller.wait(2.0, interactive=interactive) for interactive in (False, True)]

    assert waits[0] - waits[1] == pytest.approx(lead / (controller.rate or 0.0))


def test_a_cool_down_need_not_be_longer_than_the_refill_takes_for_a_few_requests() -> None:
    bucket = Bucket(2.0, 5.0)
    bucket.run(60.0)
    while (refused := bucket.send()) is None:
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
    bucket.controller.cut(refused)

    assert bucket.controller.recovery() == pytest.approx((1 / 2.0, 3 / 2.0), rel=0.2)


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


def test_each_step_beyond_the_rate_is_larger_than_the_last_once_that_was_accepted() -> None:
    bucket = Bucket(10.0, 20.0)
    bucket.run(100.0)

    asked = steps(bucket, 4)
    assert [late / early for early, late in itertools.pairwise(asked)] == pytest.approx([1.7, 1.7, 1.7], rel=0.15)


def test_a_learned_rate_can_be_reset() -> None:
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


class Spaced(Bucket):
    """An account that holds one request, and the time and cool-downs of a sender that meets it."""

    def __init__(self, rate: float, trip: float, floor: float) -> None:
        super().__init__(rate, 1.0, start=3)
        self.trip, self.floor, self.accepted, self.cooldowns = trip, floor, 0, list[float]()

    def send(self, *, probe: bool = False) -> Permit | None:
        permit = self.controller.take(self.now, epoch=len(self.cooldowns), probe=probe)
        self.pass_time(self.trip / 2)
        let_in = self.has_one()
        self.pass_time(self.trip / 2)
        self.accepted += let_in
        if let_in and probe:
            self.controller.reopened(permit, self.now)
        elif let_in:
            self.controller.accepted(permit, lambda: self.now)
        return None if let_in else permit

    def run(self, until: float) -> None:
        while self.now < until:
            self.pass_time(max(0.0, self.controller.wait(self.now, interactive=False)))
            if refused := self.send():
                self.controller.cut(refused)
                least, most = self.controller.recovery()
                cooldown = max(min(0.5, most), least, self.floor)
                self.cooldowns.append(cooldown)
                self.pass_time(cooldown)
                while refused := self.send(probe=True):
                    self.controller.refused_too(refused)
                    self.pass_time(1.0)


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
    controller = guessed(20)
    rate = controller.rate or 0.0
    assert controller.wait(2.0, interactive=False) <= 0

    refuse(controller, 2.0)

    assert controller.rate == rate
    assert controller.wait(4.0, interactive=False) == pytest.approx(1 / rate)


def test_a_second_refusal_in_a_row_from_within_the_rate_halves_it_at_most() -> None:
    bucket = Bucket(40.0, 1.0)
    bucket.run(40.0)
    rates = [bucket.controller.rate or 0.0]
    for _ in range(4):
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
        bucket.controller.cut(bucket.controller.take(bucket.now, 99))
        bucket.pass_time(1.0)
        bucket.controller.reopened(bucket.controller.take(bucket.now, 99, probe=True), bucket.now)
        rates.append(bucket.controller.rate or 0.0)

    falls = [late / early for early, late in itertools.pairwise(rates)]
    assert falls[0] > 0.6
    assert all(0.49 < fall < 1 for fall in falls)


def test_no_more_are_in_flight_than_the_limit_at_the_start_and_when_the_number_grows() -> None:
    assert RateController(start=10, limit=3).window == 3

    controller = RateController(start=3, limit=5)
    for answered in (0.1, 1.0, 1.0, 1.0):
        controller.accepted(controller.take(0.0, 0), partial(float, answered))
    assert controller.window == 5


def test_a_small_burst_is_guessed_to_be_refilled_with_three_a_second() -> None:
    assert guessed(1).rate == 3.0


def test_the_first_guess_counts_requests_that_were_accepted_though_sent_after_the_refused_one() -> None:
    controller = RateController(start=20, limit=100)
    controller.cut(send(controller, 20, 0.0)[4])
    controller.reopened(controller.take(2.0, 1, probe=True), 2.0)

    assert (controller.rate, controller.capacity) == (pytest.approx(19 / 2 / 2.0), 19.0)


def test_the_first_guess_is_by_the_latest_burst_where_that_says_more() -> None:
    controller = RateController(start=20, limit=100)
    send(controller, 20, 0.0)
    send(controller, 20, 10.0)
    refuse(controller, 10.0)

    assert controller.rate == pytest.approx(20 / 2 / 2.0)


def test_the_first_guess_of_an_account_that_lets_in_at_once_again_is_not_endless() -> None:
    assert guessed(20, cooldown=0.0).rate == pytest.approx(20 / 2 / 0.001)


def test_what_is_saved_up_is_spent_within_two_and_a_half_seconds_on_top_of_the_rate() -> None:
    controller = steady(trip=0.0)
    permit = controller.take(12.0, 0)

    assert permit.credit == pytest.approx(8.0)
    assert controller.wait(12.0, interactive=False) == pytest.approx(1 / (5.0 + 8.0 / 2.5))


def test_however_much_is_saved_up_no_more_than_twice_the_rate_leaves() -> None:
    controller = steady(trip=0.0, cooldown=10.0)
    permit = controller.take(20.0, 0)

    assert permit.credit == pytest.approx(18.0)
    assert controller.wait(20.0, interactive=False) == pytest.approx(1 / 10.0)


def test_what_went_beyond_the_refill_does_not_slow_the_rate() -> None:
    controller = steady()
    send(controller, 100, 12.1)

    assert pace(controller, 12.2) == pytest.approx(5.0)


def test_no_more_is_saved_up_than_the_account_was_seen_to_hold_at_first() -> None:
    assert steady(cooldown=60.0).take(70.0, 0).credit == pytest.approx(18.0)
    assert steady().take(1000.0, 0).credit == pytest.approx(19.0)


@pytest.mark.parametrize(("accepted", "credit"), [(4, 2.0 * 6.0 - 5 - 1), (100, -1.0)])
def test_what_was_accepted_since_the_refusal_is_not_saved_up_but_never_owed(accepted: int, credit: float) -> None:
    controller = RateController(start=20, limit=100)
    send(controller, 20, 0.0)
    controller.cut(controller.take(0.0, 0))
    send(controller, accepted, 0.0)
    controller.reopened(controller.take(2.0, 1, probe=True), 2.0)

    assert controller.take(2.0, 1).credit == pytest.approx(credit)


@pytest.mark.parametrize(("second_at", "lag"), [(0.0, 0.05), (0.3, (2 - 3.0 * 0.3 - 1) / 2 / 3.0)])
def test_a_late_timer_is_made_up_for_by_a_twentieth_of_a_second_or_half_of_what_is_held_beyond_one(
    second_at: float, lag: float
) -> None:
    controller = RateController(start=3, limit=100)
    send(controller, 1, 0.0)
    send(controller, 1, second_at)
    refuse(controller, second_at)
    controller.take(100.0, 0)

    assert controller.wait(100.0, interactive=False) == pytest.approx(1 / 6.0 - lag)


def test_an_interactive_call_waits_no_longer_than_others_where_nothing_is_saved_up() -> None:
    controller = steady()
    send(controller, 100, 12.1)

    assert controller.wait(13.0, interactive=True) == controller.wait(13.0, interactive=False)


def test_a_rate_below_the_least_refill_becomes_the_likeliest() -> None:
    controller = guessed(20)
    send(controller, 79, 10.0)
    refuse(controller, 10.0)

    assert controller.rate == pytest.approx(80.5 / 10.0)


def test_a_rate_above_the_likeliest_refill_falls_to_it() -> None:
    controller = guessed(20)
    send(controller, 22, 10.0)
    refuse(controller, 10.0)

    assert controller.rate == pytest.approx(23.5 / 10.0)


def test_a_rate_between_the_least_and_the_likeliest_refill_stays() -> None:
    controller = guessed(20)
    send(controller, 49, 10.05)
    refuse(controller, 10.05)

    assert 50 / 10.05 < 5.0 < 50.5 / 10.05
    assert controller.rate == 5.0


def test_of_what_was_let_in_since_the_gate_opened_only_what_was_not_held_is_refill() -> None:
    controller = guessed(20, cooldown=10.0)
    send(controller, 59, 14.0)
    refuse(controller, 14.0)

    assert controller.rate == pytest.approx((60.5 - 20) / 4.0)


def test_requests_closer_than_a_round_trip_do_not_show_a_refill() -> None:
    controller = guessed(20, trip=1.0)
    send(controller, 20, 5.0)
    send(controller, 28, 5.4)
    refuse(controller, 5.4)

    assert controller.rate == pytest.approx(49.5 / 5.4)


def test_what_is_held_is_judged_anew_by_each_refill_that_is_learned() -> None:
    controller = RateController(start=20, limit=100)
    send(controller, 10, 0.0)
    send(controller, 10, 1.0)
    refuse(controller, 1.0, cooldown=1.0)
    assert (controller.rate, controller.capacity) == (5.0, 15.0)
    send(controller, 79, 11.0)
    refuse(controller, 11.0)

    assert (controller.rate, controller.capacity) == (pytest.approx(8.05), pytest.approx(20 - 8.05))


def spent(cooldown: float) -> RateController:
    """Return a controller of a rate of 5 a second, empty at 10, whose probe used up what a short cool-down saved up."""
    return steady(cooldown=cooldown, trip=0.0)


@pytest.mark.parametrize("accepted", [0, 1, 8])
def test_a_refusal_from_within_the_credit_lowers_the_rate_the_more_the_fewer_were_accepted(accepted: int) -> None:
    controller = spent(0.1)
    for place in range(1, accepted + 1):
        controller.take(10.1 + place / 5, 0)
    refuse(controller, 10.1 + (accepted + 1) / 5)

    assert controller.rate == pytest.approx(5.0 * (accepted + 1.5) / (accepted + 2))


def test_a_refusal_from_within_the_credit_lowers_the_rate_to_the_likeliest_refill_where_that_is_less() -> None:
    controller = spent(0.1)
    controller.take(10.3, 0)
    refuse(controller, 12.5)

    assert controller.rate == pytest.approx(2.5 / 2.5)


def test_a_refusal_from_within_the_credit_lowers_no_rate_below_what_was_let_in() -> None:
    controller = spent(0.0)
    controller.take(10.2, 0)
    refuse(controller, 10.32)

    assert controller.rate == pytest.approx(2.5 / 0.32)


@pytest.mark.parametrize(("credit", "rate"), [(-0.4, 5.0 * 2.5 / 3), (-0.6, 5.0)])
def test_a_refusal_counts_as_within_the_credit_when_half_a_request_is_missing_at_most(
    credit: float, rate: float
) -> None:
    waited = (2 + credit) / 5
    controller = spent(0.44 - waited)
    controller.take(10.3, 0)
    refuse(controller, 10.44)

    assert controller.rate == pytest.approx(rate)


def fallen() -> RateController:
    """Return a controller whose rate just fell to 3.75, empty at 10.3 and reopened before it saved anything up."""
    controller = spent(0.1)
    refuse(controller, 10.3, cooldown=0.2)
    assert controller.rate == pytest.approx(3.75)
    return controller


def test_a_second_fall_in_a_row_is_to_half() -> None:
    controller = fallen()
    refuse(controller, 11.3)

    assert controller.rate == pytest.approx(3.75 / 2)


def test_a_second_fall_in_a_row_is_to_no_less_than_what_was_let_in() -> None:
    controller = fallen()
    send(controller, 2, 11.3)
    refuse(controller, 11.3)

    assert controller.rate == pytest.approx(3 / 1.0)


def test_a_fall_after_a_refusal_that_was_none_is_not_to_half() -> None:
    controller = fallen()
    send(controller, 99, 22.3)
    refuse(controller, 22.3)
    assert controller.rate == pytest.approx(100 / 12.0)  # no fall, so the next one is a first again
    send(controller, 22, 122.3)
    refuse(controller, 122.3)

    assert controller.rate == pytest.approx(23.5 / 100.0)


@pytest.mark.parametrize(("accepted", "stays"), [(37, True), (38, False)])
def test_a_refusal_is_soon_within_four_requests_for_each_thought_to_be_saved_up_and_the_one_after_the_probe(
    accepted: int, *, stays: bool
) -> None:
    controller = steady(trip=0.0)
    for place in range(accepted):
        controller.take(12.0 + place / 5, 0)
    refuse(controller, 12.0 + accepted / 5)

    assert (controller.rate == 5.0) is stays
    assert (controller.take(14.0 + accepted / 5, 0).credit == -1.0) is stays


def test_a_refusal_soon_after_the_gate_opened_but_beyond_the_credit_puts_nothing_in_doubt() -> None:
    controller = steady()
    send(controller, 11, 12.2)
    refuse(controller, 12.2)

    assert controller.rate == pytest.approx(12.5 / 2.2)
    assert controller.take(14.2, 0).credit > 0


def test_nothing_counts_as_saved_up_until_a_refusal_comes_from_beyond_the_credit() -> None:
    controller = guessed(20)
    refuse(controller, 2.0)
    refuse(controller, 4.4)
    assert controller.take(6.4, 0).credit == -1.0
    send(controller, 20, 8.4)
    refuse(controller, 8.4)

    assert controller.take(10.4, 0).credit > 0


def test_beyond_the_first_guess_is_asked_at_once_and_twice_as_much() -> None:
    controller = guessed(20, cooldown=10.0)
    assert controller.rate == 3.0
    controller.take(10.0, 0)

    assert controller.wait(10.0, interactive=False) == pytest.approx(1 / 6.0)


def test_after_the_probe_the_refill_has_one_more_by_the_time_since_the_probe_was_sent() -> None:
    controller = guessed(20)
    refuse(controller, 2.0, trip=0.05)

    assert controller.wait(4.05, interactive=False) == pytest.approx(0.15)


def test_the_horizon_is_a_share_of_the_time_for_which_the_rate_has_not_changed() -> None:
    assert horizon(steady(), 12.1) == pytest.approx(0.7 * 10.0, abs=0.11)


def test_the_horizon_is_no_longer_than_sixty_requests_take_where_nothing_is_lost() -> None:
    assert horizon(steady(at=50.0), 52.1) == pytest.approx(60 / 5.0, abs=0.11)


def test_the_horizon_is_no_longer_than_twenty_times_what_the_cool_down_lost() -> None:
    assert horizon(steady(at=200.0, cooldown=10.0), 210.1) == pytest.approx(20 * (10.0 - 19 / 5.0), abs=0.11)


def test_the_horizon_of_a_slow_account_is_no_longer_than_sixty_seconds() -> None:
    controller = guessed(20)
    for at in (100.0, 200.0, 300.0):
        send(controller, 29, at)
        refuse(controller, at, cooldown=0.1)
    rate = controller.rate or 0.0
    assert 0.2 < rate < 0.4

    assert horizon(controller, 300.1) == pytest.approx(60.0, abs=0.11)


@pytest.mark.parametrize(("rate", "seconds"), [(5.6, 7.0), (6.1, 7.0), (6.4, 20 / 6.4)])
def test_a_rate_within_a_quarter_is_the_same(rate: float, seconds: float) -> None:
    controller = guessed(20, trip=0.1)
    send(controller, round(10.0 * rate) - 1, 10.0)
    refuse(controller, 10.0, trip=0.1)

    assert horizon(controller, 12.1) == pytest.approx(seconds, abs=0.15)


def test_the_horizon_of_a_fast_account_whose_rate_has_changed_is_two_and_a_half_seconds() -> None:
    controller = guessed(20, trip=0.1)
    send(controller, 499, 10.0)
    refuse(controller, 10.0, trip=0.1)

    assert horizon(controller, 12.1) == pytest.approx(2.5, abs=0.11)


def test_the_horizon_is_the_shorter_the_more_uncertain_the_rate_is() -> None:
    controller = guessed(20, trip=0.1)
    send(controller, 22, 10.0)
    refuse(controller, 10.0, trip=0.1)

    doubt = math.log(5.0 / 2.35)
    assert horizon(controller, 12.1) == pytest.approx(20 / 2.35 * 0.2 / doubt, abs=0.11)


def test_the_least_horizon_of_an_account_that_became_slow_is_a_fifth_of_twenty_seconds() -> None:
    controller = guessed(20)
    send(controller, 22, 100.0)
    refuse(controller, 100.0)

    assert controller.rate == pytest.approx(0.235)
    assert horizon(controller, 102.0) == pytest.approx(4.0, abs=0.11)


def test_where_a_cool_down_loses_something_the_step_is_at_least_seven_hundredths_of_the_rate() -> None:
    controller = steady(cooldown=10.0)
    send(controller, 5000, 20.1)

    assert pace(controller, 40.0) == pytest.approx(5.0 * 1.07)


def test_the_step_is_as_large_as_the_rate_fell() -> None:
    controller = guessed(20)
    send(controller, 22, 10.0)
    refuse(controller, 10.0, cooldown=20.0)
    send(controller, 5000, 30.0)

    assert pace(controller, 100.0) == pytest.approx(2.35 * (1 + math.log(5.0 / 2.35)))


def test_the_step_is_no_larger_because_the_rate_rose() -> None:
    controller = guessed(20)
    send(controller, 79, 10.0)
    refuse(controller, 10.0, cooldown=20.0)
    send(controller, 5000, 30.0)

    assert pace(controller, 100.0) == pytest.approx(8.05 * 1.07)


def test_the_step_is_as_large_as_the_least_refill_is_less_than_the_likeliest() -> None:
    controller = guessed(1, cooldown=0.5)
    send(controller, 3, 1.0)
    refuse(controller, 1.0, cooldown=0.5)
    assert controller.rate == pytest.approx((4.5 - 1) / 0.5)
    send(controller, 5000, 1.5)

    assert pace(controller, 50.0) == pytest.approx(7.0 * (2 - 6 / 7))


@pytest.mark.parametrize(("trip", "step"), [(0.5, 2.0), (0.01, 5.0)])
def test_where_a_cool_down_loses_nothing_the_step_is_one_request_a_round_trip_but_at_most_the_rate(
    trip: float, step: float
) -> None:
    controller = steady(trip=trip)
    send(controller, 5000, 12.0 + trip)

    assert pace(controller, 50.0) == pytest.approx(5.0 + step)


def test_the_round_trip_is_that_of_the_first_probe_and_an_eighth_of_each_answer_since() -> None:
    controller = guessed(20, trip=0.3)
    controller.accepted(controller.take(3.0, 0), lambda: 4.1)
    send(controller, 48, 10.0)
    refuse(controller, 10.0, trip=9.0)
    send(controller, 5000, 21.0)

    assert pace(controller, 100.0) == pytest.approx(5.0 + 1 / (0.3 + 0.8 / 8))


def test_answers_that_took_no_time_break_nothing() -> None:
    controller = guessed(20)
    for _ in range(10_000):
        controller.accepted(controller.take(2.0, 0), lambda: 2.0)
    refuse(controller, 2.0, cooldown=0.0)

    assert pace(controller, 2.0) > 0


def test_the_step_grows_when_a_request_was_accepted_that_was_sent_after_the_horizon_and_the_last_step() -> None:
    controller = steady(cooldown=10.0)
    send(controller, 5000, 20.1)
    controller.accepted(controller.take(32.6, 0), lambda: 32.7)
    assert pace(controller, 33.0) == pytest.approx(5.0 + 0.35)
    for permit in send(controller, 2, 33.0):
        controller.accepted(permit, lambda: 33.1)

    assert pace(controller, 33.0) == pytest.approx(5.0 + 1.7 * 0.35)


def test_each_step_has_to_be_borne_out_by_one_request_and_those_of_a_round_trip_beyond_the_credit() -> None:
    controller = steady(cooldown=10.0, trip=1.0)

    def after(permits: list[Permit]) -> float:
        for permit in permits:
            controller.accepted(permit, lambda: 41.0)
        return pace(controller, 40.0) - 5.0

    permits = send(controller, 27, 40.0)
    assert [permits[-2].credit, permits[-1].credit] == [-6.0, -7.0]  # 1 + 5.35 * 1 second are asked for
    assert [after(permits[:-1]), after(permits[-1:])] == pytest.approx([0.35, 1.7 * 0.35])

    permits = send(controller, 4, 40.0)
    assert [permits[-2].credit, permits[-1].credit] == [-12.0, -13.0]  # and 1 + 5.595 * 1 second more
    assert [after(permits[:-1]), after(permits[-1:])] == pytest.approx([1.7 * 0.35, 1.7 * 1.7 * 0.35])


@pytest.mark.parametrize(
    ("trip", "accepted", "step"),
    [(0.25, 14, 2 / 0.25), (1.2, 84, 0.1 * 84 / 1.2), (1.2, 29, 5.0), (0.1, 20, 1.7 * 5.0)],
)
def test_a_step_grows_to_what_risks_two_refusals_a_round_trip_or_a_tenth_of_the_requests_and_never_shrinks(
    trip: float, accepted: int, step: float
) -> None:
    controller = guessed(20, trip=trip)
    last = send(controller, accepted, 2.0 + trip)[-1]
    controller.accepted(last, lambda: last.at + trip)

    assert pace(controller, last.at) == pytest.approx(5.0 + step)


def test_it_lets_in_again_when_as_many_were_accepted_as_refused_of_those_sent_since_the_first_refused_one() -> None:
    controller = steady()
    before, first, *later = send(controller, 6, 12.1)
    controller.cut(first)
    controller.refused_too(later[0])

    assert [controller.recovered(permit) for permit in (before, later[1], later[2])] == [False, False, True]


def test_the_first_refused_one_is_the_one_sent_first_of_those_sent_since_the_gate_opened() -> None:
    controller = steady()
    old = controller.take(12.1, epoch=0)
    first, between, cut = (controller.take(12.1, epoch=1) for _ in range(3))
    controller.cut(cut)
    controller.refused_too(first)
    controller.refused_too(old)

    assert [controller.recovered(permit) for permit in (old, between, between, between)] == [False, False, False, True]


def test_what_was_accepted_of_one_wave_does_not_count_for_the_next() -> None:
    controller = steady()
    first, later = send(controller, 2, 12.1)
    controller.cut(first)
    assert controller.recovered(later)
    controller.reopened(later, 12.2)
    first, second, later, last = send(controller, 4, 12.3)
    controller.cut(first)
    controller.refused_too(second)

    assert [controller.recovered(permit) for permit in (later, last)] == [False, True]


def test_an_unknown_account_or_one_that_refused_nothing_is_not_seen_to_let_in_again() -> None:
    unknown = RateController(start=3, limit=10)
    unknown.cut(unknown.take(0.0, 0))
    assert not unknown.recovered(unknown.take(0.0, 0))

    controller = steady()
    assert not controller.recovered(controller.take(12.1, 0))


def test_a_cool_down_without_a_refusal_may_take_any_time() -> None:
    assert steady().recovery() == (0.0, math.inf)


def test_after_an_outage_an_unknown_account_is_begun_with_anew() -> None:
    controller = RateController(start=3, limit=10)
    controller.accepted(controller.take(0.0, 0), lambda: 1.0)
    assert controller.window == 4
    controller.reopened(controller.take(5.0, 1, probe=True), 5.0)

    assert (controller.window, controller.rate) == (3, None)


def test_after_an_outage_the_rate_that_was_known_is_kept_and_the_next_request_leaves_at_once() -> None:
    controller = steady()
    send(controller, 100, 12.1)
    controller.reopened(controller.take(20.0, 1, probe=True), 20.0)

    assert (controller.rate, controller.window) == (5.0, 100)
    assert controller.wait(20.0, interactive=False) == 0.0


def test_an_account_that_was_forgotten_is_met_like_an_unknown_one() -> None:
    controller = steady()
    controller.cut(controller.take(12.1, 0))
    controller.begin()
    assert (controller.rate, controller.window, controller.capacity) == (None, 20, 1.0)
    assert controller.recovery() == (0.0, math.inf)
    controller.reopened(controller.take(20.0, 1, probe=True), 20.0)

    assert controller.rate is None
