"""What users see of the package: docstrings, arguments and types."""

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import attrs
import pytest

from telephony_clients import Model, OpenEnum, Talkable, Talkover, Talkroute
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.wire.request import Operation, Source
from tests.conftest import CANARY
from tests.packages import MODULES, WINGS, loaded_after

PUBLIC = [(module, name) for module in MODULES for name in module.__all__]
HOMES = [
    importlib.import_module(f"telephony_clients.{home}")
    for home in (
        *("core.client.base", "core.client.pager", "core.client.resource", "core.errors", "core.events"),
        *("core.options", "core.secret", "core.throttle.gate", "core.values", "core.webhooks.verifier"),
        *("on_redis.quota", "on_redis.replays"),
    )
]
HANDED_OUT = [
    (home, name)
    for home in HOMES
    for name, one in vars(home).items()
    if not name.startswith("_") and inspect.isclass(one) and one.__module__ == home.__name__
]
EXPORTS = [getattr(wing, name) for wing in WINGS for name in wing.__all__]
MODELS = [one for one in EXPORTS if isinstance(one, type) and issubclass(one, Model)]


def below(owner: object) -> Iterator[Resource]:
    for name, one in vars(type(owner)).items():
        if isinstance(one, Part):
            yield getattr(owner, name)
            yield from below(getattr(owner, name))


def all_clients() -> list[VendorClient]:
    return [Talkroute(CANARY), Talkable(CANARY, "my-store"), Talkover(CANARY)]


RESOURCES = sorted(
    {type(one) for client in all_clients() for one in below(client)}, key=lambda cl: (cl.__module__, cl.__qualname__)
)
METHODS = [
    (owner, name)
    for owner in (*RESOURCES, VendorClient, Talkable, Talkover, Talkroute)
    for home in (owner, *(one for one in owner.__bases__ if one is not Resource and issubclass(one, Resource)))
    for name, one in vars(home).items()
    if not name.startswith("_") and (inspect.isfunction(one) or isinstance(one, property | staticmethod | classmethod))
]


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=lambda one: getattr(one, "__name__", one))
def test_every_public_name_says_what_it_is(module: Any, name: str) -> None:
    one = getattr(module, name)
    if inspect.isclass(one):
        assert vars(one).get("__doc__"), name  # its own, not its base's
    elif inspect.isroutine(one):
        assert inspect.getdoc(one), name


@pytest.mark.parametrize(("owner", "name"), METHODS, ids=lambda one: getattr(one, "__name__", one))
def test_every_public_method_says_what_it_does_and_takes(owner: type, name: str) -> None:
    method = inspect.getattr_static(owner, name)
    text = method.__doc__ or ""
    assert text.strip()
    if isinstance(method, property):
        return
    told = r"\b{}\b" if issubclass(owner, Resource) else r"(?m)^\s*\**{}: "
    for parameter in inspect.signature(method).parameters.values():
        if not said_once(owner, parameter):
            assert re.search(told.format(parameter.name), text), parameter


def said_once(owner: type, parameter: inspect.Parameter) -> bool:
    """Return whether the class says what a parameter is: an id of the path, or what `Resource` says of every method."""
    if not issubclass(owner, Resource):
        return parameter.name == "self"
    return parameter.kind is not parameter.KEYWORD_ONLY or f"``{parameter.name}``" in (Resource.__doc__ or "")


@pytest.mark.parametrize(("owner", "name"), METHODS, ids=lambda one: getattr(one, "__name__", one))
def test_every_argument_is_shown_by_name_and_its_type_resolves(owner: type, name: str) -> None:
    method = inspect.getattr_static(owner, name)
    if not isinstance(method, property):
        method = getattr(method, "__func__", method)
        assert "return" in get_type_hints(method)
        if issubclass(owner, Resource):
            kinds = {one.kind for one in inspect.signature(method).parameters.values()}
            assert not kinds & {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}
            assert "Source: " in (method.__doc__ or "")


def hinted(one: object) -> Iterator[object]:
    """Yield a class or function, and what the class and its bases in this package define: all that has annotations."""
    if inspect.isroutine(one) or inspect.isclass(one):
        yield one
    for owner in inspect.getmro(one) if inspect.isclass(one) else ():
        if owner.__module__.startswith("telephony_clients"):
            for member in vars(owner).values():
                if isinstance(member, property):
                    yield member.fget
                elif inspect.isfunction(member) or isinstance(member, staticmethod | classmethod):
                    yield getattr(member, "__func__", member)


@pytest.mark.parametrize(("module", "name"), [*PUBLIC, *HANDED_OUT], ids=lambda one: getattr(one, "__name__", one))
def test_the_types_of_every_public_name_resolve(module: Any, name: str) -> None:
    for one in hinted(getattr(module, name)):
        get_type_hints(one)


@pytest.mark.parametrize(
    ("module", "name", "late"),
    [
        ("telephony_clients", "verify_aiohttp", "aiohttp.web"),
        ("telephony_clients.core.client.base", "VendorClient.gate.fget", "telephony_clients.core.throttle.gate"),
        ("telephony_clients.redis_quota", "RedisQuota.__init__", "redis.asyncio"),
        ("telephony_clients.on_redis.replays", "RedisReplayStore.__init__", "redis"),
    ],
)
def test_what_a_type_names_is_imported_when_it_is_asked_for(module: str, name: str, late: str) -> None:
    named = f"import typing, {module}; one = {module}.{name}"

    assert late not in loaded_after(named)
    assert late in loaded_after(f"{named}; typing.get_type_hints(one)")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_every_model_is_frozen_and_explains_its_fields(model: type[Model]) -> None:
    of_all = {*re.findall(r"`([a-z_]+_at)`", inspect.getdoc(Model) or "")}
    texts = [inspect.getdoc(one) or "" for one in model.__mro__ if issubclass(one, Model) and one is not Model]
    lines = re.findall(r"^\s+([a-z0-9_, ]+): ", "\n".join(texts), re.MULTILINE)  # a base explains what it gives
    named = {name for line in lines for name in line.split(", ")}
    sentences = {name for text in texts for name in re.findall(r"(?<!`)`([a-z0-9_]+)`", text.splitlines()[0])}

    fields = {field.name for field in attrs.fields(model)} - {"extra"}
    assert named <= fields
    assert fields - of_all <= (named or sentences)
    assert model.__setattr__ is not object.__setattr__
    assert "__slots__" in vars(model)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: f"{model.__module__}.{model.__name__}")
def test_a_field_of_an_open_enum_is_a_text_too_for_type_checkers(model: type[Model]) -> None:
    for name, kind in get_type_hints(model).items():
        parts = parts_of(kind)
        assert str in parts or not any(inspect.isclass(one) and issubclass(one, OpenEnum) for one in parts), name


def parts_of(kind: Any) -> list[Any]:
    """Return the types of which a type is made, at any depth."""
    return [part for one in get_args(kind) for part in parts_of(one)] or [kind]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda cl: f"{cl.__module__}.{cl.__name__}")
def test_operations_and_methods_belong_together(resource: type[Resource]) -> None:
    operations = {one.attribute for one in vars(resource).values() if isinstance(one, Operation)}
    methods = {name for owner, name in METHODS if owner is resource}

    assert operations <= methods
    assert all(name == f"_{one.attribute}" for name, one in vars(resource).items() if isinstance(one, Operation))


@pytest.mark.parametrize("client", all_clients(), ids=lambda client: type(client).__name__)
def test_a_client_tells_what_it_covers(client: VendorClient) -> None:
    rows = client.operations()

    known = [row for row in rows if row.source is not Source.INFERRED]  # what is guessed may be guessed alike
    assert len({(row.verb, row.path) for row in known}) == len(known) > 4
    assert len({row.method for row in rows}) == len(rows)
    for row in rows:
        method: Any = client
        for name in row.method.split("."):
            method = getattr(method, name)
        assert callable(method)


def test_each_client_describes_its_resources() -> None:
    for client in all_clients():
        named = re.findall(r"^\s+([a-z_]+): ", inspect.getdoc(type(client)) or "", re.MULTILINE)
        assert {name for name, one in vars(client).items() if isinstance(one, Resource)} <= set(named)
