"""What Talkover's long lists have in common: days, a search, pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict, TypeVar

from telephony_clients.core.checks import day
from telephony_clients.core.client.fields import given
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["ListFilters", "filtered"]

T = TypeVar("T")


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


def filtered(
    resource: Resource, operation: Operation[T], *ids: str, filters: Mapping[str, Any], kind: type[Any]
) -> Pager[T]:
    """Return the pager of a list.

    Args:
        resource: whose list it is.
        operation: the list.
        ids: those of its path.
        filters: what the caller gave.
        kind: the TypedDict that says what there is.

    Raises:
        ConfigurationError: there is no filter of a name, or a day is no date.
    """
    known = given(filters, kind)
    page_size, cursor, params = (known.pop(name, None) for name in ("page_size", "cursor", "params"))
    known |= {name: day(known[name], name) for name in ("date_from", "date_to") if name in known}
    return resource.pager(operation(*ids, params=resource.query(known, params)), page_size=page_size, cursor=cursor)
