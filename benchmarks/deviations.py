"""Pages of calls that deviate from the model, each in one way: what a vendor's page looks like after a change."""

import json
from collections.abc import Callable
from typing import Any

from benchmarks import bodies

_PAGES = 8

Change = Callable[[dict[str, Any], int], object]
"""Changes a record in place; the number is another for each record of all pages."""


def _agent(record: dict[str, Any], **fields: Any) -> object:
    return record["agent"] and record["agent"].update(fields)


AS_MODELLED = "as modelled"
OF_BAR: dict[str, Change] = {
    "a new field": lambda record, _: record.update(region="us-east"),
    "three new fields": lambda record, _: record.update(region="us-east", cost=0.25, tags=["a", "b"]),
    "a new field in the nested record": lambda record, _: _agent(record, voice="alto"),
    "new fields in both": lambda record, _: _agent(record, voice="alto") or record.update(region="us-east"),
    "a new field in one record of ten": lambda record, number: number % 10 or record.update(region="us-east"),
    "a new field, named anew in each record": lambda record, number: record.update({f"call_{number:06}": 1}),
    "an unknown enum value": lambda record, _: record.update(status="parked"),
    "an unknown enum value, new in each record": lambda record, number: record.update(status=f"parked-{number}"),
}
"""Those that must cost little."""
RELATIVES: dict[str, Change] = {
    "an enum value in other letters": lambda record, _: record.update(status="COMPLETED"),
    "an optional field missing": lambda record, _: record.pop("sid"),
    "null for a field with a default": lambda record, _: record.update(duration=None),
    "another type in an optional field": lambda record, _: record.update(sid=12345),
    "another type in one record of ten": lambda record, number: number % 10 or record.update(sid=12345),
    "another type in the nested record": lambda record, _: _agent(record, label=12345),
    "text for the nested record": lambda record, _: record.update(agent="Sales Agent"),
    "an instant without its offset": lambda record, _: record.update(created_at="2026-01-15T10:30:00"),
}
"""Others, shown for comparison."""


def pages(deviation: str, size: int) -> list[bytes]:
    """Return the bodies of pages whose records all deviate in one way.

    Args:
        deviation: which.
        size: records a page.
    """
    change = {AS_MODELLED: lambda *_: None, **OF_BAR, **RELATIVES}[deviation]
    return [_page(change, number, size) for number in range(_PAGES)]


def _page(change: Change, number: int, size: int) -> bytes:
    page = json.loads(bodies.page(number, _PAGES, size))
    for place, record in enumerate(page["data"]):
        change(record, number * size + place)
    return json.dumps(page, separators=(",", ":")).encode()
