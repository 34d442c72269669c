"""Checks of arguments: phone numbers, days, bounds, and texts that have an encoding."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients.core.checks import amount, at_least_one, day, e164, encodable, instant, within
from telephony_clients.core.errors import ConfigurationError


@pytest.mark.parametrize("number", ["+12025550123", "+442071838750", "+12", "+123456789012345"])
def test_a_number_in_e164_passes_as_it_is(number: str) -> None:
    assert e164(number, "number") == number


@pytest.mark.parametrize(
    "number",
    [
        "",
        "+",
        "+1",
        "12025550123",
        "+02025550123",
        "+1 202 555 0123",
        "+1-202-555-0123",
        "+1234567890123456",
        "+12025550123\n",
        " +12025550123",
        "+١٢٠٢٥٥٥٠١٢٣",
        "tel:+12025550123",
        12025550123,
        None,
    ],
)
def test_any_other_number_is_refused_by_the_arguments_name(number: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^caller must be a phone number in E\.164"):
        e164(number, "caller")


def test_a_day_and_none_are_accepted() -> None:
    assert day(date(2026, 3, 4), "since") == date(2026, 3, 4)
    assert day(None, "since") is None


@pytest.mark.parametrize("value", [datetime(2026, 3, 4, tzinfo=UTC), "2026-03-04", 20260304, True])
def test_what_is_no_plain_day_is_refused_by_its_type(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"^since must be a date without time, not {type(value).__name__}"):
        day(value, "since")


@pytest.mark.parametrize("value", [0, 1, 3600])
def test_a_whole_number_within_its_bounds_passes(value: int) -> None:
    assert within(value, 0, 3600, "delay") == value


@pytest.mark.parametrize("value", [-1, 3601, 1.5, 1.0, float("nan"), True, "5", None])
def test_a_number_out_of_its_bounds_is_refused_with_them(value: Any) -> None:
    with pytest.raises(ConfigurationError, match="delay must be a whole number from 0 to 3600, not "):
        within(value, 0, 3600, "delay")


@pytest.mark.parametrize("text", ["", "zoë", "日本 😀", "\x00"])
def test_a_text_with_an_encoding_passes(text: str) -> None:
    assert encodable(text, "q") == text


@pytest.mark.parametrize("text", ["\ud800", "a\udcff"])
def test_half_a_surrogate_pair_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="q holds half a surrogate pair"):
        encodable(text, "q")


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        (1, {"at_least": 1, "at_most": 1000}),
        (1000.0, {"at_least": 1, "at_most": 1000}),
        (Decimal("0.001"), {}),
        (9**30, {}),
    ],
)
def test_an_amount_within_its_bounds_passes_with_its_digits(value: Any, bounds: Any) -> None:
    assert amount(value, "price", **bounds) == Decimal(str(value))


@pytest.mark.parametrize(
    "value",
    [0, -1, 0.99, 1000.01, Decimal("1000.01"), float("nan"), float("inf"), Decimal("sNaN"), True, "5", None, 1j],
)
def test_any_other_amount_is_refused_by_the_arguments_name(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^price must be an amount from 1 to 1000, not "):
        amount(value, "price", at_least=1, at_most=1000)


def test_one_or_more_entries_pass_as_a_list() -> None:
    assert at_least_one(("a", "b"), "ids") == at_least_one(["a", "b"], "ids") == ["a", "b"]


@pytest.mark.parametrize("values", [[], (), "abc", b"a", None, {"a"}, 5])
def test_no_entry_or_a_lone_text_is_refused_by_the_arguments_name(values: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^ids must be a list with at least one entry"):
        at_least_one(values, "ids")


AWARE = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=-7)))


@pytest.mark.parametrize("moment", [None, AWARE])
def test_a_point_in_time_has_a_zone(moment: datetime | None) -> None:
    assert instant(moment, "after") is moment


@pytest.mark.parametrize("moment", [datetime(2026, 1, 1), date(2026, 1, 1), "2026-01-01T00:00:00Z", 0])  # noqa: DTZ001
def test_a_time_that_could_mean_several_is_refused(moment: object) -> None:
    with pytest.raises(ConfigurationError, match="after must be a timezone-aware datetime"):
        instant(moment, "after")
