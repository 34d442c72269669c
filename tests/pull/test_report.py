"""A report is a line of JSON that is read back as it was; a tally counts what a part came to."""

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from telephony_clients import ConfigurationError
from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.events import AttemptFinished, CallStarted, Event
from telephony_clients.pull import PartReport, PullSpec
from telephony_clients.pull.reading import Batch
from telephony_clients.pull.report import Tally
from telephony_clients.talkover import Call

SPEC = PullSpec(resource="talkover.calls", account="main", filters={"status": "busy"})
REPORT = PartReport(
    spec=SPEC, path="a/b", rows=3, bytes=9, sha256="ff", first_id="1", set_aside=1, audio=2, started="x", finished="y"
)
DATASET = Dataset(record=Call, lists=(lambda talkover: talkover.calls.list(),), time="created_at")
AT: dict[str, Any] = {
    "vendor": "v",
    "operation": "o",
    "method": "GET",
    "url": "u",
    "path": None,
    "call_id": 1,
    "at": 0.0,
}


def test_a_report_is_read_back_as_it_was() -> None:
    text = REPORT.to_text()

    assert "\n" not in text
    assert PartReport.from_text(text) == REPORT


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"spec": {}}', REPORT.to_text()[:-1], '{"spec": 1}'])
def test_what_is_no_report_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="not the report"):
        PartReport.from_text(text)


def test_a_report_of_a_later_version_is_read() -> None:
    assert PartReport.from_text(REPORT.to_text().replace("{", '{"colour":"red",', 1)) == REPORT


def test_attempts_are_counted_by_how_they_ended() -> None:
    told: list[Event] = []
    tally = Tally(DATASET, told.append)
    events: list[Event] = [CallStarted(**AT)]
    for status, error in [(200, None), (429, "RateLimited"), (503, "ServerError"), (None, "LostResponse")]:
        events.append(AttemptFinished(**AT, number=1, status=status, error=error, seconds=0.1))
    for event in events:
        tally(event)

    assert (tally.requests, tally.refused, tally.retries) == (4, 1, 2)
    assert told == events


def test_a_tally_wants_what_it_counts_and_what_its_observer_wants() -> None:
    told: list[Event] = []

    class Starts:
        wants = frozenset({CallStarted})

        def __call__(self, event: Event) -> None:
            told.append(event)

    assert Tally(DATASET, None).wants == {AttemptFinished}
    assert Tally(DATASET, told.append).wants is None
    tally = Tally(DATASET, Starts())
    assert tally.wants == {AttemptFinished, CallStarted}
    tally(AttemptFinished(**AT, number=1, status=200, error=None, seconds=0.1))
    tally(CallStarted(**AT))
    assert (tally.requests, told) == (1, [CallStarted(**AT)])


def test_ends_are_in_the_order_in_which_rows_came_and_times_are_not() -> None:
    tally = Tally(DATASET, None)
    days = [3, 1, 2]
    for day in days:
        tally.add(Batch([call(day)]))
    tally.add(Batch([]))
    report = tally.report(SPEC, datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC))

    assert (report.rows, report.first_id, report.last_id) == (3, "3", "2")
    assert (report.first_time, report.last_time) == ("2026-01-01T00:00:00+00:00", "2026-01-03T00:00:00+00:00")


def test_a_part_without_rows_has_no_ends() -> None:
    report = Tally(DATASET, None).report(SPEC, datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC))

    assert attrs.asdict(
        report, recurse=False, filter=lambda field, _: "first" in field.name or "last" in field.name
    ) == {
        "first_id": None,
        "last_id": None,
        "first_time": None,
        "last_time": None,
    }


def call(day: int) -> Call:
    made = datetime(2026, 1, day, tzinfo=UTC)
    return Call(id=str(day), direction="inbound", status="busy", created_at=made)
