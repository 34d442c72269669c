"""Talkroute's ring groups and their members."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from telephony_clients.sandbox.collection import Collection
from telephony_clients.sandbox.records import Record, Store
from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkroute.numbers import FORWARDING_NUMBERS, VOICEMAIL, destination, listed
from telephony_clients.sandbox.talkroute.pages import PAGES
from telephony_clients.sandbox.validator import Field, flag, required, text, whole
from telephony_clients.sandbox.wire import RefusedError, Reply, Request

_OF_MEMBER = {
    "forwardingDeviceId": required(text(1)),
    "forwardingSchedule": Field(text(), nullable=True),
    "enabled": Field(flag, default=True),
    "sequencePosition": Field(whole(0), 1),
    "ringTimeout": Field(whole(1), 60),
}


def _groups(store: Store, _: Record | None) -> Iterable[Record]:
    for index, name in enumerate(("Sales", "Support")):
        times = {"retryAfter": 15, "maxHoldTime": 120, "maxAttempts": 1, "callerId": 900}
        fixed = {"id": store.id("group", index), "name": name, "strategy": "sequence"}
        yield {**fixed, **times, "destination": VOICEMAIL}


def _members(store: Store, _: Record | None) -> Iterable[Record]:
    for group in RING_GROUPS.rows(store):
        for index in range(2):
            values = {"forwardingDeviceId": str(300 + index), "enabled": True, "ringTimeout": 60}
            yield _member(store, group["id"], store.id("member", group["id"], index), values, index + 1)


def _member(store: Store, group: str, member_id: str, values: Mapping[str, Any], turn: int) -> Record:
    device = FORWARDING_NUMBERS.get(store, str(values["forwardingDeviceId"]))
    rings = {"forwardingDevice": device, "forwardingSchedule": values.get("forwardingSchedule")}
    turns = {"sequencePosition": values.get("sequencePosition") or turn, "ringTimeout": values["ringTimeout"]}
    return {"id": member_id, "group": group, **rings, "enabled": values["enabled"], **turns}


RING_GROUPS = Collection(
    path="/v2/ring-groups",
    operations=["list", "create", "get", "update", "delete"],
    make_up=_groups,
    fields={
        "name": Field(text(), "Ring group"),
        "strategy": Field(text(1), "sequence"),
        "retryAfter": Field(whole(0), 15),
        "maxHoldTime": Field(whole(0), 120),
        "maxAttempts": Field(whole(1), 1),
        "callerId": Field(whole()),
        "destination": required(destination),
    },
    create=lambda target: {"id": target.store.next_id("group"), **target.values},
    method="PATCH",
    paging=PAGES,
)
MEMBERS = Collection(
    path="/v2/ring-group-members",
    operations=["get", "delete"],
    make_up=_members,
    show=lambda target: _shown(target.record),
)


def routes(store: Store, dialect: Any) -> Mapping[str, Handler]:
    """Map the routes of a group's members to their handlers."""
    path = "/v2/ring-groups/{id}/members"
    acts = {"GET": _list, "POST": _add, "PUT": _replace}
    changed = {f"PATCH {MEMBERS.path}/{{id}}": partial(_update, store, dialect)}
    return {f"{method} {path}": partial(act, store, dialect) for method, act in acts.items()} | changed


def _shown(member: Record) -> Record:
    return {name: one for name, one in member.items() if name != "group"}


def _of(store: Store, dialect: Any, request: Request) -> tuple[str, list[Record]]:
    group = RING_GROUPS.get(store, request.values["id"])
    if group is None:
        raise RefusedError(dialect.error(404, "Not found."))
    return group["id"], [one for one in MEMBERS.rows(store) if one["group"] == group["id"]]


def _list(store: Store, dialect: Any, request: Request) -> Reply:
    reply: Reply = dialect.success([_shown(one) for one in _of(store, dialect, request)[1]])
    return reply


def _add(store: Store, dialect: Any, request: Request) -> Reply:
    group, members = _of(store, dialect, request)
    values = dialect.validator.read(dialect.document(request), _OF_MEMBER)
    made = _member(store, group, store.next_id("member"), values, len(members) + 1)
    MEMBERS.rows(store).append(made)
    reply: Reply = dialect.success(_shown(made), status=201)
    return reply


def _replace(store: Store, dialect: Any, request: Request) -> Reply:
    group, members = _of(store, dialect, request)
    given = listed(dialect, request, _OF_MEMBER)
    rows = MEMBERS.rows(store)
    rows[:] = [one for one in rows if one not in members]
    rows += [_member(store, group, store.next_id("member"), one, turn) for turn, one in enumerate(given, 1)]
    return _list(store, dialect, request)


def _update(store: Store, dialect: Any, request: Request) -> Reply:
    member = MEMBERS.get(store, request.values["id"])
    if member is None:
        raise RefusedError(dialect.error(404, "Not found."))
    given = dialect.document(request)
    values = dialect.validator.read(given, {name: one for name, one in _OF_MEMBER.items() if name in given})
    device = values.pop("forwardingDeviceId", None)
    member.update(values | ({"forwardingDevice": FORWARDING_NUMBERS.get(store, device)} if device else {}))
    reply: Reply = dialect.success(_shown(member))
    return reply
