"""Talkable's offers to advocates, and how they are shared."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from telephony_clients.core.client.resource import Resource
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import UNSET, Params, Unset
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.advocate_offers import Offer
from telephony_clients.talkable.shares import EmailShare, SharingChannel, SocialShare


@attrs.frozen(kw_only=True)
class FoundOffer(Model):
    """An offer with its links.

    Attributes:
        offer: the offer.
        claim_links: channel -> link, when channels were asked for.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    offer: Offer
    claim_links: dict[str, str] | None = None


@attrs.frozen(kw_only=True)
class ClaimLinkStatus(Model):
    """Whether friends can still claim an offer by its link.

    Attributes:
        active: whether they can.

    Source: the examples of the vendor's OpenAPI file, which gives no schemas.
    """

    active: bool


class Offers(Resource):
    """The advocates' offers; `Offer.short_url_code` names one."""

    __slots__ = ()

    _get = Operation("GET", "/offers/{short_url_code}", FoundOffer)
    _check_claim_link = Operation("GET", "/offers/{short_url_code}/claim_url_status", ClaimLinkStatus)
    _share_via_email = Operation("POST", "/offers/{short_url_code}/shares/email", EmailShare)
    _share_via_social_channel = Operation("POST", "/offers/{short_url_code}/shares/social", SocialShare)

    async def get(
        self, short_url_code: str, *, sharing_channels: Sequence[str] | None = None, params: Params | None = None
    ) -> FoundOffer:
        """Fetch an offer.

        Args:
            short_url_code: `Offer.short_url_code`.
            sharing_channels: channels to make claim links for: ``facebook``, ``twitter``, ``linkedin``, ``sms``,
                ``other`` or your own.
            params: further query parameters.

        Returns:
            the offer, and its links for these channels.

        Raises:
            NotFound: there is no such offer (Talkable says so with 400).
            BadRequest: a channel cannot have links, as ``email`` cannot.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "findAdvocateOffer".
        """
        return await self.fetch(
            self._get(short_url_code, params=self.query({"sharing_channels[]": sharing_channels}, params))
        )

    async def check_claim_link(self, short_url_code: str, *, claim_url: str | None = None) -> ClaimLinkStatus:
        """Ask whether friends can still claim an offer.

        Args:
            short_url_code: `Offer.short_url_code`.
            claim_url: which of the offer's links.

        Returns:
            whether they can.

        Raises:
            NotFound: there is no such offer (Talkable says so with 400).
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "checkOfferClaimLinkStatus".
        """
        query = self.query({"claim_url": claim_url})
        return await self.fetch(self._check_claim_link(short_url_code, params=query))

    async def share_via_email(
        self,
        short_url_code: str,
        *,
        recipients: Sequence[str],
        subject: str | Unset = UNSET,
        body: str | Unset = UNSET,
        reminder: bool | Unset = UNSET,
        validation_only: bool | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> EmailShare:
        """Have Talkable send an offer by e-mail. After a lost answer it is not repeated, unless it only validates.

        Args:
            short_url_code: `Offer.short_url_code`.
            recipients: e-mail addresses.
            subject: the campaign's when left out.
            body: the advocate's own words.
            reminder: whether a reminder follows; the vendor's default is that it does.
            validation_only: whether to check the recipients and send nothing.
            extra: further fields of the body.

        Returns:
            what became of each recipient; that some got no e-mail is an answer, not an error.

        Raises:
            ConfigurationError: an address holds a comma or a line end, which would make two of it.
            NotFound: there is no such offer (Talkable says so with 400).
            BadRequest: there are no recipients.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "shareViaEmail"; the site in the body, its older pages.
        """
        asked = self.body(
            {
                "recipients": _joined(recipients),
                "subject": subject,
                "body": body,
                "reminder": reminder,
                "validation_only": validation_only,
            },
            extra,
        )
        harmless = asked.get("validation_only") is True
        return await self.fetch(self._share_via_email(short_url_code, json=asked, idempotent=harmless))

    async def share_via_social_channel(
        self, short_url_code: str, *, channel: SharingChannel | str, extra: Mapping[str, Any] | None = None
    ) -> SocialShare:
        """Record that an advocate shared an offer; each call is a new share.

        Args:
            short_url_code: `Offer.short_url_code`.
            channel: ``facebook``, ``twitter``, ``linkedin``, ``whatsapp``, ``sms`` or ``other``.
            extra: further fields of the body.

        Returns:
            the share, and the advocate's reward if there is one.

        Raises:
            NotFound: there is no such offer (Talkable says so with 400).
            BadRequest: there is no such channel.
            TelephonyError: any other of its kinds.

        Source: the vendor's OpenAPI file, "shareViaSocialChannel"; the site in the body, its older pages.
        """
        return await self.fetch(
            self._share_via_social_channel(short_url_code, json=self.body({"channel": channel}, extra))
        )


def _joined(recipients: Sequence[str]) -> str:
    """Return addresses as the vendor takes them; it parts them at commas and line ends."""
    every = [recipients] if isinstance(recipients, str) else list(recipients)
    for address in every:
        if set(address) & set(",\r\n"):
            raise ConfigurationError(f"recipients must be one address each, not {address!r}.")
    return ",".join(every)
