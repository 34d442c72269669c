"""The horizon and the steps beyond the rate, and when an account is seen to let in again."""

import math
from copy import deepcopy

import pytest

from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.throttle.rate import RateController
from tests.core.throttle.controllers import guessed, horizon, pace, refuse, send, steady, story


def asked(controller: RateController, now: float) -> float:
    """Return the requests a second that would leave, without any being sent."""
    copied = deepcopy(controller)
    send(copied, 5000, now)
    return pace(copied, now)


def test_beyond_the_first_guess_is_asked_at_once_and_twice_as_much() -> None:
    controller = guessed(20, cooldown=10.0)
    assert controller.rate == 3.0

    assert pace(controller, 10.0) == pytest.approx(6.0)


def test_after_the_probe_the_refill_has_one_more_by_the_time_since_the_probe_was_sent() -> None:
    controller = steady(trip=0.0)
    refuse(controller, 12.0, trip=0.05)

    assert controller.wait(14.05, interactive=False) == pytest.approx(0.15)


def test_the_horizon_is_a_share_of_the_time_for_which_the_rate_has_not_changed() -> None:
    assert horizon(steady(), 12.1) == pytest.approx(0.7 * 10.0, abs=0.11)


def test_the_horizon_is_no_longer_than_sixty_requests_take_where_nothing_is_lost() -> None:
    assert horizon(steady(at=50.0), 52.1) == pytest.approx(60 / 5.0, abs=0.11)


def test_the_horizon_is_no_longer_than_a_step_takes_to_make_up_for_what_the_cool_down_lost() -> None:
    assert horizon(steady(at=200.0, cooldown=10.0), 210.1) == pytest.approx((10.0 - 19 / 5.0) / 0.07, abs=0.11)


def test_the_horizon_is_at_least_half_of_what_a_step_takes_to_make_up_for_what_was_lost_or_a_minute() -> None:
    assert horizon(steady(cooldown=7.0), 17.1) == pytest.approx((7.0 - 19 / 5.0) / 0.07 / 2, abs=0.11)
    assert horizon(steady(cooldown=60.0), 70.1) == pytest.approx(60.0, abs=0.11)


def test_the_horizon_of_a_slow_account_is_no_longer_than_sixty_seconds() -> None:
    controller = guessed(20)
    for at in (100.0, 200.0, 300.0):
        send(controller, 29, at)
        refuse(controller, at, cooldown=0.1)
    rate = controller.rate or 0.0
    assert 0.2 < rate < 0.4

    assert horizon(controller, 300.1) == pytest.approx(60.0, abs=0.11)


def test_the_horizon_is_counted_from_the_last_step_and_not_from_refusals_since() -> None:
    controller = steady()
    send(controller, 24, 15.0)
    refuse(controller, 15.0, trip=0.1)
    assert controller.rate == 5.0

    assert horizon(controller, 17.1) == pytest.approx(12.1 + 0.7 * 15.0 - 17.1, abs=0.11)


@pytest.mark.parametrize(("rate", "seconds"), [(5.6, 7.0), (6.1, 7.0), (6.4, 20 / 6.4)])
def test_a_rate_within_a_quarter_is_the_same(rate: float, seconds: float) -> None:
    controller = guessed(20, trip=0.1)
    send(controller, round(10.0 * rate) - 1, 10.0)
    refuse(controller, 10.0, trip=0.1)

    assert horizon(controller, 12.1) == pytest.approx(seconds, abs=0.15)


def test_the_horizon_of_a_fast_account_whose_rate_has_changed_is_two_and_a_half_seconds() -> None:
    controller = guessed(100, trip=0.1)
    send(controller, 499, 10.0)
    refuse(controller, 10.0, cooldown=1.0, trip=0.1)
    assert controller.rate == pytest.approx(500.5 / 10.0, rel=0.001)

    assert horizon(controller, 11.1) == pytest.approx(2.5, abs=0.11)


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

    assert pace(controller, 80.0) == pytest.approx(5.0 * 1.07)


def test_the_step_is_as_large_as_the_rate_fell() -> None:
    controller = guessed(20)
    send(controller, 22, 10.0)
    refuse(controller, 10.0, cooldown=20.0)
    send(controller, 5000, 30.0)

    assert pace(controller, 100.0) == pytest.approx(2.35 * (1 + math.log(5.0 / 2.35)))


def test_after_a_fall_a_step_reaches_part_of_the_way_back_and_less_far_with_each_refusal() -> None:
    controller, reached = guessed(20), list[float]()
    send(controller, 22, 10.0)
    refuse(controller, 10.0, cooldown=20.0)
    for at in (50.0, 90.0):
        send(controller, 66, at)
        refuse(controller, at, cooldown=20.0)
        reached.append(asked(controller, at + 250.0) / 2.35)

    assert reached == pytest.approx([(5.0 / 2.35) ** 0.6**2, (5.0 / 2.35) ** 0.6**3], rel=0.01)


def test_the_step_is_no_larger_because_the_rate_rose() -> None:
    controller = guessed(20)
    send(controller, 79, 10.0)
    refuse(controller, 10.0, cooldown=20.0)
    send(controller, 5000, 30.0)

    assert pace(controller, 300.0) == pytest.approx(8.05 * 1.07)


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


def test_the_step_grows_when_a_request_was_accepted_that_was_sent_after_the_horizon_and_the_last_step() -> None:
    controller = steady(cooldown=10.0)
    send(controller, 5000, 20.1)
    controller.accepted(controller.take(64.3, 0), lambda: 64.4)
    assert pace(controller, 65.0) == pytest.approx(5.0 + 0.35)
    for permit in send(controller, 2, 65.0):
        controller.accepted(permit, lambda: 65.1)

    assert pace(controller, 65.0) == pytest.approx(5.0 + 1.7 * 0.35)


def test_each_step_has_to_be_borne_out_by_what_it_sends_in_a_quarter_of_a_second() -> None:
    controller = guessed(200, trip=0.01)
    permits = send(controller, 14, 2.012)
    assert [permit.credit for permit in permits[-2:]] == pytest.approx([-12.4, -13.4])  # 50 / 4 are asked for

    for permit in permits[:-1]:
        controller.accepted(permit, lambda: 2.022)
    before = asked(controller, 5.0)
    controller.accepted(permits[-1], lambda: 2.022)

    assert [before, asked(controller, 5.0)] == pytest.approx([50.0 + 50.0, 50.0 + 1.7 * 50.0])


def test_each_step_has_to_be_borne_out_by_one_request_and_those_of_a_round_trip_beyond_the_credit() -> None:
    controller = steady(cooldown=10.0, trip=1.0)

    def after(permits: list[Permit]) -> float:
        for permit in permits:
            controller.accepted(permit, lambda: 81.0)
        return pace(controller, 80.0) - 5.0

    permits = send(controller, 27, 80.0)
    assert [permits[-2].credit, permits[-1].credit] == [-6.0, -7.0]  # 1 + 5.35 * 1 second are asked for
    assert [after(permits[:-1]), after(permits[-1:])] == pytest.approx([0.35, 1.7 * 0.35])

    permits = send(controller, 4, 80.0)
    assert [permits[-2].credit, permits[-1].credit] == [-12.0, -13.0]  # and 1 + 5.595 * 1 second more
    assert [after(permits[:-1]), after(permits[-1:])] == pytest.approx([1.7 * 0.35, 1.7 * 1.7 * 0.35])


@pytest.mark.parametrize(
    ("trip", "accepted", "step"),
    [(0.25, 14, 0.1 * 14 / 0.25), (1.2, 84, 0.1 * 84 / 1.2), (1.2, 29, 5.0), (0.1, 20, 1.7 * 5.0)],
)
def test_a_step_grows_to_what_risks_a_refusal_of_ten_requests_a_round_trip_and_never_shrinks(
    trip: float, accepted: int, step: float
) -> None:
    controller = guessed(20, trip=trip)
    last = send(controller, accepted, 2.0 + trip)[-1]
    controller.accepted(last, lambda: last.at + trip)

    assert pace(controller, last.at) == pytest.approx(5.0 + step)


def test_it_lets_in_again_when_as_many_were_accepted_as_refused_of_those_sent_since_the_first_refused_one() -> None:
    controller = steady()
    before, first, *later = send(controller, 6, 12.1)
    controller.cut(first, 12.1)
    controller.refused_too(later[0])

    assert [controller.recovered(permit) for permit in (before, later[1], later[2])] == [False, False, True]


def test_the_first_refused_one_is_the_one_sent_first_of_those_sent_since_the_gate_opened() -> None:
    controller = steady()
    old = controller.take(12.1, epoch=0)
    first, between, cut, last = (controller.take(12.1, epoch=1) for _ in range(4))
    controller.cut(cut, 12.1)
    for refused in (first, last, old):
        controller.refused_too(refused)

    accepted = (old, between, between, between, between)
    assert [controller.recovered(permit) for permit in accepted] == [False, False, False, False, True]


def test_what_was_accepted_of_one_wave_does_not_count_for_the_next() -> None:
    controller = steady()
    first, later = send(controller, 2, 12.1)
    controller.cut(first, 12.1)
    assert controller.recovered(later)
    controller.reopened(later, 12.2)
    first, second, later, last = send(controller, 4, 12.3)
    controller.cut(first, 12.3)
    controller.refused_too(second)

    assert [controller.recovered(permit) for permit in (later, last)] == [False, True]


def test_an_unknown_account_or_one_that_refused_nothing_is_not_seen_to_let_in_again() -> None:
    unknown = RateController(start=3, limit=10)
    unknown.cut(unknown.take(0.0, 0), 0.0)
    assert not unknown.recovered(unknown.take(0.0, 0))

    controller = steady()
    assert not controller.recovered(controller.take(12.1, 0))


def test_a_cool_down_without_a_refusal_may_take_any_time() -> None:
    assert steady().recovery() == (0.0, math.inf)


def test_after_an_outage_an_unknown_account_is_begun_with_anew() -> None:
    controller = RateController(start=3, limit=10)
    controller.accepted(controller.take(0.0, 0), lambda: 1.0)
    assert controller.window == 3.5
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
    controller.cut(controller.take(12.1, 0), 12.1)
    controller.begin()
    assert (controller.rate, controller.window, controller.capacity) == (None, 20, 1.0)
    assert controller.recovery() == (0.0, math.inf)
    controller.reopened(controller.take(20.0, 1, probe=True), 20.0)

    assert controller.rate is None


def test_nothing_that_was_learned_before_an_account_was_forgotten_changes_what_is_learned_later() -> None:
    controller = guessed(20, trip=0.1)
    refuse(controller, 2.0)
    send(controller, 100, 4.1)
    controller.begin()

    assert story(controller, 4.2) == pytest.approx(story(RateController(start=20, limit=100), 4.2))
