"""Every operation of Talkover's client as a call, with what the vendor prints as its answer."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from telephony_clients import Talkover
from telephony_clients.sandbox import Sandbox
from telephony_clients.testing import Contract, StandIn
from tests.conftest import CANARY
from tests.talkover import agent_contract, agent_examples, examples, number_examples, skill_examples
from tests.talkover.agent_contract import Ids, Perform

KEY = f"{CANARY}-talkover"

CALLS: dict[str, Perform] = {
    **agent_contract.CALLS,
    "calls.list": lambda talkover, _: talkover.calls.list(page_size=100).to_list(),
    "health.get": lambda talkover, _: talkover.health.get(),
}
"""Method -> a call of it, given ids of records that are there."""

EXAMPLES: Mapping[str, Sequence[str]] = {
    **agent_examples.EXAMPLES,
    **number_examples.EXAMPLES,
    **skill_examples.EXAMPLES,
    "agents.list": (json.dumps(examples.AGENTS),),
    "agents.get": (json.dumps({"success": True, "data": examples.AGENT}),),
    "agents.call": (json.dumps(examples.PLACED),),
    "calls.list": (json.dumps(examples.CALLS),),
}
"""Method -> the answers that the vendor prints."""


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """The sandbox, and the ids of what is in it."""
    async with Sandbox(seed=7, calls=30, api_keys={"talkover": KEY}) as sandbox:
        vendor = sandbox.talkover
        async with Talkover(KEY, base_url=vendor.base_url) as client:
            ids = await agent_contract.find_ids(client)
        yield StandIn(base_url=vendor.base_url, given=ids, refuse=lambda: vendor.faults.status(429))


CONTRACT = Contract(
    client=lambda base_url, options: Talkover(KEY, base_url=base_url, options=options),
    stand_in=stand_in,
    calls=CALLS,
    examples={name: [one.encode() for one in printed] for name, printed in EXAMPLES.items()},
    not_repeated=agent_contract.NOT_REPEATED,
    without_extra=agent_contract.WITHOUT_EXTRA,
    refusals=True,
    placeholder=Ids(),
)
