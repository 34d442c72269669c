"""A vendor that sends the key back: no error shows it, in no part. The suite's canary looks at each besides."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from telephony_clients import ApiError, BadResponse, ConfigurationError, ModelMismatch, Options, RetryPolicy
from telephony_clients.core.calls.response import Response
from tests.core.desk import KEY, Desk, caught, fine, wire, wrong
from tests.core.loop_time import desk_in_loop_time, in_loop_time
from tests.example_vendor import Line
from tests.scripted_server import ScriptedServer

ECHOES: dict[str, Callable[[ScriptedServer], object]] = {
    "message": lambda server: server.answer(wrong(f"the key {KEY} is not known"), status=401),
    "code": lambda server: server.answer(wrong("no", KEY), status=401),
    "refusal inside a success": lambda server: server.answer(wrong(f"bad key {KEY}")),
    "header": lambda server: server.answer(wrong("no"), status=401, headers={"X-Your-Key": f"Bearer {KEY}"}),
    "request id": lambda server: server.answer(wrong("no"), status=401, headers={"X-Request-Id": KEY}),
    "HTML": lambda server: server.answer(body=f"<p>{KEY}".encode(), status=502),
    "header of a broken success": lambda server: server.answer(body=b"{", headers={"X-Your-Key": KEY}),
    "body of a broken success": lambda server: server.answer(body=f'{{"key": "{KEY}"'.encode()),
    "HTML of a success": lambda server: server.answer(body=f"<p>{KEY}".encode()),
    "cut body": lambda server: server.cut({"key": KEY, "more": "."}, after=40),
    "header of a cut body": lambda server: server.raw(wire({"a": 1}, X_Your_Key=KEY)[:-2], close=True),
    "unreadable HTTP": lambda server: server.raw(f"{KEY}\r\n\r\n".encode(), close=True),
    "429": lambda server: server.answer(wrong(KEY), status=429, headers={"X-Your-Key": KEY}),
}


@pytest.mark.parametrize("echo", ECHOES)
async def test_an_echoed_key_is_masked(
    server: ScriptedServer, desk: Desk, echo: str, canary: Callable[[Any], None]
) -> None:
    ECHOES[echo](server)

    error = await caught(desk.with_options(retry=RetryPolicy.off()).lines.get("7"))

    assert len(server.requests) == 1
    canary(error)
    if isinstance(error, ApiError | BadResponse) and echo != "unreadable HTTP":
        parts = (error.message, error.body, error.headers, getattr(error, "code", ""), getattr(error, "data", ""))
        assert "***" in repr(parts)


async def test_a_mismatch_keeps_the_rest_of_the_data(server: ScriptedServer, options: Options) -> None:
    key = "without-the-canary"  # the canary looks at the codec's inner errors too, which hold the data and go nowhere
    server.answer(fine({"id": None, "apiKey": key, "name": "x"}))
    async with Desk(server.url, options, api_key=key) as desk:
        error = await caught(desk.lines.get("7"))

    assert isinstance(error, ModelMismatch)
    assert error.data == {"id": None, "apiKey": "***", "name": "x"}
    assert error.__context__ is None


async def test_a_success_is_given_as_it_came(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine({"apiKey": KEY}))

    assert (await desk.request("GET", "/account")).data == {"apiKey": KEY}


@pytest.mark.parametrize("fault", ["reset", "hang_up", "silence"])
@in_loop_time
async def test_no_error_leads_to_what_was_sent(fault: str, canary: Callable[[Any], None]) -> None:
    async with desk_in_loop_time(retry=RetryPolicy.off(), deadline=5) as (server, desk):
        getattr(server, fault)()
        error = await caught(desk.request("POST", "/lines", json={}))

    canary(error)
    assert error.__cause__ is None
    assert error.__context__ is None


async def test_a_key_in_a_query_is_redacted_in_the_url_of_the_error(server: ScriptedServer, desk: Desk) -> None:
    server.answer(wrong("no"), status=404)

    error = await caught(desk.request("GET", "/lines", params={"api_key": "whatever", "kind": "a"}))

    assert error.url == f"{server.url}/lines?api_key=***&kind=a"


async def test_the_client_and_the_engine_hide_the_key(desk: Desk, canary: Callable[[Any], None]) -> None:
    for one in (desk, desk.gate, desk.options, desk.lines, desk._engine, vars(desk._engine)):
        canary(one)


async def test_the_key_cannot_be_replaced_by_a_header(options: Options) -> None:
    with pytest.raises(ConfigurationError, match="Authorization"):
        Options(headers={"Authorization": "Bearer other"})


def test_a_response_prints_neither_headers_nor_bytes() -> None:
    response = Response(data=[1], status=200, headers={"set-cookie": "private"}, body=b"private")
    assert "private" not in repr(response)
    assert (response.attempts, response.message, response.rate_limit) == (1, None, None)


async def test_a_response_survives_pickle_without_its_cookies(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine([{"id": "1"}]), headers={"Set-Cookie": "session=private", "X-Request-Id": "r-1"})
    response = await desk.request("GET", "/lines", into=list[Line])

    pickled = pickle.dumps(response)
    again = pickle.loads(pickled)

    assert type(again) is type(response)
    assert (again.data, again.status, again.body, again.request_id) == ([Line(id="1")], 200, response.body, "r-1")
    assert "Set-Cookie" not in again.headers
    assert b"private" not in pickled
    assert again == pickle.loads(pickle.dumps(again))
