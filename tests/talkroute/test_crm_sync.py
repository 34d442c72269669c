"""The README's recipe that keeps contacts in step with a CRM: a second run writes nothing."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import Talkroute
from telephony_clients.sandbox import Sandbox

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
Sync = Callable[[Talkroute, list[dict[str, Any]]], Awaitable[int]]


@pytest.fixture
def sync() -> Sync:
    (recipe,) = (one for one in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "async def sync" in one)
    space: dict[str, Any] = {}
    exec(recipe.replace("asyncio.run(main())", ""), space)
    found: Sync = space["sync"]
    return found


def writes(sandbox: Sandbox) -> list[str]:
    return [f"{one.method} {one.path}" for one in sandbox.talkroute.requests if one.method != "GET"]


async def test_a_second_run_writes_nothing(sandbox: Sandbox, talkroute: Talkroute, sync: Sync) -> None:
    contacts = await talkroute.contacts.list().to_list(limit=4)
    await talkroute.contacts.create(phone_number="(202) 555-0143", first_name="Typed", company="Old")
    await talkroute.contacts.create(phone_number="call me", first_name="No number")
    people: list[dict[str, Any]] = [
        *({"phone": one.phone_number, "first_name": one.first_name, "company": "Acme"} for one in contacts),
        {"phone": "+1 202 555 0143", "first_name": "Typed", "company": "New"},
        {"phone": "202-555-0144", "first_name": "First", "company": None},
        {"phone": "+12025550144", "first_name": "Same number", "company": None},
    ]
    sandbox.talkroute.forget_requests()

    assert await sync(talkroute, people) == len(writes(sandbox)) > 2
    assert writes(sandbox).count("POST /v2/contacts") == 1
    after = await talkroute.contacts.list().to_list()
    sandbox.talkroute.forget_requests()

    assert await sync(talkroute, people) == 0
    assert writes(sandbox) == []
    assert await talkroute.contacts.list().to_list() == after


async def test_a_change_in_the_crm_is_one_write(sandbox: Sandbox, talkroute: Talkroute, sync: Sync) -> None:
    person = {"phone": "+12025550145", "first_name": "Ann", "company": None}
    await sync(talkroute, [person])
    sandbox.talkroute.forget_requests()

    assert await sync(talkroute, [person | {"company": "Acme"}]) == 1
    assert [one.partition(" ")[0] for one in writes(sandbox)] == ["PATCH"]
    assert await sync(talkroute, [person | {"company": "Acme"}]) == 0
