from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import BadRequest, ConfigurationError, NotFound, Talkable
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkable import (
    Campaign,
    EmailRecipient,
    EmailShare,
    EmailShareStats,
    FoundOffer,
    IncentiveType,
    Offer,
    OfferClaim,
    Reward,
    RewardReason,
    RewardStatus,
    Share,
    SharingChannel,
    SocialShare,
)
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import CLAIMED, EMAIL_SHARE, EMAILED, LINKS, NOT_CLAIMED, OFFER, SHARES, SOCIAL_SHARE
from tests.wings import CAREFUL_IDS, fits, same

AT = datetime(2026, 7, 7, 11, 4, 57, tzinfo=timezone(timedelta(hours=-7)))
ADVOCATE, FRIEND = "advocate@example.com", "friend@example.com"


@pytest.fixture
async def offer(talkable: Talkable) -> Offer:
    created = await talkable.origins.create_affiliate_member(email=ADVOCATE)
    assert created.offer is not None
    return created.offer


async def test_the_printed_offer_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer({"ok": True, "result": {"offer": {**OFFER, "email": None}, "claim_links": LINKS}})

    found = await scripted.offers.get("mwCn1l", sharing_channels=["facebook", "my own&"])

    assert found.claim_links == LINKS
    assert (found.offer.short_url_code, found.offer.email) == ("mwCn1l", None)
    assert fits(found, FoundOffer)
    assert server.requests[0].target == (
        "/offers/mwCn1l?site_slug=my-store&sharing_channels%5B%5D=facebook&sharing_channels%5B%5D=my%20own%26"
    )
    assert scripted.drift() == ()


async def test_links_are_for_the_channels_that_were_asked_for(talkable: Talkable, offer: Offer) -> None:
    plain = await talkable.offers.get(offer.short_url_code)
    linked = await talkable.offers.get(offer.short_url_code, sharing_channels=["facebook"])

    assert plain == FoundOffer(offer=offer)
    assert (linked.offer, set(linked.claim_links or ())) == (offer, {"facebook"})
    with pytest.raises(BadRequest, match="Wrong sharing channel: email"):
        await talkable.offers.get(offer.short_url_code, sharing_channels=["email"])


async def test_whether_a_link_leads_to_an_offer(talkable: Talkable, offer: Offer) -> None:
    own = await talkable.offers.check_claim_link(offer.short_url_code, claim_url=offer.claim_url)
    other = await talkable.offers.check_claim_link(offer.short_url_code, claim_url="https://share.my-store.com/x/?a=b")

    assert (own.active, other.active) == (True, False)


Perform = Callable[[Talkable, str], Awaitable[object]]


@pytest.mark.parametrize(
    ("perform", "path"),
    [
        (lambda talkable, code: talkable.offers.get(code), "{}?site_slug=my-store"),
        (lambda talkable, code: talkable.offers.check_claim_link(code), "{}/claim_url_status?site_slug=my-store"),
        (lambda talkable, code: talkable.offers.share_via_email(code, recipients=["a@b.com"]), "{}/shares/email"),
        (lambda talkable, code: talkable.offers.share_via_social_channel(code, channel="sms"), "{}/shares/social"),
    ],
)
async def test_an_offer_that_does_not_exist_is_not_found(
    sandbox: Sandbox, talkable: Talkable, perform: Perform, path: str
) -> None:
    for code, segment in CAREFUL_IDS.items():
        with pytest.raises(NotFound, match="No offer found") as caught:
            await perform(talkable, code)
        assert caught.value.status == 400
        assert sandbox.talkable.requests[-1].target == f"/api/v2/offers/{path.format(segment)}"


async def test_the_printed_social_share_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(SOCIAL_SHARE)

    shared = await scripted.offers.share_via_social_channel("mwCn1l", channel=SharingChannel.FACEBOOK)

    assert shared.reward is not None
    assert (shared.reward.reason, shared.reward.status) == (RewardReason.SHARED, RewardStatus.PAID)
    assert shared.reward.incentive_type is IncentiveType.DISCOUNT_COUPON
    assert fits(shared, SocialShare)
    assert server.requests[0].json == {"site_slug": "my-store", "channel": "facebook"}
    assert scripted.drift() == ()


async def test_the_printed_shares_are_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(SHARES)

    social, emailed = await scripted.people.list_shares("x").to_list()

    assert same(
        emailed,
        Share(
            id=2,
            type="EmailOfferShare",
            channel_identifier="email",
            short_url="https://share.my-store.com/x/HZRpFC",
            shared_at=AT,
            email=EMAILED["email"],
            offer=social.offer,
            campaign=social.campaign,
            friends_count=0,
            friend_clicks_count=0,
        ),
    )
    assert fits(social.offer, Offer)
    assert fits(social.campaign, Campaign)


async def test_the_printed_email_share_is_read_field_by_field(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(EMAIL_SHARE)

    shared = await scripted.offers.share_via_email("mwCn1l", recipients=["recipient_1@com.com"])

    assert same(
        shared,
        EmailShare(
            success=True,
            validation_only=False,
            stats=EmailShareStats(
                currently_sent=1,
                currently_not_sent=0,
                previously_sent=0,
                total_sent=1,
                sent_limit_exceeded=False,
                left_emails=22,
                advocate_blocked=False,
            ),
            recipients={
                "recipient_1@com.com": EmailRecipient(
                    currently_sent=True,
                    previously_sent=False,
                    email_valid=True,
                    self_referral=False,
                    unsubscribed=False,
                    blocklisted=False,
                    blacklisted=False,
                    meets_criteria=True,
                    sharable=True,
                )
            },
            rewards=[],
        ),
    )


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"recipients": ["a@b.com", "c+d@e.com"]}, {"recipients": "a@b.com,c+d@e.com"}),
        ({"recipients": "a@b.com"}, {"recipients": "a@b.com"}),
        (
            {"recipients": ("a@b.com",), "subject": "Für dich", "body": "Hi\nyou", "reminder": False},
            {"recipients": "a@b.com", "subject": "Für dich", "body": "Hi\nyou", "reminder": False},
        ),
        (
            {"recipients": ["a@b.com"], "validation_only": True, "extra": {"new": 1}},
            {"recipients": "a@b.com", "validation_only": True, "new": 1},
        ),
    ],
)
async def test_an_email_share_sends_what_was_given_at_the_top(
    scripted: Talkable, server: ScriptedServer, given: dict[str, Any], body: dict[str, Any]
) -> None:
    server.answer(EMAIL_SHARE)

    await scripted.offers.share_via_email("mwCn1l", **given)

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/offers/mwCn1l/shares/email")
    assert seen.json == {"site_slug": "my-store", **body}


@pytest.mark.parametrize("address", ["a@b.com,c@d.com", "a@b.com\nc@d.com"])
async def test_two_recipients_in_one_are_not_sent(scripted: Talkable, server: ScriptedServer, address: str) -> None:
    with pytest.raises(ConfigurationError, match="one address each"):
        await scripted.offers.share_via_email("x", recipients=[address])

    assert server.requests == []


async def test_a_dry_run_sends_nothing_and_a_recipient_gets_one_mail(talkable: Talkable, offer: Offer) -> None:
    code = offer.short_url_code

    dry = await talkable.offers.share_via_email(code, recipients=[FRIEND, ADVOCATE], validation_only=True)
    sent = await talkable.offers.share_via_email(code, recipients=[FRIEND])
    again = await talkable.offers.share_via_email(code, recipients=[FRIEND])

    def of(shared: EmailShare) -> tuple[bool | None, bool | None]:
        assert shared.recipients is not None
        return shared.recipients[FRIEND].currently_sent, shared.recipients[FRIEND].previously_sent

    assert dry.recipients is not None
    assert (dry.recipients[ADVOCATE].self_referral, dry.recipients[FRIEND].self_referral) == (True, False)
    assert [of(one) for one in (dry, sent, again)] == [(False, False), (True, False), (False, True)]
    with pytest.raises(BadRequest, match="`recipients` is required"):
        await talkable.offers.share_via_email(code, recipients=[])
    with pytest.raises(BadRequest, match="`channel` is invalid"):
        await talkable.offers.share_via_social_channel(code, channel="pigeon")


@pytest.mark.parametrize(
    ("answer", "claim"),
    [
        (
            NOT_CLAIMED,
            OfferClaim(friend_unredeem_reason="SELF_REFERRAL", friend_human_unredeem_reason="Self Referral"),
        ),
        (CLAIMED, None),
    ],
)
async def test_a_claim_without_a_reward_is_an_answer(
    scripted: Talkable, server: ScriptedServer, answer: Any, claim: OfferClaim | None
) -> None:
    server.answer(answer)

    read = await scripted.offer_claims.create(
        advocate_email="a+b@c.com", friend_email=FRIEND, params={"campaign_tag": "x"}
    )

    if claim is not None:
        assert same(read, claim)
    else:
        assert isinstance(read.friend_reward, Reward)
        assert (read.friend_reward.amount, read.friend_unredeem_reason) == (Decimal("10.0"), None)
    (seen,) = server.requests
    assert (seen.method, seen.body) == ("POST", b"")
    assert seen.target == (
        "/offer_claims?site_slug=my-store&advocate_email=a%2Bb%40c.com&friend_email=friend%40example.com&campaign_tag=x"
    )
    assert scripted.drift() == ()


async def test_a_friend_is_rewarded_and_an_advocate_not_for_themselves(talkable: Talkable, offer: Offer) -> None:
    claim = await talkable.offer_claims.create(advocate_email=ADVOCATE, friend_email=FRIEND)
    own = await talkable.offer_claims.create(advocate_email=ADVOCATE, friend_email=ADVOCATE)

    assert claim.friend_reward is not None
    assert (own.friend_reward, own.friend_unredeem_reason) == (None, "SELF_REFERRAL")
    with pytest.raises(BadRequest, match="Invalid `friend_email`"):
        await talkable.offer_claims.create(advocate_email=ADVOCATE, friend_email="nobody")
