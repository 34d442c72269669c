"""Webhooks: what each of the four tells, how its kind is known, and that only the secret's holder is believed."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import ConfigurationError, Talkroute, Verified, Verifier, WebhookRejected, verify_aiohttp
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import (
    HOOK_URL,
    CallDirection,
    CallPayload,
    CallResult,
    MessageDirection,
    TextMessagePayload,
    VoicemailPayload,
    Webhook,
    WebhookType,
    hook_url,
    read_webhook,
)
from tests.conftest import CANARY
from tests.wings import same

SECRET = f"{CANARY}-talkroute-hook"
AT = datetime(2026, 9, 1, 12, 0, 5, tzinfo=UTC)
SIDES = {"caller_number": "+12025550123", "called_number": "+12025550100"}
CALL = {
    "datetime": "2026-09-01T12:00:05+00:00",
    "call_result": "answered",
    "direction": "inbound",
    "duration": 42,
    **SIDES,
    "caller_cname": "ANN LEE",
}
VOICEMAIL = {
    "datetime": "2026-09-01T12:00:05.000000Z",
    "call_result": "voicemail",
    "duration": 9,
    **SIDES,
    "transcription": None,
    "mailbox_name": "Sales",
}
TEXT = {
    "body": "Hi",
    "datetime": "2026-09-01T12:00:05+00:00",
    "direction": "incoming",
    "from_number": "+12025550123",
    "to_number": "+12025550100",
}
CALL_PAYLOAD = CallPayload(
    datetime_=AT,
    call_result=CallResult.ANSWERED,
    direction=CallDirection.INBOUND,
    duration=42,
    caller_number="+12025550123",
    called_number="+12025550100",
    caller_cname="ANN LEE",
)
VOICEMAIL_PAYLOAD = VoicemailPayload(
    datetime_=AT,
    call_result="voicemail",
    duration=9,
    caller_number="+12025550123",
    called_number="+12025550100",
    mailbox_name="Sales",
)
TEXT_PAYLOAD = TextMessagePayload(
    datetime_=AT,
    body="Hi",
    direction=MessageDirection.INCOMING,
    from_number="+12025550123",
    to_number="+12025550100",
)
VERIFIER = Verifier(HOOK_URL, secrets=[SECRET])


def address(kind: str) -> str:
    return hook_url("https://example.com/hooks", secret=SECRET, type=kind)


def read(body: Any, url: str = "") -> Webhook:
    delivery = VERIFIER.sign(json.dumps(body).encode(), url=url or "/hooks")
    return read_webhook(VERIFIER.verify(delivery.body, delivery.headers, url=delivery.url), url=delivery.url)


@pytest.mark.parametrize(
    ("kind", "body", "payload"),
    [
        ("new_call_record", CALL, CALL_PAYLOAD),
        ("call_completed", CALL, CALL_PAYLOAD),
        ("new_voicemail", VOICEMAIL, VOICEMAIL_PAYLOAD),
        ("new_text_message", TEXT, TEXT_PAYLOAD),
    ],
)
@pytest.mark.parametrize("wrap", ["bare", "type", "event", "data"])
def test_each_kind_is_typed_bare_or_wrapped(kind: str, body: dict[str, Any], payload: object, wrap: str) -> None:
    sent = {"bare": body, "data": {"data": body}}.get(wrap, {wrap: kind, "data": body})

    webhook = read(sent, address(kind))

    assert webhook.type is WebhookType(kind)
    assert same(webhook.payload, payload)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (CALL, "new_call_record"),
        (VOICEMAIL, "new_voicemail"),
        (TEXT, "new_text_message"),
        ({"type": "call_completed", "data": CALL}, "call_completed"),
        ({"event": "call_completed", "data": CALL}, "call_completed"),
        ({**CALL, "type": "call_completed"}, "call_completed"),
    ],
)
def test_without_a_type_in_the_url_the_body_tells(body: dict[str, Any], kind: str) -> None:
    assert read(body).type == kind


def test_the_url_s_type_comes_first() -> None:
    assert read({"type": "new_call_record", "data": CALL}, address("call_completed")).type == "call_completed"


def test_a_kind_that_is_new_is_its_text_and_its_json() -> None:
    webhook = read({"anything": 1}, address("new_fax"))

    assert (webhook.type, webhook.payload) == ("new_fax", {"anything": 1})


def test_what_a_payload_has_besides_is_kept() -> None:
    payload = read({**CALL, "id": "new"}, address("new_call_record")).payload

    assert isinstance(payload, CallPayload)
    assert payload.extra == {"id": "new"}


@pytest.mark.parametrize("body", [[], "x", None, 1, {}, {"anything": 1}])
def test_what_tells_no_kind_is_refused(body: Any) -> None:
    with pytest.raises(WebhookRejected):
        read(body)


def test_a_body_that_is_no_json_is_refused() -> None:
    url = address("new_call_record")

    with pytest.raises(WebhookRejected):
        read_webhook(VERIFIER.verify(b"<x/>", {}, url=url), url=url)


@pytest.mark.parametrize("secret", ["", "short", "fifteen-letters"])
def test_a_secret_that_can_be_guessed_is_refused(secret: str) -> None:
    with pytest.raises(ConfigurationError, match="16"):
        hook_url("https://example.com", secret=secret, type="new_voicemail")


def test_an_address_keeps_its_own_query() -> None:
    url = hook_url("https://example.com/hooks?tenant=a%26b", secret=SECRET, type=WebhookType.NEW_VOICEMAIL)

    assert url == f"https://example.com/hooks?tenant=a%26b&token={SECRET}&type=new_voicemail"


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("new_call_record", CallPayload),
        ("call_completed", CallPayload),
        ("new_voicemail", VoicemailPayload),
        ("new_text_message", TextMessagePayload),
    ],
)
async def test_a_subscription_brings_its_events_to_whoever_knows_the_secret(
    sandbox: Sandbox, talkroute: Talkroute, kind: str, payload: type
) -> None:
    taken: list[Webhook] = []

    async def receive(request: web.BaseRequest) -> web.Response:
        try:
            verified = await verify_aiohttp(VERIFIER, request)
            taken.append(read_webhook(verified, url=str(request.rel_url)))
        except WebhookRejected as error:
            return web.Response(status=error.status)
        return web.Response()

    runner = web.ServerRunner(web.Server(receive, access_log=None))  # which would show the secret
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/hooks"
    await talkroute.subscriptions.create(type=kind, hook_url=hook_url(base, secret=SECRET, type=kind))
    await talkroute.subscriptions.create(type=kind, hook_url=f"{base}?token=forged&type={kind}")
    statuses = [one.status for one in await sandbox.talkroute.webhooks.deliver(kind) if "hooks" in one.url]
    await runner.cleanup()

    assert sorted(statuses, key=str) == [200, 401]
    (webhook,) = taken
    assert (webhook.type, type(webhook.payload)) == (kind, payload)
    assert getattr(webhook.payload, "extra", None) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WebhookType),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.sampled_from([*CALL, *TEXT]), parts, max_size=3),
    max_leaves=5,
)
NAMES = ["type", "event", "data", *CALL, *VOICEMAIL, *TEXT]
URLS = st.sampled_from(
    ["", *(f"https://hooks.example.com/?type={one}" for one in [*WebhookType, "new", ""]), "//[", "?"]
)


@given(payload=JSON | st.dictionaries(st.sampled_from(NAMES), JSON, max_size=8), url=URLS)
def test_whatever_stands_in_a_body_is_read_or_rejected(payload: Any, url: str) -> None:
    try:
        webhook = read_webhook(Verified(body=json.dumps(payload).encode()), url=url)
    except WebhookRejected:
        return
    assert webhook.type
    assert webhook.payload is not None
