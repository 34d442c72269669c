from typing import Any

import pytest

from telephony_clients import (
    AuthenticationError,
    BadRequest,
    BadResponse,
    Conflict,
    EmptyResponse,
    ModelMismatch,
    NotFound,
    PaymentRequired,
    PermissionDenied,
    ServerError,
    Talkroute,
    UnexpectedContent,
    ValidationFailed,
)
from telephony_clients.core.models.fields import JsonObject
from telephony_clients.core.vendor.paging import PageInfo
from telephony_clients.talkroute import Account, CallRecord, Contact
from telephony_clients.talkroute.adapter import TalkrouteAdapter
from tests.scripted_server import ScriptedServer
from tests.wings import Refusal, Success

HTML = b"<html><body>Bad gateway</body></html>"
ONE: JsonObject = {"id": "1"}
LIST = list[JsonObject]
CAMEL = {
    "count": 1,
    "currentPage": 2,
    "firstPageUrl": "https://api.talkroute.com/api/v2/contacts?page=1",
    "from": 26,
    "lastPageUrl": "https://api.talkroute.com/api/v2/contacts?page=3",
    "nextPageUrl": None,
    "path": "https://api.talkroute.com/api/v2/contacts",
    "perPage": 25,
    "prevPageUrl": None,
    "to": 26,
    "total": 60,
    "totalPages": 3,
}
SNAKE = {"current_page": 2, "per_page": 25, "total": 60, "last_page": 3}
TEXTS = {"current_page": "2", "per_page": "25", "total": "60", "total_pages": "3"}
PLACE = PageInfo(number=2, last=3, total=60, size=25)
PLAN_ADVICE = (
    "A payment must be made, or the plan does not include this: account.list_permitted_features() tells what it "
    "includes, and Talkroute(explain=True) adds that to the error."
)
INVALID = {"message": "The given data was invalid.", "errors": {"after": ["The after does not match the format."]}}


def listed(name: str, payload: Any, page: PageInfo | None = None, path: str = "/v2/call-history") -> Success:
    return Success(name=name, payload=payload, data=[ONE], page=page, path=path, into=LIST)


SHAPES: list[Success | Refusal] = [
    Success(name="wrapped", payload={"data": ONE}, data=ONE, into=JsonObject),
    Success(name="bare", payload={"url": "https://x"}, data={"url": "https://x"}, into=JsonObject),
    Success(
        name="bare with data of its own", payload={"id": "1", "data": 5}, data={"id": "1", "data": 5}, into=JsonObject
    ),
    Success(name="alone in a wrapped list", payload={"data": [ONE]}, data=ONE, into=JsonObject),
    Success(name="alone in a bare list", payload=[ONE], data=ONE, into=JsonObject),
    Success(name="a list for whoever asks for no model", payload={"data": [ONE]}, data=[ONE]),
    Success(name="an empty list", payload={"data": [], "pagination": CAMEL}, data=[], page=PLACE, into=LIST),
    listed("a bare list", [ONE]),
    *(listed(f"a list under {key}", {key: [ONE]}) for key in ("data", "items", "results", "records")),
    *(
        listed(f"a list under its own name, {key}", {key: [ONE]}, path=f"/v2/{segment}")
        for segment, key in {
            "contacts": "contacts",
            "voice-messages": "voice_messages",
            "ring-groups": "ringGroups",
        }.items()
    ),
    listed("places: pagination in camelCase", {"data": [ONE], "pagination": CAMEL}, PLACE),
    listed("places: pagination in snake_case", {"data": [ONE], "pagination": SNAKE}, PLACE),
    listed("places: numbers as texts", {"data": [ONE], "pagination": TEXTS}, PLACE),
    listed("places: meta", {"data": [ONE], "meta": SNAKE}, PLACE),
    listed("places: meta.pagination", {"data": [ONE], "meta": {"pagination": CAMEL}}, PLACE),
    listed("places: around the list", {"data": [ONE], **CAMEL}, PLACE),
    listed("places: around the list, beside other meta", {"data": [ONE], **SNAKE, "meta": {"took": 3}}, PLACE),
    listed("places: nothing usable", {"data": [ONE], "pagination": {"totalPages": "many"}, "meta": []}),
    *(
        Success(name=f"nothing in a {status}", status=status, body=body)
        for status, body in ((200, b""), (200, b" \n"), (200, b"null"), (201, b""), (202, b""), (204, b""))
    ),
    Success(name="wrapped null", payload={"data": None}),
    *(
        Refusal(name=f"{status} {text}", status=status, payload={"message": text}, error=error, message=text)
        for status, text, error in (
            (400, "The request body is not valid JSON.", BadRequest),
            (401, "Unauthenticated.", AuthenticationError),
            (403, "This action is unauthorized.", PermissionDenied),
            (404, "Not found.", NotFound),
            (409, "In use.", Conflict),
            (500, "Server Error", ServerError),
        )
    ),
    Refusal(
        name="402 with what the plan lacks",
        status=402,
        payload={"error": "Not on this plan", "feature": "call_filters"},
        error=PaymentRequired,
        message="Not on this plan",
        details={"feature": "call_filters"},
        advice=PLAN_ADVICE,
    ),
    Refusal(name="402 without a word", status=402, body=b"", error=PaymentRequired, advice=PLAN_ADVICE),
    Refusal(
        name="422 with fields",
        status=422,
        payload=INVALID,
        error=ValidationFailed,
        message="The given data was invalid.",
        errors={"after": ["The after does not match the format."]},
    ),
    Refusal(
        name="422 with fields whose texts stand alone",
        status=422,
        payload={"errors": {"after": "is no instant"}},
        error=ValidationFailed,
        errors={"after": ["is no instant"]},
        shown='{"errors": {"after": "is no instant"}}',
    ),
    Refusal(
        name="422 with a list of texts",
        status=422,
        payload={"message": "No", "errors": ["bad after", "bad before"]},
        error=ValidationFailed,
        message="No",
        errors={"": ["bad after", "bad before"]},
    ),
    Refusal(
        name="an error object with a code",
        status=400,
        payload={"error": {"message": "Odd"}, "code": "E17"},
        error=BadRequest,
        message="Odd",
        code="E17",
    ),
    Refusal(
        name="a refusal inside a 200",
        payload={"success": False, "message": "Not done"},
        error=BadRequest,
        message="Not done",
    ),
    Refusal(name="a page instead of JSON", status=502, body=HTML, error=ServerError, shown=HTML.decode()),
    Refusal(name="an empty 401", status=401, body=b"", error=AuthenticationError),
    Refusal(name="a bare text", status=404, payload="gone", error=NotFound, shown='"gone"'),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
class TestEveryShape:
    def test_is_understood(self, shape: Success | Refusal) -> None:
        shape.check(TalkrouteAdapter())

    async def test_is_understood_off_a_socket(
        self, shape: Success | Refusal, scripted: Talkroute, server: ScriptedServer
    ) -> None:
        await shape.check_on_socket(scripted, server)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("status", [200, 204])
async def test_an_empty_success_is_none_on_any_verb(
    scripted: Talkroute, server: ScriptedServer, method: str, status: int
) -> None:
    server.answer(status=status, body=b"")

    response = await scripted.request(method, "/v2/hours-override")

    assert (response.data, response.status) == (None, status)


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"things": [{"id": "1"}]}, UnexpectedContent),
        ({"data": {"id": "1"}}, UnexpectedContent),
        ({"data": {"items": {"id": "1"}}}, UnexpectedContent),
        ({"data": "none"}, UnexpectedContent),
        ("none", UnexpectedContent),
        ({}, UnexpectedContent),
        (None, EmptyResponse),
    ],
)
async def test_an_answer_that_holds_no_list_is_not_an_empty_list(
    scripted: Talkroute, server: ScriptedServer, payload: Any, error: type[UnexpectedContent] | type[EmptyResponse]
) -> None:
    server.answer(payload)

    with pytest.raises(error) as caught:
        await scripted.request("POST", "/v2/contacts", into=list[Contact])

    assert caught.value.body


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"data": [ONE, ONE]}, UnexpectedContent),
        ({"account": {"id": "1"}}, UnexpectedContent),
        ({"message": "Done."}, UnexpectedContent),
        ({"data": "1"}, UnexpectedContent),
        ("1", UnexpectedContent),
        ({"data": {"name": "without an id"}}, ModelMismatch),
        ({"data": []}, EmptyResponse),
        ({}, EmptyResponse),
    ],
)
async def test_an_answer_that_holds_no_such_object_is_not_an_empty_object(
    scripted: Talkroute, server: ScriptedServer, payload: Any, error: type[BadResponse]
) -> None:
    server.answer(payload, always=True)

    with pytest.raises(error) as caught:
        await scripted.account.get()

    assert caught.value.body
    assert error is EmptyResponse or len(server.requests) == 1  # the same again would not help


@pytest.mark.parametrize(
    ("payload", "into", "data"),
    [
        ({"data": 5}, int, 5),
        ("x", str, "x"),
        ({"data": ["x"]}, str, "x"),
        ({"data": {"a": 1}}, dict[str, int], {"a": 1}),
        ({"a": 1}, dict[str, int], {"a": 1}),
    ],
)
async def test_what_is_no_record_is_read_as_it_comes(
    scripted: Talkroute, server: ScriptedServer, payload: Any, into: Any, data: Any
) -> None:
    server.answer(payload)

    assert (await scripted.request("GET", "/v2/it", into=into)).data == data


@pytest.mark.parametrize("payload", [None, {}, {"data": None}, {"data": []}, {"message": "Updated."}, {"ok": True}])
async def test_a_change_may_be_answered_without_the_record(
    scripted: Talkroute, server: ScriptedServer, payload: Any
) -> None:
    server.answer(payload)

    assert await scripted.ring_groups.update("g", name="Sales") is None


def test_a_list_may_be_an_object_in_its_place() -> None:
    listed("inside data", {"data": {"items": [ONE]}}).check(TalkrouteAdapter())


async def test_a_list_without_figures_ends_with_an_empty_page(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": [{"id": 1}, {"id": 2}]}).answer([{"id": 3}]).answer({"items": []})

    assert [one.id for one in await scripted.contacts.list().to_list()] == ["1", "2", "3"]


async def test_a_list_that_nobody_saw_in_pages_is_whole(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": [{"id": 1}, {"id": 2}]})

    assert [one.id for one in await scripted.menus.list().to_list()] == ["1", "2"]


async def test_the_link_to_the_next_page_is_never_followed(scripted: Talkroute, server: ScriptedServer) -> None:
    pagination = {"currentPage": 1, "totalPages": 2, "nextPageUrl": "https://elsewhere.example.com/?page=2"}
    server.answer({"data": [ONE], "pagination": pagination})
    server.answer({"data": [{"id": "2"}], "pagination": {**pagination, "currentPage": 2}})

    assert len(await scripted.contacts.list(page_size=1).to_list()) == 2
    assert [one.target for one in server.requests] == [f"/v2/contacts?page={page}&pageSize=1" for page in (1, 2)]


async def test_a_page_inside_a_success_is_no_data(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer(body=HTML)

    with pytest.raises(UnexpectedContent):
        await scripted.request("POST", "/v2/subscriptions", json={})


@pytest.mark.parametrize(
    ("record", "spelled"),
    [
        (Account(id="1", plan_id=3, is_past_due=True), {"id": 1, "planId": 3, "isPastDue": True}),
        (Account(id="1", plan_id=3, is_past_due=True), {"id": "1", "plan_id": 3, "is_past_due": True}),
        (CallRecord(id="1", external_name="A"), {"id": 1, "externalName": "A"}),
        (CallRecord(id="1", external_name="A"), {"id": 1, "external_name": "A"}),
    ],
)
async def test_both_spellings_of_a_name_are_read(
    scripted: Talkroute, server: ScriptedServer, record: Account | CallRecord, spelled: JsonObject
) -> None:
    server.answer({"data": spelled})

    assert (await scripted.request("GET", "/v2/it", into=type(record))).data == record
    assert scripted.drift() == ()
