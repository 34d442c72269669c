"""Talkroute's contacts, users, blocked numbers and webhooks."""

from collections.abc import Iterable
from typing import Any

from telephony_clients.sandbox.collection import Collection, Target, Verb
from telephony_clients.sandbox.records import FIRST_NAMES, LAST_NAMES, Record, Store, phone
from telephony_clients.sandbox.talkroute.pages import ALL, PAGES
from telephony_clients.sandbox.validator import Field, Violation, email, instance, items, one_of, required, text
from telephony_clients.sandbox.wire import Reply

_EVENTS = ("new_text_message", "new_call_record", "new_voicemail", "call_completed")
_OF_CONTACT = ("firstName", "lastName", "company", "email", "notes")


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


def _made(store: Store, values: Any) -> Record:
    named = {name: values.get(name) for name in _OF_CONTACT}
    return {"id": store.next_id("contact"), **named, "phoneNumber": values["phoneNumber"]}


def _row(value: Any) -> Any:
    if not isinstance(value, dict):
        raise Violation("type", "an object")
    if not value.get("phoneNumber"):
        raise Violation("required", below=".phoneNumber")
    return value


def _import(target: Target) -> Reply:
    made = [_made(target.store, one) for one in target.values["contacts"]]
    target.rows[:0] = reversed(made)
    return target.success(made)


def _users(store: Store, _: Record | None) -> Iterable[Record]:
    for index, role in enumerate(("admin", "user", "user")):
        named = {"firstName": FIRST_NAMES[index], "lastName": LAST_NAMES[index]}
        yield {"id": store.id("user", index), "email": f"user{index + 1}@example.com", **named, "role": role}


CONTACTS = Collection(
    path="/v2/contacts",
    operations=ALL,
    make_up=lambda store, _: (_contact(store, index) for index in range(store.sizes["contacts"])),
    fields={
        **dict.fromkeys(_OF_CONTACT, Field(text(0, 255), nullable=True)),
        "email": Field(email, nullable=True),
        "phoneNumber": required(text(1, 40)),
    },
    create=lambda target: _made(target.store, target.values),
    method="PATCH",
    paging=PAGES,
    list_verbs={"POST import": Verb(_import, {"contacts": required(items(_row, 1))})},
)
USERS = Collection(
    path="/v2/users",
    operations=ALL,
    make_up=_users,
    fields={
        **dict.fromkeys(("firstName", "lastName"), Field(text(0, 255))),
        "email": required(email),
        "role": Field(one_of("admin", "user"), "user"),
    },
    create=lambda target: {"id": target.store.next_id("user"), **target.values},
    method="PATCH",
    paging=PAGES,
)
BLOCKED_NUMBERS = Collection(
    path="/v2/blocked-numbers",
    operations=("list", "create", "delete"),
    make_up=lambda store, _: [{"id": "1", "phoneNumber": phone(store.rng("blocked")), "description": "Robocalls"}],
    fields={"phoneNumber": required(text(1, 40)), "description": Field(text())},
    create=lambda target: {"id": target.store.next_id("blocked"), **target.values},
    paging=PAGES,
)
SUBSCRIPTIONS = Collection(
    path="/v2/subscriptions",
    operations=ALL,
    make_up=lambda store, _: [
        {"id": store.id("subscription"), "type": _EVENTS[0], "hookUrl": "https://example.com/hook?token=x"}
    ],
    fields={"type": required(one_of(*_EVENTS)), "hookUrl": required(instance(str, "a URL"))},
    create=lambda target: {"id": target.store.next_id("subscription"), **target.values},
    method="PATCH",
    paging=PAGES,
)
