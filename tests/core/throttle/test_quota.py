"""An account stays within what the vendor's headers say is left."""

import math

import pytest

from telephony_clients.core.throttle.quota import Allowance
from telephony_clients.core.values import RateLimit


def reported(remaining: int | None, reset: float | None = 30.0) -> RateLimit:
    return RateLimit(limit=100, remaining=remaining, reset=reset)


def test_before_any_quota_was_reported_nothing_is_held_back() -> None:
    assert Allowance().wait(0.0, in_flight=10_000) == 0.0


def test_a_request_in_flight_counts_against_what_remains() -> None:
    allowance = Allowance()
    allowance.update(reported(3), number=1, sent=3, now=10.0)

    assert allowance.wait(10.0, in_flight=2) == 0.0
    assert allowance.wait(10.0, in_flight=3) == 30.0


def test_after_the_reset_one_request_finds_out_what_the_new_window_holds() -> None:
    allowance = Allowance()
    allowance.update(reported(0), number=5, sent=5, now=10.0)
    assert allowance.wait(39.0, in_flight=0) == 1.0

    assert allowance.wait(40.0, in_flight=0) == 0.0
    assert allowance.wait(40.0, in_flight=1) == math.inf
    allowance.update(reported(99), number=6, sent=6, now=40.2)
    assert allowance.wait(40.2, in_flight=98) == 0.0


def renewed(refused_at: float) -> Allowance:
    """Return an allowance whose window ended at 40, and which was refused at a time after that."""
    allowance = Allowance()
    allowance.update(reported(0), number=5, sent=5, now=10.0)
    assert allowance.wait(40.0, in_flight=0) == 0.0
    allowance.refused(refused_at)
    allowance.update(reported(0), number=6, sent=6, now=50.0)
    return allowance


@pytest.mark.parametrize("at", [40.0, 40.9])
def test_after_a_refusal_right_after_a_reset_each_reset_is_taken_to_be_a_second_later(at: float) -> None:
    assert renewed(refused_at=at).wait(50.0, in_flight=0) == 31.0


@pytest.mark.parametrize("at", [39.9, 41.0])
def test_a_refusal_before_a_reset_or_long_after_it_does_not_put_the_reset_in_doubt(at: float) -> None:
    assert renewed(refused_at=at).wait(50.0, in_flight=0) == 30.0


def test_an_answer_that_was_overtaken_does_not_raise_what_remains() -> None:
    allowance = Allowance()
    allowance.update(reported(1), number=8, sent=9, now=10.0)
    allowance.update(reported(50), number=7, sent=9, now=10.1)
    assert allowance.wait(10.1, in_flight=1) > 0

    allowance.update(reported(50), number=10, sent=10, now=10.2)
    assert allowance.wait(10.2, in_flight=1) == 0.0


def test_without_a_reset_one_request_at_a_time_is_sent_when_nothing_remains() -> None:
    allowance = Allowance()
    allowance.update(reported(0, reset=None), number=1, sent=1, now=10.0)

    assert allowance.wait(10.0, in_flight=1) == math.inf
    assert allowance.wait(10.0, in_flight=0) == 0.0


def test_a_limit_alone_holds_nothing_back() -> None:
    allowance = Allowance()
    allowance.update(reported(None), number=1, sent=1, now=10.0)

    assert allowance.wait(10.0, in_flight=100) == 0.0
    assert allowance.latest == reported(None)


def test_an_absurd_reset_does_not_hold_calls_back_for_years() -> None:
    allowance = Allowance()
    allowance.update(reported(0, reset=1e9), number=1, sent=1, now=10.0)

    assert allowance.wait(10.0, in_flight=0) == 3600.0


@pytest.mark.parametrize("number", [6, 9])
def test_an_answer_to_a_request_sent_before_the_latest_answer_arrived_does_not_raise_what_remains(number: int) -> None:
    allowance = Allowance()
    allowance.update(reported(1), number=5, sent=9, now=10.0)
    allowance.update(reported(50), number=number, sent=9, now=10.1)

    assert allowance.wait(10.1, in_flight=1) > 0


def test_an_answer_that_was_overtaken_lowers_what_remains() -> None:
    allowance = Allowance()
    allowance.update(reported(5), number=8, sent=9, now=10.0)
    allowance.update(reported(2), number=7, sent=9, now=10.1)

    assert allowance.wait(10.1, in_flight=2) > 0


def test_a_reset_that_is_due_now_ends_the_wait() -> None:
    allowance = Allowance()
    allowance.update(reported(0), number=1, sent=1, now=10.0)
    allowance.update(reported(0, reset=0.0), number=2, sent=2, now=20.0)

    assert allowance.wait(20.0, in_flight=0) == 0.0


def test_however_often_a_reset_was_early_each_is_taken_to_be_one_second_later() -> None:
    allowance = renewed(refused_at=40.0)
    assert allowance.wait(81.0, in_flight=0) == 0.0
    allowance.refused(81.5)
    allowance.update(reported(0), number=7, sent=7, now=90.0)

    assert allowance.wait(90.0, in_flight=0) == 31.0


def test_a_refusal_before_any_reset_puts_none_in_doubt() -> None:
    allowance = Allowance()
    allowance.refused(0.5)
    allowance.update(reported(0), number=1, sent=1, now=10.0)

    assert allowance.wait(10.0, in_flight=0) == 30.0


def test_after_the_reset_those_still_in_flight_do_not_keep_one_request_from_finding_out() -> None:
    allowance = Allowance()
    allowance.update(reported(0), number=5, sent=8, now=10.0)

    assert [allowance.wait(40.0, in_flight=in_flight) for in_flight in (3, 3, 4)] == [0.0, 0.0, math.inf]


def unstated(remaining: int) -> RateLimit:
    return reported(remaining, reset=None)


def test_a_known_window_stands_in_for_a_reset_that_is_not_stated() -> None:
    allowance = Allowance(window=60.0)
    allowance.update(unstated(99), number=1, sent=1, now=10.0)
    for number in range(2, 101):
        allowance.update(unstated(100 - number), number=number, sent=number, now=10.0 + number / 10)

    assert allowance.wait(20.0, in_flight=0) == 50.0
    assert allowance.wait(70.0, in_flight=0) == 0.0
    assert allowance.wait(70.0, in_flight=1) == math.inf
    allowance.update(unstated(99), number=101, sent=101, now=70.5)
    allowance.update(unstated(0), number=200, sent=200, now=71.0)
    assert allowance.wait(71.0, in_flight=0) == 59.5


def test_when_more_remains_than_before_a_window_has_begun() -> None:
    allowance = Allowance(window=60.0)
    allowance.update(unstated(40), number=1, sent=1, now=10.0)
    allowance.update(unstated(99), number=2, sent=2, now=50.0)
    allowance.update(unstated(0), number=3, sent=3, now=51.0)

    assert allowance.wait(51.0, in_flight=0) == 59.0


def test_a_stated_reset_is_believed_more_than_the_window() -> None:
    allowance = Allowance(window=60.0)
    allowance.update(unstated(5), number=1, sent=1, now=10.0)
    allowance.update(reported(0, reset=7.0), number=2, sent=2, now=11.0)

    assert allowance.wait(11.0, in_flight=0) == 7.0
