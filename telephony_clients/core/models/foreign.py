"""Models of other packages: pydantic's and msgspec's. Neither package is imported before there is such a model."""

import re
from typing import Any

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.jsontext import dumps
from telephony_clients.core.models.readers import Reader

_MSGSPEC_PATH = re.compile(r" - at `\$(.+)`$")


def is_pydantic(kind: Any) -> bool:
    """Return whether a type is a model or a dataclass of pydantic."""
    return isinstance(kind, type) and hasattr(kind, "__pydantic_validator__")


def is_struct(kind: Any) -> bool:
    """Return whether a type is a struct of msgspec."""
    return isinstance(kind, type) and hasattr(kind, "__struct_fields__")


def pydantic_reader(kind: Any) -> Reader:
    """Return how a model of pydantic is read: from JSON, so that its strict mode means what it means there.

    Raises:
        PydanticUserError: its annotations cannot be resolved; pydantic's own error.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - there is such a model, so it is loaded
    from pydantic.dataclasses import rebuild_dataclass  # noqa: PLC0415

    if not kind.__pydantic_complete__:
        rebuild = getattr(kind, "model_rebuild", None)
        rebuild() if rebuild is not None else rebuild_dataclass(kind)
    validator = kind.__pydantic_validator__

    def read(value: Any, _: Any) -> Any:
        try:
            return validator.validate_json(dumps(value))
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            problem = ModelMismatch(f"{kind.__name__} does not accept it ({first['type']})")
            for step in reversed(first["loc"]):
                problem.at(f"[{step}]" if isinstance(step, int) else f".{step}")
        raise problem

    return read


def struct_reader(kind: Any) -> Reader:
    """Return how a struct of msgspec is read.

    Raises:
        NameError: its annotations cannot be resolved.
        TypeError: msgspec cannot read one of its fields.
    """
    import msgspec  # noqa: PLC0415 - there is such a struct, so it is loaded

    decode = msgspec.json.Decoder(kind).decode

    def read(value: Any, _: Any) -> Any:
        try:
            return decode(dumps(value))
        except msgspec.ValidationError as error:
            where = _MSGSPEC_PATH.search(str(error))
        raise ModelMismatch(f"{kind.__name__} does not accept it").at(where[1] if where else "")

    return read
