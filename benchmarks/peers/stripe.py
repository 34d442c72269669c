"""Stripe's SDK on aiohttp."""

import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from stripe import AIOHTTPClient, StripeClient, WebhookSignature

from benchmarks import bodies
from benchmarks.measures.speed import Call, Verify


@asynccontextmanager
async def small(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads a coupon."""
    async with aiohttp.ClientSession() as session:
        http_client = AIOHTTPClient(session=session)
        client = StripeClient("benchmark", base_addresses={"api": base_url}, http_client=http_client)

        async def call() -> int:
            return 1 if (await client.v1.coupons.retrieve_async("jMT0WJUD")).id else 0

        yield call


@asynccontextmanager
async def webhook(size: int) -> AsyncIterator[Verify]:
    """Give the check of a webhook's signature.

    Args:
        size: bytes of the body.
    """
    body, now = bodies.webhook(size).decode(), int(time.time())
    signature = hmac.digest(b"benchmark-key", f"{now}.{body}".encode(), "sha256").hex()
    header = f"t={now},v1={signature}"

    def verify() -> int:
        return len(body) if WebhookSignature.verify_header(body, header, "benchmark-key", 3600) else 0

    yield verify
