"""Slack's SDK on aiohttp, with one session for all calls: its default is one for each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.measures.speed import Call


@asynccontextmanager
async def small(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads what a bot is."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="benchmark", base_url=f"{base_url}/", session=session)  # noqa: S106 - made up

        async def call() -> int:
            return 1 if (await client.bots_info(bot="B061F7JD2"))["bot"]["id"] else 0

        yield call
