"""What a refusal says of the rate: from within the credit, and from beyond it."""

from collections.abc import Sequence

import pytest

from telephony_clients.core.throttle.rate import RateController
from tests.core.throttle.controllers import Bucket, guessed, refuse, send, spent, steady


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


def test_an_account_that_refills_more_than_the_rate_is_seen_to_have_held_less_at_first() -> None:
    controller = RateController(start=20, limit=100)
    send(controller, 10, 0.0)
    send(controller, 10, 1.0)
    refuse(controller, 1.0, cooldown=9.0)
    assert (controller.rate, controller.capacity) == (3.0, 17.0)
    send(controller, 59, 14.0)
    refuse(controller, 14.0)

    assert (60.5 - 17.0) / 4.0 > 10.0  # so no more than the 10 that came at once were held
    assert controller.rate == pytest.approx((60.5 - 10.0) / 4.0)


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

    assert controller.rate == pytest.approx(8.05)
    assert controller.capacity == pytest.approx(20 - 8.05)


def test_time_in_which_nothing_was_sent_lowers_no_rate_but_a_second_refusal_from_within_the_credit_does() -> None:
    controller = spent(0.1)
    controller.take(10.3, 0)
    refuse(controller, 12.5)
    assert controller.rate == 5.0

    controller.take(14.7, 0)
    refuse(controller, 17.0)

    assert controller.rate == pytest.approx(2.5 / 4.5)


def test_once_two_refusals_agree_on_the_rate_a_much_higher_one_does_not_change_what_is_held() -> None:
    controller = RateController(start=20, limit=100)
    send(controller, 10, 0.0)
    send(controller, 10, 1.0)
    refuse(controller, 1.0, cooldown=1.0)
    send(controller, 49, 11.0)
    refuse(controller, 11.0)
    assert (controller.rate, controller.capacity) == (5.0, 15.0)
    send(controller, 500, 16.0)
    refuse(controller, 16.0)

    assert controller.rate == pytest.approx((500.5 + 1 - 15) / 3.0)
    assert controller.capacity == 15.0


def test_a_refusal_from_within_the_credit_lowers_no_rate_below_what_was_let_in() -> None:
    controller = spent(0.0)
    controller.take(10.2, 0)
    refuse(controller, 10.32)

    assert controller.rate == pytest.approx(2.5 / 0.32)


@pytest.mark.parametrize("accepted", [3, 38])
def test_a_refusal_of_what_was_thought_to_be_saved_up_leaves_the_rate_and_puts_that_in_doubt(accepted: int) -> None:
    controller = steady(trip=0.0)
    for place in range(accepted):
        controller.take(12.0 + place / 5, 0)
    refuse(controller, 12.0 + accepted / 5)

    assert controller.rate == 5.0
    assert controller.take(14.0 + accepted / 5, 0).credit == -1.0


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


def rates_of_refusals(controller: RateController, gaps: Sequence[float]) -> list[float | None]:
    """Refuse the first request after each probe, so many seconds later, and probe a tenth after that."""
    rates, now = list[float | None](), 2.0
    for gap in gaps:
        now += gap
        refuse(controller, now, cooldown=0.1)
        now += 0.1
        rates.append(controller.rate)
    return rates


def test_each_refusal_as_soon_as_it_opens_lowers_the_rate_a_little_but_not_below_the_least_refill() -> None:
    rates = rates_of_refusals(guessed(1), [0.25, *[0.5] * 7])

    lowered = [2.0 * 0.95**times for times in range(5)]
    assert rates == [pytest.approx(rate) for rate in (*lowered, 2.5, 2.5 * 0.95, 2.5 * 0.95**2)]


def refused_after(accepted: int, *, cooldown: float, trip: float = 0.01) -> float:
    """Refuse the next request after so many were accepted at a rate, and return by how much that changed it.

    The next one is a little early, as where round trips differ.
    """
    controller = guessed(1, cooldown=cooldown, trip=trip)
    for at in (40.0, 80.0):
        send(controller, 200, at)
        refuse(controller, at, cooldown=cooldown, trip=trip)
    opened = 80.0 + cooldown + trip
    before = controller.rate or 0.0
    for place in range(1, accepted + 1):
        controller.take(opened + place / before, 0)
    refuse(controller, opened + (accepted + 0.9) / before, cooldown=cooldown, trip=trip)
    return (controller.rate or 0.0) / before


@pytest.mark.parametrize(("accepted", "times"), [(3, 0.95), (6, 0.95), (7, 1.0), (20, 1.0)])
def test_a_refusal_from_within_the_rate_is_too_soon_among_the_first_seven_requests(accepted: int, times: float) -> None:
    assert refused_after(accepted, cooldown=0.05) == pytest.approx(times)


@pytest.mark.parametrize(("cooldown", "accepted"), [(0.5, 40), (1.0, 60)])
def test_it_is_too_soon_until_a_twentieth_less_would_have_cost_what_the_cool_down_lost(
    cooldown: float, accepted: int
) -> None:
    assert refused_after(accepted, cooldown=cooldown) == pytest.approx(0.95)
    assert refused_after(2 * accepted, cooldown=cooldown) > 0.99


def test_of_several_requests_in_flight_one_is_refused_by_chance_at_any_rate() -> None:
    assert refused_after(15, cooldown=0.5, trip=0.1) == pytest.approx(0.95)
    assert refused_after(15, cooldown=0.5, trip=0.3) > 0.97


@pytest.mark.parametrize(
    ("stated", "rate"), [(None, 3.0), (0.4, 3.0), (1.0, 3.0), (1.5, 1.0), (2.0, 1.0), (3.0, 0.5), (60.0, 0.5)]
)
def test_the_stated_wait_bounds_the_first_guess_down_to_one_in_two_seconds(stated: float | None, rate: float) -> None:
    controller = RateController(start=1, limit=100)
    controller.cut(controller.take(0.0, 0), 0.0, stated)
    controller.reopened(controller.take(0.1, 1, probe=True), 0.1)

    assert controller.rate == rate


def test_a_refusal_of_more_than_the_rate_is_never_too_soon() -> None:
    controller = guessed(1, cooldown=0.1)
    assert controller.rate == 5.0
    refuse(controller, 0.25)

    assert controller.rate == 5.0


def test_a_probe_refused_before_the_stated_wait_is_over_allows_no_more() -> None:
    controller = RateController(start=1, limit=100)
    controller.cut(controller.take(0.0, 0), 0.0, 3.0)
    controller.refused_too(controller.take(0.8, 1, probe=True))
    controller.reopened(controller.take(2.4, 2, probe=True), 2.4)

    assert controller.rate == 0.5


def test_the_first_guess_is_no_more_than_what_the_refused_probes_allow() -> None:
    controller = RateController(start=1, limit=100)
    controller.cut(controller.take(0.0, 0), 0.0)
    controller.refused_too(controller.take(0.8, 1, probe=True))
    controller.reopened(controller.take(2.4, 2, probe=True), 2.4)

    assert controller.rate == pytest.approx(1 / 0.8)


def test_an_account_that_states_exact_waits_is_not_asked_too_soon_each_time() -> None:
    bucket = Bucket(0.69, 1.0, start=1)
    accepted = refused = 0
    while accepted < 200:
        bucket.pass_time(max(0.0, bucket.controller.wait(bucket.now, interactive=False)))
        if permit := bucket.send():
            refused += 1
            bucket.controller.cut(permit, bucket.now)
            bucket.pass_time((1 - bucket.held) / bucket.rate)
            assert bucket.send(probe=True) is None
        accepted += 1

    assert refused < 0.15 * accepted
    assert bucket.now < 1.05 * accepted / bucket.rate


def refused_in_flight(controller: RateController, at: float, *, later: int, refused: int) -> RateController:
    """Refuse a request, whose answer takes a second, and some of those sent later, then accept a probe."""
    first, *others = send(controller, 1 + later, at)
    controller.cut(first, at + 1.0)
    for permit in others[:refused]:
        controller.refused_too(permit)
    controller.reopened(controller.take(at + 2.0, 9, probe=True), at + 2.0)
    return controller


def doubted(*, trip: float = 0.0) -> RateController:
    """Return a controller of a rate of 5 a second that was refused what it thought was saved up."""
    controller = steady(trip=trip)
    refuse(controller, 12.0 + trip)
    assert controller.rate == 5.0
    return controller


@pytest.mark.parametrize(("later", "refused", "rate"), [(4, 0, 4.0), (8, 5, 3.0), (5, 1, 4.0)])
def test_once_savings_are_in_doubt_what_is_accepted_after_a_refused_request_shows_the_refill(
    later: int, refused: int, rate: float
) -> None:
    controller = refused_in_flight(doubted(), 16.0, later=later, refused=refused)

    assert controller.rate == pytest.approx(rate)


def test_what_is_accepted_after_a_refused_request_shows_no_more_than_was_asked_for() -> None:
    controller = refused_in_flight(doubted(trip=0.5), 16.5, later=80, refused=0)

    assert controller.rate == pytest.approx(5.0 + 1 / 0.5)


def test_once_savings_are_in_doubt_a_refill_that_fell_is_still_found() -> None:
    controller = refused_in_flight(doubted(), 16.0, later=6, refused=6)

    assert controller.rate == pytest.approx(1.5 / 4.0)


def test_while_savings_are_not_in_doubt_what_is_accepted_after_a_refused_request_shows_nothing() -> None:
    controller = refused_in_flight(guessed(1), 6.0, later=2, refused=0)

    assert controller.rate == pytest.approx(1.5 / 6.0)
