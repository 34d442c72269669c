"""Talkroute's text conversations: written as the reference has them, in snake_case outside and camelCase inside."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from telephony_clients.sandbox.collection import Collection, Filter, equals
from telephony_clients.sandbox.dialect import Dialect
from telephony_clients.sandbox.records import NOW, Record, Store, phone, zulu
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkroute.pages import PAGES
from telephony_clients.sandbox.talkroute.telephony import OWN_NUMBERS, own_number
from telephony_clients.sandbox.validator import Field, Violation, flag, moment, required, text, whole
from telephony_clients.sandbox.wire import RefusedError, Reply, Request

_PAIR = re.compile(r"1[2-9]\d{2}[2-9]\d{6}-(1[2-9]\d{2}[2-9]\d{6}|[2-9]\d{4,5})", re.ASCII)
_IMAGE = re.compile(r"data:(image/[\w.+-]+);base64,[\w+/=]+", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{32}", re.ASCII)
_MEDIA = "https://media.example.com"
_COUNT = 40
_LAST_SECOND = 2**32 - 1
_TIME_FIRST = "last_message_at"


def _message(store: Store, conversation: str, number: int, at: datetime, body: str, *, ours: bool) -> Record:
    return {
        "id": store.id("text", conversation, number),
        "body": body,
        "direction": "outgoing" if ours else "incoming",
        "createdAt": zulu(at),
        "read": ours,
        "userEmail": "user1@example.com" if ours else None,
        "attachments": [],
    }


def _messages(store: Store, conversation: Record) -> Iterable[Record]:
    newest = datetime.fromisoformat(conversation[_TIME_FIRST])
    for number in range(conversation["messages_count"]):
        at = newest - timedelta(minutes=7 * number)
        words = "Thanks, see you then!" if number % 2 else "Are you open tomorrow?"
        yield _message(store, conversation["id"], number, at, words, ours=bool(number % 2))


def _conversation(ours: str, theirs: str, at: datetime, count: int) -> Record:
    pair = f"{ours.lstrip('+')}-{theirs.lstrip('+')}"
    sides = {"talkroute_number": ours, "contact_number": theirs}
    return {"id": pair, "conversation_id": pair, **sides, _TIME_FIRST: zulu(at), "messages_count": count}


def _conversations(store: Store, _: Record) -> Iterable[Record]:
    for index in range(_COUNT):
        rng = store.rng("conversation", index)
        theirs = "78225" if index == 7 else phone(rng)  # noqa: PLR2004 - one of them is a short code
        at = NOW - timedelta(hours=5 * index, minutes=1)
        made = _conversation(own_number(store, index % OWN_NUMBERS), theirs, at, rng.randint(1, 60))
        yield made | {"last_message": next(iter(_messages(store, made)))}


def _at(value: Any) -> datetime:
    """Read a point in time: as the call history does, or as unix time."""
    unix = str(value).isdecimal()
    at: datetime = datetime.fromtimestamp(whole(0, _LAST_SECOND)(value), UTC) if unix else moment(value)
    return at


def _image(value: Any) -> Any:
    found = _IMAGE.fullmatch(str(value.get("content"))) if isinstance(value, dict) else None
    if found is None or value.get("fileType") != found[1] or not _HASH.fullmatch(str(value.get("hash"))):
        raise Violation("type", "an image")
    return {"id": "1", "fileType": found[1], "link": f"{_MEDIA}/{value['hash']}", "metadata": {}}


CONVERSATIONS = Collection(
    path="/v2/text-conversations",
    operations=["list", "get", "update", "delete"],
    make_up=_conversations,
    filters={
        "since": Filter(_at, lambda one, at: datetime.fromisoformat(one[_TIME_FIRST]) >= at),
        "before": Filter(_at, lambda one, at: datetime.fromisoformat(one[_TIME_FIRST]) < at),
        "unread": Filter(flag, lambda one, wanted: (not one["last_message"]["read"]) == wanted),
        "talkrouteNumber": equals("talkroute_number", text()),
        "senderNumber": equals("contact_number", text()),
    },
    fields={"read": Field(flag)},
    change=lambda target: target.record["last_message"].update(target.values),
    method="PATCH",
    paging=PAGES,
)
MESSAGES = Collection(
    path="/v2/text-conversations/{conversation_id}/messages",
    operations=["list"],
    owner=CONVERSATIONS,
    make_up=_messages,
    paging=PAGES,
)


def routes(store: Store, dialect: Any) -> Mapping[str, Handler]:
    """Map the route of a text to its handler."""
    return {"POST /v2/text-conversations/{id}": partial(_send, store, dialect)}


def _found_or_begun(store: Store, dialect: Dialect, pair: str) -> Record:
    known = CONVERSATIONS.get(store, pair)
    if known is not None:
        return known
    ours, _, theirs = pair.partition("-")
    own = {own_number(store, index) for index in range(OWN_NUMBERS)}
    if not _PAIR.fullmatch(pair) or f"+{ours}" not in own:
        raise RefusedError(dialect.error(HTTPStatus.NOT_FOUND, "Not found."))
    begun = _conversation(f"+{ours}", theirs if len(theirs) < len(ours) else f"+{theirs}", NOW, 0)
    CONVERSATIONS.rows(store).insert(0, begun)
    return begun


def _send(store: Store, dialect: Any, request: Request) -> Reply:
    """Take a text, and answer it without an envelope."""
    values = dialect.validator.read(
        dialect.document(request), {"body": required(text(1, 1600)), "attachment": Field(_image)}
    )
    conversation = _found_or_begun(store, dialect, request.values["id"])
    count = conversation["messages_count"]
    sent = _message(store, conversation["id"], -1 - count, NOW, values["body"], ours=True)
    sent["attachments"] = [values["attachment"]] if values["attachment"] else []
    rows = MESSAGES.rows(store, conversation)
    rows.insert(0, sent)
    conversation.update(messages_count=count + 1, last_message=sent, last_message_at=zulu(NOW))
    return Reply(dialect.spelled(sent), HTTPStatus.CREATED)
