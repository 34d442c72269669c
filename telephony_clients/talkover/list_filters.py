"""What Talkover's long lists have in common: days, a search, pages."""

from datetime import date
from typing import TypedDict

from telephony_clients.core.values import Cursor, Params

__all__ = ["ListFilters"]

DAYS = ("date_from", "date_to")
"""The filters that are dates without time."""


class ListFilters(TypedDict, total=False):
    """What every long list can be narrowed down by; what is None does not choose.

    Attributes:
        date_from, date_to: the first and the last day, dates without time.
        search: part of a text; the method says of which.
        page_size: 1 to 100 records; 100 when nothing is said, so that a pull takes few requests.
        cursor: where to go on.
        params: further parameters of the query, for what the vendor added since.
    """

    date_from: date | None
    date_to: date | None
    search: str | None
    page_size: int | None
    cursor: Cursor | None
    params: Params | None
