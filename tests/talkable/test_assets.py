from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from telephony_clients import ConfigurationError, Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import Asset
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import ASSETS
from tests.wings import fits, same

AT = datetime(2026, 7, 7, 11, 4, 57, tzinfo=timezone(timedelta(hours=-7)))


async def test_the_printed_files_are_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(ASSETS)

    page = await scripted.assets.list()

    film, button = page
    assert same(
        button,
        Asset(
            id=2,
            name="closebutton.png",
            content_type="image/png",
            url="https://cdn.example.com/static_assets/files/2/original/closebutton.png",
            size=6600,
            width=100,
            height=100,
            fingerprint="0c406c68a263801c7ce983efda254268",
            created_at=AT,
            updated_at=AT,
        ),
    )
    assert button.created_at is not None
    assert button.created_at.utcoffset() == timedelta(hours=-7)
    assert (film.width, film.height) == (None, None)
    assert all(fits(one, Asset) for one in page)
    assert (page.total, scripted.drift()) == (2, ())


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        ({}, "page=1&per_page=100"),
        ({"page_size": 25}, "page=1&per_page=25"),
        ({"content_type": "image/png"}, "content_type=image%2Fpng&page=1&per_page=100"),
        ({"params": {"order": "name"}}, "order=name&page=1&per_page=100"),
    ],
)
async def test_each_filter_stands_in_the_query(
    scripted: Talkable, server: ScriptedServer, filters: dict[str, Any], query: str
) -> None:
    server.answer(ASSETS)

    await scripted.assets.list(**filters)

    assert server.requests[0].target == f"/assets?site_slug=my-store&{query}"


@pytest.mark.parametrize(("page_size", "pages"), [(None, 2), (50, 3), (65, 2)])
async def test_the_total_tells_the_last_page(
    sandbox: Sandbox, talkable: Talkable, page_size: int | None, pages: int
) -> None:
    assets = await talkable.assets.list(page_size=page_size).to_list()

    assert [asset.id for asset in assets] == list(range(130, 0, -1))
    assert all(fits(asset, Asset) for asset in assets)
    assert len(sandbox.talkable.requests) == pages


async def test_the_filter_chooses_by_the_beginning(talkable: Talkable) -> None:
    every = await talkable.assets.list().to_list()

    images = await talkable.assets.list(content_type="image", page_size=20).to_list()

    assert images == [asset for asset in every if asset.content_type.startswith("image")]
    assert 20 < len(images) < 130


@pytest.mark.parametrize("page_size", [0, 101, True])
async def test_a_page_holds_1_to_100_files(scripted: Talkable, server: ScriptedServer, page_size: int) -> None:
    with pytest.raises(ConfigurationError, match="page_size"):
        scripted.assets.list(page_size=page_size)

    assert server.requests == []
