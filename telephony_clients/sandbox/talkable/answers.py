"""Talkable's answers: `ok` with a result, or `ok: false` with a text; and its way to write a moment."""

from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from typing import Any

from telephony_clients.sandbox.wire import RefusedError, Reply

_SITE_ZONE = timezone(timedelta(hours=-7))


def result(value: Any, status: int = HTTPStatus.OK) -> Reply:
    """Give a success with its result."""
    return Reply({"ok": True, "result": value}, status)


def done() -> Reply:
    """Give a success that has nothing to tell."""
    return Reply({"ok": True})


def error(message: str, status: int = HTTPStatus.BAD_REQUEST) -> Reply:
    """Give a failure; Talkable has words for it and no code."""
    return Reply({"ok": False, "error_message": message}, status)


def refusal(message: str, status: int = HTTPStatus.BAD_REQUEST) -> RefusedError:
    """Make the exception that answers with a failure."""
    return RefusedError(error(message, status))


def invalid(message: str) -> RefusedError:
    """Make the exception that answers 422."""
    return refusal(f"Validation failed: {message}", HTTPStatus.UNPROCESSABLE_ENTITY)


def site_time(moment: datetime) -> str:
    """Write an aware moment as the vendor does, e.g. `2022-02-16T02:43:58.797-07:00`."""
    return moment.astimezone(_SITE_ZONE).isoformat(timespec="milliseconds")


def site_time_or_none(moment: datetime | None) -> str | None:
    """Write a moment that may be missing."""
    return None if moment is None else site_time(moment)
