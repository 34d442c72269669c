"""Talkable's batches of origins, which it registers some time later."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from telephony_clients.core.client.resource import Resource
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.values import UNSET, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.origin_fields import AffiliateMemberFields, EventFields, PurchaseFields, origin_data


class OriginBatches(Resource):
    """Many origins at once. EXPERIMENTAL: the vendor may change or remove these calls without notice.

    Talkable only says that it took the batch. It registers the records by and by, and does not report those that it
    refuses; so each is looked over here first. After a lost answer no batch is repeated.
    """

    __slots__ = ()

    _create_affiliate_members: Operation[None] = Operation("POST", "/origins/batch/affiliate_members", allow_empty=True)
    _create_events: Operation[None] = Operation("POST", "/origins/batch/events", allow_empty=True)
    _create_purchases: Operation[None] = Operation("POST", "/origins/batch/purchases", allow_empty=True)

    async def create_affiliate_members(
        self,
        members: Sequence[AffiliateMemberFields],
        *,
        create_offers: bool | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Have many affiliate members registered. EXPERIMENTAL.

        Args:
            members: the fields of each, as for `Origins.create_affiliate_member`.
            create_offers: whether they get offers.
            extra: further fields of the body.

        Raises:
            ConfigurationError: a record lacks a field or has one that is not known; nothing is sent.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createBatchOfAffiliateMembers".
        """
        data = _batch(members, AffiliateMemberFields, at=None)
        asked = self.body({"data": data, "create_offers": create_offers}, extra)
        await self.fetch(self._create_affiliate_members(json=asked))

    async def create_events(
        self,
        events: Sequence[EventFields],
        *,
        create_offers: bool | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Have many events registered. EXPERIMENTAL.

        Args:
            events: the fields of each, as for `Origins.create_event`.
            create_offers: whether they get offers.
            extra: further fields of the body.

        Raises:
            ConfigurationError: a record lacks a field or has one that is not known; nothing is sent.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createBatchOfEvents".
        """
        data = _batch(events, EventFields, at=datetime.now(UTC))
        asked = self.body({"data": data, "create_offers": create_offers}, extra)
        await self.fetch(self._create_events(json=asked))

    async def create_purchases(
        self,
        purchases: Sequence[PurchaseFields],
        *,
        create_offers: bool | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Have many purchases registered. EXPERIMENTAL.

        Args:
            purchases: the fields of each, as for `Origins.create_purchase`.
            create_offers: whether they get offers.
            extra: further fields of the body.

        Raises:
            ConfigurationError: a record lacks a field or has one that is not known; nothing is sent.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "createBatchOfPurchases".
        """
        data = _batch(purchases, PurchaseFields, at=datetime.now(UTC))
        asked = self.body({"data": data, "create_offers": create_offers}, extra)
        await self.fetch(self._create_purchases(json=asked))


def _batch(records: Sequence[Mapping[str, Any]], kind: type[Any], *, at: datetime | None) -> list[dict[str, Any]]:
    data = []
    for number, record in enumerate(records):
        try:
            data.append(origin_data(record, kind, at=at))
        except ConfigurationError as problem:
            raise ConfigurationError(f"Record {number} of the batch: {problem}") from None
    return data
