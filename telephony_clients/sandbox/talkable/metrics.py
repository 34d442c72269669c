"""Talkable's metrics: made-up counts for every day, so that the parts of a range add up to the whole."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import product
from typing import Any

import attrs

from telephony_clients.sandbox.talkable.answers import refusal
from telephony_clients.sandbox.talkable.campaigns import TYPES, Campaign

CHANNELS = ("email", "facebook", "twitter", "sms", "other")
PERIODS = ("day", "week", "month", "quarter", "year")
_COUNTED = (
    "advocate_impressions",
    "advocate_pages_shown",
    "clicks",
    "clicks_unique",
    "customers",
    "first_time_clicks",
    "multisharers",
    "new_customers",
    "offer_shown",
    "offers",
    "people",
    "share_emails_clicked",
    "share_emails_delivered",
    "share_emails_opened",
    "share_emails_sent",
    "sharers",
    "shares",
    "sign_up",
    "visits",
    "visits_unique",
)
_SUMMED = ("referred_sales_new", "refunded_sales", "talkable_sales", "total_referred_sales", "total_sales")
_AVERAGES = ("average_order_value", "total_sales_aov")
NAMES = {
    **dict.fromkeys(_COUNTED, "number"),
    **{f"{name}_count": "number" for name in _SUMMED},
    **{f"{name}_sum": "money" for name in _SUMMED},
    **dict.fromkeys(_AVERAGES, "money"),
    **dict.fromkeys(
        ("advocacy_percentage", "click_rate", "conversion_percentage", "sharing_rate", "sign_up_percentage"), "percent"
    ),
}
"""Metric names that are known here, and what each is measured in."""


@attrs.frozen
class Selection:
    """What a metric is calculated from.

    Args:
        first: the first day.
        last: the last day, which counts.
        channels: sharing channels that count.
        sources: traffic sources that count.
        campaigns: campaigns that count.
        mobile: mobile visitors alone (True), the others alone (False), or all.
        with_tests: whether what tests made counts too.
        precision: decimals of the value.
    """

    first: date
    last: date
    channels: tuple[str, ...]
    sources: tuple[str, ...]
    campaigns: tuple[Campaign, ...]
    mobile: bool | None
    with_tests: bool
    precision: int

    @property
    def days(self) -> int:
        """How many days there are in it."""
        return (self.last - self.first).days + 1


_ANY: tuple[dict[str, str], str] = ({}, "")
"""What a segment is called that is not cut by channel, tag or type."""


@attrs.frozen
class Split:
    """How a metric is cut into segments.

    Args:
        period: one of `PERIODS`, None not to cut by time.
        channels: whether by sharing channel.
        tags: the campaign tags to cut by, one segment each.
        types: whether by type of campaign.
    """

    period: str | None
    channels: bool
    tags: tuple[str, ...]
    types: bool

    def cut(self, chosen: Selection) -> Iterator[tuple[dict[str, str], Selection]]:
        """Cut: by time, then channel, tag and type; each segment with what it is called."""
        spans = list(_spans(chosen, self.period)) if self.period else [({}, chosen.first, chosen.last)]
        channels = [({"sharing_channel": one}, one) for one in chosen.channels if self.channels] or [_ANY]
        tags = [({"campaign_tag": one}, one) for one in self.tags] or [_ANY]
        types = [({"campaign_type": one}, one) for one in TYPES if self.types] or [_ANY]
        for (span, first, last), (via, channel), (tagged, tag), (typed, kind) in product(spans, channels, tags, types):
            campaigns = tuple(one for one in chosen.campaigns if tag in {"", *one.tags} and kind in {"", one.type})
            segment = attrs.evolve(
                chosen, first=first, last=last, channels=(channel,) if channel else chosen.channels, campaigns=campaigns
            )
            yield span | via | tagged | typed, segment


class Metrics:
    """The metrics of a site.

    Args:
        seed: decides every value.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def value(self, name: str, chosen: Selection) -> dict[str, Any]:
        """Calculate a metric.

        Raises:
            RefusedError: there is no such metric.
        """
        kind = NAMES.get(name)
        if kind is None:
            raise refusal("No metric found.")
        hits = sum(self._hits(name, chosen))
        if kind == "number":
            return {"plain": hits, "formatted": f"{hits:,}", "result_type": kind}
        share = name in _AVERAGES or kind == "percent"
        plain = round(hits / chosen.days % 100 if share else hits * 12.25, chosen.precision)
        text = f"{plain:,.{max(0, chosen.precision)}f}"
        return {"plain": plain, "formatted": f"{text}%" if kind == "percent" else f"${text}", "result_type": kind}

    def segments(self, name: str, chosen: Selection, split: Split) -> list[dict[str, Any]]:
        """Calculate a metric for every segment.

        Raises:
            RefusedError: there is no such metric.
        """
        return [self.value(name, segment) | labels for labels, segment in split.cut(chosen)]

    def _hits(self, name: str, chosen: Selection) -> Iterator[int]:
        for offset, channel, source in product(range(chosen.days), chosen.channels, chosen.sources):
            day = chosen.first + timedelta(days=offset)
            noise = sha256(f"{self._seed}/{name}/{day}/{channel}/{source}".encode()).digest()
            for campaign in chosen.campaigns:
                bits = noise[campaign.id % len(noise)]
                if chosen.mobile is not False:
                    yield bits & 7
                if chosen.mobile is not True:
                    yield bits >> 3 & 7
                if chosen.with_tests:
                    yield bits >> 6


def _spans(chosen: Selection, period: str) -> Iterator[tuple[dict[str, str], date, date]]:
    """Cut a range at the borders of days, weeks (from Monday), months, quarters or years."""
    first = chosen.first
    while first <= chosen.last:
        last = min(_end(first, period), chosen.last)
        yield {"period": f"{_american(first)} - {_american(last)}"}, first, last
        first = last + timedelta(days=1)


def _end(day: date, period: str) -> date:
    if period == "day":
        return day
    if period == "week":
        return day + timedelta(days=6 - day.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    begun = (day.month - 1) // months * months + months
    return date(day.year + begun // 12, begun % 12 + 1, 1) - timedelta(days=1)


def _american(day: date) -> str:
    return f"{day.month}/{day.day}/{day:%y}"
