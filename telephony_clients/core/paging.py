"""How lists are walked: what an answer says about its place, and which page comes next. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import attrs

from telephony_clients.core.errors import ConfigurationError


@attrs.frozen(kw_only=True)
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


class Paging(Protocol):
    """How a vendor's lists are walked. A position is plain JSON; what it means is the vendor's affair."""

    @property
    def start(self) -> Any:
        """The position of the first page."""

    def params(self, position: Any, size: int | None) -> tuple[tuple[str, str], ...]:
        """Return the query that asks for a page of so many records.

        Raises:
            ConfigurationError: the vendor does not give pages of that size.
        """

    def following(self, position: Any, page: PageInfo | None, *, items: int, size: int | None, paged: bool) -> Any:
        """Return the next page's position, None at the end.

        Args:
            position: the page that arrived.
            page: what it said of its place.
            items: how many records it held.
            size: how many were asked for.
            paged: whether the list is known to be given in pages even when the answer does not say.
        """

    def ahead(self, position: Any, page: PageInfo | None, size: int | None) -> Sequence[Any]:
        """Return the positions that are certain to follow, in order: what may be fetched ahead."""

    def misplaced(self, position: Any, page: PageInfo | None) -> str | None:
        """Return what is wrong when the page is not the one that was asked for, else None."""


@attrs.frozen
class NumberedPages:
    """Lists whose pages have numbers from 1.

    Args:
        page, size: the names of the two query parameters.
        default: records asked for when the caller does not say; the more, the fewer requests.
        most: records that the vendor gives at most, None when unknown.
    """

    page: str = "page"
    size: str = "per_page"
    default: int = 100
    most: int | None = 100

    @property
    def start(self) -> int:
        """The first page's number."""
        return 1

    def params(self, position: Any, size: int | None) -> tuple[tuple[str, str], ...]:
        """Return the query for a page.

        Raises:
            ConfigurationError: the vendor does not give pages of that size.
        """
        asked: object = self.default if size is None else size
        if isinstance(asked, bool) or not isinstance(asked, int) or not 1 <= asked <= (self.most or asked):
            most = f"1 to {self.most}" if self.most else "at least 1"
            raise ConfigurationError(f"page_size must be {most}, not {asked!r}.")
        return (self.page, str(position)), (self.size, str(asked))

    def following(
        self, position: Any, page: PageInfo | None, *, items: int, size: int | None, paged: bool
    ) -> int | None:
        """Return the next page's number, None at the end.

        The vendor's own last page decides; else its total; else, when the list is known to be paged, a full page
        promises another.
        """
        last = self._last(page, size)
        if last is not None:
            return position + 1 if position < last else None
        asked = (page.size if page else None) or size or self.default
        return position + 1 if paged and items >= asked else None

    def ahead(self, position: Any, page: PageInfo | None, size: int | None) -> Sequence[Any]:
        """Return the numbers of the pages after this one, as far as the last is known."""
        last = self._last(page, size)
        return range(position + 1, last + 1) if last is not None else ()

    def misplaced(self, position: Any, page: PageInfo | None) -> str | None:
        """Return what is wrong when another page came than the one asked for."""
        if page is None or page.number is None or page.number == position:
            return None
        return f"asked for page {position} and got page {page.number}"

    def _last(self, page: PageInfo | None, size: int | None) -> int | None:
        if page is None:
            return None
        if page.last is not None or page.total is None:
            return page.last
        return math.ceil(page.total / (page.size or size or self.default))


def page_info(block: object) -> PageInfo | None:
    """Return the place in a list from a block of page numbers, None when it is no such block.

    Args:
        block: an object with ``current_page``, ``last_page`` (or ``total_pages``), ``total``, ``per_page`` in
            snake_case or camelCase; all are optional, and numbers may come as text.
    """
    if not isinstance(block, Mapping):
        return None
    return PageInfo(
        number=_number(block, "current_page", "currentPage"),
        last=_number(block, "last_page", "total_pages", "lastPage", "totalPages"),
        total=_number(block, "total"),
        size=_number(block, "per_page", "perPage"),
    )


def _number(block: Mapping[str, Any], *names: str) -> int | None:
    for name in names:
        value = block.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:  # noqa: PLR2004 - int64
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None
