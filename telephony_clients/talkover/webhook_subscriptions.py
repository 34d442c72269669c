"""What Talkover tells your addresses: the webhooks of agents and of campaigns, and the log of their deliveries."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

import attrs

from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import Json, OpenEnum, TextId, secret_url
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkover.webhook_events import WebhookEventType

__all__ = [
    "AgentWebhooks",
    "AvailableEvents",
    "CampaignWebhooks",
    "CustomHeader",
    "NewWebhook",
    "Webhook",
    "WebhookChanges",
    "WebhookLog",
    "WebhookLogStatus",
    "WebhookRetry",
    "WebhookSettings",
    "WebhookStatus",
    "WebhookTest",
    "Webhooks",
]


class WebhookStatus(OpenEnum):
    """Whether an agent's webhook works."""

    ACTIVE = "active"
    DISABLED = "disabled"
    ERROR = "error"


class WebhookLogStatus(OpenEnum):
    """How far a delivery got."""

    PENDING = "pending"
    SUCCESS = "success"
    FAILED = "failed"
    RETRYING = "retrying"


@attrs.frozen(kw_only=True)
class Webhook(Model):
    """An address that is told of events. Its secret never comes back.

    Attributes:
        id: opaque.
        agent_id, campaign_id: whose it is; one of the two.
        name, webhook_url: its name and the address.
        events: what is told.
        timeout: seconds until an answer must be there.
        max_retries: how often a delivery is tried again.
        enabled: whether it is told at all.
        include_call_events: whether the events of single calls are told, too; campaigns only.
        events_count, status: of an agent's only.
    """

    id: TextId
    agent_id: TextId | None = None
    campaign_id: TextId | None = None
    name: str | None = None
    webhook_url: str | None = secret_url(default=None)
    events: list[WebhookEventType | str] | None = None
    timeout: int | None = None
    max_retries: int | None = None
    enabled: bool | None = None
    include_call_events: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    events_count: int | None = None
    status: WebhookStatus | str | None = None


@attrs.frozen(kw_only=True)
class AvailableEvents(Model):
    """A list of webhooks with the events there are.

    Attributes:
        available_events: names, with what they mean for an agent, without for a campaign.
    """

    available_events: Json = None


@attrs.frozen(kw_only=True)
class WebhookTest(Model):
    """How an address answered a test.

    Attributes:
        status_code: of HTTP.
        response_time: unit not stated; milliseconds by its size.
    """

    status_code: int | None = None
    response_time: int | None = None


@attrs.frozen(kw_only=True)
class WebhookLog(Model):
    """One attempt to deliver; kept for 30 days.

    Attributes:
        id, webhook_id: opaque.
        event: what was told.
        attempt: from 1; each has an entry of its own.
        status: how far it got.
        http_status: of the answer.
        request_payload: what was sent.
        response_body, response_headers: what came back.
        error: what went wrong.
        duration_ms: milliseconds.
        delivered_at, created_at: timezone-aware.
    """

    id: TextId
    webhook_id: TextId | None = None
    event: WebhookEventType | str | None = None
    attempt: int | None = None
    status: WebhookLogStatus | str | None = None
    http_status: int | None = None
    request_payload: Json = None
    response_body: str | None = None
    response_headers: dict[str, Json] | None = None
    error: str | None = None
    duration_ms: int | None = None
    delivered_at: datetime | None = None
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class WebhookRetry(Model):
    """A delivery that is tried again.

    Attributes:
        log_id, original_log_id: the entries of the new attempt and of the old.
        queued_at: of an agent's only.
    """

    log_id: TextId
    original_log_id: TextId | None = None
    queued_at: datetime | None = None


class CustomHeader(TypedDict):
    """A header of each delivery.

    Attributes:
        key, value: name and text.
    """

    key: str
    value: str


class WebhookSettings(TypedDict, total=False):
    """How deliveries are made.

    Attributes:
        webhook_secret: up to 255 characters; signs each delivery with HMAC-SHA256, see `WebhookSignature`.
        timeout: 5 to 120 seconds; 30 by default.
        max_retries: 0 to 10; 3 by default.
        enabled: True by default.
        http_method: ``POST`` (default), ``PUT`` or ``PATCH``.
        authorization_scheme: ``none`` (default), ``bearer``, ``basic``, ``api_key`` or ``custom``. Where the credential
            is given is not stated.
        custom_headers: headers of each delivery, with ``key`` and ``value``.
        payload_templates: event -> what is sent instead; variables like ``{{call.id}}`` are not listed.
        include_call_events: whether the events of single calls are told, too; campaigns only.
    """

    webhook_secret: str | Unset
    timeout: int | Unset
    max_retries: int | Unset
    enabled: bool | Unset
    http_method: str | Unset
    authorization_scheme: str | Unset
    custom_headers: Sequence[CustomHeader] | Unset
    payload_templates: Mapping[str, Any] | Unset
    include_call_events: bool | Unset
    extra: Extra | None


class NewWebhook(WebhookSettings):
    """A new webhook.

    Attributes:
        name: up to 255 characters.
        webhook_url: up to 500 characters.
        events: at least one.
    """

    name: str
    webhook_url: str
    events: Sequence[WebhookEventType | str]


class WebhookChanges(WebhookSettings, total=False):
    """What of a webhook is changed.

    Attributes:
        name, webhook_url, events: as of a `NewWebhook`.
    """

    name: str | Unset
    webhook_url: str | Unset
    events: Sequence[WebhookEventType | str] | Unset


class Webhooks(Resource):
    """The webhooks of an owner, an agent or a campaign; `NotFound` when the owner or the webhook is not there."""

    _list = Operation("GET", "/webhooks", Webhook, unwrap="webhooks")
    _create = Operation("POST", "/webhooks", Webhook)
    _get = Operation("GET", "/webhooks/{webhook_id}", Webhook)
    _update = Operation("PUT", "/webhooks/{webhook_id}", Webhook, idempotent=True)
    _delete: Operation[None] = Operation("DELETE", "/webhooks/{webhook_id}", allow_empty=True)
    _toggle = Operation("PATCH", "/webhooks/{webhook_id}/toggle", Webhook)
    _test = Operation("POST", "/webhooks/{webhook_id}/test", WebhookTest, allow_empty=True)
    _list_logs = Operation("GET", "/webhooks/{webhook_id}/logs", WebhookLog, paged=True)
    _retry_log = Operation("POST", "/webhooks/{webhook_id}/logs/{log_id}/retry", WebhookRetry)

    def list(self, owner_id: str, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[Webhook]:
        """List an owner's webhooks; the list comes whole. Source: vendor docs, "list-webhooks"."""
        return self.pager(self._list(owner_id, params=self.query({}, params)), cursor=cursor)

    async def available_events(self, owner_id: str) -> dict[WebhookEventType, str | None]:
        """Fetch which events there are, and what they mean if the vendor says so: of agents, but not of campaigns.

        They come with the list of webhooks. Source: vendor docs, "list-webhooks" and "list-campaign-webhooks".
        """
        whole = Operation(self._list.method, self._list.path, AvailableEvents)
        events = (await self.fetch(whole(owner_id))).available_events or {}
        meanings = events.items() if isinstance(events, dict) else ((one, None) for one in events)
        return {WebhookEventType(event): meaning for event, meaning in meanings}

    @takes(NewWebhook, WebhookSettings)
    async def create(self, owner_id: str, **fields: Unpack[NewWebhook]) -> Webhook:
        """Add a webhook; never sent twice after an unknown outcome, since each would tell everything again.

        `ValidationFailed` for an event that is not among `available_events`. Source: vendor docs, "create-webhook".
        """
        return await self.fetch(self._create(owner_id, json=given(fields, NewWebhook)))

    async def get(self, owner_id: str, webhook_id: str) -> Webhook:
        """Fetch one webhook. Source: vendor docs, "get-webhook"."""
        return await self.fetch(self._get(owner_id, webhook_id))

    @takes(WebhookChanges, WebhookSettings)
    async def update(self, owner_id: str, webhook_id: str, **changes: Unpack[WebhookChanges]) -> Webhook:
        """Change what is given, and leave the rest as it is. Source: vendor docs, "update-webhook"."""
        return await self.fetch(self._update(owner_id, webhook_id, json=given(changes, WebhookChanges)))

    async def delete(self, owner_id: str, webhook_id: str) -> None:
        """Remove a webhook for good; never sent twice after an unknown outcome.

        Source: vendor docs, "delete-webhook".
        """
        await self.fetch(self._delete(owner_id, webhook_id))

    async def toggle(self, owner_id: str, webhook_id: str, *, extra: Extra | None = None) -> Webhook:
        """Switch a webhook off if it is on, else on; a repeat would switch it back, so it is never sent twice.

        `update` with ``enabled`` says which it shall be. Source: vendor docs, "toggle-webhook".
        """
        return await self.fetch(self._toggle(owner_id, webhook_id, json=extra or UNSET))

    async def test(self, owner_id: str, webhook_id: str, *, extra: Extra | None = None) -> WebhookTest | None:
        """Send a trial event, ``webhook.test``, to an agent's address, and return how it answered.

        A campaign's is told a made-up event that it listens to, without word of the answer: None comes back, and
        `list_logs` shows more. `BadRequest` when an agent's address does not answer well. Older pages ask for a
        ``url``, which ``extra`` takes. Source: vendor docs, "test-webhook".
        """
        return await self.fetch(self._test(owner_id, webhook_id, json=extra or UNSET))

    def list_logs(
        self,
        owner_id: str,
        webhook_id: str,
        *,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[WebhookLog]:
        """List the attempts to deliver of the last 30 days. Source: vendor docs, "list-webhook-logs"."""
        request = self._list_logs(owner_id, webhook_id, params=self.query({}, params))
        return self.pager(request, page_size=page_size, cursor=cursor)

    async def retry_log(
        self, owner_id: str, webhook_id: str, log_id: str, *, extra: Extra | None = None
    ) -> WebhookRetry:
        """Deliver again, with the webhook's present settings; never sent twice after an unknown outcome.

        `ValidationFailed`, ``LOG_NOT_RETRIABLE``, when it cannot be. Source: vendor docs, "retry-webhook-log".
        """
        return await self.fetch(self._retry_log(owner_id, webhook_id, log_id, json=extra or UNSET))


class AgentWebhooks(Webhooks, under="/agents/{agent_id}"):
    """An agent's webhooks; the owner's id is the agent's."""


class CampaignWebhooks(Webhooks, under="/campaigns/{campaign_id}"):
    """A campaign's webhooks; the owner's id is the campaign's. Their pages are called "list-campaign-webhooks" etc."""
