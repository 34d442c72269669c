"""Talkover's calls: the made-up ones, and those placed since."""

import random
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from telephony_clients.sandbox.collection import Collection, Dialect, Filter, equals
from telephony_clients.sandbox.laravel import PAGE, paginated
from telephony_clients.sandbox.records import NOW, Record, Store, national, phone, zulu
from telephony_clients.sandbox.talkover.agents import AGENTS, DIRECTIONS
from telephony_clients.sandbox.talkover.numbers import NUMBERS
from telephony_clients.sandbox.timeline import Timeline
from telephony_clients.sandbox.validator import Field, day, instance, one_of, text, whole
from telephony_clients.sandbox.wire import Reply, Request

_STATUSES = {"initiated": 1, "ringing": 1, "answered": 2, "completed": 70, "failed": 6, "busy": 8, "no-answer": 12}
ERRORS = {
    401: ("INVALID_TOKEN", "Invalid or missing authentication token"),
    402: ("INSUFFICIENT_CREDITS", "Insufficient credits to place the call"),
    404: ("AGENT_NOT_FOUND", "Agent not found"),
    429: ("RATE_LIMIT_EXCEEDED", "Rate limit exceeded. Please wait before making more requests."),
    500: ("SERVER_ERROR", "Internal server error."),
}
_SID = r"call_sid_(\d{7,12})"
_OPTIONS = {
    "delay_seconds": Field(whole(0, 3600)),
    "is_testing": Field(instance(bool, "true or false"), default=False),
    **dict.fromkeys(("payload", "context"), Field(instance(dict, "an object"))),
}


def error(status: int, code: str, message: str, details: Mapping[str, Any] | None = None) -> Reply:
    """Word an error of the make-call page, whose shape no other page has."""
    return Reply({"error": {"code": code, "message": message} | ({"details": details} if details else {})}, status)


def _record(agent: Record, to: str, origin: str, **values: Any) -> Record:
    """Make a call without what its place in time decides; its dates end as they will be written."""
    named = {"to": to, "to_formatted": national(to), "from": origin, "from_formatted": national(origin)}
    shown = {name: agent[name] for name in ("id", "name", "label")}
    return {"id": "", "sid": "", **named, **values, "agent": shown, "created_at": "Z", "updated_at": "Z"}


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
        return error(404, *ERRORS[404], {"agent_id": request.values["id"]})
    document = dialect.document(request)
    to = document.get("to")
    if to in (None, ""):
        return error(400, "MISSING_PHONE_NUMBER", "Phone number is required")
    if not isinstance(to, str) or not re.fullmatch(r"\+[1-9]\d{6,14}", to):
        message = "Phone number must be in international format (e.g., +1234567890)"
        return error(400, "INVALID_PHONE_NUMBER", message, {"field": "to", "value": to})
    testing = dialect.validator.read(document, _OPTIONS)["is_testing"]
    placed, ours = CALLS.rows(store), NUMBERS.rows(store)[0]["number"]
    call = _record(agent, to, ours, is_testing=testing, direction="outbound", status="initiated", duration=0)
    count = len(placed) + 1
    placed.insert(0, _finish(store, call, store.sizes["calls"] + count, NOW + timedelta(seconds=count)))
    call = placed[0] | {"agent_id": agent["id"]}
    return dialect.success({name: call[name] for name in ("id", "agent_id", "to", "status", "created_at")})


CALLS = Collection(
    path="/calls",
    operations=["list"],
    find=Timeline("calls", _row, _finish, since="date_from", until="date_to", serial=("search", _SID)),
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
