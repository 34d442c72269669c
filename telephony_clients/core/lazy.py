"""Names of a package, and whole modules, that are loaded on first use."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from typing import Any


def lazily(
    package: str, modules: Sequence[str] = (), *, known: Mapping[str, str] | None = None, own: Sequence[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return a package's ``__getattr__`` and ``__dir__``, for the names that its modules list in ``__all__``.

    Its own ``__all__`` is made of theirs when it is asked for. Type checkers are told the same by star imports.

    Args:
        package: its name.
        modules: those to look through, in this order; when empty, all that it has, ``client`` before the others.
        known: name -> module, where looking would load too much.
        own: names that the package defines itself.
    """
    known = known or {}

    def get(name: str) -> Any:
        value: Any
        if name == "__all__":
            value = sorted({*own, *known, *chain.from_iterable(map(_exported, _full_names(package, modules)))})
        else:
            home = f"{package}.{known[name]}" if name in known else _home(package, modules, name)
            value = getattr(import_module(home), name)
        setattr(sys.modules[package], name, value)
        return value

    return get, lambda: sorted({*vars(sys.modules[package]), *sys.modules[package].__all__})


def _home(package: str, modules: Sequence[str], name: str) -> str:
    """Return the module that exports a name."""
    if not name.startswith("_") and find_spec(f"{package}.{name}") is None:  # submodules are left to `import`
        for module in _full_names(package, modules):
            if name in _exported(module):
                return module
    raise AttributeError(f"module {package!r} has no attribute {name!r}")


def _full_names(package: str, modules: Sequence[str]) -> list[str]:
    if not modules:
        from pkgutil import iter_modules  # noqa: PLC0415 - it loads more than a client needs

        found = (one.name for one in iter_modules(sys.modules[package].__path__))
        modules = sorted(found, key=lambda module: module != "client")
    return [f"{package}.{module}" for module in modules]


def _exported(module: str) -> Sequence[str]:
    names: Sequence[str] = getattr(import_module(module), "__all__", ())
    return names


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
