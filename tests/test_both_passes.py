"""The one-pass decoder and the tolerant pass: for every model and whatever a vendor sends, they give equal objects."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from random import Random
from typing import Any, get_args, get_origin

import attrs
import pytest

from telephony_clients import CLIENTS, BadRequest, Model, OpenEnum, Talkover
from telephony_clients.cli.vendors import client_class
from telephony_clients.core.errors import DecodeError, ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.compiler import as_read
from telephony_clients.core.models.drift import Drift, DriftCount, DriftRecorder
from telephony_clients.core.models.fields import NUMBER_OR_TEXT
from telephony_clients.core.models.jsontext import loads
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.secret import MaskedText
from telephony_clients.talkover import Action, VoiceTemplate
from tests.conftest import CANARY
from tests.core.models.drifting import recording
from tests.scripted_server import ScriptedServer

pytest.importorskip("msgspec", reason="without the extra `fast` there is one pass only")

PLAIN = Envelope(data="data")
ROUNDS = 300
Spell = Callable[[str], tuple[str, ...]]


def models() -> list[Any]:
    """Every model of every vendor, with its vendor's codec."""
    found = []
    for vendor in CLIENTS:
        codec = client_class(vendor).adapter_class.codec
        package = import_module(f"telephony_clients.{vendor}")
        for name in package.__all__:
            model = getattr(package, name)
            if isinstance(model, type) and issubclass(model, Model):
                found.append(pytest.param(model, codec, id=f"{vendor}.{name}"))
    return found


ODD: list[Any] = [
    *(
        None,
        True,
        0,
        12,
        -1,
        2**64,
        1.5,
        1e300,
        "",
        " ",
        "12",
        "1.5",
        "1_000",
        "NULL",
        "\x00",
        "é",
        [],
        [1],
        {},
        {"a": 1},
    ),
    *(61.0, "2026-03-01 10:00:00 UTC"),
    *("2026-01-02", "20260102", "2026-01-02T03:04:05", "2026-01-02t03:04:05z", "2026-01-02 03:04:05Z"),
    *("2026-01-02T03:04:05.1234567Z", "2026-01-02T24:00:00Z", "2026-01-02T03:04:60Z", "0000-01-01T00:00:00Z"),
]
"""What no vendor should send, and some does."""
ODD_NAMES = ['"', "a\\b", "\n", "\x00", "\ud800", "\u2028", "", "ünï"]
DAMAGE = [
    b'"',
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"null",
    b"1e999",
    b"\\ud800",
    b"\xff",
    b"\x00",
    b'"id":1,',
    b'"\\"":2,',
]
INSTANTS = [
    "2024-01-15T10:30:00Z",
    "2025-09-03T23:19:51.000000Z",
    "2025-09-03T23:19:51.000Z",
    "2022-02-16T02:43:58.797-07:00",
    "2026-09-01T10:00:05.123456Z",
    "2026-09-01T10:00:05+00:00",
    "2026-03-01 10:00:00Z",
]


def proper(kind: Any, spell: Spell, dice: Random) -> Any:
    """Make a JSON value as a field of this type should have it."""
    origin, parts = get_origin(kind), get_args(kind)
    if NUMBER_OR_TEXT in parts:
        return dice.choice([str(dice.randrange(10**9)), dice.randrange(10**9), "b2c1"])
    if type(None) in parts:
        inner = next(part for part in parts if part is not type(None))
        return proper(inner, spell, dice) if dice.randrange(6) else None
    if origin is list:
        return [proper(parts[0], spell, dice) for _ in range(dice.randrange(3))]
    if origin is dict:
        return {name: proper(parts[1], spell, dice) for name in dice.sample("abc", dice.randrange(3))}
    if isinstance(kind, type) and issubclass(kind, OpenEnum):
        value = dice.choice(list(kind)).value
        return dice.choice([value, value, value, value.upper(), "brand-new"])
    if isinstance(kind, type) and issubclass(kind, Model):
        return record(kind, spell, dice)
    simple: dict[Any, list[Any]] = {
        str: ["", "text", "é\u2028😀", "null", "0"],
        MaskedText: ["", "1|secret"],
        int: [0, 1, -1, 2**31, 2**63 - 1],
        float: [0, 1, 0.1, -2.5, 1e-7, 1e22],
        bool: [True, False],
        date: ["2024-02-29", "0001-01-01", "9999-12-31"],
        datetime: INSTANTS,
        Decimal: [0, 12, 100.44, 1.0, "10.0", "0.10", "1E+3"],
        Any: [None, 1, "x", [True], {"a": {"b": []}}],
    }
    return dice.choice(simple[kind])


def record(model: type[Any], spell: Spell, dice: Random) -> dict[str, Any]:
    """Make a record of a model: proper, but now and then a field is missing, odd, spelled otherwise or unknown."""
    attrs.resolve_types(model)
    made: dict[str, Any] = {}
    for field in attrs.fields(model):
        if field.name == "extra" or (field.default is not attrs.NOTHING and not dice.randrange(6)):
            continue
        names = field.metadata.get("wire") or spell(field.name)
        name = names[0] if dice.randrange(40) else dice.choice(names)
        made[name] = proper(as_read(field.type), spell, dice) if dice.randrange(40) else dice.choice(ODD)
    if not dice.randrange(20):
        made["brand_new"] = dice.choice(ODD)
    if not dice.randrange(40):
        made[dice.choice(ODD_NAMES)] = dice.choice(ODD)
    return made


def damaged(body: bytes, dice: Random) -> bytes:
    """Return a body with a piece put in, left out or doubled, as no JSON writer would; mostly where a token begins."""
    starts = [at + 1 for at, char in enumerate(body) if char in b"{[,:" and dice.randrange(8)]
    at, length = dice.choice([*starts, dice.randrange(len(body))]), dice.randrange(1, 30)
    piece = dice.choice([dice.choice(DAMAGE), body[at : body.find(b",", at) + 1], b""])
    return body[:at] + piece + body[at + (0 if piece else length) :]


def outcome(read: Any) -> tuple[Any, tuple[DriftCount, ...]]:
    drift = Drift("any")
    with recording(DriftRecorder(drift)):
        try:
            result = read()
        except ModelMismatch as error:
            result = (error.message, error.path)
    return result, drift.report()


@pytest.mark.parametrize(("model", "codec"), models())
def test_both_passes_read_every_model_alike(model: type[Any], codec: Codec) -> None:
    """Each body is read in one pass before and after the tolerant pass, which widens the model by what is new."""
    rows: Any = list.__class_getitem__(model)
    own = Codec(spell=codec.spell)
    taken = widened = 0
    for seed in range(ROUNDS):
        dice = Random(f"{model.__name__}-{seed}")
        body = json.dumps({"data": [record(model, own.spell, dice) for _ in range(2)]}).encode()

        one_pass = [outcome(lambda: own.one_pass.decode(body, rows, PLAIN, None))]  # noqa: B023 - called at once
        tolerant, counted = outcome(lambda: own.structure(loads(body, exact=True)["data"], rows))  # noqa: B023 - called at once
        one_pass.append(outcome(lambda: own.one_pass.decode(body, rows, PLAIN, None)))  # noqa: B023 - called at once

        for made, noted in one_pass:
            if made is not None:
                assert (made["data"], noted) == (tolerant, counted), body
                assert repr(made["data"]) == repr(tolerant)
        taken += one_pass[0][0] is not None
        widened += one_pass[1][0] is not None and b"brand_new" in body
    assert taken > ROUNDS / 50, "the one-pass decoder takes hardly any"
    assert widened, "the one-pass decoder takes nothing new"


def test_what_the_one_pass_decoder_takes_of_damaged_bodies_is_what_the_tolerant_one_reads() -> None:
    taken = left = 0
    for model, codec in (one.values for one in models()):
        rows: Any = list.__class_getitem__(model)
        own = Codec(spell=codec.spell)
        for seed in range(ROUNDS // 5):
            dice = Random(f"{model.__name__}-{seed}")
            body = damaged(json.dumps({"data": [record(model, own.spell, dice)]}).encode(), dice)

            made, _ = outcome(lambda: own.one_pass.decode(body, rows, PLAIN, None))  # noqa: B023 - called at once
            try:
                data = loads(body, exact=True)["data"]
            except (DecodeError, KeyError):
                assert made is None, body
                continue
            tolerant, _ = outcome(lambda: own.structure(data, rows))  # noqa: B023 - called at once
            if made is not None:
                assert (made["data"], repr(made["data"])) == (tolerant, repr(tolerant)), body
            taken += made is not None
            left += made is None
    assert min(taken, left) > ROUNDS, "hardly any are taken, or left to the tolerant pass"


@pytest.mark.parametrize(("model", "codec"), models())
def test_the_one_pass_decoder_takes_every_model(model: type[Any], codec: Codec) -> None:
    rows: Any = list.__class_getitem__(model)
    assert codec.one_pass.decode(b'{"data":[]}', rows, PLAIN, None) == {"data": []}


@pytest.mark.parametrize(
    "value",
    [
        *(
            b"NaN",
            b"01",
            b"1e999",
            b"1.",
            b"-0.0",
            b"1" * 30,
            b"1" * 5000,
            b"18446744073709551616",
            b"9007199254740993.0",
        ),
        *(
            b'"\x01"',
            b'"\xff"',
            b'"\\ud800"',
            b'"\\ud83d\\ude00"',
            b'{"a":1,"a":2}',
            b"[" * 2000 + b"]" * 2000,
            b'1},"x":{',
        ),
    ],
)
def test_odd_text_is_read_alike_or_left_to_the_tolerant_pass(value: bytes) -> None:
    body = b'{"data":{"id":"a","config":' + value + b"}}"
    one_pass = Codec().one_pass.decode(body, Action, PLAIN, None)
    if one_pass is not None:
        assert one_pass["data"] == Codec().structure(loads(body, exact=True)["data"], Action)


@pytest.mark.parametrize(
    "cost",
    [b"1.00", b"0.10", b"100.440", b'"0.10"', b"12", b"1e2", b"1E+3", b"-0.0", b"12345678901234567.91"],
)
def test_an_amount_has_the_same_digits_either_way(cost: bytes) -> None:
    body = b'{"data":{"id":"a","name":"b","cost":' + cost + b"}}"
    one_pass = Codec().one_pass.decode(body, VoiceTemplate, PLAIN, None)
    assert one_pass is not None
    assert repr(one_pass["data"].cost) == repr(Decimal(cost.decode().strip('"')))
    assert repr(one_pass["data"]) == repr(Codec().structure(loads(body, exact=True)["data"], VoiceTemplate))


@pytest.mark.parametrize("cost", [b"1e999", b"1" * 5000, b'"NaN"', b'"Infinity"'])
def test_an_amount_beyond_every_price_is_left_to_the_tolerant_pass(cost: bytes) -> None:
    body = b'{"data":{"id":"a","name":"b","cost":' + cost + b"}}"
    assert Codec().one_pass.decode(body, VoiceTemplate, PLAIN, None) is None


def test_only_amounts_keep_the_text_of_a_number() -> None:
    body = b'{"data":{"id":"a","name":"b","cost":1.00,"new":[1.00,{"a":1e2}],"language":2.50}}'
    template = Codec().structure(loads(body, exact=True)["data"], VoiceTemplate)
    assert template.extra == {"new": [1.0, {"a": 100.0}], "language": 2.5}
    assert {type(template.extra["new"][0]), type(template.extra["language"])} == {float}


async def test_what_an_abandoned_one_pass_decoder_noted_is_not_counted_twice(server: ScriptedServer) -> None:
    call = {"id": "1", "agent_id": [5], "status": "brand-new"}
    server.answer({"success": True, "data": call})
    async with Talkover(CANARY, base_url=server.url) as talkover:
        await talkover.agents.call("a", to="+12025550123")
        counts = {row.kind: row.count for row in talkover.drift()}
    assert counts == {"unknown_value": 1, "wrong_type": 1}


async def test_a_refusal_with_models_inside_is_an_error_and_counts_nothing_twice(server: ScriptedServer) -> None:
    server.answer({"success": False, "message": "no", "data": {"id": "1", "status": "brand-new"}})
    async with Talkover(CANARY, base_url=server.url) as talkover:
        with pytest.raises(BadRequest):
            await talkover.agents.call("a", to="+12025550123")
        assert talkover.drift() == ()
