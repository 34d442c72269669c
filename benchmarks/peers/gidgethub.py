"""gidgethub on aiohttp: thin, to plain dicts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from gidgethub.aiohttp import GitHubAPI

from benchmarks.measures.speed import Call


@asynccontextmanager
async def small(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads a label."""
    async with aiohttp.ClientSession() as session:
        github = GitHubAPI(session, "benchmark", oauth_token="benchmark", base_url=base_url)  # noqa: S106 - made up

        async def call() -> int:
            return 1 if (await github.getitem("/repos/octocat/hello/labels/bug"))["id"] else 0

        yield call
