"""Where rows go. A part is there as a whole or not at all; one that is there is not fetched again."""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Protocol

import attrs

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.lazy import LazyModule
from telephony_clients.core.models.bad_records import BadRecord
from telephony_clients.pull.audio import AudioFiles
from telephony_clients.pull.encodings import Encoding, NdjsonEncoding, as_json
from telephony_clients.pull.reading import Batch
from telephony_clients.pull.report import PartReport
from telephony_clients.pull.spec import PullSpec
from telephony_clients.pull.storage import LocalStorage, NewFile, Storage, storage_at

if TYPE_CHECKING:
    import pyarrow as pa

    from telephony_clients.pull import arrow, parquet
else:  # they need pyarrow, which is an extra
    pa = LazyModule("pyarrow")
    arrow, parquet = LazyModule("telephony_clients.pull.arrow"), LazyModule("telephony_clients.pull.parquet")

__all__ = ["ArrowBatches", "NdjsonFiles", "ParquetFiles", "PartWriter", "Sink"]

REPORT = ".report.json"
"""The end of the names of reports."""


class PartWriter(Protocol):
    """Takes the rows of one part. `publish` may take long, and is called in a thread."""

    def write(self, batch: Batch) -> None:
        """Take rows."""

    def publish(self, report: PartReport) -> PartReport:
        """Put the part into its place, and return its report with what the sink adds to it."""

    def discard(self) -> None:
        """Forget the part."""


class Sink(Protocol):
    """Where the parts of a pull go."""

    def finished(self, spec: PullSpec, lag: timedelta) -> PartReport | None:
        """Return the report of a part that is there as a whole, None if it must be pulled.

        Args:
            spec: the part.
            lag: how long after the end of its window it may still change: a part that was begun before does not count.
        """

    def begin(self, spec: PullSpec, dataset: Dataset) -> PartWriter:
        """Begin a part."""

    def divided(self, report: PartReport) -> PartReport:
        """Note that a part is divided into others: once before they are pulled, and once they are there."""


class Files:
    """Files of a folder: ``<resource>/account=<name>/date=<day>/part-<key>.<suffix>``, each with a report beside it.

    The day is the first of the window. The report, `PartReport` as a line of JSON, has the same name and ends in
    ``.report.json``; it is written last. A part counts as present if its file has the size and the SHA-256 that the
    report says. A part without rows has a report and no file. Records that do not fit their model are kept as they
    came, in ``set-aside-<key>.jsonl``. Sound, if it is asked for, lies in ``audio-<key>``, and ``audio-<key>.jsonl``
    lists it; see `AudioFiles`.

    Args:
        folder: a path, or a URL such as ``s3://bucket/calls`` if fsspec is installed; there a file's SHA-256 is not
            looked at again.
    """

    suffix: ClassVar[str]

    def __init__(self, folder: os.PathLike[str] | str) -> None:
        self._folder = folder
        self.storage: Storage = storage_at(folder)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._folder)!r})"

    def finished(self, spec: PullSpec, lag: timedelta) -> PartReport | None:
        """Return the report of a part that is there as a whole, None if it must be pulled."""
        found = _read_report(self.storage, spec)
        if found is None:
            return None
        report, is_divided = found
        until = spec.window.until
        if until is not None and datetime.fromisoformat(report.started) < until + lag:
            return None
        if is_divided:
            halves = [self.finished(half, lag) for half in spec.halves() or ()]
            parts = tuple(half for half in halves if half is not None)
            if len(parts) < len(halves):
                return None
            return attrs.evolve(report, rows=sum(part.rows for part in parts), divided=parts, skipped=True)
        return attrs.evolve(report, skipped=True) if self._is_there(report) else None

    def begin(self, spec: PullSpec, dataset: Dataset) -> PartWriter:
        """Begin a part."""
        return _FilePart(self.storage, spec, self.suffix, lambda file: self.encoding(dataset, file))

    def divided(self, report: PartReport) -> PartReport:
        """Note that a part is divided into others: once before they are pulled, and once they are there."""
        return _with_report(self.storage, report)

    def audio_files(self, spec: PullSpec, dataset: Dataset, client: VendorClient, at_once: int) -> AudioFiles:
        """Return what saves the sound of a part's rows, in a folder beside it.

        Raises:
            ConfigurationError: the folder is not on this machine, or the dataset has no sound.
        """
        if not isinstance(self.storage, LocalStorage):
            raise ConfigurationError("Sound is saved in a folder of this machine only.")
        whole = self.storage.root / place(spec, "audio")
        return AudioFiles(whole, whole.with_suffix(".jsonl"), dataset, client, at_once=at_once)

    def encoding(self, dataset: Dataset, file: NewFile) -> Encoding:
        """Return what writes rows into a file."""
        raise NotImplementedError

    def _is_there(self, report: PartReport) -> bool:
        if report.path is None:
            return True
        if self.storage.size(report.path) != report.bytes:
            return False
        return self.storage.digest(report.path) in {report.sha256, None}


class NdjsonFiles(Files):
    """JSON lines, one for each row: by the model's names, with values as the vendor writes them. See `Files`."""

    suffix = "ndjson"

    def encoding(self, dataset: Dataset, file: NewFile) -> Encoding:
        """Return what writes rows into a file."""
        return NdjsonEncoding(dataset, file)


class ParquetFiles(Files):
    """Parquet, by the extra ``arrow``: a column for each field of the model, nested ones kept, zstd. See `Files`."""

    suffix = "parquet"

    def encoding(self, dataset: Dataset, file: NewFile) -> Encoding:
        """Return what writes rows into a file."""
        return parquet.ParquetEncoding(dataset, file)


class _FilePart:
    """The files of one part; each is made when there is something to write into it."""

    def __init__(self, storage: Storage, spec: PullSpec, suffix: str, encoding: Callable[[NewFile], Encoding]) -> None:
        self._storage, self._spec, self._suffix, self._make = storage, spec, suffix, encoding
        self._file: NewFile | None = None
        self._encoding: Encoding | None = None
        self._set_aside: NewFile | None = None

    def write(self, batch: Batch) -> None:
        if batch.records:
            if self._encoding is None:
                self._file = self._storage.create(f"{place(self._spec)}.{self._suffix}")
                self._encoding = self._make(self._file)
            self._encoding.add(batch)
        if batch.set_aside:
            if self._set_aside is None:
                self._set_aside = self._storage.create(place(self._spec, "set-aside") + ".jsonl")
            self._set_aside.write(b"".join(map(_line, batch.set_aside)))

    def publish(self, report: PartReport) -> PartReport:
        if self._set_aside is not None:
            self._set_aside.publish()
        if self._encoding is not None and self._file is not None:
            self._encoding.close()
            self._file.publish()
            made = self._file
            report = attrs.evolve(report, path=made.path, bytes=made.bytes, sha256=made.sha256)
        return _with_report(self._storage, report)

    def discard(self) -> None:
        for file in (self._file, self._set_aside):
            if file is not None:
                file.discard()


class ArrowBatches:
    """Arrow record batches, by the extra ``arrow``: those of a part are given to a function once the part is whole.

    Args:
        take: called with the part and each of its batches; what it raises ends the part.
    """

    def __init__(self, take: "Callable[[PullSpec, pa.RecordBatch], None]") -> None:
        self._take = take

    def finished(self, spec: PullSpec, lag: timedelta) -> PartReport | None:  # noqa: ARG002 - it keeps nothing
        """Return None: nothing is kept."""
        return None

    def begin(self, spec: PullSpec, dataset: Dataset) -> PartWriter:
        """Begin a part."""
        return _ArrowPart(spec, dataset, self._take)

    def divided(self, report: PartReport) -> PartReport:
        """Note nothing."""
        return report


class _ArrowPart:
    def __init__(self, spec: PullSpec, dataset: Dataset, take: "Callable[[PullSpec, pa.RecordBatch], None]") -> None:
        self._spec, self._take = spec, take
        self._table = arrow.table_of(dataset)
        self._batches: list[pa.RecordBatch] = []

    def write(self, batch: Batch) -> None:
        if batch.records:
            self._batches.append(self._table.batch([batch]))

    def publish(self, report: PartReport) -> PartReport:
        for batch in self._batches:
            self._take(self._spec, batch)
        return report

    def discard(self) -> None:
        self._batches.clear()


def place(spec: PullSpec, what: str = "part") -> str:
    """Return where a file of a part lies, without its suffix."""
    return f"{spec.resource}/account={spec.account}/date={spec.day}/{what}-{spec.key}"


def _read_report(storage: Storage, spec: PullSpec) -> tuple[PartReport, bool] | None:
    """Return a part's report, and whether it was divided; None if there is none, or something else in its place."""
    text = storage.read(place(spec) + REPORT)
    if text is None:
        return None
    try:
        report = PartReport.from_text(text.decode(errors="replace"))
    except ConfigurationError:
        return None
    return report, bool(json.loads(text)["divided"])


def _with_report(storage: Storage, report: PartReport) -> PartReport:
    file = storage.create(place(report.spec) + REPORT)
    file.write(report.to_text().encode() + b"\n")
    file.publish()
    return report


def _line(bad: BadRecord) -> bytes:
    return as_json(bad.record) + b"\n"
