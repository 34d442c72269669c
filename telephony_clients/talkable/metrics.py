"""Talkable's metrics: one value, or one for each segment of a range of days."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

import attrs

from telephony_clients.core.checks import day, within
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.models.model import Model, OpenEnum
from telephony_clients.core.values import Params
from telephony_clients.core.vendor.day_windows import DayWindows
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.campaigns import CampaignStatus

_LONGEST_WINDOW = 100
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
        plain: the number.
        formatted: the same as the dashboard shows it.
        result_type: ``number``, ``percent`` or ``money``.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas; the types, its older pages.
    """

    plain: Decimal | None
    formatted: str | None = None
    result_type: str | None = None


@attrs.frozen(kw_only=True)
class MetricSegment(MetricValue):
    """A metric's value in one segment. The keys of further segmentations are in ``extra``.

    Attributes:
        plain: the number.
        formatted: the same as the dashboard shows it.
        result_type: ``number``, ``percent`` or ``money``.
        period: the segment's days as the vendor shows them, such as ``6/7/26 - 6/30/26``.
        sharing_channel: the segment's channel.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas; the channel, its older pages.
    """

    period: str | None = None
    sharing_channel: str | None = None

    @property
    def first_day(self) -> date | None:
        """The segment's first day; None when there is no period, or in a form that is not known."""
        days = _days(self.period)
        return days[0] if days else None

    @property
    def last_day(self) -> date | None:
        """The segment's last day, included; None as for `first_day`."""
        days = _days(self.period)
        return days[-1] if days else None


class MetricFilters(TypedDict, total=False):
    """What a metric is narrowed down by; each may be left out.

    Attributes:
        sharing_channels: ``facebook``, ``email``, ``coupon`` and the like.
        traffic_sources: identifiers from ``traffic_sources``.
        campaign_ids: `Campaign.id`.
        campaign_tags: tags of campaigns.
        campaign_status: ``Live``, ``Test``, ``Scheduled`` or ``Disabled``.
        mobile_visitor: True for mobile visitors only, False for all others only.
        device_type: such as ``mobile``; values not stated.
        precision: decimals of the result.
        live_campaigns_only: whether other campaigns are left out.
        exclude_qa_generated: whether the site's own trials are left out; the vendor's default is that they are.
    """

    sharing_channels: Sequence[str]
    traffic_sources: Sequence[str]
    campaign_ids: Sequence[int]
    campaign_tags: Sequence[str]
    campaign_status: CampaignStatus | str
    mobile_visitor: bool
    device_type: str
    precision: int
    live_campaigns_only: bool
    exclude_qa_generated: bool


class Segmentation(MetricFilters, total=False):
    """How a metric is cut into segments, besides `MetricFilters`.

    Attributes:
        by_period: ``day``, ``week``, ``month``, ``quarter`` or ``year``.
        by_sharing_channels: whether each channel is a segment.
        by_campaign_types: whether each type of campaign is a segment.
        by_campaign_tags: tags that are a segment each; the vendor does not say more of it.
    """

    by_period: MetricPeriod | str
    by_sharing_channels: bool
    by_campaign_types: bool
    by_campaign_tags: Sequence[str]


_WIRE = {
    **{name: f"{name}[]" for name in ("sharing_channels", "traffic_sources", "campaign_ids", "campaign_tags")},
    **{
        f"by_{name}": f"segment_by[{name}]"
        for name in ("period", "sharing_channels", "campaign_types", "campaign_tags")
    },
}


class Metrics(Resource):
    """The site's metrics. Their names are in the dashboard only, under "Metric descriptions"; any text is taken."""

    __slots__ = ()

    _get = Operation("GET", "/metrics/{metric}", MetricValue)
    _segmentize = Operation("GET", "/metrics/{metric}/segmentize", MetricSegment, unwrap="segmented")

    async def get(
        self,
        metric: str,
        *,
        start_date: date,
        end_date: date,
        params: Params | None = None,
        **filters: Unpack[MetricFilters],
    ) -> MetricValue:
        """Calculate a metric.

        Args:
            metric: its name, such as ``sharing_rate``.
            start_date: the first day.
            end_date: the last day, included.
            params: further query parameters.
            filters: see `MetricFilters`.

        Returns:
            the value.

        Raises:
            ConfigurationError: a day or filter is unusable, before anything is sent.
            NotFound: there is no such metric (Talkable says so with 400).
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "calculateMetric"; days as ISO 8601, its older pages and a public client.
        """
        window = _range(start_date, end_date, None)
        query = self.query({**dict(window.params(window.start, None)), **_wired(filters, MetricFilters)}, params)
        return await self.fetch(self._get(metric, params=query))

    def segmentize(
        self,
        metric: str,
        *,
        start_date: date,
        end_date: date,
        window_days: int | None = None,
        cursor: Mapping[str, Any] | None = None,
        params: Params | None = None,
        **segmentation: Unpack[Segmentation],
    ) -> Pager[MetricSegment]:
        """Calculate a metric for each segment.

        A long range is walked in windows, each a request and a page of its own; they follow one another, so that no
        day is asked for twice. By day the segments are the same as without windows; a longer period that a window
        cuts is two segments, and other segments come once for each window.

        Args:
            metric: its name, such as ``visits``.
            start_date: the first day.
            end_date: the last day, included.
            window_days: days in a window, 1 to 100; all are asked for at once when left out.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.
            segmentation: see `Segmentation`; the filters are those of `get`.

        Returns:
            a pager of segments, oldest window first.

        Raises:
            ConfigurationError: a day, window or filter is unusable, before anything is sent.
            NotFound: there is no such metric (when a page is fetched).
            BadRequest: there is no such period (when a page is fetched).
            TelephonyError: any other of its kinds, with a cursor (when a page is fetched).

        Source: the vendor's OpenAPI file, "calculateMetricWithAllSegmentedInformation"; windows of at most 100 days,
        a public client.
        """
        paging = _range(start_date, end_date, window_days)
        query = self.query(_wired(segmentation, Segmentation), params)
        return self.pager(self._segmentize(metric, params=query), cursor=cursor, paging=paging)


def _range(start_date: date, end_date: date, window_days: int | None) -> DayWindows:
    first, last = day(start_date, "start_date"), day(end_date, "end_date")
    if first is None or last is None:
        raise ConfigurationError("start_date and end_date are needed.")
    if window_days is None:
        return DayWindows(first=first, last=last, days=max((last - first).days, 0) + 1)
    return DayWindows(first=first, last=last, days=within(window_days, 1, _LONGEST_WINDOW, "window_days"))


def _wired(given: Mapping[str, Any], known: type[Any]) -> dict[str, Any]:
    unknown = given.keys() - known.__optional_keys__
    if unknown:
        raise ConfigurationError(f"There is no filter {', '.join(sorted(unknown))}; params takes what is new.")
    return {_WIRE.get(name, name): value for name, value in given.items()}


def _days(period: str | None) -> list[date] | None:
    """Return the days that a period names, None when it is not in the vendor's M/D/YY."""
    try:
        days = [date(2000 + int(year), int(month), int(number)) for month, number, year in _DAY.findall(period or "")]
    except ValueError:
        return None
    return days or None
