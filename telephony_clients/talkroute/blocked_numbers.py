"""Talkroute's blocked numbers."""

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

__all__ = ["BlockedNumber", "BlockedNumberFields", "BlockedNumbers"]

_NUMBER = "/v2/blocked-numbers/{id}"


@attrs.frozen(kw_only=True)
class BlockedNumber(Record):
    """A number whose calls are refused. The fields are inferred.

    Attributes:
        id: opaque.
        phone_number: E.164; ``number`` is read too.
        description: why.
    """

    id: TextId
    phone_number: TextId | None = wire("phoneNumber", "phone_number", "number", default=None)
    description: str | None = None


class BlockedNumberFields(WriteOptions, total=False):
    """What is blocked. The names are inferred.

    Attributes:
        phone_number: E.164.
        description: why.
    """

    phone_number: str | Unset
    description: str | Unset


class BlockedNumbers(Resource):
    """Numbers whose calls are refused. The reference is said to have a chapter on them; nobody has shown it."""

    _list = Operation("GET", "/v2/blocked-numbers", BlockedNumber, paged=True, source=Source.INFERRED)
    _create = Operation("POST", "/v2/blocked-numbers", BlockedNumber, source=Source.INFERRED)
    _delete: Operation[None] = Operation("DELETE", _NUMBER, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[BlockedNumber]:
        """List blocked numbers. Source: inferred."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    @takes(BlockedNumberFields, WriteOptions)
    async def create(self, **fields: Unpack[BlockedNumberFields]) -> BlockedNumber:
        """Block a number. Source: inferred."""
        return await self.fetch(self._create(json=written(fields, BlockedNumberFields)))

    async def delete(self, blocked_id: str | int) -> None:
        """Let a number through again. Source: inferred."""
        await self.fetch(self._delete(blocked_id))
