"""The words that several rooms share: what a parameter may be, which queue a call waits in, what a quota says."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final, Literal, TypeAlias

import attrs

__all__ = ["UNSET", "RateLimit"]


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Final = Unset.UNSET
"""Leave this field out of the request; ``None`` sends null."""

Scalar: TypeAlias = str | int | float | Decimal | bool | date | Enum
ParamValue: TypeAlias = Scalar | Sequence[Scalar] | Unset | None
Params: TypeAlias = Mapping[str, ParamValue]
"""Parameters of a query; a sequence is repeated, and what is None or `UNSET` is left out."""
Cursor: TypeAlias = Mapping[str, Any]
"""Where to go on in a list, from ``Pager.cursor`` or the ``cursor`` of an error."""
Extra: TypeAlias = Mapping[str, Any]
"""Fields of a body that the vendor added since."""


class Lane(StrEnum):
    """Which queue a call waits in when the account is busy."""

    INTERACTIVE = "interactive"
    BULK = "bulk"


@attrs.frozen(kw_only=True)
class RateLimit:
    """What the vendor says about the account's quota.

    Attributes:
        limit: requests in the window.
        remaining: requests left in it.
        reset: seconds until it begins anew.
    """

    limit: int | None = None
    remaining: int | None = None
    reset: float | None = None
