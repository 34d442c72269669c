"""What an answer's headers say: how long to wait, what is left of the quota, which request it was. It only reads."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from multidict import istr

from telephony_clients.core.values import RateLimit

_RETRY_AFTER, _RETRY_AFTER_MS = istr("Retry-After"), istr("Retry-After-Ms")
_LIMIT, _REMAINING, _RESET = istr("X-RateLimit-Limit"), istr("X-RateLimit-Remaining"), istr("X-RateLimit-Reset")
_DRAFTED = istr("RateLimit")
_DATE = istr("Date")
_REQUEST_IDS = ("x-request-id", "x-correlation-id", "cf-ray")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_LONGEST = 3600.0
"""Seconds; a longer wait is more likely a mistake than meant, and to ask again all the same costs one request."""
_DAY = 86400.0
_ROUNDED = 1.0
"""Seconds that an instant may seem later than it is, because Date leaves out the fraction of its second."""
_EPOCH_UNITS = (1, 10**3, 10**6)
"""What instants are counted in, per second."""


def retry_after(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float | None:
    """Return the seconds that a Retry-After header asks for, up to an hour; None when there is none that makes sense.

    Zero, the past, several values, and anything but plain digits or an HTTP date count as none, and so does a wait of
    more than an hour. A date is compared with the answer's own Date, so a wrong local clock does no harm.
    Retry-After-Ms, where there is one, is exact.

    Args:
        headers: the answer's; look-up ignores case.
        wall_clock: seconds since 1970, for an instant in an answer without Date.
    """
    exact = milliseconds(_only(headers, _RETRY_AFTER_MS))
    if exact is not None:
        return exact
    text = _only(headers, _RETRY_AFTER)
    if text is None:
        return None
    count = number(text)
    if count is not None:
        return _wait(count, headers, wall_clock) or None
    moment = _http_date(text)
    if moment is None:
        return None
    return _left(moment.timestamp() - _sent(headers, wall_clock), back=0.0) or None


def stated_wait(value: object, headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float | None:
    """Return the seconds of a wait that stands as a number in a body, None for none and one that makes no sense.

    Args:
        value: a number of JSON, or digits.
        headers: those of the same answer; look-up ignores case.
        wall_clock: seconds since 1970, for an answer without Date.
    """
    return _wait(number(value), headers, wall_clock) or None


def rate_limit(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> RateLimit | None:
    """Return what the headers say about the quota, None when they say nothing.

    Read are X-RateLimit-Limit, -Remaining and -Reset, and RateLimit with RateLimit-Policy as the IETF's draft
    (draft-ietf-httpapi-ratelimit-headers) spells them; of several policies the one that is nearest to its end counts.
    The unit of Reset differs among vendors, see ``plausible_wait``; a reset in the past is one in 0 seconds.

    Args:
        headers: the answer's; look-up ignores case.
        wall_clock: seconds since 1970, for an answer without Date.
    """
    if _DRAFTED in headers:
        quota = _drafted(headers, wall_clock)
        if quota is not None:
            return quota
    if _LIMIT not in headers and _REMAINING not in headers and _RESET not in headers:
        return None
    limit, remaining = _natural(_only(headers, _LIMIT)), _natural(_only(headers, _REMAINING))
    reset = _wait(number(_only(headers, _RESET)), headers, wall_clock)
    if limit is None and remaining is None and reset is None:
        return None
    return RateLimit(limit=limit, remaining=remaining, reset=reset)


def request_id(headers: Mapping[str, str]) -> str | None:
    """Return the id that the vendor or its proxy gave a request, None when there is none."""
    return next((headers[name] for name in _REQUEST_IDS if name in headers), None)


def plain_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers as a dict with names in lower case, which pickles."""
    return {name.lower(): value for name, value in headers.items()}


def plausible_wait(value: float, now: Callable[[], float]) -> float | None:
    """Return the seconds, 0 to an hour, that a number means as a wait; None when that is not plain.

    Up to 3600 it is seconds. From there to a day nobody can tell a long wait from milliseconds. Above a day, a whole
    number is milliseconds if these are an hour at most, or else an instant: seconds, milliseconds or microseconds
    since 1970, from a day ago, which is no wait any more, to an hour ahead.

    Args:
        value: the number.
        now: seconds since 1970, as the vendor's clock counts them; asked only when the number may be an instant.
    """
    if value <= _LONGEST:
        return value if value >= 0 else None
    if value <= _DAY:
        return None
    if value <= _LONGEST * 1000:
        return value / 1000 if value % 1 == 0 else None
    moment = now()
    waits = (_left(value / unit - moment, back=_DAY) for unit in _EPOCH_UNITS)
    return next((wait for wait in waits if wait is not None), None)


def milliseconds(value: object) -> float | None:
    """Return the seconds of a wait whose name says that it is in milliseconds; None for no wait and beyond an hour.

    Args:
        value: a number of JSON, or digits.
    """
    seconds = (number(value) or 0.0) / 1000
    return seconds if 0 < seconds <= _LONGEST else None


def number(value: object) -> float | None:
    """Return a finite number that is not negative, from JSON or from plain digits; None for anything else."""
    if isinstance(value, str):
        text = value.strip()
        value = float(text) if _NUMBER.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= sys.float_info.max else None


def _wait(value: float | None, headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float | None:
    return None if value is None else plausible_wait(value, lambda: _sent(headers, wall_clock))


def _sent(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float:
    """Return when an answer was sent, in seconds since 1970."""
    date = _http_date(_only(headers, _DATE) or "")
    return date.timestamp() if date else wall_clock()


def _left(seconds: float, *, back: float) -> float | None:
    """Return the seconds until an instant, 0 for up to ``back`` seconds ago, None for earlier and beyond an hour."""
    return min(max(seconds, 0.0), _LONGEST) if -back <= seconds <= _LONGEST + _ROUNDED else None


def _drafted(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> RateLimit | None:
    policies = {name: one.get("q") for name, one in _items(_all(headers, "RateLimit-Policy"))}
    states = [(name, one) for name, one in _items(_all(headers, "RateLimit")) if "r" in one]
    if not states:
        return None
    name, state = min(states, key=lambda one: one[1]["r"])
    reset = _wait(number(state.get("t")), headers, wall_clock)
    return RateLimit(limit=policies.get(name), remaining=state["r"], reset=reset)


def _items(text: str) -> Iterator[tuple[str, dict[str, int]]]:
    """Return the items of a structured header, each with the parameters of it that are whole numbers."""
    for item in text.split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        pairs = (parameter.partition("=") for parameter in parameters)
        numbers = {key: _natural(value) for key, _, value in pairs}
        yield name.strip('"'), {key: value for key, value in numbers.items() if value is not None}


def _all(headers: Mapping[str, str], name: str) -> str:
    every = getattr(headers, "getall", None)
    return ",".join(every(name, [])) if every else headers.get(name, "")


def _only(headers: Mapping[str, str], name: str) -> str | None:
    every = getattr(headers, "getall", None)
    values = every(name, []) if every else [headers[name]] if name in headers else []
    return values[0].strip() if len(values) == 1 else None


def _natural(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004 - int64


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
