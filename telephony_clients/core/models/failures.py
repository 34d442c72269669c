"""What becomes of an exception raised by code that is not this package's while an answer is read.

That is a hook, a validator, a converter or another package's model. Such an exception may quote what the vendor sent,
so only its class is told, and where it was raised.
"""

from cattrs.errors import AttributeValidationNote, BaseValidationError, IterableValidationNote

from telephony_clients.core.errors import ModelMismatch


class ReadingFailed(ModelMismatch):
    """Code of others raised; unlike other mismatches, it is never taken for a value to be set aside."""


def located(error: Exception, step: str = "") -> ModelMismatch:
    """Return what becomes of an exception, with one step before its path.

    Args:
        error: whatever a reader raised.
        step: such as ``.agent`` or ``[3]``.
    """
    if isinstance(error, ModelMismatch):
        return error.at(step)
    if isinstance(error, BaseValidationError):
        return _first(error).at(step)
    return ReadingFailed(f"A hook or a validator raised {type(error).__name__}").at(step)


def as_mismatch(error: Exception) -> ModelMismatch:
    """Return the error that tells of an exception, without the values that it may quote.

    Args:
        error: whatever a reader raised.
    """
    problem = located(error)
    if isinstance(problem, ReadingFailed):
        path, problem = problem.path, ModelMismatch(problem.message)
        problem.path = path
    problem.__cause__ = problem.__context__ = None
    return problem


def _first(group: BaseValidationError) -> ModelMismatch:
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
