"""What Talkroute's lists have in common: how they are cut into pages, and what can be done with most."""

from collections.abc import Mapping, Sequence
from typing import Any

from telephony_clients.sandbox.collection import Operation, Paging
from telephony_clients.sandbox.records import Page
from telephony_clients.sandbox.validator import Field, whole
from telephony_clients.sandbox.wire import Request

ALL: Sequence[Operation] = ("list", "create", "get", "update", "delete")
_LARGEST = 100


def _pagination(page: Page, request: Request) -> Mapping[str, Any]:
    def link(number: int) -> str:
        return f"{request.url}?page={number}"

    figures = {
        "count": page.count,
        "currentPage": page.number,
        "firstPageUrl": link(1),
        "from": page.first_place,
        "lastPageUrl": link(page.last),
        "nextPageUrl": link(page.number + 1) if page.number < page.last else None,
        "path": request.url,
        "perPage": page.size,
        "prevPageUrl": link(page.number - 1) if page.number > 1 else None,
        "to": page.last_place,
        "total": page.total,
        "totalPages": page.last,
    }
    return {"pagination": figures}


def _size(value: Any) -> int:
    """Read a page's size; too large a one is not refused but cut down."""
    return min(_LARGEST, int(whole(1)(value)))


PAGES = Paging({"page": Field(whole(1), 1), "pageSize": Field(_size, 25)}, _pagination)
