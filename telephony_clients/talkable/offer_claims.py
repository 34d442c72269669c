"""Talkable's offer claims: an advocate's offer, shared with a friend and claimed in one step."""

import attrs

from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable.rewards import Reward

__all__ = ["OfferClaim", "OfferClaims"]


@attrs.frozen(kw_only=True)
class OfferClaim(Model):
    """What came of a claim.

    Attributes:
        friend_reward: what the friend got, None when nothing.
        friend_unredeem_reason: why the friend got nothing, such as ``SELF_REFERRAL``.
        friend_human_unredeem_reason: the same in words.
    """

    friend_reward: Reward | None = None
    friend_unredeem_reason: str | None = None
    friend_human_unredeem_reason: str | None = None


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
