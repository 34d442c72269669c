"""One account by itself, with plain numbers: what opens and closes it, and how long."""

import math

import pytest

from telephony_clients.core.throttle.permit import Permit
from telephony_clients.core.throttle.state import GateStatus
from telephony_clients.core.values import Lane
from tests.core.throttle.accounts import accept, account, known, let_in_from_afar, probe, quota, take


def test_what_is_in_flight_is_counted_until_it_is_answered_or_dropped() -> None:
    state = account()
    first, second, third, fourth = take(state, 4)
    counts = [state.in_flight]
    accept(state, first, 0.0)
    counts.append(state.in_flight)
    state.refused(second, None, None, 0.0)
    counts.append(state.in_flight)
    state.failed(third, None, 0.0)
    counts.append(state.in_flight)
    state.dropped(fourth)
    counts.append(state.in_flight)

    assert (counts, state.refusals) == ([4, 3, 2, 1, 0], 1)


def test_an_unknown_account_has_as_many_in_flight_at_once_as_its_policy_says() -> None:
    state = account(start=2)
    take(state, 1, now=7.0)
    assert (state.wait(7.0, Lane.BULK), state.last_sent) == (0.0, 7.0)
    take(state, 1, now=8.0)

    assert (state.wait(8.0, Lane.BULK), state.last_sent) == (math.inf, 8.0)


def test_an_unknown_account_that_does_not_answer_has_up_to_three_in_flight_a_tenth_of_a_second_apart() -> None:
    state, sent = account(start=1), list[float]()
    for tick in range(100):
        now = 7.0 + tick / 100
        if state.wait(now, Lane.BULK) == 0:
            sent.append(now)
            take(state, 1, now=now)

    assert sent == pytest.approx([7.0, 7.1, 7.2])
    assert (state.controller.window, state.widens_in(8.0)) == (3, math.inf)


def test_an_unknown_account_that_answers_is_sent_one_more_for_each_answer_as_long_as_it_accepts() -> None:
    state = account(start=1)
    (permit,) = take(state, 1, now=7.0)
    assert [state.wait(7.05, Lane.BULK), state.widens_in(7.05)] == pytest.approx([math.inf, 0.05])
    accept(state, permit, 7.05)

    assert (state.wait(7.05, Lane.BULK), state.widens_in(7.05)) == (0.0, math.inf)
    take(state, 1, now=7.05)
    assert state.wait(7.05, Lane.BULK) == math.inf  # 1.25 may be in flight


@pytest.mark.parametrize("status", ["closed", "probing", "known"])
def test_the_number_in_flight_grows_without_an_answer_only_while_nothing_is_known(status: str) -> None:
    state = known() if status == "known" else account(start=1)
    if status != "known":
        state.refused(take(state, 1)[0], None, None, 0.0)
    if status == "probing":
        probe(state, 1.0)

    assert state.widens_in(9.0) == math.inf


def test_four_answers_in_a_row_that_the_vendor_is_down_close_the_account_but_no_fewer() -> None:
    state = account()

    assert [state.failed(permit, None, 0.0) for permit in take(state, 4)] == [None, None, None, 1.0]
    assert (state.status, state.in_outage) == (GateStatus.CLOSED, True)


@pytest.mark.parametrize("answered", ["accepted", "refused"])
def test_any_other_answer_breaks_the_row(answered: str) -> None:
    state = account()
    for permit in take(state, 3):
        state.failed(permit, None, 0.0)
    (other,) = take(state, 1)
    if answered == "accepted":
        accept(state, other, 0.0)
    else:
        state.refused(other, None, None, 0.0)
        accept(state, probe(state, 1.0), 1.0)

    assert [state.failed(permit, None, 1.0) for permit in take(state, 3, 1.0)] == [None, None, None]


def test_in_an_outage_a_probe_is_sent_every_second_or_two() -> None:
    state = account()
    for permit in take(state, 3):
        state.failed(permit, None, 0.0)
    cooldowns = [state.failed(take(state, 1)[0], None, 0.0)]
    cooldowns += [state.failed(probe(state, 10.0), None, 10.0) for _ in range(4)]

    assert cooldowns == [1.0, 1.5, 1.5, 1.5, 1.5]
    assert state.status is GateStatus.CLOSED


def test_an_account_is_in_outage_while_it_is_probed_but_not_once_it_is_open_or_was_refused() -> None:
    state = account()
    for permit in take(state, 4):
        state.failed(permit, None, 0.0)
    asked = probe(state, 1.0)
    assert state.in_outage
    state.refused(asked, None, None, 1.0)
    assert not state.in_outage
    accept(state, probe(state, 9.0), 9.0)
    state.failed(take(state, 1, 9.0)[0], None, 9.0)

    assert not state.in_outage


def test_the_latest_answer_does_not_hide_why_it_is_closed() -> None:
    state = account()
    fault, late, refused, *others = take(state, 6)
    state.failed(fault, 9.0, 0.0)
    accept(state, late, 1.0)
    assert state.in_outage
    state.refused(refused, None, None, 1.0)
    assert not state.in_outage
    state.failed(others[0], None, 1.0)
    assert not state.in_outage
    state.failed(others[1], 9.0, 1.0)

    assert state.in_outage


def test_the_time_that_the_vendor_said_it_would_be_down_is_counted_once_and_only_as_it_passes() -> None:
    state = account()
    first, second, third = take(state, 3)
    seen = [state.stated(5.0), state.stated_left(5.0)]
    state.failed(first, 10.0, 5.0)
    state.failed(second, 8.0, 9.0)
    seen += [state.stated(9.0), state.stated_left(9.0), state.stated(99.0), state.stated_left(99.0)]
    state.failed(third, 3.0, 100.0)

    assert seen == [0.0, 0.0, 4.0, 8.0, 12.0, 0.0]
    assert (state.stated(101.0), state.stated(200.0)) == (13.0, 15.0)


def test_answers_of_before_it_closed_do_not_close_it_again() -> None:
    state = account()
    permits = take(state, 8)
    for permit in permits[:4]:
        state.failed(permit, None, 0.0)
    epoch = state.epoch

    assert [state.failed(permit, None, 0.0) for permit in permits[4:]] == [None] * 4
    assert state.epoch == epoch


@pytest.mark.parametrize("asked", [0.0, 7.0])
def test_one_answer_that_the_vendor_is_down_with_a_wait_closes_an_open_account_for_so_long(asked: float) -> None:
    state = account()
    first, second = take(state, 2)

    assert state.failed(first, asked, 3.0) == asked
    assert state.status is GateStatus.CLOSED
    assert state.failed(second, asked + 1, 3.0) == asked + 1
    assert state.epoch == 1


def test_four_accepted_since_it_opened_confirm_that_it_is_open() -> None:
    state = account()
    assert state.confirmed_open
    state.refused(take(state, 1)[0], None, None, 0.0)
    accept(state, probe(state, 1.0), 1.0)
    confirmed = [state.confirmed_open]
    for permit in take(state, 4, 1.0):
        accept(state, permit, 1.0)
        confirmed.append(state.confirmed_open)

    assert confirmed == [False, False, False, False, True]


@pytest.mark.parametrize(("left", "waits"), [(2e-6, 2e-6), (5e-7, 0.0)])
def test_a_wait_of_less_than_a_millionth_of_a_second_is_none(left: float, waits: float) -> None:
    state = account()
    accept(state, take(state, 1)[0], 0.0, quota(0, 1.0))

    assert state.wait(1.0 - left, Lane.BULK) == pytest.approx(waits, rel=0.01)


def test_a_known_account_is_sent_at_its_rate_and_interactive_calls_may_be_ahead() -> None:
    state = known()
    take(state, 6, 4.0)
    bulk, interactive = (state.wait(4.0, lane) for lane in (Lane.BULK, Lane.INTERACTIVE))

    assert bulk > 2 / 5.0
    assert interactive == pytest.approx(bulk - 2 / 5.0)


def test_a_stated_wait_outlasts_the_probe_that_opened_the_account() -> None:
    state = account()
    first, second = take(state, 2)
    state.refused(first, None, None, 0.0)
    state.refused(second, 30.0, None, 0.0)
    accept(state, probe(state, 1.0), 1.0)

    assert state.wait(1.0, Lane.BULK) == 29.0
    assert state.wait(30.0, Lane.BULK) == 0.0


@pytest.mark.parametrize("status", [429, 503])
def test_a_shorter_stated_wait_does_not_end_a_longer_one(status: int) -> None:
    state = account()
    for permit, asked in zip(take(state, 2), (30.0, 5.0), strict=True):
        if status == 429:
            state.refused(permit, asked, None, 0.0)
        else:
            state.failed(permit, asked, 0.0)
    state.extend(5.0)

    assert state.reopens_in(0.0) == 30.0


def test_the_reset_of_an_empty_quota_is_what_a_refusal_asks_for() -> None:
    cases = [
        (None, quota(0, 8.0)),
        (None, quota(None, 8.0)),
        (3.0, quota(0, 8.0)),
        (None, quota(2, 8.0)),
        (None, quota(0, 0.0)),
    ]

    cooldowns = [account().refused(Permit(1, 0.0, 0.0, 0), asked, said, 0.0) for asked, said in cases]
    assert cooldowns == [8.0, 8.0, 3.0, 1.0, 1.0]


@pytest.mark.parametrize(("stated", "rate"), [(None, 3.0), (2.0, 1.0)])
def test_the_wait_that_the_first_refusal_states_bounds_the_first_guess(stated: float | None, rate: float) -> None:
    state = account()
    state.refused(take(state, 1)[0], stated, None, 0.0)
    accept(state, probe(state, 2.0), 2.0)

    assert state.controller.rate == rate


@pytest.mark.parametrize(
    ("rate", "trip", "floor", "least"),
    [(200.0, 1.5, 1.0, 2500), (50.0, 1.5, 0.0, 2400), (17.0, 1.4, 0.0, 900)],
)
def test_an_account_far_away_that_refuses_what_comes_too_close_together_is_not_sent_less_and_less(
    rate: float, trip: float, floor: float, least: int
) -> None:
    state = account(start=3, base=floor or 0.5, floor=floor)

    assert let_in_from_afar(state, rate=rate, trip=trip, seconds=300.0) >= least


def test_what_one_gate_holds_back_after_another_went_on_from_it_is_its_own() -> None:
    state = account()
    other = state.handed_over(limit=5)
    state.held_back.begin(3.0)

    assert (state.held_back.total(5.0), other.held_back.total(5.0)) == (2.0, 0.0)
