"""Calls and campaigns, with what belongs to them, as calls of the client."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from typing import Any

from telephony_clients import BadRequest, Pager, Talkover
from telephony_clients.talkover import NewCampaign, Webhooks

TO = "+12025550123"
WEBHOOK: Any = {
    "name": "My Webhook",
    "webhook_url": "http://127.0.0.1:9/webhook",
    "events": ["event_recording"],
    "max_retries": 0,
}
SFTP: Any = {"host": "sftp.example.com", "username": "u", "auth_type": "password", "password": "p"}
Perform = Callable[[Talkover, Any], Awaitable[object]]


def new_campaign(agent_id: str) -> NewCampaign:
    """Return the fields that a campaign must have."""
    return {
        "name": "Sales Campaign Q1",
        "campaign_type": "sales",
        "agent_id": agent_id,
        "start_date": date(2026, 4, 1),
        "days_of_week": [1, 2, 3, 4, 5],
        "call_time_ranges": [{"start": "09:00", "end": "17:00"}],
        "timezone": "America/New_York",
    }


async def page(pager: Pager[Any]) -> list[Any]:
    """Read the first page alone: the printed ones are one of several."""
    return list(await pager)


CALLS: dict[str, Perform] = {
    "agents.call": lambda talkover, ids: talkover.agents.call(ids.agent, to=TO),
    "agents.calls.list": lambda talkover, ids: page(talkover.agents.calls.list(ids.agent)),
    "agents.calls.list_active": lambda talkover, ids: talkover.agents.calls.list_active(ids.agent, TO).to_list(),
    "agents.calls.end": lambda talkover, ids: talkover.agents.calls.end(ids.agent, call_sid=ids.call),
    "calls.list": lambda talkover, _: page(talkover.calls.list()),
    "campaigns.list": lambda talkover, _: page(talkover.campaigns.list()),
    "campaigns.create": lambda talkover, ids: talkover.campaigns.create(**new_campaign(ids.agent)),
    "campaigns.get": lambda talkover, ids: talkover.campaigns.get(ids.campaign),
    "campaigns.update": lambda talkover, ids: talkover.campaigns.update(ids.campaign, max_retries=5, end_date=None),
    "campaigns.update_status": lambda talkover, ids: talkover.campaigns.update_status(ids.campaign, status="paused"),
    "campaigns.delete": lambda talkover, ids: talkover.campaigns.delete(ids.draft),
    "campaigns.sftp.get": lambda talkover, ids: talkover.campaigns.sftp.get(ids.campaign),
    "campaigns.sftp.create": lambda talkover, ids: talkover.campaigns.sftp.create(ids.campaign, **SFTP),
    "campaigns.sftp.update": lambda talkover, ids: talkover.campaigns.sftp.update(ids.campaign, port=2222),
    "campaigns.sftp.test_connection": lambda talkover, ids: talkover.campaigns.sftp.test_connection(ids.campaign),
    "campaigns.sftp.trigger_import": lambda talkover, ids: talkover.campaigns.sftp.trigger_import(ids.campaign),
    "campaigns.sftp.trigger_export": lambda talkover, ids: talkover.campaigns.sftp.trigger_export(
        ids.campaign, file_data_ids=[]
    ),
    "campaigns.sftp.list_logs": lambda talkover, ids: page(talkover.campaigns.sftp.list_logs(ids.campaign)),
    "campaigns.call": lambda talkover, ids: talkover.campaigns.call(ids.campaign, to=TO),
}


def webhook_calls(mount: str) -> dict[str, Perform]:
    """Return the calls about the webhooks of agents or campaigns: the same, with other ids."""
    owner = mount.removesuffix("s")

    def call(method: str, ids: int, **fields: Any) -> Perform:
        def perform(talkover: Talkover, given: Any) -> Awaitable[object]:
            known = [getattr(given, one) for one in (owner, f"{owner}_webhook", f"{owner}_log")]
            made: Any = getattr(getattr(talkover, mount).webhooks, method)(*known[:ids], **fields)
            return page(made) if isinstance(made, Pager) else made

        return perform

    return {
        f"{mount}.webhooks.list": call("list", 1),
        f"{mount}.webhooks.create": call("create", 1, **WEBHOOK),
        f"{mount}.webhooks.get": call("get", 2),
        f"{mount}.webhooks.update": call("update", 2, timeout=45),
        f"{mount}.webhooks.delete": call("delete", 2),
        f"{mount}.webhooks.toggle": call("toggle", 2),
        f"{mount}.webhooks.test": call("test", 2),
        f"{mount}.webhooks.list_logs": call("list_logs", 2),
        f"{mount}.webhooks.retry_log": call("retry_log", 3),
    }


CALLS |= webhook_calls("agents") | webhook_calls("campaigns")
NOT_REPEATED = {
    "campaigns.sftp.create",
    "campaigns.sftp.trigger_export",
    "campaigns.sftp.trigger_import",
    "agents.call",
    "agents.calls.end",
    "campaigns.call",
    "campaigns.create",
    "campaigns.delete",
    "campaigns.update_status",
    *(
        f"{mount}.webhooks.{name}"
        for mount in ("agents", "campaigns")
        for name in ("create", "delete", "toggle", "test", "retry_log")
    ),
}


async def set_up(client: Talkover, agent_id: str, listener: str) -> dict[str, str]:
    """Make what the calls are about, with webhooks that tell a listener, and return its ids."""
    placed = await client.agents.call(agent_id, to=TO)
    campaign, draft = [await client.campaigns.create(**new_campaign(agent_id)) for _ in range(2)]
    await client.campaigns.update_status(campaign.id, status="active")
    made = {"call": placed.id, "campaign": campaign.id, "draft": draft.id}
    await client.campaigns.sftp.create(campaign.id, **SFTP)
    owners: list[tuple[str, Webhooks, str]] = [
        ("agent", client.agents.webhooks, agent_id),
        ("campaign", client.campaigns.webhooks, campaign.id),
    ]
    for name, webhooks, owner in owners:
        webhook = await webhooks.create(owner, **WEBHOOK)
        with suppress(BadRequest):  # nobody answers there
            await webhooks.test(owner, webhook.id)
        log = (await webhooks.list_logs(owner, webhook.id))[0]
        while log.status == "pending":
            await asyncio.sleep(0.01)
            log = (await webhooks.list_logs(owner, webhook.id))[0]
        await webhooks.update(owner, webhook.id, webhook_url=listener)
        made |= {f"{name}_webhook": webhook.id, f"{name}_log": log.id}
    return made
