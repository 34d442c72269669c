"""Talkroute's forwarding numbers."""

from typing import Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId, wire
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["ForwardingNumber", "ForwardingNumberFields", "ForwardingNumbers"]

_NUMBER = "/v2/forwarding-numbers/{id}"


@attrs.frozen(kw_only=True)
class ForwardingNumber(Record):
    """A telephone that calls are forwarded to.

    Attributes:
        id: opaque; what members of a ring group name.
        number: E.164; ``phoneNumber`` is read too.
        description, transformed_description: what it is called.
        announce_and_voicemail_enabled: whether who answers must press a key first.
        transfer_code: what is dialled to transfer a call to it.
    """

    id: TextId
    number: TextId | None = wire("number", "phoneNumber", "phone_number", default=None)
    description: str | None = None
    transformed_description: str | None = None
    announce_and_voicemail_enabled: bool | None = None
    transfer_code: TextId | None = None


class ForwardingNumberFields(WriteOptions, total=False):
    """What a telephone's record holds.

    Attributes:
        number: E.164.
        description: what it is called.
        announce_and_voicemail_enabled: whether who answers must press a key first.
    """

    number: str | Unset
    description: str | Unset
    announce_and_voicemail_enabled: bool | Unset


class ForwardingNumbers(Resource):
    """The telephones that calls are forwarded to."""

    _list = Operation("GET", "/v2/forwarding-numbers", ForwardingNumber, paged=True, source=Source.OBSERVED)
    _get = Operation("GET", _NUMBER, ForwardingNumber, source=Source.OBSERVED)
    _create = Operation("POST", "/v2/forwarding-numbers", ForwardingNumber, source=Source.OBSERVED)
    _update = Operation("PATCH", _NUMBER, ForwardingNumber, idempotent=True, allow_empty=True, source=Source.OBSERVED)
    _delete: Operation[None] = Operation("DELETE", _NUMBER, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[ForwardingNumber]:
        """List the telephones. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, number_id: str | int) -> ForwardingNumber:
        """Fetch one telephone. Source: observed."""
        return await self.fetch(self._get(number_id))

    @takes(ForwardingNumberFields, WriteOptions)
    async def create(self, **fields: Unpack[ForwardingNumberFields]) -> ForwardingNumber:
        """Add a telephone; its ``number`` is needed. Source: observed."""
        return await self.fetch(self._create(json=written(fields, ForwardingNumberFields)))

    @takes(ForwardingNumberFields, WriteOptions)
    async def update(self, number_id: str | int, **fields: Unpack[ForwardingNumberFields]) -> ForwardingNumber | None:
        """Change what is given of a telephone. Source: observed."""
        return await self.fetch(self._update(number_id, json=written(fields, ForwardingNumberFields)))

    async def delete(self, number_id: str | int) -> None:
        """Remove a telephone. Source: inferred."""
        await self.fetch(self._delete(number_id))
