"""Talkover's accounts: the user and the user's tokens, told without `success`; the balance, and buying credits."""

import json
import math
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import attrs

from telephony_clients.sandbox.collection import Collection, Target, Verb
from telephony_clients.sandbox.dialect import Dialect
from telephony_clients.sandbox.laravel import HISTORY_PAGES
from telephony_clients.sandbox.records import NOW, Record, Store, ago, digest, only, without, zulu
from telephony_clients.sandbox.routing import Answer, Handler
from telephony_clients.sandbox.validator import Field, between, boolean, items, required, text, whole
from telephony_clients.sandbox.wire import Reply, Request

_PATHS = ("/api/user", "/user/", "/credits/")
_SHOWN = "id name abilities last_used_at created_at"
_MADE = (("CI Pipeline", "*", ago(hours=1)), ("Local Development", "read", None))
_TOP_UPS = 23
_DECLINED = "0002"
"""The last digits of the saved card that every charge fails with."""
_CARDS = (("visa", "4242"), ("mastercard", "5555"), ("visa", _DECLINED))
_SETTINGS = {
    **dict.fromkeys(("is_enabled", "scheduled_payment_enabled"), Field(boolean)),
    **dict.fromkeys(("threshold_amount", "recharge_amount", "scheduled_amount"), Field(between(1, 1000))),
    "day_of_month": Field(whole(1, 28)),
    "payment_method_id": Field(text(1)),
}
_START = """{"is_enabled": true, "threshold_amount": 50.0, "recharge_amount": 100.0,
    "scheduled_payment_enabled": false, "scheduled_amount": null, "day_of_month": null}"""


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


def _purse(store: Store) -> Record:
    return store.once("purse", lambda: {"balance": 250.0, "currency": "USD"})


def _settings(store: Store) -> Record:
    """Give the settings of the top-up, which may be changed in place."""
    paid_with = {"payment_method_id": METHODS.rows(store)[0]["id"], "daily_limit": 500.0, "recharge_count_today": 0}
    settings = json.loads(_START) | paid_with | {"last_recharge_at": ago(days=5), "currency": "USD"}
    return store.once("top-up", lambda: settings)


def _methods(store: Store, _: Record) -> Iterable[Record]:
    for index, (brand, last4) in enumerate(_CARDS):
        card = {"brand": brand, "last4": last4, "exp_month": 12 - index, "exp_year": 2027}
        made = {"id": store.id("payment method", index), "type": "card", "card": card, "is_default": index == 0}
        yield made | {"created_at": ago(days=90 - index)}


def _top_ups(store: Store, _: Record) -> Iterable[Record]:
    for index in range(_TOP_UPS):
        end: Record = {"status": "failed", "failure_reason": "card_declined"}
        if index % 7 != 1:
            end = {"status": "succeeded", "balance_before": 42.0, "balance_after": 142.0}
            end["transaction_id"] = store.id("transaction", index)
        what = {"id": store.id("top-up", index), "amount": 100.0, "currency": "USD"}
        how = {"trigger": "scheduled" if index % 3 else "threshold", **end}
        yield {**what, **how, "payment_method_id": METHODS.rows(store)[0]["id"], "created_at": ago(days=4 * index + 5)}


def _charge(target: Target, amount: float, payment_method_id: str | None, **details: Any) -> Record:
    """Take money and add it to the balance, or refuse as the card's bank does."""
    good = _method(target, payment_method_id)["card"]["last4"] != _DECLINED
    target.need(good, 402, "Payment failed", code="PAYMENT_FAILED", **details)
    purse = _purse(target.store)
    purse["balance"] += amount
    receipt = {"amount_charged": amount, "currency": "USD", "new_balance": purse["balance"]}
    return receipt | {"transaction_id": target.store.next_id("transaction")}


def _method(target: Target, method_id: str | None) -> Record:
    found = METHODS.get(target.store, method_id) if method_id else METHODS.rows(target.store)[0]
    return target.valid(found, payment_method_id="The selected payment method id is invalid.")


def _test(target: Target) -> Reply:
    settings = _settings(target.store)
    target.need(settings["is_enabled"], 422, "Auto top-up is not configured", code="AUTO_TOPUP_NOT_CONFIGURED")
    amount, paid_with = settings["recharge_amount"], only(settings, "payment_method_id")
    charge = _charge(target, amount, **paid_with, details={"decline_reason": "card_declined"})
    what = {"id": target.store.next_id("top-up"), "amount": amount, "trigger": "test", "status": "succeeded"}
    after = {"balance_before": charge["new_balance"] - amount, "balance_after": charge["new_balance"]}
    done = only(charge, "currency transaction_id") | {"created_at": zulu(NOW)}
    TOP_UPS.rows(target.store).insert(0, {**what, **after, **paid_with, **done})
    settings.update(recharge_count_today=settings["recharge_count_today"] + 1, last_recharge_at=zulu(NOW))
    return target.success(charge, "Test recharge completed successfully")


def _update(target: Target) -> Record:
    given = only(target.values, *(name for name in target.dialect.document(target.request) if name in _SETTINGS))
    _method(target, given.get("payment_method_id"))
    changed = _settings(target.store) | given
    message = "The scheduled amount field is required when scheduled payment enabled is true."
    target.valid(changed["scheduled_amount"] or not changed["scheduled_payment_enabled"], scheduled_amount=message)
    return _changed(target, given)


def _changed(target: Target, given: Mapping[str, Any]) -> Record:
    settings = _settings(target.store)
    settings.update(given, updated_at=zulu(NOW))
    return settings


def _balance(target: Target) -> Record:
    enabled = _settings(target.store)["is_enabled"]
    return {**_purse(target.store), "auto_topup_enabled": enabled, "as_of": zulu(NOW)}


METHODS = Collection(path="/auto-topup/payment-methods", operations=["list"], make_up=_methods)
TOP_UPS = Collection(path="/auto-topup/history", operations=["list"], make_up=_top_ups, paging=HISTORY_PAGES)
_PURCHASE = {"amount": required(between(0.01, math.inf)), "payment_method_id": Field(text(1))}
MONEY = Collection(
    path="",
    operations=(),
    list_verbs={
        "GET auto-topup/settings": lambda target: _settings(target.store),
        "PUT auto-topup/settings": Verb(_update, _SETTINGS),
        "POST auto-topup/test": _test,
        "POST auto-topup/disable": lambda target: _changed(target, {"is_enabled": False}),
        "POST credits/purchase": Verb(lambda target: _charge(target, **target.values), _PURCHASE),
        "GET credits/balance": _balance,
    },
)
