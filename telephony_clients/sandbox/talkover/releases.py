"""Requests to give Talkover's phone numbers back."""

from collections.abc import Iterator

from telephony_clients.sandbox.collection import Collection, Target, Verb
from telephony_clients.sandbox.records import Record, Store, zulu
from telephony_clients.sandbox.talkover.agents import is_in_use
from telephony_clients.sandbox.talkover.numbers import NUMBERS
from telephony_clients.sandbox.validator import required, text
from telephony_clients.sandbox.wire import Reply

_RESOLVED = "Release request is resolved already"


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


RELEASES = Collection(
    path="/phone-numbers/release-requests",
    operations=["list", "delete"],
    make_up=_past,
    before_delete=lambda one: one.need(
        one.record["status"] == "pending", 409, _RESOLVED, code="RELEASE_ALREADY_RESOLVED"
    ),
    remove=lambda one: one.record.update(status="cancelled"),
    messages={"delete": "Release request cancelled"},
)
NUMBER_RELEASES = NUMBERS.with_verbs({"POST request-release": Verb(_ask, {"reason": required(text(10, 500))})})
