"""Query parameters and body fields, checked the way the two vendors do that answer 422 with a map of errors."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

T = TypeVar("T")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_DAY_FORM = re.compile(r"\d{4}-\d\d-\d\d")
_OFFSET_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


class Checked:
    """Values of a request; what is wrong with them gathers in `errors`, by name.

    Args:
        given: the query, or a body's object.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.errors: dict[str, list[str]] = {}
        self._given = given

    def text(self, name: str) -> str:
        """Give a value as it came, empty when absent."""
        return str(self._given.get(name) or "")

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """Give a value that must be one of a few, empty when absent."""
        value = self.text(name)
        if value and value not in allowed:
            self._wrong(name, "The selected {} is invalid.")
        return value

    def whole(self, name: str, default: int, *, low: int = 1, high: int | None = None) -> int:
        """Give a whole number, at least `low`, at most `high`."""
        value = self._given.get(name)
        if value is None:
            return default
        if not re.fullmatch(r"-?\d{1,18}", str(value)):
            self._wrong(name, "The {} field must be an integer.")
        elif int(value) < low:
            self._wrong(name, f"The {{}} field must be at least {low}.")
        elif high is not None and int(value) > high:
            self._wrong(name, f"The {{}} field must not be greater than {high}.")
        else:
            return int(value)
        return default

    def flag(self, name: str) -> bool | None:
        """Give a yes or no (`true`, `false`, `1`, `0`), None when absent."""
        return self._read(name, lambda text: _FLAGS[text.lower()], "The {} field must be true or false.")

    def day(self, name: str) -> date | None:
        """Give a date (`YYYY-MM-DD`), None when absent."""

        def read(text: str) -> date:
            if not _DAY_FORM.fullmatch(text):
                raise ValueError(text)
            return date.fromisoformat(text)

        return self._read(name, read, "The {} field must match the format Y-m-d.")

    def moment(self, name: str) -> datetime | None:
        """Give a moment (`YYYY-MM-DDTHH:MM:SS+00:00`, no other form), None when absent."""

        def read(text: str) -> datetime:
            if not _OFFSET_FORM.fullmatch(text):
                raise ValueError(text)
            return datetime.fromisoformat(text)

        return self._read(name, read, "The {} field must match the format Y-m-d\\TH:i:sP.")

    def instance(self, name: str, kind: type[T], default: T, what: str) -> T:
        """Give a JSON value that must be of a type; `what` names the type in the error."""
        value = self._given.get(name)
        if value is None:
            return default
        if isinstance(value, kind):
            return value
        self._wrong(name, f"The {{}} field must be {what}.")
        return default

    def _read(self, name: str, read: Callable[[str], T], complaint: str) -> T | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return read(text)
        except (KeyError, ValueError):
            self._wrong(name, complaint)
            return None

    def _wrong(self, name: str, complaint: str) -> None:
        self.errors.setdefault(name, []).append(complaint.format(name.replace("_", " ")))
