import re

from tests.sandbox.talkable.conftest import SiteClient, refused

VISITOR = "123e4567-e89b-32d1-a456-426614174000"


async def test_visitors_bring_their_uuid_or_are_given_one(site: SiteClient) -> None:
    for _ in range(2):
        assert await site.post("/visitors", {"uuid": VISITOR}) == {"uuid": VISITOR}
    one, two = [(await site.post("/visitors", {}))["uuid"] for _ in range(2)]

    assert one != two
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one)
    assert refused(await site.write("POST", "/visitors", {"uuid": "x"}), "`uuid` is invalid")


async def test_the_first_visit_of_a_friend_counts(site: SiteClient) -> None:
    async def clicks() -> list[int]:
        shares = (await site.result("/people/customer1@example.com/shares_by"))["shares"]
        return [share["friend_clicks_count"] for share in shares]

    assert await clicks() == [0, 0]
    for _ in range(2):
        answer = await site.send("PUT", "/visitor_offers/2/track_visit")
        assert (answer.status, answer.document) == (200, {"ok": True})
    assert await clicks() == [0, 1]
    for number in ("0", "20", "x"):
        unknown = await site.send("PUT", f"/visitor_offers/{number}/track_visit")
        assert refused(unknown, "No visitor offer found by id.")
