"""A whole campaign from code, by default options: begun with a new agent, followed, and told of, within the plan."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from telephony_clients import Talkover, Verifier, verify_aiohttp
from telephony_clients.sandbox import Faults, Sandbox
from telephony_clients.talkover import WebhookEvent, WebhookEventType, WebhookSignature, read_webhook
from tests.conftest import CANARY
from tests.core.loop_time import in_loop_time, loop, loop_options
from tests.talkover.contract_agents import AGENT
from tests.talkover.contract_calls import new_campaign

SECRET = f"{CANARY}-webhook"
STANDARD = 100
"""Requests a minute in the vendor's Standard plan."""
CONCURRENT = 100
FEW, MANY = 250, 1000
BY_WINDOW, BY_TOKEN = lambda sent: (sent - 1) // STANDARD * 60.0, lambda sent: (sent - STANDARD) * 60.0 / STANDARD
PLANS: dict[str, tuple[Callable[[Faults], None], Callable[[int], float], int]] = {
    "windows, reset since 1970": (lambda faults: faults.quota(STANDARD), BY_WINDOW, MANY),
    "windows, reset in seconds": (lambda faults: faults.quota(STANDARD, reset="seconds"), BY_WINDOW, FEW),
    "windows, reset not told": (lambda faults: faults.quota(STANDARD, reset=None), BY_WINDOW, MANY),
    "tokens": (lambda faults: faults.throttle(STANDARD / 60, STANDARD), BY_TOKEN, FEW),
}
"""How the plan may be counted, and the least seconds that so many requests take."""


@asynccontextmanager
async def office(events: list[WebhookEvent]) -> AsyncIterator[str]:
    """A server that verifies and reads deliveries."""
    verifier = Verifier(WebhookSignature(header="X-Webhook-Signature"), secrets=[SECRET])

    async def receive(request: web.Request) -> web.Response:
        events.append(read_webhook(await verify_aiohttp(verifier, request)))
        return web.Response()

    application = web.Application()
    application.router.add_post("/", receive)
    async with TestServer(application) as server:
        yield str(server.make_url("/"))


async def published_agent(talkover: Talkover) -> str:
    """Make an agent, give it a voice, and publish it."""
    agent = await talkover.agents.create(**AGENT)
    group = await talkover.voice_templates.list().first()
    assert group is not None
    voice = group.voices[0].id
    await talkover.agents.update_voice(agent.id, voice_id=voice, conversation_speed=1.2, who_speaks_first="agent")
    assert (await talkover.agents.publish(agent.id)).current_status == "published"
    return agent.id


async def place(talkover: Talkover, campaign_id: str, people: int) -> list[Any]:
    """Place a call to each of so many people, a hundred at a time."""
    free = asyncio.Semaphore(CONCURRENT)

    async def one(number: int) -> Any:
        async with free:
            return await talkover.campaigns.call(campaign_id, to=f"+1202555{number:04}", context={"row": number})

    return await asyncio.gather(*map(one, range(people)))


@pytest.mark.parametrize("plan", PLANS)
@in_loop_time
async def test_nothing_is_lost_and_nothing_refused_in_hardly_more_time_than_the_plan_takes(plan: str) -> None:
    throttle, least, people = PLANS[plan]
    events: list[WebhookEvent] = []
    async with (
        Sandbox(calls=50, api_keys={"talkover": CANARY}, clock=loop().time) as sandbox,
        Talkover(CANARY, base_url=sandbox.talkover.base_url, options=loop_options()) as talkover,
        office(events) as url,
    ):
        throttle(sandbox.talkover.faults)
        began = loop().time()
        campaign = await talkover.campaigns.create(**new_campaign(await published_agent(talkover)))
        await talkover.campaigns.webhooks.create(
            campaign.id,
            name="W",
            webhook_url=url,
            events=[WebhookEventType.CAMPAIGN_CALL_QUEUED, WebhookEventType.CAMPAIGN_CALL_COMPLETED],
            webhook_secret=SECRET,
        )
        await talkover.campaigns.update_status(campaign.id, status="active")
        placed = await place(talkover, campaign.id, people)
        took, sent = loop().time() - began, len(sandbox.talkover.requests)

        ended = await talkover.calls.wait(placed)
        over = loop().time() - began
        await sandbox.talkover.webhooks.settled()

    statuses = [one.status for one in sandbox.talkover.requests]
    assert HTTPStatus.TOO_MANY_REQUESTS not in statuses
    assert took <= 1.05 * least(sent)
    ids = {one.id for one in placed}
    assert len(ids) == people == sent - 7
    assert {call.id for call in ended} == ids
    assert {call.status for call in ended} == {"completed"}
    last = max(call.updated_at for call in ended if call.updated_at) - min(call.created_at for call in ended)
    assert over <= 1.05 * last.total_seconds()
    for event in (WebhookEventType.CAMPAIGN_CALL_QUEUED, WebhookEventType.CAMPAIGN_CALL_COMPLETED):
        told = {one.call_id: one.context for one in events if one.type == event}
        assert set(told) == ids
        assert sorted(context["row"] for context in told.values() if context) == list(range(people))
    assert len(events) == 2 * people
