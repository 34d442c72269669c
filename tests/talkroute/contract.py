"""Every operation of Talkroute's client as a call."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from telephony_clients import Talkroute
from telephony_clients.sandbox import Sandbox
from telephony_clients.testing import Contract, StandIn
from tests.conftest import CANARY

KEY = f"{CANARY}-talkroute"

CALLS: dict[str, Callable[[Talkroute, str], Awaitable[object]]] = {
    "account.get": lambda talkroute, _: talkroute.account.get(),
    "call_history.list": lambda talkroute, _: talkroute.call_history.list(page_size=50).to_list(),
    "contacts.list": lambda talkroute, _: talkroute.contacts.list().to_list(),
    "voice_messages.list": lambda talkroute, _: talkroute.voice_messages.list().to_list(),
    "voice_messages.audio_url": lambda talkroute, message: talkroute.voice_messages.audio_url(message),
}
"""Method -> a call of it, given a voice message's id."""


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """The sandbox, and the id of a voice message."""
    async with Sandbox(seed=7, call_records=30, api_keys={"talkroute": KEY}) as sandbox:
        vendor = sandbox.talkroute
        async with Talkroute(KEY, base_url=vendor.base_url) as client:
            message = await client.voice_messages.list().first()
        assert message is not None
        yield StandIn(base_url=vendor.base_url, given=message.id, refuse=lambda: vendor.faults.status(429))


CONTRACT = Contract(
    client=lambda base_url, options: Talkroute(KEY, base_url=base_url, options=options),
    stand_in=stand_in,
    calls=CALLS,
    refusals=True,
)
