"""Metrics, whole and in segments."""

from collections.abc import Mapping

from multidict import MultiMapping

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import refusal, result
from telephony_clients.sandbox.talkable.campaigns import Campaign
from telephony_clients.sandbox.talkable.given import Given
from telephony_clients.sandbox.talkable.metrics import CHANNELS, PERIODS, Selection, Split
from telephony_clients.sandbox.talkable.site import Site
from telephony_clients.sandbox.wire import Reply, Request

_PRECISIONS = range(11)
_SPLIT_TAGS = ("segment_by[campaign_tags]", "segment_by[campaign_tags][]")
"""The reference calls it an array and leaves open how one is written."""


class MetricOperations:
    """What can be asked about a site's figures.

    Args:
        site: the site.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {"GET /metrics/{metric}": self._value, "GET /metrics/{metric}/segmentize": self._segments}

    def _value(self, request: Request) -> Reply:
        return result(self._site.metrics.value(request.values["metric"], self._selection(request)))

    def _segments(self, request: Request) -> Reply:
        given = Given(request.query)
        period = given.text("segment_by[period]")
        if period not in {None, *PERIODS}:
            raise refusal(f"Unsupported option for period segmentation. Supported options: {', '.join(PERIODS)}")
        split = Split(
            period,
            channels=given.flag("segment_by[sharing_channels]") is True,
            tags=tuple(tag for name in _SPLIT_TAGS for tag in request.query.getall(name, [])),
            types=given.flag("segment_by[campaign_types]") is True,
        )
        segments = self._site.metrics.segments(request.values["metric"], self._selection(request), split)
        return result({"segmented": segments})

    def _selection(self, request: Request) -> Selection:
        given = Given(request.query)
        first, last = given.day("start_date"), given.day("end_date")
        if last < first:
            raise refusal("`end_date` is invalid")
        device, mobile = given.text("device_type"), given.flag("mobile_visitor")
        return Selection(
            first,
            last,
            channels=tuple(request.query.getall("sharing_channels[]", [])) or CHANNELS,
            sources=tuple(request.query.getall("traffic_sources[]", [])) or self._site.traffic_sources,
            campaigns=self._campaigns(request.query, given),
            mobile=device == "mobile" if mobile is None and device else mobile,
            with_tests=given.flag("exclude_qa_generated") is False,
            precision=given.whole("precision", 2, among=_PRECISIONS),
        )

    def _campaigns(self, query: MultiMapping[str], given: Given) -> tuple[Campaign, ...]:
        numbers, tags = query.getall("campaign_ids[]", []), set(query.getall("campaign_tags[]", []))
        status = "live" if given.flag("live_campaigns_only") else (given.text("campaign_status") or "").lower()
        return tuple(
            campaign
            for campaign in self._site.campaigns.all
            if (not numbers or str(campaign.id) in numbers)
            and (not tags or tags & set(campaign.tags))
            and status in {"", campaign.status.lower()}
        )
