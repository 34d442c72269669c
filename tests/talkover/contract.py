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
from tests.talkover import contract_agents, contract_calendars, contract_calls, examples, printed

KEY = f"{CANARY}-talkover"


@attrs.frozen
class Ids:
    """Ids of records that are there."""

    agent: str = "a"
    draft_agent: str = "a"
    voice: str = "v"
    number: str = "n"
    release: str = "r"
    training: str = "t"
    action: str = "x"
    trunk: str = "s"
    empty_trunk: str = "s"
    did: str = "d"
    call: str = "c"
    campaign: str = "m"
    draft: str = "d"
    agent_webhook: str = "w"
    agent_log: str = "l"
    campaign_webhook: str = "w"
    campaign_log: str = "l"
    of_calendars: contract_calendars.Ids = attrs.field(factory=contract_calendars.Ids)


CALLS: dict[str, Callable[[Talkover, Ids], Awaitable[object]]] = {
    "health.get": lambda talkover, _: talkover.health.get(),
    **contract_agents.CALLS,
    **contract_calendars.CALLS,
    **contract_calls.CALLS,
}
"""Method -> a call of it, given ids of records that are there."""


EXAMPLES: dict[str, list[Any]] = {
    "agents.list": [examples.AGENTS],
    "agents.get": [{"success": True, "data": examples.AGENT}],
    **printed.EXAMPLES,
    **{name: [body] for name, body in contract_calendars.EXAMPLES.items()},
}


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """The sandbox, and the ids of what is in it."""
    async with Sandbox(seed=7, calls=30, api_keys={"talkover": KEY}) as sandbox, OneAnswerServer(b"{}") as listener:
        vendor = sandbox.talkover
        async with Talkover(KEY, base_url=vendor.base_url) as client:
            found = await contract_agents.set_up(client)
            found |= await contract_calls.set_up(client, found["agent"], listener.url)
        ids = Ids(**found, of_calendars=contract_calendars.Ids.of(vendor.store))
        yield StandIn(base_url=vendor.base_url, given=ids, refuse=lambda: vendor.faults.status(429))


CONTRACT = Contract(
    client=lambda base_url, options: Talkover(KEY, base_url=base_url, options=options),
    stand_in=stand_in,
    calls=CALLS,
    examples={name: [json.dumps(one).encode() for one in bodies] for name, bodies in EXAMPLES.items()},
    not_repeated=contract_agents.NOT_REPEATED | contract_calendars.NOT_REPEATED | contract_calls.NOT_REPEATED,
    without_extra=contract_agents.WITHOUT_EXTRA,
    refusals=True,
    placeholder=Ids(),
)
