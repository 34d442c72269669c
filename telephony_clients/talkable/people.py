"""Talkable's people: advocates and friends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Json, JsonObject, Model, TextId
from telephony_clients.core.values import UNSET, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.personal_data import PersonalData
from telephony_clients.talkable.referrals import Referral
from telephony_clients.talkable.rewards import Reward
from telephony_clients.talkable.shares import Share

_PERSON = "/people/{person_slug}"


@attrs.frozen(kw_only=True)
class ReferralCounts(Model):
    """A person's referrals.

    Attributes:
        total, approved, pending: how many.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    total: int | None = None
    approved: int | None = None
    pending: int | None = None


@attrs.frozen(kw_only=True)
class Person(Model):
    """A person. It has no id: e-mail, phone number, customer id and username each name it.

    Attributes:
        email: the address.
        first_name, last_name, username: names.
        phone_number: E.164.
        customer_id: the shop's id.
        custom_properties: the shop's own fields.
        events_count: events so far.
        personal_claim_url: the person's own share link.
        sub_choice: whether a choice about marketing was made.
        subscribed_at, opted_in_at, phone_opted_in_at, unsubscribed_at: aware instants.
        gender: deprecated by the vendor.
        last_invited_by, referred_by: only ever seen empty.
        referral_counts: referrals by state.
        reward_counts, share_counts: ``total`` and one number for each status or channel.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
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


class People(Resource):
    """The site's people. A slug is an e-mail address, a phone number in E.164, a customer id or a username."""

    __slots__ = ()

    _get = Operation("GET", _PERSON, Person, pick="person")
    _update = Operation("PUT", _PERSON, Person, pick="person", idempotent=True)
    _get_personal_data = Operation("GET", f"{_PERSON}/personal_data", PersonalData, pick="person")
    _list_referrals_as_advocate = Operation("GET", f"{_PERSON}/referrals_as_advocate", Referral, pick="referrals")
    _list_referrals_as_friend = Operation("GET", f"{_PERSON}/referrals_as_friend", Referral, pick="referrals")
    _list_rewards = Operation("GET", f"{_PERSON}/rewards", Reward, pick="rewards")
    _list_shares = Operation("GET", f"{_PERSON}/shares_by", Share, pick="shares")
    _unsubscribe = Operation("POST", f"{_PERSON}/unsubscribe", Person, pick="person", idempotent=True)
    # a repeat would find nobody under that name and report a failure of what was done
    _anonymize = Operation("POST", f"{_PERSON}/anonymize", Person, pick="person")

    async def get(self, person_slug: str | int) -> Person:
        """Fetch one person.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.

        Returns:
            the person.

        Raises:
            NotFound: there is no such person (Talkable says so with 400; `status` keeps it).
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "findPerson".
        """
        return await self._fetch(self._get(person_slug))

    async def update(
        self,
        person_slug: str | int,
        *,
        first_name: str | Unset | None = UNSET,
        last_name: str | Unset | None = UNSET,
        email: str | Unset = UNSET,
        phone_number: str | Unset | None = UNSET,
        username: str | Unset | None = UNSET,
        customer_id: str | Unset | None = UNSET,
        identifier_hash: str | Unset = UNSET,
        custom_properties: Mapping[str, Any] | Unset = UNSET,
        gated_param_subscribed: bool | Unset = UNSET,
        unsubscribed: bool | Unset = UNSET,
        unsubscribed_at: datetime | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> Person:
        """Change a person, or make one where there is none. Only what is given is sent; a repeat does no harm.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.
            first_name: the given name.
            last_name: the family name.
            email: the address.
            phone_number: E.164.
            username: must be free.
            customer_id: the shop's id.
            identifier_hash: meaning not stated.
            custom_properties: flat; keys of lower-case letters, digits and ``_``. A key given again is overwritten.
            gated_param_subscribed: opted in for marketing e-mail.
            unsubscribed: whether e-mails shall stop.
            unsubscribed_at: since when; aware.
            extra: further fields of ``data``.

        Returns:
            the person as changed.

        Raises:
            BadRequest: a field is not permitted.
            ValidationFailed: the username is taken.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "updatePerson".
        """
        data = self._body(
            {
                "first_name": first_name,
                "last_name": last_name,
                "email": email,
                "phone_number": phone_number,
                "username": username,
                "customer_id": customer_id,
                "identifier_hash": identifier_hash,
                "custom_properties": custom_properties,
                "gated_param_subscribed": gated_param_subscribed,
                "unsubscribed": unsubscribed,
                "unsubscribed_at": unsubscribed_at,
            },
            extra,
        )
        return await self._fetch(self._update(person_slug, json={"data": data}))

    async def get_personal_data(self, person_slug: str | int) -> PersonalData:
        """Fetch what Talkable keeps about a person.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.

        Returns:
            the data.

        Raises:
            NotFound: there is no such person (Talkable says so with 400).
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "getPersonalInformationAboutPerson".
        """
        return await self._fetch(self._get_personal_data(person_slug))

    def list_referrals_as_advocate(
        self, person_slug: str | int, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None
    ) -> Pager[Referral]:
        """List the referrals in which a person is the advocate; the list comes whole.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of referrals.

        Raises:
            NotFound: there is no such person (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "getFriendsReferredByAdvocate".
        """
        return self._pages(self._list_referrals_as_advocate(person_slug, params=self._query({}, params)), cursor=cursor)

    def list_referrals_as_friend(
        self, person_slug: str | int, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None
    ) -> Pager[Referral]:
        """List the referrals in which a person is the friend; the list comes whole.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of referrals.

        Raises:
            NotFound: there is no such person (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "getAdvocatesWhoReferredFriend".
        """
        return self._pages(self._list_referrals_as_friend(person_slug, params=self._query({}, params)), cursor=cursor)

    def list_rewards(
        self, person_slug: str | int, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None
    ) -> Pager[Reward]:
        """List the rewards that a person got; the list comes whole.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of rewards.

        Raises:
            NotFound: there is no such person (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "getRewardsReceivedByPerson".
        """
        return self._pages(self._list_rewards(person_slug, params=self._query({}, params)), cursor=cursor)

    def list_shares(
        self, person_slug: str | int, *, cursor: Mapping[str, Any] | None = None, params: Params | None = None
    ) -> Pager[Share]:
        """List the shares that a person made; the list comes whole.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of shares.

        Raises:
            NotFound: there is no such person (when the list is fetched).
            TelephonyError: any other of its kinds, with a cursor (when the list is fetched).

        Source: the vendor's OpenAPI file, "getSharesMadeByPerson".
        """
        return self._pages(self._list_shares(person_slug, params=self._query({}, params)), cursor=cursor)

    async def unsubscribe(self, person_slug: str | int, *, extra: Mapping[str, Any] | None = None) -> Person:
        """Have a person get no more e-mails; a repeat does no harm.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.
            extra: further fields of the body.

        Returns:
            the person as changed.

        Raises:
            ValidationFailed: it is neither a known username nor an e-mail address.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "unsubscribePerson".
        """
        return await self._fetch(self._unsubscribe(person_slug, json=self._body({}, extra)))

    async def anonymize(self, person_slug: str | int, *, extra: Mapping[str, Any] | None = None) -> Person:
        """Erase a person's data for good.

        After a lost answer it is not repeated: the person would be found no more. Call it again, and take `NotFound`
        as a sign that it was done.

        Args:
            person_slug: an e-mail address, phone number, customer id or username; it is quoted for you.
            extra: further fields of the body.

        Returns:
            what is left of the person, under a made-up address.

        Raises:
            NotFound: there is no such person (Talkable says so with 400).
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "anonymizePerson"; the effect of a repeat is concluded.
        """
        return await self._fetch(self._anonymize(person_slug, json=self._body({}, extra)))
