"""Models come out of both passes as if their class had made them, whether or not a constructor was written for it."""

import copy
import gc
import json
import pickle
import weakref
from typing import Any

import attrs
import pytest

from telephony_clients import Model, ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.compiler import UnsupportedModel
from telephony_clients.core.models.one_pass import Envelope
from tests.core.models.compiled_models import (
    DERIVED,
    Converted,
    Factories,
    GenericModel,
    PreInit,
    Registered,
    SharedDefaults,
    Validated,
    WithCachedProperty,
    WithMethods,
)
from tests.core.models.compiled_records import READ_AS, READ_CAREFULLY_AS

ENVELOPE = Envelope(data="data")


def one_pass(data: Any, into: Any, codec: Codec) -> Any:
    """Read in one pass over the bytes; None when that is left to the tolerant pass."""
    body = json.dumps({"data": data}).encode()
    decode = codec.one_pass.decode
    made = decode(body, into, ENVELOPE, None) or decode(body, into, ENVELOPE, None)  # the first shows ids as numbers
    return None if made is None else made["data"]


def tolerant(data: Any, into: Any, codec: Codec) -> Any:
    return codec.structure(data, into)


def has_constructor(model: type[Model], codec: Codec) -> bool:
    codec.prepare(model, None, None)
    try:
        codec._structure_hooks._compiler.constructor_for(model)
    except UnsupportedModel:
        return False
    return True


def cases(table: list[tuple[dict[str, Any], Model]]) -> list[Any]:
    return [
        pytest.param(data, wanted, id=f"{type(wanted).__name__}-{number}")
        for number, (data, wanted) in enumerate(table)
    ]


BY_CONSTRUCTOR, CAREFULLY = cases(READ_AS), cases(READ_CAREFULLY_AS)
PASSES = [pytest.param(tolerant, id="tolerant"), pytest.param(one_pass, id="one_pass")]


def travelled(model: Model) -> list[str]:
    """Return what comes of a model on its ways out of a process and back."""
    copies = [copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model)), attrs.evolve(model)]
    return [repr(one) if hasattr(one, attrs.fields(type(one))[-1].name) else "without its fields" for one in copies]


def same(got: Any, wanted: Model) -> None:
    """Check that a model is as its class makes it, in everything that can be done with one."""
    assert type(got) is type(wanted)
    assert (got, repr(got), got.extra) == (wanted, repr(wanted), wanted.extra)
    assert isinstance(got, Model)
    try:
        hashed = hash(wanted)
    except TypeError:
        with pytest.raises(TypeError):
            hash(got)
    else:
        assert hash(got) == hashed
    assert travelled(got) == travelled(wanted)
    assert attrs.asdict(got) == attrs.asdict(wanted)
    assert sorted(vars(got)) == sorted(vars(wanted)) if hasattr(wanted, "__dict__") else not hasattr(got, "__dict__")
    weakref.ref(got)


@pytest.mark.parametrize(("data", "wanted"), [*BY_CONSTRUCTOR, *CAREFULLY])
def test_the_tolerant_pass_reads_models_of_every_make(data: dict[str, Any], wanted: Model) -> None:
    same(Codec().structure(data, type(wanted)), wanted)


@pytest.mark.parametrize(("data", "wanted"), BY_CONSTRUCTOR)
def test_the_one_pass_decoder_reads_what_has_a_constructor(data: dict[str, Any], wanted: Model) -> None:
    pytest.importorskip("msgspec")
    same(one_pass(data, type(wanted), Codec()), wanted)


def test_a_number_as_an_id_is_left_to_the_tolerant_pass_once_and_read_in_one_pass_from_then_on() -> None:
    pytest.importorskip("msgspec")
    data, wanted = next(
        (data, wanted)
        for data, wanted in (one.values if hasattr(one, "values") else one for one in BY_CONSTRUCTOR)
        if isinstance(data.get("id"), int) and isinstance(getattr(wanted, "id", None), str)
    )
    codec, body = Codec(), json.dumps({"data": data}).encode()

    assert codec.one_pass.decode(body, type(wanted), ENVELOPE, None) is None
    same((codec.one_pass.decode(body, type(wanted), ENVELOPE, None) or {})["data"], wanted)


@pytest.mark.parametrize(("data", "wanted"), CAREFULLY)
def test_the_one_pass_decoder_leaves_the_others_alone(data: dict[str, Any], wanted: Model) -> None:
    assert one_pass(data, type(wanted), Codec()) is None


@pytest.mark.parametrize(("data", "wanted"), BY_CONSTRUCTOR)
def test_a_constructor_can_be_written_for(data: dict[str, Any], wanted: Model) -> None:
    assert has_constructor(type(wanted), Codec())


@pytest.mark.parametrize(("data", "wanted"), CAREFULLY)
def test_a_constructor_cannot_be_written_for(data: dict[str, Any], wanted: Model) -> None:
    assert not has_constructor(type(wanted), Codec())


@pytest.mark.parametrize("read", PASSES)
@pytest.mark.parametrize(("data", "wanted"), BY_CONSTRUCTOR)
def test_records_cannot_be_changed(read: Any, data: dict[str, Any], wanted: Model) -> None:
    pytest.importorskip("msgspec")
    got = read(data, type(wanted), Codec())
    name = attrs.fields(type(wanted))[0].name
    for changed in (name, "new"):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(got, changed, "other")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        delattr(got, name)
    assert got == wanted


@pytest.mark.parametrize("read", PASSES)
def test_defaults_are_shared_or_made_anew_as_the_model_says(read: Any) -> None:
    pytest.importorskip("msgspec")
    codec = Codec()
    one, two = (read({"id": "a"}, Factories, codec) for _ in range(2))
    assert one.tags is not two.tags
    assert one.seen is not two.seen
    shared = SharedDefaults(id="a")
    assert read({"id": "a"}, SharedDefaults, codec).tags is shared.tags
    assert read({"id": "a"}, SharedDefaults, codec).seen is shared.seen


@pytest.mark.parametrize("read", PASSES)
def test_what_a_class_adds_works_on_what_was_read(read: Any) -> None:
    pytest.importorskip("msgspec")
    codec = Codec()
    made = read({"id": "a"}, WithCachedProperty, codec)
    assert (made.twice, made.twice is made.twice) == ("aa", True)
    assert read({"id": "a", "size": 1}, WithMethods, codec).label() == "a (1)"


def test_validators_and_converters_are_asked() -> None:
    codec = Codec()
    assert codec.structure({"id": "abc"}, Converted).id == "ABC"
    with pytest.raises(ModelMismatch, match="A hook or a validator raised ValueError"):
        codec.structure({"id": "abcd"}, Validated)


def test_a_hook_before_making_is_called() -> None:
    del DERIVED[:]
    Codec().structure({"id": "a"}, PreInit)
    assert [PreInit] == DERIVED


def test_no_class_is_derived_from_one_that_wants_to_know() -> None:
    del DERIVED[:]
    for model in (Registered, GenericModel):
        Codec().structure({"id": "a"}, model)
        one_pass({"id": "a"}, model, Codec())
    assert DERIVED == []


@pytest.mark.parametrize("read", PASSES)
@pytest.mark.parametrize(("data", "wanted"), BY_CONSTRUCTOR)
def test_missing_fields_and_wrong_types_are_reported_by_compiled_constructors(
    read: Any, data: dict[str, Any], wanted: Model
) -> None:
    required = [field.name for field in attrs.fields(type(wanted)) if field.default is attrs.NOTHING]
    for name in data:
        less = {other: value for other, value in data.items() if other != name}
        assert read is tolerant or one_pass(less, type(wanted), Codec()) is None or name not in required
        if name in required:
            with pytest.raises(ModelMismatch, match="lacks a required field"):
                tolerant(less, type(wanted), Codec())


def test_codecs_and_their_constructors_are_let_go() -> None:
    """Each codec makes classes of its own; they must not outlive it."""
    codec = Codec()
    same(codec.structure({"id": "a"}, WithMethods), WithMethods(id="a"))
    one_pass({"id": "a"}, WithMethods, codec)
    made = weakref.ref(codec._structure_hooks._compiler)
    del codec
    gc.collect()
    assert made() is None


def test_a_list_of_models_is_read_by_one_constructor() -> None:
    codec = Codec()
    into: Any = list[WithMethods]
    data = [{"id": str(number)} for number in range(5)]
    wanted = [WithMethods(id=str(number)) for number in range(5)]
    assert tolerant(data, into, codec) == wanted
    if codec.one_pass.decode(b'{"data":[]}', into, ENVELOPE, None) is not None:
        assert one_pass(data, into, codec) == wanted
