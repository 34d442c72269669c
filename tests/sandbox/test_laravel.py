from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar

import pytest

from telephony_clients.sandbox.collection import Collection
from telephony_clients.sandbox.laravel import PAGE, LaravelVendor, paginated
from telephony_clients.sandbox.records import Store
from tests.sandbox.conftest import Client, Clock


def colours(name: str, *keys: str) -> Collection:
    return Collection(
        path=f"/{name}",
        make_up=lambda _, __: [{"id": str(number)} for number in range(3)],
        paging=paginated(name, *keys, size=2),
    )


def _slower(wait: int | None) -> Mapping[str, Any]:
    return {"error": f"wait {wait}"}


class Plain(LaravelVendor):
    name = "plain"
    prefix = "/v1"
    collections = (colours("reds", "from", "to"), colours("blues", *PAGE))
    says_success = False
    messages: ClassVar[Mapping[int, str]] = {401: "Unauthenticated.", 404: "Not here."}


class Chatty(Plain):
    says_success = True
    allowance = 60
    missing_bearer = "Missing Bearer Token"
    open_paths = frozenset({"/blues"})
    pages: ClassVar[Mapping[str, Mapping[int, Any]]] = {r"GET /blues(/.*)?": {500: {"error": "blue"}, 429: _slower}}


@pytest.fixture(params=[Plain, Chatty])
async def vendor(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[LaravelVendor]:
    made: LaravelVendor = request.param(Store(7, "vendor"), "key", clock)
    await made.start()
    yield made
    await made.close()


def flagged(vendor: LaravelVendor, payload: Mapping[str, Any], *, success: bool) -> dict[str, Any]:
    return {"success": success, **payload} if vendor.says_success else dict(payload)


async def test_successes_and_errors_in_the_envelope(client: Client, vendor: LaravelVendor) -> None:
    one = await client.get(vendor, "/reds/1")
    assert one.document == flagged(vendor, {"data": {"id": "1"}}, success=True)
    assert (await client.get(vendor, "/greens")).document == flagged(vendor, {"message": "Not here."}, success=False)
    wrong = await client.ask(vendor, "DELETE", "/reds")
    message = "The DELETE method is not supported for this route."
    assert (wrong.status, wrong.document) == (405, flagged(vendor, {"message": message}, success=False))
    vendor.faults.status(409)
    assert (await client.get(vendor, "/reds")).document == flagged(vendor, {"message": "Conflict"}, success=False)


async def test_a_page_tells_the_figures_it_was_declared_with(client: Client, vendor: LaravelVendor) -> None:
    reds = (await client.get(vendor, "/reds", page=2)).document
    assert (reds["data"], reds["reds"]) == ([{"id": "2"}], {"from": 3, "to": 3})
    blues = (await client.get(vendor, "/blues")).document
    assert blues["blues"] == {"current_page": 1, "last_page": 2, "per_page": 2, "total": 3}


async def test_a_missing_token_and_a_wrong_one(client: Client, vendor: LaravelVendor) -> None:
    wrong = await client.get(vendor, "/reds", token="wrong")
    assert (wrong.status, wrong.document) == (401, flagged(vendor, {"message": "Unauthenticated."}, success=False))
    missing = await client.get(vendor, "/reds", token=None)
    expected = {"message": "Missing Bearer Token"} if vendor.missing_bearer else wrong.document
    assert (missing.status, missing.document) == (401, expected)


async def test_a_page_that_words_an_error_in_its_own_way(client: Client, vendor: LaravelVendor) -> None:
    told = []
    for path in ("/blues", "/blues/1", "/reds"):
        vendor.faults.status(500)
        told.append((await client.get(vendor, path)).document)

    usual = flagged(vendor, {"message": "Internal Server Error"}, success=False)
    assert told == ([{"error": "blue"}, {"error": "blue"}, usual] if vendor.pages else [usual] * 3)


async def test_a_page_that_tells_the_wait_in_its_own_way(client: Client, vendor: LaravelVendor) -> None:
    vendor.faults.throttle(0.1, 1)
    told = [(await client.get(vendor, "/blues")).document for _ in range(2)]

    usual = flagged(vendor, {"message": "Too Many Requests"}, success=False)
    assert told[1] == ({"error": "wait 10"} if vendor.pages else usual)


async def test_the_rate_limit_is_told_by_those_who_tell_it(client: Client, vendor: LaravelVendor) -> None:
    vendor.faults.throttle(rate=1, burst=2, path="/reds/1")
    told = [
        (await client.get(vendor, path)).headers.get("X-RateLimit-Remaining")
        for path in ("/reds", "/reds/1", "/reds/1", "/blues")
    ]

    assert told == (["59", "1", "0", None] if vendor.allowance else [None] * 4)
