"""What the vendor sent beside the model: a real dict, which nobody can change."""

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.frozen_dict import NO_EXTRA, FrozenDict
from telephony_clients.core.models.model import Model
from telephony_clients.core.models.one_pass import Envelope


@attrs.frozen(kw_only=True)
class Call(Model):
    id: str
    note: str | None = None


CHANGES: list[Callable[[Any], Any]] = [
    lambda one: one.__setitem__("a", 2),
    lambda one: one.__delitem__("a"),
    lambda one: one.__ior__({"b": 2}),
    lambda one: one.update(b=2),
    lambda one: one.setdefault("b", 2),
    lambda one: one.pop("a"),
    lambda one: one.popitem(),
    lambda one: one.clear(),
]


@pytest.mark.parametrize("values", [{}, {"a": 1}])
@pytest.mark.parametrize("change", CHANGES)
def test_it_refuses_every_change(change: Callable[[Any], Any], values: dict[str, Any]) -> None:
    extra = Call(id="1", extra=values).extra
    with pytest.raises(TypeError, match="cannot be changed"):
        change(extra)
    assert extra == values


def test_its_copy_and_union_can_be_changed() -> None:
    extra = FrozenDict(a=1)
    assert type(extra.copy()) is type(extra | {"b": 2}) is dict


def test_it_cannot_be_hashed_as_no_dict_can() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(NO_EXTRA)


def test_a_record_made_by_hand_does_not_share_the_callers_dict() -> None:
    values = {"new": 1}
    call = Call(id="1", extra=values)
    values["new"] = 2
    assert call.extra == {"new": 1}


@pytest.mark.parametrize(
    "way",
    [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one)), lambda one: attrs.evolve(one, id="2")],
)
def test_it_stays_unchangeable_when_its_record_is_copied(way: Callable[[Call], Call]) -> None:
    extra = way(Call(id="1", extra={"new": [1]})).extra
    assert extra == {"new": [1]}
    assert type(extra) is FrozenDict


@pytest.mark.parametrize("row", [{"id": "1"}, {"id": "1", "new": [1]}, {"id": "1", "note": 5}, {"id": "1", "": 1}])
def test_both_passes_and_the_reading_field_by_field_make_it(row: dict[str, Any]) -> None:
    codec, envelope = Codec(), Envelope(data="data")
    body = json.dumps({"data": row}).encode()
    in_one_pass = [codec.one_pass.decode(body, Call, envelope, None)]
    calls = [codec.structure(row, Call)]
    in_one_pass.append(codec.one_pass.decode(body, Call, envelope, None))
    calls += [made["data"] for made in in_one_pass if made]
    for call in calls:
        assert type(call.extra) is FrozenDict
        assert call.extra == {name: value for name, value in row.items() if name != "id"}


@pytest.mark.parametrize("call", [Call(id="1"), Call(id="1", extra={"new": [1, {"a": None}]})])
def test_attrs_with_json_and_msgspec_write_a_record(call: Call) -> None:
    msgspec = pytest.importorskip("msgspec")
    wanted = {"extra": call.extra, "id": "1", "note": None}
    assert json.loads(json.dumps(attrs.asdict(call))) == wanted
    assert json.loads(msgspec.json.encode(call)) == wanted
