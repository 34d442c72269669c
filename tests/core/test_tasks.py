"""Tasks that begin later, whatever the loop's task factory; and who was cancelled."""

import asyncio

import pytest

from telephony_clients.core.tasks import cancel_all, is_cancelled, task_for_later

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


async def test_cancelled_tasks_have_ended_whatever_they_end_with() -> None:
    ends: list[str] = []

    async def run(name: str, error: Exception | None) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ends.append(name)
            if error is not None:
                raise error

    tasks = [asyncio.create_task(run("one", None)), asyncio.create_task(run("two", LookupError()))]
    await asyncio.sleep(0)
    await cancel_all(tasks)

    assert sorted(ends) == ["one", "two"]
    assert all(task.done() for task in tasks)
    await cancel_all([])
