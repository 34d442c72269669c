from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from telephony_clients import BadRequest, ConfigurationError, NotFound, Options, Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import CampaignStatus, MetricSegment, MetricValue
from telephony_clients.testing.virtual_time import VirtualTime
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import SEGMENTS, VALUE
from tests.wings import CAREFUL_IDS, fits, same

FIRST, LAST = date(2026, 6, 7), date(2026, 7, 7)
RANGE = "start_date=2026-06-07&end_date=2026-07-07"


async def test_the_printed_value_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(VALUE)

    value = await scripted.metrics.get("sharing_rate", start_date=FIRST, end_date=LAST)

    assert same(value, MetricValue(plain=Decimal(2), formatted="2", result_type="number"))
    assert server.requests[0].target == f"/metrics/sharing_rate?site_slug=my-store&{RANGE}"


async def test_the_printed_segments_are_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(SEGMENTS)

    june, july = await scripted.metrics.segmentize("offers", start_date=FIRST, end_date=LAST, by_period="week")

    assert same(june, MetricSegment(plain=Decimal(0), formatted="0", result_type="number", period="6/7/26 - 6/30/26"))
    assert (june.first_day, june.last_day) == (date(2026, 6, 7), date(2026, 6, 30))
    assert (july.first_day, july.last_day) == (date(2026, 7, 1), date(2026, 7, 7))
    assert scripted.drift() == ()


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("12/31/25 - 1/6/26", (date(2025, 12, 31), date(2026, 1, 6))),
        ("6/7/26", (date(2026, 6, 7), date(2026, 6, 7))),
        ("Week 23", (None, None)),
        ("13/45/26 - 1/1/27", (None, None)),
        (None, (None, None)),
    ],
)
def test_the_days_of_a_period(period: str | None, days: tuple[date | None, date | None]) -> None:
    segment = MetricSegment(plain=Decimal(1), period=period)

    assert (segment.first_day, segment.last_day) == days


async def test_a_segment_keeps_the_keys_that_nobody_documents(scripted: Talkable, server: ScriptedServer) -> None:
    row = {"plain": 1.5, "formatted": "$1.50", "result_type": "money", "sharing_channel": "email", "campaigns": 42}
    server.answer({"ok": True, "result": {"segmented": [row]}})

    segment = await scripted.metrics.segmentize("x", start_date=FIRST, end_date=LAST).first()

    assert segment is not None
    assert (segment.plain, segment.sharing_channel) == (Decimal("1.5"), "email")
    assert segment.extra == {"campaigns": 42}


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"sharing_channels": ["email", "a&b"]}, "sharing_channels%5B%5D=email&sharing_channels%5B%5D=a%26b"),
        ({"traffic_sources": ("x",)}, "traffic_sources%5B%5D=x"),
        ({"campaign_ids": [42, 7]}, "campaign_ids%5B%5D=42&campaign_ids%5B%5D=7"),
        ({"campaign_tags": ["default"]}, "campaign_tags%5B%5D=default"),
        ({"campaign_status": CampaignStatus.LIVE}, "campaign_status=Live"),
        ({"mobile_visitor": False, "device_type": "mobile"}, "mobile_visitor=false&device_type=mobile"),
        (
            {"precision": 0, "live_campaigns_only": True, "exclude_qa_generated": False},
            "precision=0&live_campaigns_only=true&exclude_qa_generated=false",
        ),
        ({"params": {"new": 1}, "device_type": None}, "new=1"),
        ({"params": {"campaign_ids": 1}, "campaign_ids": [2]}, "campaign_ids%5B%5D=2&campaign_ids=1"),
    ],
)
async def test_each_filter_has_its_bracketed_name(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], query: str
) -> None:
    server.answer(VALUE).answer(SEGMENTS)

    await scripted.metrics.get("x", start_date=FIRST, end_date=LAST, **given)
    await scripted.metrics.segmentize("x", start_date=FIRST, end_date=LAST, **given)

    assert [seen.target for seen in server.requests] == [
        f"/metrics/x?site_slug=my-store&{RANGE}&{query}",
        f"/metrics/x/segmentize?site_slug=my-store&{query}&{RANGE}",
    ]


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"by_period": "day"}, "segment_by%5Bperiod%5D=day"),
        (
            {"by_sharing_channels": True, "by_campaign_types": False},
            "segment_by%5Bsharing_channels%5D=true&segment_by%5Bcampaign_types%5D=false",
        ),
        (
            {"by_campaign_tags": ["a", "b"]},
            "segment_by%5Bcampaign_tags%5D=a&segment_by%5Bcampaign_tags%5D=b",
        ),
    ],
)
async def test_each_segmentation_has_its_bracketed_name(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], query: str
) -> None:
    server.answer(SEGMENTS)

    await scripted.metrics.segmentize("x", start_date=FIRST, end_date=LAST, **given)

    assert server.requests[0].target == f"/metrics/x/segmentize?site_slug=my-store&{query}&{RANGE}"


@pytest.mark.parametrize(("metric", "segment"), CAREFUL_IDS.items())
async def test_a_name_arrives_as_it_is(sandbox: Sandbox, talkable: Talkable, metric: str, segment: str) -> None:
    with pytest.raises(NotFound, match="No metric found"):
        await talkable.metrics.get(metric, start_date=FIRST, end_date=LAST)

    assert sandbox.talkable.requests[0].target == f"/api/v2/metrics/{segment}?site_slug=my-store&{RANGE}"


async def test_a_period_that_does_not_exist_is_refused(talkable: Talkable) -> None:
    with pytest.raises(BadRequest, match="Supported options: day, week, month, quarter, year") as caught:
        await talkable.metrics.segmentize("visits", start_date=FIRST, end_date=LAST, by_period="hour")

    assert caught.value.cursor is not None


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"start_date": LAST, "end_date": FIRST}, "ends on 2026-06-07, before it begins on 2026-07-07"),
        ({"start_date": datetime(2026, 6, 7, tzinfo=UTC), "end_date": LAST}, "start_date must be a date without"),
        ({"start_date": "2026-06-07", "end_date": LAST}, "start_date must be a date without"),
        ({"start_date": None, "end_date": LAST}, "start_date and end_date are needed"),
        ({"start_date": FIRST, "end_date": LAST, "campaign": 1}, "has no campaign; params takes"),
    ],
)
async def test_what_is_no_range_or_filter_is_not_sent(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], text: str
) -> None:
    with pytest.raises(ConfigurationError, match=text):
        await scripted.metrics.get("x", **given)
    with pytest.raises(ConfigurationError, match=text):
        scripted.metrics.segmentize("x", **given)

    assert server.requests == []


@pytest.mark.parametrize("days", [0, 101, True, 1.5])
def test_what_is_no_window_is_refused(scripted: Talkable, days: Any) -> None:
    with pytest.raises(ConfigurationError, match="window_days must be a whole number from 1 to 100"):
        scripted.metrics.segmentize("x", start_date=FIRST, end_date=LAST, window_days=days)


async def test_only_segments_take_a_segmentation(scripted: Talkable) -> None:
    asked: dict[str, Any] = {"by_period": "day"}

    with pytest.raises(ConfigurationError, match="MetricFilters has no by_period"):
        await scripted.metrics.get("x", start_date=FIRST, end_date=LAST, **asked)


YEARS: dict[str, Any] = {"start_date": date(2024, 3, 1), "end_date": date(2026, 2, 28)}
EVERY_DAY = [date(2024, 3, 1) + timedelta(number) for number in range(730)]


@pytest.fixture
async def costly(time: VirtualTime, options: Options) -> AsyncIterator[tuple[Sandbox, Talkable]]:
    """A site that throttles by what a request costs, in virtual time, and a client before it."""
    async with Sandbox(clock=time.clock, api_keys={"talkable": CANARY}) as sandbox:
        stand_in, patient = sandbox.talkable, attrs.evolve(options, deadline=3600.0, max_wait=3600.0, strict=True)
        async with Talkable(CANARY, stand_in.site_slug, base_url=stand_in.base_url, options=patient) as client:
            yield sandbox, client


@pytest.mark.parametrize("ahead", [0, 3])
async def test_two_years_by_day_over_a_throttled_site(costly: tuple[Sandbox, Talkable], ahead: int) -> None:
    sandbox, talkable = costly
    sandbox.talkable.faults.throttle(rate=0.05, burst=4)
    sandbox.talkable.faults.reset(times=2)

    pager = talkable.metrics.segmentize("visits", **YEARS, by_period="day", window_days=100).prefetch(ahead)
    segments = [segment async for segment in pager]

    assert [segment.first_day for segment in segments] == EVERY_DAY
    assert [segment.last_day for segment in segments] == EVERY_DAY
    assert all(fits(segment, MetricSegment) for segment in segments)
    answered = [received for received in sandbox.talkable.requests if received.status == 200]
    asked = [(received.query["start_date"], received.query["end_date"]) for received in answered]
    assert len(set(asked)) == len(asked) == 8
    assert any(received.status == 429 for received in sandbox.talkable.requests)
    whole = await talkable.metrics.get("visits", **YEARS)
    assert sum(segment.plain or 0 for segment in segments) == whole.plain


async def test_a_backfill_goes_on_where_it_stopped(sandbox: Sandbox, talkable: Talkable) -> None:
    read: list[date | None] = []

    def segments(cursor: Any = None) -> Any:
        return talkable.metrics.segmentize("visits", **YEARS, by_period="day", window_days=30, cursor=cursor)

    pager = segments()
    async for segment in pager:
        read.append(segment.first_day)
        if len(read) == 45:
            break
    read += [segment.first_day async for segment in segments(pager.cursor)]

    assert read == EVERY_DAY


@pytest.mark.parametrize(("window_days", "requests"), [(None, 1), (100, 8), (1, 730)])
async def test_a_window_is_a_request(
    sandbox: Sandbox, talkable: Talkable, window_days: int | None, requests: int
) -> None:
    years = YEARS if window_days != 1 else {"start_date": YEARS["start_date"], "end_date": EVERY_DAY[9]}

    segments = await talkable.metrics.segmentize("visits", **years, by_period="day", window_days=window_days).to_list()

    assert len(sandbox.talkable.requests) == min(requests, len(segments))
    assert [segment.first_day for segment in segments] == EVERY_DAY[: len(segments)]
    assert len(segments) in {730, 10}
