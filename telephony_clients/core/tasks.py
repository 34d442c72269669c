"""What asyncio leaves open about tasks: when one begins, whether it was cancelled itself, and how several are ended."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def task_for_later(coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Return a task that begins after the code that runs now, also where the loop's task factory makes eager tasks.

    An eager task may be over before whoever made it has kept it, and would then pass for one that still runs.
    """
    return asyncio.Task(coroutine, loop=asyncio.get_running_loop())


def is_cancelled() -> bool:
    """Return whether somebody has cancelled the running task, and not only what it waits for."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


async def cancel_all(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel tasks, and wait until they have ended, however they do."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
