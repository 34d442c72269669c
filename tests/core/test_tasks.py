"""Tasks that begin later, whatever the loop's task factory."""

import asyncio

import pytest

from telephony_clients.core.tasks import task_for_later

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
