from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError, NotFound, Options, Talkable
from telephony_clients.sandbox import Sandbox
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import CAMPAIGNS, FOUND


@pytest.mark.parametrize(
    ("asked", "target", "body"),
    [
        ({"method": "GET"}, "/things?site_slug=my-store", None),
        ({"method": "GET", "params": {"a": 1}}, "/things?site_slug=my-store&a=1", None),
        ({"method": "PUT"}, "/things?site_slug=my-store", None),
        ({"method": "POST", "json": {"data": {"a": 1}}}, "/things", {"site_slug": "my-store", "data": {"a": 1}}),
        ({"method": "POST", "json": {}, "params": {"a": 1}}, "/things?a=1", {"site_slug": "my-store"}),
        ({"method": "POST", "json": [1, 2]}, "/things?site_slug=my-store", [1, 2]),
        ({"method": "GET", "params": {"site_slug": "other"}}, "/things?site_slug=other", None),
        ({"method": "POST", "json": {"site_slug": "other"}}, "/things", {"site_slug": "other"}),
    ],
)
async def test_every_call_names_the_site_once(
    scripted: Talkable, server: ScriptedServer, asked: dict[str, Any], target: str, body: Any
) -> None:
    server.answer({"ok": True})

    await scripted.request(asked.pop("method"), "/things", **asked)

    (seen,) = server.requests
    assert seen.target == target
    assert (seen.json if seen.body else None) == body


async def test_a_view_for_another_site_shares_all_but_the_site(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(CAMPAIGNS).answer(FOUND).answer(CAMPAIGNS)
    other = scripted.for_site("other store&co")

    await other.campaigns.list()
    await other.people.update("x", first_name="John")
    await scripted.campaigns.list()

    assert [seen.target for seen in server.requests] == [
        "/campaigns?site_slug=other%20store%26co",
        "/people/x",
        "/campaigns?site_slug=my-store",
    ]
    assert server.requests[1].json["site_slug"] == "other store&co"
    assert server.connections == 1
    assert other.gate is scripted.gate


async def test_a_site_that_does_not_exist_is_not_found(sandbox: Sandbox, talkable: Talkable) -> None:
    with pytest.raises(NotFound, match="No site found") as caught:
        await talkable.for_site("no-such-store").traffic_sources.list()

    assert caught.value.status == 400


@pytest.mark.parametrize("slug", [None, "", "  "])
def test_a_client_without_a_site_cannot_be_built(slug: str | None) -> None:
    with pytest.raises(ConfigurationError, match="TALKABLE_SITE_SLUG"):
        Talkable(CANARY, slug)


def test_the_site_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALKABLE_API_KEY", CANARY)
    monkeypatch.setenv("TALKABLE_SITE_SLUG", "my-store")

    assert Talkable().base_url == "https://www.talkable.com/api/v2"


async def test_a_view_for_no_site_cannot_be_made(options: Options) -> None:
    with pytest.raises(ConfigurationError, match="site"):
        Talkable(CANARY, "my-store", options=options).for_site("")


async def test_what_is_downloaded_from_a_path_names_the_site_and_a_whole_url_is_left_as_it_is(
    scripted: Talkable, server: ScriptedServer, tmp_path: Path
) -> None:
    server.answer(body=b"x", headers={"Content-Type": "text/csv"}, always=True)

    await scripted.download("/report", tmp_path / "a", params={"a": 1})
    async with scripted.stream(f"{server.url}/report?signed=1") as stream:
        assert [chunk async for chunk in stream] == [b"x"]

    assert [seen.target for seen in server.requests] == ["/report?site_slug=my-store&a=1", "/report?signed=1"]
