"""Operations that may be repeated for some arguments only when nobody knows whether they were carried out."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from telephony_clients import LostResponse, Options, Talkable
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.talkable.contract import ADVOCATE, EVENT


@pytest.fixture
async def unlucky(server: ScriptedServer, options: Options) -> AsyncIterator[Talkable]:
    """A client whose requests arrive and whose answers do not."""
    server.reset(always=True)
    async with Talkable(CANARY, "my-store", base_url=server.url, options=options) as client:
        yield client


@pytest.mark.parametrize(
    ("perform", "tries"),
    [
        (lambda talkable: talkable.offers.share_via_email("x", recipients=["a@b.com"], validation_only=True), 4),
        (lambda talkable: talkable.offers.share_via_email("x", recipients=["a@b.com"], validation_only=False), 1),
        (lambda talkable: talkable.origins.create(origin_type="AffiliateMember", email=ADVOCATE), 1),
        (lambda talkable: talkable.origins.create(origin_type="Event", **EVENT), 4),
    ],
)
async def test_some_operations_may_be_repeated_for_some_arguments_only(
    unlucky: Talkable, server: ScriptedServer, perform: Callable[[Talkable], Awaitable[object]], tries: int
) -> None:
    with pytest.raises(LostResponse):
        await perform(unlucky)

    assert len(server.requests) == tries
