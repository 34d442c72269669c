"""The phone numbers (DIDs) that come in over a SIP trunk of your own."""

import attrs

from telephony_clients.core.checks import e164
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Extra, Params
from telephony_clients.core.wire.request import Operation

__all__ = ["Did", "Dids"]

_DIDS = "/sip-trunks/{trunk_id}/dids"


@attrs.frozen(kw_only=True)
class Did(Model):
    """A number of a trunk.

    Attributes:
        id, number: its id, which is opaque, and the number in E.164.
        country_code: ISO 3166, two letters.
        formatted_number: as written at home.
        trunk_id: only in the answer to its creation.
    """

    id: TextId
    number: TextId | None = None
    country_code: str | None = None
    formatted_number: TextId | None = None
    trunk_id: TextId | None = None


class Dids(Resource):
    """The numbers of a trunk; the list comes whole."""

    _list = Operation("GET", _DIDS, Did)
    _create = Operation("POST", _DIDS, Did)
    _delete: Operation[None] = Operation("DELETE", f"{_DIDS}/{{phone_number_id}}", allow_empty=True)

    def list(self, trunk_id: str, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[Did]:
        """List a trunk's numbers. Source: vendor docs, "list-sip-trunk-dids"."""
        return self.pager(self._list(trunk_id, params=self.query({}, params)), cursor=cursor)

    async def create(self, trunk_id: str, *, number: str, country_code: str, extra: Extra | None = None) -> Did:
        """Add a number to a trunk; not repeated after a lost answer.

        ``number`` is in E.164, ``country_code`` two letters of ISO 3166. `Conflict` with the code
        ``DID_ALREADY_EXISTS`` when it is there already. Source: vendor docs, "create-sip-trunk-did".
        """
        body = self.body({"country_code": country_code, "number": e164(number, "number")}, extra)
        return await self.fetch(self._create(trunk_id, json=body))

    async def delete(self, trunk_id: str, phone_number_id: str) -> None:
        """Take a number from a trunk; not repeated after a lost answer.

        `Conflict` with the code ``DID_IN_USE`` while it is used. Source: vendor docs, "delete-sip-trunk-did".
        """
        await self.fetch(self._delete(trunk_id, phone_number_id))
