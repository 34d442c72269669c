"""Talkroute's account, its plan, and what that includes."""

from collections.abc import Callable, Iterable, Mapping

from telephony_clients.sandbox.collection import Collection
from telephony_clients.sandbox.dialect import Dialect
from telephony_clients.sandbox.records import Record, Store
from telephony_clients.sandbox.routing import Answer, Handler
from telephony_clients.sandbox.talkroute.pages import PAGES
from telephony_clients.sandbox.wire import Request

_FEATURES = {
    "call_history": "Call history",
    "call_filters": "Call history by date",
    "business_hours": "Business hours",
    "forwarding_schedules": "Forwarding schedules",
    "bulk_texting": "Bulk texting",
}
_IN_BASIC = "call_history"


def _account(store: Store) -> Record:
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


def _plan(name: str) -> Record:
    dear = name == "pro"
    return {
        "id": 3 if dear else 1,
        "planId": f"{name}-monthly",
        "planName": name,
        "displayName": name.capitalize(),
        "monthlyPrice": 59 if dear else 19,
        "includedUsers": 10 if dear else 1,
        "isCurrent": True,
    }


def _features(_: Store, __: Record) -> Iterable[Record]:
    for number, (name, title) in enumerate(_FEATURES.items(), 1):
        feature = {"id": number, "feature_id": str(number), "name": name, "display_name": title}
        yield feature | {"description": f"{title}.", "allowed": True, "included": 1, "used": 0}


FEATURES = Collection(path="/v2/accounts/permitted-features", operations=["list"], make_up=_features, paging=PAGES)


def routes(store: Store, dialect: Dialect, plan: Callable[[], str]) -> Mapping[str, Handler]:
    """Map the routes of the account to their handlers; what is allowed depends on the plan of the moment."""
    listed = FEATURES.routes(store, dialect)["GET /v2/accounts/permitted-features"]

    def features(request: Request) -> Answer:
        for one in FEATURES.rows(store):
            one["allowed"] = plan() == "pro" or one["name"] == _IN_BASIC
        return listed(request)

    return {
        "GET /v2/account": lambda _: dialect.success(_account(store)),
        "GET /v2/accounts/plan": lambda _: dialect.success(_plan(plan())),
        "GET /v2/accounts/permitted-features": features,
    }
