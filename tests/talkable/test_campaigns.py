from datetime import datetime, timedelta, timezone

import pytest

from telephony_clients import ModelMismatch, Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import Campaign, CampaignStatus, LivePeriod, TrafficSource
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import CAMPAIGN, CAMPAIGNS, TRAFFIC_SOURCES
from tests.wings import fits, same

AT = datetime(2026, 7, 7, 11, 4, 57, tzinfo=timezone(timedelta(hours=-7)))


async def test_the_printed_campaign_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(CAMPAIGNS)

    (campaign,) = await scripted.campaigns.list().to_list()

    assert same(
        campaign,
        Campaign(
            id=2,
            slug=2,
            name="Deal for friends",
            status=CampaignStatus.DISABLED,
            is_active=False,
            appearance="popup",
            joinable_category_names=["purchase"],
            tag_names=[],
            live_period=LivePeriod(starts_at=AT, ends_at=AT),
        ),
    )
    assert [seen.target for seen in server.requests] == ["/campaigns?site_slug=my-store"]
    assert scripted.drift() == ()


async def test_a_status_in_small_letters_is_the_same(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer({"ok": True, "result": {"campaigns": [{**CAMPAIGN, "status": "live"}]}})

    campaign = await scripted.campaigns.list().first()

    assert campaign is not None
    assert campaign.status is CampaignStatus.LIVE


async def test_all_campaigns_come_in_one_answer(sandbox: Sandbox, talkable: Talkable) -> None:
    campaigns = await talkable.campaigns.list().to_list()

    assert [campaign.id for campaign in campaigns] == [6, 5, 4, 3, 2, 1]
    assert all(fits(campaign, Campaign) for campaign in campaigns)
    assert len(sandbox.talkable.requests) == 1


async def test_a_result_that_holds_no_campaigns_is_not_an_empty_list(
    scripted: Talkable, server: ScriptedServer
) -> None:
    server.answer({"ok": True, "result": {"offers": []}})

    with pytest.raises(ModelMismatch, match="Expected a list"):
        await scripted.campaigns.list().to_list()


async def test_traffic_sources_are_the_bare_list_of_the_specification(
    scripted: Talkable, server: ScriptedServer
) -> None:
    server.answer(TRAFFIC_SOURCES)

    sources = await scripted.traffic_sources.list(params={"q": "a&b"}).to_list()

    assert sources == [TrafficSource(identifier="traffic_source_11"), TrafficSource(identifier="traffic_source_12")]
    assert server.requests[0].target == "/traffic_sources?site_slug=my-store&q=a%26b"


async def test_a_key_is_proved_by_the_traffic_sources(sandbox: Sandbox, talkable: Talkable) -> None:
    assert (await talkable.check()).status == 200
    assert sandbox.talkable.requests[0].path == "/traffic_sources"
