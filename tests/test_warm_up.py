"""After `warm_up`, the first answer of each kind builds nothing more, with and without msgspec."""

import sys
from typing import Any

import pytest

from telephony_clients import CLIENTS
from telephony_clients.cli.vendors import client_class
from telephony_clients.core.adapter import Adapter
from telephony_clients.core.client import VendorClient, _below
from telephony_clients.core.codec import Codec
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer

WITH_AND_WITHOUT = pytest.mark.parametrize("installed", [True, False], ids=["with msgspec", "without msgspec"])
EACH_VENDOR = pytest.mark.parametrize("vendor", CLIENTS)


def fresh(vendor: str, base_url: str = "https://a.example") -> VendorClient:
    """Return a vendor's client with a codec of its own, which has built nothing."""
    known = client_class(vendor)
    codec: Codec = known.adapter_class.codec
    own = Codec(spell=codec._spell, write_datetime=codec._write_datetime)
    adapter = type("OwnAdapter", (known.adapter_class,), {"codec": own})
    more = {"site_slug": "shop"} if vendor == "talkable" else {}
    client: VendorClient = type("OwnClient", (known,), {"adapter_class": adapter})(CANARY, base_url=base_url, **more)
    return client


@pytest.fixture(autouse=True)
def _installed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not getattr(request, "param", True) or not request.node.callspec.params["installed"]:
        monkeypatch.setitem(sys.modules, "msgspec", None)
    else:
        pytest.importorskip("msgspec")


def built(adapter: Adapter) -> dict[str, int]:
    """Return how much a codec has built so far, by what it is."""
    codec: Any = adapter.codec
    twins = codec._quick._twins
    return {
        "decoders": len(codec._quick._decoders),
        "constructors of twins": len(twins._made) if twins else 0,
        "twins": len(twins._twins) if twins else 0,
        "constructors": len(codec._structuring._constructors._made),
        "hooks": codec._converter._structure_func.dispatch.cache_info().currsize,
    }


@WITH_AND_WITHOUT
@EACH_VENDOR
def test_it_builds_something(vendor: str, *, installed: bool) -> None:
    client = fresh(vendor)
    adapter = client._engine.adapter
    before = built(adapter)
    client.warm_up()
    after = built(adapter)

    kinds = {one.into for _, one in _below(client) if one.into is not None}
    assert before["decoders"] == before["constructors"] == 0
    assert after["constructors"] >= 2 * len(kinds)
    assert after["hooks"] > before["hooks"]
    assert (after["twins"] >= len(kinds)) is installed
    client.warm_up()
    assert built(adapter) == after


@WITH_AND_WITHOUT
@EACH_VENDOR
def test_what_is_read_afterwards_builds_nothing(vendor: str, *, installed: bool) -> None:
    client = fresh(vendor)
    client.warm_up()
    adapter: Any = client._engine.adapter
    before = built(adapter)

    for _, one in _below(client):
        if one.into is not None:
            for into, data in ((one.into, {}), (list[one.into], [])):  # type: ignore[name-defined]
                adapter.codec.decode(b"{}", into, adapter.envelope, one.pick)
                try:
                    adapter.codec.structure(data, into)
                except Exception as error:  # noqa: BLE001 - most models want more than nothing
                    assert type(error).__name__ == "ModelMismatch"  # noqa: PT017 - either is fine

    after = built(adapter)
    assert {**after, "hooks": 0} == {**before, "hooks": 0}


ANSWERS: dict[str, tuple[str, Any]] = {
    "talkover": ("agents", {"success": True, "data": [{"id": "a", "name": "n"}]}),
}


@WITH_AND_WITHOUT
@pytest.mark.parametrize("vendor", ANSWERS)
async def test_the_first_answer_builds_nothing(server: ScriptedServer, vendor: str, *, installed: bool) -> None:
    resource, answer = ANSWERS[vendor]
    server.answer(answer, always=True)
    async with fresh(vendor, server.url) as client:
        client.warm_up()
        before = built(client._engine.adapter)
        assert len(await getattr(client, resource).list()) == 1
        assert built(client._engine.adapter) == before
    assert len(server.requests) == 1
