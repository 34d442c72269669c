"""Talkover's SIP trunks with their numbers, and requests to give phone numbers back."""

from collections.abc import Iterator

from telephony_clients.sandbox.collection import EVERY, Collection, Target, Verb
from telephony_clients.sandbox.records import Record, Store, dates, national, only, without, zulu
from telephony_clients.sandbox.talkover.agents import is_in_use
from telephony_clients.sandbox.talkover.numbers import NUMBERS
from telephony_clients.sandbox.validator import Field, e164, flag, one_of, required, text, whole
from telephony_clients.sandbox.wire import Reply

_FIELDS = {
    "name": required(text(1, 255)),
    **dict.fromkeys(("provider_name", "domain", "username", "password"), required(text(1))),
    "transport": Field(one_of("udp", "tcp", "tls"), "tls"),
    "port": Field(whole(1, 65535)),
    **dict.fromkeys(("outbound_proxy", "auth_realm"), Field(text())),
    "is_active": Field(flag, default=False),
}
_HEAD = "id name provider_name domain transport is_active is_verified created_at"
_SHORT = "id number country_code formatted_number"


def _trunk(store: Store, given: Record) -> Record:
    port = given.get("port") or (5061 if given["transport"] == "tls" else 5060)
    state = {"is_verified": False, "health_status": None, "last_health_check_at": None}
    return {"id": store.next_id("trunk"), **given, "port": port, **state, **dates(zulu(store.now))}


def _made_up(store: Store, _: Record) -> Iterator[Record]:
    named = {"name": "Primary Carrier — US", "provider_name": "carrier-x", "domain": "sip.carrier-x.com"}
    account = {"username": "user_42", "password": "", "transport": "tls", "outbound_proxy": None, "auth_realm": None}
    checked = {"is_verified": True, "health_status": "healthy", "last_health_check_at": zulu(store.now)}
    yield _trunk(store, {**named, **account, "is_active": True}) | checked


def _change(target: Target) -> None:
    trunk, given, account = target.record, target.values, ("domain", "transport", "username", "password")
    verified = trunk["is_verified"] and all(given.get(name, trunk[name]) == trunk[name] for name in account)
    trunk.update(given, is_verified=verified, updated_at=target.now)


def _answers(trunk: Record) -> bool:
    """Tell whether the carrier answers: every one does whose host does not end in `.invalid`."""
    return not trunk["domain"].endswith(".invalid")


def _verify(target: Target) -> Reply:
    verified, checked = _answers(target.record), {"last_health_check_at": target.now}
    state = {"is_verified": verified, "health_status": "healthy" if verified else "unhealthy"}
    target.record.update(state | checked)
    if verified:
        return target.success(state | checked)
    return Reply({"success": False, "data": state | {"error": "Authentication failed (401)"}})  # no status is stated


def _health(target: Target) -> Record:
    failure = {"is_healthy": False, "response_time_ms": 5000, "error": "Connection timeout"}
    state = {"is_healthy": True, "response_time_ms": 142} if _answers(target.record) else failure
    return {**state, "checked_at": target.now}


def _dids(store: Store, trunk: Record) -> Iterator[Record]:
    """Give the oldest trunk a number of a published agent, and one of a draft."""
    if trunk is TRUNKS.rows(store)[-1]:
        yield from (only(number, _SHORT) for number in NUMBERS.rows(store)[:5:4])


def _add(target: Target) -> Record:
    number, store = target.values["number"], target.store
    known = {one["number"] for trunk in TRUNKS.rows(store) for one in DIDS.rows(store, trunk)}
    target.need(number not in known, 409, "This number exists already", code="DID_ALREADY_EXISTS")
    named = {"id": store.next_id("did"), "number": number, **only(target.values, "country_code")}
    return {**named, "formatted_number": national(number), "trunk_id": target.owner["id"]}


def _request(store: Store, number: Record, reason: str) -> Record:
    named = {"id": store.next_id("release"), "phone_number_id": number["id"], "phone_number": number["number"]}
    return {**named, "reason": reason, "status": "pending", "requested_at": zulu(store.now)}


def _past(store: Store, _: Record) -> Iterator[Record]:
    number = {"id": store.id("released number"), "number": "+15559876543"}
    made = _request(store, number, "Replaced by new toll-free number")
    yield made | {"status": "approved", "requested_at": "2024-01-05T10:00:00Z", "resolved_at": "2024-01-08T16:20:00Z"}


def _ask(target: Target) -> Reply:
    number, requests = target.record["id"], RELEASES.rows(target.store)
    pending = {one["phone_number_id"] for one in requests if one["status"] == "pending"}
    target.need(number not in pending, 409, "A release request is pending already", code="RELEASE_ALREADY_PENDING")
    used, code = is_in_use(target.store, number), "PHONE_NUMBER_IN_USE"
    target.need(not used, 422, "Phone number is assigned to active agents", code=code)
    requests.insert(0, _request(target.store, target.record, target.values["reason"]))
    return target.success(requests[0], status=201)


TRUNKS = Collection(
    path="/sip-trunks",
    operations=EVERY,
    missing="SIP trunk not found",
    make_up=_made_up,
    shape=lambda trunks: [only(one, _HEAD, "health_status") for one in trunks],
    written=lambda trunk: only(trunk, _HEAD, "port updated_at"),
    show=lambda target: without(target.record, "password"),
    fields=_FIELDS,
    create=lambda target: _trunk(target.store, dict(target.values)),
    change=_change,
    before_delete=lambda trunk: trunk.need(
        not DIDS.rows(trunk.store, trunk.record), 409, "SIP trunk still has numbers", code="TRUNK_HAS_DIDS"
    ),
    messages={"delete": "SIP trunk deleted"},
    verbs={"POST verify": _verify, "GET health": _health},
)
DIDS: Collection = Collection(
    path="/sip-trunks/{trunk}/dids",
    owner=TRUNKS,
    operations=["list", "create", "delete"],
    missing="DID not found",
    make_up=_dids,
    shape=lambda dids: [only(one, _SHORT) for one in dids],
    fields={"country_code": required(text(2, 2)), "number": required(e164)},
    create=_add,
    before_delete=lambda did: did.need(
        not is_in_use(did.store, did.record["id"]), 409, "This number is in use", code="DID_IN_USE"
    ),
    messages={"delete": "DID removed"},
)
RELEASES = Collection(
    path="/phone-numbers/release-requests",
    operations=["list", "delete"],
    make_up=_past,
    before_delete=lambda one: one.need(
        one.record["status"] == "pending", 409, "Release request is resolved already", code="RELEASE_ALREADY_RESOLVED"
    ),
    remove=lambda one: one.record.update(status="cancelled"),
    messages={"delete": "Release request cancelled"},
)
NUMBER_RELEASES = NUMBERS.with_verbs({"POST request-release": Verb(_ask, {"reason": required(text(10, 500))})})
