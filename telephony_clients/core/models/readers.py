"""How each builtin type is read, strictly: no value is converted to another type."""

import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.model import OpenEnum

Reader = Callable[[Any, Any], Any]

_from_iso = datetime.fromisoformat

_MICROSECOND = timedelta(microseconds=1)
_MICROSECOND_LENGTH = len("2026-01-02T03:04:05.123456Z")
_SEVENTH_DIGIT = re.compile(r"[.,][0-9]{6}([0-9])")


def mismatch(wanted: str, value: Any) -> ModelMismatch:
    """Return the error for a value of another type than the model's; it shows the type, never the value."""
    return ModelMismatch(f"Expected {wanted}, got {'null' if value is None else type(value).__name__}")


def _read_text(value: Any, _: Any) -> str:
    if type(value) is str:
        return value
    raise mismatch("text", value)


def read_text_id(value: Any, _: Any) -> str:
    """Read an id that comes as text or as a number, always as text."""
    if type(value) in {str, int}:
        return str(value)
    raise mismatch("an id", value)


def read_any(value: Any, _: Any) -> Any:
    """Read any value."""
    return value


def _read_int(value: Any, _: Any) -> int:
    if type(value) is int:
        return value
    raise mismatch("a whole number", value)


def _read_float(value: Any, _: Any) -> float:
    if type(value) in {float, int} and abs(value) <= sys.float_info.max:
        return float(value)
    raise mismatch("a number", value)


def _read_bool(value: Any, _: Any) -> bool:
    if type(value) is bool:
        return value
    raise mismatch("true or false", value)


def _read_decimal(value: Any, _: Any) -> Decimal:
    if type(value) in {str, int, float}:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise mismatch("an amount", value) from None
        if number.is_finite():
            return number
    raise mismatch("an amount", value)


def _read_datetime(value: Any, _: Any) -> datetime:
    try:
        moment = _from_iso(value)
    except TypeError:
        raise mismatch("an ISO 8601 instant", value) from None
    except ValueError:
        try:
            moment = _from_iso(value.upper())  # lower-case "t" and "z" are valid, too
        except ValueError:
            raise mismatch("an ISO 8601 instant", value) from None
    if len(value) > _MICROSECOND_LENGTH and (beyond := _SEVENTH_DIGIT.search(value)) and beyond[1] >= "5":
        try:
            moment += _MICROSECOND
        except OverflowError:
            raise mismatch("an ISO 8601 instant before the year 10000", value) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_date(value: Any, _: Any) -> date:
    if type(value) is str:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise mismatch("a day (YYYY-MM-DD)", value) from None
    raise mismatch("a day (YYYY-MM-DD)", value)


def read_enum(value: Any, cl: type[OpenEnum]) -> OpenEnum:
    """Read a value of an open enum, known or not."""
    if type(value) is not str:
        raise mismatch(f"text ({cl.__name__})", value)
    return cl(value)


READERS: dict[type, Reader] = {
    str: _read_text,
    int: _read_int,
    float: _read_float,
    bool: _read_bool,
    Decimal: _read_decimal,
    datetime: _read_datetime,
    date: _read_date,
}
"""Type -> how it is read."""
