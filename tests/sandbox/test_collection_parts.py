"""A list that its owner's record shows."""

from collections.abc import AsyncIterator
from typing import ClassVar

import pytest

from telephony_clients.sandbox.collection import Collection
from telephony_clients.sandbox.laravel import LaravelVendor
from telephony_clients.sandbox.records import Store
from telephony_clients.sandbox.validator import required, text
from tests.sandbox.conftest import Client, Clock

SHOPS = Collection(
    path="/shops",
    make_up=lambda _, __: ({"id": f"shop-{index}", "shelves": [{"id": "old", "name": "Old"}]} for index in range(2)),
)
SHELVES = Collection(
    path="/shops/{shop}/shelves",
    owner=SHOPS,
    within="shelves",
    operations=["list", "create", "delete"],
    fields={"name": required(text())},
    create=lambda target: {"id": "new", **target.values},
)


class Vendor(LaravelVendor):
    """A vendor of shops."""

    name = "shops"
    prefix = ""
    collections = (SHOPS, SHELVES)
    messages: ClassVar[dict[int, str]] = {}
    says_success = False


@pytest.fixture
async def vendor(clock: Clock) -> AsyncIterator[Vendor]:
    async with Vendor(Store(7, "shops"), "key", clock) as running:
        yield running


async def test_what_is_written_shows_in_the_owner_s_record_alone(vendor: Vendor, client: Client) -> None:
    await client.ask(vendor, "POST", "/shops/shop-1/shelves", document={"name": "New"})

    shelves = [{"id": "new", "name": "New"}, {"id": "old", "name": "Old"}]
    assert (await client.get(vendor, "/shops/shop-1")).document["data"]["shelves"] == shelves
    assert (await client.get(vendor, "/shops/shop-0")).document["data"]["shelves"] == shelves[1:]
    await client.ask(vendor, "DELETE", "/shops/shop-1/shelves/new")
    assert (await client.get(vendor, "/shops/shop-1")).document["data"]["shelves"] == shelves[1:]
