"""Every operation of Talkover's client as a call, with what the vendor prints as its answer."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import attrs

from telephony_clients import Talkover
from telephony_clients.sandbox import Sandbox
from telephony_clients.testing import Contract, StandIn
from tests.conftest import CANARY
from tests.talkover import contract_calendars as calendars
from tests.talkover import examples

KEY = f"{CANARY}-talkover"


@attrs.frozen
class Ids:
    agent: str = "a"
    voice: str = "v"
    of_calendars: calendars.Ids = attrs.field(factory=calendars.Ids)


CALLS: dict[str, Callable[[Talkover, Ids], Awaitable[object]]] = {
    "agents.list": lambda talkover, _: talkover.agents.list(page_size=100).to_list(),
    "agents.get": lambda talkover, ids: talkover.agents.get(ids.agent),
    "agents.call": lambda talkover, ids: talkover.agents.call(ids.agent, to="+12025550123"),
    "calls.list": lambda talkover, _: talkover.calls.list(page_size=100).to_list(),
    "health.get": lambda talkover, _: talkover.health.get(),
    "phone_numbers.list": lambda talkover, _: talkover.phone_numbers.list().to_list(),
    "voice_templates.list": lambda talkover, _: talkover.voice_templates.list().to_list(),
    "voice_templates.demo": lambda talkover, ids: talkover.voice_templates.demo(ids.voice),
    **calendars.CALLS,
}
"""Method -> a call of it, given ids of records that are there."""


EXAMPLES = {
    "agents.list": examples.AGENTS,
    "agents.get": {"success": True, "data": examples.AGENT},
    "agents.call": examples.PLACED,
    "calls.list": examples.CALLS,
    "voice_templates.list": examples.VOICES,
    **calendars.EXAMPLES,
}


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """The sandbox, and the ids of an agent that may call and of a voice."""
    async with Sandbox(seed=7, calls=30, api_keys={"talkover": KEY}) as sandbox:
        vendor = sandbox.talkover
        async with Talkover(KEY, base_url=vendor.base_url) as client:
            agents = await client.agents.list().to_list()
            group = await client.voice_templates.list().first()
        assert group is not None
        ready = next(agent for agent in agents if agent.current_status == "published")
        ids = Ids(ready.id, group.voices[0].id, calendars.Ids.of(vendor.store))
        yield StandIn(base_url=vendor.base_url, given=ids, refuse=lambda: vendor.faults.status(429))


CONTRACT = Contract(
    client=lambda base_url, options: Talkover(KEY, base_url=base_url, options=options),
    stand_in=stand_in,
    calls=CALLS,
    examples={name: [json.dumps(body).encode()] for name, body in EXAMPLES.items()},
    not_repeated={"agents.call", *calendars.NOT_REPEATED},
    refusals=True,
    placeholder=Ids(),
)
