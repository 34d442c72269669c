"""What a quota let in between two refusals tells of its refill, with plain numbers."""

import math

import pytest

from telephony_clients.core.throttle.refill import Refill, Refusal


class Log:
    """Requests as they were sent, and the refusals among them."""

    def __init__(self) -> None:
        self.refill = Refill()
        self.now, self.sent = 0.0, 0

    def send(self, count: int, seconds: float) -> None:
        """Send so many, evenly."""
        for _ in range(count):
            if self.now >= self.refill.next_mark:
                self.refill.mark(self.now, self.sent)
            self.sent += 1
            self.now += seconds / count

    def refused(self, pause: float = 1.0, *, beyond: float = 1) -> Refill:
        """Send one that is refused, and one that is accepted after a pause."""
        self.send(1, 0.001)
        refusal = Refusal(self.sent, self.now - 0.001, credit=-beyond)
        self.now += pause
        self.refill.mark(self.now, self.sent)
        self.sent += 1
        self.refill.learn(refusal, refused=1, trip=0.01, sent=self.sent, now=self.now)
        return self.refill


def met(burst: int = 20) -> Log:
    """A quota that let in a burst at once, then refused, and then ten a second."""
    log = Log()
    log.send(burst, 0.1)
    log.refused()
    log.send(39, 3.0)
    log.refused()
    return log


def test_the_first_refusal_allows_but_a_guess() -> None:
    log = Log()
    log.send(20, 0.1)
    assert log.refill.measured(Refusal(21, 0.1, credit=0.0), 0.01) == math.inf
    refill = log.refused()

    assert refill.guessed
    assert refill.rate == pytest.approx(0.5 * 20 / 1.1, rel=0.02)


def test_the_second_refusal_measures_the_refill_and_the_burst_capacity() -> None:
    refill = met().refill

    assert not refill.guessed
    assert refill.rate == pytest.approx(10.0, rel=0.05)
    assert refill.burst_capacity == pytest.approx(20 - 0.1 * 10, rel=0.1)


def test_refill_that_a_full_quota_could_not_hold_does_not_count() -> None:
    log = met(burst=2)
    log.now += 9.0
    log.send(22, 2.0)

    assert log.refused().rate == pytest.approx(10.0, rel=0.1)


def test_the_burst_capacity_is_kept_when_the_rate_changes() -> None:
    log = Log()
    log.send(20, 1.0)
    log.refused()
    log.send(39, 3.0)
    held = log.refused().burst_capacity
    assert held == pytest.approx(10.0, rel=0.1)
    log.send(7, 3.0)
    log.refused()
    log.send(7, 3.0)

    assert log.refused().rate == pytest.approx(2.0, rel=0.1)
    assert log.refill.burst_capacity == pytest.approx(held, rel=0.1)


def test_the_burst_capacity_is_seen_better_as_the_same_rate_is_measured_again() -> None:
    log = met(burst=100)
    before = log.refill.burst_capacity, log.refill.rate or 0.0
    log.send(36, 3.0)
    refill = log.refused()

    assert (refill.rate or 0.0) < before[1]
    assert refill.burst_capacity > before[0]


def test_a_refusal_beyond_the_known_refill_is_trusted_more_than_one_within_it() -> None:
    rates = []
    for beyond in (1, 0):
        log = met(burst=2)
        log.send(24, 1.0)
        rates.append(log.refused(beyond=beyond).rate or 0.0)

    assert rates[0] == pytest.approx(22.0, rel=0.1)
    assert 0.8 * rates[0] < rates[1] < 0.95 * rates[0]


def test_a_small_change_leaves_the_rate_steady_and_a_large_one_does_not() -> None:
    log = met()
    since = log.refill.steady_since
    log.send(44, 4.0)
    assert log.refused().steady_since == since

    log.send(12, 4.0)
    assert log.refused().steady_since == log.now


def test_the_guess_counts_what_was_accepted_beside_the_first_refused_one() -> None:
    log = Log()
    log.send(20, 0.1)
    refusal = Refusal(number=3, at=0.01, credit=0.0)
    log.refill.learn(refusal, refused=6, trip=0.1, sent=log.sent, now=1.0)

    assert log.refill.rate == pytest.approx(0.5 * 13 / 1.0, rel=0.01)


@pytest.mark.parametrize(("beyond", "factor"), [((9, 9), 1.1), ((9, 4), 1.0), ((4, 9), 1.0)])
def test_where_far_more_was_let_in_twice_in_a_row_the_average_is_raised(beyond: tuple[int, int], factor: float) -> None:
    rates = []
    for ones in (beyond, (1, 1)):
        log = met()
        for seconds, much in zip((4.0, 3.5), ones, strict=True):
            log.send(44, seconds)
            log.refused(beyond=much)
        rates.append(log.refill.rate or 0.0)

    assert rates[0] == pytest.approx(rates[1] * factor, rel=0.02)
