"""What became of the contacts that were imported, row by row."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

import attrs

from telephony_clients.core.errors import ValidationFailed
from telephony_clients.core.models.fields import Json, JsonObject

__all__ = ["ContactImport", "ImportedRow"]

_OF_ROW = re.compile(r"(?:\w+\.)?([0-9]{1,9})(?:\.(.+))?", re.ASCII)


@attrs.frozen(kw_only=True)
class ImportedRow:
    """One row of an import.

    Attributes:
        index: its place, from 0.
        record: what the vendor answered for it, as JSON; None when it did not say.
        errors: what is wrong with it: field -> texts.
    """

    index: int
    record: JsonObject | None = None
    errors: Mapping[str, Sequence[str]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class ContactImport:
    """What became of an import.

    Attributes:
        accepted: whether the vendor took it; if not, nothing was added.
        rows: one for each contact that was sent, in its order.
        answer: the vendor's answer as JSON, whose shape is not published.
    """

    accepted: bool
    rows: Sequence[ImportedRow]
    answer: Json = None

    @property
    def failed(self) -> Sequence[ImportedRow]:
        """The rows that are at fault."""
        return [row for row in self.rows if row.errors]

    @classmethod
    def of_answer(cls, count: int, answer: Any) -> Self:
        """Return the report of an import that was taken; the answer may list the records in the order of the rows."""
        lists = [answer, *(answer.values() if isinstance(answer, dict) else ())]
        records = next((one for one in lists if isinstance(one, list) and len(one) == count), [None] * count)
        known = [one if isinstance(one, dict) else None for one in records]
        rows = [ImportedRow(index=index, record=record) for index, record in enumerate(known)]
        return cls(accepted=True, rows=rows, answer=answer)

    @classmethod
    def of_refusal(cls, count: int, error: ValidationFailed) -> Self:
        """Return the report of an import with rows at fault.

        Raises:
            ValidationFailed: the error, when it is not about rows.
        """
        errors: dict[int, dict[str, Sequence[str]]] = {}
        for place, texts in error.errors.items():
            found = _OF_ROW.fullmatch(place)
            if found is None or int(found[1]) >= count:
                raise error
            errors.setdefault(int(found[1]), {})[found[2] or ""] = texts
        if not errors:
            raise error
        rows = [ImportedRow(index=index, errors=errors.get(index, {})) for index in range(count)]
        return cls(accepted=False, rows=rows)
