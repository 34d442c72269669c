"""Tasks that begin later, whatever the loop's task factory; and who was cancelled."""

import asyncio

import pytest

from telephony_clients.core.tasks import is_cancelled, task_for_later

FACTORIES = [None, getattr(asyncio, "eager_task_factory", None)]


@pytest.mark.parametrize("factory", FACTORIES, ids=["plain", "eager"])
async def test_a_task_begins_after_the_code_that_makes_it(factory: object) -> None:
    begun: list[bool] = []

    async def begin() -> str:
        begun.append(True)
        return "over"

    asyncio.get_running_loop().set_task_factory(factory)  # type: ignore[arg-type]
    task = task_for_later(begin())

    assert begun == []
    assert await task == "over"


@pytest.mark.parametrize("itself", [True, False])
async def test_a_task_whose_work_was_cancelled_is_not_cancelled_itself(*, itself: bool) -> None:
    work = asyncio.get_running_loop().create_future()

    async def wait() -> bool:
        try:
            await work
        except asyncio.CancelledError:
            return is_cancelled()
        raise AssertionError

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    (task if itself else work).cancel()

    assert await task is itself
