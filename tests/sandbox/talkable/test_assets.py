import hashlib
import struct

import aiohttp
import pytest

from tests.sandbox.conftest import Answer, Client
from tests.sandbox.talkable.conftest import SiteClient, refused
from tests.sandbox.talkable.stamps import STAMP

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 640, 480) + bytes(range(256))
TAKEN = "Validation failed: File name has already been taken"


async def upload(site: SiteClient, content: bytes, name: str, kind: str = "image/png", field: str = "file") -> Answer:
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    form.add_field("note", "first")
    form.add_field(field, content, filename=name, content_type=kind)
    url, headers = f"{site.stand_in.base_url}/assets", {"Authorization": f"Bearer {site.stand_in.api_key}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, params=site.slug, data=form, headers=headers) as response,
    ):
        return Answer(response.status, response.headers, await response.read())


async def test_assets_page_by_page(site: SiteClient) -> None:
    first = await site.result("/assets")
    assert (first["total"], len(first["assets"])) == (130, 25)

    assets = []
    for page in (1, 2, 3):
        assets += (await site.result("/assets", page=page, per_page=50))["assets"]
    assert [asset["id"] for asset in assets] == list(range(130, 0, -1))
    assert STAMP.fullmatch(assets[0]["created_at"])
    assert {asset["width"] is None for asset in assets} == {True, False}
    assert (await site.result("/assets", page=4, per_page=50))["assets"] == []
    assert (await site.result("/assets/77"))["asset"] == assets[130 - 77]

    for wanted in ("image", "image/png", "video"):
        result = await site.result("/assets", content_type=wanted, per_page=100)
        chosen = [asset for asset in assets if asset["content_type"].startswith(wanted)]
        assert result == {"assets": chosen[:100], "total": len(chosen)}
        assert 0 < len(chosen) < 130


@pytest.mark.parametrize("query", [{"per_page": 0}, {"per_page": 101}, {"page": 0}, {"page": "x"}])
async def test_wrong_pages(site: SiteClient, query: dict[str, str | int]) -> None:
    (name,) = query
    assert refused(await site.get("/assets", **query), f"`{name}` is invalid")


@pytest.mark.parametrize("number", ["0", "131", "x", "-1", "9" * 40])
async def test_unknown_assets(site: SiteClient, number: str) -> None:
    assert refused(await site.get(f"/assets/{number}"), "No asset found by `id`.")


async def test_an_upload_comes_first_in_the_list(site: SiteClient) -> None:
    answer = await upload(site, PNG, "zoë & co/logo.png")
    assert answer.status == 201
    asset = answer.document["result"]["asset"]
    assert (asset["id"], asset["name"], asset["content_type"]) == (131, "zoë & co/logo.png", "image/png")
    assert (asset["size"], asset["width"], asset["height"]) == (len(PNG), 640, 480)
    assert asset["fingerprint"] == hashlib.md5(PNG).hexdigest()
    plain = (await upload(site, b"", "empty.css", "text/css")).document["result"]["asset"]
    assert (plain["size"], plain["width"], plain["content_type"]) == (0, None, "text/css")

    assert (await site.result("/assets/131"))["asset"] == asset
    everything = []
    for page in range(1, 12):
        result = await site.result("/assets", page=page, per_page=13)
        assert result["total"] == 132
        everything += [one["id"] for one in result["assets"]]
    assert everything == list(range(132, 0, -1))
    styles = await site.result("/assets", content_type="text/css", per_page=100)
    assert styles["assets"][0]["id"] == 132
    assert len(styles["assets"]) == styles["total"]


async def test_a_name_is_taken_once(site: SiteClient) -> None:
    made_up = (await site.result("/assets/77"))["asset"]["name"]

    assert refused(await upload(site, PNG, made_up), TAKEN, 422)
    assert (await upload(site, PNG, "77_other.png")).status == 201
    assert refused(await upload(site, b"x", "77_other.png"), TAKEN, 422)


async def test_uploads_without_a_file(site: SiteClient, client: Client) -> None:
    path, missing = f"/assets?site_slug={site.stand_in.site_slug}", "`file` is required"
    assert refused(await upload(site, PNG, "a.png", field="asset"), missing)
    assert refused(await client.ask(site.stand_in, "POST", path, document={"file": "x"}), missing)


async def send(site: SiteClient, body: bytes, content_type: str) -> Answer:
    url = f"{site.stand_in.base_url}/assets"
    headers = {"Authorization": f"Bearer {site.stand_in.api_key}", "Content-Type": content_type}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, params=site.slug, data=body, headers=headers) as response,
    ):
        return Answer(response.status, response.headers, await response.read())


@pytest.mark.parametrize("body", [b"", b"--edge\r\n", b"--edge\r\nContent-Type: x\r\n--edge--", b"junk\r\n--edge--"])
async def test_broken_forms(site: SiteClient, body: bytes) -> None:
    assert refused(await send(site, body, "multipart/form-data; boundary=edge"), "Invalid multipart body")


@pytest.mark.parametrize("content_type", ["multipart/mixed; boundary=edge", "multipart/form-data", "image/png"])
async def test_other_bodies_hold_no_file(site: SiteClient, content_type: str) -> None:
    body = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nx\r\n--edge--\r\n'

    assert refused(await send(site, body, content_type), "`file` is required")
    assert (await send(site, body, "multipart/form-data; boundary=edge")).status == 201


async def test_campaigns_and_traffic_sources(site: SiteClient) -> None:
    campaigns = (await site.result("/campaigns"))["campaigns"]
    assert [campaign["id"] for campaign in campaigns] == [6, 5, 4, 3, 2, 1]
    assert {campaign["status"] for campaign in campaigns} == {"Live", "Disabled", "Test"}
    assert {campaign["is_active"] is (campaign["status"] == "Live") for campaign in campaigns} == {True}

    sources = await site.result("/traffic_sources")
    assert sources == [{"identifier": f"traffic_source_{number}"} for number in (11, 12, 13)]
