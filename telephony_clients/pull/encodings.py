"""How rows are written into a file."""

import json
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from telephony_clients.core.client.dataset import Dataset
from telephony_clients.pull.reading import Batch
from telephony_clients.pull.storage import NewFile

_orjson: Any = import_module("orjson") if find_spec("orjson") else None


def as_json(value: Any) -> bytes:
    """Return a value as JSON in UTF-8, by orjson if it is installed."""
    if _orjson is not None:
        try:
            written: bytes = _orjson.dumps(value)
        except TypeError:  # a whole number of more than 64 bits, half a surrogate pair
            pass
        else:
            return written
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


class Encoding(Protocol):
    """Writes rows into one file."""

    def add(self, batch: Batch) -> None:
        """Write rows, now or later."""

    def close(self) -> None:
        """Write what is left."""


class NdjsonEncoding:
    """A line of JSON for each row."""

    def __init__(self, dataset: Dataset, file: NewFile) -> None:
        self._columns, self._file = dataset.columns, file

    def add(self, batch: Batch) -> None:
        """Write rows."""
        above = dict(zip(self._columns, batch.parents, strict=True))
        lines = [as_json({**above, **record.to_dict(mode="json")}) for record in batch.records]
        self._file.write(b"\n".join((*lines, b"")))

    def close(self) -> None:
        """Do nothing: all is written."""
