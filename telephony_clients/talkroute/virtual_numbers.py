"""Talkroute's virtual numbers."""

from collections.abc import Mapping
from typing import Any, Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.destinations import Destination
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["VirtualNumber", "VirtualNumberFields", "VirtualNumbers"]

_NUMBER = "/v2/virtual-numbers/{id}"


@attrs.frozen(kw_only=True)
class VirtualNumber(Record):
    """A number of the account.

    Attributes:
        id, phone_number, description: which it is; the id is opaque, the number E.164.
        messaging_status: whether it can take texts.
        voice_enabled: whether it can take calls.
        destination: where its calls go.
    """

    id: TextId
    phone_number: TextId | None = None
    description: str | None = None
    messaging_status: bool | None = None
    voice_enabled: bool | None = None
    destination: Destination | None = None


class VirtualNumberFields(WriteOptions, total=False):
    """What can be changed of a number.

    Attributes:
        description: what it is called.
        destination: where its calls go.
    """

    description: str | Unset | None
    destination: Destination | Mapping[str, Any] | Unset


class VirtualNumbers(Resource):
    """The account's own numbers. No client shows how one is bought or given back."""

    _list = Operation("GET", "/v2/virtual-numbers", VirtualNumber, paged=True, source=Source.OBSERVED)
    _get = Operation("GET", _NUMBER, VirtualNumber, source=Source.OBSERVED)
    _update = Operation("PATCH", _NUMBER, VirtualNumber, idempotent=True, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[VirtualNumber]:
        """List the account's numbers. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, number_id: str | int) -> VirtualNumber:
        """Fetch one number, with more detail than the list has. Source: observed."""
        return await self.fetch(self._get(number_id))

    @takes(VirtualNumberFields, WriteOptions)
    async def update(self, number_id: str | int, **fields: Unpack[VirtualNumberFields]) -> VirtualNumber | None:
        """Change where a number's calls go, or what it is called; read it again to be sure. Source: inferred."""
        return await self.fetch(self._update(number_id, json=written(fields, VirtualNumberFields)))
