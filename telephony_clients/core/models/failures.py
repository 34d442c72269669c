"""What becomes of an exception raised by code that is not this package's while an answer is read.

That is a hook, a validator, a converter or another package's model. Such an exception may quote what the vendor sent,
so only its class is told, and where it was raised.
"""

from typing import Any, Self

from cattrs.errors import AttributeValidationNote, BaseValidationError, IterableValidationNote

from telephony_clients.core.errors import ModelMismatch


class ReadingFailed(Exception):
    """Code of others raised; unlike a `ModelMismatch`, it is never taken for a value to be set aside.

    Attributes:
        path: where, such as ``$[3].agent``.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.path = "$"

    def at(self, step: str) -> Self:
        """Put one step before the path, and return the error."""
        self.path = f"${step}{self.path[1:]}"
        return self


def located(error: Exception, step: str = "") -> ModelMismatch | ReadingFailed:
    """Return what becomes of an exception, with one step before its path.

    Args:
        error: whatever a reader raised.
        step: such as ``.agent`` or ``[3]``.
    """
    if isinstance(error, ModelMismatch | ReadingFailed):
        return error.at(step)
    if isinstance(error, BaseValidationError):
        return _first(error).at(step)
    return ReadingFailed(type(error).__name__).at(step)


def as_mismatch(error: Exception, into: Any) -> ModelMismatch:
    """Return the error that tells of an exception, without the values that it may quote.

    Args:
        error: whatever a reader raised.
        into: what was being read.
    """
    problem = located(error)
    if isinstance(problem, ReadingFailed):
        name = getattr(into, "__name__", str(into)) if isinstance(into, type) else str(into)
        mismatch = ModelMismatch(f"Reading it as {name} raised {problem}")
        mismatch.path = problem.path
        problem = mismatch
    problem.__cause__ = problem.__context__ = None
    return problem


def _first(group: BaseValidationError) -> ModelMismatch | ReadingFailed:
    """Return what becomes of the first of the exceptions that cattrs has collected for a class or a container."""
    error: Exception = group.exceptions[0]
    step, name = "", None
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            step, name = f".{note.name}", note.name
        elif isinstance(note, IterableValidationNote):
            step = f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
    if isinstance(error, KeyError) and name is not None and error.args == (name,):
        return ModelMismatch("A required field is missing").at(step)
    problem = located(error, step)
    problem.__notes__ = []
    return problem
