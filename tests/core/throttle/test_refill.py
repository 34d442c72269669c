"""What the requests that an account let in up to a refusal tell of its refill, with plain numbers."""

import itertools
import math

import pytest

from telephony_clients.core.throttle.refill import SendHistory, guess, held, refill


def test_the_refill_of_an_account_never_full_in_between_is_what_it_let_in_by_the_time_since_it_was_empty() -> None:
    spans = [(30.0, 3.0), (20.0, 2.0)]

    assert refill(spans, capacity=20.0, trip=0.05, more=0.0) == pytest.approx(10.0)


@pytest.mark.parametrize(("more", "shown"), [(0.0, 10.0), (0.5, 10.5), (1.0, 11.0)])
def test_up_to_one_more_request_was_held_by_an_account_that_refused(more: float, shown: float) -> None:
    assert refill([(10.0, 1.0)], capacity=1.0, trip=0.05, more=more) == pytest.approx(shown)


def test_of_an_account_that_was_full_in_between_a_later_span_shows_more_of_the_refill() -> None:
    idle_then_busy = [(61.0, 13.0), (60.0, 4.0)]  # 20 were saved up, and 10 a second came in

    assert refill(idle_then_busy, capacity=20.0, trip=0.05, more=0.0) == pytest.approx(10.0)


def test_what_can_have_been_saved_up_is_not_taken_for_refill() -> None:
    burst = [(21.0, 10.0), (20.0, 0.5)]

    assert refill(burst, capacity=20.0, trip=0.05, more=0.0) == pytest.approx(2.1)


def test_spans_shorter_than_a_round_trip_do_not_count() -> None:
    overtaken = [(10.0, 1.0), (5.0, 0.04)]

    assert refill(overtaken, capacity=1.0, trip=0.05, more=0.0) == pytest.approx(10.0)
    assert refill(overtaken, capacity=1.0, trip=0.03, more=0.0) == pytest.approx(100.0)


def test_no_refill_is_thought_to_be_less_than_one_request_in_two_minutes() -> None:
    assert refill([(0.0, 5000.0)], capacity=1.0, trip=0.05, more=0.0) == pytest.approx(1 / 120)


@pytest.mark.parametrize(
    ("burst", "cooldown", "refused_for", "rate"),
    [
        ([], 0.5, 0.0, 3.0),
        ([], 0.5, 0.5, 2.0),
        ([], 9.0, 9.0, 0.5),
        ([(20.0, 1.0)], 1.0, 0.0, 5.0),
        ([(20.0, 1.0)], 9.0, 8.0, 1.0),
        ([(20.0, 3.0), (18.0, 0.0)], 1.0, 0.0, 9.0),
    ],
)
def test_the_first_guess_is_half_of_what_was_let_in_but_no_less_than_it_may_have(
    burst: list[tuple[float, float]], cooldown: float, refused_for: float, rate: float
) -> None:
    assert guess(burst, cooldown=cooldown, refused_for=refused_for) == pytest.approx(rate)


def test_an_account_must_have_held_at_first_what_the_refill_does_not_explain() -> None:
    assert held([(50.0, 3.0), (10.0, 0.1)], 10.0) == pytest.approx(20.0)
    assert held([(50.0, 3.0), (45.0, 0.1)], 10.0) == pytest.approx(44.0)


def test_every_account_holds_one_request() -> None:
    assert held([], 10.0) == held([(5.0, 3.0)], 10.0) == 1.0


def history(marks: int) -> SendHistory:
    """Return the history of an account that was empty at 0 and is sent ten requests a second after a cool-down of 2."""
    log = SendHistory()
    log.restart((0.0, 100), (2.0, 100))
    for number in range(1, marks + 1):
        log.mark(2.0 + number / 10, 100 + number)
    return log


def test_the_spans_begin_when_the_account_was_empty_and_when_the_gate_opened() -> None:
    assert history(0).spans(111, 3.0) == [(10, 3.0), (10, 1.0)]


def test_marks_of_requests_sent_after_the_refused_one_do_not_count() -> None:
    assert [let_in for let_in, _ in history(5).spans(103, 2.2)] == [2, 2, 1, 0]


def test_however_much_was_sent_at_most_32_times_are_remembered_and_the_first_two_among_them() -> None:
    log = history(5000)
    spans = log.spans(5101, 502.1)

    assert len(spans) <= 32
    assert history(0).spans(111, 3.0) == [(10, 3.0), (10, 1.0)]


def test_the_longer_ago_the_fewer_times_are_remembered() -> None:
    seconds = [span for _, span in history(5000).spans(5101, 502.1)]

    assert sum(span < 50 for span in seconds) >= sum(50 <= span < 500 for span in seconds) > 4
    assert all(late > early / 2 for early, late in itertools.pairwise(seconds) if early > 1)


def test_marks_are_of_use_only_some_time_apart() -> None:
    log = SendHistory()
    log.mark(5.0, 0)

    assert 5.0 < log.next_mark <= 5.1


def test_marks_are_of_use_a_fiftieth_of_a_second_apart_and_at_once_after_a_restart() -> None:
    log = SendHistory()
    assert log.next_mark == -math.inf
    log.mark(5.0, 0)
    assert log.next_mark == pytest.approx(5.02)
    log.restart((5.0, 1), (6.0, 1))

    assert log.next_mark == -math.inf


def test_of_32_times_when_it_was_empty_and_when_the_gate_opened_are_always_remembered_and_no_other() -> None:
    spans = history(5000).spans(5101, 502.1)

    assert len(spans) == 32
    assert spans[:2] == [(5000, 502.1), (5000, pytest.approx(500.1))]
    assert spans[2][1] < 499.9


def test_marks_at_the_same_time_break_nothing() -> None:
    log = SendHistory()
    for sent in range(50):
        log.mark(5.0, sent)

    assert len(log.spans(51, 5.0)) == 32


def test_what_a_later_span_shows_may_be_one_request_more_too() -> None:
    assert refill([(10.0, 10.0), (30.0, 1.0)], capacity=20.0, trip=0.05, more=1.0) == pytest.approx(11.0)


def test_a_span_of_just_a_round_trip_counts() -> None:
    assert refill([(10.0, 1.0), (5.0, 0.05)], capacity=1.0, trip=0.05, more=0.0) == pytest.approx(80.0)


def test_a_span_that_took_no_time_shows_what_one_of_a_millisecond_does_at_first_and_nothing_later() -> None:
    assert refill([(10.0, 0.0)], capacity=1.0, trip=0.05, more=0.0) == pytest.approx(10_000.0)
    assert refill([(10.0, 1.0), (5.0, 0.0)], capacity=1.0, trip=0.0, more=0.0) == pytest.approx(10.0)
