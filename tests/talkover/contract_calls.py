"""Calls and campaigns, with what belongs to them, as calls of the client."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from telephony_clients import Pager, Talkover
from telephony_clients.talkover import NewCampaign
from tests.talkover.printed import EXAMPLES as EXAMPLES  # noqa: PLC0414 - handed on to the contract

TO = "+12025550123"


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


CALLS: dict[str, Callable[[Talkover, Any], Awaitable[object]]] = {
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
    "campaigns.call": lambda talkover, ids: talkover.campaigns.call(ids.campaign, to=TO),
}
NOT_REPEATED = {
    "agents.call",
    "agents.calls.end",
    "campaigns.call",
    "campaigns.create",
    "campaigns.delete",
    "campaigns.update_status",
}


async def set_up(client: Talkover, agent_id: str) -> dict[str, str]:
    """Make what the calls are about, and return its ids."""
    placed = await client.agents.call(agent_id, to=TO)
    campaign, draft = [await client.campaigns.create(**new_campaign(agent_id)) for _ in range(2)]
    await client.campaigns.update_status(campaign.id, status="active")
    return {"call": placed.id, "campaign": campaign.id, "draft": draft.id}
