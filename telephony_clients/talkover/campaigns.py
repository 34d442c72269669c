"""Talkover's campaigns: who is called, when, and how often."""

from collections.abc import Mapping
from typing import Any, Unpack

from telephony_clients.core.checks import day, e164
from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.values import Extra
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.campaign_fields import (
    CampaignCallOptions,
    CampaignChanges,
    CampaignFilters,
    CampaignSettings,
    NewCampaign,
)
from telephony_clients.talkover.campaign_records import Campaign, CampaignStatus, QueuedCall
from telephony_clients.talkover.campaign_sftp import CampaignSftp
from telephony_clients.talkover.list_filters import DAYS, ListFilters
from telephony_clients.talkover.webhook_subscriptions import CampaignWebhooks

__all__ = ["Campaigns"]

_CAMPAIGN = "/campaigns/{campaign_id}"


class Campaigns(Resource):
    """The campaigns of the token's environment; `NotFound` when there is none of that id.

    A campaign begins as a ``draft``. From there it can become ``active`` or ``cancelled``; from ``active`` or
    ``paused`` the other of the two, ``completed`` or ``cancelled``; and these are final.

    Attributes:
        sftp: where a campaign takes people from, and puts results.
        webhooks: what is told of a campaign, and to whom.
    """

    sftp = Part(CampaignSftp)
    webhooks = Part(CampaignWebhooks)

    _list = Operation("GET", "/campaigns", Campaign, paged=True)
    _create = Operation("POST", "/campaigns", Campaign)
    _get = Operation("GET", _CAMPAIGN, Campaign)
    _update = Operation("PUT", _CAMPAIGN, Campaign, idempotent=True)
    # a repeat would be refused, as there is no way from a status to itself
    _update_status = Operation("PATCH", f"{_CAMPAIGN}/status", Campaign)
    _delete: Operation[None] = Operation("DELETE", _CAMPAIGN, allow_empty=True)
    _call = Operation("POST", f"{_CAMPAIGN}/call", QueuedCall)

    @takes(CampaignFilters, ListFilters)
    def list(self, **filters: Unpack[CampaignFilters]) -> Pager[Campaign]:
        """List campaigns; ``search`` looks at names and descriptions.

        `ValidationFailed` for a ``status`` or ``campaign_type`` that the vendor does not know. Source: vendor docs,
        "list-campaigns".
        """
        return self.filtered(self._list, filters=filters, kind=CampaignFilters, days=DAYS)

    @takes(NewCampaign, CampaignSettings)
    async def create(self, **fields: Unpack[NewCampaign]) -> Campaign:
        """Make a campaign, as a draft.

        `ValidationFailed` may have dotted keys, such as ``call_time_ranges.0.end``; `PermissionDenied` has the code
        ``CAMPAIGN_LIMIT_REACHED``. Source: vendor docs, "create-campaign".
        """
        return await self.fetch(self._create(json=_body(fields, NewCampaign)))

    async def get(self, campaign_id: str) -> Campaign:
        """Fetch one campaign with its calls, files and figures. Source: vendor docs, "get-campaign"."""
        return await self.fetch(self._get(campaign_id))

    @takes(CampaignChanges, CampaignSettings)
    async def update(self, campaign_id: str, **changes: Unpack[CampaignChanges]) -> Campaign:
        """Change what is given, and leave the rest as it is.

        `Conflict`, ``CAMPAIGN_HAS_ACTIVE_CALLS``, for days, times or time zone while calls are queued.
        Source: vendor docs, "update-campaign".
        """
        return await self.fetch(self._update(campaign_id, json=_body(changes, CampaignChanges)))

    async def update_status(
        self, campaign_id: str, *, status: CampaignStatus | str, extra: Extra | None = None
    ) -> Campaign:
        """Start, pause, resume, complete or cancel a campaign: ``status`` is what it becomes.

        `BadRequest` when it cannot become that, `Conflict` in the Portuguese docs. Of the campaign, id, status and
        ``updated_at`` come back. Source: vendor docs, "update-campaign-status".
        """
        return await self.fetch(self._update_status(campaign_id, json=self.body({"status": status}, extra)))

    async def delete(self, campaign_id: str) -> None:
        """Remove a campaign for good; never sent twice after an unknown outcome.

        `PermissionDenied` while it is active, `Conflict` while calls are under way; the Portuguese docs let an active
        one go. Source: vendor docs, "delete-campaign".
        """
        await self.fetch(self._delete(campaign_id))

    @takes(CampaignCallOptions)
    async def call(self, campaign_id: str, *, to: str, **options: Unpack[CampaignCallOptions]) -> QueuedCall:
        """Queue a call to ``to``, E.164, in an active campaign; never sent twice after an unknown outcome.

        `BadRequest` when the campaign is not active. `Conflict` when the number is queued or being called in it; its
        ``details`` hold the ``existing_call``. Source: vendor docs, "make-campaign-call".
        """
        body = self.body({"to": e164(to, "to")}, given(options, CampaignCallOptions))
        return await self.fetch(self._call(campaign_id, json=body))


def _body(fields: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return what was given of a campaign; its days are dates without time."""
    known = given(fields, kind)
    return known | {name: day(known[name], name) for name in ("start_date", "end_date") if name in known}
