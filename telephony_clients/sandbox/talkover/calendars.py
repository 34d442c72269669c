"""Talkover's calendars: their members, connections and rules, what stands in them, and when somebody is free."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from telephony_clients.sandbox.collection import EVERY, Collection, Filter, Paging, Target, Verb, equals, fits
from telephony_clients.sandbox.records import NOW, Record, Store, ago, dates, only, without, zulu
from telephony_clients.sandbox.validator import (
    Field,
    boolean,
    day_text,
    email,
    hour,
    instant,
    items,
    mapping,
    object_of,
    one_of,
    required,
    text,
    whole,
    zone,
)

_NAMES = ("Sales Demo Calendar", "Support Calendar", "Callback Calendar")
_NEWCOMER = {"name": "New Member", "email": "new.member@example.com", "added_at": zulu(NOW)}
_NEEDED = {"recurring": ("days_of_week", "start_time", "end_time"), "exception": ("date", "available")}
_STATUSES = ("confirmed", "tentative", "cancelled")
_ATTENDEE = {"name": required(text(1)), "email": required(email)}
_TIMES = {
    "from": Filter(instant, lambda one, first: one["start_at"] >= first),
    "to": Filter(instant, lambda one, last: one["end_at"] <= last),
}
_SLOTS = {"from": required(instant), "to": required(instant), "duration_minutes": Field(whole(1, 1440), 30)}
_SPAN = {name: Field(one.check, nullable=True) for name, one in _TIMES.items()}


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


def _active(store: Store, calendar: Record) -> list[Record]:
    return [one for one in PROVIDERS.rows(store, calendar) if one["is_active"]]


def _sync_one(target: Target) -> Record:
    target.record["last_sync_at"] = zulu(NOW)
    return {"queued": True, "queued_at": zulu(NOW)}


def _sync_all(target: Target) -> Record:
    found: dict[str, list[str]] = {"syncing": [], "up_to_date": []}
    for calendar in target.rows:
        connections = _active(target.store, calendar)
        found["syncing" if connections else "up_to_date"].append(calendar["id"])
        for one in connections:
            one["last_sync_at"] = zulu(NOW)
    return found


def _rules(store: Store, calendar: Record) -> Iterable[Record]:
    ids = (store.id("rule", calendar["id"], place) for place in range(2))
    hours = {"days_of_week": [1, 2, 3, 4, 5], "start_time": "09:00", "end_time": "17:00"}
    yield {"id": next(ids), "type": "recurring", **hours, "timezone": calendar["timezone"]}
    yield {"id": next(ids), "type": "exception", "date": "2026-12-25", "available": False}


def _rule(target: Target) -> Record:
    kind, given = target.values["type"], {name: one for name, one in target.values.items() if one is not None}
    missing = [name for name in _NEEDED[kind] if name not in given]
    words = "The {} field is required when type is {}."
    target.valid(not missing, **{name: words.format(name.replace("_", " "), kind) for name in missing})
    own = only(target.owner, "timezone") if kind == "recurring" else {}
    return {"id": target.store.next_id("rule"), **own, **given}


def _events(store: Store, calendar: Record) -> Iterable[Record]:
    for index, status in enumerate(_STATUSES):
        start = NOW.replace(hour=15) + timedelta(days=index - 1)
        times = {"start_at": zulu(start), "end_at": zulu(start + timedelta(minutes=30))}
        named = {"id": store.id("event", calendar["id"], index), "calendar_id": calendar["id"]}
        words = {"title": "Demo with Acme", "description": "Product demo"}
        yield {**named, **words, **times, "status": status, "type": "meeting"}


def _attendees(store: Store, event: Record) -> Iterable[Record]:
    if event["title"] == "Demo with Acme":
        yield {"id": store.id("attendee", event["id"]), "name": "Jane Doe", "email": "jane@acme.com"}


def _write(target: Target, event: Record) -> Record:
    """Write what is given into an event, and refuse one that ends before it starts."""
    given = without(target.values, "attendees")
    written = event | {name: one for name, one in given.items() if one is not None or name in event}
    target.valid(written["end_at"] > written["start_at"], end_at="The end at field must be a date after start at.")
    if (attendees := target.values.get("attendees")) is not None:
        made = [{"id": target.store.next_id("attendee"), **one} for one in attendees]
        ATTENDEES.rows(target.store, written)[:] = made
    return written


def _meet(target: Target) -> Record:
    message, code = "The calendar is connected to no provider of meetings.", "MEETING_PROVIDER_REQUIRED"
    target.need(_active(target.store, target.owner), 422, message, code=code)
    event_id = target.record["id"]
    target.record["meeting_url"] = url = f"https://meet.example.com/{event_id[:8]}"
    return {"event_id": event_id, "meeting_url": url, "meeting_id": event_id[:8]}


def _across(target: Target) -> list[Record]:
    given = target.request.query.getall("calendar_ids[]", [])
    ids = target.valid(given, calendar_ids="The calendar ids field is required.")
    events = (event for one in target.rows if one["id"] in ids for event in EVENTS.rows(target.store, one))
    return [event for event in events if fits(event, _TIMES, target.values)]


def _sync_status(target: Target) -> list[Record]:
    return [
        {"calendar_id": calendar["id"], **only(one, "provider last_sync_at"), "is_syncing": False}
        | {"events_synced": len(EVENTS.rows(target.store, calendar))}
        for calendar in target.rows
        for one in _active(target.store, calendar)
    ]


def _opening_hours(store: Store, calendar: Record, first: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Give the times at which people can be met, from about a moment on and for a year."""
    rules = RULES.rows(store, calendar)
    closed = {rule["date"] for rule in rules if rule.get("available") is False}
    for date in (first.date() + timedelta(days=offset) for offset in range(-1, 366)):
        for rule in rules:
            if date.isoweekday() in rule.get("days_of_week", ()) and str(date) not in closed:
                hours = (time.fromisoformat(rule[name]) for name in ("start_time", "end_time"))
                place = ZoneInfo(rule["timezone"])
                opens, closes = (datetime.combine(date, hour, place).astimezone(UTC) for hour in hours)
                yield opens, closes


def _free_slots(target: Target) -> list[Record]:
    wanted, found = target.values, list[Record]()
    busy = [one for one in EVENTS.rows(target.store, target.record) if one["status"] != "cancelled"]
    step = timedelta(minutes=wanted["duration_minutes"])
    for opens, closes in _opening_hours(target.store, target.record, datetime.fromisoformat(wanted["from"])):
        for place in range((closes - opens) // step):
            start, end = (zulu(opens + step * number) for number in (place, place + 1))
            taken = any(one["start_at"] < end and start < one["end_at"] for one in busy)
            if wanted["from"] <= start and end <= wanted["to"] and not taken:
                found.append({"start_at": start, "end_at": end})
    return found


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
    verbs={"GET availability": Verb(_free_slots, _SLOTS)},
    list_verbs={"POST sync": _sync_all, "GET sync-status": _sync_status, "GET events": Verb(_across, _SPAN)},
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
EVENTS = _of_calendar(
    path="/calendars/{calendar_id}/events",
    operations=EVERY,
    make_up=_events,
    filters={**_TIMES, "status": equals("status", one_of(*_STATUSES))},
    show=lambda target: target.record | {"attendees": ATTENDEES.rows(target.store, target.record)},
    fields={
        "title": required(text(1)),
        **dict.fromkeys(("start_at", "end_at"), required(instant)),
        **dict.fromkeys(("description", "type", "created_by", "owner_id"), Field(text())),
        "status": Field(one_of(*_STATUSES), "confirmed"),
        "owner_type": Field(one_of("user", "agent")),
        "attendees": Field(items(object_of(_ATTENDEE))),
    },
    create=lambda one: _write(one, {"id": one.store.next_id("event"), "calendar_id": one.owner["id"]}),
    change=lambda one: one.record.update(_write(one, one.record), updated_at=zulu(NOW)),
    messages={"delete": "Event deleted"},
    verbs={"POST meeting": _meet},
)
ATTENDEES: Collection = Collection(
    path="/calendars/{calendar_id}/events/{event_id}/attendees",
    operations=["create", "delete"],
    owner=EVENTS,
    make_up=_attendees,
    fields=_ATTENDEE,
    create=lambda target: {"id": target.store.next_id("attendee"), **target.values},
    messages={"delete": "Attendee removed"},
)
