"""A vendor's list as a table to pull: what its rows are, what tells them apart, how it is cut into windows of time."""

import os
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, TypeAlias

import attrs

from telephony_clients.core.client.download import DownloadedFile
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.models.model import Model

ListOf: TypeAlias = Callable[..., Pager[Any]]
"""A function of a client, of the records above if it is a list of theirs, and of filters: it returns the list."""
SaveAudio: TypeAlias = Callable[[Any, Any, os.PathLike[str]], Awaitable[DownloadedFile] | None]
"""A function of a client, a record and a path: it saves the record's sound there, or returns None if it has none."""


@attrs.frozen
class Window:
    """A stretch of time, half-open: what happened at ``since`` is in it, what happened at ``until`` is not.

    Attributes:
        since, until: in UTC; None where it is open.
    """

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, when: datetime | None) -> bool:
        """Return whether something that happened then is in the window; what has no time is in every one."""
        return when is None or (
            (self.since is None or when >= self.since) and (self.until is None or when < self.until)
        )

    def rounded(self, grain: timedelta) -> "Window":
        """Return the least window around this one whose ends are multiples of a length of time."""
        since, until = (None if one is None else one - (one - _EPOCH) % grain for one in (self.since, self.until))
        return Window(since, until if until is None or until == self.until else until + grain)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Cut(ABC):
    """How a vendor narrows a list down to a window.

    Attributes:
        grain: what the ends of windows are multiples of.
        exact: whether what comes is what the vendor counts to the window, so that no record is in two of them.
    """

    grain: ClassVar[timedelta]
    exact: ClassVar[bool]

    @abstractmethod
    def filters(self, window: Window) -> dict[str, Any]:
        """Return the list's arguments for a window."""


@attrs.frozen
class ByDay(Cut):
    """Whole days, of which the vendor knows the time zone: those of UTC, unless it says otherwise.

    Args:
        first, last: the names of the two arguments; both days are included.
    """

    grain: ClassVar[timedelta] = timedelta(days=1)
    exact: ClassVar[bool] = True

    first: str
    last: str

    def filters(self, window: Window) -> dict[str, Any]:
        """Return the first and the last day."""
        filters: dict[str, date | None] = {
            self.first: window.since and window.since.date(),
            self.last: window.until and (window.until - self.grain).date(),
        }
        return filters


@attrs.frozen
class BySecond(Cut):
    """Whole seconds.

    Args:
        after, before: the names of the two arguments; what happened at these times is not included.
    """

    grain: ClassVar[timedelta] = timedelta(seconds=1)
    exact: ClassVar[bool] = False

    after: str
    before: str

    def filters(self, window: Window) -> dict[str, Any]:
        """Return the two times around the window."""
        return {self.after: window.since and window.since - self.grain, self.before: window.until}


@attrs.frozen(kw_only=True)
class Dataset:
    """A list of a vendor's, or lists of lists, as a table.

    Args:
        record: the model of the rows.
        lists: from the outermost list to that of the rows; each takes the client and a record of each list above it.
            The outermost also takes the filters, those of the window among them.
        time: the field of a row that says when it happened; None if none does.
        cut: how the vendor narrows the outermost list down to a window; None if it cannot: the list is then read as a
            whole, and the rows of the window are kept.
        step: how long a window is if nothing else is asked for.
        key: the fields that tell the rows of a list apart.
        parents: the columns for the ids of the records above, from the outermost; None for one that rows have already.
        over: what the outermost list is asked for, one value at a time, such as a person; it counts as a record above.
        newest_first: whether rows come newest first, so that reading may stop at those from before the window.
        audio: saves a row's sound.
    """

    record: type[Model]
    lists: tuple[ListOf, ...] = attrs.field(validator=attrs.validators.min_len(1))
    time: str | None = None
    cut: Cut | None = None
    step: timedelta = timedelta(days=1)
    key: tuple[str, ...] = ("id",)
    parents: tuple[str | None, ...] = attrs.field(default=())
    over: str | None = None
    newest_first: bool = False
    audio: SaveAudio | None = None

    @parents.validator
    def _check_parents(self, _: object, parents: tuple[str | None, ...]) -> None:
        above = len(self.lists) - (self.over is None)
        if len(parents) != above:
            raise ValueError(f"{self.record.__name__} has {above} records above each row, and {len(parents)} columns.")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that rows have besides those of their model."""
        return tuple(name for name in self.parents if name is not None)
