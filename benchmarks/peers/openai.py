"""OpenAI's SDK: httpx2 and pydantic, generated."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from openai import AsyncOpenAI

from benchmarks.measures.speed import Call


@asynccontextmanager
async def small(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads a file's description."""
    async with AsyncOpenAI(api_key="benchmark", base_url=base_url) as client:

        async def call() -> int:
            return 1 if (await client.files.retrieve("file-abc123")).id else 0

        yield call
