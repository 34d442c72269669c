"""Checks of arguments that several vendors share, made before anything is sent."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from telephony_clients.core.errors import ConfigurationError

_E164 = re.compile(r"\+[1-9][0-9]{1,14}", re.ASCII)


def e164(number: object, name: str) -> str:
    """Return a phone number in E.164: a plus, the country code, up to 15 digits in all.

    Args:
        number: such as ``+12025550123``.
        name: the argument, for the error.

    Raises:
        ConfigurationError: it is not E.164.
    """
    if not isinstance(number, str) or not _E164.fullmatch(number):
        raise ConfigurationError(f"{name} must be a phone number in E.164, such as +12025550123.")
    return number


def day(value: object, name: str) -> date | None:
    """Return a calendar day.

    Args:
        value: a `date`; None passes.
        name: the argument, for the error.

    Raises:
        ConfigurationError: it is a datetime, whose day depends on a time zone, or no date at all.
    """
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ConfigurationError(f"{name} must be a date without time, not {type(value).__name__}.")


def instant(value: object, name: str) -> datetime | None:
    """Return a point in time.

    Args:
        value: a timezone-aware `datetime`; None passes.
        name: the argument, for the error.

    Raises:
        ConfigurationError: it has no time zone, or is no datetime at all.
    """
    if value is None or (isinstance(value, datetime) and value.utcoffset() is not None):
        return value
    given = repr(value) if isinstance(value, datetime) else type(value).__name__
    raise ConfigurationError(f"{name} must be a timezone-aware datetime, such as datetime.now(UTC), not {given}.")


def encodable(text: str, name: str) -> str:
    """Return a text that can be written as UTF-8.

    Args:
        text: any text.
        name: the argument, for the error.

    Raises:
        ConfigurationError: it holds half a surrogate pair.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ConfigurationError(f"{name} holds half a surrogate pair, which has no encoding.") from None
    return text


def mapping(value: object, name: str) -> Mapping[str, Any]:
    """Return a mapping of names to values.

    Raises:
        ConfigurationError: it is none, or a name in it is no text.
    """
    if type(value) is not dict and not isinstance(value, Mapping):  # which takes longer to find
        raise ConfigurationError(f"{name} must be a mapping of names to values, not {type(value).__name__}.")
    for key in value:
        if not isinstance(key, str):
            raise ConfigurationError(f"A name in {name} must be text, not {type(key).__name__}.")
        encodable(key, f"A name in {name}")
    return value


def within(value: object, low: int, high: int, name: str) -> int:
    """Return a whole number between two bounds, both included.

    Raises:
        ConfigurationError: it does not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigurationError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return value


def amount(value: object, name: str, *, at_least: int | None = None, at_most: int | None = None) -> Decimal:
    """Return an amount of money: more than nothing, and within the bounds that are given, both included.

    Raises:
        ConfigurationError: it is not.
    """
    is_number = isinstance(value, Decimal | int | float) and not isinstance(value, bool)
    made = Decimal(str(value)) if is_number else Decimal("NaN")
    if made.is_finite() and made > 0 and (at_least or made) <= made <= (at_most or made):
        return made
    wanted = "above 0" if at_least is None else f"from {at_least} to {at_most}"
    raise ConfigurationError(f"{name} must be an amount {wanted}, not {value!r}.")


def at_least_one(values: object, name: str) -> list[str]:
    """Return texts, such as ids, as a list.

    Raises:
        ConfigurationError: there is none, or it is one text instead of a list.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Sequence) or not values:
        raise ConfigurationError(f"{name} must be a list with at least one entry, not {values!r}.")
    return list(values)


def uuid_text(value: object, name: str) -> str:
    """Return a UUID as text, in the caller's spelling.

    Args:
        value: text or a `UUID`.
        name: the argument, for the error.

    Raises:
        ConfigurationError: it is neither, or empty.
    """
    if not isinstance(value, str | UUID) or not value:
        raise ConfigurationError(f"{name} must be a UUID, not {value!r}.")
    return str(value)
