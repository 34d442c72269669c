"""Talkroute's webhook subscriptions."""

from typing import Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId, secret_url
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.record import Record, WriteOptions
from telephony_clients.talkroute.webhook_events import WebhookType

__all__ = ["Subscription", "SubscriptionFields", "Subscriptions"]

_SUBSCRIPTION = "/v2/subscriptions/{id}"


@attrs.frozen(kw_only=True)
class Subscription(Record):
    """A webhook: one type of event, and where it is posted.

    Attributes:
        id: opaque.
        type: of the events.
        hook_url: where they go, maybe with your secret in the query: a repr shows none of its values.
    """

    id: TextId
    type: WebhookType | str | None = None
    hook_url: str | None = secret_url(default=None)


class SubscriptionFields(WriteOptions, total=False):
    """What a webhook is.

    Attributes:
        type: of the events.
        hook_url: where they go; `hook_url` makes one with a secret and the type in it.
    """

    type: WebhookType | str | Unset
    hook_url: str | Unset


class Subscriptions(Resource):
    """Webhooks. Nothing is signed: put a secret into the address, and read again what an event tells of."""

    _list = Operation("GET", "/v2/subscriptions", Subscription, paged=True, source=Source.OBSERVED)
    _get = Operation("GET", _SUBSCRIPTION, Subscription, source=Source.INFERRED)
    _create = Operation("POST", "/v2/subscriptions", Subscription, source=Source.OBSERVED)
    _update = Operation("PATCH", _SUBSCRIPTION, Subscription, idempotent=True, allow_empty=True, source=Source.INFERRED)
    _delete: Operation[None] = Operation("DELETE", _SUBSCRIPTION, allow_empty=True, source=Source.OBSERVED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Subscription]:
        """List webhooks. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, subscription_id: str | int) -> Subscription:
        """Fetch one webhook. Source: inferred."""
        return await self.fetch(self._get(subscription_id))

    @takes(SubscriptionFields, WriteOptions)
    async def create(self, **fields: Unpack[SubscriptionFields]) -> Subscription:
        """Have one type of event posted to an address; both fields are needed. Source: observed."""
        return await self.fetch(self._create(json=written(fields, SubscriptionFields)))

    @takes(SubscriptionFields, WriteOptions)
    async def update(self, subscription_id: str | int, **fields: Unpack[SubscriptionFields]) -> Subscription | None:
        """Change what is given of a webhook; clients in production delete it and make another. Source: inferred."""
        return await self.fetch(self._update(subscription_id, json=written(fields, SubscriptionFields)))

    async def delete(self, subscription_id: str | int) -> None:
        """End a webhook. Source: observed."""
        await self.fetch(self._delete(subscription_id))
