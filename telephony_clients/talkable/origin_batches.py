"""Talkable's batches of origins, which it registers some time later."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypedDict, Unpack

from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.values import Extra, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.origin_data import origin_data
from telephony_clients.talkable.origin_fields import AffiliateMemberFields, EventFields, PurchaseFields

__all__ = ["BatchFields", "OriginBatches"]


class BatchFields(TypedDict, total=False):
    """What is said of a batch's records as a whole.

    Attributes:
        create_offers: whether they get offers.
        extra: what the vendor added since, beside the records.
    """

    create_offers: bool | Unset
    extra: Extra | None


class OriginBatches(Resource):
    """Many origins at once. EXPERIMENTAL: the vendor may change or remove these calls without notice.

    Talkable only says that it took the batch. It registers the records by and by, and does not report those that it
    refuses; so each is looked over here first: `ConfigurationError` when one lacks a field or has one that is not
    known, and nothing is sent. After a lost answer no batch is repeated.
    """

    _create_affiliate_members: Operation[None] = Operation("POST", "/origins/batch/affiliate_members", allow_empty=True)
    _create_events: Operation[None] = Operation("POST", "/origins/batch/events", allow_empty=True)
    _create_purchases: Operation[None] = Operation("POST", "/origins/batch/purchases", allow_empty=True)

    @takes(BatchFields)
    async def create_affiliate_members(
        self, members: Sequence[AffiliateMemberFields], **fields: Unpack[BatchFields]
    ) -> None:
        """Have many affiliate members registered. Source: OpenAPI file, "createBatchOfAffiliateMembers"."""
        await self._send(self._create_affiliate_members, members, AffiliateMemberFields, fields)

    @takes(BatchFields)
    async def create_events(self, events: Sequence[EventFields], **fields: Unpack[BatchFields]) -> None:
        """Have many events registered. Source: OpenAPI file, "createBatchOfEvents"."""
        await self._send(self._create_events, events, EventFields, fields)

    @takes(BatchFields)
    async def create_purchases(self, purchases: Sequence[PurchaseFields], **fields: Unpack[BatchFields]) -> None:
        """Have many purchases registered. Source: OpenAPI file, "createBatchOfPurchases"."""
        await self._send(self._create_purchases, purchases, PurchaseFields, fields)

    async def _send(
        self, operation: Operation[None], records: Sequence[Mapping[str, Any]], kind: type[Any], fields: BatchFields
    ) -> None:
        now = datetime.now(UTC)
        data = []
        for number, record in enumerate(records):
            try:
                data.append(origin_data(record, kind, now=now))
            except ConfigurationError as problem:
                raise ConfigurationError(f"Record {number} of the batch: {problem}") from None
        await self.fetch(operation(json={"data": data, **given(fields, BatchFields)}))
