"""Stripe's SDK on aiohttp."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from stripe import AIOHTTPClient, StripeClient

from benchmarks.measures.speed import Call


@asynccontextmanager
async def small(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads a coupon."""
    async with aiohttp.ClientSession() as session:
        http_client = AIOHTTPClient(session=session)
        client = StripeClient("benchmark", base_addresses={"api": base_url}, http_client=http_client)

        async def call() -> int:
            return 1 if (await client.v1.coupons.retrieve_async("jMT0WJUD")).id else 0

        yield call
