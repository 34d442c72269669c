"""What cannot be sent is refused with a clear error before anything is sent."""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import ConfigurationError, Options, TelephonyError
from tests.core.desk import Desk, TokenDesk, caught, fine, query
from tests.scripted_server import ScriptedServer

pytestmark = pytest.mark.fault("characters that cannot be sent")


def holding_itself(kind: Callable[[], Any]) -> Any:
    made = kind()
    if isinstance(made, list):
        made.append({"more": made})
    else:
        made["more"] = [made]
    return made


class Unprinted(list[Any]):
    """A list that a crash report can show whatever it holds."""

    def __repr__(self) -> str:
        return "Unprinted"


def nested(levels: int) -> Any:
    made: Any = []
    for _ in range(levels):
        made = [made]
    return made


BODIES: dict[str, tuple[Any, str]] = {
    "a list that holds itself": (holding_itself(list), "holds itself"),
    "an object that holds itself": (holding_itself(dict), "holds itself"),
    "nested without end": (Unprinted([nested(100_000)]), "nested too deep"),
    "NaN": ({"a": math.nan}, "JSON"),
    "Infinity": ([math.inf], "JSON"),
    "minus Infinity": ({"a": [-math.inf]}, "JSON"),
    "Decimal NaN": ({"a": Decimal("NaN")}, "amount"),
    "a number of 5000 digits": (Unprinted([10**5000]), "JSON"),
    "a number as a name": ({1: "a"}, "must be text, not int"),
    "None as a name": ({"a": {None: 1}}, "must be text, not NoneType"),
    "a day as a name": ({date(2026, 1, 1): 1}, "must be text, not date"),
    "bytes as a name": ([{b"a": 1}], "must be text, not bytes"),
    "bytes": ({"a": b"a"}, "JSON"),
    "a set": ({"a": {1}}, "JSON"),
    "any object": ({"a": object()}, "JSON"),
    "half a surrogate pair": ({"a": "\ud800"}, "JSON"),
    "half a surrogate pair in a name": ({"\ud800": 1}, "JSON"),
}


@pytest.mark.parametrize("kind", BODIES)
async def test_a_body_that_is_no_json_is_refused(server: ScriptedServer, desk: Desk, kind: str) -> None:
    body, words = BODIES[kind]

    error = await caught(desk.request("POST", "/lines", json=body))

    assert isinstance(error, ConfigurationError)
    assert words in str(error)
    assert server.connections == 0


@pytest.mark.parametrize("value", [2**63, -(2**64), 10**400, 1e300, 5e-324, -0.0, Decimal("1E+3"), "\u2028\x00"])
async def test_any_other_value_arrives_as_it_is(server: ScriptedServer, desk: Desk, value: Any) -> None:
    server.answer(fine())

    await desk.request("POST", "/lines", json={"a": [value]})

    assert json.loads(server.requests[0].body) == {"a": [value]}


PARAMS: dict[str, tuple[Any, str]] = {
    "a text": ("a=b", "must be a mapping of names to values, not str"),
    "bytes": (b"a=b", "must be a mapping of names to values, not bytes"),
    "pairs": ([("a", "b")], "must be a mapping of names to values, not list"),
    "a number": (7, "must be a mapping of names to values, not int"),
    "a number as a name": ({1: "a"}, "must be text, not int"),
    "half a surrogate pair in a name": ({"\ud800": 1}, "half a surrogate pair"),
    "half a surrogate pair": ({"a": "\ud800"}, "half a surrogate pair"),
    "a list that holds itself": ({"a": holding_itself(list)}, ""),
    "an object": ({"a": {"b": 1}}, "cannot be this dict"),
    "NaN": ({"a": math.nan}, "cannot be this float"),
}


@pytest.mark.parametrize("kind", PARAMS)
@pytest.mark.parametrize("how", ["request", "stream"])
async def test_a_query_that_cannot_be_sent_is_refused(server: ScriptedServer, desk: Desk, kind: str, how: str) -> None:
    params, words = PARAMS[kind]

    async def call() -> None:
        if how == "request":
            await desk.request("GET", "/lines", params=params)
        else:
            async with desk.stream("/lines", params=params):
                pass

    error = await caught(call())

    assert isinstance(error, ConfigurationError)
    assert words in str(error)
    assert server.connections == 0


UNSENDABLE = ["\r\nX-Injected: yes", "\n", "\r", "\x00", "a\x00b", "\x1b[2J", "\x7f", "\u2028", "\x85", "\ud800"]
"""What would begin another header or request, end a text early, or act on a terminal that shows it."""
MARK = "the-value-itself"


async def streamed(desk: Desk, text: str) -> None:
    async with desk.stream("/lines" + text):
        pass


PLACES: dict[str, Callable[[Desk, str], Awaitable[object]]] = {
    "a header": lambda desk, text: desk.request("GET", "/lines", headers={"X-Note": text}),
    "the name of a header": lambda desk, text: desk.request("GET", "/lines", headers={f"X{text}": "a"}),
    "a view's header": lambda desk, text: desk.with_options(headers={"X-Note": text}).lines.get("7"),
    "the user agent": lambda desk, text: desk.with_options(user_agent=text).lines.get("7"),
    "a path": lambda desk, text: desk.request("GET", f"/lines/{text}"),
    "a stream's path": streamed,
    "a method": lambda desk, text: desk.request(f"GET{text}", "/lines"),
    "an id": lambda desk, text: desk.lines.get(text),
    "an id of what is deleted": lambda desk, text: desk.lines.delete(text),
}


async def refused(call: Callable[[], Awaitable[object]]) -> TelephonyError:
    """Return the error of a call, which may be refused where it is made or where it is awaited."""
    try:
        await call()
    except TelephonyError as error:
        return error
    raise AssertionError("it was sent")


@pytest.mark.parametrize("text", UNSENDABLE, ids=ascii)
@pytest.mark.parametrize("place", PLACES)
async def test_no_character_that_could_begin_something_else_is_sent_or_shown(
    server: ScriptedServer, desk: Desk, place: str, text: str
) -> None:
    if place in {"an id", "an id of what is deleted", "a path", "a stream's path"} and text in {"\u2028", "\x85"}:
        pytest.skip("it is sent quoted")

    error = await refused(lambda: PLACES[place](desk, f"{MARK}{text}"))

    assert isinstance(error, ConfigurationError)
    assert server.connections == 0
    if "header" in place or place == "the user agent":
        assert MARK not in str(error)
    assert str(error).isprintable()


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=12))
def test_any_text_in_a_query_arrives_as_it_is_or_is_refused(text: str) -> None:
    async def call() -> None:
        async with ScriptedServer() as server, Desk(server.url) as desk:
            server.answer(fine([]), always=True)
            try:
                await desk.lines.list(kind=text).first()
            except ConfigurationError:
                assert not text.isascii() or not text.isprintable()
                assert server.connections == 0
            else:
                (seen,) = server.requests
                assert query(seen)["kind"] == text
                assert set(query(seen)) == {"page", "per_page", "kind"}

    asyncio.run(call())


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=12))
def test_any_text_in_a_header_arrives_as_it_is_or_is_refused(text: str) -> None:
    async def call() -> None:
        async with ScriptedServer() as server, Desk(server.url) as desk:
            server.answer(fine(), always=True)
            try:
                await desk.request("GET", "/lines", headers={"X-Note": text})
            except ConfigurationError:
                assert not text.isascii() or not text.isprintable() or text != text.strip()
                assert server.connections == 0
            else:
                (seen,) = server.requests
                assert seen.headers["x-note"] == text.strip()

    asyncio.run(call())


@pytest.mark.parametrize("text", UNSENDABLE, ids=ascii)
async def test_no_record_is_asked_for_where_a_token_for_the_next_page_cannot_be_sent_as_it_is(
    server: ScriptedServer, options: Options, text: str
) -> None:
    server.answer(fine([{"id": "1"}], next=f"a{text}")).answer(fine([{"id": "2"}]))
    async with TokenDesk(server.url, options) as desk:
        try:
            lines = await desk.lines.list().to_list()
        except TelephonyError:
            assert len(server.requests) == 1
        else:
            assert [line.id for line in lines] == ["1", "2"]
            assert query(server.requests[1])["after"] == f"a{text}"
