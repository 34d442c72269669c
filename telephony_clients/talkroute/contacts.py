"""Talkroute's address book."""

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Json, TextId
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkroute.record import Record

__all__ = ["Contact", "Contacts"]


@attrs.frozen(kw_only=True)
class Contact(Record):
    """A contact. The vendor publishes no fields: all but the id are inferred from its other records.

    Attributes:
        id, first_name, last_name, company, email, notes: who it is; the id is opaque.
        phone_number, phone_numbers: one of them may be how numbers come.
    """

    id: TextId | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    email: str | None = None
    phone_number: TextId | None = None
    phone_numbers: list[Json] | None = None
    notes: str | None = None


class Contacts(Resource):
    """The address book."""

    _list = Operation("GET", "/v2/contacts", Contact, paged=True)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Contact]:
        """List contacts; filters are not published.

        Source: the vendor's guide for the path; the fields are inferred.
        """
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)
