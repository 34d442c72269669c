"""What agents' and campaigns' webhooks tell, how it is signed, and what the log shows of it."""

import hashlib
import hmac
from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Answer, Client, Clock
from tests.sandbox.talkover.test_campaigns import create as create_campaign
from tests.scripted_server import ScriptedServer
from tests.talkover.printed import EXAMPLES

TO = "+12345678901"
SECRET = "a secret of mine"
CALL_EVENTS = [
    *("event_phone_call_started", "event_phone_call_connected", "event_conversation_started"),
    *("event_conversation_ended", "event_phone_call_ended", "event_recording"),
]


class Hooks:
    """The webhooks of one owner, over plain HTTP."""

    def __init__(self, sandbox: Sandbox, client: Client, owner: str) -> None:
        self.vendor, self.client, self.path = sandbox.talkover, client, f"{owner}/webhooks"

    async def ask(self, method: str, path: str = "", document: Any = None) -> Answer:
        return await self.client.ask(self.vendor, method, self.path + path, document=document)

    async def add(self, url: str, *events: str, **more: Any) -> str:
        document = {"name": "W", "webhook_url": url, "events": events, **more}
        made: str = (await self.ask("POST", document=document)).document["data"]["id"]
        return made

    async def logs(self, hook: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.ask("GET", f"/{hook}/logs")).document["data"]
        return found


@pytest.fixture
async def agent(sandbox: Sandbox, client: Client) -> str:
    found: str = (await client.get(sandbox.talkover, "/agents")).document["data"][0]["id"]
    return found


@pytest.fixture
async def hooks(sandbox: Sandbox, client: Client, agent: str) -> Hooks:
    return Hooks(sandbox, client, f"/agents/{agent}")


async def test_the_shapes_of_an_agent_s_are_those_that_are_printed(hooks: Hooks) -> None:
    printed = {name.rsplit(".", 1)[1]: bodies[0] for name, bodies in EXAMPLES.items() if name.startswith("agents.w")}
    document = {"name": "W", "webhook_url": "https://example.com", "events": ["event_recording"], "webhook_secret": "s"}
    made = (await hooks.ask("POST", document=document)).document
    assert (list(made), made["message"]) == (list(printed["create"]), printed["create"]["message"])
    assert list(made["data"]) == list(printed["create"]["data"])
    one = f"/{made['data']['id']}"

    assert (await hooks.ask("GET", one)).document["data"] == made["data"]
    listed = (await hooks.ask("GET")).document["data"]
    assert listed == {"webhooks": [made["data"]], "available_events": printed["list"]["data"]["available_events"]}
    changed = (await hooks.ask("PUT", one, {"timeout": 45})).document
    assert (changed["data"]["timeout"], changed["message"]) == (45, printed["update"]["message"])
    for enabled in (False, True):
        toggled = (await hooks.ask("PATCH", f"{one}/toggle")).document
        assert toggled["message"] == ("Webhook enabled" if enabled else "Webhook disabled")
        assert (toggled["data"]["enabled"], toggled["data"]["status"]) == (enabled, "active" if enabled else "disabled")
    assert (await hooks.ask("DELETE", one)).document == printed["delete"]
    gone = await hooks.ask("GET", one)
    assert (gone.status, gone.document["message"]) == (404, "Webhook not found.")


async def test_the_shapes_of_a_campaign_s_are_those_that_are_printed(sandbox: Sandbox, client: Client) -> None:
    printed = {name.rsplit(".", 1)[1]: bodies[0] for name, bodies in EXAMPLES.items() if name.startswith("campaigns.w")}
    hooks = Hooks(sandbox, client, f"/campaigns/{await create_campaign(sandbox, client)}")
    hook = await hooks.add("https://example.com", "campaign.started")

    listed = (await hooks.ask("GET")).document["data"]
    assert listed["available_events"] == printed["list"]["data"]["available_events"]
    assert set(listed["webhooks"][0]) >= set(printed["get"]["data"]) | set(printed["list"]["data"]["webhooks"][0])
    toggled = (await hooks.ask("PATCH", f"/{hook}/toggle")).document
    assert toggled == {**printed["toggle"], "data": {"id": hook, "enabled": False}}
    assert (await hooks.ask("POST", f"/{hook}/test")).document == printed["test"]
    assert (await hooks.ask("DELETE", f"/{hook}")).document == printed["delete"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"webhook_url": None}, "webhook_url"),
        ({"events": []}, "events"),
        ({"events": ["campaign.started"]}, "events.0"),
        ({"timeout": 4}, "timeout"),
        ({"max_retries": 11}, "max_retries"),
        ({"http_method": "GET"}, "http_method"),
        ({"authorization_scheme": "magic"}, "authorization_scheme"),
    ],
)
async def test_refused_fields_have_the_page_s_own_shape(hooks: Hooks, wrong: dict[str, Any], field: str) -> None:
    document = {"name": "W", "webhook_url": "https://example.com", "events": ["event_recording"], **wrong}
    answer = await hooks.ask("POST", document=document)

    assert (answer.status, list(answer.document)) == (422, ["message", "errors"])
    assert list(answer.document["errors"]) == [field]


async def test_no_two_webhooks_have_the_same_id(hooks: Hooks) -> None:
    first, second = [await hooks.add("https://example.com", "event_recording") for _ in range(2)]
    await hooks.ask("DELETE", f"/{first}")

    assert await hooks.add("https://example.com", "event_recording") not in {first, second}


async def test_an_unknown_agent_is_told_in_the_page_s_own_words(sandbox: Sandbox, client: Client) -> None:
    answer = await Hooks(sandbox, client, "/agents/nobody").ask("GET")
    assert (answer.status, answer.document["message"]) == (404, "Agent not found in this environment.")


async def test_a_test_is_sent_as_printed_signed_and_logged(
    sandbox: Sandbox, hooks: Hooks, server: ScriptedServer
) -> None:
    sandbox.talkover.webhooks.signature_prefix = "sha256="
    server.answer({"received": True}, always=True)
    hook = await hooks.add(server.url, "event_recording", webhook_secret=SECRET)

    tested = (await hooks.ask("POST", f"/{hook}/test")).document
    assert (tested["message"], tested["data"]["status_code"]) == ("Test webhook sent successfully", 200)
    (seen,) = server.requests
    printed = "event agent_id agent_name webhook_id webhook_name timestamp test"
    assert list(seen.json) == printed.split()
    mac = hmac.new(SECRET.encode(), seen.body, hashlib.sha256).hexdigest()
    assert seen.headers["x-webhook-signature"] == f"sha256={mac}"
    (entry,) = await hooks.logs(hook)
    assert (entry["event"], entry["attempt"], entry["status"]) == ("webhook.test", 1, "success")
    assert (entry["http_status"], entry["request_payload"]) == (200, seen.json)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://example.com/webhook"])
async def test_a_test_that_nobody_answers_fails_and_can_be_retried(
    hooks: Hooks, server: ScriptedServer, url: str
) -> None:
    hook = await hooks.add(url, "event_recording")
    failed = await hooks.ask("POST", f"/{hook}/test")
    assert (failed.document["success"], failed.document["message"][:21]) == (False, "Webhook test failed: ")
    (entry,) = await hooks.logs(hook)
    assert (entry["status"], entry["http_status"], bool(entry["error"])) == ("failed", None, True)

    server.answer({}, always=True)
    await hooks.ask("PUT", f"/{hook}", {"webhook_url": server.url})
    retried = (await hooks.ask("POST", f"/{hook}/logs/{entry['id']}/retry")).document
    assert retried["data"]["original_log_id"] == entry["id"]
    await hooks.vendor.webhooks.settled()
    newest = (await hooks.logs(hook))[0]
    assert (newest["id"], newest["attempt"], newest["status"]) == (retried["data"]["log_id"], 2, "success")
    again = await hooks.ask("POST", f"/{hook}/logs/{newest['id']}/retry")
    assert (again.status, again.document["code"]) == (422, "LOG_NOT_RETRIABLE")


async def test_a_call_s_events_are_told_as_they_happen(
    client: Client, hooks: Hooks, agent: str, server: ScriptedServer, clock: Clock
) -> None:
    server.answer({}, always=True)
    await hooks.add(server.url, *CALL_EVENTS, custom_headers=[{"key": "X-Mine", "value": "1"}], http_method="PUT")
    await hooks.add(server.url, "event_recording", enabled=False)
    document = {"to": TO, "context": {"order": 7}}
    call = (await client.ask(hooks.vendor, "POST", f"/agents/{agent}/call", document=document)).document["data"]
    await hooks.vendor.webhooks.settled()
    assert [one.json["event"] for one in server.requests] == CALL_EVENTS[:1]

    clock.now += 300
    deliveries = await hooks.vendor.webhooks.settled()
    assert sorted(one.type for one in deliveries) == sorted(CALL_EVENTS)
    assert {one.json["call_id"] for one in server.requests} == {call["id"]}
    assert all(one.json["context"] == {"order": 7} for one in server.requests)
    assert {(one.method, one.headers["x-mine"]) for one in server.requests} == {("PUT", "1")}


async def test_a_campaign_s_webhook_tells_its_own_events_and_the_calls_if_it_is_told_to(
    sandbox: Sandbox, client: Client, server: ScriptedServer, clock: Clock
) -> None:
    server.answer({}, always=True)
    campaign = await create_campaign(sandbox, client)
    hooks = Hooks(sandbox, client, f"/campaigns/{campaign}")
    own = ["campaign.started", "campaign.paused", "campaign_call.queued", "campaign_call.completed"]
    plain, full = await hooks.add(server.url, *own), await hooks.add(server.url, *own, include_call_events=True)
    path = f"/campaigns/{campaign}"
    await client.ask(sandbox.talkover, "PATCH", f"{path}/status", document={"status": "active"})
    await client.ask(sandbox.talkover, "POST", f"{path}/call", document={"to": TO})
    clock.now += 300
    await sandbox.talkover.webhooks.settled()
    await client.ask(sandbox.talkover, "PATCH", f"{path}/status", document={"status": "paused"})
    await sandbox.talkover.webhooks.settled()

    told = {hook: sorted(entry["event"] for entry in await hooks.logs(hook)) for hook in (plain, full)}
    assert told[plain] == sorted(own)
    assert set(told[full]) == {*own, *CALL_EVENTS, "event_call_transcript", "event_call_report"}


async def test_what_is_not_taken_comes_again_with_an_entry_for_each_attempt(
    sandbox: Sandbox, client: Client, hooks: Hooks, agent: str, server: ScriptedServer
) -> None:
    sandbox.talkover.webhooks.interval = 0.001
    server.answer({}, status=500).answer({}, status=500).answer({}, always=True)
    hook = await hooks.add(server.url, "event_phone_call_started", max_retries=5)
    await client.ask(sandbox.talkover, "POST", f"/agents/{agent}/call", document={"to": TO})
    await sandbox.talkover.webhooks.settled()

    entries = await hooks.logs(hook)
    shown = [(one["attempt"], one["status"], one["http_status"]) for one in entries]
    assert shown == [(3, "success", 200), (2, "failed", 500), (1, "failed", 500)]


@pytest.mark.parametrize("event", ["event_recording", {"type": "event_recording", "id": "c"}])
async def test_an_event_is_delivered_wherever_a_test_wants_it(
    sandbox: Sandbox, server: ScriptedServer, event: Any
) -> None:
    server.answer({}, always=True)

    delivery = await sandbox.talkover.webhooks.deliver(event, server.url, secret=SECRET, duration=45)

    assert delivery.accepted
    (seen,) = server.requests
    assert seen.json["duration"] == 45
    assert seen.headers["x-webhook-signature"] == hmac.new(SECRET.encode(), seen.body, "sha256").hexdigest()


async def test_no_address_elsewhere_is_told(sandbox: Sandbox) -> None:
    delivery = await sandbox.talkover.webhooks.deliver("event_recording", "http://192.0.2.1/")

    assert (delivery.accepted, delivery.status) == (False, None)
