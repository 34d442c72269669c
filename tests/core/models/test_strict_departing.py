"""However many records depart from a model, it is worked out once; what they depart in is kept and counted as ever."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import attrs
import pytest

from telephony_clients import Model, OpenEnum
from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models import compiler, strict
from telephony_clients.core.models.codec import Codec, camel_or_snake
from telephony_clients.core.models.drift import forget
from telephony_clients.core.models.one_pass import Envelope
from tests.core.models.drifting import Row, counted

ENVELOPE = Envelope(data="data")


class Status(OpenEnum):
    DONE = "done"
    OPEN = "open"


@attrs.frozen(kw_only=True)
class Agent(Model):
    id: str
    display_name: str | None = None


@attrs.frozen(kw_only=True)
class Call(Model):
    id: str
    status: Status = Status.DONE
    statuses: list[Status] | None = None
    agent: Agent | None = None
    duration: int = 0
    tag: str | None = None


@attrs.frozen(kw_only=True)
class Leg(Model):
    call: Call


@attrs.frozen(kw_only=True)
class Journey(Model):
    """Models four deep: more than are made in one body."""

    legs: list[Leg]
    count: int


CALLS: Any = list[Call]
AGENT: dict[str, Any] = {"id": "7"}
DEPARTURES: dict[str, Callable[[int], dict[str, Any]]] = {
    "a new field": lambda _: {"new": 1},
    "several": lambda _: {"new": 1, "newer": "x", "newest": []},
    "another each": lambda number: {f"new_{number}": 1},
    "in some": lambda number: {} if number % 3 else {"new": 1},
    "in the record inside": lambda _: {"agent": {**AGENT, "new": 1}},
    "an unknown value": lambda _: {"status": "parked"},
    "another value each": lambda number: {"status": f"parked {number}"},
    "a null": lambda _: {"duration": None},
    "another type": lambda _: {"tag": 5},
    "another type inside": lambda _: {"agent": {**AGENT, "displayName": 5}},
    "text for the record inside": lambda _: {"agent": "Ann"},
    "another spelling inside": lambda _: {"agent": {**AGENT, "display_name": "Ann"}},
}


@pytest.fixture
def codec() -> Codec:
    return Codec(spell=camel_or_snake)


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the fields of each model were asked for."""
    asked: Counter[str] = Counter()
    fields_of = compiler.fields_of

    def counting(model: type[Model]) -> Any:
        asked[model.__name__] += 1
        return fields_of(model)

    monkeypatch.setattr(strict, "fields_of", counting)
    return asked


def tolerant(codec: Codec, data: Any, into: Any = CALLS) -> tuple[Any, list[Row]]:
    return counted(lambda: codec.structure(data, into))


def answer(codec: Codec, data: Any, into: Any = CALLS) -> tuple[Any, list[Row]]:
    """Read as an answer is read: in one pass where that can be, else by the tolerant one."""

    def act() -> Any:
        made = codec.quick.decode(json.dumps({"data": data}).encode(), into, ENVELOPE, None)
        if made is not None:
            return made["data"]
        forget()
        return codec.structure(data, into)

    return counted(act)


@pytest.mark.parametrize("departure", DEPARTURES)
def test_a_model_is_worked_out_once_however_many_records_depart(
    codec: Codec, worked_out: Counter[str], monkeypatch: pytest.MonkeyPatch, departure: str
) -> None:
    written: Counter[str] = Counter()
    compiled = compiler.Code.compiled

    def counting(code: compiler.Code, lines: Iterable[str], made: str, what: str) -> compiler.Construct:
        written[what] += 1
        return compiled(code, lines, made, what)

    monkeypatch.setattr(compiler.Code, "compiled", counting)
    change = DEPARTURES[departure]
    for page in range(3):
        tolerant(codec, [{"id": str(number), **change(20 * page + number)} for number in range(20)])
    assert worked_out["Call"] == worked_out["Agent"] == 1
    assert written <= Counter(["Call", "Agent"])


@pytest.mark.parametrize("departure", DEPARTURES)
def test_both_passes_keep_and_count_the_same(codec: Codec, departure: str) -> None:
    data = [{"id": str(number), **DEPARTURES[departure](number)} for number in range(5)]
    wanted = tolerant(Codec(spell=camel_or_snake), data)
    for _ in range(3):
        got = answer(codec, data)
        assert got == wanted
        assert [one.extra for one in got[0]] == [one.extra for one in wanted[0]]
        assert [type(one.extra) for one in got[0]] == [type(one.extra) for one in wanted[0]]


def test_extra_holds_what_is_new_and_then_what_was_set_aside(codec: Codec) -> None:
    record = {"tag": 5, "id": "1", "b": 1, "duration": None, "a": 2}
    (call,), rows = tolerant(codec, [record])
    assert list(call.extra.items()) == [("b", 1), ("a", 2), ("duration", None), ("tag", 5)]
    assert [row[:3] for row in rows] == [
        ("unknown_field", "Call", "a"),
        ("unknown_field", "Call", "b"),
        ("wrong_type", "Call", "duration"),
        ("wrong_type", "Call", "tag"),
    ]


def test_what_was_counted_before_a_record_failed_is_counted_once(codec: Codec) -> None:
    """The record inside cannot be read, which shows after others in it and beside it were."""
    bad = {"id": "1", "status": "parked", "duration": None, "agent": {"new": 1}, "new": 1}
    for data in ([bad], [{"id": "0", "new": 1}, bad, {"id": "2", "new": 1}]):
        made, rows = tolerant(codec, data)
        assert [one.agent for one in made] == [None] * len(data)
        assert sorted(row[:3] + row[4:] for row in rows) == [
            ("unknown_field", "Agent", "new", 1),
            ("unknown_field", "Call", "new", len(data)),
            ("unknown_value", "Status", "", 1),
            ("wrong_type", "Call", "agent", 1),
            ("wrong_type", "Call", "duration", 1),
        ]


def test_deep_inside_all_is_kept_and_counted_although_the_outermost_departs(codec: Codec) -> None:
    leg = {"call": {"id": "1", "new": 1, "agent": {**AGENT, "new": 2}}, "new": 3}
    data = {"legs": [leg, leg], "count": 1, "leg_s": 0}
    for _ in range(3):
        made, rows = answer(codec, data, Journey)
        assert (made.extra, made.legs[1].extra, made.legs[1].call.extra) == ({"leg_s": 0}, {"new": 3}, {"new": 1})
        assert made.legs[1].call.agent.extra == {"new": 2}
        assert [row[1:] for row in rows] == [
            ("Agent", "new", "int", 2),
            ("Call", "new", "int", 2),
            ("Leg", "new", "int", 2),
            ("Journey", "leg_s", "int", 1),
        ]


def test_of_a_list_that_fails_what_came_before_is_counted_as_ever(codec: Codec) -> None:
    (call,), rows = tolerant(codec, [{"id": "1", "statuses": ["parked", 5]}])
    assert (call.statuses, call.extra) == (None, {"statuses": ["parked", 5]})
    assert [row[:3] for row in rows] == [("unknown_value", "Status", ""), ("wrong_type", "Call", "statuses")]


@pytest.mark.parametrize("departure", [name for name in DEPARTURES if name != "another spelling inside"])
def test_strictness_refuses_each_of_them_and_says_where(codec: Codec, departure: str) -> None:
    data = [{"id": "1", **DEPARTURES[departure](0)}]
    answer(codec, data)
    assert counted(
        lambda: codec.quick.decode(json.dumps({"data": data}).encode(), CALLS, ENVELOPE, None), strict=True
    ) == (None, [])
    with pytest.raises(ModelMismatch) as caught:
        counted(lambda: codec.structure(data, CALLS), strict=True)
    assert caught.value.path.startswith("$[0]")


def test_an_enum_with_a_new_value_is_read_in_one_pass_by_every_model_that_has_it(codec: Codec) -> None:
    pytest.importorskip("msgspec")
    data = [{"id": "1", "status": "parked", "statuses": ["done", "parked", "DONE"]}, {"id": "2"}]
    first = answer(codec, data)
    decoders = codec.quick.prepare(CALLS, ENVELOPE, None)
    assert answer(codec, data) == first
    assert codec.quick.prepare(CALLS, ENVELOPE, None) is decoders
    (one, two), rows = first
    assert (one.status.is_known, one.statuses[2], two.status) == (False, Status.DONE, Status.DONE)
    assert two.status is Status.DONE
    assert rows == [("unknown_value", "Status", "", "str", 2)]
