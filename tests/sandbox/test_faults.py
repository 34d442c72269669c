import asyncio
import logging
import time
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Literal

import aiohttp
import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client, Clock, until_received

OK, DOWN = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE


async def statuses(sandbox: Sandbox, client: Client, count: int, path: str = "/v2/account") -> list[int]:
    return [(await client.get(sandbox.talkroute, path)).status for _ in range(count)]


async def test_status_strikes_so_many_times(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkroute.faults.status(503, times=3)

    assert await statuses(sandbox, client, 5) == [DOWN, DOWN, DOWN, OK, OK]


async def test_every_nth_for_ever_until_cleared(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkroute.faults.status(503, times=None, every=3)

    assert await statuses(sandbox, client, 7) == [OK, OK, DOWN, OK, OK, DOWN, OK]
    sandbox.talkroute.faults.clear()
    assert await statuses(sandbox, client, 3) == [OK, OK, OK]


async def test_method_and_path_choose(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkroute.faults.status(503, path="/v2/con", method="get")
    sandbox.talkroute.faults.status(503, method="POST", times=None)

    assert await statuses(sandbox, client, 1) == [OK]
    assert await statuses(sandbox, client, 2, "/v2/contacts") == [DOWN, OK]
    assert (await client.ask(sandbox.talkroute, "POST", "/v2/contacts")).status == DOWN


async def test_faults_are_a_script(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkroute.faults.status(503)
    sandbox.talkroute.faults.reset()
    sandbox.talkroute.faults.html()

    assert await statuses(sandbox, client, 1) == [DOWN]
    with pytest.raises(aiohttp.ClientOSError):
        await client.get(sandbox.talkroute, "/v2/account")
    assert (await client.get(sandbox.talkroute, "/v2/account")).raw.startswith(b"<!DOCTYPE html>")
    assert await statuses(sandbox, client, 1) == [OK]


async def test_throttle_follows_the_given_clock(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    sandbox.talkroute.faults.throttle(rate=10, burst=3)

    assert await statuses(sandbox, client, 5) == [OK, OK, OK, 429, 429]
    clock.now += 0.2
    assert await statuses(sandbox, client, 3) == [OK, OK, 429]
    for _ in range(10):
        clock.now += 0.01
    assert await statuses(sandbox, client, 2) == [OK, 429]
    clock.now += 3600
    assert await statuses(sandbox, client, 4) == [OK, OK, OK, 429]


async def test_throttle_tells_the_wait(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    sandbox.talkroute.faults.throttle(rate=0.5, burst=1, retry_after="seconds", path="/v2/account")
    sandbox.talkroute.faults.throttle(rate=0.001, burst=1, retry_after="date", path="/v2/contacts")
    await statuses(sandbox, client, 1)
    assert (await client.get(sandbox.talkroute, "/v2/account")).headers["Retry-After"] == "2"
    clock.now += 1.5
    assert (await client.get(sandbox.talkroute, "/v2/account")).headers["Retry-After"] == "1"

    await statuses(sandbox, client, 1, "/v2/contacts")
    headers = (await client.get(sandbox.talkroute, "/v2/contacts")).headers
    wait = parsedate_to_datetime(headers["Retry-After"]) - parsedate_to_datetime(headers["Date"])
    assert abs(wait.total_seconds() - 1000) <= 5


async def test_reset_comes_before_any_answer(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkover.faults.reset(times=2)
    for _ in range(2):
        with pytest.raises(aiohttp.ClientOSError):
            await client.get(sandbox.talkover, "/calls")

    assert (await client.get(sandbox.talkover, "/calls")).status == OK
    assert [received.status for received in sandbox.talkover.requests] == [None, None, OK]


async def test_reset_is_a_true_reset(sandbox: Sandbox) -> None:
    sandbox.talkover.faults.reset()
    port = int(sandbox.talkover.base_url.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()


@pytest.mark.parametrize(("acted", "total"), [(False, 1234), (True, 1235)])
async def test_reset_of_a_call_that_may_have_been_placed(
    sandbox: Sandbox, client: Client, *, acted: bool, total: int
) -> None:
    agent = (await client.get(sandbox.talkover, "/agents")).document["data"][0]["id"]
    sandbox.talkover.faults.reset(acted=acted, method="POST")
    with pytest.raises(aiohttp.ClientOSError):
        await client.ask(sandbox.talkover, "POST", f"/agents/{agent}/call", document={"to": "+12345678901"})

    assert (await client.get(sandbox.talkover, "/calls")).document["pagination"]["total"] == total


async def test_cut_body(sandbox: Sandbox, client: Client) -> None:
    whole = await client.get(sandbox.talkover, "/calls")
    sandbox.talkover.faults.cut_body()
    port = int(sandbox.talkover.base_url.split(":")[2].split("/")[0])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = sandbox.talkover.api_key.encode()
    writer.write(b"GET /api/v1/calls HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + b"\r\n\r\n")
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()

    assert head.startswith(b"HTTP/1.1 200 OK")
    assert f"Content-Length: {len(whole.raw)}".encode() in head
    assert b"X-RateLimit-Limit: 1000" in head
    assert body == whole.raw[: len(whole.raw) // 2]

    sandbox.talkover.faults.cut_body()
    with pytest.raises(aiohttp.ClientPayloadError):
        await client.get(sandbox.talkover, "/calls")
    assert (await client.get(sandbox.talkover, "/calls")).raw == whole.raw


async def test_a_client_that_leaves_before_a_cut_answer_begins_is_no_error(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.talkover.faults.slow(0.05)
    sandbox.talkover.faults.cut_body()
    port = int(sandbox.talkover.base_url.split(":")[2].split("/")[0])
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await until_received(sandbox.talkover, 1)
    writer.transport.abort()
    while sandbox.talkover.requests[0].status is None:  # noqa: ASYNC110 - as in `until_received`
        await asyncio.sleep(0)
    await asyncio.sleep(0.02)

    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_slow_answers_come_late_but_act_at_once(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkover.faults.slow(0.2, path="/calls")
    order: list[str] = []

    async def get(path: str) -> None:
        assert (await client.get(sandbox.talkover, path, token=None)).status in {OK, HTTPStatus.UNAUTHORIZED}
        order.append(path)

    late = asyncio.create_task(get("/calls"))
    await until_received(sandbox.talkover, 1)
    assert sandbox.talkover.requests[0].status is None
    await get("/health")
    await late
    assert order == ["/health", "/calls"]


async def test_html_in_place_of_the_answer(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkover.faults.html()
    sandbox.talkover.faults.html(status=403)
    answers = [await client.get(sandbox.talkover, "/calls") for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 403]
    assert {answer.headers["Content-Type"] for answer in answers} == {"text/html; charset=utf-8"}


async def test_unknown_field_in_every_record(sandbox: Sandbox, client: Client) -> None:
    for vendor in (sandbox.talkroute, sandbox.talkable, sandbox.talkover):
        vendor.faults.unknown_field("brand_new", [1])

    calls = (await client.get(sandbox.talkover, "/calls")).document
    assert all(call["brand_new"] == call["agent"]["brand_new"] == [1] for call in calls["data"])
    assert "brand_new" not in calls
    assert "brand_new" not in calls["pagination"]
    agent = (await client.get(sandbox.talkover, f"/agents/{calls['data'][0]['agent']['id']}")).document["data"]
    assert agent["brand_new"] == [1]
    history = (await client.get(sandbox.talkroute, "/v2/call-history")).document
    assert all(call["brand_new"] == [1] for call in history["data"])
    assert (await client.get(sandbox.talkroute, "/v2/account")).document["data"]["brand_new"] == [1]
    for path, name in (("/assets", "assets"), ("/campaigns", "campaigns")):
        result = (await client.get(sandbox.talkable, path, site_slug="my-store")).document["result"]
        assert all(record["brand_new"] == [1] for record in result[name])
    sources = (await client.get(sandbox.talkable, "/traffic_sources", site_slug="my-store")).document["result"]
    assert sources[0]["brand_new"] == [1]
    error = (await client.get(sandbox.talkable, "/assets")).document
    assert list(error) == ["ok", "error_message"]

    sandbox.talkover.faults.clear()
    assert "brand_new" not in (await client.get(sandbox.talkover, "/agents")).document["data"][0]


async def test_purchase_with_an_unknown_field(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkable.faults.unknown_field()
    data = {"email": "no-offer@b.c", "order_number": "1", "subtotal": 1}
    document = {"site_slug": "my-store", "data": data}
    result = (await client.ask(sandbox.talkable, "POST", "/origins/purchase", document=document)).document["result"]

    assert (result["origin"]["brand_new"], result["offer"]) == ("?", None)


@pytest.mark.parametrize(
    ("fault", "arguments"),
    [
        ("status", {"status": 200}),
        ("status", {"status": 503, "times": 0}),
        ("reset", {"every": 0}),
        ("throttle", {"rate": 0, "burst": 1}),
        ("throttle", {"rate": 1, "burst": 0}),
    ],
)
def test_out_of_range(fault: str, arguments: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        getattr(Sandbox().talkover.faults, fault)(**arguments)


async def test_no_noise(sandbox: Sandbox, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        sandbox.talkover.faults.reset()
        sandbox.talkover.faults.cut_body()
        for _ in range(2):
            with pytest.raises(aiohttp.ClientError):
                await client.get(sandbox.talkover, "/calls")
        sandbox.talkover.faults.slow(30)
        impatient = asyncio.create_task(client.get(sandbox.talkover, "/calls"))
        await until_received(sandbox.talkover, 3)
        impatient.cancel()
        await asyncio.wait([impatient])
        await sandbox.close()

    assert caplog.records == []


@pytest.mark.parametrize("reset", ["seconds", "epoch", None])
async def test_a_quota_counts_by_fixed_windows(
    sandbox: Sandbox, client: Client, clock: Clock, reset: Literal["seconds", "epoch"] | None
) -> None:
    sandbox.talkover.faults.quota(3, 60.0, reset)
    answers = [await client.get(sandbox.talkover, "/calls") for _ in range(4)]
    assert [one.status for one in answers] == [200, 200, 200, 429]
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    assert {one.headers["X-RateLimit-Limit"] for one in answers} == {"3"}
    told = answers[0].headers.get("X-RateLimit-Reset")
    now = 0.0 if reset == "seconds" else time.time()
    assert told is None if reset is None else 57 <= int(told or 0) - now <= 60
    assert answers[3].headers["Retry-After"] == "60"

    clock.now += 59
    assert (await client.get(sandbox.talkover, "/calls")).headers["Retry-After"] == "1"
    clock.now += 1
    assert (await client.get(sandbox.talkover, "/calls")).status == 200


@pytest.mark.parametrize("bad", [{"requests": 0}, {"requests": 1, "window": 0}, {"requests": 1, "times": 0}])
async def test_a_quota_that_makes_no_sense(sandbox: Sandbox, bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="`"):
        sandbox.talkover.faults.quota(**bad)


async def test_a_throttle_tells_when_another_request_passes(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    sandbox.talkover.faults.throttle(rate=0.25, burst=2)
    told = [(await client.get(sandbox.talkover, "/calls")).headers["X-RateLimit-Reset"] for _ in range(2)]
    clock.now += 3
    told.append((await client.get(sandbox.talkover, "/calls")).headers["X-RateLimit-Reset"])

    assert told == ["4", "4", "1"]
