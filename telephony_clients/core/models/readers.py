"""How each builtin type is read, strictly: a value that only resembles one of the type is a mismatch.

Three things pass, because their meaning is beyond doubt: a whole float for a whole number, a number for a text that the
model marks as `TextId`, and an instant that ends with a blank and UTC.
"""

import math
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.amounts import WrittenNumber
from telephony_clients.core.models.fields import OpenEnum
from telephony_clients.core.secret import MaskedText

Reader = Callable[[Any, Any], Any]

_from_iso = datetime.fromisoformat

_MICROSECOND = timedelta(microseconds=1)
_MICROSECOND_LENGTH = len("2026-01-02T03:04:05.123456Z")
_FIRST_INEXACT = 2.0**53
_UTC_NAME = " UTC"
_SEVENTH_DIGIT = re.compile(r"[.,][0-9]{6}([0-9])")


def mismatch(wanted: str, value: Any) -> ModelMismatch:
    """Return the error for a value of another type than the model's; it shows the type, never the value."""
    return ModelMismatch(f"Expected {wanted}, got {'null' if value is None else type(value).__name__}")


def _read_text(value: Any, _: Any) -> str:
    if type(value) is str:
        return value
    raise mismatch("text", value)


def read_text_id(value: Any, _: Any) -> str:
    """Read an id or a phone number that comes as text or as a whole number, always as text.

    A number gives its digits; nothing is put before them, so a phone number then lacks its ``+``.
    """
    if type(value) in {str, int}:
        return str(value)
    raise mismatch("an id", value)


def read_bytes(value: Any, _: Any) -> bytes:
    """Refuse any value: JSON has no bytes."""
    raise mismatch("bytes, which JSON has not", value)


def read_any(value: Any, _: Any) -> Any:
    """Read any value."""
    return value


def read_int(value: Any, _: Any) -> int:
    """Read a whole number, also as a float such as 61.0, as long as that has all its digits; never a text."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer() and abs(value) < _FIRST_INEXACT:
        return int(value)
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
    """Read an amount from a text or from a number, with the digits that the vendor wrote where the number kept them."""
    if type(value) is WrittenNumber and not math.isinf(value):
        return Decimal(value.text)
    if type(value) in {str, int, float}:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise mismatch("an amount", value) from None
        if number.is_finite():
            return number
    raise mismatch("an amount", value)


def _checked_amount(value: Decimal) -> Decimal:
    """Return an amount that msgspec has read from a number's own text, unless it is out of a float's range."""
    if value.is_finite() and abs(value.adjusted()) < sys.float_info.max_10_exp:
        return value
    raise mismatch("an amount", value)


def _read_datetime(value: Any, _: Any) -> datetime:
    """Read an instant in ISO 8601, with ``T`` or a blank before the time; without an offset, or with UTC, it is UTC."""
    try:
        moment = _from_iso(value)
    except TypeError:
        raise mismatch("an ISO 8601 instant", value) from None
    except ValueError:
        try:
            moment = _from_other_spelling(value.upper())
        except ValueError:
            raise mismatch("an ISO 8601 instant", value) from None
    if len(value) > _MICROSECOND_LENGTH and (beyond := _SEVENTH_DIGIT.search(value)) and beyond[1] >= "5":
        try:
            moment += _MICROSECOND
        except OverflowError:
            raise mismatch("an ISO 8601 instant before the year 10000", value) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from_other_spelling(text: str) -> datetime:
    """Read an instant that had a lower-case ``t`` or ``z``, or that has the name UTC for an offset."""
    moment = _from_iso(text.removesuffix(_UTC_NAME))
    if moment.tzinfo and text.endswith(_UTC_NAME):
        raise ValueError("an offset and a name")
    return moment


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
    MaskedText: lambda value, kind: MaskedText(_read_text(value, kind)),
    int: read_int,
    float: _read_float,
    bool: _read_bool,
    Decimal: _read_decimal,
    datetime: _read_datetime,
    date: _read_date,
}
"""Type -> how it is read."""
AFTER_MSGSPEC: dict[type, Callable[[Any], Any]] = {Decimal: _checked_amount, MaskedText: MaskedText}
"""Type -> what is made of a value that msgspec has read for it."""
