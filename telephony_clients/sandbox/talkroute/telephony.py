"""Talkroute's account, contacts, calls and voice messages: made up, in the shapes the vendor is known to answer."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from telephony_clients.sandbox.collection import Collection, Dialect, Filter, Paging, Target, equals
from telephony_clients.sandbox.records import (
    FIRST_NAMES,
    LAST_NAMES,
    Newest,
    Page,
    Record,
    Rows,
    Selection,
    Store,
    digest,
    phone,
    zulu,
)
from telephony_clients.sandbox.timeline import Timeline
from telephony_clients.sandbox.validator import Field, moment, one_of, whole
from telephony_clients.sandbox.wire import Reply, Request

_DIRECTIONS = ("inbound", "outbound")
_MEDIA = "https://media.example.com"
_FIRST_MESSAGE = 410_000
_OWN_NUMBERS = 5
_LARGEST_PAGE = 100


def account(store: Store) -> Record:
    """Give the account."""
    return {
        "id": str(100_000 + store.seed % 100_000),
        "name": "Canary Telephones",
        "email": "owner@example.com",
        "planId": 3,
        "trial": False,
        "isPastDue": False,
        "daysPastDue": 0,
        "outboundDialing": True,
        "timezone": "America/New_York",
    }


def audio_url(store: Store, dialect: Dialect, request: Request) -> Reply:
    """Answer a signed link to a voice message's sound, without an envelope."""
    message_id = request.values["id"]
    number = int(message_id) - _FIRST_MESSAGE if message_id.isascii() and message_id.isdecimal() else 0
    if not 1 <= number <= store.sizes["messages"]:
        return dialect.error(HTTPStatus.NOT_FOUND, "Not found.")
    return Reply({"url": _audio(store, message_id)})


def _audio(store: Store, message_id: str) -> str:
    signature = digest(store.seed, "audio", message_id)
    return f"{_MEDIA}/voice-messages/{message_id}.mp3?expires=3600&signature={signature}"


def _own_number(store: Store, index: int) -> str:
    return phone(store.rng("number", index))


def _name(rng: random.Random, number: str) -> str | None:
    """Give a caller's name; where there is none the vendor often repeats the number."""
    return rng.choice((None, number, f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"))


def _contact(store: Store, index: int) -> Record:
    rng = store.rng("contact", index)
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    return {
        "id": str(5001 + index),
        "firstName": first,
        "lastName": last if rng.randrange(6) else None,
        "company": rng.choice((None, "Acme Corp.", "Müller & Söhne")),
        "email": f"contact{index + 1}@example.com" if rng.randrange(4) else None,
        "phoneNumber": phone(rng),
        "notes": rng.choice((None, None, "Prefers calls in the morning")),
    }


def _call_row(store: Store, rng: random.Random) -> Record:
    """Make a call without what its place in time decides; its events are their types, its date ends as it will."""
    number, result = phone(rng), rng.choices(("answered", "missed", "hangup"), (7, 2, 1))[0]
    ends = {"answered": ("forwarding_device", "user_extension"), "missed": ("voicemail",), "hangup": ()}[result]
    row = {
        "id": "",
        "direction": rng.choice(_DIRECTIONS),
        "callDate": "Z",
        "externalName": _name(rng, number),
        "externalNumber": number,
        "phoneNumber": _own_number(store, rng.randrange(_OWN_NUMBERS)),
        "duration": rng.randint(3, 1800) if result == "answered" else rng.randint(0, 30),
        "recorded": result == "answered" and not rng.randrange(4),
        "recording": None,
        "result": result,
        "events": ends[: rng.randint(1, 2)],
    }
    return row if rng.randrange(10) else row | {"callDate": ".000000Z"}


def _call(store: Store, row: Record, serial: int, began: datetime) -> Record:
    call_id, micros = store.id("call", store.sizes["calls"] - serial), row["callDate"] != "Z"
    events = [
        {
            "id": f"{serial}{place}",
            "type": event_type,
            "description": f"Call went to {event_type.replace('_', ' ')}",
            "createdAt": zulu(began + timedelta(seconds=place), micros=micros),
        }
        for place, event_type in enumerate(row["events"])
    ]
    recording = f"{_MEDIA}/recordings/{call_id}.mp3?signature={digest(call_id)}" if row["recorded"] else None
    return row | {"id": call_id, "callDate": zulu(began, micros=micros), "recording": recording, "events": events}


def _message_row(store: Store, rng: random.Random) -> Record:
    number, read = phone(rng), bool(rng.randrange(2))
    name, ours, duration = _name(rng, number), rng.randrange(_OWN_NUMBERS), rng.randint(2, 180)
    transcript = "Hi, this is about my order. Please call me back." if rng.randrange(10) else None
    return {
        "id": "",
        "read": read,
        "phoneNumber": _own_number(store, ours),
        "callResult": "voicemail",
        "callerName": name,
        "callerNumber": number,
        "duration": duration,
        "transcript": transcript,
        "transcriptionInProgress": transcript is None,
        "audioLink": "",
        "voiceMailboxId": str(ours + 1),
        "createdAt": "",
    }


def _message(store: Store, row: Record, serial: int, at: datetime) -> Record:
    message_id = str(_FIRST_MESSAGE + serial)
    return row | {"id": message_id, "audioLink": _audio(store, message_id), "createdAt": zulu(at)}


def _contacts(_: Collection, target: Target, __: Mapping[str, Any]) -> Rows:
    return Newest((), Selection.of_all(target.store.sizes["contacts"]), partial(_contact, target.store))


def _pagination(page: Page, request: Request) -> Mapping[str, Any]:
    def link(number: int) -> str:
        return f"{request.url}?page={number}"

    figures = {
        "count": page.count,
        "currentPage": page.number,
        "firstPageUrl": link(1),
        "from": page.first_place,
        "lastPageUrl": link(page.last),
        "nextPageUrl": link(page.number + 1) if page.number < page.last else None,
        "path": request.url,
        "perPage": page.size,
        "prevPageUrl": link(page.number - 1) if page.number > 1 else None,
        "to": page.last_place,
        "total": page.total,
        "totalPages": page.last,
    }
    return {"pagination": figures}


def _size(value: Any) -> int:
    """Read a page's size; too large a one is not refused but cut down."""
    return min(_LARGEST_PAGE, int(whole(1)(value)))


_PAGING = Paging({"page": Field(whole(1), 1), "pageSize": Field(_size, 25)}, _pagination)
CONTACTS = Collection(path="/v2/contacts", operations=["list"], find=_contacts, paging=_PAGING)
CALLS = Collection(
    path="/v2/call-history",
    operations=["list"],
    find=Timeline("calls", _call_row, _call, since="after", until="before"),
    filters={
        "direction": equals("direction", one_of(*_DIRECTIONS)),
        "after": Filter(moment, lambda _, __: True),
        "before": Filter(moment, lambda _, __: True),
    },
    paging=_PAGING,
)
MESSAGES = Collection(
    path="/v2/voice-messages",
    operations=["list"],
    find=Timeline("messages", _message_row, _message),
    paging=_PAGING,
)
