"""Records of a list that do not fit their model, so that the others can be read all the same."""

from collections.abc import Callable, Sequence
from typing import Any

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.drift import Deviation, pending_deviations

__all__ = ["BadRecord"]


@attrs.frozen(kw_only=True)
class BadRecord:
    """A record that does not fit its model.

    Attributes:
        index: its place on the page, from 0.
        model: the model's name.
        error: what does not fit, and where.
    """

    index: int
    model: str
    error: ModelMismatch

    @property
    def record(self) -> Any:
        """The record as the vendor sent it, as JSON values."""
        return self.error.data

    @property
    def deviation(self) -> Deviation:
        """What is counted of it."""
        field = self.error.path.removeprefix(f"$[{self.index}]").removeprefix(".")
        return "bad_record", self.model, field, type(self.record).__name__, 1


def structure_each(
    values: Sequence[Any], model: Any, structure: Callable[[Any, Any], Any]
) -> tuple[list[Any], list[BadRecord]]:
    """Return those values that fit a model, and the others."""
    good: list[Any] = []
    bad: list[BadRecord] = []
    pending = pending_deviations()
    for index, value in enumerate(values):
        before = len(pending)
        try:
            good.append(structure(value, model))
        except ModelMismatch as error:
            del pending[before:]
            error.__traceback__ = error.__context__ = None  # their frames hold all of the page
            name = getattr(model, "__name__", str(model))
            bad.append(BadRecord(index=index, model=name, error=error.at(f"[{index}]")))
    return good, bad
