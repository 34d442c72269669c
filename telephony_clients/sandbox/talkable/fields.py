"""How Talkable checks what it is given: it tells the first thing that is wrong; and the forms it reads as no other."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from telephony_clients.sandbox.talkable.answers import refusal
from telephony_clients.sandbox.validator import Check, Field, Validator, Violation, email, near, whole
from telephony_clients.sandbox.wire import Request, read_json

_AMERICAN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NUMBER = re.compile(r"[0-9]{1,15}")
_LARGEST = 10**15 - 1
_NO_LINKS = {"email", "reminder", "facebook_sponsored", "coupon"}
"""Sharing channels that no claim link is made for."""
VALIDATOR = Validator(
    {"required": "`{name}` is required", "invalid": "`{name}` is invalid"},
    lambda complaints: refusal(next(iter(complaints.values()))[0]),
)


def document(request: Request) -> dict[str, Any]:
    """Read the body of a request whose site was checked already, so that it is an object or empty."""
    found: dict[str, Any] = read_json(request.body) or {}
    return found


def data(request: Request) -> dict[str, Any]:
    """Read the object under a body's `data`.

    Raises:
        RefusedError: there is none.
    """
    found = document(request).get("data")
    if not isinstance(found, dict):
        raise refusal("`data` is required")
    return found


def path_number(request: Request, name: str) -> int:
    """Read a number in a path; what is none, or too long, is 0 and nobody's number."""
    digits = request.values[name]
    return int(digits) if _NUMBER.fullmatch(digits) else 0


def email_field(words: str = "Email isn't valid") -> Field:
    """Make a field that must be an e-mail address, with the words for one that is missing or none."""
    return Field(email, required=True, words=words)


def counted(default: int, low: int, high: int = _LARGEST) -> Field:
    """Make a field of a whole number that may be left out, but not be empty."""
    return Field(filled(whole(low, high)), default)


def filled(check: Check) -> Check:
    """Make a check that calls an empty text missing."""

    def read(value: Any) -> Any:
        if value == "":
            raise Violation("required")
        return check(value)

    return read


def texts(value: Any) -> list[str]:
    """Read a list of texts; a text alone is a list of one."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Violation("array")
    return found


def moment(value: Any) -> datetime:
    """Read an instant; one without a zone is taken for UTC."""
    try:
        found = near(datetime.fromisoformat(value))
    except (TypeError, ValueError):
        raise Violation("date") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day(value: Any) -> date:
    """Read a day, `2024-01-15` or `1/15/2024`."""
    american = _AMERICAN_DAY.fullmatch(str(value))
    try:
        if american is None:
            return near(date.fromisoformat(str(value)))
        month, day_of_month, year = map(int, american.groups())
        return near(date(year, month, day_of_month))
    except ValueError:
        raise Violation("date") from None


TEXTS = Field(texts, default=())
WHOLE = Field(whole(-_LARGEST, _LARGEST), required=True)
DAYS: Mapping[str, Field] = {"start_date": Field(day, required=True), "end_date": Field(day, required=True)}


def link_channels(channels: Sequence[str]) -> Sequence[str]:
    """Check the sharing channels that links are wanted for.

    Raises:
        RefusedError: no links are made for one of them.
    """
    for channel in channels:
        if channel in _NO_LINKS:
            raise refusal(f"Wrong sharing channel: {channel}")
    return channels
