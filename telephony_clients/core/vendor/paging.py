"""How lists are walked: what an answer says about its place, and which page comes next. Pure."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import attrs

from telephony_clients.core.errors import ConfigurationError


@attrs.define
class PageInfo:
    """What an answer says about its place in a list; each part None when it does not say.

    Attributes:
        number: this page's number.
        last: the last page's number.
        total: records in the whole list.
        size: records that a full page holds.
        next: where the following page is, for vendors that hand out a token or a link.
    """

    number: int | None = None
    last: int | None = None
    total: int | None = None
    size: int | None = None
    next: str | None = None


class Paging(ABC):
    """How a vendor's lists are walked. A position is plain JSON; what it means is the vendor's affair.

    Attributes:
        start: the position of the first page; not None, which stands for the end.
        foreseen: whether the pages are certain before any was fetched, so that two equal ones are no sign of a fault.
        default: records to ask for when the caller does not say, for lists that are known to come in pages; None to
            leave it to the vendor.
    """

    start: ClassVar[Any]
    foreseen: ClassVar[bool] = False
    default: int | None = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if getattr(cls, "start", "") is None:
            raise TypeError(f"{cls.__name__}.start is None, which stands for the end of a list; use '' or 0, say.")

    @abstractmethod
    def params(self, position: Any, size: int | None) -> tuple[tuple[str, str], ...]:
        """Return the query that asks for a page, of so many records or, with None, of as many as the vendor likes.

        Raises:
            ConfigurationError: the vendor does not give pages of that size.
        """

    @abstractmethod
    def following(
        self, position: Any, page: PageInfo | None, *, items: int, size: int | None, paged: bool, so_far: int | None
    ) -> Any:
        """Return the next page's position, None at the end.

        Args:
            position: the page that arrived.
            page: what it said of its place.
            items: records on it.
            size: records asked for, None when that was left to the vendor.
            paged: whether the list is known to come in pages even when the answer does not say.
            so_far: records from the list's beginning up to here; None when the walk began in the middle.
        """

    def ahead(self, position: Any, page: PageInfo | None, size: int | None) -> Sequence[Any]:  # noqa: ARG002
        """Return the positions that are certain to follow, in order: what may be fetched ahead."""
        return ()

    def past_end(self, position: Any, page: PageInfo | None) -> bool:  # noqa: ARG002
        """Whether the list has become so short that this page is no more, and another came in its place."""
        return False

    def misplaced(self, position: Any, page: PageInfo | None) -> str | None:  # noqa: ARG002
        """Return what is wrong when the page is not the one that was asked for, else None."""
        return None


@attrs.frozen
class NumberedPages(Paging):
    """Lists whose pages have numbers from 1.

    Args:
        page, size: the names of the two query parameters.
        default: records asked for when the caller does not say; the more, the fewer requests.
        most: records that the vendor gives at most, None when unknown.
    """

    start: ClassVar[int] = 1

    page: str = "page"
    size: str = "per_page"
    default: int | None = 100
    most: int | None = 100

    def params(self, position: Any, size: int | None) -> tuple[tuple[str, str], ...]:
        """Return the query for a page.

        Raises:
            ConfigurationError: the vendor does not give pages of that size.
        """
        if size is None:
            return () if position == self.start else ((self.page, str(position)),)
        asked: object = size
        if isinstance(asked, bool) or not isinstance(asked, int) or not 1 <= asked <= (self.most or asked):
            most = f"1 to {self.most}" if self.most else "at least 1"
            raise ConfigurationError(f"page_size must be {most}, not {asked!r}.")
        return (self.page, str(position)), (self.size, str(asked))

    def following(
        self, position: Any, page: PageInfo | None, *, items: int, size: int | None, paged: bool, so_far: int | None
    ) -> int | None:
        """Return the next page's number, None at the end.

        The vendor's own last page decides; else its total, whatever size it gives its pages; else, when the list is
        known to be paged, a full page promises another.
        """
        last = self._last(page, None)
        if last is not None:
            more = position < last
        elif page is not None and page.total is not None:
            reached = position * min(items, size or items) if so_far is None else so_far
            more = items > 0 and reached < page.total
        else:
            full = (page.size if page else None) or size
            more = paged and full is not None and items >= full
        return position + 1 if more else None

    def ahead(self, position: Any, page: PageInfo | None, size: int | None) -> Sequence[Any]:
        """Return the numbers of the pages after this one, as far as the last is known."""
        last = self._last(page, size)
        return range(position + 1, last + 1) if last is not None else ()

    def past_end(self, position: Any, page: PageInfo | None) -> bool:
        """Whether the vendor gave its last page again because this one is no more."""
        return (
            page is not None
            and page.number is not None
            and page.number != position
            and page.last is not None
            and page.last < position
        )

    def misplaced(self, position: Any, page: PageInfo | None) -> str | None:
        """Return what is wrong when another page came than the one asked for."""
        if page is None or page.number is None or page.number == position:
            return None
        return f"asked for page {position} and got page {page.number}"

    def _last(self, page: PageInfo | None, size: int | None) -> int | None:
        if page is None or page.last is not None or page.total is None:
            return None if page is None else page.last
        full = page.size or size
        return math.ceil(page.total / full) if full else None


def page_info(block: object) -> PageInfo | None:
    """Return the place in a list from a block of page numbers, None when it is no such block.

    Args:
        block: an object with ``current_page``, ``last_page`` (or ``total_pages``), ``total``, ``per_page`` in
            snake_case or camelCase; all are optional, and numbers may come as text.
    """
    if not isinstance(block, dict):
        return None
    numbers: list[int | None] = []
    for names in _IN_BLOCK:
        found = None
        for name in names:
            value = block.get(name)
            if type(value) is str and value.isascii() and value.isdigit() and len(value) < 19:  # noqa: PLR2004 - int64
                value = int(value)
            if type(value) is int and value >= 0:
                found = value
                break
        numbers.append(found)
    number, last, total, size = numbers
    return PageInfo(number, last, total, size)


_IN_BLOCK = (
    ("current_page", "currentPage"),
    ("last_page", "total_pages", "lastPage", "totalPages"),
    ("total",),
    ("per_page", "perPage"),
)
"""The names of a page's number, the last page's, the records in all and those of a full page."""
