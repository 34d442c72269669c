"""A range of days as a list of pages."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

import attrs

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.vendor.paging import PageInfo, Paging


@attrs.frozen(kw_only=True)
class DayWindows(Paging):
    """A range of days in consecutive windows, each of them a page; every day is in exactly one window.

    Args:
        first, last: the range, both days included.
        days: days in a window; the last window may have fewer.
        from_, to: the names of the two query parameters; both days are included.

    Raises:
        ConfigurationError: the range ends before it begins.
    """

    start: ClassVar[int] = 1
    precomputed: ClassVar[bool] = True

    first: date
    last: date = attrs.field()
    days: int
    from_: str = "start_date"
    to: str = "end_date"

    @last.validator
    def _check_last(self, _: object, last: date) -> None:
        if last < self.first:
            raise ConfigurationError(f"The range ends on {last}, before it begins on {self.first}.")

    def params(self, position: Any, size: int | None) -> tuple[tuple[str, str], ...]:  # noqa: ARG002 - days, not records
        """Return the query for a window."""
        begins = self.first + timedelta((position - 1) * self.days)
        ends = min(begins + timedelta(self.days - 1), self.last)
        return (self.from_, begins.isoformat()), (self.to, ends.isoformat())

    def next_position(self, position: Any, page: PageInfo | None, **_: object) -> int | None:  # noqa: ARG002 - precomputed
        """Return the next window's number, None at the end of the range."""
        return position + 1 if position < self._count else None

    def ahead(self, position: Any, page: PageInfo | None, size: int | None) -> Sequence[Any]:  # noqa: ARG002 - precomputed
        """Return the numbers of all windows after this one."""
        return range(position + 1, self._count + 1)

    @property
    def _count(self) -> int:
        return (self.last - self.first).days // self.days + 1
