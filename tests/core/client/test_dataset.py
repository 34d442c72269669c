"""Windows are half-open, are rounded outwards, and become the arguments that a vendor's list takes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients.core.client.dataset import ByDay, BySecond, Dataset, Window
from tests.example_vendor import Line

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("when", "held"),
    [
        (SINCE, True),
        (SINCE - timedelta(microseconds=1), False),
        (UNTIL, False),
        (UNTIL - timedelta(microseconds=1), True),
        (None, True),
    ],
)
def test_a_window_holds_its_beginning_and_not_its_end(when: datetime | None, *, held: bool) -> None:
    assert Window(SINCE, UNTIL).holds(when) is held


@pytest.mark.parametrize("window", [Window(), Window(SINCE), Window(None, UNTIL)])
def test_an_open_end_holds_everything(window: Window) -> None:
    assert window.holds(SINCE + timedelta(days=1))


@given(since=INSTANTS, until=INSTANTS, grain=st.sampled_from([timedelta(days=1), timedelta(seconds=1)]))
def test_rounding_goes_outwards_and_no_further_than_it_must(since: datetime, until: datetime, grain: timedelta) -> None:
    rounded = Window(since, until).rounded(grain)

    assert rounded.since is not None
    assert rounded.until is not None
    assert timedelta(0) <= since - rounded.since < grain
    assert timedelta(0) <= rounded.until - until < grain
    assert rounded.rounded(grain) == rounded


def test_open_ends_stay_open() -> None:
    assert Window().rounded(timedelta(days=1)) == Window()


def test_days_are_both_included() -> None:
    assert ByDay("first", "last").filters(Window(SINCE, UNTIL)) == {
        "first": date(2026, 1, 1),
        "last": date(2026, 1, 2),
    }
    assert ByDay("first", "last").filters(Window()) == {"first": None, "last": None}


def test_seconds_around_a_window_are_left_out() -> None:
    assert BySecond("after", "before").filters(Window(SINCE, UNTIL)) == {
        "after": SINCE - timedelta(seconds=1),
        "before": UNTIL,
    }
    assert BySecond("after", "before").filters(Window()) == {"after": None, "before": None}


def test_each_record_above_a_row_has_its_column_or_none() -> None:
    lists = (lambda client: client.lines.list(), lambda client, line: client.lines.list())

    assert Dataset(record=Line, lists=lists, parents=("line_id",)).columns == ("line_id",)
    assert Dataset(record=Line, lists=lists, parents=("kind", None), over="kind").columns == ("kind",)
    for parents in [(), ("a", "b")]:
        with pytest.raises(ValueError, match="Line has 1 records above each row"):
            Dataset(record=Line, lists=lists, parents=parents)
    with pytest.raises(ValueError, match="lists"):
        Dataset(record=Line, lists=())
