"""The figures of a pull while it goes on: what came, how fast, and how long the rest may take."""

from typing import Any

import attrs
import pytest

from telephony_clients.core.events import AttemptFinished, GateState, PageFetched, Waiting
from telephony_clients.pull import PartReport
from telephony_clients.pull.progress import PullProgress, learned_rate
from tests.pull.pulling import lines

CALL: dict[str, Any] = {
    **dict.fromkeys(("vendor", "operation", "method", "url"), "x"),
    "path": None,
    "call_id": 1,
    "at": 0.0,
}
PAGE = PageFetched(**CALL, number=1, items=50, total=100)
OPEN = GateState(
    state="open",
    reopens_in=0.0,
    rate=None,
    quota=None,
    in_flight=0,
    window=4,
    waiting={},
    refusals=0,
    closings=0,
    longest_wait=0.0,
)


def attempt(status: int | None = 200, error: str | None = None) -> AttemptFinished:
    return AttemptFinished(**CALL, number=1, status=status, error=error, seconds=0.1)


def part(**values: Any) -> PartReport:
    return PartReport(spec=lines(), started="2026-06-01T00:00:00+00:00", finished="2026-06-01T00:00:00+00:00", **values)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def begun(clock: Clock, parts: int) -> PullProgress:
    return PullProgress(parts, clock=clock)


def test_totals_count_parts_rows_and_attempts(clock: Clock) -> None:
    progress = begun(clock, 4)
    for event in (attempt(), PAGE, attempt(429, "RateLimited"), attempt(None, "ConnectError"), attempt(), PAGE):
        progress(event)
    progress.add(part(rows=30, requests=4))
    progress.add(part(rows=5, skipped=True, requests=9))
    clock.now += 2.5

    assert progress.totals() == {
        **dict(zip(("parts", "done", "skipped", "rows"), (4, 2, 1, 35), strict=True)),
        **dict(zip(("requests", "refused", "retries", "seconds"), (4, 1, 1, 2.5), strict=True)),
    }
    assert (progress.pages, progress.received) == (2, 100)


def test_speeds_are_those_of_late(clock: Clock) -> None:
    progress = begun(clock, 1)
    for second in range(60):
        clock.now += 1
        for _ in range(1 if second < 40 else 3):
            progress(attempt())
            progress(PAGE)
        progress.speeds()

    assert progress.speeds() == (150.0, 3.0)


def test_nothing_has_a_speed_before_time_passes(clock: Clock) -> None:
    assert begun(clock, 1).speeds() == (0.0, 0.0)


def test_what_is_left_is_told_by_the_parts_that_are_whole_and_by_the_learned_rate(clock: Clock) -> None:
    progress = begun(clock, 11)
    assert progress.left([OPEN]) is None
    progress.add(part(skipped=True, requests=50))
    assert progress.left([OPEN]) is None

    for _ in range(8):
        progress(attempt())
    progress.add(part(requests=3, divided=(part(requests=2), part(requests=1))))
    rates = [attrs.evolve(OPEN, rate=1.5), attrs.evolve(OPEN, rate=0.5)]

    assert progress.left(rates) == (9 * 6 - 2) / 2.0  # six requests a part; two of the others' have been sent


def test_while_an_account_is_unknown_the_speed_of_late_tells(clock: Clock) -> None:
    progress = begun(clock, 3)
    for _ in range(4):
        progress(attempt())
    progress.add(part(requests=4))
    clock.now += 2

    assert progress.left([attrs.evolve(OPEN, rate=9.0), OPEN]) == 8 / 2.0
    assert learned_rate([attrs.evolve(OPEN, rate=9.0), OPEN]) is None
    assert learned_rate([]) is None


def test_the_latest_wait_says_why(clock: Clock) -> None:
    progress = begun(clock, 1)
    assert progress.reason is None
    progress(Waiting(**CALL, reason="outage", seconds=2.0))
    assert progress.reason == "outage"
