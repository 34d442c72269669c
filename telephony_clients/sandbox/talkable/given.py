"""The fields that a request to Talkable gives, each read as what it must be or refused with the vendor's words."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from telephony_clients.sandbox.talkable.answers import refusal
from telephony_clients.sandbox.wire import Request

_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_AMERICAN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NUMBER = re.compile(r"[0-9]{1,15}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_NO_LINKS = {"email", "reminder", "facebook_sponsored", "coupon"}
"""Sharing channels that no claim link is made for."""


def is_email(text: object) -> bool:
    """Tell whether something looks like an e-mail address."""
    return isinstance(text, str) and _EMAIL.fullmatch(text) is not None


def document(request: Request) -> dict[str, Any]:
    """Read the body of a request whose site was checked already, so that it is an object or empty."""
    found: dict[str, Any] = json.loads(request.body) if request.body else {}
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


def number(request: Request, name: str) -> int:
    """Read a number in a path; what is none, or too long, is 0 and nobody's number."""
    text = request.values[name]
    return int(text) if _NUMBER.fullmatch(text) else 0


class Given:
    """Fields by name; null counts as left out. Every method raises `RefusedError` for what it cannot read.

    Args:
        fields: a body's object, or a query.
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = {name: value for name, value in fields.items() if value is not None}

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str) -> str | None:
        """Give a value as text, None when left out."""
        value = self.fields.get(name)
        return None if value is None else str(value)

    def needed(self, name: str) -> str:
        """Give a text that must be there."""
        text = self.text(name)
        if not text:
            raise refusal(f"`{name}` is required")
        return text

    def email(self, name: str = "email", complaint: str = "Email isn't valid") -> str:
        """Give an e-mail address that must be there."""
        value = self.fields.get(name)
        if not is_email(value):
            raise refusal(complaint)
        return str(value)

    def uuid(self, name: str) -> str:
        """Give a UUID that must be there."""
        text = self.needed(name)
        if _UUID.fullmatch(text) is None:
            raise refusal(f"`{name}` is invalid")
        return text.lower()

    def texts(self, name: str) -> list[str]:
        """Give a list of texts; a text alone is a list of one."""
        value = self.fields.get(name, [])
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise refusal(f"`{name}` is invalid")
        return texts

    def amount(self, name: str) -> float | None:
        """Give a number, None when left out."""
        if name not in self:
            return None
        try:
            amount = float(self.fields[name])
        except (TypeError, ValueError):
            amount = math.nan
        if not math.isfinite(amount):
            raise refusal(f"`{name}` is invalid")
        return amount

    def whole(self, name: str, default: int | None = None, *, among: range | None = None) -> int:
        """Give a whole number, within a range if one is named; without a default it must be there."""
        if name not in self and default is not None:
            return default
        text = self.needed(name)
        if re.fullmatch(r"-?\d{1,15}", text) is None or (among is not None and int(text) not in among):
            raise refusal(f"`{name}` is invalid")
        return int(text)

    def flag(self, name: str) -> bool | None:
        """Give a yes or no, None when left out."""
        text = self.text(name)
        if text is not None and text.lower() not in _FLAGS:
            raise refusal(f"`{name}` is invalid")
        return None if text is None else _FLAGS[text.lower()]

    def moment(self, name: str) -> datetime | None:
        """Give an instant, None when left out; one without a zone is taken for UTC."""
        if name not in self:
            return None
        try:
            moment = datetime.fromisoformat(self.fields[name])
        except (TypeError, ValueError):
            raise refusal(f"`{name}` is invalid") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def day(self, name: str) -> date:
        """Give a day that must be there, `2024-01-15` or `1/15/2024`."""
        text = self.needed(name)
        american = _AMERICAN_DAY.fullmatch(text)
        try:
            if american is None:
                return date.fromisoformat(text)
            month, day, year = map(int, american.groups())
            return date(year, month, day)
        except ValueError:
            raise refusal(f"`{name}` is invalid") from None


def link_channels(channels: Sequence[str]) -> Sequence[str]:
    """Check the sharing channels that links are wanted for.

    Raises:
        RefusedError: no links are made for one of them.
    """
    for channel in channels:
        if channel in _NO_LINKS:
            raise refusal(f"Wrong sharing channel: {channel}")
    return channels
