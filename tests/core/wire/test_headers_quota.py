"""What answers say of the quota, and that no wait is absurd."""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from multidict import CIMultiDict

from telephony_clients.core.values import RateLimit
from telephony_clients.core.wire.headers import milliseconds, plausible_wait, rate_limit, retry_after, stated_wait
from telephony_clients.testing.virtual_time import VirtualTime
from tests.core.desk import Desk, fine, wrong
from tests.core.wire.test_headers import (
    ANYTHING,
    DIGITS,
    EPOCH,
    FORMS,
    INSTANTS,
    NOW,
    NUMBERS,
    SOON,
    at,
    broken_clock,
    http_date,
    limits,
    wall_clock,
)
from tests.scripted_server import ScriptedServer


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (limits(), None),
        (limits(Limit="100", Remaining="7", Reset="30"), RateLimit(limit=100, remaining=7, reset=30.0)),
        (limits(limit="100"), RateLimit(limit=100)),
        (limits(Remaining="0"), RateLimit(remaining=0)),
        (limits(Reset="0"), RateLimit(reset=0.0)),
        (limits(Reset="3600"), RateLimit(reset=3600.0)),
        (limits(Reset="7200"), None),
        (limits(Remaining="0", Reset="7200"), RateLimit(remaining=0)),
        (limits(Reset="1000000000"), None),
        (limits(Reset="45000"), None),
        (limits(Reset="90000"), RateLimit(reset=90.0)),
        (limits(Reset=str(EPOCH + 45)), RateLimit(reset=45.0)),
        (limits(Reset=f"{EPOCH + 45}.5"), RateLimit(reset=45.5)),
        (limits(Reset=str(EPOCH - 45)), RateLimit(reset=0.0)),
        (limits(Reset=str(EPOCH - 86401)), None),
        (limits(Remaining="0", Reset=f"{EPOCH + 1}000"), RateLimit(remaining=0, reset=1.0)),
        (limits(Remaining="0", Reset=f"{EPOCH - 30}000"), RateLimit(remaining=0, reset=0.0)),
        (limits(Reset=f"{EPOCH + 1}000000"), RateLimit(reset=1.0)),
        (limits(Reset="1.5"), RateLimit(reset=1.5)),
        (limits(Reset="2026-03-04T12:00:45Z"), None),
        (limits(Reset=http_date(NOW)), None),
        (limits(Limit="many", Remaining="-1", Reset="-1"), None),
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
        (None, '"day";r=0;t=7200', RateLimit(remaining=0)),
        (None, f'"day";r=0;t={EPOCH + 45}', RateLimit(remaining=0, reset=45.0)),
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
    headers = limits(Remaining="1", Reset=str(EPOCH + 4000 + 45))
    headers["Date"] = format_datetime(NOW + timedelta(seconds=4000), usegmt=True)
    assert rate_limit(headers, wall_clock) == RateLimit(remaining=1, reset=45.0)


@given(text=ANYTHING, exact=st.none() | ANYTHING, date=st.none() | st.text(max_size=25) | st.just(http_date(NOW)))
def test_any_retry_after_is_a_wait_of_an_hour_at_most_or_none(text: str, exact: str | None, date: str | None) -> None:
    given_ones = {"Retry-After": text, "Retry-After-Ms": exact, "Date": date}
    seconds = retry_after({name: one for name, one in given_ones.items() if one is not None}, wall_clock)
    assert seconds is None or 0 < seconds <= 3600


@given(st.text(max_size=25) | st.builds('"day";r={};t={}'.format, DIGITS, DIGITS))
def test_any_draft_header_is_a_sound_number_or_none(text: str) -> None:
    quota = rate_limit(CIMultiDict({"RateLimit": text, "RateLimit-Policy": text}), wall_clock)
    assert quota is None or (quota.remaining is not None and quota.remaining >= 0)
    assert quota is None or quota.reset is None or 0 <= quota.reset <= 3600


@given(ANYTHING)
def test_any_quota_header_is_a_sound_number_or_none(text: str) -> None:
    quota = rate_limit(limits(Limit=text, Remaining=text, Reset=text), wall_clock)
    assert quota is None or quota.limit is None or quota.limit >= 0
    assert quota is None or quota.reset is None or 0 <= quota.reset <= 3600


@given(ANYTHING | NUMBERS | st.booleans() | st.none() | st.binary() | st.lists(st.integers()))
def test_any_value_in_a_body_is_a_wait_of_an_hour_at_most_or_none(value: object) -> None:
    for seconds in (stated_wait(value, {}, wall_clock), milliseconds(value)):
        assert seconds is None or 0 < seconds <= 3600


@given(value=st.floats(), now=st.floats(0, 1e12))
def test_any_number_is_a_wait_of_an_hour_at_most_or_none(value: float, now: float) -> None:
    wait = plausible_wait(value, lambda: now)
    assert wait is None or 0 <= wait <= 3600


@pytest.mark.parametrize("form", FORMS)
@given(now=INSTANTS, wait=st.floats(0, 3600))
@example(now=EPOCH + 0.999, wait=3600.0)
def test_a_true_wait_is_read_to_the_second_in_every_form(form: str, now: float, wait: float) -> None:
    text, date = FORMS[form](now, wait), at(now)

    asked = retry_after({"Retry-After": text, "Date": date}, broken_clock)
    stated = stated_wait(text, {"Date": date}, broken_clock)
    quota = rate_limit({"X-RateLimit-Reset": text, "Date": date}, broken_clock)

    assert quota is not None
    assert quota.reset == pytest.approx(wait, abs=1.001)
    assert asked == stated == (quota.reset or None)


@given(now=INSTANTS, wait=st.floats(0, 3600))
def test_a_true_wait_is_read_to_the_second_from_a_date(now: float, wait: float) -> None:
    asked = retry_after({"Retry-After": at(now + wait), "Date": at(now)}, broken_clock)

    assert (asked or 0.0) == pytest.approx(wait, abs=1.001)


@pytest.mark.parametrize("status", [200, 429])
async def test_a_reset_in_milliseconds_since_1970_holds_calls_for_its_second(
    server: ScriptedServer, desk: Desk, time: VirtualTime, status: int
) -> None:
    server.answer(fine() if status < 300 else wrong("slow"), status=status, headers=SOON).answer(fine(), always=True)

    for _ in range(2):
        await desk.request("GET", "/lines")

    assert 1.0 <= sum(time.slept) <= 2.0


@pytest.mark.parametrize("asked", ["1000000000", "45000", "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_a_wait_that_makes_no_sense_is_as_good_as_none(
    server: ScriptedServer, desk: Desk, time: VirtualTime, asked: str
) -> None:
    server.answer(wrong("slow"), status=429, headers={"Retry-After": asked, "Date": http_date(NOW)}).answer(fine())

    await desk.request("GET", "/lines")

    assert 0 < sum(time.slept) <= 1.0
