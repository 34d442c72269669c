"""Talkroute's virtual numbers, telephones, extensions and menus."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from telephony_clients.sandbox.collection import Collection
from telephony_clients.sandbox.records import Record, Store, phone
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkroute.pages import ALL, PAGES
from telephony_clients.sandbox.talkroute.telephony import OWN_NUMBERS, own_number
from telephony_clients.sandbox.validator import Field, Violation, flag, instance, items, one_of, required, text
from telephony_clients.sandbox.wire import RefusedError, Reply, Request, read_json

_KINDS = one_of("menu", "ring_group", "voicemail", "hangup")
VOICEMAIL = {"type": "voicemail", "id": "1"}


def destination(value: Any) -> Any:
    """Read where a call goes."""
    if not isinstance(value, dict):
        raise Violation("type", "an object")
    kind = _KINDS(value.get("type"))
    if kind != "hangup" and not value.get("id"):
        raise Violation("required", below=".id")
    return {"type": kind, "id": value.get("id")}


def _virtual(store: Store, _: Record) -> Iterable[Record]:
    for index in range(OWN_NUMBERS):
        able = {"messagingStatus": index != 1, "voiceEnabled": True, "destination": VOICEMAIL}
        yield {
            "id": str(900 + index),
            "phoneNumber": own_number(store, index),
            "description": f"Line {index + 1}",
            **able,
        }


def _telephones(store: Store, _: Record) -> Iterable[Record]:
    for index in range(4):
        number = None if index == 3 else phone(store.rng("telephone", index))  # noqa: PLR2004 - clients met one without
        named = {"description": f"Mobile {index + 1}", "transformedDescription": f"mobile-{index + 1}"}
        yield {
            "id": str(300 + index),
            "number": number,
            **named,
            "announceAndVoicemailEnabled": True,
            "transferCode": f"*{index}",
        }


def _telephone(target: Any) -> Record:
    named = {"transformedDescription": str(target.values["description"]).lower(), "transferCode": "*9"}
    return {"id": target.store.next_id("telephone"), **target.values, **named}


VIRTUAL_NUMBERS = Collection(
    path="/v2/virtual-numbers",
    operations=["list", "get", "update"],
    make_up=_virtual,
    shape=lambda rows: [{name: one for name, one in row.items() if name != "destination"} for row in rows],
    fields={"description": Field(text(), nullable=True), "destination": Field(destination)},
    method="PATCH",
    paging=PAGES,
)
FORWARDING_NUMBERS = Collection(
    path="/v2/forwarding-numbers",
    operations=ALL,
    make_up=_telephones,
    fields={
        "number": required(text(1, 40)),
        "description": Field(text(), ""),
        "announceAndVoicemailEnabled": Field(flag, default=False),
    },
    create=_telephone,
    method="PATCH",
    paging=PAGES,
)
EXTENSIONS = Collection(
    path="/v2/extensions",
    operations=ALL,
    make_up=lambda store, _: (
        {"id": store.id("extension", n), "name": f"Desk {n}", "number": str(100 + n), "destination": VOICEMAIL}
        for n in range(3)
    ),
    fields={"name": required(text(1)), "number": required(text(1, 6)), "destination": Field(destination, VOICEMAIL)},
    create=lambda target: {"id": target.store.next_id("extension"), **target.values},
    method="PATCH",
    paging=PAGES,
)
MENUS = Collection(
    path="/v2/menus",
    operations=ALL,
    make_up=lambda _, __: ({"id": n, "name": f"Menu {n}", "description": None} for n in (1, 2)),
    fields={"name": required(text(1)), "description": Field(text(), nullable=True)},
    create=lambda target: {"id": target.store.next_id("menu"), **target.values},
    method="PATCH",
)


def listed(dialect: Any, request: Request, fields: Mapping[str, Field]) -> list[dict[str, Any]]:
    """Read a body that is a bare list of objects, with their fields checked."""
    try:
        checked = items(instance(dict, "an object"))(read_json(request.body))
    except ValueError:  # no document, or none of the kind
        raise RefusedError(dialect.invalid({"": ["The body must be an array."]})) from None
    return [dialect.validator.read(one, fields) for one in checked]


def routes(store: Store, dialect: Any) -> Mapping[str, Handler]:
    """Map the routes of a menu's keys to their handlers."""
    path = "/v2/menus/{id}/options"
    return {f"GET {path}": partial(_options, store, dialect), f"PUT {path}": partial(_set_options, store, dialect)}


def _keys_of(store: Store, dialect: Any, request: Request) -> list[Record]:
    menu = MENUS.get(store, request.values["id"])
    if menu is None:
        raise RefusedError(dialect.error(404, "Not found."))
    return store.once(f"options {menu['id']}", lambda: [{"id": "1", "digit": "1", "destination": VOICEMAIL}])


def _options(store: Store, dialect: Any, request: Request) -> Reply:
    reply: Reply = dialect.success(_keys_of(store, dialect, request))
    return reply


def _set_options(store: Store, dialect: Any, request: Request) -> Reply:
    rows = _keys_of(store, dialect, request)
    found = listed(dialect, request, {"digit": required(text(1, 1)), "destination": Field(destination)})
    rows[:] = [{"id": str(place), **one} for place, one in enumerate(found, 1)]
    return _options(store, dialect, request)
