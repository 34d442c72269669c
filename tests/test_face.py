"""What users see of the package: names, docstrings, and what an import costs."""

import ast
import importlib
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import make_archive
from typing import Any, get_args, get_type_hints

import attrs
import pytest

import telephony_clients
from telephony_clients import CLIENTS, Model, OpenEnum, Talkable, Talkover, Talkroute
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.throttle.gate import Gate
from telephony_clients.core.wire.request import Operation
from tests.conftest import CANARY

WINGS = [importlib.import_module(f"telephony_clients.{package}") for package in CLIENTS]
MODULES = [telephony_clients, *WINGS, importlib.import_module("telephony_clients.sandbox")]
FACES = [telephony_clients, *WINGS]
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


RESOURCES = sorted({type(one) for client in all_clients() for one in below(client)}, key=lambda cl: cl.__qualname__)
METHODS = [
    (owner, name)
    for owner in (*RESOURCES, VendorClient, Talkable, Talkover, Talkroute)
    for name, one in vars(owner).items()
    if not name.startswith("_") and (inspect.isfunction(one) or isinstance(one, property | staticmethod | classmethod))
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_all_names_exist_and_no_name_is_listed_twice(module: Any) -> None:
    assert len(set(module.__all__)) == len(module.__all__)
    for name in module.__all__:
        assert getattr(module, name) is not None
    assert set(module.__all__) <= set(dir(module))


def star_imported(package: Any) -> list[Any]:
    """Return the modules whose names type checkers find in a package."""
    tree = ast.parse(inspect.getsource(package))
    block = next(one for one in tree.body if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING")
    return [importlib.import_module(str(one.module)) for one in block.body if isinstance(one, ast.ImportFrom)]


@pytest.mark.parametrize("package", FACES, ids=lambda package: package.__name__)
def test_type_checkers_are_told_the_same_names_and_each_by_one_module(package: Any) -> None:
    told = [name for module in star_imported(package) for name in module.__all__]

    assert sorted(told) == sorted(set(package.__all__) - {"CLIENTS", "__version__"})


EXPORTING = [module for package in FACES for module in star_imported(package)]


@pytest.mark.parametrize("module", EXPORTING, ids=lambda module: module.__name__)
def test_a_module_exports_only_what_it_defines(module: Any) -> None:
    tree = ast.parse(inspect.getsource(module))
    imported = {
        alias.asname or alias.name
        for one in ast.walk(tree)
        if isinstance(one, ast.Import | ast.ImportFrom)
        for alias in one.names
    }

    assert not imported & set(module.__all__)


@pytest.mark.parametrize("module", [one for wing in WINGS for one in star_imported(wing)], ids=lambda one: one.__name__)
def test_a_module_of_a_wing_exports_all_its_public_classes_and_functions(module: Any) -> None:
    defined = {
        name
        for name, one in vars(module).items()
        if (inspect.isclass(one) or inspect.isfunction(one)) and one.__module__ == module.__name__
    }

    assert {name for name in defined if not name.startswith("_")} <= set(module.__all__)


@pytest.mark.parametrize("wing", WINGS, ids=lambda module: module.__name__)
def test_a_wing_exports_every_model_and_resource(wing: Any) -> None:
    made = {
        name
        for path in Path(wing.__file__).parent.glob("*.py")
        for name, one in vars(importlib.import_module(f"{wing.__name__}.{path.stem}")).items()
        if isinstance(one, type) and issubclass(one, Model | Resource) and one.__module__.startswith(wing.__name__)
    }

    assert made <= set(wing.__all__)


@pytest.mark.parametrize("package", FACES, ids=lambda package: package.__name__)
def test_a_star_import_brings_every_name(package: Any) -> None:
    space: dict[str, Any] = {}
    exec(f"from {package.__name__} import *", space)

    assert set(package.__all__) == set(space) - {"__builtins__"}
    assert all(space[name] is getattr(package, name) for name in package.__all__)


@pytest.mark.parametrize("package", FACES, ids=lambda package: package.__name__)
def test_an_unknown_public_name_is_an_attribute_error(package: Any) -> None:
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'Talkative'"):
        package.Talkative  # noqa: B018 - the look-up is the test


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=lambda one: getattr(one, "__name__", one))
def test_every_public_name_says_what_it_is(module: Any, name: str) -> None:
    one = getattr(module, name)
    if inspect.isclass(one):
        assert vars(one).get("__doc__"), name  # its own, not its base's
    elif inspect.isroutine(one):
        assert inspect.getdoc(one), name


@pytest.mark.parametrize(("owner", "name"), METHODS, ids=lambda one: getattr(one, "__name__", one))
def test_every_public_method_says_what_it_does_and_takes(owner: type, name: str) -> None:
    method = vars(owner)[name]
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
    method = vars(owner)[name]
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
    texts = [inspect.getdoc(one) or "" for one in model.__mro__ if issubclass(one, Model) and one is not Model]
    lines = re.findall(r"^\s+([a-z0-9_, ]+): ", "\n".join(texts), re.MULTILINE)  # a base explains what it gives
    named = {name for line in lines for name in line.split(", ")}

    assert named == {field.name for field in attrs.fields(model)} - {"extra"}
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

    assert operations == methods
    assert all(name == f"_{one.attribute}" for name, one in vars(resource).items() if isinstance(one, Operation))


@pytest.mark.parametrize("client", all_clients(), ids=lambda client: type(client).__name__)
def test_a_client_tells_what_it_covers(client: VendorClient) -> None:
    rows = client.operations()

    assert len({(row.verb, row.path) for row in rows}) == len(rows) > 4
    for row in rows:
        method: Any = client
        for name in row.method.split("."):
            method = getattr(method, name)
        assert callable(method)


def test_each_client_describes_its_resources() -> None:
    for client in all_clients():
        named = re.findall(r"^\s+([a-z_]+): ", inspect.getdoc(type(client)) or "", re.MULTILINE)
        assert {name for name, one in vars(client).items() if isinstance(one, Resource)} <= set(named)


def loaded_after(code: str) -> set[str]:
    program = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout))


def wings_among(modules: set[str]) -> set[str]:
    return {name.split(".")[1] for name in modules if name.startswith("telephony_clients.")} & set(CLIENTS)


def test_importing_the_package_loads_nothing_heavy() -> None:
    modules = loaded_after("import telephony_clients")

    assert not modules & {"aiohttp", "attrs", "attr", "cattrs", "backoff", "asyncio"}
    core = {"telephony_clients.core", "telephony_clients.core.lazy", "telephony_clients.core.version"}
    assert {name for name in modules if name.startswith("telephony_clients")} == {"telephony_clients", *core}


def test_what_tools_ask_of_a_package_loads_none_of_its_modules() -> None:
    asked = [("telephony_clients.talkable", "people"), ("telephony_clients", "sandbox"), ("telephony_clients", "core")]
    looks = [f"hasattr(sys.modules[{package!r}], {name!r})" for package, name in asked]
    looks += ["hasattr(telephony_clients, '__wrapped__')", "hasattr(telephony_clients.talkable, '_private')"]

    before = loaded_after("import telephony_clients.talkable")
    assert loaded_after(f"import telephony_clients.talkable; {'; '.join(looks)}") == before


def test_names_are_found_in_a_zipped_package(tmp_path: Path) -> None:
    package = Path(telephony_clients.__file__).parent
    archive = make_archive(str(tmp_path / "zipped"), "zip", package.parent, package.name)
    program = f"""
import sys
sys.path.insert(0, {archive!r})
import telephony_clients.talkover
from telephony_clients import Talkover, Verifier
from telephony_clients.talkover import Agent
assert Agent.__module__ == "telephony_clients.talkover.agents"
assert telephony_clients.__file__.startswith({archive!r})
print(*telephony_clients.talkover.__all__)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert run.stdout.split() == importlib.import_module("telephony_clients.talkover").__all__


@pytest.mark.parametrize(("package", "name"), CLIENTS.items())
def test_a_client_loads_its_own_wing_only(package: str, name: str) -> None:
    site = ", 'my-store'" if name == "Talkable" else ""
    modules = loaded_after(f"from telephony_clients import {name}; {name}('{CANARY}'{site})")

    assert wings_among(modules) == {package}
    assert not modules & {"telephony_clients.sandbox", "telephony_clients.cli", "rich", "typer"}
    assert Gate.__module__ not in modules  # that comes with the first call


def test_errors_and_options_load_no_wing() -> None:
    modules = loaded_after("from telephony_clients import ApiError, Options, Pager, RetryPolicy, Secret, UNSET")

    assert wings_among(modules) == set()
