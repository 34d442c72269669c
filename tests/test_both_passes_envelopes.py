"""The one-pass decoder and the tolerant pass: whatever a vendor wraps its data in, they come to the same."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.both_passes import adapters, model_of, operations, outcome
from telephony_clients import CLIENTS
from telephony_clients.cli.vendors import client_class
from telephony_clients.core.vendor.adapter import Answer, Failure
from telephony_clients.core.wire.request import Operation, Request
from telephony_clients.talkable import Asset
from telephony_clients.talkable.adapter import TalkableAdapter
from tests.test_both_passes import ODD, record

pytest.importorskip("msgspec", reason="without the extra `fast` there is one pass only")

NAMES = {
    "talkable": ["ok", "result", "total", "error_message", "success", "new"],
    "talkover": ["success", "data", "message", "meta", "pagination", "links", "error", "errors", "code", "new"],
    "talkroute": ["data", "items", "pagination", "meta", "success", "message", "id", "new"],
}
FLAGS: list[Any] = [True, True, False, None, "true", "false", 1, 0, "", {}]
PAGES: list[Any] = [
    {"current_page": 1, "last_page": 2, "total": 3, "per_page": 2},
    {"page": 1, "pageSize": 2, "total": "3"},
    {"pagination": {"total": 1}},
    {"total": None, "last_page": "x"},
    [],
]


def parts_of(vendor: str, operation: Operation[Any], into: Any, spell: Any, dice: Random) -> Iterator[tuple[str, Any]]:
    """Yield the parts of an envelope: mostly the usual ones, each of which may be missing, odd or doubled."""
    adapter = client_class(vendor).adapter_class
    assert adapter.envelope is not None
    usual = {adapter.envelope.data, *adapter.envelope.sibling_keys}
    for name in NAMES[vendor]:
        if dice.randrange(2 if name in usual else 8):
            continue
        for _ in range(1 + (not dice.randrange(6))):
            if name in {"data", "result", "items"}:
                yield name, data_of(operation, into, spell, dice)
            elif name in {"pagination", "meta", "links"}:
                yield name, dice.choice([*PAGES, *PAGES, *ODD])
            elif name in {"ok", "success"}:
                yield name, dice.choice(FLAGS)
            else:
                yield name, dice.choice(["text", *ODD])


def data_of(operation: Operation[Any], into: Any, spell: Any, dice: Random) -> Any:
    """Return what is asked for, mostly; else it is wrapped where it should not be, of another form, or no data."""
    model = model_of(into)
    records: list[Any] = [record(model, spell, dice) if hasattr(model, "__attrs_attrs__") else 7 for _ in range(2)]
    wanted = records if model is not into else records[0]
    unwrap = operation.unwrap
    wrapped = {unwrap or "items": wanted}
    odd = [records, records[:1], records[0], [], {}, wrapped, {**wrapped, "total": 2}, {unwrap or "items": None}, *ODD]
    return dice.choice(odd) if not dice.randrange(3) else wrapped if unwrap else wanted


def written(parts: list[tuple[str, Any]], dice: Random) -> bytes:
    """Write an object by hand: a name may stand in it twice, and in any order."""
    dice.shuffle(parts)
    body = ("{" + ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in parts) + "}").encode()
    if dice.randrange(12):
        return body
    return dice.choice(
        [body[:-1], body + b"}", b"[" + body + b"]", b"\xef\xbb\xbf" + body, b" " + body + b"\n", b"null"]
    )


@pytest.mark.parametrize("vendor", CLIENTS)
@given(data=st.data())
@settings(max_examples=250, derandomize=True)
def test_both_passes_come_to_the_same_with_every_envelope(vendor: str, data: st.DataObject) -> None:
    one_pass, tolerant = adapters(vendor)
    operation = data.draw(st.sampled_from(operations(vendor)))
    into, set_aside = operation.into, False
    if data.draw(st.booleans()):  # as a page of a list
        into, set_aside = list[model_of(into)], data.draw(st.booleans())  # type: ignore[misc]
    dice = Random(data.draw(st.integers(0, 2**32)))
    body = written([*parts_of(vendor, operation, into, one_pass.codec.spell, dice)], dice)
    status = data.draw(st.sampled_from([200, 200, 200, 200, 201, 204, 299, 400]))
    request: Request[Any] = Request(operation, "/v2/items", into=into, set_aside=set_aside)

    expected = outcome(tolerant, request, status, body)

    assert outcome(one_pass, request, status, body) == expected, body
    assert outcome(one_pass, request, status, body) == expected, body  # the decoder has learned in the meantime


def test_of_a_field_that_is_there_twice_only_the_last_value_counts() -> None:
    one_pass, tolerant = adapters("talkroute")
    operation = next(one for one in operations("talkroute") if one.path == "/v2/call-history")
    into: Any = list.__class_getitem__(model_of(operation.into))
    request: Request[Any] = Request(operation, "/v2/call-history", into=into)
    body = b'{"data": [{"id": "1", "result": "brand-new", "result": "answered"}], "pagination": {"total": 1}}'

    for _ in range(3):  # the decoder learns in the meantime
        assert outcome(one_pass, request, 200, body) == outcome(tolerant, request, 200, body)


class _Bare(TalkableAdapter):
    """Takes an envelope without ``ok`` for the data."""

    def read(self, request: Request[Any], status: int, payload: Any) -> Answer | Failure:
        return Answer(payload)


class _BareInTwoPasses(_Bare):
    envelope = None  # type: ignore[assignment]


@pytest.mark.parametrize("into", [Asset, list[Asset]])
def test_an_adapter_that_takes_the_envelope_for_the_data_is_no_reason_to_hand_it_out(into: Any) -> None:
    request: Request[Any] = Operation("GET", "/assets", into)()
    body = json.dumps({"result": [] if into is not Asset else {"id": 1}}).encode()

    assert outcome(_Bare("site"), request, 200, body) == outcome(_BareInTwoPasses("site"), request, 200, body)
