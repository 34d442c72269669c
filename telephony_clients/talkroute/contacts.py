"""Talkroute's address book."""

from collections.abc import Mapping
from typing import Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Json, Model, TextId
from telephony_clients.core.values import Params
from telephony_clients.core.wire.request import Operation


@attrs.frozen(kw_only=True)
class Contact(Model):
    """A contact. The vendor publishes no fields: all but the id are inferred from its other records.

    Attributes:
        id: opaque.
        first_name, last_name, company, email, notes: inferred.
        phone_number, phone_numbers: inferred; one of them may be how numbers come.
    """

    id: TextId | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    email: str | None = None
    phone_number: str | None = None
    phone_numbers: list[Json] | None = None
    notes: str | None = None


class Contacts(Resource):
    """The address book."""

    _list = Operation("GET", "/v2/contacts", Contact, paged=True)

    def list(
        self,
        *,
        page_size: int | None = None,
        cursor: Mapping[str, Any] | None = None,
        params: Params | None = None,
    ) -> Pager[Contact]:
        """List contacts.

        Args:
            page_size: 1 or more; the vendor's maximum is not published. 100 when left out.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters; filters are not published.

        Returns:
            a pager of contacts.

        Raises:
            ConfigurationError: an argument is out of its range, before anything is sent.
            TelephonyError: any other of its kinds, with a cursor (when a page is fetched).

        Source: the path from the vendor's guide; the fields are inferred.
        """
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)
