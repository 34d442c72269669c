"""The webhooks of agents and campaigns through the client: one class, two places."""

from typing import Any

import pytest

from telephony_clients import ApiError, BadRequest, ConfigurationError, NotFound, Talkover, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import CampaignWebhooks, WebhookEventType, WebhookLogStatus, Webhooks
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_calls import new_campaign
from tests.talkover.printed import EXAMPLES, REFUSALS
from tests.talkover.test_campaigns import agent_of

MOUNTS = ("agents", "campaigns")


@pytest.mark.parametrize("mount", MOUNTS)
async def test_a_webhook_s_life(sandbox: Sandbox, talkover: Talkover, server: ScriptedServer, mount: str) -> None:
    server.answer({"received": True}, always=True)
    owner = await agent_of(talkover)
    if mount == "campaigns":
        owner = (await talkover.campaigns.create(**new_campaign(owner))).id
    webhooks: Webhooks = getattr(talkover, mount).webhooks
    made = await webhooks.create(
        owner, name="W", webhook_url=server.url, events=[WebhookEventType.RECORDING], webhook_secret="s", timeout=5
    )
    assert (made.agent_id or made.campaign_id, made.events, made.timeout) == (owner, ["event_recording"], 5)

    assert [one.id async for one in webhooks.list(owner)] == [made.id]
    assert (await webhooks.get(owner, made.id)) == made
    assert (await webhooks.update(owner, made.id, name="V")).name == "V"
    assert [(await webhooks.toggle(owner, made.id)).enabled for _ in range(2)] == [False, True]
    tested = await webhooks.test(owner, made.id)
    assert (tested and tested.status_code) == (200 if mount == "agents" else None)
    await sandbox.talkover.webhooks.settled()
    (entry,) = await webhooks.list_logs(owner, made.id, page_size=10).to_list()
    assert (entry.status, entry.http_status, entry.attempt) == (WebhookLogStatus.SUCCESS, 200, 1)
    with pytest.raises(ValidationFailed) as refused:
        await webhooks.retry_log(owner, made.id, entry.id)
    assert refused.value.code == "LOG_NOT_RETRIABLE"
    await webhooks.delete(owner, made.id)
    with pytest.raises(NotFound):
        await webhooks.get(owner, made.id)
    assert talkover.drift() == ()


async def test_what_there_is_to_listen_to_comes_with_its_meaning_if_it_has_one(
    scripted: Talkover, server: ScriptedServer
) -> None:
    server.answer(EXAMPLES["agents.webhooks.list"][0]).answer(EXAMPLES["campaigns.webhooks.list"][0])

    of_agents = await scripted.agents.webhooks.available_events("a")
    of_campaigns = await scripted.campaigns.webhooks.available_events("c")

    assert len(of_agents) == 22
    assert of_agents[WebhookEventType.PHONE_CALL_STARTED] == "Phone call has started"
    assert len(of_campaigns) == 13
    assert set(of_campaigns.values()) == {None}
    assert all(one.is_known for one in [*of_agents, *of_campaigns])
    assert [one.target for one in server.requests] == ["/agents/a/webhooks", "/campaigns/c/webhooks"]


async def test_what_takes_no_body_sends_none(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["agents.webhooks.toggle"][0], always=True)
    await scripted.agents.webhooks.toggle("a", "w/1")
    await scripted.agents.webhooks.toggle("a", "w/1", extra={"url": "https://example.com"})

    assert [(one.method, one.target) for one in server.requests] == [("PATCH", "/agents/a/webhooks/w%2F1/toggle")] * 2
    assert [one.body for one in server.requests] == [b"", b'{"url":"https://example.com"}']


async def test_what_is_given_is_sent_as_documented(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["campaigns.webhooks.create"][0], status=201)
    fields: Any = {
        "name": "W",
        "webhook_url": "https://example.com/hook",
        "events": [WebhookEventType.CAMPAIGN_STARTED, "brand.new"],
        "webhook_secret": "s",
        "timeout": 5,
        "max_retries": 0,
        "enabled": False,
        "http_method": "PATCH",
        "authorization_scheme": "custom",
        "custom_headers": [{"key": "X-Mine", "value": "1"}],
        "payload_templates": {"campaign.started": {"id": "{{call.id}}"}},
        "include_call_events": True,
    }

    await scripted.campaigns.webhooks.create("c", **fields)

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/campaigns/c/webhooks")
    assert seen.json == {**fields, "events": ["campaign.started", "brand.new"]}


async def test_what_is_missing_or_unknown_is_not_sent(scripted: Talkover, server: ScriptedServer) -> None:
    with pytest.raises(ConfigurationError, match="events, webhook_url"):
        await scripted.agents.webhooks.create("a", name="W")  # type: ignore[call-arg]  # what checkers refuse
    with pytest.raises(ConfigurationError, match="event_names"):
        await scripted.agents.webhooks.update("a", "w", event_names=[])  # type: ignore[call-arg]
    assert server.requests == []


@pytest.mark.parametrize(
    ("number", "status", "error"), [(0, 200, BadRequest), (0, 422, ValidationFailed), (1, 422, ValidationFailed)]
)
async def test_the_printed_refusals(
    scripted: Talkover, server: ScriptedServer, number: int, status: int, error: type[ApiError]
) -> None:
    server.answer(REFUSALS["agents.webhooks.test"][number], status=status)

    with pytest.raises(error) as caught:
        await scripted.agents.webhooks.test("a", "w")
    assert caught.value.message == REFUSALS["agents.webhooks.test"][number]["message"]


async def test_pages_of_logs_follow_each_other_without_the_last_one_s_number(
    scripted: Talkover, server: ScriptedServer
) -> None:
    printed = EXAMPLES["campaigns.webhooks.list_logs"][0]
    for number in (1, 2):
        block = {"current_page": number, "per_page": 1, "total": 2}
        server.answer({**printed, "data": [{**printed["data"][0], "id": f"log-{number}"}], "pagination": block})

    assert isinstance(scripted.campaigns.webhooks, CampaignWebhooks)
    logs = await scripted.campaigns.webhooks.list_logs("c", "w", page_size=1).to_list()

    assert [one.id for one in logs] == ["log-1", "log-2"]
