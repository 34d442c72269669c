"""This package, through its public face."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import attrs

from benchmarks import bodies
from benchmarks.measures.bombs import Ask
from benchmarks.measures.speed import Call, Decode, Pages, Verify
from benchmarks.server import DRIP
from telephony_clients import BodyTooLarge, MemoryReplayStore, Options, Talkover, Timeouts, Verifier
from telephony_clients.core.models.drift import Drift, DriftRecorder, current_recorder, discard_pending
from telephony_clients.core.models.jsontext import loads
from telephony_clients.talkable import CUSTOM_APP
from telephony_clients.talkover import Call as CallRecord

_DRIPS_BEGIN = 0.5
"""Seconds after which all answers that drip have begun."""


@asynccontextmanager
async def page(base_url: str) -> AsyncIterator[Call]:
    """Give the call that reads a page of calls."""
    async with Talkover("talq_benchmark", base_url=base_url) as talkover:

        async def call() -> int:
            return len(await talkover.calls.list())

        yield call


@asynccontextmanager
async def small(base_url: str, *, connections: int = 100, read: float = 30.0) -> AsyncIterator[Call]:
    """Give the call that reads an agent.

    Args:
        base_url: where the server is.
        connections: requests under way at most.
        read: seconds without a byte.
    """
    options = Options(concurrency=connections, timeouts=Timeouts(read=read), deadline=300.0)
    async with Talkover("talq_benchmark", base_url=base_url, options=options) as talkover:

        async def call() -> int:
            return 1 if (await talkover.agents.get("agent-uuid-1")).id else 0

        yield call


@asynccontextmanager
async def refuser(max_body: int) -> AsyncIterator[Ask]:
    """Give the call that is refused an answer that is too large.

    Args:
        max_body: bytes that an answer may have.
    """

    async def ask(base_url: str) -> None:
        async with Talkover("talq_benchmark", base_url=base_url, options=Options(max_body=max_body)) as talkover:
            with suppress(BodyTooLarge):
                await talkover.agents.get("agent-uuid-1")
                raise ValueError("The answer was read whole.")

    yield ask


@asynccontextmanager
async def small_beside_drips(base_url: str, *, drips: int) -> AsyncIterator[Call]:
    """Give the call that reads an agent, on a default client that has so many answers under way that never end."""
    async with Talkover("talq_benchmark", base_url=base_url, options=Options(deadline=600.0)) as talkover:

        async def call() -> int:
            return 1 if (await talkover.agents.get("agent-uuid-1")).id else 0

        slow = [asyncio.create_task(talkover.request("GET", DRIP)) for _ in range(drips)]
        await asyncio.sleep(_DRIPS_BEGIN)
        yield call
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


@asynccontextmanager
async def pages(base_url: str) -> AsyncIterator[Pages]:
    """Give the walk over the pages of the list of calls."""
    async with Talkover("talq_benchmark", base_url=base_url) as talkover:
        yield lambda ahead: talkover.calls.list().prefetch(ahead).pages()


@asynccontextmanager
async def records(base_url: str) -> AsyncIterator[Callable[[int], AsyncIterator[CallRecord]]]:
    """Give the walk over the records of the list of calls."""
    async with Talkover("talq_benchmark", base_url=base_url) as talkover:
        yield lambda ahead: aiter(talkover.calls.list().prefetch(ahead))


@asynccontextmanager
async def decoder() -> AsyncIterator[Decode]:
    """Give the decoder of a page of calls: the one pass, or the tolerant one where that is not to be had."""
    adapter = Talkover.adapter_class
    codec, envelope = adapter.codec, adapter.envelope
    if envelope is None:
        raise ValueError("Talkover's lists have an envelope.")

    def decode(body: bytes) -> int:
        found = codec.one_pass.decode(body, list[CallRecord], envelope, None)
        return len(codec.structure(json.loads(body)["data"], list[CallRecord]) if found is None else found["data"])

    yield decode


@asynccontextmanager
async def recording_decoder() -> AsyncIterator[Decode]:
    """Give the decoder of a page of calls that counts deviations, as reading an answer does."""
    adapter, recorder = Talkover.adapter_class, DriftRecorder(Drift("talkover"))
    codec, envelope = adapter.codec, adapter.envelope
    if envelope is None:
        raise ValueError("Talkover's lists have an envelope.")

    def decode(body: bytes) -> int:
        current_recorder.value = recorder
        found = codec.one_pass.decode(body, list[CallRecord], envelope, None)
        if found is None:
            discard_pending()
            found = {"data": codec.structure(loads(body)["data"], list[CallRecord])}
        current_recorder.value = None
        recorder.flush()
        return len(found["data"])

    yield decode


@asynccontextmanager
async def webhook(size: int, secrets: int, *, replays: bool = False) -> AsyncIterator[Verify]:
    """Give the check of a Custom App's delivery.

    Args:
        size: bytes of the body.
        secrets: how many may be the right one; the last is.
        replays: whether deliveries are remembered; each is forgotten again.
    """
    keys = [f"benchmark-key-{number}" for number in range(secrets)]
    delivery = Verifier(CUSTOM_APP, secrets=keys[-1:]).sign(bodies.webhook(size))
    scheme = attrs.evolve(CUSTOM_APP, identify=lambda delivery: len(delivery.body))
    verifier = Verifier(scheme, secrets=keys, replay_store=MemoryReplayStore() if replays else None)
    others = {f"x-header-{number}": "value" for number in range(10)}
    headers = {**others, **delivery.headers}

    def verify() -> int:
        verified = verifier.verify(delivery.body, headers)
        verifier.forget(verified)
        return len(verified.body)

    yield verify
