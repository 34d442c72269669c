from datetime import UTC, datetime

import pytest

from telephony_clients import LostResponse, NotFound, Talkover
from telephony_clients.talkover import ProviderConnection
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_calendars import PRINTED
from tests.wings import same


async def test_the_printed_connection_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.providers.list"])

    (connection,) = await scripted.calendars.providers.list("c").to_list()

    assert same(
        connection,
        ProviderConnection(
            id="conn-uuid-1",
            provider="calendar_provider_a",
            external_calendar_id="primary",
            is_active=True,
            last_sync_at=datetime(2024, 1, 15, 17, 30, tzinfo=UTC),
        ),
    )


async def test_a_connection_waits_until_the_user_agrees(talkover: Talkover) -> None:
    calendar = await talkover.calendars.list().first()
    assert calendar is not None
    providers = talkover.calendars.providers

    made = await providers.connect(calendar.id, provider="other", redirect_uri="https://example.com/back")
    synced = await providers.sync(calendar.id, made.id)
    await providers.disconnect(calendar.id, made.id)

    assert (made.provider, made.is_active) == ("other", False)
    assert (made.authorization_url or "").startswith("https://")
    assert synced.queued
    with pytest.raises(NotFound, match="Provider connection not found"):
        await providers.sync(calendar.id, made.id)


async def test_each_write_is_sent_as_documented(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.providers.connect"]).answer(PRINTED["calendars.providers.sync"])
    server.answer(PRINTED["calendars.providers.disconnect"])
    providers = scripted.calendars.providers

    await providers.connect("c", provider="p", redirect_uri="https://example.com/a?b=c", extra={"scope": "all"})
    await providers.sync("c", "p/1")
    await providers.disconnect("c", "p/1")

    connected, synced, dropped = server.requests
    assert (connected.method, connected.target) == ("POST", "/calendars/c/providers")
    assert connected.json == {"provider": "p", "redirect_uri": "https://example.com/a?b=c", "scope": "all"}
    assert (synced.method, synced.target, synced.body) == ("POST", "/calendars/c/providers/p%2F1/sync", b"")
    assert (dropped.method, dropped.target) == ("DELETE", "/calendars/c/providers/p%2F1")


async def test_a_removal_is_sent_once(scripted: Talkover, server: ScriptedServer) -> None:
    server.reset(always=True)

    with pytest.raises(LostResponse):
        await scripted.calendars.providers.disconnect("c", "p")

    assert len(server.requests) == 1
