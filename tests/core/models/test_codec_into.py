"""What `into` may be: whatever can be read; the rest is refused unsent, and what does not fit quotes no value."""

import subprocess
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Literal

import attrs
import pytest

from telephony_clients import ConfigurationError, Model, ModelMismatch
from telephony_clients.core.models.codec import Codec
from tests.core.desk import Desk, caught, fine
from tests.core.models.classes_of_others import (
    CLASSES,
    GOOD,
    NAME,
    UNREADABLE,
    Colour,
    HoldsModel,
    HoldsPair,
    HoldsUnresolvable,
    Own,
    Pair,
    Plain,
    Pydantic,
    Shade,
    Struct,
    Typed,
    UnresolvableModel,
)
from tests.example_vendor import Line
from tests.scripted_server import ScriptedServer

pydantic = pytest.importorskip("pydantic")


def shown(error: BaseException | None) -> str:
    """Return all that an error and those that led to it say, with the variables of this package's frames."""
    said = ""
    while error is not None:
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
        frames = [repr(frame.locals) for frame in report.stack if "/tests/" not in frame.filename]
        said += f"{error} {error.args!r} {getattr(error, '__notes__', '')} {frames}"
        error = error.__cause__ or error.__context__
    return said


@pytest.mark.parametrize("into", CLASSES)
@pytest.mark.parametrize("shape", ["one", "list", "dict", "optional"])
async def test_classes_are_read(server: ScriptedServer, desk: Desk, into: Any, shape: str) -> None:
    kind, data = {
        "one": (into, GOOD),
        "list": (list[into], [GOOD, GOOD]),
        "dict": (dict[str, into], {"a": GOOD}),
        "optional": (into | None, GOOD),
    }[shape]
    server.answer(fine(data))

    read = (await desk.request("POST", "/calls", json={}, into=kind)).data

    one = {"one": lambda: read, "list": lambda: read[1], "dict": lambda: read["a"], "optional": lambda: read}[shape]()
    assert one == (GOOD if into is Typed else into(name=NAME, duration=60))
    assert type(one) is (dict if into is Typed else into)


@pytest.mark.parametrize("into", [one for one in CLASSES if one is not Typed])
async def test_instants_are_read_as_json_has_them(server: ScriptedServer, desk: Desk, into: Any) -> None:
    server.answer(fine({**GOOD, "at": "2026-03-04T05:06:07Z"}))

    read = (await desk.request("GET", "/calls", into=into)).data

    assert read.at == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("into", "data"),
    [
        *((list, [1, NAME]), (dict, {"a": NAME}), (Any, NAME), (str, NAME), (int, 3), (Colour, "red"), (Shade, "dim")),
        *((Literal["a", "b"], "b"), (tuple[int, ...], [1, 2]), (set[str], ["a"])),
    ],
)
async def test_builtin_types_are_read(server: ScriptedServer, desk: Desk, into: Any, data: Any) -> None:
    server.answer(fine(data))

    read = (await desk.request("POST", "/calls", json={}, into=into)).data

    wanted = {Colour: Colour.RED, tuple[int, ...]: (1, 2), set[str]: {"a"}}.get(into, data)
    assert read == wanted


@pytest.mark.parametrize("into", UNREADABLE, ids=repr)
async def test_what_cannot_be_read_is_refused_before_anything_is_sent(
    server: ScriptedServer, desk: Desk, into: Any
) -> None:
    for _ in range(2):
        error = await caught(desk.request("POST", "/calls", json={}, into=into))
        assert isinstance(error, ConfigurationError)
        assert "No answer can be read as" in str(error)
    assert server.connections == 0


BAD: list[Any] = [
    {"name": NAME},
    {"name": NAME, "duration": NAME},
    {"name": [NAME], "duration": 1},
    [GOOD],
    NAME,
    {"name": NAME, "duration": 1, "at": NAME},
]


@pytest.mark.parametrize("into", CLASSES)
@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
async def test_what_does_not_fit_is_a_mismatch_that_quotes_nothing(
    server: ScriptedServer, desk: Desk, into: Any, bad: Any
) -> None:
    if "at" in bad and into in {Own, Typed}:
        pytest.skip("it is set aside, or not asked for")
    server.answer(fine(bad))

    error = await caught(desk.request("POST", "/calls", json={}, into=into))

    assert isinstance(error, ModelMismatch)
    assert error.data == bad
    assert NAME not in shown(error)
    assert len(server.requests) == 1
    assert "duration" in error.path or not (isinstance(bad, dict) and bad.get("duration") == NAME)


@pytest.mark.parametrize("into", [Plain, Own, Pydantic])
async def test_what_a_validator_refuses_is_a_mismatch_that_quotes_nothing(
    server: ScriptedServer, desk: Desk, into: Any
) -> None:
    server.answer(fine([GOOD, {"name": NAME, "duration": 61}]))

    error = await caught(desk.request("POST", "/calls", json={}, into=list[into]))

    assert isinstance(error, ModelMismatch)
    assert error.path.startswith("$[1]")
    assert error.data[1]["duration"] == 61
    assert not {NAME, "61"} & set(shown(error).split())
    assert NAME not in shown(error)


@attrs.frozen(kw_only=True)
class Room(Model):
    name: str
    colour: Colour | None = None
    size: int | None = None


def raising(value: Any, _: Any) -> Any:
    raise LookupError(f"cannot read {value}")


async def test_a_hook_that_raises_is_a_mismatch_and_never_set_aside(server: ScriptedServer) -> None:
    codec = Codec()
    codec.converter.register_structure_hook(Colour, raising)
    for into, data, path in (
        (Colour, NAME, "$"),
        (list[Colour], [NAME], "$[0]"),
        (dict[str, Colour], {"a": NAME}, "$.a"),
        (Room, {"name": "a", "colour": NAME}, "$.colour"),
        (list[Room], [{"name": "a"}, {"name": "a", "colour": NAME}], "$[1].colour"),
    ):
        with pytest.raises(ModelMismatch, match="raised LookupError") as refused:
            codec.structure(data, into)
        assert (refused.value.path, refused.value.data) == (path, data)
        assert (refused.value.__cause__, refused.value.__context__) == (None, None)
        assert NAME not in str(refused.value)


def test_what_the_model_itself_cannot_hold_is_still_set_aside() -> None:
    assert Codec().structure({"name": "a", "size": "big"}, Room).extra == {"size": "big"}


def test_a_hook_of_the_users_makes_a_type_readable() -> None:
    codec = Codec()
    with pytest.raises(ConfigurationError):
        codec.check(list[Pair])
    codec.converter.register_structure_hook(Pair, lambda value, _: Pair(**value))
    codec.converter.register_structure_hook_func(lambda kind: kind is UnresolvableModel, raising)
    for into in (list[Pair], HoldsPair, HoldsUnresolvable, HoldsModel):
        codec.check(into)

    assert codec.structure([GOOD], list[Pair]) == [Pair(NAME, 60)]


def test_models_of_others_hold_ours_and_ours_hold_theirs() -> None:
    @attrs.frozen(kw_only=True)
    class Holder(Model):
        one: Pydantic
        other: Struct | None = None

    class Outer(pydantic.BaseModel):  # type: ignore[misc, name-defined]
        line: Line

    codec = Codec()
    read = codec.structure({"one": GOOD, "other": GOOD}, Holder)
    assert (read.one, read.other) == (Pydantic(**GOOD), Struct(**GOOD))
    with pytest.raises(ModelMismatch) as refused:
        codec.structure({"one": {"name": NAME}}, Holder)
    assert refused.value.path == "$.one.duration"
    assert codec.structure({"line": {"id": "7"}}, Outer).line == Line(id="7")


def test_a_class_may_contain_itself() -> None:
    codec = Codec()
    kinds: list[Any] = [Tree, Branch]
    for into in kinds:
        codec.check(into)
        assert codec.structure({"below": [{"below": []}]}, into).below[0].below == []
        with pytest.raises(ModelMismatch) as refused:
            codec.structure({"below": [{"below": [NAME]}]}, into)
        assert refused.value.path == "$.below[0].below[0]"


@attrs.frozen
class Tree:
    below: list["Tree"]


@attrs.frozen(kw_only=True)
class Branch(Model):
    below: list["Branch"]


def test_neither_package_is_imported_for_others() -> None:
    program = (
        "import sys; from telephony_clients import Model; from telephony_clients.core.models.codec import Codec;"
        "import attrs, dataclasses; kind = attrs.frozen(type('Kind', (), {'__annotations__': {'a': int}}));"
        "codec = Codec(); codec.check(list[kind]); codec.structure([{'a': 1}], list[kind]);"
        "print([name for name in ('pydantic', 'msgspec') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"
