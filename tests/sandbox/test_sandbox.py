import asyncio

import aiohttp
import pytest

from telephony_clients.sandbox import Sandbox
from tests.core.loop_time import in_loop_time, taking
from tests.sandbox.conftest import Client, Clock, until_received

PATHS = {
    "talkroute": ("/v2/account", "/v2/contacts", "/v2/call-history?page=3", "/v2/voice-messages"),
    "talkable": ("/assets?site_slug=my-store", "/campaigns?site_slug=my-store", "/people/1001?site_slug=my-store"),
    "talkover": ("/phone-numbers", "/voice-templates", "/calls?page=7", "/agents"),
}


async def everything(client: Client, **settings: int) -> dict[str, bytes]:
    async with Sandbox(clock=lambda: 0.0, **settings) as sandbox:  # type: ignore[arg-type]  # sizes and the seed only
        found = {}
        for name, paths in PATHS.items():
            vendor = getattr(sandbox, name)
            for path in paths:
                body = (await client.get(vendor, path)).raw
                found[name + path] = body.replace(vendor.base_url.encode(), b"")
        return found


async def test_same_seed_same_bytes(client: Client) -> None:
    one, same, other = await everything(client), await everything(client), await everything(client, seed=8)

    assert one == same
    assert not [path for path in one if one[path] == other[path]]


async def test_a_million_calls_cost_nothing_until_asked_for(client: Client) -> None:
    async with Sandbox(calls=1_000_000, call_records=1_000_000, assets=1_000_000) as sandbox:
        last = (await client.get(sandbox.talkover, "/calls", per_page=100, page=10_000)).document
        assert (len(last["data"]), last["pagination"]["total"]) == (100, 1_000_000)
        busy = (await client.get(sandbox.talkover, "/calls", status="busy")).document["pagination"]["total"]
        assert 10_000 < busy < 200_000
        history = (await client.get(sandbox.talkroute, "/v2/call-history", page=40_000)).document
        assert history["pagination"]["nextPageUrl"] is None


@pytest.mark.parametrize("name", ["talkroute", "talkable", "talkover"])
async def test_empty_lists(client: Client, name: str) -> None:
    async with Sandbox(
        calls=0, call_records=0, assets=0, contacts=0, voice_messages=0, campaigns=0, people=0
    ) as sandbox:
        for path in PATHS[name]:
            assert (await client.get(getattr(sandbox, name), path)).status in {200, 400}


async def test_environment(sandbox: Sandbox) -> None:
    environment = sandbox.environment()

    assert environment == {
        "TALKROUTE_API_KEY": sandbox.talkroute.api_key,
        "TALKROUTE_BASE_URL": sandbox.talkroute.base_url,
        "TALKABLE_API_KEY": sandbox.talkable.api_key,
        "TALKABLE_SITE_SLUG": "my-store",
        "TALKABLE_BASE_URL": sandbox.talkable.base_url,
        "TALKOVER_TOKEN": sandbox.talkover.api_key,
        "TALKOVER_BASE_URL": sandbox.talkover.base_url,
    }
    assert sandbox.talkroute.base_url.endswith("/api")
    assert sandbox.talkable.base_url.endswith("/api/v2")
    assert sandbox.talkover.base_url.endswith("/api/v1")


def test_keys() -> None:
    one, same, other = Sandbox(), Sandbox(), Sandbox(seed=8, api_keys={"talkover": "talq_mine"})
    keys = [[vendor.api_key for vendor in (box.talkroute, box.talkable, box.talkover)] for box in (one, same, other)]

    assert keys[0] == keys[1]
    assert keys[0][:2] != keys[2][:2]
    assert keys[2][2] == "talq_mine"
    assert all("canary" in key for key in keys[0])
    assert keys[0][0].startswith("tr_live_canary")
    assert len(keys[0][0]) == len("tr_live_") + 64
    assert keys[0][2].startswith("talq_")


def test_refused_settings() -> None:
    for wrong in ({"calls": -1}, {"agents": 0}, {"api_keys": {"talkative": "x"}}, {"ports": {"talkative": 1}}):
        with pytest.raises(ValueError, match=r"."):
            Sandbox(**wrong)


async def test_what_was_received(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    talkable = sandbox.talkable
    document = {"site_slug": "my-store", "data": {"first_name": "Zoë"}}
    await client.ask(talkable, "PUT", "/people/a%2Fb%40c.de", document=document, query={"tag": "x y"})
    clock.now += 5
    await client.get(talkable, "/campaigns", token=None, site_slug="my-store")

    first, second = talkable.requests
    assert first.method == "PUT"
    assert first.target == "/api/v2/people/a%2Fb@c.de?tag=x+y"
    assert first.path == "/people/a/b@c.de"
    assert first.query.getall("tag") == ["x y"]
    assert first.headers["authorization"] == f"Bearer {talkable.api_key}"
    assert first.json() == document
    assert (first.status, first.at) == (200, 100.0)
    assert (second.status, second.at, second.body, second.json()) == (401, 105.0, b"", None)
    talkable.forget_requests()
    assert talkable.requests == ()


async def test_bodies_are_compact_json(sandbox: Sandbox, client: Client) -> None:
    answer = await client.get(sandbox.talkroute, "/v2/contacts")

    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert b'"id":"5001","firstName"' in answer.raw
    assert "Dvořák".encode() in answer.raw


@in_loop_time
async def test_closing_waits_for_nothing_though_connections_are_open() -> None:
    async with Sandbox() as sandbox:
        vendor = sandbox.talkover
        vendor.faults.slow(30, path="/agents")
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {vendor.api_key}"}) as session:
            (await session.get(vendor.base_url + "/health")).release()
            held = asyncio.create_task(session.get(vendor.base_url + "/agents"))
            await until_received(vendor, 2)
            async with taking(0):
                await sandbox.close()
            (await held).release()


async def test_start_and_close_by_hand(client: Client) -> None:
    sandbox = Sandbox()
    with pytest.raises(RuntimeError, match="not running"):
        sandbox.environment()
    await sandbox.start()
    with pytest.raises(RuntimeError, match="running already"):
        await sandbox.start()
    assert (await client.get(sandbox.talkover, "/health")).status == 200
    await sandbox.close()
    with pytest.raises(RuntimeError, match="not running"):
        _ = sandbox.talkover.base_url
    await sandbox.start()
    assert (await client.get(sandbox.talkover, "/health")).status == 200
    await sandbox.close()


async def test_a_taken_port_leaves_nothing_open(sandbox: Sandbox, client: Client) -> None:
    taken = int(sandbox.talkover.base_url.split(":")[2].split("/")[0])
    second = Sandbox(ports={"talkover": taken})
    with pytest.raises(OSError, match="address already in use"):
        await second.start()

    with pytest.raises(RuntimeError, match="not running"):
        _ = second.talkroute.base_url
    assert (await client.get(sandbox.talkover, "/health")).status == 200
