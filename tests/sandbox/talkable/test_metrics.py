from typing import Any

import pytest

from tests.sandbox.talkable.conftest import SiteClient, refused

SPAN = {"start_date": "2026-01-30", "end_date": "2026-04-02"}
PERIODS = {
    "day": ("1/30/26 - 1/30/26", "4/2/26 - 4/2/26", 63),
    "week": ("1/30/26 - 2/1/26", "3/30/26 - 4/2/26", 10),
    "month": ("1/30/26 - 1/31/26", "4/1/26 - 4/2/26", 4),
    "quarter": ("1/30/26 - 3/31/26", "4/1/26 - 4/2/26", 2),
    "year": ("1/30/26 - 4/2/26", "1/30/26 - 4/2/26", 1),
}


async def value(site: SiteClient, metric: str = "shares", **query: Any) -> Any:
    return (await site.result(f"/metrics/{metric}", **SPAN | query))["plain"]


async def segments(site: SiteClient, metric: str = "shares", **query: Any) -> Any:
    return (await site.result(f"/metrics/{metric}/segmentize", **SPAN | query))["segmented"]


@pytest.mark.parametrize("period", PERIODS)
async def test_periods_add_up_to_the_whole(site: SiteClient, period: str) -> None:
    found = await segments(site, **{"segment_by[period]": period})

    first, last, count = PERIODS[period]
    assert (found[0]["period"], found[-1]["period"], len(found)) == (first, last, count)
    assert len({one["period"] for one in found}) == count
    assert sum(one["plain"] for one in found) == await value(site) > 0


async def test_years_end_where_years_end(site: SiteClient) -> None:
    span = {"start_date": "2024-12-30", "end_date": "2026-01-01"}
    for period, count in (("year", 3), ("quarter", 6), ("month", 14)):
        found = await segments(site, **span, **{"segment_by[period]": period})
        assert found[0]["period"] == "12/30/24 - 12/31/24"
        assert (found[-1]["period"], len(found)) == ("1/1/26 - 1/1/26", count)


async def test_other_segments_add_up_too(site: SiteClient) -> None:
    whole = await value(site)

    channels = await segments(site, **{"segment_by[sharing_channels]": "true"})
    assert [one["sharing_channel"] for one in channels] == ["email", "facebook", "twitter", "sms", "other"]
    assert sum(one["plain"] for one in channels) == whole
    types = await segments(site, **{"segment_by[campaign_types]": "1"})
    assert [one["campaign_type"] for one in types] == ["StandaloneCampaign", "DoubleSidedDealCampaign"]
    assert sum(one["plain"] for one in types) == whole
    (tagged,) = await segments(site, **{"segment_by[campaign_tags]": "post-purchase"})
    assert tagged["campaign_tag"] == "post-purchase"
    assert tagged["plain"] == await value(site, **{"campaign_tags[]": "post-purchase"})
    both = await segments(site, **{"segment_by[period]": "month", "segment_by[sharing_channels]": "true"})
    assert (len(both), sum(one["plain"] for one in both)) == (20, whole)
    assert [one.keys() - {"plain", "formatted", "result_type"} for one in await segments(site)] == [set()]


async def test_filters_add_up_to_the_whole(site: SiteClient) -> None:
    whole = await value(site)

    async def parts(**queries: list[str]) -> int:
        ((name, values),) = queries.items()
        return sum([await value(site, **{name: one}) for one in values])

    assert await parts(**{"sharing_channels[]": ["email", "facebook", "twitter", "sms", "other"]}) == whole
    assert await parts(**{"traffic_sources[]": [f"traffic_source_{number}" for number in (11, 12, 13)]}) == whole
    assert await parts(**{"campaign_ids[]": ["1", "2", "3", "4", "5", "6"]}) == whole
    assert await parts(campaign_status=["Live", "disabled", "Test"]) == whole
    assert await parts(mobile_visitor=["true", "false"]) == whole
    assert await value(site, device_type="mobile") == await value(site, mobile_visitor="true")
    assert await value(site, live_campaigns_only="true") == await value(site, campaign_status="Live")
    assert await value(site, exclude_qa_generated="false") > whole == await value(site, exclude_qa_generated="true")
    assert await value(site, **{"campaign_ids[]": "99"}) == 0


@pytest.mark.parametrize(
    ("metric", "kind", "text"),
    [("shares", "number", "{:,}"), ("total_sales_sum", "money", "${:,.2f}"), ("sharing_rate", "percent", "{:,.2f}%")],
)
async def test_values_are_shown_in_their_unit(site: SiteClient, metric: str, kind: str, text: str) -> None:
    found = await site.result(f"/metrics/{metric}", **SPAN)

    assert (found["result_type"], found["formatted"]) == (kind, text.format(found["plain"]))


async def test_decimals(site: SiteClient) -> None:
    fine, coarse = [await site.result("/metrics/sharing_rate", **SPAN, precision=decimals) for decimals in (4, 0)]

    assert len(fine["formatted"].partition(".")[2]) == len("1234%")
    assert "." not in coarse["formatted"]
    assert coarse["plain"] == round(fine["plain"])


async def test_both_ways_to_write_a_day(site: SiteClient) -> None:
    american = {"start_date": "1/30/2026", "end_date": "4/02/2026"}

    assert await value(site, **american) == await value(site)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"start_date": ""}, "`start_date` is required"),
        ({"end_date": "soon"}, "`end_date` is invalid"),
        ({"end_date": "13/13/2026"}, "`end_date` is invalid"),
        ({"end_date": "2026-01-29"}, "`end_date` is invalid"),
        ({"mobile_visitor": "perhaps"}, "`mobile_visitor` is invalid"),
        ({"precision": "11"}, "`precision` is invalid"),
        (
            {"segment_by[period]": "hour"},
            "Unsupported option for period segmentation. Supported options: day, week, month, quarter, year",
        ),
    ],
)
async def test_refused_questions(site: SiteClient, query: dict[str, str], text: str) -> None:
    assert refused(await site.get("/metrics/shares/segmentize", **SPAN | query), text)


async def test_unknown_metrics(site: SiteClient) -> None:
    for end in ("", "/segmentize"):
        assert refused(await site.get(f"/metrics/luck{end}", **SPAN), "No metric found.")
