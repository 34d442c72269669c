"""Talkable's campaigns."""

from datetime import datetime

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import OpenEnum
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["Campaign", "CampaignStatus", "Campaigns", "LivePeriod"]


class CampaignStatus(OpenEnum):
    """Whether a campaign runs; known values from the vendor's examples and filters."""

    LIVE = "Live"
    TEST = "Test"
    SCHEDULED = "Scheduled"
    DISABLED = "Disabled"


@attrs.frozen(kw_only=True)
class LivePeriod(Model):
    """When a campaign runs: `starts_at` to `ends_at`; without the latter the end is open."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Campaign(Model):
    """A referral campaign. All but the id is optional, since the vendor documents examples only.

    Attributes:
        id, slug: its number, for `MetricFilters`; the slug is the same.
        name, tag_names: what it is called, and its tags.
        status, is_active, live_period: whether it runs, whether it does so now, and when it does.
        appearance: ``popup`` or ``inline``.
        joinable_category_names: what brings people in: ``purchase``, ``affiliate_member``.
        origin_min_age, origin_max_age: seconds.
    """

    id: int
    slug: int | None = None
    name: str | None = None
    status: CampaignStatus | str | None = None
    is_active: bool | None = None
    appearance: str | None = None
    joinable_category_names: list[str] | None = None
    tag_names: list[str] | None = None
    origin_min_age: int | None = None
    origin_max_age: int | None = None
    live_period: LivePeriod | None = None


class Campaigns(Resource):
    """The site's campaigns."""

    _list = Operation("GET", "/campaigns", Campaign, unwrap="campaigns")

    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[Campaign]:
        """List all campaigns; the list comes whole. Source: OpenAPI file, "listCampaigns"."""
        return self.pager(self._list(params=self.query({}, params)), cursor=cursor)
