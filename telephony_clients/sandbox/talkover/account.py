"""Talkover's account API: the user, and the user's tokens; its answers do not begin with `success`."""

from collections.abc import Iterable, Mapping
from functools import partial

import attrs

from telephony_clients.sandbox.collection import Collection, Target
from telephony_clients.sandbox.dialect import Dialect
from telephony_clients.sandbox.records import NOW, Record, Store, ago, digest, only, without, zulu
from telephony_clients.sandbox.routing import Answer, Handler
from telephony_clients.sandbox.validator import Field, items, required, text
from telephony_clients.sandbox.wire import Reply, Request

_PATHS = ("/api/user", "/user/", "/credits/")
_SHOWN = "id name abilities last_used_at created_at"
_MADE = (("CI Pipeline", "*", ago(hours=1)), ("Local Development", "read", None))


def _tokens(store: Store, _: Record) -> Iterable[Record]:
    for index, (name, ability, used) in enumerate(_MADE):
        fixed = {"id": store.id("api token", index), "name": name, "abilities": [ability], "last_used_at": used}
        yield fixed | {"created_at": ago(days=30 - index)}


def _create(target: Target) -> Record:
    made = target.store.next_id("token")
    token = f"{len(target.rows) + 1}|{digest(made)[:40]}"
    return {"id": made, **target.values, "token": token, "last_used_at": None, "created_at": zulu(NOW)}


TOKENS = Collection(
    path="/user/api-tokens",
    operations=["list", "create", "delete"],
    missing="Token not found",
    make_up=_tokens,
    shape=lambda rows: [only(row, _SHOWN) for row in rows],
    fields={"name": required(text(1, 255)), "abilities": Field(items(text(1)), ["*"])},
    create=_create,
    messages={"delete": "Token revoked"},
)


def _bare(handler: Handler, request: Request) -> Answer:
    reply = handler(request)
    return attrs.evolve(reply, payload=without(reply.payload, "success")) if isinstance(reply, Reply) else reply


def takes(store: Store, request: Request, token: str | None) -> bool:
    """Tell whether a request to the account API carries a personal token that is not revoked."""
    made = {one["token"] for one in TOKENS.rows(store) if "token" in one}
    return token in made and request.path.startswith(_PATHS)


def routes(store: Store, dialect: Dialect) -> Mapping[str, Handler]:
    """Map the routes; the user's lies beside the base address, under its whole path."""
    user = {"id": store.id("user", 0), "name": "Alice Doe", "email": "alice@example.com"}
    more = {"current_environment_id": store.id("environment"), "created_at": ago(days=90)}
    tokens = {route: partial(_bare, handler) for route, handler in TOKENS.routes(store, dialect).items()}
    return {"GET /api/user": lambda _: Reply(user | more), **tokens}
