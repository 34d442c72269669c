"""Talkover's calendars: their members, connections and rules, and when somebody is free."""

from collections.abc import Iterable
from functools import partial

from telephony_clients.sandbox.collection import EVERY, Collection, Paging, Target
from telephony_clients.sandbox.records import NOW, Record, Store, ago, dates, only, without, zulu
from telephony_clients.sandbox.validator import (
    Field,
    boolean,
    day_text,
    hour,
    items,
    mapping,
    one_of,
    required,
    text,
    whole,
    zone,
)
from telephony_clients.sandbox.wire import Reply

_NAMES = ("Sales Demo Calendar", "Support Calendar", "Callback Calendar")
_NEWCOMER = {"name": "New Member", "email": "new.member@example.com", "added_at": zulu(NOW)}
_NEEDED = {"recurring": ("days_of_week", "start_time", "end_time"), "exception": ("date", "available")}


def _calendars(store: Store, _: Record) -> Iterable[Record]:
    for index, name in enumerate(_NAMES):
        fixed = {"id": store.id("calendar", index), "name": name, "timezone": "America/New_York"}
        yield fixed | {"owner_id": store.id("user", index), "metadata": {}, **dates(ago(days=90 - index))}


def _members(store: Store, calendar: Record) -> Iterable[Record]:
    for user, name, role in (calendar["owner_id"], "Alice", "owner"), (store.id("user", "colleague"), "Bob", "editor"):
        member = {"id": store.id("member", calendar["id"], role), "user_id": user, "name": name, "role": role}
        yield member | {"email": f"{name.lower()}@example.com", "added_at": calendar["created_at"]}


def _connections(store: Store, calendar: Record) -> Iterable[Record]:
    if calendar == CALENDARS.rows(store)[0]:
        fixed = {"id": store.id("connection"), "provider": "calendar_provider_a", "external_calendar_id": "primary"}
        yield fixed | {"is_active": True, "last_sync_at": ago(minutes=30)}


def _connect(target: Target) -> Record:
    made = {"id": target.store.next_id("connection"), **only(target.values, "provider"), "external_calendar_id": None}
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


def _rules(store: Store, calendar: Record) -> Iterable[Record]:
    ids = (store.id("rule", calendar["id"], place) for place in range(2))
    hours = {"days_of_week": [1, 2, 3, 4, 5], "start_time": "09:00", "end_time": "17:00"}
    yield {"id": next(ids), "type": "recurring", **hours, "timezone": calendar["timezone"]}
    yield {"id": next(ids), "type": "exception", "date": "2026-12-25", "available": False}


def _rule(target: Target) -> Record:
    kind, given = target.values["type"], {name: one for name, one in target.values.items() if one is not None}
    missing, told = [name for name in _NEEDED[kind] if name not in given], "The {} field is required when type is {}."
    target.valid(not missing, **{name: told.format(name.replace("_", " "), kind) for name in missing})
    own = only(target.owner, "timezone") if kind == "recurring" else {}
    return {"id": target.store.next_id("rule"), **own, **given}


CALENDARS = Collection(
    path="/calendars",
    operations=EVERY,
    make_up=_calendars,
    # the page shows a size, and neither a number nor figures of the page
    paging=Paging({"page": Field(whole(1), 1), "per_page": Field(whole(1, 100), 25)}, lambda _, __: {}),
    shape=lambda rows: [only(row, "id name timezone owner_id created_at") for row in rows],
    fields={
        "name": required(text(1, 255)),
        "timezone": Field(zone, "UTC"),
        "owner_id": required(text(1)),
        "metadata": Field(mapping, {}),
    },
    create=lambda target: {"id": target.store.next_id("calendar"), **target.values, **dates(zulu(NOW))},
    change=lambda one: one.record.update(without(one.values, "owner_id"), updated_at=zulu(NOW)),
    messages={"delete": "Calendar deleted"},
    list_verbs={"POST sync": _sync_all},
)
_of_calendar = partial(Collection, owner=CALENDARS)
MEMBERS = _of_calendar(
    path="/calendars/{calendar_id}/members",
    operations=["list", "create", "update", "delete"],
    make_up=_members,
    fields={"user_id": required(text(1)), "role": required(one_of("owner", "editor", "viewer"))},
    create=lambda target: {"id": target.store.next_id("member"), **target.values, **_NEWCOMER},
    change=lambda target: target.record.update(without(target.values, "user_id")),
    before_delete=lambda member: member.need(member.record["role"] != "owner", 422, "The owner cannot be removed."),
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
    make_up=_rules,
    fields={
        "type": required(one_of(*_NEEDED)),
        "days_of_week": Field(items(whole(1, 7), 1)),
        **dict.fromkeys(("start_time", "end_time"), Field(hour)),
        "timezone": Field(zone),
        "date": Field(day_text),
        "available": Field(boolean),
    },
    create=_rule,
    messages={"delete": "Availability rule deleted"},
)
