"""Talkroute's calls, voice messages and mailboxes: made up, in the shapes the vendor is known to answer."""

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from telephony_clients.sandbox.collection import Collection, Filter, equals
from telephony_clients.sandbox.dialect import Dialect
from telephony_clients.sandbox.records import FIRST_NAMES, LAST_NAMES, Record, Series, Store, phone, zulu
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkroute.pages import PAGES
from telephony_clients.sandbox.timeline import Timeline
from telephony_clients.sandbox.validator import Field, flag, moment, one_of, text, whole
from telephony_clients.sandbox.wire import Reply, Request

_DIRECTIONS = ("inbound", "outbound")
_RESULTS = ("answered", "missed", "hangup")
_FIRST_MESSAGE = 410_000
OWN_NUMBERS = 5


def own_number(store: Store, index: int) -> str:
    """Give one of the account's numbers."""
    return phone(store.rng("number", index))


def _name(rng: random.Random, number: str) -> str | None:
    """Give a caller's name; where there is none the vendor often repeats the number."""
    return rng.choice((None, number, f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"))


def _call_row(store: Store, rng: random.Random) -> Record:
    """Make a call without what its place in time decides; its events are their types, its date ends as it will."""
    number, result = phone(rng), rng.choices(_RESULTS, (7, 2, 1))[0]
    ends = {"answered": ("forwarding_device", "user_extension"), "missed": ("voicemail",), "hangup": ()}[result]
    row = {
        "id": "",
        "direction": rng.choice(_DIRECTIONS),
        "callDate": "Z",
        "externalName": _name(rng, number),
        "externalNumber": number,
        "phoneNumber": own_number(store, rng.randrange(OWN_NUMBERS)),
        "duration": rng.randint(3, 1800) if result == "answered" else rng.randint(0, 30),
        "recorded": result == "answered" and not rng.randrange(4),
        "recording": None,
        "result": result,
        "events": ends[: rng.randint(1, 2)],
    }
    return row if rng.randrange(10) else row | {"callDate": ".000000Z"}


def _event(serial: int, place: int, kind: str, at: str) -> Record:
    who = FIRST_NAMES[serial % len(FIRST_NAMES)]
    description = "Call went to voicemail" if kind == "voicemail" else f"Call answered by _{who}_ - {kind}"
    return {"id": f"{serial}{place}", "type": kind, "description": description, "createdAt": at}


def _call(store: Store, row: Record, serial: int, began: datetime) -> Record:
    call_id, micros = store.id("call", store.sizes["calls"] - serial), row["callDate"] != "Z"
    events = [
        _event(serial, place, kind, zulu(began + timedelta(seconds=place), micros=micros))
        for place, kind in enumerate(row["events"])
    ]
    recording = f"/media/recordings/{call_id}.mp3" if row["recorded"] else None
    return row | {"id": call_id, "callDate": zulu(began, micros=micros), "recording": recording, "events": events}


def _message_row(store: Store, rng: random.Random) -> Record:
    number, read = phone(rng), bool(rng.randrange(2))
    name, ours, duration = _name(rng, number), rng.randrange(OWN_NUMBERS), rng.randint(2, 180)
    transcript = "Hi, this is about my order. Please call me back." if rng.randrange(10) else None
    return {
        "id": "",
        "read": read,
        "phoneNumber": own_number(store, ours),
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


def _messages(store: Store, _: Record) -> Iterable[Record]:
    size = store.sizes["messages"]
    series = Series(size, store.rng("messages"), partial(_message_row, store))
    for index in range(size):
        message_id = str(_FIRST_MESSAGE + size - index)
        placed = {"id": message_id, "audioLink": f"/media/voice-messages/{message_id}.mp3"}
        yield series.row(index) | placed | {"createdAt": zulu(series.moment(index))}


CALLS = Collection(
    path="/v2/call-history",
    operations=["list"],
    find=Timeline("calls", _call_row, _call, since="after", until="before"),
    filters={
        "direction": equals("direction", one_of(*_DIRECTIONS)),
        "after": Filter(moment, lambda _, __: True),
        "before": Filter(moment, lambda _, __: True),
        "number": Filter(text(), lambda row, number: number in {row["externalNumber"], row["phoneNumber"]}),
        "result": equals("result", one_of(*_RESULTS)),
        "minDuration": Filter(whole(0), lambda row, least: bool(row["duration"] >= least)),
        "maxDuration": Filter(whole(0), lambda row, most: bool(row["duration"] <= most)),
    },
    paging=PAGES,
)
MESSAGES = Collection(
    path="/v2/voice-messages",
    operations=["list", "get", "update", "delete"],
    make_up=_messages,
    fields={"read": Field(flag)},
    method="PATCH",
    paging=PAGES,
)
MAILBOXES = Collection(
    path="/v2/mailboxes",
    make_up=lambda _, __: ({"id": str(n), "name": f"Mailbox {n}", "number": str(100 + n)} for n in range(1, 6)),
    paging=PAGES,
)


def routes(store: Store, dialect: Dialect, signed: Callable[[str], str]) -> Mapping[str, Handler]:
    """Map the route of a fresh link to its handler, which answers without an envelope."""

    def audio_url(request: Request) -> Reply:
        message = MESSAGES.get(store, request.values["id"])
        if message is None:
            return dialect.error(HTTPStatus.NOT_FOUND, "Not found.")
        return Reply({"url": signed(message["audioLink"])})

    return {"GET /v2/voice-messages/{id}/audio-url": audio_url}
