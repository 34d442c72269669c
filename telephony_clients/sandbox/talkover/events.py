"""What stands in Talkover's calendars, who attends it, and which time it leaves free."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from telephony_clients.sandbox.collection import EVERY, Collection, Filter, Target, Verb, equals, fits
from telephony_clients.sandbox.records import NOW, Record, Store, only, without, zulu
from telephony_clients.sandbox.talkover.calendars import CALENDARS, RULES, active
from telephony_clients.sandbox.validator import Field, email, instant, items, object_of, one_of, required, text, whole
from telephony_clients.sandbox.wire import Reply

_STATUSES = ("confirmed", "tentative", "cancelled")
_ATTENDEE = {"name": required(text(1)), "email": required(email)}
_TIMES = {
    "from": Filter(instant, lambda one, first: one["start_at"] >= first),
    "to": Filter(instant, lambda one, last: one["end_at"] <= last),
}


def _events(store: Store, calendar: Record) -> Iterable[Record]:
    for index, status in enumerate(_STATUSES):
        start = NOW.replace(hour=15) + timedelta(days=index - 1)
        times = {"start_at": zulu(start), "end_at": zulu(start + timedelta(minutes=30))}
        named = {"id": store.id("event", calendar["id"], index), "calendar_id": calendar["id"]}
        told = {"title": "Demo with Acme", "description": "Product demo"}
        yield {**named, **told, **times, "status": status, "type": "meeting"}


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


def _meet(target: Target) -> Reply:
    message, code = "The calendar is connected to no provider of meetings.", "MEETING_PROVIDER_REQUIRED"
    target.need(active(target.store, target.owner), 422, message, code=code)
    event_id = target.record["id"]
    target.record["meeting_url"] = url = f"https://meet.example.com/{event_id[:8]}"
    return target.success({"event_id": event_id, "meeting_url": url, "meeting_id": event_id[:8]})


def _across(target: Target) -> Reply:
    given = target.request.query.getall("calendar_ids[]", [])
    ids = target.valid(given, calendar_ids="The calendar ids field is required.")
    events = (event for one in target.rows if one["id"] in ids for event in EVENTS.rows(target.store, one))
    return target.success([event for event in events if fits(event, _TIMES, target.values)])


def _sync_status(target: Target) -> Reply:
    found = [
        {"calendar_id": calendar["id"], **only(one, "provider last_sync_at"), "is_syncing": False}
        | {"events_synced": len(EVENTS.rows(target.store, calendar))}
        for calendar in target.rows
        for one in active(target.store, calendar)
    ]
    return target.success(found)


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


def _free_slots(target: Target) -> Reply:
    wanted, found = target.values, []
    busy = [one for one in EVENTS.rows(target.store, target.record) if one["status"] != "cancelled"]
    step = timedelta(minutes=wanted["duration_minutes"])
    for opens, closes in _opening_hours(target.store, target.record, datetime.fromisoformat(wanted["from"])):
        for place in range((closes - opens) // step):
            start, end = (zulu(opens + step * number) for number in (place, place + 1))
            taken = any(one["start_at"] < end and start < one["end_at"] for one in busy)
            if wanted["from"] <= start and end <= wanted["to"] and not taken:
                found.append({"start_at": start, "end_at": end})
    return target.success(found)


EVENTS = Collection(
    path="/calendars/{calendar_id}/events",
    operations=EVERY,
    owner=CALENDARS,
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
_SLOTS = {"from": required(instant), "to": required(instant), "duration_minutes": Field(whole(1, 1440), 30)}
_SPAN = {name: Field(one.check, nullable=True) for name, one in _TIMES.items()}
ACROSS = CALENDARS.with_verbs(
    {"GET availability": Verb(_free_slots, _SLOTS)},
    {"GET events": Verb(_across, _SPAN), "GET sync-status": _sync_status},
)
"""What concerns calendars and their events at once; its routes come before those of a single calendar."""
