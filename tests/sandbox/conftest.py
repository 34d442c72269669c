import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from telephony_clients.sandbox import Sandbox, Vendor

Query = Mapping[str, str | int]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.raw)


class Client:
    """A client without any cleverness."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def ask(
        self,
        vendor: Vendor,
        method: str,
        path: str,
        *,
        token: str | None = "right",
        document: Any = None,
        body: bytes | None = None,
        query: Query | None = None,
    ) -> Answer:
        headers = {"Authorization": f"Bearer {vendor.api_key if token == 'right' else token}"} if token else {}
        data = body if document is None else json.dumps(document).encode()
        async with self._session.request(
            method, vendor.base_url + path, params=query, headers=headers, data=data
        ) as response:
            return Answer(response.status, response.headers, await response.read())

    async def get(
        self, vendor: Vendor, path: str, query: Query | None = None, *, token: str | None = "right", **more: str | int
    ) -> Answer:
        return await self.ask(vendor, "GET", path, token=token, query={**(query or {}), **more})


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def until_received(vendor: Vendor, count: int) -> None:
    while len(vendor.requests) < count:  # noqa: ASYNC110 - the log has no event, and the wait is a few turns long
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(seed=7, calls=1234, call_records=777, assets=130, voice_messages=60, clock=clock) as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        # A plain session quietly repeats a GET whose connection was dropped; its own test client does the same.
        session._retry_connection = False
        yield Client(session)
