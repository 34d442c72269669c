"""The one validator: fields of a query or body, each read by a check, and a vendor's words for what is wrong."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import attrs

from telephony_clients.sandbox.wire import RefusedError

D = TypeVar("D", bound=date)
Check = Callable[[Any], Any]
"""Takes a value as it came and gives it as it is meant, or raises `Violation`."""
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_OFFSET_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_CALENDARS = range(1970, 2100)
"""Years that a time or day may be in: there is room for arithmetic on both sides."""
_EMAIL = re.compile(r"[^@\s,]+@[^@\s,]+")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


class Violation(ValueError):
    """A value that breaks a rule.

    Args:
        rule: the rule's name, by which the vendor finds its words.
        limit: the number or form that the words tell.
        below: the place within the value, such as `.0.end`, empty for the value itself.
    """

    def __init__(self, rule: str, limit: object = "", below: str = "") -> None:
        super().__init__(rule)
        self.rule, self.limit, self.below = rule, limit, below


@attrs.frozen
class Field:
    """A field of a request.

    Args:
        check: reads the value.
        default: what a field that is left out counts as.
        required: it may not be left out, nor be empty.
        nullable: an empty text counts as left out.
        words: the vendor's words for this field alone, whatever is wrong with it.
    """

    check: Check
    default: Any = None
    required: bool = attrs.field(default=False, kw_only=True)
    nullable: bool = attrs.field(default=False, kw_only=True)
    words: str | None = attrs.field(default=None, kw_only=True)

    def read(self, value: Any) -> Any:
        """Read a value, None for one that was left out.

        Raises:
            Violation: the value breaks a rule.
        """
        if self.required and value in (None, ""):
            raise Violation("required")
        return self.default if value is None or (self.nullable and value == "") else self.check(value)


def required(check: Check) -> Field:
    """Make a field that must be there."""
    return Field(check, required=True)


@attrs.frozen
class Validator:
    """A vendor's way to check what it is given.

    Args:
        words: the vendor's words by rule, with `{name}`, `{label}` (the name in words) and `{limit}`; those under
            `invalid` stand for every rule without words of its own.
        refuse: makes the vendor's answer of the complaints by field.
    """

    words: Mapping[str, str]
    refuse: Callable[[Mapping[str, list[str]]], RefusedError]

    def read(self, given: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
        """Read fields, and let the rest be.

        Args:
            given: the query, or a body's object.
            fields: the fields by name, in the order of their complaints.

        Returns:
            The values by name, the default where a field was left out.

        Raises:
            RefusedError: the vendor's answer to all that is wrong.
        """
        values, complaints = {}, {}
        for name, field in fields.items():
            try:
                values[name] = field.read(given.get(name))
            except Violation as violation:
                place = name + violation.below
                words = field.words or self.words.get(violation.rule) or self.words["invalid"]
                label = place.replace("_", " ")
                complaints[place] = [words.format(name=place, label=label, limit=violation.limit)]
        if complaints:
            raise self.refuse(complaints)
        return values

    def one(self, given: Mapping[str, Any], name: str, field: Field) -> Any:
        """Read a single field, as `read` does."""
        return self.read(given, {name: field})[name]


def _form(rule: str, read: Callable[[str], Any], limit: object = "") -> Check:
    """Make a check of what can be written as text."""

    def check(value: Any) -> Any:
        try:
            return read(str(value))
        except (KeyError, ValueError):
            raise Violation(rule, limit) from None

    return check


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise ValueError(text)
        return text

    return read


def text(low: int = 0, high: int | None = None) -> Check:
    """Make a check of a text by its length; a number counts as its digits."""

    def check(value: Any) -> str:
        if len(str(value)) < low:
            raise Violation("min.string", low)
        if high is not None and len(str(value)) > high:
            raise Violation("max.string", high)
        return str(value)

    return check


def one_of(*allowed: str) -> Check:
    """Make a check that a text is one of a few."""
    return _form("in", {one: one for one in allowed}.__getitem__)


def whole(low: int | None = None, high: int | None = None) -> Check:
    """Make a check of a whole number and its bounds."""

    def check(value: Any) -> int:
        if not re.fullmatch(r"-?\d{1,18}", str(value)):
            raise Violation("integer")
        if low is not None and int(value) < low:
            raise Violation("min", low)
        if high is not None and int(value) > high:
            raise Violation("max", high)
        return int(value)

    return check


def whole_between(low: int, high: int) -> Check:
    """Make a check of a whole number whose complaint tells both bounds at once."""

    def check(value: Any) -> int:
        if not low <= whole()(value) <= high:
            raise Violation("between", f"{low} and {high}")
        return int(value)

    return check


def number(value: Any) -> float:
    """Read a number that has an end."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise Violation("numeric")
    return found


def between(low: float, high: float) -> Check:
    """Make a check of a number and its bounds."""

    def check(value: Any) -> float:
        found = number(value)
        if not low <= found <= high:
            raise Violation(*(("min", low) if found < low else ("max", high)))
        return found

    return check


def instance(kind: type, name: str) -> Check:
    """Make a check that a JSON value has a type; `name` is what the complaint calls it."""

    def check(value: Any) -> Any:
        if not isinstance(value, kind):
            raise Violation("type", name)
        return value

    return check


mapping = instance(dict, "an object")
"""Takes a JSON object."""
boolean = instance(bool, "true or false")
"""Takes a JSON `true` or `false`, and no text."""


def is_email(value: object) -> bool:
    """Tell whether something looks like an e-mail address."""
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


def is_e164(value: object) -> bool:
    """Tell whether something is a phone number in E.164."""
    return _E164.fullmatch(str(value)) is not None


def email(value: Any) -> str:
    """Read an e-mail address."""
    if not is_email(value):
        raise Violation("email")
    return str(value)


def items(check: Check, low: int = 0) -> Check:
    """Make a check of a list and of each thing in it."""

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Violation("array")
        if len(value) < low:
            raise Violation("min.array", low)
        found = []
        for place, one in enumerate(value):
            try:
                found.append(check(one))
            except Violation as violation:
                raise Violation(violation.rule, violation.limit, f".{place}{violation.below}") from None
        return found

    return read


def object_of(fields: Mapping[str, Field]) -> Check:
    """Make a check of an object and its fields, which are all that is kept of it."""

    def read(value: Any) -> dict[str, Any]:
        given, found = mapping(value), {}
        for name, field in fields.items():
            try:
                found[name] = field.read(given.get(name))
            except Violation as violation:
                raise Violation(violation.rule, violation.limit, f".{name}{violation.below}") from None
        return found

    return read


def near(given: D) -> D:
    """Return a day or time of these centuries.

    Raises:
        ValueError: it is of others.
    """
    if given.year not in _CALENDARS:
        raise ValueError(given)
    return given


def _in_utc(text: str) -> str:
    read = near(datetime.fromisoformat(text))
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).isoformat()[:19] + "Z"


flag = _form("boolean", lambda given: _FLAGS[given.lower()])
"""Reads `true`, `false`, `1` or `0`."""
day = _form("date_format", lambda given: near(date.fromisoformat(_matching(_DAY)(given))), "Y-m-d")
"""Reads a date, `YYYY-MM-DD`."""
day_text = _form("date_format", lambda given: str(day(given)), "Y-m-d")
"""Reads a date as `day` does, and leaves it a text."""
moment = _form(
    "date_format", lambda given: near(datetime.fromisoformat(_matching(_OFFSET_TIME)(given))), "Y-m-d\\TH:i:sP"
)
"""Reads a timezone-aware datetime, `YYYY-MM-DDTHH:MM:SS+00:00` and no other form."""
e164 = _form("phone", _matching(_E164))
"""Reads a phone number in E.164."""
uuid = _form("uuid", lambda given: _matching(_UUID)(given).lower())
"""Reads a UUID, in small letters."""
hour = _form("date_format", _matching(_HOUR), "H:i")
"""Reads a time of day, `HH:MM`."""
instant = _form("date_format", _in_utc, "ISO 8601")
"""Reads a time in ISO 8601, and gives it in UTC as `2024-01-15T10:30:00Z`: such texts compare as the times do."""
url = _form("url", _matching(re.compile(r"https?://[^\s/]+\S*")))
"""Reads an address of the web."""


def zone(value: Any) -> str:
    """Read the IANA name of a time zone."""
    try:
        return ZoneInfo(str(value)).key
    except (LookupError, OSError, ValueError):
        raise Violation("in") from None
