"""Every operation of Talkover's client as a call, with what the vendor prints as its answer."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import attrs

from telephony_clients import Talkover
from telephony_clients.sandbox import Sandbox
from telephony_clients.testing import Contract, StandIn
from telephony_clients.testing.server import OneAnswerServer
from tests.conftest import CANARY
from tests.talkover import contract_calendars as calendars
from tests.talkover import contract_calls, examples

KEY = f"{CANARY}-talkover"


@attrs.frozen
class Ids:
    agent: str = "a"
    voice: str = "v"
    call: str = "c"
    campaign: str = "m"
    draft: str = "d"
    agent_webhook: str = "w"
    agent_log: str = "l"
    campaign_webhook: str = "w"
    campaign_log: str = "l"
    of_calendars: calendars.Ids = attrs.field(factory=calendars.Ids)


CALLS: dict[str, Callable[[Talkover, Ids], Awaitable[object]]] = {
    "agents.list": lambda talkover, _: talkover.agents.list(page_size=100).to_list(),
    "agents.get": lambda talkover, ids: talkover.agents.get(ids.agent),
    "health.get": lambda talkover, _: talkover.health.get(),
    "phone_numbers.list": lambda talkover, _: talkover.phone_numbers.list().to_list(),
    "voice_templates.list": lambda talkover, _: talkover.voice_templates.list().to_list(),
    "voice_templates.demo": lambda talkover, ids: talkover.voice_templates.demo(ids.voice),
    **contract_calls.CALLS,
    **calendars.CALLS,
}
"""Method -> a call of it, given ids of records that are there."""


EXAMPLES: dict[str, list[Any]] = {
    "agents.list": [examples.AGENTS],
    "agents.get": [{"success": True, "data": examples.AGENT}],
    "voice_templates.list": [examples.VOICES],
    **contract_calls.EXAMPLES,
    **{name: [body] for name, body in calendars.EXAMPLES.items()},
}


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """The sandbox, and the ids of an agent that may call and of a voice."""
    async with Sandbox(seed=7, calls=30, api_keys={"talkover": KEY}) as sandbox, OneAnswerServer(b"{}") as listener:
        vendor = sandbox.talkover
        async with Talkover(KEY, base_url=vendor.base_url) as client:
            agents = await client.agents.list().to_list()
            group = await client.voice_templates.list().first()
            assert group is not None
            ready = next(agent for agent in agents if agent.current_status == "published")
            made = await contract_calls.set_up(client, ready.id, listener.url)
        ids = Ids(ready.id, group.voices[0].id, of_calendars=calendars.Ids.of(vendor.store), **made)
        yield StandIn(base_url=vendor.base_url, given=ids, refuse=lambda: vendor.faults.status(429))


CONTRACT = Contract(
    client=lambda base_url, options: Talkover(KEY, base_url=base_url, options=options),
    stand_in=stand_in,
    calls=CALLS,
    examples={name: [json.dumps(one).encode() for one in bodies] for name, bodies in EXAMPLES.items()},
    not_repeated={*contract_calls.NOT_REPEATED, *calendars.NOT_REPEATED},
    refusals=True,
    placeholder=Ids(),
)
