"""Resources as attributes: of the class, of a client, and of what stands in for one in a user's tests."""

import pydoc
from typing import Any
from unittest.mock import AsyncMock, create_autospec, patch

import pytest

from telephony_clients import CLIENTS, Talkable, Talkover
from telephony_clients.cli.vendors import client_class
from telephony_clients.core.client.resource import Part
from telephony_clients.talkable import OriginBatches, Origins
from telephony_clients.talkover import Agents, Calls
from tests.core.desk import KEY, Desk, NumberedLines
from tests.example_vendor import Line


def parts(owner: type) -> list[tuple[type, str]]:
    """Return the resources that hang on a client's class or on another resource's, at any depth."""
    own = [(owner, name) for name, one in vars(owner).items() if isinstance(one, Part)]
    return own + [one for _, name in own for one in parts(getattr(owner, name))]


PARTS = [one for vendor in CLIENTS for one in parts(client_class(vendor))]


@pytest.mark.parametrize(("owner", "name"), PARTS, ids=lambda one: getattr(one, "__name__", one))
def test_the_class_shows_the_resource(owner: Any, name: str) -> None:
    resource = getattr(owner, name)

    assert resource.__doc__
    assert resource.__doc__.splitlines()[0] in pydoc.plain(pydoc.render_doc(resource))
    assert resource is getattr(owner, name)


def test_a_resource_may_be_told_by_its_class_or_by_its_place_and_hang_on_another() -> None:
    assert (Desk.lines, Talkover.calls, Talkable.origins, Origins.batches) == (
        *(NumberedLines, Calls, Origins),
        OriginBatches,
    )
    desk = Desk("http://127.0.0.1:1")
    assert type(desk.lines) is NumberedLines
    assert desk.lines is desk.lines
    assert Desk.lines is NumberedLines


def test_a_resource_and_a_client_show_where_they_send_and_no_key() -> None:
    desk = Desk("http://127.0.0.1:1")

    assert repr(desk.lines) == "NumberedLines(base_url='http://127.0.0.1:1')"
    assert KEY not in f"{desk!r} {desk.lines!r} {desk.lines.list()!r}"


async def test_a_client_can_be_replaced_by_an_autospec() -> None:
    client = create_autospec(Talkover, instance=True)
    client.agents.get.return_value = "an agent"

    assert isinstance(client.agents.get, AsyncMock)
    assert await client.agents.get("a") == "an agent"
    client.calls.list(status="completed")
    client.calls.list.assert_called_once_with(status="completed")
    with pytest.raises(TypeError, match="stat"):
        client.calls.list(stat="completed")
    with pytest.raises(AttributeError):
        client.agents.destroy  # noqa: B018 - the look-up is the test


async def test_a_class_can_be_replaced_by_an_autospec() -> None:
    made = create_autospec(Talkable)("key", "my-store")

    await made.origins.batches.create_purchases([])
    with pytest.raises(TypeError, match="unexpected"):
        made.people.get("a", unexpected=1)
    with pytest.raises(TypeError, match="order_number"):
        made.origins.create_purchase(email="a@example.com")


async def test_a_method_of_a_client_can_be_patched_and_comes_back() -> None:
    desk = Desk("http://127.0.0.1:1")

    with patch.object(desk.lines, "get", autospec=True) as get:
        get.return_value = Line(id="1")
        assert (await desk.lines.get("1")).id == "1"
        get.assert_awaited_once_with("1")
    assert desk.lines.get == NumberedLines.get.__get__(desk.lines)


async def test_a_method_of_every_client_can_be_patched_by_its_class() -> None:
    with patch.object(Talkover.agents, "get", autospec=True) as get:
        await Talkover(KEY).agents.get("a")

    assert get.await_count == 1
    assert Talkover.agents is Agents
