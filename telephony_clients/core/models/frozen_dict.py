"""A dict that cannot be changed."""

from collections.abc import Mapping
from typing import Any, NoReturn


class FrozenDict(dict[str, Any]):
    """A dict that refuses changes; a real one, since JSON writers and table libraries take no other mapping.

    `copy` and ``|`` give plain dicts, to be changed at will.
    """

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("It cannot be changed; change a copy: dict(...).")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[object, ...]:
        return frozen, (dict(self),)


NO_EXTRA = FrozenDict()
"""The empty dict that all records without unknown fields share, to save memory."""


def frozen(values: Mapping[str, Any]) -> FrozenDict:
    """Return a mapping as a dict that cannot be changed, always the same one when it is empty."""
    if type(values) is FrozenDict:
        return values
    return FrozenDict(values) if values else NO_EXTRA
