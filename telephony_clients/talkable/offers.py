"""Talkable's offers to advocates: how they are shared, and claimed."""

from collections.abc import Sequence
from typing import Required, TypedDict, Unpack

import attrs

from telephony_clients.core.client.fields import given, takes
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.models.fields import OpenEnum
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Extra, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.advocate_offers import EmailShare, Offer, SocialShare
from telephony_clients.talkable.rewards import Reward

__all__ = ["ClaimLinkStatus", "EmailShareFields", "FoundOffer", "OfferClaim", "OfferClaims", "Offers", "SharingChannel"]


class SharingChannel(OpenEnum):
    """Where an offer can be shared by `Offers.share_via_social_channel`."""

    FACEBOOK = "facebook"
    TWITTER = "twitter"
    LINKEDIN = "linkedin"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    OTHER = "other"


@attrs.frozen(kw_only=True)
class FoundOffer(Model):
    """An `offer` with its `claim_links`: channel -> link, when channels were asked for."""

    offer: Offer
    claim_links: dict[str, str] | None = None


@attrs.frozen(kw_only=True)
class ClaimLinkStatus(Model):
    """Whether friends can still claim an offer by its link: `active`."""

    active: bool


@attrs.frozen(kw_only=True)
class OfferClaim(Model):
    """The `friend_reward`, or why there is none: `friend_unredeem_reason`, in words `friend_human_unredeem_reason`."""

    friend_reward: Reward | None = None
    friend_unredeem_reason: str | None = None
    friend_human_unredeem_reason: str | None = None


class EmailShareFields(TypedDict, total=False):
    """An e-mail that shares an offer; all but ``recipients`` may be left out.

    Attributes:
        recipients: e-mail addresses; `ConfigurationError` for one with a comma or a line end, which would make two.
        subject: the campaign's when left out.
        body: the advocate's own words.
        reminder: whether a reminder follows; the vendor's default is that it does.
        validation_only: whether to check the recipients and send nothing.
    """

    recipients: Required[Sequence[str]]
    subject: str | Unset
    body: str | Unset
    reminder: bool | Unset
    validation_only: bool | Unset
    extra: Extra | None


class Offers(Resource):
    """The advocates' offers; `Offer.short_url_code` names one, and a code of none raises `NotFound`."""

    _get = Operation("GET", "/offers/{short_url_code}", FoundOffer)
    _check_claim_link = Operation("GET", "/offers/{short_url_code}/claim_url_status", ClaimLinkStatus)
    _share_via_email = Operation("POST", "/offers/{short_url_code}/shares/email", EmailShare)
    _share_via_social_channel = Operation("POST", "/offers/{short_url_code}/shares/social", SocialShare)

    async def get(
        self, short_url_code: str, *, sharing_channels: Sequence[str] | None = None, params: Params | None = None
    ) -> FoundOffer:
        """Fetch an offer.

        ``sharing_channels`` are those to make claim links for: ``facebook``, ``twitter``, ``linkedin``, ``sms``,
        ``other`` or your own; `BadRequest` for one that cannot have links, as ``email`` cannot. Source: OpenAPI file,
        "findAdvocateOffer".
        """
        query = self.query({"sharing_channels[]": sharing_channels}, params)
        return await self.fetch(self._get(short_url_code, params=query))

    async def check_claim_link(self, short_url_code: str, *, claim_url: str | None = None) -> ClaimLinkStatus:
        """Ask whether friends can still claim an offer; ``claim_url`` says by which of its links.

        Source: OpenAPI file, "checkOfferClaimLinkStatus".
        """
        return await self.fetch(self._check_claim_link(short_url_code, params=self.query({"claim_url": claim_url})))

    @takes(EmailShareFields)
    async def share_via_email(self, short_url_code: str, **fields: Unpack[EmailShareFields]) -> EmailShare:
        """Have Talkable send an offer by e-mail; that some recipients got none is an answer, not an error.

        After a lost answer it is not repeated, unless it only validates. `BadRequest` when there are no recipients.
        Source: OpenAPI file, "shareViaEmail"; the site in the body, its older pages.
        """
        asked = given(fields, EmailShareFields)
        asked["recipients"] = _joined(asked["recipients"])
        harmless = asked.get("validation_only") is True
        return await self.fetch(self._share_via_email(short_url_code, json=asked, idempotent=harmless))

    async def share_via_social_channel(
        self, short_url_code: str, *, channel: SharingChannel | str, extra: Extra | None = None
    ) -> SocialShare:
        """Record that an advocate shared an offer; each call is a new share.

        `BadRequest` when there is no such ``channel``. Source: OpenAPI file, "shareViaSocialChannel"; the site in the
        body, its older pages.
        """
        body = self.body({"channel": channel}, extra)
        return await self.fetch(self._share_via_social_channel(short_url_code, json=body))


class OfferClaims(Resource):
    """Offers that are shared and claimed in one step."""

    _create = Operation("POST", "/offer_claims", OfferClaim)

    async def create(self, *, advocate_email: str, friend_email: str, params: Params | None = None) -> OfferClaim:
        """Share the offer of ``advocate_email`` with ``friend_email`` and claim it for them; each call is a new claim.

        That the friend gets no reward is an answer, not an error. ``params`` may hold the ``campaign_tag`` of a public
        client. `BadRequest` when an address is none, `NotFound` when there is no campaign for it. Source: OpenAPI file,
        "shareAndClaimOffer", which has all in the query.
        """
        query = self.query({"advocate_email": advocate_email, "friend_email": friend_email}, params)
        return await self.fetch(self._create(params=query))


def _joined(recipients: Sequence[str]) -> str:
    """Return addresses as the vendor takes them; it parts them at commas and line ends."""
    every = [recipients] if isinstance(recipients, str) else list(recipients)
    for address in every:
        if set(address) & set(",\r\n"):
            raise ConfigurationError(f"recipients must be one address each, not {address!r}.")
    return ",".join(every)
