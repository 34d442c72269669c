"""What a vendor asks for in headers: Retry-After and X-RateLimit, read strictly, absurd values included."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from telephony_clients.core.wire.headers import plausible_wait, retry_after, stated_wait

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())
Shape = Callable[[list[tuple[str, str]]], Mapping[str, str]]
SHAPES: list[Shape] = [dict, CIMultiDict, lambda pairs: CIMultiDictProxy(CIMultiDict(pairs))]


def wall_clock() -> float:
    return NOW.timestamp()


def broken_clock() -> float:
    raise AssertionError("the local clock was asked")


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1", 1.0),
        ("120", 120.0),
        ("007", 7.0),
        ("1.5", 1.5),
        ("0.001", 0.001),
        (" 5 ", 5.0),
        ("3600", 3600.0),
        ("3600.1", None),
        ("7200", None),
        ("86400", None),
        ("90000", 90.0),
        ("3600000", 3600.0),
        ("0", None),
        ("0.0", None),
        ("-5", None),
        ("-0.1", None),
        ("+5", None),
        ("", None),
        ("soon", None),
        ("NaN", None),
        ("nan", None),
        ("inf", None),
        ("Infinity", None),
        ("1e3", None),
        ("1_000", None),
        ("0x10", None),
        (".5", None),
        ("5.", None),
        ("5s", None),
        ("5 seconds", None),
        ("1,5", None),
        ("7, 8", None),
        ("\N{ARABIC-INDIC DIGIT FIVE}", None),
        ("١٢", None),
        ("\N{FULLWIDTH DIGIT FIVE}", None),
        ("²", None),
        ("5\n6", None),
    ],
)
def test_plain_digits_are_seconds_and_everything_else_is_nothing(
    shape: Shape, text: str, seconds: float | None
) -> None:
    assert retry_after(shape([("Retry-After", text)]), broken_clock) == seconds


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (http_date(NOW + timedelta(seconds=90)), 90.0),
        ("Wed, 04 Mar 2026 12:00:30 GMT", 30.0),
        ("Wednesday, 04-Mar-26 12:00:30 GMT", 30.0),
        ("Wed Mar  4 12:00:30 2026", 30.0),
        ("Wed, 04 Mar 2026 07:00:30 -0500", 30.0),
        ("Wed, 04 Mar 2026 12:00:30 -0000", 30.0),
        (http_date(NOW), None),
        (http_date(NOW - timedelta(days=1)), None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        (http_date(NOW + timedelta(hours=1)), 3600.0),
        (http_date(NOW + timedelta(hours=1, seconds=1)), 3600.0),
        (http_date(NOW + timedelta(hours=1, seconds=2)), None),
        (http_date(NOW + timedelta(days=1)), None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("Mon, 01 Jan 0001 00:00:00 +2359", None),
        ("Wed, 04 Mar 20260 12:00:30 GMT", None),
        ("Wed, 04 Mar 99999999999999999999 12:00:30 GMT", None),
        ("Wed, 32 Mar 2026 12:00:30 GMT", None),
        ("Wed, 04 Mar 2026 25:00:30 GMT", None),
        ("Wed, 04 Mar 2026 12:00:30 +9999", None),
        ("Wed, 04 Mar", None),
    ],
)
def test_a_date_is_a_wait_from_now_and_the_past_is_nothing(shape: Shape, text: str, seconds: float | None) -> None:
    assert retry_after(shape([("Retry-After", text)]), wall_clock) == seconds


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("skew", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=4000)])
def test_a_wrong_local_clock_does_no_harm_when_the_answer_has_a_date(shape: Shape, skew: timedelta) -> None:
    headers = shape([("Date", http_date(NOW + skew)), ("Retry-After", http_date(NOW + skew + timedelta(seconds=30)))])
    assert retry_after(headers, broken_clock) == 30.0


@pytest.mark.parametrize("date", ["", "yesterday", "0", "Wed, 99 Mar 2026 12:00:00 GMT"])
def test_an_unreadable_date_of_the_answer_is_replaced_by_the_local_clock(date: str) -> None:
    headers = {"Date": date, "Retry-After": http_date(NOW + timedelta(seconds=30))}
    assert retry_after(headers, wall_clock) == 30.0


def test_without_the_header_nothing_was_asked() -> None:
    for shape in SHAPES:
        assert retry_after(shape([("Date", http_date(NOW))]), broken_clock) is None


@pytest.mark.parametrize("second", ["7", "8", ""])
def test_two_headers_contradict_each_other_and_count_as_none(second: str) -> None:
    headers = CIMultiDict([("Retry-After", "7"), ("retry-after", second)])
    assert retry_after(headers, broken_clock) is None


@pytest.mark.parametrize("name", ["retry-after", "RETRY-AFTER", "Retry-after"])
def test_the_headers_name_is_found_in_any_case(name: str) -> None:
    assert retry_after(CIMultiDict([(name, "7")]), broken_clock) == 7.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (f"{EPOCH + 90}", 90.0),
        (f"{EPOCH + 90}.5", 90.5),
        (f"{EPOCH + 90}000", 90.0),
        (f"{EPOCH + 90}250", 90.25),
        (f"{EPOCH + 90}000000", 90.0),
        (f"{EPOCH}", None),
        (f"{EPOCH - 30}", None),
        (f"{EPOCH - 30}000", None),
        (f"{EPOCH + 7200}", None),
        (f"{EPOCH + 7200}000", None),
        ("1000000000", None),
        ("1" + "0" * 23, None),
        ("9" * 400, None),
    ],
)
def test_an_instant_in_digits_is_a_wait_from_the_answers_own_date(text: str, seconds: float | None) -> None:
    assert retry_after(CIMultiDict({"Retry-After": text, "Date": http_date(NOW)}), broken_clock) == seconds
    assert retry_after(CIMultiDict({"Retry-After": text}), wall_clock) == seconds


@pytest.mark.parametrize(
    ("exact", "seconds"),
    [
        ("1", 0.001),
        ("250", 0.25),
        ("250.5", 0.2505),
        ("30000", 30.0),
        ("3600000", 3600.0),
        ("3600001", 7.0),
        (f"{EPOCH + 30}000", 7.0),
        ("0", 7.0),
        ("0." + "0" * 400 + "1", 7.0),
        ("0." + "0" * 322 + "1", 7.0),
        ("-1", 7.0),
        ("soon", 7.0),
        ("", 7.0),
    ],
)
def test_retry_after_ms_is_exact_and_precedes_retry_after(exact: str, seconds: float) -> None:
    headers = CIMultiDict({"retry-after-ms": exact, "Retry-After": "7"})
    assert retry_after(headers, broken_clock) == seconds
    del headers["Retry-After"]
    assert retry_after(headers, broken_clock) == (None if seconds == 7.0 else seconds)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (60, 60.0),
        (0.5, 0.5),
        ("60", 60.0),
        (" 0.5 ", 0.5),
        (3600, 3600.0),
        (7200, None),
        (90_000, 90.0),
        (90_000.5, None),
        (EPOCH + 60, 60.0),
        (EPOCH + 60.25, 60.25),
        (f"{EPOCH + 60}000", 60.0),
        (EPOCH - 60, None),
        (10**9, None),
        (10**400, None),
        (0, None),
        (-5, None),
        (True, None),
        (math.nan, None),
        (math.inf, None),
        (-math.inf, None),
        ("-5", None),
        ("1e3", None),
        ("\N{ARABIC-INDIC DIGIT FIVE}", None),
        ("soon", None),
        (b"60", None),
        (None, None),
        ([60], None),
        ({"seconds": 60}, None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_number_in_a_body_means_what_it_means_in_a_header(value: object, seconds: float | None) -> None:
    assert stated_wait(value, {"Date": http_date(NOW)}, broken_clock) == seconds
    assert stated_wait(value, {}, wall_clock) == seconds


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (-1.0, None),
        (0.0, 0.0),
        (0.25, 0.25),
        (3600.0, 3600.0),
        (3600.5, None),
        (30_000.0, None),
        (86_400.0, None),
        (86_401.0, 86.401),
        (86_401.5, None),
        (604_800.0, 604.8),
        (3_600_000.0, 3600.0),
        (3_600_001.0, None),
        (EPOCH - 86_401.0, None),
        (EPOCH - 86_400.0, 0.0),
        (EPOCH - 30.0, 0.0),
        (EPOCH + 0.5, 0.5),
        (EPOCH + 3600.0, 3600.0),
        (EPOCH + 3601.0, 3600.0),
        (EPOCH + 3601.5, None),
        ((EPOCH + 0.5) * 1e3, 0.5),
        ((EPOCH - 0.5) * 1e6, 0.0),
        ((EPOCH + 0.5) * 1e6, 0.5),
        ((EPOCH + 0.5) * 1e9, None),
        (20260304120030.0, None),
        (math.inf, None),
        (math.nan, None),
    ],
)
def test_a_number_is_a_wait_where_its_unit_is_plain(value: float, wait: float | None) -> None:
    assert plausible_wait(value, wall_clock) == wait


def test_the_time_is_asked_only_for_what_may_be_an_instant() -> None:
    assert [plausible_wait(value, broken_clock) for value in (-1.0, 3600.0, 86_400.0, 3.6e6)] == [
        None,
        3600.0,
        None,
        3600.0,
    ]


DATE_LIKE = st.from_regex(r"[A-Za-z]{0,3},? ?\d{0,5}[ -]?[A-Za-z]{0,4}[ -]?\d{0,7} ?[\d:.]{0,9} ?[-+A-Z\d]{0,6}")


@given(text=st.text(max_size=20) | DATE_LIKE, date=st.none() | DATE_LIKE)
@example(text="Wed, 04 Mar 2026 12:00:30 ", date="(")
def test_any_header_is_a_sound_wait_or_none(text: str, date: str | None) -> None:
    headers = {"Retry-After": text} if date is None else {"Retry-After": text, "Date": date}
    seconds = retry_after(headers, wall_clock)
    assert seconds is None or 0 < seconds <= 3600


def limits(**values: str) -> CIMultiDict[str]:
    return CIMultiDict([(f"X-RateLimit-{name}", value) for name, value in values.items()])


DIGITS = st.from_regex(r"\A[0-9]{1,25}(\.[0-9]{1,9})?\Z")
NUMBERS = (
    st.integers()
    | st.floats()
    | st.sampled_from([1, 10**3, 10**6]).flatmap(
        lambda unit: st.integers((EPOCH - 100_000) * unit, (EPOCH + 100_000) * unit)
    )
)
ANYTHING = st.text(max_size=25) | DIGITS | NUMBERS.map(str)


def at(instant: float) -> str:
    return http_date(datetime.fromtimestamp(int(instant), UTC))


FORMS: dict[str, Callable[[float, float], str]] = {
    "seconds": lambda now, wait: f"{wait:.6f}",
    "whole seconds": lambda now, wait: str(round(wait)),
    "seconds since 1970": lambda now, wait: str(int(now + wait)),
    "seconds since 1970, with a fraction": lambda now, wait: f"{now + wait:.6f}",
    "milliseconds since 1970": lambda now, wait: str(int((now + wait) * 1e3)),
    "microseconds since 1970": lambda now, wait: str(int((now + wait) * 1e6)),
}
INSTANTS = st.floats(datetime(2001, 1, 1, tzinfo=UTC).timestamp(), datetime(2200, 1, 1, tzinfo=UTC).timestamp())


SOON = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{EPOCH + 1}000", "Date": http_date(NOW)}
