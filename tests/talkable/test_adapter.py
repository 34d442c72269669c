import pytest

from telephony_clients import (
    AuthenticationError,
    BadRequest,
    Conflict,
    EmptyResponse,
    NotFound,
    PermissionDenied,
    RateLimited,
    ServerError,
    Talkable,
    UnexpectedContent,
    ValidationFailed,
)
from telephony_clients.core.vendor.adapter import Answer
from telephony_clients.core.vendor.paging import PageInfo
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkable import FoundOffer, Offer, Person
from telephony_clients.talkable.adapter import TalkableAdapter
from tests.scripted_server import ScriptedServer
from tests.talkable.examples import DUPLICATE
from tests.wings import Refusal, Success

HTML = b"<html><body>We're sorry, but something went wrong</body></html>"
ADAPTER = TalkableAdapter("my-store")

NOT_FOUND = (
    "No person found by `person_slug`.",
    "Loyalty member not found",
    "No loyalty campaign found for the member",
    "No action configurations found for identifier `random`",
    "No offer found by id.",
    "No visitor offer found by id.",
    "No origin found by `origin_slug`.",
    "No site found by `site_slug`.",
    "No asset found by `id`.",
    "No metric found.",
    "No campaign found.",
)
DUPLICATES = (
    DUPLICATE,
    "Duplicate entity: Talkable already has existing Event with the same event_number but different data\n",
)
BAD_REQUESTS = (
    "Loyalty member is not active",
    "not enough points",
    "Invalid `advocate_email`.",
    "Invalid `friend_email`.",
    "Email isn't valid",
    "found unpermitted parameter: :foo",
    '`type` must be within ["AffiliateMember", "Purchase", "Event"]',
    "`recipients` is required",
    "`channel` is invalid",
    "Wrong sharing channel: email",
    "Origin has already been refunded",
    "Unsupported option for period segmentation. Supported options: day, week, month, quarter, year",
    "Invalid member_dates format, expected an array of objects with `date` and `identifier` keys",
)
INVALID = (
    "Validation failed: File name has already been taken",
    "Validation failed: Username has already been taken. Please try another one.",
    "Validation failed: Email isn't valid",
    "Validation failed: Identifier can contain lowercase letters, numbers and '_' only",
)


def told(status: int, text: str, error: type[BadRequest | NotFound | Conflict | ValidationFailed]) -> Refusal:
    payload = {"ok": False, "error_message": text}
    return Refusal(name=f"{status} {text}", status=status, payload=payload, error=error, message=text.strip())


SHAPES: list[Success | Refusal] = [
    Success(name="ok and a result", payload={"ok": True, "result": {"person": {}}}, data={"person": {}}),
    Success(name="created", status=201, payload={"ok": True, "result": {"origin": {}}}, data={"origin": {}}),
    Success(
        name="a result that is a list",
        payload={"ok": True, "result": [{"identifier": "a"}]},
        data=[{"identifier": "a"}],
    ),
    Success(name="a result that is an empty list", payload={"ok": True, "result": []}, data=[]),
    Success(
        name="a result that tells a total",
        payload={"ok": True, "result": {"assets": [], "total": 3}},
        data={"assets": [], "total": 3},
        page=PageInfo(total=3),
    ),
    Success(name="ok alone", payload={"ok": True}),
    Success(name="ok and a result of null", payload={"ok": True, "result": None}),
    Success(
        name="a refusal that is data: a coupon",
        payload={"ok": True, "result": {"allowed": False, "error_message": "Coupon is used"}},
        data={"allowed": False, "error_message": "Coupon is used"},
    ),
    Success(
        name="a refusal that is data: a claim",
        payload={"ok": True, "result": {"friend_reward": None, "friend_unredeem_reason": "SELF_REFERRAL"}},
        data={"friend_reward": None, "friend_unredeem_reason": "SELF_REFERRAL"},
    ),
    Success(
        name="a refusal that is data: an e-mail share",
        payload={"ok": True, "result": {"success": False, "stats": {}}},
        data={"success": False, "stats": {}},
    ),
    Success(name="a result alone", payload={"result": {"person": {}}}, data={"person": {}}),
    Success(name="no envelope", payload={"uuid": "a"}, data={"uuid": "a"}),
    Success(name="nothing at all", body=b""),
    *(told(400, text, NotFound) for text in NOT_FOUND),
    *(told(400, text, Conflict) for text in DUPLICATES),
    *(told(400, text, BadRequest) for text in BAD_REQUESTS),
    *(told(422, text, ValidationFailed) for text in INVALID),
    told(404, "Not Found", NotFound),
    told(200, "not enough points", BadRequest),
    told(200, "No person found by `person_slug`.", NotFound),
    told(200, DUPLICATE, Conflict),
    Refusal(
        name="where the status decides, words do not: 401",
        status=401,
        payload={"ok": False, "error_message": "API key not found"},
        error=AuthenticationError,
        message="API key not found",
    ),
    Refusal(
        name="where the status decides, words do not: 502",
        status=502,
        payload={"error": "Upstream host not found"},
        error=ServerError,
        message="Upstream host not found",
    ),
    Refusal(
        name="where the status decides, words do not: 422",
        status=422,
        payload={"ok": False, "error_message": "Validation failed: Reward not found"},
        error=ValidationFailed,
        message="Validation failed: Reward not found",
    ),
    *(
        Refusal(
            name=f"version 1 with {status}",
            status=status,
            payload={"success": False, "error_messages": "Bad key"},
            error=error,
            message="Bad key",
        )
        for status, error in {400: BadRequest, 403: PermissionDenied, 404: NotFound, 200: BadRequest}.items()
    ),
    Refusal(name="429", status=429, payload={"ok": False, "error_message": "Slow"}, error=RateLimited, message="Slow"),
    Refusal(name="a 429 without JSON", status=429, body=b"Retry later", error=RateLimited, shown="Retry later"),
    Refusal(name="ok false without words", payload={"ok": False}, error=BadRequest, shown='{"ok": false}'),
    Refusal(name="ok of null", payload={"ok": None}, error=BadRequest, shown='{"ok": null}'),
    Refusal(name="a page instead of JSON", status=500, body=HTML, error=ServerError, shown=HTML.decode()),
    Refusal(name="an empty 504", status=504, body=b"", error=ServerError),
    Refusal(name="a list as an error", status=400, payload=["no"], error=BadRequest, shown='["no"]'),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name.strip())
class TestEveryShape:
    def test_is_understood(self, shape: Success | Refusal) -> None:
        shape.check(ADAPTER)

    async def test_is_understood_off_a_socket(
        self, shape: Success | Refusal, scripted: Talkable, server: ScriptedServer
    ) -> None:
        await shape.check_on_socket(scripted, server)


@pytest.mark.parametrize(
    ("result", "data"),
    [
        ({"assets": [1, 2], "total": 2}, [1, 2]),
        ({"id": 1}, {"id": 1}),  # the older pages have some results flat
        ([1, 2], [1, 2]),
    ],
)
def test_data_are_taken_from_under_their_name(result: object, data: object) -> None:
    answer = ADAPTER.read(Operation("GET", "/assets", unwrap="assets")(), 200, {"ok": True, "result": result})

    assert isinstance(answer, Answer)
    assert answer.data == data


@pytest.mark.parametrize("more", [{}, {"brand_new": 1}])  # what is unknown goes to the tolerant pass
async def test_an_answer_without_ok_is_read_alike_in_both_passes(
    scripted: Talkable, server: ScriptedServer, more: dict[str, int]
) -> None:
    offer = {"short_url_code": "a", "email": "a@example.com", **more}  # without an id, as samples of 2016 to 2022
    server.answer({"result": {"offer": offer}})

    found = (await scripted.request("GET", "/offers/a", into=FoundOffer)).data

    assert found == FoundOffer(offer=Offer(short_url_code="a", email="a@example.com", extra=more))
    assert found.offer.id is None


async def test_a_page_inside_a_success_is_no_data(scripted: Talkable, server: ScriptedServer) -> None:
    server.answer(body=HTML)

    with pytest.raises(UnexpectedContent):
        await scripted.request("POST", "/origins/purchase", json={})


@pytest.mark.parametrize("body", [b"", b'{"ok": true}', b'{"ok": true, "result": null}'])
async def test_a_success_without_the_data_that_was_asked_for_is_an_error(
    scripted: Talkable, server: ScriptedServer, body: bytes
) -> None:
    server.answer(body=body)

    with pytest.raises(EmptyResponse):
        await scripted.request("POST", "/people/x", into=Person)
