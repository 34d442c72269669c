"""What is new since last time, and what webhooks did not tell of."""

import hashlib
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs

from telephony_clients.core.checks import instant
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.dataset import Dataset, Window
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.models.model import Model
from telephony_clients.pull.catalogue import dataset_of
from telephony_clients.pull.encodings import as_json
from telephony_clients.pull.in_process import PullOptions
from telephony_clients.pull.reading import Reader
from telephony_clients.pull.spec import Filter
from telephony_clients.pull.state import PullState

__all__ = ["Reconciliation", "reconcile", "sync"]

_HOUR = timedelta(hours=1)


def sync(
    resource: str,
    client: VendorClient,
    *,
    state: PullState,
    account: str = "main",
    since: datetime | None = None,
    overlap: timedelta = _HOUR,
    changes: bool = False,
    over: Sequence[str] = (),
    filters: Mapping[str, Filter] | None = None,
    options: PullOptions | None = None,
) -> AbstractAsyncContextManager[list[Model]]:
    """Return a block that is given the records that came in since the last one.

    ::

        async with pull.sync("talkroute.call_history", talkroute, state=state) as calls:
            await store(calls)

    The state moves when the block is left without an error, and not before: what a block was given that failed, the
    next is given again. Each record is given once, by its id. It reads from where the last block's window ended, less
    the overlap: a record may turn up later than the time it bears, as a call of Talkroute's does, which is listed once
    it is over under the time it began. What turns up later still is missed.

    Args:
        resource: a dataset whose rows have a time: ``talkover.calls``.
        client: the account's client.
        state: how far the last block came; see `PullState`.
        account: a name for the account in the state.
        since: where the first block begins; one overlap ago when left out. For months, pull first.
        overlap: how much of the time before is read again.
        changes: whether a record that changed within the overlap is given again.
        over: what it is read for, see `plan`.
        filters: further arguments of the list.
        options: ``ahead``, ``twice``, ``max_wait`` and ``now`` are heeded.

    Raises:
        ConfigurationError: the dataset has no time, or an argument does not fit it.
        PullIncomplete: on entering the block, as any other `TelephonyError`; the state stays.
    """
    dataset = dataset_of(resource)
    if dataset.time is None:
        raise ConfigurationError(f"{resource} has no times: it cannot be read since last time.")
    if overlap < timedelta(0):
        raise ConfigurationError(f"overlap must not be negative: {overlap}.")
    options = options or PullOptions()
    since = instant(since, "since") or options.now() - overlap
    source = _Source(dataset, client, over, filters or {}, options)
    return _Sync(source, state, resource, account, since.astimezone(UTC), overlap, changes=changes).block()


async def reconcile(
    resource: str,
    client: VendorClient,
    known_ids: Iterable[str | int],
    since: datetime,
    until: datetime,
    *,
    over: Sequence[str] = (),
    filters: Mapping[str, Filter] | None = None,
    options: PullOptions | None = None,
) -> "Reconciliation":
    """Compare what webhooks told of with what the vendor lists from ``since`` up to ``until``.

    Args:
        resource: a dataset whose rows have a time and one id.
        client: the account's client.
        known_ids: the ids of the records that webhooks told of; of those that happened in that time.
        since: timezone-aware.
        until: timezone-aware; a record of that very time does not count.
        over: what it is read for, see `plan`.
        filters: further arguments of the list.
        options: as for `sync`.

    Raises:
        ConfigurationError: the dataset has no time, or an argument does not fit it.
        PullIncomplete: the list could not be read as a whole.
        TelephonyError: a call failed.
    """
    dataset = dataset_of(resource)
    first, last = instant(since, "since"), instant(until, "until")
    if dataset.time is None or first is None or last is None or last <= first:
        raise ConfigurationError(f"{resource} is compared from since to a later until, and needs rows with times.")
    source = _Source(dataset, client, over, filters or {}, options or PullOptions())
    records = await source.read(Window(first.astimezone(UTC), last.astimezone(UTC)))
    known = {str(one): one for one in known_ids}
    listed = {_id(dataset, record): record for record in records}
    missed = [record for one, record in listed.items() if one not in known]
    return Reconciliation(missed=missed, in_vain=[one for text, one in known.items() if text not in listed])


@attrs.frozen(kw_only=True)
class Reconciliation:
    """What webhooks and the vendor's list do not have in common.

    Attributes:
        missed: records that no webhook told of.
        in_vain: ids that webhooks told of, and that the list does not have: deleted since, or never there.
    """

    missed: list[Model]
    in_vain: list[str | int]


@attrs.frozen
class _Source:
    """Reads windows of any length, also where the vendor has whole days only."""

    dataset: Dataset
    client: VendorClient
    over: Sequence[str]
    filters: Mapping[str, Filter]
    options: PullOptions

    async def read(self, window: Window) -> list[Model]:
        """Return the rows of a window once it is read as a whole."""
        dataset, options = self.dataset, self.options
        reader = Reader(
            dataset,
            options.view(self.client),
            window if dataset.cut is None else window.rounded(dataset.cut.grain),
            over=self.over,
            filters=self.filters,
            ahead=options.ahead,
            twice=options.twice,
        )
        async with aclosing(reader.batches()) as batches:
            rows = [record for batch in [one async for one in batches] for record in batch.records]
        return [one for one in rows if window.holds(getattr(one, str(dataset.time)))]


@attrs.frozen
class _Sync:
    source: _Source
    state: PullState
    resource: str
    account: str
    since: datetime
    overlap: timedelta
    changes: bool = attrs.field(kw_only=True)

    @asynccontextmanager
    async def block(self) -> AsyncGenerator[list[Model], None]:
        """Give what is new, and move the state at the end."""
        bookmark = self.state.bookmark(self.resource, self.account)
        seen: dict[str, str] = {} if bookmark is None else dict(bookmark.get("seen", {}))
        since = self.since if bookmark is None else datetime.fromisoformat(bookmark["until"]) - self.overlap
        until = max(self.source.options.now(), since + self.overlap)
        records = await self.source.read(Window(since, until))
        given: list[Model] = []
        kept: dict[str, str] = {}
        for record in records:
            one, content = self._identity(record), self._content(record)
            if one not in seen or (self.changes and seen[one] != content):
                given.append(record)
            kept[one] = content
        yield given
        next_since = until - self.overlap
        late = {self._identity(record): self._late(record, next_since) for record in records}
        bookmark = {"until": until.isoformat(), "seen": {one: what for one, what in kept.items() if late[one]}}
        self.state.move(self.resource, self.account, bookmark)

    def _late(self, record: Model, next_since: datetime) -> bool:
        """Return whether the next block will read a record again."""
        when = getattr(record, str(self.source.dataset.time))
        return when is None or when >= next_since

    def _identity(self, record: Model) -> str:
        return _id(self.source.dataset, record)

    def _content(self, record: Model) -> str:
        if not self.changes:
            return ""
        return hashlib.sha256(as_json(record.to_dict(mode="json"))).hexdigest()[:16]


def _id(dataset: Dataset, record: Any) -> str:
    return "/".join(str(getattr(record, name)) for name in dataset.key)
