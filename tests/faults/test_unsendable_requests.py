"""What cannot be sent is refused with a clear error before anything is sent."""

import json
import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import ConfigurationError
from tests.core.desk import Desk, caught, fine
from tests.scripted_server import ScriptedServer


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
