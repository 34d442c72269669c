"""What is given on the command line is read, or refused in one line that says what it should be."""

from datetime import UTC, datetime, timedelta

import pytest
import typer

from telephony_clients import ConfigurationError
from telephony_clients.cli.arguments import max_rate, moment, pairs, per_second, stretch


def test_names_collect_their_values() -> None:
    assert pairs(["a=1", "b=x=y", "a=", "a=1"], "-p") == {"a": ["1", "", "1"], "b": ["x=y"]}


@pytest.mark.parametrize("text", ["a", "=1", ""])
def test_a_value_needs_a_name(text: str) -> None:
    with pytest.raises(ConfigurationError, match="--filter takes name=value"):
        pairs([text], "--filter")


@pytest.mark.parametrize(("text", "rate"), [("5/s", 5.0), ("300/m", 5.0), ("1800/h", 0.5), ("0/s", 0.0)])
def test_a_rate_is_a_number_in_a_unit(text: str, rate: float) -> None:
    assert per_second(text) == rate


@pytest.mark.parametrize("text", ["0/s", "5", "5/d", "-1/s", "1.5/s", "", "5/s ", "\u0665/s"])
def test_the_most_requests_are_at_least_one(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        max_rate(text)
    assert max_rate("1/h") == 1 / 3600


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1800), ("12h", 43_200), ("7d", 604_800), ("2w", 1_209_600)]
)
def test_a_stretch_of_time_is_a_number_of_a_unit(text: str, seconds: int) -> None:
    assert stretch(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["7", "d", "-1d", "1.5h", "7 d", "9999999d", ""])
def test_anything_else_is_no_stretch_of_time(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="7d, 12h or 90s"):
        stretch(text)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T12:30:00", datetime(2026, 1, 31, 12, 30, tzinfo=UTC)),
        ("2026-01-31T12:30:00Z", datetime(2026, 1, 31, 12, 30, tzinfo=UTC)),
        ("2026-01-31T12:30:00+02:00", datetime(2026, 1, 31, 10, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_in_utc_unless_it_says_otherwise(text: str, when: datetime) -> None:
    assert (moment(text), moment(text).tzinfo) == (when, UTC)


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "", "31.01.2026", "0001-01-01T00:00:00+10:00"])
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="2026-01-31"):
        moment(text)
