"""Names of a package, and whole modules, that are loaded on first use."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def lazily(
    package: str, homes: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return a package's ``__getattr__``, ``__dir__`` and ``__all__``.

    Args:
        package: its name.
        homes: submodule -> the names that it defines.
    """
    modules = {name: f"{package}.{home}" for home, names in homes.items() for name in names}
    names = sorted(modules)

    def get(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(modules[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return get, lambda: sorted({*vars(sys.modules[package]), *names}), names


class LazyModule:
    """A module that is imported when something of it is first asked for.

    It stands for one that is too heavy to load, or not always there, but that quoted annotations name: imported for
    type checkers alone, it would be a name that `typing.get_type_hints` does not find.

    Args:
        module: its full name.
    """

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # tools ask every object for these
            raise AttributeError(name)
        return getattr(import_module(self._module), name)
