"""The rooms of the core: each says what it is for, each is small, and its rules stand in the test file of its name."""

import ast
from pathlib import Path

import pytest

import telephony_clients.core

ROOT = Path(telephony_clients.core.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
HOUSES = sorted(path.parent for path in ROOT.glob("*/__init__.py"))
TESTS = sorted(Path(__file__).parent.rglob("test_*.py"))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_core_has_seven_packages() -> None:
    assert [house.name for house in HOUSES] == ["calls", "client", "models", "throttle", "vendor", "webhooks", "wire"]


@pytest.mark.parametrize("house", HOUSES, ids=named)
def test_a_house_says_what_it_is_for_and_loads_nothing(house: Path) -> None:
    (only,) = ast.parse((house / "__init__.py").read_text()).body

    assert isinstance(only, ast.Expr)
    assert isinstance(only.value, ast.Constant)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_file_stays_under_320_lines(file: Path) -> None:
    assert len(file.read_text().splitlines()) < 320


@pytest.mark.parametrize("test", TESTS, ids=lambda path: path.relative_to(Path(__file__).parent).as_posix())
def test_a_test_file_is_named_for_its_module(test: Path) -> None:
    below = ROOT / test.parent.relative_to(Path(__file__).parent)
    modules = {path.stem for path in below.glob("*.py")} | {"rooms"}
    rules = test.stem.removeprefix("test_")

    assert any(rules == module or rules.startswith(f"{module}_") for module in modules)
