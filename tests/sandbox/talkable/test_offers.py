from typing import Any

import pytest

from tests.sandbox.talkable.conftest import SiteClient, refused
from tests.sandbox.talkable.stamps import STAMP

NO_OFFER = "No offer found by id."
ADVOCATE = "ad@example.com"


@pytest.fixture
async def offer(site: SiteClient) -> Any:
    return (await site.post("/origins/affiliate_member", {"email": ADVOCATE}))["offer"]


@pytest.fixture
def path(offer: Any) -> str:
    return f"/offers/{offer['short_url_code']}"


async def test_an_offer_by_its_code(site: SiteClient, offer: Any, path: str) -> None:
    assert await site.result(path) == {"offer": offer}

    links = (await site.result(path, **{"sharing_channels[]": "facebook"}))["claim_links"]
    assert list(links) == ["facebook"]
    assert refused(await site.get(path, **{"sharing_channels[]": "email"}), "Wrong sharing channel: email")
    for unknown in ("/offers/nothing", "/offers/nothing/claim_url_status"):
        assert refused(await site.get(unknown), NO_OFFER)
    for kind in ("email", "social"):
        assert refused(await site.write("POST", f"/offers/nothing/shares/{kind}"), NO_OFFER)


async def test_claim_links(site: SiteClient, offer: Any, path: str) -> None:
    link = (await site.result(path, **{"sharing_channels[]": "sms"}))["claim_links"]["sms"]

    for url, active in ((offer["claim_url"], True), (link, True), ("https://elsewhere.example.com/x", False)):
        assert await site.result(f"{path}/claim_url_status", claim_url=url) == {"active": active}
    assert await site.result(f"{path}/claim_url_status") == {"active": True}


async def test_a_social_share_is_rewarded_once(site: SiteClient, path: str) -> None:
    first = await site.post(f"{path}/shares/social", channel="facebook")
    again = await site.post(f"{path}/shares/social", channel="sms")

    share, reward = first["share"], first["reward"]
    assert (share["type"], share["channel_identifier"]) == ("SocialOfferShare", "facebook")
    assert STAMP.fullmatch(share["shared_at"])
    assert "email" not in share
    assert (reward["reason"], reward["status"], reward["coupon"]["single_use"]) == ("shared", "Paid", False)
    assert reward["incentive_description"] == f'shared coupon "{reward["coupon_code"]}" for $10 off'
    assert (again["share"]["id"], again["reward"]) == (share["id"] + 1, None)
    assert (await site.result(f"/people/{ADVOCATE}/shares_by"))["shares"] == [share, again["share"]]
    assert (await site.result(f"/people/{ADVOCATE}"))["person"]["share_counts"] == {"total": 2, "facebook": 1, "sms": 1}


@pytest.mark.parametrize("channel", ["email", "myspace", None, ["sms"]])
async def test_refused_channels(site: SiteClient, path: str, channel: object) -> None:
    assert refused(await site.write("POST", f"{path}/shares/social", channel=channel), "`channel` is invalid")


async def test_an_email_share_tells_of_every_recipient(site: SiteClient, path: str) -> None:
    await site.post("/people/gone@example.com/unsubscribe")
    recipients = f"a@example.com, b@example.com\nnonsense,{ADVOCATE},gone@example.com"

    answer = await site.post(f"{path}/shares/email", recipients=recipients, subject="Hi", body="Look")

    assert (answer["success"], answer["validation_only"]) == (True, False)
    assert answer["stats"] == {
        "currently_sent": 2,
        "currently_not_sent": 3,
        "previously_sent": 0,
        "total_sent": 2,
        "sent_limit_exceeded": False,
        "left_emails": 23,
        "advocate_blocked": False,
    }
    assert answer["rewards"] == [answer["reward"]]
    shares = (await site.result(f"/people/{ADVOCATE}/shares_by"))["shares"]
    assert [(share["type"], share["email"]) for share in shares] == [
        ("EmailOfferShare", "a@example.com"),
        ("EmailOfferShare", "b@example.com"),
    ]
    _check_recipients(answer["recipients"])


def _check_recipients(found: dict[str, Any]) -> None:
    assert {name: one["sharable"] for name, one in found.items()} == {
        "a@example.com": True,
        "b@example.com": True,
        "nonsense": False,
        ADVOCATE: False,
        "gone@example.com": False,
    }
    assert found["a@example.com"] == {
        "currently_sent": True,
        "previously_sent": False,
        "email_valid": True,
        "self_referral": False,
        "unsubscribed": False,
        "blocklisted": False,
        "blacklisted": False,
        "meets_criteria": True,
        "sharable": True,
    }
    assert not found["nonsense"]["email_valid"]
    assert found[ADVOCATE]["self_referral"]
    assert found["gone@example.com"]["unsubscribed"]


async def test_nobody_is_sent_two_emails(site: SiteClient, path: str) -> None:
    await site.post(f"{path}/shares/email", recipients="a@example.com")
    again = await site.post(f"{path}/shares/email", recipients="a@example.com,b@example.com")

    assert [again["stats"][name] for name in ("currently_sent", "previously_sent", "total_sent")] == [1, 1, 2]
    assert (again["reward"], again["rewards"]) == (None, [])
    none = await site.post(f"{path}/shares/email", recipients="a@example.com")
    assert (none["success"], none["recipients"]["a@example.com"]["previously_sent"]) == (False, True)


async def test_a_dry_run_sends_nothing(site: SiteClient, path: str) -> None:
    for recipients, success in (("a@example.com", True), ("a@example.com,nonsense", False)):
        dry = await site.post(f"{path}/shares/email", recipients=recipients, validation_only=True)
        assert (dry["success"], dry["stats"]["total_sent"], dry["reward"]) == (success, 0, None)
    assert (await site.result(f"/people/{ADVOCATE}/shares_by"))["shares"] == []


async def test_the_limit_of_emails(site: SiteClient, path: str) -> None:
    many = ",".join(f"{number}@example.com" for number in range(26))
    answer = await site.post(f"{path}/shares/email", recipients=many)

    stats = answer["stats"]
    assert (stats["currently_sent"], stats["left_emails"], stats["sent_limit_exceeded"]) == (25, 0, True)
    assert refused(await site.write("POST", f"{path}/shares/email"), "`recipients` is required")


async def test_a_claim_rewards_the_friend(site: SiteClient, offer: Any) -> None:
    answer = await site.send("POST", "/offer_claims", advocate_email=ADVOCATE, friend_email="fr@example.com")

    result = answer.document["result"]
    reward = result["friend_reward"]
    assert (reward["reason"], reward["status"]) == ("click", "Paid")
    assert reward["coupon"]["code"] == reward["coupon_code"]
    assert (result["friend_unredeem_reason"], result["friend_human_unredeem_reason"]) == (None, None)
    assert (await site.result("/people/fr@example.com/rewards"))["rewards"] == [reward]
    (share,) = (await site.result(f"/people/{ADVOCATE}/shares_by"))["shares"]
    assert (share["email"], share["friends_count"], share["offer"]["id"]) == ("fr@example.com", 1, offer["id"])


async def test_the_campaign_of_a_claim(site: SiteClient) -> None:
    both = {"advocate_email": "new@example.com", "friend_email": "fr@example.com"}

    await site.send("POST", "/offer_claims", **both, campaign_tag="spring")

    (share,) = (await site.result("/people/new@example.com/shares_by"))["shares"]
    assert share["offer"]["campaign_tags"] == ["spring"]


async def test_a_tag_chooses_the_campaign_of_an_offer(site: SiteClient) -> None:
    chosen = []
    for tags in ([], ["spring"], ["spring", "post-purchase"]):
        member = {"email": f"{len(tags)}@example.com", "campaign_tags": tags}
        offer = (await site.post("/origins/affiliate_member", member))["offer"]
        share = (await site.post(f"/offers/{offer['short_url_code']}/shares/social", channel="sms"))["share"]
        chosen.append((share["campaign"]["id"], share["campaign"]["status"]))

    assert chosen == [(1, "Live"), (1, "Live"), (4, "Live")]


async def test_refused_claims(site: SiteClient) -> None:
    both = {"advocate_email": ADVOCATE, "friend_email": "fr@example.com"}

    own = await site.send("POST", "/offer_claims", **both | {"friend_email": ADVOCATE})
    assert own.document["result"] == {
        "friend_reward": None,
        "friend_unredeem_reason": "SELF_REFERRAL",
        "friend_human_unredeem_reason": "Self Referral",
    }
    for name in both:
        assert refused(await site.send("POST", "/offer_claims", **both | {name: "x"}), f"Invalid `{name}`.")
