"""Where one page of a list joins on to the page before, when the list may have changed in between. No I/O.

Pages with numbers are windows onto a list that moves: a record that comes in above pushes one that was given onto the
next page, and one that is deleted above pulls one that was not given onto the page before. What joins two pages is a
record that was given: what follows it was not given yet, and nothing between the pages is missing, however the list has
changed above it. So a page that holds such records joins on, and is given without them. A page that holds none joins on
as it stands if the total is still what it was with the page before. Else the join is looked for: where the last record
given was, then where it must be if all of the change happened above it, and on from there. Reading goes on where it is
found; what was fetched ahead is older and is fetched again. Where none of the records given is left, as when a reader
deletes what it reads, the list is read from its beginning. A list that grows below is recognised, and not looked
through each time.

No answer shows that a record was deleted above while another came in below, so that the total is the same. Pages that
are fetched ahead are taken to be read by the vendor in their order; if they are not, one that comes in above while
another is deleted below escapes, too.
"""

from collections import deque
from collections.abc import Collection, Hashable, Sequence
from operator import attrgetter

import attrs

from telephony_clients.core.errors import PaginationError

_ID = attrgetter("id")
_IDS = frozenset({str, int})
_MAX_LOOKS = 10
"""Pages that are looked at for a join until one of them has a new record."""
_EXPECTED = 2
"""The looks at where a join is to be expected: where the last record was, and where a change above has moved it to."""
_REMEMBERED = 1000
"""Records given that are remembered at least; those before them are forgotten, a page at a time."""


@attrs.frozen
class Join:
    """How a page joins on to the pages before.

    Attributes:
        repeats: the places on it of records that were given already.
        instead: the page to read instead, None when this one joins on.
    """

    repeats: Collection[int] = ()
    instead: int | None = None


class Seams:
    """The joins of one reading of a list.

    Args:
        start: the number of the first page.

    Attributes:
        end: how many records of the list lie before the end of the latest page that joined on.
        again: whether that page held the records of the page before, so that it cannot be known for the last.
    """

    def __init__(self, start: int) -> None:
        self.end, self.again = 0, False
        self._start, self._size = start, 0
        self._total: int | None = None
        self._given: set[Hashable] = set()
        self._pages: deque[Sequence[Hashable]] = deque()  # what is in _given, page by page
        self._latest: Sequence[Hashable] | None = None
        self._whole = False  # whether all records that were given, and may still be in the list, are in _given
        self._maybe_left = 0  # how many of _pages hold records that may still be in the list
        self._grows_below = False
        self._idle = 0  # pages since one with a new record
        self._looked_at: int | None = None  # the page that was looked at for a join
        self._looks = 0  # for this join
        self._looks_in_vain = 0
        self._last: int | None = None  # the last page, as stated past the total
        self._moved_away = 0  # how often that has moved away since
        self._from_start = False  # whether the list is read again from its beginning, since no join was found

    def join(
        self, number: int, ids: Sequence[Hashable], total: int | None, *, last: int | None = None, known: bool = True
    ) -> Join:
        """Return how a page joins on, or which page to read instead.

        Args:
            number: the page's number.
            ids: what identifies its records.
            total: records in the whole list, None if the vendor does not say.
            last: the number of its last page, None if the vendor does not say.
            known: whether the ids are the records' own.

        Raises:
            PaginationError: it is not certain that nothing is lost, or pages repeat.
        """
        self._size = max(self._size, len(ids))
        begin = (number - self._start) * self._size
        if total is not None and ids and total < begin + len(ids):
            self._check_end(total, last)
            total = None  # it counts something else
        if self._latest is None:
            self._whole = number == self._start
            return self._accept(begin, ids, total)
        change = 0 if total is None or self._total is None else total - self._total
        if not self._given.isdisjoint(ids):
            repeats = self._repeats(ids)
            self._check_join(number, ids, begin + max(repeats) + 1, change)
            return self._accept(begin, ids, total, repeats)
        if total == 0:
            return self._accept(begin, ids, total)
        if self._looked_at is not None:
            if self._whole and number == self._start and (self._from_start or self.end + change <= 0):
                self._maybe_left = self._maybe_left if self._from_start else 0
                return self._accept(begin, ids, total)
            return self._next_look(change, past_end=not ids)
        if change < 0 and not known:
            raise _changed("its records have no ids by which to find what slid to the page before")
        if change == 0 or not known or (change > 0 and self._grows_below):
            return self._accept(self.end, ids, total)
        return self._next_look(change)

    def _check_end(self, total: int, last: int | None) -> None:
        """Raise if the list goes on past its total to a last page that moves away as it is read."""
        self._moved_away += last is not None and self._last is not None and last > self._last
        self._last = last
        if self._moved_away > _MAX_LOOKS:
            past = f"it goes on past its total of {total}, and its last page moves away as it is read"
            raise PaginationError(f"The list cannot be walked: {past}.")

    def _repeats(self, ids: Sequence[Hashable]) -> Collection[int]:
        """Return the places of records that were given: those remembered, and before the oldest of them all."""
        places = {place for place, one in enumerate(ids) if one in self._given}
        first = min(places)
        if not self._whole and ids[first] in self._pages[0]:
            places.update(range(first))
        return places

    def _check_join(self, number: int, ids: Sequence[Hashable], end: int, change: int) -> None:
        """Raise if it is the page before that came again, and learn where the list grows."""
        if self._looked_at is None and change == 0 and self._idle and ids == self._latest:
            raise PaginationError(f"The list cannot be walked: page {number} has the records of the page before again.")
        if change > 0:
            self._grows_below = self._looked_at is not None and end <= self.end

    def _next_look(self, change: int, *, past_end: bool = False) -> Join:
        """Return the next page to look at for the join."""
        self._looks += 1
        self._looks_in_vain += 1
        if self._looks_in_vain > _MAX_LOOKS and self._looked_at is None:
            raise _changed("faster than it can be read")
        if self._looks_in_vain > _MAX_LOOKS or (past_end and self._looks > _EXPECTED):
            if not self._whole or self._from_start:
                raise _changed("none of the records given last was found again")
            self._from_start, self._looked_at, self._looks_in_vain = True, self._start, 0
        elif self._looked_at is None:
            self._looked_at = self._page_before(self.end)
        elif self._looks == _EXPECTED and self._page_before(self.end + change) != self._looked_at:
            self._looked_at = self._page_before(self.end + change)
        else:
            self._looked_at += 1
        return Join(instead=self._looked_at)

    def _page_before(self, end: int) -> int:
        """Return the page that holds the record before a place in the list."""
        return self._start + max(end - 1, 0) // self._size

    def _accept(self, begin: int, ids: Sequence[Hashable], total: int | None, repeats: Collection[int] = ()) -> Join:
        self.end, self.again, self._latest = begin + len(ids), bool(ids) and ids == self._latest, ids
        self._looks, self._looked_at, self._from_start = 0, None, False
        if total is not None:
            self._total = total
        new = [one for place, one in enumerate(ids) if place not in repeats] if repeats else ids
        self._idle = 0 if new else self._idle + 1
        if self._idle > _MAX_LOOKS + len(self._pages):
            raise _changed("faster than it can be read")
        if new:
            self._looks_in_vain = 0
            self._remember(new)
        return Join(repeats)

    def _remember(self, new: Sequence[Hashable]) -> None:
        self._given.update(new)
        self._pages.append(new)
        self._maybe_left += 1
        while len(self._given) - len(self._pages[0]) >= _REMEMBERED:
            self._given.difference_update(self._pages.popleft())
            if self._maybe_left > len(self._pages):
                self._maybe_left, self._whole = len(self._pages), False


def _changed(how: str) -> PaginationError:
    return PaginationError(
        f"The list changed while it was read: {how}. Read it again, with a filter such as date_to if there is one that "
        "keeps new records out; the cursor goes on without what may be missing."
    )


def identities(records: Sequence[object]) -> tuple[list[Hashable], bool]:
    """Return the ids of records, and whether they tell them apart; a record without an id is like no other."""
    try:
        ids = list(map(_ID, records))
        different = set(ids)
        if len(different) == len(ids) and None not in different:
            return ids, True
    except (AttributeError, TypeError):
        pass
    ids = [one.get("id") if isinstance(one, dict) else getattr(one, "id", None) for one in records]
    own = [one for one in ids if type(one) in _IDS]
    known = bool(own) and len(set(own)) == len(own)
    return [one if known and type(one) in _IDS else object() for one in ids], known


def fingerprint_of(records: Sequence[object]) -> object:
    """Return what identifies a page: the ids of its first and last record, or all of it when its records have none."""
    ends = tuple(getattr(record, "id", None) for record in (records[0], records[-1]))
    return (len(records), *ends) if None not in ends else hash(tuple(map(repr, records)))
