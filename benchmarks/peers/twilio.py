"""Twilio's SDK on aiohttp."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from benchmarks.measures.speed import Call


@asynccontextmanager
async def small(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads an outgoing caller id."""
    async with AsyncTwilioHttpClient() as http_client:
        client = Client("AC1", "benchmark", http_client=http_client)
        client.api.base_url = base_url

        async def call() -> int:
            return 1 if (await client.outgoing_caller_ids("PN1").fetch_async()).sid else 0

        yield call
