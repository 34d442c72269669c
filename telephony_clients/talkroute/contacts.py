"""Talkroute's address book."""

from collections.abc import Sequence
from typing import Any, Unpack

import attrs

from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.errors import ValidationFailed
from telephony_clients.core.models.fields import Json, TextId
from telephony_clients.core.values import Cursor, Params, Unset
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.contact_imports import ContactImport
from telephony_clients.talkroute.record import Record, WriteOptions

__all__ = ["Contact", "ContactFields", "Contacts"]

_CONTACT = "/v2/contacts/{id}"


@attrs.frozen(kw_only=True)
class Contact(Record):
    """A contact. The vendor publishes no fields: all but the id are inferred from its other records.

    Attributes:
        id, first_name, last_name, company, email, notes: who it is; the id is opaque.
        phone_number, phone_numbers: as people typed them; one of the two may be how numbers come.
    """

    id: TextId | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    email: str | None = None
    phone_number: TextId | None = None
    phone_numbers: list[Json] | None = None
    notes: str | None = None


class ContactFields(WriteOptions, total=False):
    """What a contact holds. All names are inferred; ``extra`` takes others.

    Attributes:
        first_name, last_name: the person's.
        company: where they work.
        email: the address.
        phone_number: any form; `to_e164` gives the one that compares.
        phone_numbers: several, should the account's contacts hold a list.
        notes: free text.
    """

    first_name: str | Unset | None
    last_name: str | Unset | None
    company: str | Unset | None
    email: str | Unset | None
    phone_number: str | Unset | None
    phone_numbers: Sequence[Any] | Unset | None
    notes: str | Unset | None


class Contacts(Resource):
    """The address book. The vendor's guide names listing, creating, updating and importing, and no route but one."""

    _list = Operation("GET", "/v2/contacts", Contact, paged=True)
    _get = Operation("GET", _CONTACT, Contact, source=Source.INFERRED)
    _create = Operation("POST", "/v2/contacts", Contact, source=Source.INFERRED)
    _update = Operation("PATCH", _CONTACT, Contact, idempotent=True, allow_empty=True, source=Source.INFERRED)
    _delete: Operation[None] = Operation("DELETE", _CONTACT, allow_empty=True, source=Source.INFERRED)
    _import_: Operation[Any] = Operation("POST", "/v2/contacts/import", allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Contact]:
        """List contacts; filters are not published. Source: documented; the fields are inferred."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, contact_id: str | int) -> Contact:
        """Fetch one contact. Source: inferred."""
        return await self.fetch(self._get(contact_id))

    @takes(ContactFields, WriteOptions)
    async def create(self, **fields: Unpack[ContactFields]) -> Contact:
        """Add a contact. Source: inferred; the guide names the operation."""
        return await self.fetch(self._create(json=written(fields, ContactFields)))

    @takes(ContactFields, WriteOptions)
    async def update(self, contact_id: str | int, **fields: Unpack[ContactFields]) -> Contact | None:
        """Change what is given of a contact. Source: inferred; the guide names the operation."""
        return await self.fetch(self._update(contact_id, json=written(fields, ContactFields)))

    async def delete(self, contact_id: str | int) -> None:
        """Delete a contact. Source: inferred."""
        await self.fetch(self._delete(contact_id))

    @takes(WriteOptions)
    async def import_(self, contacts: Sequence[ContactFields], **how: Unpack[WriteOptions]) -> ContactImport:
        """Add many contacts at once, and report what became of each.

        The body is ``{"contacts": [...]}``. A 422 that names rows is a report, not an error: nothing was added then,
        and the rows that are at fault say why. Source: inferred; the guide names the operation.
        """
        rows = [written(one, ContactFields) for one in contacts]
        try:
            answer = await self.fetch(self._import_(json=written(how, contacts=rows)))
        except ValidationFailed as error:
            return ContactImport.of_refusal(len(rows), error)
        return ContactImport.of_answer(len(rows), answer)
