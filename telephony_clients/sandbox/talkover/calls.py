"""Talkover's calls: the made-up ones, and those placed since."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import attrs

from telephony_clients.sandbox.collection import Collection, Filter, Target, Verb, equals
from telephony_clients.sandbox.dialect import Dialect
from telephony_clients.sandbox.laravel import PAGE, paginated
from telephony_clients.sandbox.records import Record, Store, national, only, phone, without, zulu
from telephony_clients.sandbox.talkover import progress
from telephony_clients.sandbox.talkover.agents import AGENTS, DIRECTIONS
from telephony_clients.sandbox.talkover.numbers import NUMBERS
from telephony_clients.sandbox.talkover.progress import Course
from telephony_clients.sandbox.timeline import Timeline
from telephony_clients.sandbox.validator import Field, boolean, day, is_e164, mapping, one_of, required, text, whole
from telephony_clients.sandbox.wire import Reply, Request

_STATUSES = {"initiated": 1, "ringing": 1, "answered": 2, "completed": 70, "failed": 6, "busy": 8, "no-answer": 12}
_TOO_FAST = "Rate limit exceeded. Please wait before making more requests."
SHORT = "id name label"
"""What calls and campaigns show of an agent."""
_SID = r"call_sid_(\d{7,12})"
OPTIONS = {"is_testing": Field(boolean, default=False), **dict.fromkeys(("payload", "context"), Field(mapping))}


def _worded(code: str, message: str, **details: Any) -> Record:
    """Word an error of the make-call page, whose shape no other page has."""
    return {"error": {"code": code, "message": message} | ({"details": details} if details else {})}


ERRORS: Mapping[int, Any] = {
    401: _worded("INVALID_TOKEN", "Invalid or missing authentication token"),
    402: _worded("INSUFFICIENT_CREDITS", "Insufficient credits to place the call"),
    404: _worded("AGENT_NOT_FOUND", "Agent not found"),
    429: lambda wait: _worded("RATE_LIMIT_EXCEEDED", _TOO_FAST, retry_after=wait or 60),
    500: _worded("SERVER_ERROR", "Internal server error."),
}


def _record(agent: Record, to: str, origin: str, **values: Any) -> Record:
    """Make a call without what its place in time decides; its dates end as they will be written."""
    named = {"to": to, "to_formatted": national(to), "from": origin, "from_formatted": national(origin)}
    return {"id": "", "sid": "", **named, **values, "agent": only(agent, SHORT), "created_at": "Z", "updated_at": "Z"}


def _row(store: Store, rng: random.Random) -> Record:
    status = rng.choices(tuple(_STATUSES), weights=tuple(_STATUSES.values()))[0]
    direction = rng.choice(("inbound", "outbound", "outbound"))
    agent, customer, numbers = rng.choice(AGENTS.rows(store)), phone(rng), NUMBERS.rows(store)
    ours = numbers[rng.randrange(1000) % len(numbers)]["number"]
    to, origin = (customer, ours) if direction == "outbound" else (ours, customer)
    duration = rng.randint(5, 900) if status in {"answered", "completed"} else 0
    testing, micros = not rng.randrange(10), not rng.randrange(10)
    call = _record(agent, to, origin, is_testing=testing, direction=direction, status=status, duration=duration)
    return call | {"created_at": ".000000Z"} if micros else call


def _finish(store: Store, row: Record, serial: int, began: datetime) -> Record:
    index, micros = store.sizes["calls"] - serial, row["created_at"] != "Z"
    call_id = store.id("call", index) if index >= 0 else store.id("call", "placed", -index)
    created, ended = (zulu(began + timedelta(seconds=one), micros=micros) for one in (0, row["duration"]))
    return row | {"id": call_id, "sid": f"call_sid_{serial:07}", "created_at": created, "updated_at": ended}


def place(store: Store, dialect: Dialect, request: Request) -> Reply:
    """Place a call, and answer in the shapes of its page alone; the call becomes the newest."""
    agent = AGENTS.get(store, request.values["id"])
    if agent is None:
        return Reply(_worded("AGENT_NOT_FOUND", "Agent not found", agent_id=request.values["id"]), 404)
    document = dialect.document(request)
    to = document.get("to")
    if to in (None, ""):
        return Reply(_worded("MISSING_PHONE_NUMBER", "Phone number is required"), 400)
    if not is_e164(to):
        message = "Phone number must be in international format (e.g., +1234567890)"
        return Reply(_worded("INVALID_PHONE_NUMBER", message, field="to", value=to), 400)
    options = dialect.validator.read(document, {"delay_seconds": Field(whole(0, 3600)), **OPTIONS})
    course = set_out(store, agent, to, options, timedelta(seconds=options["delay_seconds"] or 0))
    CALLS.rows(store).insert(0, course.call)
    progress.advance(store)
    return dialect.success(only(course.call | {"agent_id": agent["id"]}, "id agent_id to status created_at"))


def set_out(store: Store, agent: Record, to: str, options: Mapping[str, Any], delay: timedelta) -> Course:
    """Send a call on its way; it is in no list yet."""
    serial = next(store.once("placed calls", lambda: count(1)))
    ours = NUMBERS.rows(store)[0]["number"]
    kind = {"is_testing": options["is_testing"], "direction": "outbound", "status": "initiated", "duration": 0}
    call = _finish(store, _record(agent, to, ours, **kind), store.sizes["calls"] + serial, store.now)
    course = Course(call, options["context"], store.now + delay, progress.steps(store, to, serial))
    progress.present(store).courses.append(course)
    return course


def _active(target: Target) -> list[Record]:
    agent_id, running = target.record["id"], []
    for call in CALLS.rows(target.store):
        wanted = call["agent"]["id"] == agent_id and call["to"] == target.request.values["phone"]
        if wanted and call["status"] in progress.ACTIVE:
            lasts = target.store.now - datetime.fromisoformat(call["created_at"])
            more = {"agent_id": agent_id, "started_at": call["created_at"]}
            more["duration_seconds"] = round(lasts.total_seconds())
            running.append(only(call | more, "id agent_id to status started_at duration_seconds"))
    return target.need(running, 404, "No active call found for this phone number")


def _end(target: Target) -> Record:
    store, agent_id, named = target.store, target.record["id"], target.values["call_sid"]
    calls = (one for one in CALLS.rows(store) if one["agent"]["id"] == agent_id and named in (one["id"], one["sid"]))
    call = target.need(next(calls, None), 404, "Call not found for this agent")
    courses = (one for one in progress.present(store).courses if one.call is call)
    progress.end(store, target.need(next(courses, None), 409, "The call is not active", code="CALL_NOT_ACTIVE"))
    return {"id": call["id"], "status": "completed", "ended_at": call["updated_at"], "ended_reason": "ended_by_api"}


_TIMELINE = Timeline("calls", _row, _finish, since="date_from", until="date_to", serial=("search", _SID))
CALLS = Collection(
    path="/calls",
    operations=["list"],
    find=_TIMELINE,
    filters={
        "status": equals("status", one_of(*_STATUSES)),
        "direction": equals("direction", one_of(*DIRECTIONS)),
        "date_from": Filter(day, lambda one, first: one["created_at"][:10] >= str(first)),
        "date_to": Filter(day, lambda one, last: one["created_at"][:10] <= str(last)),
        "agent_id": Filter(text(), lambda one, wanted: one["agent"]["id"] == wanted),
        "search": Filter(text(), lambda one, part: part in one["to"] or part in one["from"] or part == one["sid"]),
    },
    paging=paginated("pagination", *PAGE, "from", "to"),
)
AGENT_CALLS = attrs.evolve(
    CALLS,
    path="/agents/{agent_id}/calls",
    owner=AGENTS,
    find=lambda _, one, wanted: _TIMELINE(CALLS, attrs.evolve(one, owner={}), {**wanted, "agent_id": one.owner["id"]}),
    filters=without(CALLS.filters, "agent_id"),
    shape=lambda calls: [without(call, "agent") for call in calls],
)
AGENT_VERBS = AGENTS.with_verbs(
    {"POST end-call": Verb(_end, {"call_sid": required(text(1))}), "GET active-call/{phone}": _active}
)
