"""A success that says failure, or holds nothing, is an error of this package and never data."""

import pytest

from telephony_clients import ApiError, BadResponse, EmptyResponse, Options, TelephonyError
from telephony_clients.core.errors import Outcome
from tests.core.desk import caught, connections
from tests.faults.vendors import VENDORS, Vendor, by_both_passes, of_each_vendor
from tests.scripted_server import ScriptedServer

REFUSALS = [(vendor, *refusal) for vendor in VENDORS.values() for refusal in vendor.refusals]
CALLS = ["record", "listed", "write", "removed"]


@pytest.mark.fault("success that says failure")
@by_both_passes
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_success_that_says_failure_is_the_vendors_error_and_is_not_asked_again(
    server: ScriptedServer,
    options: Options,
    refusal: tuple[Vendor, object, str, str | None],
    call: str,
    *,
    one_pass: bool,
) -> None:
    vendor, payload, message, code = refusal
    server.answer(payload, always=True)
    async with vendor.client(server.url, options, one_pass=one_pass) as client:
        error = await caught(getattr(vendor, call)(client))

        assert isinstance(error, ApiError)
        assert (error.status, error.message, error.code) == (200, message, code)
        assert (error.outcome, len(server.requests)) == (Outcome.ANSWERED, 1)
        assert connections(client) == 0
        assert not client.drift()


@pytest.mark.fault("success that says failure")
@of_each_vendor
async def test_a_later_page_that_says_failure_ends_the_list_there(
    server: ScriptedServer, options: Options, vendor: Vendor
) -> None:
    if vendor.name == "talkable":
        pytest.skip("its lists come in one answer")
    payload, message, _ = vendor.refusals[1]
    page = {"current_page": 1, "last_page": 9, "total": 9, "per_page": 1}
    server.answer({**vendor.success([{"id": "1", "name": "a"}]), "pagination": page}).answer(payload, always=True)
    async with vendor.client(server.url, options, one_pass=True) as client:
        error = await caught(vendor.listed(client))

    assert isinstance(error, ApiError)
    assert error.message == message
    assert error.cursor is not None
    assert len(server.requests) == 2


@pytest.mark.fault("success that says failure", "empty answer")
@by_both_passes
@pytest.mark.parametrize("call", ["record", "listed", "write"])
@pytest.mark.parametrize("data", [None, "missing"])
@of_each_vendor
async def test_a_success_without_what_was_asked_for_is_no_data(
    server: ScriptedServer, options: Options, vendor: Vendor, data: object, call: str, *, one_pass: bool
) -> None:
    payload = vendor.success(None)
    if data == "missing":
        payload = dict(list(payload.items())[:-1])
    server.answer(payload, always=True)
    async with vendor.client(server.url, options, one_pass=one_pass) as client:
        error = await caught(getattr(vendor, call)(client))

    assert isinstance(error, BadResponse)


EMPTY = {
    "204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "204 of some type": b"HTTP/1.1 204 No Content\r\nContent-Type: text/html\r\n\r\n",
    "205": b"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n",
    "200": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n",
    "200 without a type": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "200 with blanks": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n \r\n",
    "200 in no chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "200 until the end": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
    "200 with null": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull",
    "200 that is packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.fault("empty answer")
@pytest.mark.parametrize("call", ["record", "listed", "write"])
@pytest.mark.parametrize("empty", EMPTY)
@of_each_vendor
async def test_no_answer_is_an_error_where_there_should_be_data(
    server: ScriptedServer, options: Options, vendor: Vendor, empty: str, call: str
) -> None:
    server.raw(EMPTY[empty], close="until" in empty, always=True)
    async with vendor.client(server.url, options, one_pass=True) as client:
        error: TelephonyError = await caught(getattr(vendor, call)(client))

        assert isinstance(error, EmptyResponse)
        assert f"({empty[:3]})" in str(error)
        assert error.outcome is Outcome.UNKNOWN
        assert connections(client) == 0


@pytest.mark.fault("empty answer")
@pytest.mark.parametrize("empty", EMPTY)
@of_each_vendor
async def test_no_answer_is_one_where_there_is_nothing_to_return(
    server: ScriptedServer, options: Options, vendor: Vendor, empty: str
) -> None:
    if vendor.name == "talkable":
        pytest.skip("each of its operations returns something")
    server.raw(EMPTY[empty], close="until" in empty)
    async with vendor.client(server.url, options, one_pass=True) as client:
        assert await vendor.removed(client) is None

    assert len(server.requests) == 1
