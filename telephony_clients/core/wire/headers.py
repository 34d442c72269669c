"""What an answer's headers say: how long to wait, what is left of the quota, the id of the request."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from multidict import istr

from telephony_clients.core.values import RateLimit

_RETRY_AFTER, _RETRY_AFTER_MS = istr("Retry-After"), istr("Retry-After-Ms")
_LIMIT, _REMAINING, _RESET = istr("X-RateLimit-Limit"), istr("X-RateLimit-Remaining"), istr("X-RateLimit-Reset")
_RATELIMIT = istr("RateLimit")
_DATE = istr("Date")
_REQUEST_IDS = ("x-request-id", "x-correlation-id", "cf-ray")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_MAX_WAIT = 3600.0
"""Seconds; a longer wait is more likely a mistake, and asking again anyway costs one request."""
_DAY = 86400.0
_DATE_PRECISION = 1.0
"""Seconds by which a time may seem later than it is, because Date has no fractions of a second."""
_EPOCH_UNITS = (1, 10**3, 10**6)
"""Units per second in which times are given."""


def retry_after(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float | None:
    """Return the seconds that a Retry-After header asks for, up to an hour; None if it is missing or makes no sense.

    Zero, the past, several values, a wait of more than an hour, and anything but digits or an HTTP date count as
    missing. A date is compared with the answer's own Date, so a wrong local clock does no harm.
    Retry-After-Ms is exact and comes first.

    Args:
        headers: the answer's; look-up ignores case.
        wall_clock: seconds since 1970, for an answer without Date.
    """
    exact = milliseconds(_single(headers, _RETRY_AFTER_MS))
    if exact is not None:
        return exact
    text = _single(headers, _RETRY_AFTER)
    if text is None:
        return None
    count = number(text)
    if count is not None:
        return _wait(count, headers, wall_clock) or None
    moment = _http_date(text)
    if moment is None:
        return None
    return _seconds_until(moment.timestamp() - _sent_at(headers, wall_clock), grace=0.0) or None


def stated_wait(value: object, headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float | None:
    """Return the seconds of a wait that a body gives as a number; None if missing or senseless.

    Args:
        value: a number of JSON, or digits.
        headers: those of the same answer; look-up ignores case.
        wall_clock: seconds since 1970, for an answer without Date.
    """
    return _wait(number(value), headers, wall_clock) or None


def rate_limit(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> RateLimit | None:
    """Return the quota according to the headers, None when they state none.

    X-RateLimit-Limit, -Remaining and -Reset are read, and RateLimit with RateLimit-Policy as in the IETF's draft
    (draft-ietf-httpapi-ratelimit-headers); of several policies, the one with the least remaining counts. The unit of
    Reset differs among vendors, see ``plausible_wait``; a reset in the past counts as 0 seconds from now.

    Args:
        headers: the answer's; look-up ignores case.
        wall_clock: seconds since 1970, for an answer without Date.
    """
    if _RATELIMIT in headers:
        quota = _ietf_rate_limit(headers, wall_clock)
        if quota is not None:
            return quota
    if _LIMIT not in headers and _REMAINING not in headers and _RESET not in headers:
        return None
    limit, remaining = _whole_number(_single(headers, _LIMIT)), _whole_number(_single(headers, _REMAINING))
    reset = _wait(number(_single(headers, _RESET)), headers, wall_clock)
    if limit is None and remaining is None and reset is None:
        return None
    return RateLimit(limit=limit, remaining=remaining, reset=reset)


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the id that the vendor or its proxy gave to the request, None when there is none."""
    return next((headers[name] for name in _REQUEST_IDS if name in headers), None)


def lower_case_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers as a dict with lower-case names, which can be pickled."""
    return {name.lower(): value for name, value in headers.items()}


def plausible_wait(value: float, now: Callable[[], float]) -> float | None:
    """Return the seconds, 0 to an hour, that a number means as a wait; None when that is unclear.

    Up to 3600 it means seconds. From there to a day it may be a long wait or milliseconds. Above a day, a whole number
    means milliseconds if they are an hour at most, else a point in time: seconds, milliseconds or microseconds since
    1970, from a day ago, which needs no wait, to an hour ahead.

    Args:
        value: the number.
        now: seconds since 1970, as the vendor's clock counts them; called only when the number may be a point in time.
    """
    if value <= _MAX_WAIT:
        return value if value >= 0 else None
    if value <= _DAY:
        return None
    if value <= _MAX_WAIT * 1000:
        return value / 1000 if value % 1 == 0 else None
    moment = now()
    waits = (_seconds_until(value / unit - moment, grace=_DAY) for unit in _EPOCH_UNITS)
    return next((wait for wait in waits if wait is not None), None)


def milliseconds(value: object) -> float | None:
    """Return the seconds of a wait given in milliseconds; None for no wait and for more than an hour.

    Args:
        value: a number of JSON, or digits.
    """
    seconds = (number(value) or 0.0) / 1000
    return seconds if 0 < seconds <= _MAX_WAIT else None


def number(value: object) -> float | None:
    """Return a finite number that is not negative, from JSON or from digits; None for anything else."""
    if isinstance(value, str):
        text = value.strip()
        value = float(text) if _NUMBER.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= sys.float_info.max else None


def _wait(value: float | None, headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float | None:
    return None if value is None else plausible_wait(value, lambda: _sent_at(headers, wall_clock))


def _sent_at(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float:
    """Return when an answer was sent, in seconds since 1970."""
    date = _http_date(_single(headers, _DATE) or "")
    return date.timestamp() if date else wall_clock()


def _seconds_until(seconds: float, *, grace: float) -> float | None:
    """Return the seconds until a time, 0 for up to ``grace`` seconds ago, None if earlier or over an hour ahead."""
    return min(max(seconds, 0.0), _MAX_WAIT) if -grace <= seconds <= _MAX_WAIT + _DATE_PRECISION else None


def _ietf_rate_limit(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> RateLimit | None:
    policies = {name: one.get("q") for name, one in _structured_items(_joined(headers, "RateLimit-Policy"))}
    states = [(name, one) for name, one in _structured_items(_joined(headers, "RateLimit")) if "r" in one]
    if not states:
        return None
    name, state = min(states, key=lambda one: one[1]["r"])
    reset = _wait(number(state.get("t")), headers, wall_clock)
    return RateLimit(limit=policies.get(name), remaining=state["r"], reset=reset)


def _structured_items(text: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield the items of a structured header, each with those of its parameters that are whole numbers."""
    for item in text.split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        pairs = (parameter.partition("=") for parameter in parameters)
        numbers = {key: _whole_number(value) for key, _, value in pairs}
        yield name.strip('"'), {key: value for key, value in numbers.items() if value is not None}


def _joined(headers: Mapping[str, str], name: str) -> str:
    getall = getattr(headers, "getall", None)
    return ",".join(getall(name, [])) if getall else headers.get(name, "")


def _single(headers: Mapping[str, str], name: str) -> str | None:
    getall = getattr(headers, "getall", None)
    values = getall(name, []) if getall else [headers[name]] if name in headers else []
    return values[0].strip() if len(values) == 1 else None


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 - int64


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
