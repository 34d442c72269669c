"""Many fields or filters: a TypedDict says once what there is; methods show it, and it is checked before sending."""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_args, get_type_hints

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.values import UNSET, Unset

M = TypeVar("M", bound=Callable[..., Any])

_OF_ALL = frozenset({"page_size", "cursor", "params", "extra"})
"""What every list or write takes: it is shown last."""
_NULL = "None sends null, which empties a field; what is left out, or `UNSET`, is not sent."
_EXTRA = "extra: fields of the body that the vendor added since."
_ATTRIBUTES = re.compile(r"^Attributes:\n((?:[ \t]+.*\n?|\n)+)", re.MULTILINE)


def takes(fields: type[Any], *extended: type[Any]) -> Callable[[M], M]:
    """Show the keys of a TypedDict as what they are: the keyword arguments of a method.

    For a method whose last argument is ``**fields: Unpack[ThatTypedDict]``. Type checkers know the keys by that alone;
    with this, ``help()`` and ``inspect.signature`` show each with its type, and with what the docstring of the
    TypedDict says of it under "Attributes"; what is said of ``extra`` goes without saying there.

    Args:
        fields: the TypedDict; a key that may be left out is left out of the request.
        extended: those that it extends, whose docstrings say the rest; at run time Python 3.11 knows them no more.
    """

    def show(method: M) -> M:
        signature = inspect.signature(method)
        own = [one for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
        shown = [
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if name in fields.__required_keys__ else _absent(annotation),
                annotation=annotation,
            )
            for name, annotation in get_type_hints(fields).items()
        ]
        shown.sort(key=lambda one: (one.default is not one.empty, one.name in _OF_ALL))
        method.__signature__ = signature.replace(parameters=[*own, *shown])  # type: ignore[attr-defined]
        if method.__doc__:
            described = "\n".join(filter(None, map(_described, (fields, *extended))))
            if "extra" in get_type_hints(fields) and "\n    extra: " not in f"\n{described}":
                described += f"\n    {_EXTRA}"
            if any(_may_be_null(one.annotation) for one in shown):
                described += f"\n\n{_NULL}"
            method.__doc__ = f"{inspect.cleandoc(method.__doc__)}\n\nKeyword Args:\n{described}\n"
        return method

    return show


def given(fields: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return the fields or filters that a caller gave, those of ``extra`` among them.

    Args:
        fields: what was given; `UNSET` stands for what was not.
        kind: the TypedDict that says what there is.

    Raises:
        ConfigurationError: a field is missing, or there is none of that name; nothing is sent.
    """
    if not fields and not kind.__required_keys__:
        return {}
    known = {name: value for name, value in fields.items() if value is not UNSET}
    if missing := kind.__required_keys__.difference(known):
        raise ConfigurationError(f"{kind.__name__} needs {', '.join(sorted(missing))}.")
    if unknown := set(known).difference(kind.__required_keys__, kind.__optional_keys__):
        more = "params" if "params" in kind.__optional_keys__ else "extra"
        raise ConfigurationError(f"{kind.__name__} has no {', '.join(sorted(unknown))}; {more} takes what is new.")
    extra = known.pop("extra", None)
    return {**known, **extra} if extra else known


def _absent(annotation: Any) -> Any:
    """Return what stands for a key that is left out: `UNSET` in a write, where None may mean null; None in a read."""
    kinds = get_args(annotation)
    return None if type(None) in kinds and Unset not in kinds else UNSET


def _may_be_null(annotation: Any) -> bool:
    return {type(None), Unset} <= {*get_args(annotation)}


def _described(fields: type[Any]) -> str:
    """Return what the docstring of a TypedDict says of its keys."""
    found = _ATTRIBUTES.search(inspect.getdoc(fields) or "")
    return found[1].rstrip() if found else ""
