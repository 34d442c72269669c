"""The first guess, and the credit: what counts as saved up, and how fast it is spent."""

from functools import partial

import pytest

from telephony_clients.core.throttle.rate import RateController
from tests.core.throttle.controllers import guessed, pace, refuse, send, steady


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
    controller.cut(send(controller, 20, 0.0)[4], 0.0)
    controller.reopened(controller.take(2.0, 1, probe=True), 2.0)

    assert (controller.rate, controller.capacity) == (19 / 2 / 2.0, 19.0)


def test_the_first_guess_is_by_the_latest_burst_where_that_says_more() -> None:
    controller = RateController(start=20, limit=100)
    send(controller, 20, 0.0)
    send(controller, 20, 10.0)
    refuse(controller, 10.0)

    assert controller.rate == pytest.approx(20 / 2 / 2.0)


def test_the_first_guess_of_an_account_that_lets_in_at_once_again_is_not_endless() -> None:
    assert guessed(20, cooldown=0.0).rate == pytest.approx(20 / 2 / 0.001)


def test_by_a_guess_nothing_counts_as_saved_up() -> None:
    controller = guessed(20, cooldown=6.0)

    assert controller.rate == 3.0
    assert controller.take(6.0, 1).credit == -1.0


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


@pytest.mark.parametrize(("accepted", "credit"), [(4, 2.0 * 5.0 - 5 - 1), (100, -1.0)])
def test_what_was_accepted_since_the_refusal_is_not_saved_up_but_never_owed(accepted: int, credit: float) -> None:
    controller = guessed(20)
    send(controller, 49, 10.0)
    controller.cut(controller.take(10.0, 0), 10.0)
    send(controller, accepted, 10.0)
    controller.reopened(controller.take(12.0, 1, probe=True), 12.0)

    assert controller.take(12.0, 1).credit == pytest.approx(credit)


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
