"""Deliveries of Talkover's: verified whatever the signature's form, and read whatever they call things."""

import json
from collections.abc import AsyncIterator
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import MemoryReplayStore, Talkover, Verifier, WebhookRejected, verify_aiohttp
from telephony_clients.core.webhooks.schemes import Encoding
from telephony_clients.core.webhooks.verifier import Verified
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import (
    WebhookEvent,
    WebhookEventType,
    WebhookSignature,
    find_signature,
    read_webhook,
)
from tests.conftest import CANARY
from tests.mutations import all_of
from tests.talkover.contract_calls import TO
from tests.talkover.test_campaigns import agent_of

SECRET = f"{CANARY}-webhook"
SIGNATURE = WebhookSignature(header="X-Webhook-Signature")
TEST = {
    "event": "webhook.test",
    "agent_id": "9fbef0b7-8d4e-4a08-9207-66c22155721d",
    "agent_name": "My Agent",
    "webhook_id": "9fcafbf2-7593-44d6-8cd7-1b221beba62a",
    "webhook_name": "My Webhook",
    "timestamp": "2025-09-03T23:19:51.000Z",
    "test": True,
}
"""As printed."""


def read(payload: Any) -> WebhookEvent:
    return read_webhook(Verified(body=json.dumps(payload).encode()))


def test_the_printed_trial_is_read() -> None:
    assert read(TEST) == WebhookEvent(
        type=WebhookEventType.TEST,
        agent_id="9fbef0b7-8d4e-4a08-9207-66c22155721d",
        timestamp=datetime(2025, 9, 3, 23, 19, 51, tzinfo=UTC),
        is_test=True,
        payload=TEST,
    )


@pytest.mark.parametrize(
    ("payload", "type_", "call_id"),
    [
        ({"event": "event_phone_call_ended", "call_id": "c", "duration": 45}, "event_phone_call_ended", "c"),
        ({"type": "event_recording", "id": "c"}, "event_recording", "c"),
        ({"status": "event_action", "call": {"id": "c"}}, "event_action", "c"),
        ({"event": "event_recording", "id": "delivery-1", "call": {"id": 7}}, "event_recording", "7"),
        ({"event": "event_recording", "id": "delivery-1", "call_id": "c", "call": {"id": "d"}}, "event_recording", "c"),
        ({"type": "call", "status": "event_phone_call_ended", "id": "c"}, "event_phone_call_ended", "c"),
        ({"event": {"name": "x"}, "type": "event_brand_new", "status": "completed", "id": "c"}, "event_brand_new", "c"),
        ({"type": "brand.new", "id": "c"}, "brand.new", "c"),
        ({"event": "campaign_call.completed", "id": "c"}, "campaign_call.completed", "c"),
        ({"event": "campaign.started", "id": "m"}, "campaign.started", None),
        ({"event": "event_recording", "id": True, "call": "c", "call_id": ""}, "event_recording", None),
    ],
)
def test_the_event_and_its_call_are_found_where_they_may_stand(
    payload: dict[str, Any], type_: str, call_id: str | None
) -> None:
    event = read(payload)

    assert (event.type, event.call_id, event.payload) == (type_, call_id, payload)


def test_what_else_is_told_has_its_type_or_is_left_in_the_payload() -> None:
    whole = {"event": "campaign.started", "id": "m", "status": "active", "context": {"a": 1}, "duration": 1.5}
    event = read({**whole, "timestamp": "2026-01-01T00:00:00Z", "agent": {"id": "a"}})
    assert (event.campaign_id, event.agent_id, event.status) == ("m", "a", "active")
    assert (event.context, event.duration) == ({"a": 1}, 1.5)
    assert event.timestamp == datetime(2026, 1, 1, tzinfo=UTC)

    odd = {"event": "event_action", "status": 5, "context": "x", "duration": "45", "timestamp": "2026-01-01T00:00:00"}
    event = read(odd)
    assert (event.status, event.context, event.duration, event.timestamp) == (None, None, None, None)
    assert event.payload == odd


@pytest.mark.parametrize("body", [b"[]", b"{", b"{}", b'{"event": 5}', b'{"event": ""}', b"\xff", b"null", b""])
def test_what_names_no_event_is_rejected(body: bytes) -> None:
    with pytest.raises(WebhookRejected):
        read_webhook(Verified(body=body))


@pytest.mark.parametrize("encoding", list(Encoding))
@pytest.mark.parametrize("prefix", ["", "sha256=", "v1,"])
def test_a_captured_delivery_shows_how_it_is_signed(encoding: Encoding, prefix: str) -> None:
    scheme = WebhookSignature(header="x-odd-name", encoding=encoding, prefix=prefix)
    verifier = Verifier(scheme, secrets=[SECRET])
    delivery = verifier.sign(json.dumps(TEST).encode())
    headers = {"Host": "example.com", **delivery.headers}

    found = find_signature(delivery.body, headers, secret=SECRET)

    assert found == scheme
    assert find_signature(delivery.body, headers, secret="another") is None
    assert find_signature(delivery.body + b" ", list(headers.items()), secret=SECRET) is None
    assert verifier.verify(delivery.body, headers).json() == TEST


@pytest.mark.parametrize(
    ("event", "again"),
    [
        ({"event": "event_phone_call_ended", "call_id": "c"}, False),
        ({"event": "event_call_report", "call": {"id": "c"}}, False),
        ({"event": "event_phone_call_ended"}, True),
        ({"event": "event_action", "call_id": "c"}, True),
        (["a template's"], True),
    ],
)
def test_only_what_happens_to_a_call_once_is_remembered(*, event: Any, again: bool) -> None:
    verifier = Verifier(SIGNATURE, secrets=[SECRET], replay_store=MemoryReplayStore())
    delivery = verifier.sign(json.dumps(event).encode())
    verifier.verify(delivery.body, delivery.headers)
    with nullcontext() if again else pytest.raises(WebhookRejected, match="accepted before"):
        verifier.verify(delivery.body, delivery.headers)


def test_no_mutated_delivery_is_accepted_and_none_raises_anything_else() -> None:
    verifier = Verifier(SIGNATURE, secrets=[SECRET])
    delivery = verifier.sign(json.dumps(TEST).encode())
    signature = delivery.headers["X-Webhook-Signature"]
    tried = 0
    for body in all_of(delivery.body, each=15):
        tried += 1
        with pytest.raises(WebhookRejected):
            verifier.verify(body, delivery.headers)
        with suppress(WebhookRejected):
            read_webhook(Verified(body=body))
    for other in all_of(signature.encode(), each=60):
        tried += 1
        with pytest.raises(WebhookRejected):
            verifier.verify(delivery.body, {"X-Webhook-Signature": other.decode("latin-1")})

    assert tried > 10_000


class Office:
    """A server that takes deliveries.

    Attributes:
        events: what it took.
        rejected: why it did not take others.
    """

    def __init__(self) -> None:
        self.events: list[WebhookEvent] = []
        self.rejected: list[str] = []
        self._verifier = Verifier(SIGNATURE, secrets=[SECRET], replay_store=MemoryReplayStore())
        application = web.Application()
        application.router.add_post("/", self._receive)
        self.server = TestServer(application)

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            self.events.append(read_webhook(await verify_aiohttp(self._verifier, request)))
        except WebhookRejected as error:
            self.rejected.append(error.reason)
            return web.Response(status=error.status)
        return web.Response()


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    receiving = Office()
    async with receiving.server:
        yield receiving


async def test_a_trial_and_a_call_arrive_verified(sandbox: Sandbox, talkover: Talkover, office: Office) -> None:
    agent = await agent_of(talkover)
    url = str(office.server.make_url("/"))
    events = ["event_phone_call_started"]
    made = await talkover.agents.webhooks.create(agent, name="W", webhook_url=url, events=events, webhook_secret=SECRET)
    tested = await talkover.agents.webhooks.test(agent, made.id)
    assert tested is not None
    placed = await talkover.agents.call(agent, to=TO, context={"order": 7})
    await sandbox.talkover.webhooks.settled()
    unsigned = await sandbox.talkover.webhooks.deliver("event_recording", url)

    assert [(one.type, one.call_id) for one in office.events] == [
        ("webhook.test", None),
        ("event_phone_call_started", placed.id),
    ]
    assert office.events[1].context == {"order": 7}
    assert (office.rejected, unsigned.status) == (["missing"], 401)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WebhookEventType),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.sampled_from(["id", "status"]), parts, max_size=2),
    max_leaves=5,
)
NAMES = ["event", "type", "status", "id", "call", "call_id", "agent", "campaign", "duration", "context", "timestamp"]


@given(JSON | st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6))
def test_whatever_stands_in_a_body_is_read_or_rejected(payload: Any) -> None:
    try:
        event = read_webhook(Verified(body=json.dumps(payload).encode()))
    except WebhookRejected:
        return
    assert event.type
    assert event.timestamp is None or event.timestamp.tzinfo is not None
