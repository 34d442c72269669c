import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError, LostResponse, NotFound, Talkable, ValidationFailed
from telephony_clients.core.wire.upload import Content
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import Asset
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import ASSET, ASSETS
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


async def test_one_file_by_its_number(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer({"ok": True, "result": {"asset": ASSET}})

    asset = await scripted.assets.get(2)

    assert (asset.id, asset.created_at) == (2, AT)
    assert fits(asset, Asset)
    assert server.requests[0].target == "/assets/2?site_slug=my-store"


async def test_a_file_that_does_not_exist_is_not_found(talkable: Talkable) -> None:
    with pytest.raises(NotFound, match="No asset found") as caught:
        await talkable.assets.get(10**9)

    assert caught.value.status == 400


async def test_an_upload_is_a_form_beside_the_site_in_the_query(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer({"ok": True, "result": {"asset": ASSET}}, status=201)

    await scripted.assets.upload(b"GIF89a", name="dot.gif", params={"new": 1})

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/assets?site_slug=my-store&new=1")
    boundary = seen.headers["content-type"].removeprefix("multipart/form-data; boundary=")
    assert seen.body.decode().split("\r\n") == [
        f"--{boundary}",
        'Content-Disposition: form-data; name="file"; filename="dot.gif"',
        "Content-Type: image/gif",
        "",
        "GIF89a",
        f"--{boundary}--",
        "",
    ]


async def stream() -> AsyncIterator[bytes]:
    yield CONTENT[:1000]
    yield CONTENT[1000:]


CONTENT = bytes(range(256)) * 2000
UPLOADS: dict[str, Callable[[Path], Content]] = {
    "path": lambda path: path,
    "bytes": lambda _: CONTENT,
    "file": lambda _: io.BytesIO(CONTENT),
    "stream": lambda _: stream(),
}


@pytest.mark.parametrize("kind", UPLOADS)
async def test_a_file_is_uploaded_whatever_it_comes_as(talkable: Talkable, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "zoë & co.png"
    await asyncio.to_thread(path.write_bytes, CONTENT)
    told: list[tuple[int, int | None]] = []

    asset = await talkable.assets.upload(
        UPLOADS[kind](path), name=None if kind == "path" else path.name, on_progress=lambda *step: told.append(step)
    )

    assert (asset.name, asset.content_type, asset.size) == (path.name, "image/png", len(CONTENT))
    assert asset.fingerprint == hashlib.md5(CONTENT).hexdigest()
    assert told[-1] == (len(CONTENT), None if kind == "stream" else len(CONTENT))
    assert await talkable.assets.get(asset.id) == asset
    assert (await talkable.assets.list().first()) == asset


async def test_a_name_that_is_taken_is_not_valid(talkable: Talkable) -> None:
    await talkable.assets.upload(b"x", name="a.png")

    with pytest.raises(ValidationFailed, match="already been taken") as caught:
        await talkable.assets.upload(b"y", name="a.png")

    assert caught.value.status == 422


async def test_an_upload_that_was_refused_is_sent_again_and_one_without_an_answer_is_not(
    sandbox: Sandbox, talkable: Talkable
) -> None:
    sandbox.talkable.faults.status(429)
    await talkable.assets.upload(b"x", name="a.png")
    sandbox.talkable.faults.reset(acted=True)
    with pytest.raises(LostResponse):
        await talkable.assets.upload(b"y", name="b.png")

    assert [received.status for received in sandbox.talkable.requests] == [429, 201, None]
    latest = await talkable.assets.list(page_size=2)
    assert [asset.name for asset in latest] == ["b.png", "a.png"]


async def test_what_cannot_be_uploaded_is_not_sent(scripted: Talkable, server: ScriptedServer, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        await scripted.assets.upload(tmp_path / "missing.png")
    with pytest.raises(ConfigurationError, match="name is needed"):
        await scripted.assets.upload(b"x")

    assert server.requests == []
