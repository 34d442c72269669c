"""The clients inside other people's programs: loops, threads, several accounts, pickles, help."""

import asyncio
import copy
import pickle
import pydoc
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial

import aiohttp
import pytest

import telephony_clients
from telephony_clients import CLIENTS, ConfigurationError, Model, Talkable, Talkover, Talkroute
from telephony_clients.core.client.base import VendorClient
from telephony_clients.sandbox import Sandbox, Vendor
from telephony_clients.talkover import CallStatus
from tests.conftest import CANARY
from tests.wings import sandbox as sandbox  # noqa: PLC0414 - a fixture, made known here


@contextmanager
def sandbox_elsewhere() -> Iterator[Sandbox]:
    """A sandbox on a loop and a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    running = Sandbox(seed=7, calls=10, api_keys={"talkover": CANARY})
    try:
        asyncio.run_coroutine_threadsafe(running.start(), loop).result(10)
        yield running
    finally:
        asyncio.run_coroutine_threadsafe(running.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def test_a_client_is_built_outside_of_a_loop_and_used_inside() -> None:
    with sandbox_elsewhere() as sandbox:
        client = Talkover(CANARY, base_url=sandbox.talkover.base_url)

        async def main() -> int:
            async with client:
                return len(await client.calls.list().to_list())

        assert asyncio.run(main()) == 10


def test_a_client_belongs_to_the_loop_that_used_it_first() -> None:
    with sandbox_elsewhere() as sandbox:
        client = Talkover(CANARY, base_url=sandbox.talkover.base_url)

        async def main(*, close: bool) -> None:
            try:
                await client.health.get()
            finally:
                if close:
                    await client.close()

        with asyncio.Runner() as first:
            first.run(main(close=False))
            with asyncio.Runner() as second, pytest.raises(ConfigurationError, match="another event loop"):
                second.run(main(close=False))
            first.run(main(close=True))


def test_a_client_that_was_never_used_needs_no_closing() -> None:
    assert repr(Talkover(CANARY)) == "Talkover(base_url='https://app.talkover.ai/api/v1')"


async def test_clients_of_three_vendors_work_side_by_side_each_with_its_own_key(sandbox: Sandbox) -> None:
    over, able, route = sandbox.talkover, sandbox.talkable, sandbox.talkroute
    async with (
        Talkover(over.api_key, base_url=over.base_url) as talkover,
        Talkable(able.api_key, able.site_slug, base_url=able.base_url) as talkable,
        Talkroute(route.api_key, base_url=route.base_url) as talkroute,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(5):
            group.create_task(talkover.calls.list().to_list())
            group.create_task(talkable.assets.list().to_list())
            group.create_task(talkroute.call_history.list().to_list())

    for vendor in (over, able, route):
        assert {one.headers["Authorization"] for one in vendor.requests} == {f"Bearer {vendor.api_key}"}


async def test_two_accounts_of_one_vendor_share_no_gate_and_no_counts(sandbox: Sandbox) -> None:
    address = sandbox.talkover.base_url
    async with (
        Talkover(sandbox.talkover.api_key, base_url=address) as mine,
        Talkover(sandbox.talkover.api_key, base_url=address) as mine_too,
        Talkover(f"{CANARY}-other", base_url=address) as other,
    ):
        assert mine.gate is mine_too.gate
        assert mine.gate is not other.gate
        sandbox.talkover.faults.unknown_field("mood", times=1)
        await mine.agents.list()
        assert {one.field for one in mine.drift()} == {"mood"}
        assert mine_too.drift() == ()


async def test_a_foreign_session_is_used_and_left_open(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession(headers={"X-Host-Program": "crm"}) as session:
        for _ in range(2):
            async with Talkover(
                sandbox.talkover.api_key, base_url=sandbox.talkover.base_url, session=session
            ) as talkover:
                await talkover.health.get()
            assert not session.closed

    assert [one.headers["X-Host-Program"] for one in sandbox.talkover.requests] == ["crm", "crm"]


@pytest.fixture
async def records(sandbox: Sandbox) -> AsyncIterator[list[Model]]:
    """A record of each kind, with a field and a value that no model knows."""
    over, able, route = sandbox.talkover, sandbox.talkable, sandbox.talkroute
    for vendor in (over, able, route):
        vendor.faults.unknown_field("mood", {"is": ["sunny"]})
    async with (
        Talkover(over.api_key, base_url=over.base_url) as talkover,
        Talkable(able.api_key, able.site_slug, base_url=able.base_url) as talkable,
        Talkroute(route.api_key, base_url=route.base_url) as talkroute,
    ):
        yield [
            *await talkover.agents.list(page_size=2),
            *await talkover.calls.list(page_size=2),
            *await talkover.phone_numbers.list(),
            *await talkover.voice_templates.list(),
            *await talkable.assets.list(page_size=2),
            *await talkable.campaigns.list(),
            await talkable.people.update("a@example.com", first_name="Ann"),
            await talkable.origins.create_purchase(email="a@example.com", order_number="1", subtotal=10),
            await talkroute.account.get(),
            *await talkroute.call_history.list(page_size=2),
            *await talkroute.contacts.list(page_size=2),
            *await talkroute.voice_messages.list(page_size=2),
        ]


async def test_records_survive_pickling_and_copying_whole(records: list[Model]) -> None:
    assert sum("mood" in record.extra for record in records) > len(records) // 2
    for record in records:
        for twin in (pickle.loads(pickle.dumps(record)), copy.deepcopy(record), copy.copy(record)):
            assert twin == record
            assert type(twin) is type(record)
            assert twin.extra == record.extra


async def test_records_can_be_put_into_sets_unless_they_hold_lists(sandbox: Sandbox) -> None:
    over = sandbox.talkover
    async with Talkover(over.api_key, base_url=over.base_url) as talkover:
        calls = await talkover.calls.list(page_size=50)
        again = await talkover.calls.list(page_size=50)

    assert len({*calls, *again}) == 50


def test_an_unknown_value_of_an_enum_survives_pickling() -> None:
    for status in (CallStatus("parked"), CallStatus.BUSY):
        twin = pickle.loads(pickle.dumps(status))
        assert (twin, type(twin), twin.is_known) == (status, CallStatus, status.is_known)


@pytest.mark.parametrize("client", [Talkover, Talkable, Talkroute])
def test_help_shows_resources_and_arguments(client: type[Talkover | Talkable | Talkroute]) -> None:
    text = pydoc.plain(pydoc.render_doc(client))

    assert "api_key" in text
    assert all(f"{name}:" in text for name in client.__annotations__)


@pytest.mark.parametrize("client", [Talkover(CANARY), Talkable(CANARY, "my-store"), Talkroute(CANARY)])
def test_a_client_shows_no_key(client: Talkover | Talkable | Talkroute) -> None:
    assert CANARY not in repr(client) + repr(vars(client)) + pydoc.render_doc(client)
    with pytest.raises(TypeError):
        pickle.dumps(client)


@pytest.mark.parametrize("name", CLIENTS.values())
@pytest.mark.parametrize("source", ["argument", "function", "environment"])
async def test_a_key_may_come_from_three_places(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str, source: str
) -> None:
    for variable, value in sandbox.environment().items():
        monkeypatch.setenv(variable, value)
    vendor: Vendor = getattr(sandbox, name.lower())
    given = {"argument": vendor.api_key, "function": lambda: vendor.api_key, "environment": None}[source]

    async with getattr(telephony_clients, name)(given) as client:
        assert (await client.check()).status == 200


@pytest.mark.parametrize("address", ["ftp://x", "https://user:pw@x", "https://x/?a=1", "no address"])
@pytest.mark.parametrize("client", [Talkover, partial(Talkable, site_slug="my-store"), Talkroute])
def test_a_client_that_fails_in_init_hides_the_key(
    client: Callable[..., VendorClient], address: str, canary: Callable[[object], None]
) -> None:
    with pytest.raises(ConfigurationError, match="base_url") as caught:
        client(CANARY, base_url=address)

    canary(caught.value)
