"""An account that is refused: waves of refusals, how long it is closed, and what opens it again."""

import math

import pytest

from telephony_clients.core.throttle.state import GateStatus
from telephony_clients.core.values import Lane
from tests.core.throttle.accounts import accept, account, known, probe, quota, take


def test_a_refused_probe_closes_it_for_twice_as_long_and_is_no_new_wave() -> None:
    state = account()
    assert state.refused(take(state, 1)[0], None, None, 0.0) == 1.0
    assert state.refused(probe(state, 1.0), None, None, 1.0) == 2.0

    assert (state.status, state.epoch, state.held_back.total(5.0)) == (GateStatus.CLOSED, 2, 5.0)


def test_a_further_refusal_of_a_wave_lengthens_the_cool_down_only_to_what_the_refill_needs() -> None:
    state = known()
    first, *further = take(state, 3, 2.0)
    state.refused(first, None, None, 2.0)

    assert [state.refused(further[0], None, None, 2.0), state.refused(further[1], 7.0, None, 2.0)] == [0.2, 7.0]
    assert (state.epoch, state.status) == (2, GateStatus.CLOSED)


def test_the_refill_makes_the_first_cool_down_shorter_but_not_that_of_a_refused_probe() -> None:
    state = known()

    assert state.refused(take(state, 1, 2.0)[0], None, None, 2.0) == 3 / 5.0
    assert state.refused(probe(state, 3.0), None, None, 3.0) == 2.0


def test_a_late_refusal_closes_an_open_account_again_only_if_it_says_how_long() -> None:
    for asked, status in ((None, GateStatus.OPEN), (4.0, GateStatus.CLOSED)):
        state = account()
        first, late = take(state, 2)
        state.refused(first, None, None, 0.0)
        accept(state, probe(state, 1.0), 1.0)
        state.refused(late, asked, None, 1.0)
        assert state.status is status


@pytest.mark.parametrize(
    ("floor", "required", "asked", "opens"),
    [
        (0.0, False, None, True),
        (1.0, False, None, False),
        (0.0, True, None, False),
        (0.0, False, 3.0, False),
    ],
)
def test_one_accepted_though_sent_after_the_refused_one_opens_it_unless_only_a_probe_may(
    *, floor: float, required: bool, asked: float | None, opens: bool
) -> None:
    state = known(floor=floor)
    if required:
        state.require_probe()
    refused, later = take(state, 2, 2.0)
    state.refused(refused, asked, None, 2.0)

    assert accept(state, later, 2.1) is opens
    assert (state.status is GateStatus.OPEN) is opens


def test_one_sent_before_it_closed_twice_opens_nothing_nor_does_one_while_it_is_probed() -> None:
    state = known()
    refused, later, *latest = take(state, 5, 2.0)
    state.refused(refused, None, None, 2.0)
    asked = probe(state, 3.0)
    assert not accept(state, later, 3.0)
    state.refused(asked, None, None, 3.0)

    assert [accept(state, permit, 3.0) for permit in latest] == [False] * 3
    assert state.status is GateStatus.CLOSED


def test_a_wait_that_one_refusal_of_a_wave_asked_for_is_not_forgotten_with_the_next() -> None:
    state = known()
    first, second, *later = take(state, 5, 2.0)
    state.refused(first, 3.0, None, 2.0)
    state.refused(second, None, None, 2.0)

    assert [accept(state, permit, 2.1) for permit in later] == [False] * 3


def test_a_probe_that_brought_no_answer_leaves_it_closed_and_another_call_changes_nothing() -> None:
    state = account()
    state.dropped(take(state, 1)[0])
    seen = [state.status]
    state.refused(take(state, 1)[0], None, None, 0.0)
    asked = probe(state, 1.0)
    seen.append(state.status)
    assert (asked.probe, state.wait(1.0, Lane.BULK)) == (True, math.inf)
    state.dropped(asked)

    assert [*seen, state.status] == [GateStatus.OPEN, GateStatus.PROBING, GateStatus.CLOSED]


def test_what_was_learned_is_forgotten_only_while_it_is_open() -> None:
    state = known()
    (permit,) = take(state, 1, 2.0)
    state.refused(permit, None, None, 2.0)
    state.reset_rate(3.0)
    assert (state.controller.rate, state.held_back.total(5.0)) == (5.0, 5.0)
    accept(state, probe(state, 9.0), 9.0)
    state.reset_rate(20.0)

    assert (state.controller.rate, state.held_back.total(90.0)) == (None, 20.0)


def test_a_cool_down_is_only_ever_extended_and_only_while_it_is_closed() -> None:
    state = account()
    assert not state.extend(5.0)
    state.close()
    assert [state.extend(until) for until in (5.0, 5.0, 4.0, 6.0)] == [True, False, False, True]
    assert state.reopens_in(1.0) == 5.0
    assert state.reopens_in(7.0) == 0.0
    state.begin_probe()

    assert not state.extend(9.0)
    assert state.reopens_in(1.0) == 0.0


def test_each_cool_down_begins_anew() -> None:
    state = account()
    state.close()
    state.extend(100.0)
    state.close()

    assert state.extend(5.0, backoff_since=0.0)
    state.shorten(0.0, 4.0)
    assert state.reopens_in(0.0) == 2.0


def test_of_two_cool_downs_that_the_backoff_chose_the_longer_first_quarter_passes() -> None:
    state = account()
    state.close()
    state.extend(8.0)
    state.extend(20.0, backoff_since=0.0)
    state.shorten(0.0, 12.0)

    assert state.reopens_in(0.0) == 8.0


def test_a_cool_down_is_shortened_only_for_a_call_that_gives_up_before_it_ends_and_can_wait_so_long() -> None:
    state = account()
    state.close()
    state.extend(20.0, backoff_since=0.0)
    for gives_up in (30.0, 20.0, 4.0):
        state.shorten(0.0, gives_up)
    assert state.reopens_in(0.0) == 20.0
    state.shorten(0.0, 5.0)

    assert state.reopens_in(0.0) == 5.0


def test_an_account_that_opened_is_shut_for_a_short_time_next_time() -> None:
    state = account()
    assert [
        state.refused(probe(state, 0.0) if again else take(state, 1)[0], None, None, 0.0) for again in (0, 1, 1)
    ] == [
        1.0,
        2.0,
        4.0,
    ]
    accept(state, probe(state, 9.0), 9.0)

    assert state.refused(take(state, 1, 9.0)[0], None, None, 9.0) == 1.0


def test_a_stated_wait_holds_an_account_back_of_which_nothing_else_is_known() -> None:
    state = account()
    state.failed(take(state, 1)[0], 30.0, 0.0)
    accept(state, probe(state, 1.0), 1.0)

    assert (state.controller.rate, state.wait(1.0, Lane.BULK)) == (None, 29.0)


def test_with_each_accepted_request_an_unknown_account_is_sent_more_at_once() -> None:
    state = account(start=1)
    accept(state, take(state, 1)[0], 1.0)
    take(state, 1, 1.0)

    assert state.wait(1.0, Lane.BULK) == 0.0


def test_the_quota_that_a_refusal_reports_is_kept() -> None:
    state = account()
    state.refused(take(state, 1)[0], None, quota(0, 8.0), 0.0)

    assert state.allowance.latest == quota(0, 8.0)
    assert state.allowance.wait(0.0, in_flight=0) == 8.0


def test_a_refusal_right_after_a_reset_puts_the_next_reset_in_doubt() -> None:
    state = account()
    accept(state, take(state, 1)[0], 10.0, quota(0, 30.0))
    assert state.wait(40.0, Lane.BULK) == 0.0
    state.refused(take(state, 1, 40.0)[0], None, None, 40.1)
    accept(state, probe(state, 50.0), 50.0, quota(0, 30.0))

    assert state.allowance.wait(50.0, in_flight=0) == 31.0


def test_as_many_have_to_be_accepted_as_were_refused_before_it_opens_without_a_probe() -> None:
    state = known()
    first, second, *later = take(state, 4, 2.0)
    state.refused(first, None, None, 2.0)
    state.refused(second, None, None, 2.0)

    assert [accept(state, permit, 2.1) for permit in later] == [False, True]


def test_a_cool_down_is_at_least_what_the_refill_of_one_request_takes_but_no_more_than_the_cap() -> None:
    for cap, cooldown in ((120.0, 1 / 5.0), (0.1, 0.1)):
        state = known(base=0.05, cap=cap)
        first, further = take(state, 2, 2.0)
        assert state.refused(first, None, None, 2.0) == cooldown
        assert state.refused(further, None, None, 2.0) == cooldown


def test_a_probe_that_finds_the_vendor_down_closes_it_for_longer() -> None:
    state = account(base=0.5)
    state.refused(take(state, 1)[0], None, None, 0.0)

    assert state.failed(probe(state, 1.0), None, 1.0) == 1.0
    assert state.status is GateStatus.CLOSED


def test_a_refusal_at_the_end_of_a_long_outage_closes_it_no_longer_than_after_a_few_refusals() -> None:
    state = account(base=0.5)
    for failed in take(state, 4):
        state.failed(failed, None, 0.0)
    for second in range(1, 30):
        assert state.failed(probe(state, 2.0 * second), None, 2.0 * second) == pytest.approx(1.5, abs=0.5)

    assert state.refused(probe(state, 60.0), None, None, 60.0) <= 4.0


def test_when_the_vendor_is_down_and_says_for_how_long_only_a_probe_opens_it() -> None:
    state = known()
    refused, failed, later = take(state, 3, 2.0)
    state.refused(refused, None, None, 2.0)
    state.failed(failed, 3.0, 2.0)

    assert not accept(state, later, 2.1)


def test_a_wait_that_was_asked_for_says_nothing_of_the_next_wave() -> None:
    state = known()
    state.refused(take(state, 1, 2.0)[0], 3.0, None, 2.0)
    accept(state, probe(state, 5.0), 5.0)
    refused, later = take(state, 2, 5.0)
    state.refused(refused, None, None, 5.0)

    assert accept(state, later, 5.1)


def test_an_answer_to_a_request_already_sent_when_another_was_answered_does_not_raise_what_remains() -> None:
    state = account()
    first, second, third = take(state, 3)
    accept(state, first, 1.0, quota(2, 30.0))
    accept(state, second, 1.0, quota(50, 30.0))
    take(state, 1, 1.0)
    assert state.wait(1.0, Lane.BULK) == 30.0
    accept(state, third, 1.0)

    assert state.wait(1.0, Lane.BULK) == 0.0
