"""Talkroute's sound files: voicemail and recordings, saved a few at a time under names of your own."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from telephony_clients.core.checks import within
from telephony_clients.core.client.download import DownloadedFile
from telephony_clients.core.errors import TelephonyError
from telephony_clients.core.tasks import cancel_all
from telephony_clients.talkroute.saved_audio import SavedAudio

T = TypeVar("T")

ACCEPT = "audio/*, application/octet-stream, binary/octet-stream"
"""The media types of sound; storage that was told none says that it is a stream of octets."""
MOST_BYTES = 2**28
_MOST_AT_ONCE = 64


async def saved(
    records: Iterable[T] | AsyncIterable[T],
    folder: os.PathLike[str] | str,
    save: Callable[[T, Path], Awaitable[DownloadedFile]],
    *,
    name: Callable[[T], object],
    suffix: str,
    at_once: int,
) -> AsyncGenerator[SavedAudio[T], None]:
    """Save the sound of many records, each as soon as it is there.

    Args:
        records: whose sound is saved; they are read as they are needed.
        folder: where to; it must be there.
        save: saves one under a path.
        name, suffix: what tells a record from the others, quoted to be a file's name, and what ends all these names.
        at_once: how many are on their way.

    Raises:
        ConfigurationError: ``at_once`` is out of its range.
        TelephonyError: the records themselves cannot be read.
    """
    within(at_once, 1, _MOST_AT_ONCE, "at_once")

    async def one(record: T) -> SavedAudio[T]:
        try:
            file = await save(record, Path(folder) / f"{quote(str(name(record)), safe='')}{suffix}")
        except TelephonyError as error:
            return SavedAudio(record=record, error=error)
        return SavedAudio(record=record, file=file)

    async with _tasks() as running:
        async for record in each(records):
            running.add(asyncio.create_task(one(record)))
            while len(running) >= at_once:
                for task in await _ended(running):
                    yield task.result()
        while running:
            for task in await _ended(running):
                yield task.result()


@asynccontextmanager
async def _tasks() -> AsyncGenerator[set[asyncio.Task[Any]], None]:
    """Keep a set of tasks, and leave none of them running."""
    running = set[asyncio.Task[Any]]()
    try:
        yield running
    finally:
        await cancel_all(running)


async def _ended(running: set[asyncio.Task[Any]]) -> set[asyncio.Task[Any]]:
    """Wait for a task to end, and take those that have from the set."""
    done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    running -= done
    return done


async def each(records: Iterable[T] | AsyncIterable[T]) -> AsyncGenerator[T, None]:
    """Yield records one by one, whatever they come in."""
    if isinstance(records, AsyncIterable):
        async for record in records:
            yield record
    else:
        for one in records:
            yield one
