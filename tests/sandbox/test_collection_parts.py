"""A list that its owner's record shows, what a deletion and a verb want, and a record that is nobody's."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import pytest

from telephony_clients.sandbox.collection import Collection, Target, Verb
from telephony_clients.sandbox.laravel import LaravelVendor
from telephony_clients.sandbox.records import Store
from telephony_clients.sandbox.validator import Field, required, text, whole
from telephony_clients.sandbox.wire import Reply
from tests.sandbox.conftest import Client, Clock


def count(target: Target) -> Reply:
    shelf = target.need(target.values["shelf"], 409, "Which shelf?", code="SHELF_UNNAMED")
    found = [one for one in target.record["shelves"] if one["name"] == shelf]
    target.valid(found, shelf="There is no such shelf.")
    return target.success({"count": len(found) * target.values["times"], "at": target.now})


SHOPS = Collection(
    path="/shops",
    make_up=lambda _, __: ({"id": f"shop-{index}", "shelves": [{"id": "old", "name": "Old"}]} for index in range(2)),
    verbs={"GET count": Verb(count, {"times": Field(whole(1), 1), "shelf": Field(text())})},
)
SHELVES = Collection(
    path="/shops/{shop}/shelves",
    owner=SHOPS,
    within="shelves",
    operations=["list", "create", "delete"],
    fields={"name": required(text())},
    create=lambda target: {"id": "new", **target.values},
    before_delete=lambda target: target.need(target.record["id"] != "old", 409, "An old shelf stays."),
)
PRICE_TAGS = Collection(path="/shops/{shop}/price-tags", owner=SHOPS)
CHAPTER = SHOPS.with_verbs({}, {"GET size": lambda target: target.success(len(target.rows))})


class Vendor(LaravelVendor):
    """A vendor of shops."""

    name = "shops"
    prefix = ""
    collections = (CHAPTER, SHOPS, SHELVES, PRICE_TAGS)
    messages: ClassVar[dict[int, str]] = {}
    says_success = False
    missing = "{noun} not found"


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


async def test_a_deletion_that_is_not_allowed_changes_nothing(vendor: Vendor, client: Client) -> None:
    refused = await client.ask(vendor, "DELETE", "/shops/shop-1/shelves/old")

    assert (refused.status, refused.document) == (409, {"message": "An old shelf stays."})
    assert len((await client.get(vendor, "/shops/shop-1")).document["data"]["shelves"]) == 1


@pytest.mark.parametrize(
    ("query", "status", "document"),
    [
        ({"shelf": "Old", "times": "3"}, 200, {"data": {"count": 3, "at": "2026-03-31T18:00:00Z"}}),
        ({}, 409, {"message": "Which shelf?", "code": "SHELF_UNNAMED"}),
        (
            {"shelf": "Lost"},
            422,
            {"message": "The given data was invalid.", "errors": {"shelf": ["There is no such shelf."]}},
        ),
        (
            {"shelf": "Old", "times": "0"},
            422,
            {"message": "The given data was invalid.", "errors": {"times": ["The times field must be at least 1."]}},
        ),
    ],
)
async def test_a_verb_that_reads_its_query_and_refuses_for_want_of_something(
    vendor: Vendor, client: Client, query: Mapping[str, Any], status: int, document: Any
) -> None:
    answer = await client.get(vendor, "/shops/shop-0/count", **query)

    assert (answer.status, answer.document) == (status, document)


@pytest.mark.parametrize(
    ("path", "noun"),
    [("/shops/none", "Shop"), ("/shops/none/price-tags", "Shop"), ("/shops/shop-1/price-tags/none", "Price tag")],
)
async def test_a_record_that_is_nobody_s_is_called_as_the_path_says(
    vendor: Vendor, client: Client, path: str, noun: str
) -> None:
    lost = await client.get(vendor, path)

    assert (lost.status, lost.document) == (404, {"message": f"{noun} not found"})


async def test_another_chapter_may_have_verbs_of_the_list(vendor: Vendor, client: Client) -> None:
    assert (await client.get(vendor, "/shops/size")).document == {"data": 2}
