"""Metrics, whole and in segments."""

from collections.abc import Mapping
from typing import Any

from multidict import MultiMapping

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import refusal, result
from telephony_clients.sandbox.talkable.campaigns import Campaign
from telephony_clients.sandbox.talkable.fields import DAYS, VALIDATOR, counted
from telephony_clients.sandbox.talkable.metrics import CHANNELS, PERIODS, Selection, Split
from telephony_clients.sandbox.talkable.operations.of_site import SiteOperations
from telephony_clients.sandbox.validator import Field, flag, text
from telephony_clients.sandbox.wire import Reply, Request

_SPLIT = {
    "segment_by[sharing_channels]": Field(flag, default=False),
    "segment_by[campaign_types]": Field(flag, default=False),
}
_CHOICE = {
    "device_type": Field(text()),
    "mobile_visitor": Field(flag),
    "live_campaigns_only": Field(flag, default=False),
    "campaign_status": Field(text(), default=""),
    "exclude_qa_generated": Field(flag, default=True),
    "precision": counted(2, 0, 10),
}
_SPLIT_TAGS = ("segment_by[campaign_tags]", "segment_by[campaign_tags][]")
"""The reference calls it an array and leaves open how one is written."""


class MetricOperations(SiteOperations):
    """What can be asked about a site's figures."""

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {"GET /metrics/{metric}": self._value, "GET /metrics/{metric}/segmentize": self._segments}

    def _value(self, request: Request) -> Reply:
        return result(self._site.metrics.value(request.values["metric"], self._selection(request)))

    def _segments(self, request: Request) -> Reply:
        period = request.query.get("segment_by[period]")
        if period not in {None, *PERIODS}:
            raise refusal(f"Unsupported option for period segmentation. Supported options: {', '.join(PERIODS)}")
        channels, types = VALIDATOR.read(request.query, _SPLIT).values()
        tags = tuple(tag for name in _SPLIT_TAGS for tag in request.query.getall(name, []))
        split = Split(period, channels=channels, tags=tags, types=types)
        segments = self._site.metrics.segments(request.values["metric"], self._selection(request), split)
        return result({"segmented": segments})

    def _selection(self, request: Request) -> Selection:
        first, last = VALIDATOR.read(request.query, DAYS).values()
        if last < first:
            raise refusal("`end_date` is invalid")
        given = VALIDATOR.read(request.query, _CHOICE)
        device, mobile = given["device_type"], given["mobile_visitor"]
        return Selection(
            first,
            last,
            channels=tuple(request.query.getall("sharing_channels[]", [])) or CHANNELS,
            sources=tuple(request.query.getall("traffic_sources[]", [])) or self._site.traffic_sources,
            campaigns=self._campaigns(request.query, given),
            mobile=device == "mobile" if mobile is None and device else mobile,
            with_tests=not given["exclude_qa_generated"],
            precision=given["precision"],
        )

    def _campaigns(self, query: MultiMapping[str], given: Mapping[str, Any]) -> tuple[Campaign, ...]:
        numbers, tags = query.getall("campaign_ids[]", []), set(query.getall("campaign_tags[]", []))
        status = "live" if given["live_campaigns_only"] else given["campaign_status"].lower()
        return tuple(
            campaign
            for campaign in self._site.campaigns.all
            if (not numbers or str(campaign.id) in numbers)
            and (not tags or tags & set(campaign.tags))
            and status in {"", campaign.status.lower()}
        )
