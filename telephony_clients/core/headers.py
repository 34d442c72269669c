"""What an answer's headers say about waiting and quota. Reads only: nothing here waits."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from multidict import istr

from telephony_clients.core.request import RateLimit

_LIMIT, _REMAINING, _RESET = istr("X-RateLimit-Limit"), istr("X-RateLimit-Remaining"), istr("X-RateLimit-Reset")
_DRAFTED = istr("RateLimit")
_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_EPOCH = 10**9
_LONGEST = 10.0**9


def retry_after(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> float | None:
    """Return the seconds that a Retry-After header asks for, None when there is none that makes sense.

    Zero, the past, several values, and anything but plain digits or an HTTP date count as none. A date is
    compared with the answer's own Date, so a wrong local clock does no harm.

    Args:
        headers: the answer's; look-up ignores case.
        wall_clock: seconds since 1970, for a date in an answer without Date.
    """
    text = _only(headers, "Retry-After")
    if text is None:
        return None
    if _SECONDS.fullmatch(text):
        seconds = min(float(text), _LONGEST)
    else:
        moment = _http_date(text)
        if moment is None:
            return None
        sent = _http_date(_only(headers, "Date") or "")
        seconds = min(moment.timestamp() - (sent.timestamp() if sent else wall_clock()), _LONGEST)
    return seconds if seconds > 0 else None


def rate_limit(headers: Mapping[str, str], wall_clock: Callable[[], float]) -> RateLimit | None:
    """Return what the headers say about the quota, None when they say nothing.

    Read are X-RateLimit-Limit, -Remaining and -Reset, and RateLimit with RateLimit-Policy as the IETF's draft
    (draft-ietf-httpapi-ratelimit-headers) spells them; of several policies the one that is nearest to its end counts.
    The unit of Reset differs among vendors: a value over 10**9 is read as seconds since 1970 and compared with the
    answer's own Date, else as seconds left.

    Args:
        headers: the answer's; look-up ignores case.
        wall_clock: seconds since 1970, for an answer without Date.
    """
    if _DRAFTED in headers:
        quota = _drafted(headers)
        if quota is not None:
            return quota
    if _LIMIT not in headers and _REMAINING not in headers and _RESET not in headers:
        return None
    limit, remaining, reset = (_natural(_only(headers, name)) for name in (_LIMIT, _REMAINING, _RESET))
    if limit is None and remaining is None and reset is None:
        return None
    if reset is not None and reset > _EPOCH:
        sent = _http_date(_only(headers, "Date") or "")
        left = max(0.0, reset - (sent.timestamp() if sent else wall_clock()))
    else:
        left = float(reset or 0)
    return RateLimit(limit=limit, remaining=remaining, reset=None if reset is None else min(left, _LONGEST))


def _drafted(headers: Mapping[str, str]) -> RateLimit | None:
    policies = {name: one.get("q") for name, one in _items(_all(headers, "RateLimit-Policy"))}
    states = [(name, one) for name, one in _items(_all(headers, "RateLimit")) if "r" in one]
    if not states:
        return None
    name, state = min(states, key=lambda one: one[1]["r"])
    reset = state.get("t")
    return RateLimit(limit=policies.get(name), remaining=state["r"], reset=None if reset is None else float(reset))


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
