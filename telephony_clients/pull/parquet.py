"""Rows as Parquet; needs pyarrow."""

import pyarrow as pa
import pyarrow.parquet as pq

from telephony_clients.core.client.dataset import Dataset
from telephony_clients.pull.arrow import table_of
from telephony_clients.pull.reading import Batch
from telephony_clients.pull.storage import NewFile

_ROWS_OF_A_BATCH = 500
"""Rows that are kept as records until they become columns together: each column has its cost, however short it is."""
_ROWS_OF_A_GROUP = 20_000
"""Rows that are kept as columns until they are compressed and written together."""


class ParquetEncoding:
    """Columns, compressed with zstd, in groups of rows."""

    def __init__(self, dataset: Dataset, file: NewFile) -> None:
        self._table = table_of(dataset)
        self._writer = pq.ParquetWriter(pa.PythonFile(file, mode="w"), self._table.schema, compression="zstd")
        self._records: list[Batch] = []
        self._columns: list[pa.RecordBatch] = []
        self._in_records = self._in_columns = 0

    def add(self, batch: Batch) -> None:
        """Keep rows, and write those of a whole group."""
        self._records.append(batch)
        self._in_records += len(batch.records)
        if self._in_records >= _ROWS_OF_A_BATCH:
            self._to_columns()
        if self._in_columns >= _ROWS_OF_A_GROUP:
            self._write()

    def close(self) -> None:
        """Write what is left."""
        self._to_columns()
        self._write()
        self._writer.close()

    def _to_columns(self) -> None:
        if self._records:
            self._columns.append(self._table.batch(self._records))
            self._in_columns += self._in_records
            self._records.clear()
            self._in_records = 0

    def _write(self) -> None:
        if self._columns:
            self._writer.write_table(pa.Table.from_batches(self._columns), row_group_size=_ROWS_OF_A_GROUP)
            self._columns.clear()
            self._in_columns = 0
