"""What is given on the command line, read: names with values, rates, stretches of time, dates."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from telephony_clients import CLIENTS
from telephony_clients.core.errors import ConfigurationError

Vendor = Annotated[
    str, typer.Argument(help=f"One of {', '.join(CLIENTS)}.", autocompletion=lambda: list(CLIENTS), show_default=False)
]

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800}
_RATE = re.compile(r"(?P<count>[0-9]+)/(?P<unit>[smh])", re.ASCII)
_STRETCH = re.compile(r"(?P<count>[0-9]{1,6})(?P<unit>[smhdw])", re.ASCII)


def pairs(given: Iterable[str], option: str) -> dict[str, list[str]]:
    """Return the values of each name.

    Args:
        given: texts such as ``status=completed``.
        option: what they were given by, for the error.

    Raises:
        ConfigurationError: one is no such text.
    """
    found: dict[str, list[str]] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not (name and mark):
            raise ConfigurationError(f"{option} takes name=value, not {text!r}.")
        found.setdefault(name, []).append(value)
    return found


def per_second(text: str) -> float:
    """Return how many there are a second.

    Args:
        text: such as ``5/s``, ``300/m`` or ``1000/h``.

    Raises:
        ValueError: it is no such text.
    """
    found = _RATE.fullmatch(text)
    if not found:
        raise ValueError("a rate is such as 5/s, 300/m or 1000/h")
    return int(found["count"]) / _SECONDS[found["unit"]]


def max_rate(text: str) -> float:
    """Return the requests a second that are not to be exceeded, see `per_second`; at least one an hour.

    Raises:
        typer.BadParameter: it is no such rate.
    """
    try:
        rate = per_second(text)
    except ValueError as error:
        raise typer.BadParameter(f"{error}, not {text!r}") from None
    if not rate:
        raise typer.BadParameter("at 0 nothing would ever be sent")
    return rate


def stretch(text: str) -> timedelta:
    """Return a stretch of time.

    Args:
        text: such as ``7d``, ``12h`` or ``90s``.

    Raises:
        typer.BadParameter: it is no such text.
    """
    found = _STRETCH.fullmatch(text)
    if not found:
        raise typer.BadParameter(f"it is such as 7d, 12h or 90s, not {text!r}")
    return timedelta(seconds=int(found["count"]) * _SECONDS[found["unit"]])


def moment(text: str) -> datetime:
    """Return a time in UTC.

    Args:
        text: ``2026-01-31`` for the midnight at which that day begins, or ``2026-01-31T12:00:00``; in UTC unless it
            says otherwise.

    Raises:
        typer.BadParameter: it is no such text.
    """
    try:
        when = datetime.fromisoformat(text)
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"it is such as 2026-01-31 or 2026-01-31T12:00:00, not {text!r}") from None
