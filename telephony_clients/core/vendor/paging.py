"""How lists are paged: the place of an answer in its list, and which page comes next. No I/O."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import attrs

from telephony_clients.core.errors import ConfigurationError


@attrs.define
class PageInfo:
    """The place of an answer in its list; each part is None when the answer does not state it.

    Attributes:
        number: this page's number.
        last: the last page's number.
        total: records in the whole list.
        size: records on a full page.
        next: a token or link for the next page, from vendors that use one.
    """

    number: int | None = None
    last: int | None = None
    total: int | None = None
    size: int | None = None
    next: str | None = None


class Paging(ABC):
    """How a vendor's lists are paged. A position is a JSON value whose meaning is up to the vendor.

    Attributes:
        start: the position of the first page; not None, which stands for the end.
        numbered: whether a position is the number of a page, so that a change above it moves what the page holds.
        precomputed: whether all positions are known before any page is fetched, so that equal pages are not an error.
        default: records to ask for when the caller does not say, for lists that are known to be paged; None to leave it
            to the vendor.
    """

    start: ClassVar[Any]
    numbered: ClassVar[bool] = False
    precomputed: ClassVar[bool] = False
    default: int | None = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if getattr(cls, "start", "") is None:
            raise TypeError(f"{cls.__name__}.start is None, which stands for the end of a list; use '' or 0, say.")

    @abstractmethod
    def params(self, position: Any, size: int | None) -> tuple[tuple[str, str], ...]:
        """Return the query for a page of so many records; None leaves the number to the vendor.

        Raises:
            ConfigurationError: the vendor does not give pages of that size.
        """

    @abstractmethod
    def next_position(
        self, position: Any, page: PageInfo | None, *, items: int, size: int | None, paged: bool, so_far: int | None
    ) -> Any:
        """Return the next page's position, None at the end.

        Args:
            position: the page that arrived.
            page: its place in the list.
            items: records on it.
            size: records asked for, None if that was left to the vendor.
            paged: whether the list is known to be paged even if the answer does not say so.
            so_far: records from the beginning of the list up to here; None if reading began in the middle.
        """

    def ahead(self, position: Any, page: PageInfo | None, size: int | None) -> Sequence[Any]:  # noqa: ARG002
        """Return the positions that are certain to follow, in order; they may be fetched ahead."""
        return ()

    def past_end(self, position: Any, page: PageInfo | None) -> bool:  # noqa: ARG002
        """Return whether the list has shrunk so that this page is gone and another came in its place."""
        return False

    def position_mismatch(self, position: Any, page: PageInfo | None) -> str | None:  # noqa: ARG002
        """Return what is wrong if the page is not the one that was asked for, else None."""
        return None


@attrs.frozen
class NumberedPages(Paging):
    """Lists whose pages have numbers from 1.

    Args:
        page, size: the names of the two query parameters.
        default: records to ask for when the caller does not say; more records mean fewer requests.
        most: the most records that the vendor allows, None if unknown.
    """

    start: ClassVar[int] = 1
    numbered: ClassVar[bool] = True

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
        most = self.most
        if not isinstance(asked, int) or asked is True or asked < 1 or (most and asked > most):
            allowed = f"1 to {most}" if most else "at least 1"
            raise ConfigurationError(f"page_size must be {allowed}, not {asked!r}.")
        return (self.page, str(position)), (self.size, str(int(asked)))

    def next_position(
        self, position: Any, page: PageInfo | None, *, items: int, size: int | None, paged: bool, so_far: int | None
    ) -> int | None:
        """Return the next page's number, None at the end.

        An empty page is the last. Else the vendor's last page decides; else its total, whatever the size of its pages;
        else, if the list is known to be paged, another page follows a full one.
        """
        last = self._last(page, None)
        if last is not None:
            more = items > 0 and position < last
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
        """Return whether the vendor sent its last page because this one is gone."""
        return (
            page is not None
            and page.number is not None
            and page.number != position
            and page.last is not None
            and page.last < position
        )

    def position_mismatch(self, position: Any, page: PageInfo | None) -> str | None:
        """Return what is wrong if another page came than the one asked for."""
        if page is None or page.number is None or page.number == position:
            return None
        return f"asked for page {position} and got page {page.number}"

    def _last(self, page: PageInfo | None, size: int | None) -> int | None:
        if page is None or page.last is not None or page.total is None:
            return None if page is None else page.last
        full = page.size or size
        return math.ceil(page.total / full) if full else None


def page_info(block: object) -> PageInfo | None:
    """Return the place in a list from a block of page numbers, None if it is not such a block.

    Args:
        block: an object with ``current_page``, ``last_page`` (or ``total_pages``), ``total``, ``per_page`` in
            snake_case or camelCase; all are optional, and numbers may come as text.
    """
    if not isinstance(block, dict):
        return None
    usual: tuple[Any, ...] = tuple(map(block.get, _USUAL))
    if _WHOLE.issuperset(map(type, usual)) and min(usual) >= 0:
        return PageInfo(*usual)
    found: dict[str, int] = {}
    for name, value in block.items():
        if type(value) is int and value >= 0:
            found[name] = value
        elif type(value) is str and value.isascii() and value.isdigit() and len(value) < 19:  # noqa: PLR2004 - int64
            found[name] = int(value)
    number, last, total, size = (next((found[name] for name in names if name in found), None) for names in _IN_BLOCK)
    return PageInfo(number, last, total, size)


_WHOLE = frozenset({int})
_IN_BLOCK = (
    ("current_page", "currentPage"),
    ("last_page", "total_pages", "lastPage", "totalPages"),
    ("total",),
    ("per_page", "perPage"),
)
"""The names of a page's number, the last page's, the records in all and those of a full page."""
_USUAL = tuple(names[0] for names in _IN_BLOCK)
