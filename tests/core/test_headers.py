"""What a vendor asks for in headers: Retry-After and X-RateLimit, read strictly, absurd values included."""

import math
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from telephony_clients.core.headers import rate_limit, retry_after
from telephony_clients.core.request import RateLimit

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
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
        ("1000000000", 1e9),
        ("1" + "0" * 23, 1e9),
        ("9" * 400, 1e9),
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
        ("Fri, 31 Dec 9999 23:59:59 GMT", 1e9),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 1e9),
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


DATE_LIKE = st.from_regex(r"[A-Za-z]{0,3},? ?\d{0,5}[ -]?[A-Za-z]{0,4}[ -]?\d{0,7} ?[\d:.]{0,9} ?[-+A-Z\d]{0,6}")


@given(text=st.text(max_size=20) | DATE_LIKE, date=st.none() | DATE_LIKE)
@example(text="Wed, 04 Mar 2026 12:00:30 ", date="(")
def test_any_header_is_a_sound_wait_or_none(text: str, date: str | None) -> None:
    headers = {"Retry-After": text} if date is None else {"Retry-After": text, "Date": date}
    seconds = retry_after(headers, time.time)
    assert seconds is None or (0 < seconds <= 1e9 and math.isfinite(seconds))


def limits(**values: str) -> CIMultiDict[str]:
    return CIMultiDict([(f"X-RateLimit-{name}", value) for name, value in values.items()])


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (limits(), None),
        (limits(Limit="100", Remaining="7", Reset="30"), RateLimit(limit=100, remaining=7, reset=30.0)),
        (limits(limit="100"), RateLimit(limit=100)),
        (limits(Remaining="0"), RateLimit(remaining=0)),
        (limits(Reset="0"), RateLimit(reset=0.0)),
        (limits(Reset="1000000000"), RateLimit(reset=1e9)),
        (limits(Reset=str(int(NOW.timestamp()) + 45)), RateLimit(reset=45.0)),
        (limits(Reset=str(int(NOW.timestamp()) - 45)), RateLimit(reset=0.0)),
        (limits(Limit="many", Remaining="-1", Reset="1.5"), None),
        (limits(Limit="\N{ARABIC-INDIC DIGIT ONE}", Remaining="²", Reset=""), None),
        (limits(Limit="1" * 19, Remaining=" 5 "), RateLimit(remaining=5)),
        (CIMultiDict([("X-RateLimit-Limit", "1"), ("X-RateLimit-Limit", "2")]), None),
        ({"X-RateLimit-Limit": "5"}, RateLimit(limit=5)),
    ],
)
def test_the_quota_is_what_the_headers_say_with_the_reset_as_a_date_or_as_seconds(
    headers: Mapping[str, str], wanted: RateLimit | None
) -> None:
    assert rate_limit(headers, wall_clock) == wanted


@pytest.mark.parametrize(
    ("policy", "state", "wanted"),
    [
        ('"day";q=100;w=60', '"day";r=50;t=30', RateLimit(limit=100, remaining=50, reset=30.0)),
        (None, '"day";r=50', RateLimit(remaining=50)),
        ('"a";q=10;w=1, "b";q=100;w=60', '"a";r=9;t=1, "b";r=3;t=40', RateLimit(limit=100, remaining=3, reset=40.0)),
        ('"day";q=many', '"day";r=1;t=-5;pk=:c2l0ZQ==:', RateLimit(remaining=1)),
        ('"day";q=100;w=60', '"day";t=30', None),
        (None, "50", None),
        (None, "", None),
    ],
)
def test_the_quota_may_be_spelled_as_the_draft_does(policy: str | None, state: str, wanted: RateLimit | None) -> None:
    headers = CIMultiDict({"RateLimit": state} | ({} if policy is None else {"RateLimit-Policy": policy}))
    assert rate_limit(headers, wall_clock) == wanted


def test_a_reset_that_is_an_instant_is_compared_with_the_answers_own_date() -> None:
    headers = limits(Remaining="1", Reset=str(int(NOW.timestamp()) + 4000 + 45))
    headers["Date"] = format_datetime(NOW + timedelta(seconds=4000), usegmt=True)
    assert rate_limit(headers, wall_clock) == RateLimit(remaining=1, reset=45.0)


@given(st.text(max_size=25))
def test_any_draft_header_is_a_sound_number_or_none(text: str) -> None:
    quota = rate_limit(CIMultiDict({"RateLimit": text, "RateLimit-Policy": text}), wall_clock)
    assert quota is None or (quota.remaining is not None and quota.remaining >= 0)


@given(st.text(max_size=25) | st.integers().map(str))
def test_any_quota_header_is_a_sound_number_or_none(text: str) -> None:
    quota = rate_limit(limits(Limit=text, Remaining=text, Reset=text), wall_clock)
    assert quota is None or (quota.limit is not None and quota.limit >= 0 and 0 <= (quota.reset or 0.0) < 10**18)
