"""Checks of arguments that several vendors share, made before anything is sent."""

import re
from datetime import date, datetime
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


def within(value: object, low: int, high: int, name: str) -> int:
    """Return a whole number between two bounds, both included.

    Raises:
        ConfigurationError: it does not.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigurationError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")
    return value


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
