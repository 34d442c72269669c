"""Talkable's metrics: one value, or one for each segment of a range of days."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

import attrs

from telephony_clients.core.checks import day, within
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.models.fields import OpenEnum
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.vendor.day_windows import DayWindows
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.campaigns import CampaignStatus

__all__ = ["MetricFilters", "MetricPeriod", "MetricSegment", "MetricValue", "Metrics", "Segmentation"]

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})", re.ASCII)


class MetricPeriod(OpenEnum):
    """How long a segment is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@attrs.frozen(kw_only=True)
class MetricValue(Model):
    """A metric's value.

    Attributes:
        plain, formatted: the number, and the same as the dashboard shows it.
        result_type: ``number``, ``percent`` or ``money``.

    Source: of the types, the vendor's older pages.
    """

    plain: Decimal | None
    formatted: str | None = None
    result_type: str | None = None


@attrs.frozen(kw_only=True)
class MetricSegment(MetricValue):
    """A metric's value in one segment. The keys of further segmentations are in ``extra``.

    Attributes:
        period: the segment's days as the vendor shows them, such as ``6/7/26 - 6/30/26``.
        sharing_channel: the segment's channel.

    Source: of the channel, the vendor's older pages.
    """

    period: str | None = None
    sharing_channel: str | None = None

    @property
    def first_day(self) -> date | None:
        """The segment's first day; None when there is no period, or in a form that is not known."""
        return _days(self.period)[0]

    @property
    def last_day(self) -> date | None:
        """The segment's last day, included; None as for `first_day`."""
        return _days(self.period)[-1]


class MetricFilters(TypedDict, total=False):
    """What a metric is narrowed down by; each may be left out.

    Attributes:
        sharing_channels: ``facebook``, ``email``, ``coupon`` and the like.
        traffic_sources: identifiers from ``traffic_sources``.
        campaign_ids, campaign_tags: `Campaign.id`, and tags of campaigns.
        campaign_status: ``Live``, ``Test``, ``Scheduled`` or ``Disabled``.
        mobile_visitor: True for mobile visitors only, False for all others only.
        device_type: such as ``mobile``; values not stated.
        precision: decimals of the result.
        live_campaigns_only: whether other campaigns are left out.
        exclude_qa_generated: whether the site's own trials are left out; the vendor's default is that they are.
        params: further parameters of the query, for what the vendor added since.
    """

    sharing_channels: Sequence[str] | None
    traffic_sources: Sequence[str] | None
    campaign_ids: Sequence[int] | None
    campaign_tags: Sequence[str] | None
    campaign_status: CampaignStatus | str | None
    mobile_visitor: bool | None
    device_type: str | None
    precision: int | None
    live_campaigns_only: bool | None
    exclude_qa_generated: bool | None
    params: Params | None


class Segmentation(MetricFilters, total=False):
    """How a metric is cut into segments, besides `MetricFilters`.

    Attributes:
        by_period: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
        by_sharing_channels, by_campaign_types: whether each channel, or each type of campaign, is a segment.
        by_campaign_tags: tags that are a segment each; the vendor does not say more of it.
    """

    by_period: MetricPeriod | str | None
    by_sharing_channels: bool | None
    by_campaign_types: bool | None
    by_campaign_tags: Sequence[str] | None


_LISTS = ("sharing_channels", "traffic_sources", "campaign_ids", "campaign_tags")
_SEGMENTS = ("period", "sharing_channels", "campaign_types", "campaign_tags")
_WIRE = {name: f"{name}[]" for name in _LISTS} | {f"by_{name}": f"segment_by[{name}]" for name in _SEGMENTS}


class Metrics(Resource):
    """The site's metrics. Their names are in the dashboard only, under "Metric descriptions"; any text is taken.

    One that is not there raises `NotFound`; a day, window or filter that is unusable, `ConfigurationError` before
    anything is sent.
    """

    _get = Operation("GET", "/metrics/{metric}", MetricValue)
    _segmentize = Operation("GET", "/metrics/{metric}/segmentize", MetricSegment, unwrap="segmented")

    @takes(MetricFilters)
    async def get(
        self, metric: str, *, start_date: date, end_date: date, **filters: Unpack[MetricFilters]
    ) -> MetricValue:
        """Calculate a metric, such as ``sharing_rate``, from ``start_date`` to ``end_date``, both included.

        Source: OpenAPI file, "calculateMetric"; days as ISO 8601, older pages and a public client.
        """
        window = _range(start_date, end_date, None)
        query = {**dict(window.params(window.start, None)), **_wired(filters, MetricFilters)}
        return await self.fetch(self._get(metric, params=self.query(query, filters.get("params"))))

    @takes(Segmentation, MetricFilters)
    def segmentize(
        self,
        metric: str,
        *,
        start_date: date,
        end_date: date,
        window_days: int | None = None,
        cursor: Cursor | None = None,
        **segmentation: Unpack[Segmentation],
    ) -> Pager[MetricSegment]:
        """Calculate a metric, such as ``visits``, for each segment from ``start_date`` to ``end_date``, both included.

        A long range is walked in windows, each a request and a page of its own, oldest first; they follow one another,
        so that no day is asked for twice. By day the segments are the same as without windows; a longer period that a
        window cuts is two segments, and other segments come once for each window. `BadRequest` when there is no such
        period.

        Args:
            window_days: days in a window, 1 to 100; all are asked for at once when left out.

        Source: OpenAPI file, "calculateMetricWithAllSegmentedInformation"; windows up to 100 days, a public client.
        """
        paging = _range(start_date, end_date, window_days)
        query = self.query(_wired(segmentation, Segmentation), segmentation.get("params"))
        return self.pager(self._segmentize(metric, params=query), cursor=cursor, paging=paging)


def _range(start_date: date, end_date: date, window_days: int | None) -> DayWindows:
    first, last = day(start_date, "start_date"), day(end_date, "end_date")
    if first is None or last is None:
        raise ConfigurationError("start_date and end_date are needed.")
    whole = max((last - first).days, 0) + 1
    days = whole if window_days is None else within(window_days, 1, 100, "window_days")
    return DayWindows(first=first, last=last, days=days)


def _wired(filters: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return the filters that were given under the vendor's names, without ``params``, which have theirs."""
    return {_WIRE.get(name, name): value for name, value in given(filters, kind).items() if name != "params"}


def _days(period: str | None) -> Sequence[date | None]:
    """Return the days that a period names, one None when it is not in the vendor's M/D/YY."""
    try:
        days = [date(2000 + int(year), int(month), int(number)) for month, number, year in _DAY.findall(period or "")]
    except ValueError:
        days = []
    return days or [None]
