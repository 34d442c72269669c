"""The contract of a vendor that the package does not know, kept by a server that gives one answer."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telephony_clients.testing import Contract, StandIn
from telephony_clients.testing.server import OneAnswerServer
from tests.conftest import CANARY
from tests.example_vendor import Switchboard

LINES = json.dumps({"state": "fine", "payload": [{"id": "1", "displayName": "Desk"}, {"id": "2"}]}).encode()


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    async with OneAnswerServer(LINES) as server:
        yield StandIn(base_url=f"{server.url}/rest")


CONTRACT = Contract(
    client=lambda base_url, options: Switchboard(f"{CANARY}-of-the-switchboard", base_url=base_url, options=options),
    stand_in=stand_in,
    calls={
        "lines.list": lambda switchboard, _: switchboard.lines.list(page_size=2).to_list(),
        "lines.ring": lambda switchboard, line: switchboard.lines.ring(line),
    },
    examples={"lines.list": [LINES]},
)
