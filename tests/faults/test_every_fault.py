"""The list of faults is covered: each has a test, and each test of a fault names one of the list."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.faults.subjects import SUBJECTS


def _marks(thing: Any) -> set[str]:
    marks = getattr(thing, "pytestmark", [])
    return {
        subject
        for mark in (marks if isinstance(marks, list) else [marks])
        if mark.name == "fault"
        for subject in mark.args
    }


def _named() -> set[str]:
    found: set[str] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        module = import_module(f"{__package__}.{path.stem}")
        for thing in (module, *vars(module).values()):
            found |= _marks(thing)
    return found


def test_no_test_names_a_fault_that_is_not_in_the_list() -> None:
    assert _named() <= SUBJECTS


@pytest.mark.parametrize("subject", sorted(SUBJECTS))
def test_fault_has_a_test(subject: str) -> None:
    assert subject in _named()
