"""Talkable's people: advocates and friends."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

import attrs

from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.fields import Json, JsonObject, TextId
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Cursor, Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.advocate_offers import Share
from telephony_clients.talkable.referrals import Referral
from telephony_clients.talkable.rewards import Reward

__all__ = ["People", "Person", "PersonFields", "PersonalData", "PersonalOrigin", "ReferralCounts"]

_PERSON = "/people/{person_slug}"


@attrs.frozen(kw_only=True)
class ReferralCounts(Model):
    """How many referrals a person has: `total`, `approved` and `pending`."""

    total: int | None = None
    approved: int | None = None
    pending: int | None = None


@attrs.frozen(kw_only=True)
class Person(Model):
    """A person. It has no id: e-mail, phone number, customer id and username each name it.

    Attributes:
        email, phone_number, first_name, last_name, username: how to reach them, the number in E.164, and names.
        customer_id, custom_properties: the shop's id, and its own fields.
        events_count, personal_claim_url: events so far, and the person's own share link.
        sub_choice, subscribed_at, opted_in_at, phone_opted_in_at, unsubscribed_at: what they chose about marketing.
        gender: deprecated by the vendor.
        last_invited_by, referred_by: only ever seen empty.
        referral_counts, reward_counts, share_counts: how many by state, status and channel, with ``total``.
    """

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    phone_number: str | None = None
    customer_id: TextId | None = None
    custom_properties: JsonObject | None = None
    events_count: int | None = None
    personal_claim_url: str | None = None
    sub_choice: bool | None = None
    subscribed_at: datetime | None = None
    opted_in_at: datetime | None = None
    phone_opted_in_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    gender: str | None = None
    last_invited_by: Json = None
    referred_by: Json = None
    referral_counts: ReferralCounts | None = None
    reward_counts: dict[str, int] | None = None
    share_counts: dict[str, int] | None = None


@attrs.frozen(kw_only=True)
class PersonalOrigin(Model):
    """Something that a person did, an `Origin` in short: `type`, `ip_address`, `order_number` and `subtotal`."""

    type: str
    created_at: datetime | None = None
    ip_address: str | None = None
    order_number: TextId | None = None
    subtotal: Decimal | None = None


@attrs.frozen(kw_only=True)
class PersonalData(Model):
    """All personal data of one person.

    Attributes:
        email, first_name, last_name, username, customer_id: as in `Person`.
        opted_in_at, phone_opted_in_at, unsubscribed_at: as in `Person`.
        origins: what they did.
    """

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    customer_id: TextId | None = None
    created_at: datetime | None = None
    opted_in_at: datetime | None = None
    phone_opted_in_at: datetime | None = None
    unsubscribed_at: datetime | None = None
    origins: list[PersonalOrigin] | None = None


class PersonFields(TypedDict, total=False):
    """What a person's record holds; what is left out stays as it is.

    Attributes:
        first_name, last_name, email, phone_number: names, and how to reach them; the number in E.164.
        username: must be free.
        customer_id: the shop's id.
        identifier_hash: meaning not stated.
        custom_properties: flat; keys of lower-case letters, digits and ``_``. A key given again is overwritten.
        gated_param_subscribed: opted in for marketing e-mail.
        unsubscribed, unsubscribed_at: whether e-mails stop, and since when; timezone-aware.
    """

    first_name: str | Unset | None
    last_name: str | Unset | None
    email: str | Unset
    phone_number: str | Unset | None
    username: str | Unset | None
    customer_id: str | Unset | None
    identifier_hash: str | Unset
    custom_properties: Mapping[str, Any] | Unset
    gated_param_subscribed: bool | Unset
    unsubscribed: bool | Unset
    unsubscribed_at: datetime | Unset
    extra: Extra | None


class People(Resource):
    """The site's people; a slug that names nobody raises `NotFound`, but for `update`. Its lists come whole.

    A slug is an e-mail address, a phone number in E.164, a customer id or a username.
    """

    _get = Operation("GET", _PERSON, Person, unwrap="person")
    _update = Operation("PUT", _PERSON, Person, unwrap="person", idempotent=True)
    _get_personal_data = Operation("GET", f"{_PERSON}/personal_data", PersonalData, unwrap="person")
    _list_referrals_as_advocate = Operation("GET", f"{_PERSON}/referrals_as_advocate", Referral, unwrap="referrals")
    _list_referrals_as_friend = Operation("GET", f"{_PERSON}/referrals_as_friend", Referral, unwrap="referrals")
    _list_rewards = Operation("GET", f"{_PERSON}/rewards", Reward, unwrap="rewards")
    _list_shares = Operation("GET", f"{_PERSON}/shares_by", Share, unwrap="shares")
    _unsubscribe = Operation("POST", f"{_PERSON}/unsubscribe", Person, unwrap="person", idempotent=True)
    # a repeat would find nobody under that name and report a failure of what was done
    _anonymize = Operation("POST", f"{_PERSON}/anonymize", Person, unwrap="person")

    async def get(self, person_slug: str | int) -> Person:
        """Fetch one person. Source: OpenAPI file, "findPerson"."""
        return await self.fetch(self._get(person_slug))

    @takes(PersonFields)
    async def update(self, person_slug: str | int, **fields: Unpack[PersonFields]) -> Person:
        """Change a person, or make one where there is none; only what is given is sent.

        `BadRequest` when a field is not permitted, `ValidationFailed` when the username is taken. Source: OpenAPI file,
        "updatePerson".
        """
        return await self.fetch(self._update(person_slug, json={"data": given(fields, PersonFields)}))

    async def get_personal_data(self, person_slug: str | int) -> PersonalData:
        """Fetch what Talkable keeps about a person. Source: OpenAPI file, "getPersonalInformationAboutPerson"."""
        return await self.fetch(self._get_personal_data(person_slug))

    def list_referrals_as_advocate(
        self, person_slug: str | int, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Referral]:
        """List the referrals with a person as the advocate. Source: OpenAPI file, "getFriendsReferredByAdvocate"."""
        return self.pager(self._list_referrals_as_advocate(person_slug, params=self.query({}, params)), cursor=cursor)

    def list_referrals_as_friend(
        self, person_slug: str | int, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Referral]:
        """List the referrals with a person as the friend. Source: OpenAPI file, "getAdvocatesWhoReferredFriend"."""
        return self.pager(self._list_referrals_as_friend(person_slug, params=self.query({}, params)), cursor=cursor)

    def list_rewards(
        self, person_slug: str | int, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Reward]:
        """List the rewards that a person got. Source: OpenAPI file, "getRewardsReceivedByPerson"."""
        return self.pager(self._list_rewards(person_slug, params=self.query({}, params)), cursor=cursor)

    def list_shares(
        self, person_slug: str | int, *, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[Share]:
        """List the shares that a person made. Source: OpenAPI file, "getSharesMadeByPerson"."""
        return self.pager(self._list_shares(person_slug, params=self.query({}, params)), cursor=cursor)

    async def unsubscribe(self, person_slug: str | int, *, extra: Extra | None = None) -> Person:
        """Have a person get no more e-mails.

        `ValidationFailed` for a slug that is neither a known username nor an e-mail address. Source: OpenAPI file,
        "unsubscribePerson".
        """
        return await self.fetch(self._unsubscribe(person_slug, json=self.body({}, extra)))

    async def anonymize(self, person_slug: str | int, *, extra: Extra | None = None) -> Person:
        """Erase a person's data for good; what is left stands under a made-up address.

        Not repeated after a lost answer, since the person would not be found again. Call it once more, and take
        `NotFound` as a sign that it was done. Source: OpenAPI file, "anonymizePerson"; the effect of a repeat is
        concluded.
        """
        return await self.fetch(self._anonymize(person_slug, json=self.body({}, extra)))
