"""Made-up records: the same seed and sizes give the same ones, and none is computed before it is asked for."""

import hashlib
import random
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any, Generic, Protocol, TypeVar

import attrs

NOW = datetime(2026, 3, 31, 18, 0, tzinfo=UTC)
"""The sandbox's present when it begins: nothing made up is newer, however late it is outside."""
SPAN = timedelta(days=90)
"""How far back its lists reach."""
_PERIOD = 499
Row = TypeVar("Row")
T = TypeVar("T")
Record = dict[str, Any]

FIRST_NAMES = ("Ana", "Bruno", "Chloé", "Dmitri", "Eve", "Farah", "Gustavo", "Hana", "Igor", "João", "Kira", "Liam")
LAST_NAMES = ("Almeida", "Brown", "Costa", "Dvořák", "Evans", "Fischer", "Garcia", "Hill", "Ito", "Jansen", "Kaur")


def make_rng(*what: object) -> random.Random:
    """Give the random numbers of one thing: the same name, the same numbers."""
    return random.Random("/".join(map(str, what)).encode(errors="replace"))  # noqa: S311 - sample data, nothing secret


def digest(*what: object) -> str:
    """Give 64 hex digits that look random and belong to one thing."""
    return hashlib.sha256("/".join(map(str, what)).encode()).hexdigest()


def uuid(*what: object) -> str:
    """Give the UUID (version 4 in form) that belongs to one thing."""
    noise = digest(*what)
    return f"{noise[:8]}-{noise[8:12]}-4{noise[13:16]}-a{noise[17:20]}-{noise[20:32]}"


def phone(rng: random.Random) -> str:
    """Make a US number in E.164, with the exchange 555 that is nobody's."""
    return f"+1{rng.randint(201, 989)}555{rng.randint(0, 9999):04}"


def national(number: str) -> str:
    """Write +12345678901 as (234) 567-8901; a number from elsewhere stays as it is."""
    if len(number) == len("+12345678901") and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def international(number: str) -> str:
    """Write +12345678901 as +1 234 567 8901."""
    return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}"


def only(record: Mapping[str, Any], *names: str) -> Record:
    """Give some fields of a record; a text may hold several names."""
    return {name: record[name] for text in names for name in text.split()}


def without(record: Mapping[str, Any], *names: str) -> Record:
    """Give a record's other fields."""
    return {name: value for name, value in record.items() if name not in names}


def zulu(moment: datetime, *, micros: bool = False) -> str:
    """Write a moment in UTC as `2024-01-15T10:30:00Z`, with `micros` as `2024-01-15T10:30:00.000000Z`."""
    return moment.isoformat()[:19] + (".000000Z" if micros else "Z")


def ago(**span: float) -> str:
    """Write the moment that lies so many `days`, `hours` or `minutes` before `NOW`."""
    return zulu(NOW - timedelta(**span))


def dates(moment: str) -> Record:
    """Give the dates of a record that was never changed."""
    return {"created_at": moment, "updated_at": moment}


class Series(Generic[Row]):
    """A newest-first list of records spread over the last 90 days, never stored.

    What filters look at (the row) repeats with a fixed period, and time falls steadily. So a filtered list of a
    million records is counted and cut into pages by arithmetic, without a walk through the records.

    Args:
        size: how many records there are.
        rng: the random numbers of this series.
        make_row: makes one row from them.
    """

    def __init__(self, size: int, rng: random.Random, make_row: Callable[[random.Random], Row]) -> None:
        self.size = size
        self._rng = rng
        self._make_row = make_row
        self._step = max(1, int(SPAN.total_seconds()) // max(1, size))

    @cached_property
    def _rows(self) -> tuple[tuple[Row, int], ...]:
        return tuple((self._make_row(self._rng), self._rng.randrange(self._step)) for _ in range(_PERIOD))

    def row(self, index: int) -> Row:
        """Give the row of a record; 0 is the newest."""
        return self._rows[index % _PERIOD][0]

    def moment(self, index: int) -> datetime:
        """Give the time of a record, to the second; no record is newer than the one before it."""
        return NOW - timedelta(seconds=index * self._step + self._rows[index % _PERIOD][1] + 1)

    def select(
        self,
        keep: Callable[[Row], bool] | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> "Selection":
        """Choose records.

        Args:
            keep: chooses by row, None for all.
            since: leaves out what is older.
            until: leaves out what is newer.

        Returns:
            The chosen records' indices, newest first.
        """
        # Negated, the falling times rise, as bisect wants them.
        places = range(self.size)
        start = 0 if until is None else bisect_left(places, -until.timestamp(), key=self._falling)
        stop = self.size if since is None else bisect_right(places, -since.timestamp(), key=self._falling)
        if keep is None or not self.size:
            return Selection(range(_PERIOD), start, max(start, stop))
        hits = [offset for offset, (row, _) in enumerate(self._rows) if keep(row)]
        return Selection(hits, start, max(start, stop))

    def _falling(self, index: int) -> float:
        return -self.moment(index).timestamp()


@attrs.frozen
class Selection:
    """Indices of chosen records, by arithmetic.

    Args:
        hits: offsets of the chosen rows within one period.
        start: the first index looked at.
        stop: the first index not looked at any more.
    """

    hits: Sequence[int]
    start: int
    stop: int

    @classmethod
    def of_all(cls, size: int) -> "Selection":
        """Choose all of so many records."""
        return cls(range(_PERIOD), 0, size)

    def __len__(self) -> int:
        return self._rank(self.stop) - self._rank(self.start)

    def cut(self, window: slice) -> list[int]:
        """Give the indices at some places of the selection.

        Args:
            window: the places, from 0.
        """
        first = self._rank(self.start)
        return [self._index(first + place) for place in range(*window.indices(len(self)))]

    def _rank(self, index: int) -> int:
        """Count the chosen indices below an index."""
        return index // _PERIOD * len(self.hits) + bisect_left(self.hits, index % _PERIOD)

    def _index(self, rank: int) -> int:
        period, hit = divmod(rank, len(self.hits))
        return period * _PERIOD + self.hits[hit]


class Rows(Protocol):
    """Records that can be counted and cut into pages."""

    def __len__(self) -> int: ...

    def __getitem__(self, window: slice, /) -> Sequence[Record]: ...


@attrs.frozen
class Newest:
    """Records that clients wrote, before those of a series, which are made when their page is asked for.

    Args:
        written: the records written, newest first.
        chosen: the records of the series.
        make: makes one of them from its index.
    """

    written: Sequence[Record]
    chosen: Selection
    make: Callable[[int], Record]

    def __len__(self) -> int:
        return len(self.written) + len(self.chosen)

    def __getitem__(self, window: slice) -> Sequence[Record]:
        start, stop, _ = window.indices(len(self))
        rest = slice(*(max(0, place - len(self.written)) for place in (start, stop)))
        return [*self.written[start:stop], *map(self.make, self.chosen.cut(rest))]


class Store:
    """What a stand-in holds: each list is made up when it is first needed, and keeps what clients write.

    Args:
        seed: decides every value that is made up.
        vendor: whose data it is.
        clock: seconds; what is written is dated by it.
        **sizes: how many records the made-up lists have, by name.
    """

    def __init__(self, seed: int, vendor: str, clock: Callable[[], float] = time.monotonic, **sizes: int) -> None:
        self.seed = seed
        self.sizes = sizes
        self._vendor = vendor
        self._clock, self._began = clock, clock()
        self._made: dict[str, Any] = {}
        self._to_do: list[tuple[datetime, Callable[[], object]]] = []

    @property
    def now(self) -> datetime:
        """The present: `NOW` when the store was made, and later as its clock goes on."""
        return NOW + timedelta(seconds=self._clock() - self._began)

    def later(self, seconds: float, act: Callable[[], object]) -> None:
        """Have something done when the clock has come so far; `catch_up` does it."""
        self._to_do.append((self.now + timedelta(seconds=seconds), act))

    def catch_up(self) -> None:
        """Do what was to be done by now."""
        for one in [one for one in self._to_do if one[0] <= self.now]:
            self._to_do.remove(one)
            one[1]()

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Give what stands under a name, made when it is first needed."""
        if name not in self._made:
            self._made[name] = make()
        made: T = self._made[name]
        return made

    def rng(self, *what: object) -> random.Random:
        """Give the random numbers of one thing in it."""
        return make_rng(self.seed, self._vendor, *what)

    def id(self, *what: object) -> str:
        """Give the UUID of one thing in it."""
        return uuid(self.seed, self._vendor, *what)

    def next_id(self, kind: str) -> str:
        """Give the UUID of one more thing of a kind."""
        return self.id(kind, "new", next(self.once(f"new {kind}", count)))


@attrs.frozen
class Page:
    """One page of a list.

    Args:
        number: the page's number, from 1.
        size: records on a full page.
        total: records in the whole list.
        offset: records before it, for a vendor that is asked by these; None for full pages.
    """

    number: int
    size: int
    total: int
    offset: int | None = None

    @property
    def last(self) -> int:
        """Number of the last page; 1 for an empty list."""
        return max(1, -(-self.total // self.size))

    @property
    def window(self) -> slice:
        """The page's place in the list."""
        start = (self.number - 1) * self.size if self.offset is None else self.offset
        return slice(start, start + self.size)

    @property
    def count(self) -> int:
        """Records on this page."""
        return len(range(self.total)[self.window])

    @property
    def first_place(self) -> int | None:
        """Place of its first record in the list, from 1; None for an empty page."""
        return self.window.start + 1 if self.count else None

    @property
    def last_place(self) -> int | None:
        """Place of its last record in the list, from 1; None for an empty page."""
        return self.window.start + self.count if self.count else None
