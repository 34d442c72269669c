"""Talkover's calendars: their members, connections and rules, and when somebody is free."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from telephony_clients.sandbox.collection import Collection, Paging, Target
from telephony_clients.sandbox.records import NOW, Record, Store, only, zulu
from telephony_clients.sandbox.validator import Field, day, hour, instance, items, one_of, required, text, whole, zone
from telephony_clients.sandbox.wire import Reply

_NAMES = ("Sales Demo Calendar", "Support Calendar", "Callback Calendar")
_NEWCOMER = {"name": "New Member", "email": "new.member@example.com", "added_at": zulu(NOW)}
_NEEDED = {"recurring": ("days_of_week", "start_time", "end_time"), "exception": ("date", "available")}


def _dates(days_ago: int = 0) -> Record:
    return dict.fromkeys(("created_at", "updated_at"), zulu(NOW - timedelta(days=days_ago)))


def _calendars(store: Store, _: Record | None) -> Iterable[Record]:
    for index, name in enumerate(_NAMES):
        fixed = {"id": store.id("calendar", index), "name": name, "timezone": "America/New_York"}
        yield fixed | {"owner_id": store.id("user", index), "metadata": {}, **_dates(90 - index)}


def _members(store: Store, calendar: Record | None) -> Iterable[Record]:
    owner = calendar or {}
    for user, name, role in ((owner["owner_id"], "Alice", "owner"), (store.id("user", "colleague"), "Bob", "editor")):
        member = {"id": store.id("member", owner["id"], role), "user_id": user, "name": name, "role": role}
        yield member | {"email": f"{name.lower()}@example.com", "added_at": owner["created_at"]}


def _leave(target: Target) -> None:
    if target.record["role"] == "owner":
        raise target.refusal(422, "The owner cannot be removed.")
    target.rows.remove(target.record)


def _connections(store: Store, calendar: Record | None) -> Iterable[Record]:
    if calendar == CALENDARS.rows(store)[0]:
        fixed = {"id": store.id("connection"), "provider": "calendar_provider_a", "external_calendar_id": "primary"}
        yield fixed | {"is_active": True, "last_sync_at": zulu(NOW - timedelta(minutes=30))}


def _connect(target: Target) -> Record:
    made = {
        "id": target.store.next_id("connection"),
        "provider": target.values["provider"],
        "external_calendar_id": None,
    }
    url = f"https://provider.example.com/oauth/authorize?state={made['id']}"
    return made | {"authorization_url": url, "is_active": False, "last_sync_at": None}


def active(store: Store, calendar: Record) -> list[Record]:
    """Give a calendar's connections that can be used."""
    return [one for one in PROVIDERS.rows(store, calendar) if one["is_active"]]


def _sync_one(target: Target) -> Reply:
    target.record["last_sync_at"] = zulu(NOW)
    return target.success({"queued": True, "queued_at": zulu(NOW)})


def _sync_all(target: Target) -> Reply:
    found: dict[str, list[str]] = {"syncing": [], "up_to_date": []}
    for calendar in target.rows:
        connections = active(target.store, calendar)
        found["syncing" if connections else "up_to_date"].append(calendar["id"])
        for one in connections:
            one["last_sync_at"] = zulu(NOW)
    return target.success(found)


def _rules(store: Store, calendar: Record | None) -> Iterable[Record]:
    owner = calendar or {}
    hours = {"days_of_week": [1, 2, 3, 4, 5], "start_time": "09:00", "end_time": "17:00"}
    yield {"id": store.id("rule", owner["id"], 0), "type": "recurring", **hours, "timezone": owner["timezone"]}
    yield {"id": store.id("rule", owner["id"], 1), "type": "exception", "date": "2026-12-25", "available": False}


def _rule(target: Target) -> Record:
    kind, told = target.values["type"], "The {} field is required when type is {}."
    given = {name: one for name, one in target.values.items() if one is not None}
    missing = [name for name in _NEEDED[kind] if name not in given]
    if missing:
        complaints = {name: [told.format(name.replace("_", " "), kind)] for name in missing}
        raise target.dialect.validator.refuse(complaints)
    own = only(target.owner or {}, "timezone") if kind == "recurring" else {}
    return {"id": target.store.next_id("rule"), **own, **given}


CALENDARS = Collection(
    path="/calendars",
    operations=["list", "create", "get", "update", "delete"],
    missing="Calendar not found",
    make_up=_calendars,
    # the page shows a size, and neither a number nor figures of the page
    paging=Paging({"page": Field(whole(1), 1), "per_page": Field(whole(1, 100), 25)}, lambda _, __: {}),
    shape=lambda rows: [only(row, "id", "name", "timezone", "owner_id", "created_at") for row in rows],
    fields={
        "name": required(text(1, 255)),
        "timezone": Field(zone, "UTC"),
        "owner_id": required(text(1)),
        "metadata": Field(instance(dict, "an object"), {}),
    },
    create=lambda target: {"id": target.store.next_id("calendar"), **target.values, **_dates()},
    change=lambda target: target.record.update(
        {**target.values, **only(target.record, "owner_id")}, updated_at=zulu(NOW)
    ),
    messages={"delete": "Calendar deleted"},
    list_verbs={"POST sync": _sync_all},
)
_of_calendar = partial(Collection, owner=CALENDARS)
MEMBERS = _of_calendar(
    path="/calendars/{calendar_id}/members",
    operations=["list", "create", "update", "delete"],
    missing="Member not found",
    make_up=_members,
    fields={"user_id": required(text(1)), "role": required(one_of("owner", "editor", "viewer"))},
    create=lambda target: {"id": target.store.next_id("member"), **target.values, **_NEWCOMER},
    change=lambda target: target.record.update({name: target.values[name] for name in target.values.keys() & {"role"}}),
    remove=_leave,
    messages={"delete": "Member removed"},
)
PROVIDERS = _of_calendar(
    path="/calendars/{calendar_id}/providers",
    operations=["list", "create", "delete"],
    missing="Provider connection not found",
    make_up=_connections,
    fields={"provider": required(text(1)), "redirect_uri": required(text(1))},
    create=_connect,
    messages={"delete": "Provider connection removed"},
    verbs={"POST sync": _sync_one},
)
RULES = _of_calendar(
    path="/calendars/{calendar_id}/availability-rules",
    operations=["list", "create", "update", "delete"],
    missing="Availability rule not found",
    make_up=_rules,
    fields={
        "type": required(one_of(*_NEEDED)),
        "days_of_week": Field(items(whole(1, 7), 1)),
        **dict.fromkeys(("start_time", "end_time"), Field(hour)),
        "timezone": Field(zone),
        "date": Field(lambda value: str(day(value))),
        "available": Field(instance(bool, "true or false")),
    },
    create=_rule,
    messages={"delete": "Availability rule deleted"},
)
