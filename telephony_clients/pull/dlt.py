"""Pulls as a source of dlt, into whatever it loads; needs the extra ``dlt``.

::

    import dlt
    from telephony_clients.pull import dlt as pulls, plan

    parts = plan("talkover.calls", ["main"], since=date(2026, 1, 1), until=date(2026, 11, 1))
    pipeline = dlt.pipeline("calls", destination="duckdb", dataset_name="telephony")
    pipeline.run(pulls.source(parts, credentials))

Each dataset is a resource, and a table of that name: ``talkover_calls``. Rows are merged by their ids and the account,
which is a column of its own, so that what is loaded twice is there once; a row that the vendor has deleted since stays.
The pipeline's state knows which parts are loaded: the next run fetches the others, and those whose window was not
closed for `PullOptions.lag` when they were pulled. A load has all of the parts or none: when one fails, the run does.
"""

from collections import deque
from collections.abc import AsyncGenerator, Iterable, MutableMapping
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Any

import attrs
import dlt
from dlt.extract import DltResource, DltSource

from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.pull.accounts import Accounts, Credentials
from telephony_clients.pull.catalogue import dataset_of
from telephony_clients.pull.encodings import as_json
from telephony_clients.pull.in_process import PullOptions, run_all
from telephony_clients.pull.reading import Batch
from telephony_clients.pull.report import PartReport
from telephony_clients.pull.spec import PullSpec

__all__ = ["source"]

_ACCOUNT = "account"
_RECORD = "record"
_PARTS = "parts"


def source(
    specs: Iterable[PullSpec],
    credentials: Accounts | Credentials,
    *,
    options: PullOptions | None = None,
    name: str = "telephony_clients",
) -> DltSource:
    """Return a dlt source with a resource for each dataset of the parts.

    Records that do not fit their model go into a table beside, such as ``talkover_calls_set_aside``, as JSON. What dlt
    has not yet taken is kept in memory.

    Args:
        specs: the parts.
        credentials: whose accounts they are; see `Accounts`. Accounts that are given stay open.
        options: how they are pulled; ``audio`` does not count.
        name: of the source, by which dlt keeps its state.

    Raises:
        ConfigurationError: there are no parts.
    """
    of_dataset: dict[str, list[PullSpec]] = {}
    for spec in specs:
        of_dataset.setdefault(spec.resource, []).append(spec)
    if not of_dataset:
        raise ConfigurationError("specs must name at least one part.")
    options = attrs.evolve(options or PullOptions(), audio=False)
    resources = [_Resource(one, parts, credentials, options).made() for one, parts in of_dataset.items()]
    made: DltSource = dlt.source(lambda: resources, name=name)()
    return made


@attrs.frozen
class _Resource:
    """One dataset's parts.

    Args:
        resource: the dataset.
        specs: the parts.
        credentials, options: see `source`.
    """

    resource: str
    specs: list[PullSpec]
    credentials: Accounts | Credentials = attrs.field(repr=False)
    options: PullOptions

    @property
    def table(self) -> str:
        return self.resource.replace(".", "_")

    def made(self) -> DltResource:
        """Return it as dlt wants it."""
        dataset = dataset_of(self.resource)
        key = [_ACCOUNT, *dataset.columns, *dataset.key]
        made: DltResource = dlt.resource(
            lambda: self._begin(),  # noqa: PLW0108 - dlt sets an attribute on it, which a method has no room for
            name=self.table,
            primary_key=key,
            write_disposition="merge",
        )
        return made

    def _begin(self) -> AsyncGenerator[Any, None]:
        """Return the rows in batches; dlt calls this where it knows the state, and reads the batches elsewhere."""
        return self._batches(_Loaded(dlt.current.resource_state(self.table).setdefault(_PARTS, {})))

    async def _batches(self, sink: "_Loaded") -> AsyncGenerator[Any, None]:
        hints = dlt.mark.make_hints(f"{self.table}_set_aside", primary_key=[_ACCOUNT, _RECORD])
        async with aclosing(run_all(self.specs, sink, self.credentials, options=self.options)) as reports:
            async for _ in reports:
                while sink.whole:
                    part = sink.whole.popleft()
                    if part.rows:
                        yield part.rows
                    if part.set_aside:
                        yield dlt.mark.with_hints(part.set_aside, hints, create_table_variant=True)


class _Loaded:
    """Keeps parts that are whole until dlt takes them.

    Args:
        started: the key of each part that was loaded -> when it was begun.

    Attributes:
        whole: the parts; they are added in threads.
    """

    def __init__(self, started: MutableMapping[str, str]) -> None:
        self.whole: deque[_Part] = deque()
        self._started = started

    def finished(self, spec: PullSpec, lag: timedelta) -> PartReport | None:
        """Return the report of a part that was loaded as a whole, None if it must be pulled."""
        started, until = self._started.get(spec.key), spec.window.until
        if started is None or (until is not None and datetime.fromisoformat(started) < until + lag):
            return None
        return PartReport(spec=spec, started=started, finished=started, skipped=True)

    def begin(self, spec: PullSpec, dataset: Dataset) -> "_Part":
        """Begin a part."""
        return _Part(self, spec, dataset)

    def divided(self, report: PartReport) -> PartReport:
        """Note that a part is divided into others, once these are there."""
        if all(half.spec.key in self._started for half in report.divided):
            self.note(report)
        return report

    def note(self, report: PartReport) -> None:
        """Note that a part is whole."""
        self._started[report.spec.key] = report.started


class _Part:
    """The rows of one part.

    Attributes:
        rows: as plain data, with times, Decimals and nested records as they are.
        set_aside: records that do not fit their model, as JSON.
    """

    def __init__(self, loaded: _Loaded, spec: PullSpec, dataset: Dataset) -> None:
        self.rows: list[dict[str, Any]] = []
        self.set_aside: list[dict[str, Any]] = []
        self._loaded, self._account, self._columns = loaded, spec.account, dataset.columns

    def write(self, batch: Batch) -> None:
        """Take rows."""
        above = {_ACCOUNT: self._account, **dict(zip(self._columns, batch.parents, strict=True))}
        self.rows += [{**above, **record.to_dict()} for record in batch.records]
        self.set_aside += [{**above, _RECORD: as_json(bad.record).decode()} for bad in batch.set_aside]

    def publish(self, report: PartReport) -> PartReport:
        """Give the part to dlt."""
        self._loaded.whole.append(self)
        self._loaded.note(report)
        return report

    def discard(self) -> None:
        """Forget the part."""
        self.rows.clear()
        self.set_aside.clear()
