"""When a Talkroute account is open, and when its telephones ring."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from telephony_clients.sandbox.collection import Collection
from telephony_clients.sandbox.records import Record, Store
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkroute.numbers import VOICEMAIL, destination
from telephony_clients.sandbox.talkroute.pages import ALL
from telephony_clients.sandbox.validator import Field, Violation, instance, items, one_of, required, text, whole, zone
from telephony_clients.sandbox.wire import Reply, Request

_BLOCK = {
    "dayStart": required(text(1)),
    "dayEnd": required(text(1)),
    "hourStart": required(whole(0, 23)),
    "hourEnd": required(whole(0, 23)),
    "minuteStart": Field(whole(0, 59), 0),
    "minuteEnd": Field(whole(0, 59), 0),
}
_WEEK = {"dayStart": "monday", "dayEnd": "friday", "hourStart": 9, "hourEnd": 17, "minuteStart": 0, "minuteEnd": 0}


def _block(value: Any) -> Any:
    found = instance(dict, "an object")(value)
    for name, field in _BLOCK.items():
        try:
            field.read(found.get(name))
        except Violation as violation:
            raise Violation(violation.rule, violation.limit, f".{name}") from None
    return found


BLOCKS = Collection(
    path="/v2/hours",
    operations=ALL,
    make_up=lambda store, _: [{"id": store.id("hours"), **_WEEK}],
    fields=_BLOCK,
    create=lambda target: {"id": target.store.next_id("hours"), **target.values},
    method="PATCH",
)
SCHEDULES = Collection(
    path="/v2/forwarding-schedules",
    operations=ALL,
    make_up=lambda store, _: [
        {"id": store.id("schedule"), "name": "Office", "description": None, "hours": [{"id": "1", **_WEEK}]}
    ],
    fields={
        "name": required(text(1)),
        "description": Field(text(), nullable=True),
        "hours": Field(items(_block), []),
    },
    create=lambda target: {"id": target.store.next_id("schedule"), **target.values},
    method="PATCH",
)


def routes(store: Store, dialect: Any, *, alone: bool) -> Mapping[str, Handler]:
    """Map the routes of settings and override to their handlers; an override may stand `alone` in a list."""
    settings, override = "/v2/hours/settings", "/v2/hours-override"
    return {
        f"GET {settings}": lambda _: dialect.success(_settings(store)),
        f"PATCH {settings}": partial(_set_settings, store, dialect),
        f"GET {override}": partial(_override, store, dialect, alone),
        f"PUT {override}": partial(_set_override, store, dialect),
        f"DELETE {override}": partial(_end_override, store, dialect),
    }


def _settings(store: Store) -> Record:
    closed = {"audioFileId": None, "destination": VOICEMAIL}
    return store.once("hours settings", lambda: {"timezone": "America/New_York", "closed": closed})


def _set_settings(store: Store, dialect: Any, request: Request) -> Reply:
    given = dialect.document(request)
    fields = {"timezone": Field(zone), "closed": Field(instance(dict, "an object"))}
    _settings(store).update(dialect.validator.read(given, {name: fields[name] for name in fields if name in given}))
    reply: Reply = dialect.success(_settings(store))
    return reply


def _overrides(store: Store) -> list[Record]:
    found: list[Record] = store.once("hours override", list)
    return found


def _override(store: Store, dialect: Any, alone: bool, _: Request) -> Reply:  # noqa: FBT001 - bound by `routes`
    found = _overrides(store)
    reply: Reply = (
        dialect.success(found if found and alone else found[0]) if found else dialect.error(404, "Not found.")
    )
    return reply


def _set_override(store: Store, dialect: Any, request: Request) -> Reply:
    fields = {"status": required(one_of("open", "closed")), "destination": Field(destination)}
    values = dialect.validator.read(dialect.document(request), {**fields, "audioFileId": Field(text(), nullable=True)})
    _overrides(store)[:] = [values]
    reply: Reply = dialect.success(values)
    return reply


def _end_override(store: Store, dialect: Any, _: Request) -> Reply:
    _overrides(store).clear()
    reply: Reply = dialect.success(None)
    return reply
