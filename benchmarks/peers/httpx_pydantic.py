"""httpx2 with pydantic, the stack of most generated SDKs, by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2

from benchmarks import bodies
from benchmarks.measures.speed import Call
from benchmarks.peers.rows import One, Rows


@asynccontextmanager
async def page(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads a page of calls."""
    async with _client() as client:

        async def call() -> int:
            return len(Rows.model_validate_json((await client.get(f"{base_url}/calls")).content).data)

        yield call


@asynccontextmanager
async def small(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads an agent."""
    async with _client() as client:

        async def call() -> int:
            return 1 if One.model_validate_json((await client.get(base_url + bodies.SMALL)).content).data.id else 0

        yield call


def _client() -> httpx2.AsyncClient:
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
    return httpx2.AsyncClient(headers={"Authorization": "Bearer talq_benchmark"}, limits=limits)
