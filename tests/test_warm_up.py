"""After `warm_up`, the first answer of each kind builds nothing more, with and without msgspec."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from telephony_clients import CLIENTS, ModelMismatch, Talkover
from telephony_clients.cli.vendors import client_class
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import operations_of
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.vendor.adapter import Adapter
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer

WITH_AND_WITHOUT = pytest.mark.parametrize("installed", [True, False], ids=["with msgspec", "without msgspec"])
EACH_VENDOR = pytest.mark.parametrize("vendor", CLIENTS)


Fresh = Callable[..., VendorClient]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Fresh:
    """Makes a vendor's client with a codec of its own, which has built nothing."""

    def make(vendor: str, *, installed: bool, base_url: str = "https://a.example") -> VendorClient:
        if installed:
            pytest.importorskip("msgspec")
        else:
            monkeypatch.setitem(sys.modules, "msgspec", None)
        known = client_class(vendor)
        codec: Codec = known.adapter_class.codec
        own = Codec(spell=codec.spell, instants=codec.instants)
        monkeypatch.setattr(known.adapter_class, "codec", own)
        more: Any = {"site_slug": "shop"} if vendor == "talkable" else {}
        return known(CANARY, base_url=base_url, **more)

    return make


def built(adapter: Adapter) -> dict[str, int]:
    """Return how much a codec has built so far, by what it is."""
    codec: Any = adapter.codec
    structs = codec.one_pass._compiler
    return {
        "decoders": len(codec.one_pass._decoders),
        "constructors of structs": len(structs._constructors) if structs else 0,
        "structs": len(structs._structs) if structs else 0,
        "constructors": len(codec._structure_hooks._compiler._constructors),
        "hooks": codec._converter._structure_func.dispatch.cache_info().currsize,
    }


@WITH_AND_WITHOUT
@EACH_VENDOR
def test_warm_up_builds_something(fresh: Fresh, vendor: str, *, installed: bool) -> None:
    client = fresh(vendor, installed=installed)
    adapter = client._engine.adapter
    before = built(adapter)
    client.warm_up()
    after = built(adapter)

    kinds = {one.into for _, one in operations_of(client) if one.into is not None}
    assert before["decoders"] == before["constructors"] == 0
    assert after["constructors"] >= 2 * len(kinds)
    assert after["hooks"] > before["hooks"]
    assert (after["structs"] >= len(kinds)) is installed
    client.warm_up()
    assert built(adapter) == after


@WITH_AND_WITHOUT
@EACH_VENDOR
def test_reading_after_warm_up_builds_nothing(fresh: Fresh, vendor: str, *, installed: bool) -> None:
    client = fresh(vendor, installed=installed)
    client.warm_up()
    adapter: Any = client._engine.adapter
    before = built(adapter)

    for _, one in operations_of(client):
        if one.into is not None:
            for into, data in ((one.into, {}), (list[one.into], [])):  # type: ignore[name-defined]
                adapter.codec.one_pass.decode(b"{}", into, adapter.envelope, one.unwrap)
                with suppress(ModelMismatch):  # most models want more than nothing
                    adapter.codec.structure(data, into)

    after = built(adapter)
    assert {**after, "hooks": 0} == {**before, "hooks": 0}


@WITH_AND_WITHOUT
async def test_the_first_answer_builds_nothing(server: ScriptedServer, fresh: Fresh, *, installed: bool) -> None:
    server.answer({"success": True, "data": [{"id": "a", "name": "n"}]})
    async with fresh("talkover", installed=installed, base_url=server.url) as client:
        assert isinstance(client, Talkover)
        client.warm_up()
        before = built(client._engine.adapter)
        assert len(await client.agents.list()) == 1
        assert built(client._engine.adapter) == before
    assert len(server.requests) == 1
