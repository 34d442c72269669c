"""What the packages export, each name once, and what an import loads."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from shutil import make_archive
from typing import Any

import pytest

import telephony_clients
from telephony_clients import CLIENTS, Model
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.throttle.gate import Gate
from tests.conftest import CANARY
from tests.packages import FACES, MODULES, WINGS, loaded_after


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
assert Agent.__module__.startswith("telephony_clients.talkover.")
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
