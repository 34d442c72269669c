"""Pulls: one part, or many side by side."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import attrs

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.errors import (
    AuthenticationError,
    ConfigurationError,
    PaymentRequired,
    PermissionDenied,
    TelephonyError,
)
from telephony_clients.core.tasks import cancel_all
from telephony_clients.pull.accounts import Accounts, Credentials
from telephony_clients.pull.audio import AudioFiles
from telephony_clients.pull.catalogue import dataset_of
from telephony_clients.pull.errors import PullFailed
from telephony_clients.pull.reading import Reader, WindowTooLargeError
from telephony_clients.pull.report import PartReport, Tally
from telephony_clients.pull.sinks import Files, PartWriter, Sink
from telephony_clients.pull.spec import PullSpec
from telephony_clients.pull.state import Progression, PullState

__all__ = ["PullOptions", "run", "run_all"]

C = TypeVar("C", bound=VendorClient)

_OF_THE_ACCOUNT = (AuthenticationError, ConfigurationError, PaymentRequired, PermissionDenied)
"""What the other parts of the account would fail with, too."""


def _now() -> datetime:
    return datetime.now(UTC)


@attrs.frozen(kw_only=True)
class PullOptions:
    """How a pull goes about it.

    Args:
        lag: how long after its end a window may still change: a part that was begun before then is pulled again.
        most_rows: a window with more is divided in halves, as far as the vendor has narrower ones.
        ahead: pages of a list that are fetched ahead.
        twice: whether lists of several pages are read twice; else only those that are seen to change are. It costs as
            many requests again, and finds what `telephony_clients.pull.reading` says that a single reading may miss.
        audio: whether the sound of rows is saved, too, beside their file, where the dataset has any. A part is whole
            when its sound is; what a run has saved, the next does not fetch again.
        audio_at_once: sound files of one part that are on their way.
        max_wait: seconds that a call may wait while its account is throttled, if that is more than its client's own.
        at_once: parts that are under way at the same time.
        of_account: parts of one account that are.
        now: the time of day, in UTC.
    """

    lag: timedelta = timedelta(hours=1)
    most_rows: int = 100_000
    ahead: int = 4
    twice: bool = False
    audio: bool = False
    audio_at_once: int = 8
    max_wait: float = 3600.0
    at_once: int = 1000
    of_account: int = 4
    now: Callable[[], datetime] = attrs.field(default=_now, repr=False)

    def view(self, client: C) -> C:
        """Return a view of a client whose calls may wait as long as `max_wait` says."""
        return client.with_options(max_wait=max(client.options.max_wait, self.max_wait))


async def run(
    spec: PullSpec, sink: Sink, credentials: Accounts | Credentials, *, options: PullOptions | None = None
) -> PartReport:
    """Pull one part, unless the sink has it, and return what it came to.

    When this fails, or is cancelled, the sink has nothing of the part.

    Args:
        spec: the part.
        sink: where its rows go.
        credentials: whose account it is; see `Accounts`.
        options: how.

    Raises:
        PullIncomplete: the window could not be read as a whole.
        TelephonyError: a call failed.
    """
    accounts, own = _accounts(credentials)
    del credentials  # tracebacks may show variables
    try:
        return await _run(spec, sink, accounts, options or PullOptions())
    finally:
        if own:
            await accounts.close()


async def run_all(
    specs: Iterable[PullSpec],
    sink: Sink,
    credentials: Accounts | Credentials,
    *,
    state: PullState | None = None,
    options: PullOptions | None = None,
) -> AsyncGenerator[PartReport, None]:
    """Pull many parts side by side, and yield what each came to when it is there.

    Every account gets its turn: none waits for another that is slow. When a part fails, the others go on; those of an
    account whose key is refused are not tried.

    Args:
        specs: the parts.
        sink: where their rows go.
        credentials: whose accounts they are; see `Accounts`.
        state: its bookmarks move to the end of each window for which that and all windows before are whole.
        options: how.

    Raises:
        PullFailed: at the end, if parts failed.
    """
    accounts, own = _accounts(credentials)
    del credentials  # as above
    specs = list(specs)
    pull = _Pull(sink, accounts, options or PullOptions())
    progression = None if state is None else Progression(state, specs)
    try:
        async with aclosing(pull.reports(specs)) as reports:
            async for report in reports:
                if progression is not None:
                    progression.done(report)
                yield report
    finally:
        if own:
            await accounts.close()
    if pull.failures:
        first = pull.failures[0][1]
        raise PullFailed(f"{len(pull.failures)} parts failed, the first with: {first}", pull.failures)


def _accounts(credentials: Accounts | Credentials) -> tuple[Accounts, bool]:
    """Return the accounts, and whether they are closed with the pull."""
    return (credentials, False) if isinstance(credentials, Accounts) else (Accounts(credentials), True)


class _Pull:
    """Parts under way, each account's in a queue of its own."""

    def __init__(self, sink: Sink, accounts: Accounts, options: PullOptions) -> None:
        self.failures: list[tuple[PullSpec, TelephonyError]] = []
        self._sink, self._accounts, self._options = sink, accounts, options
        self._under_way = asyncio.Semaphore(options.at_once)
        self._done: asyncio.Queue[PartReport | asyncio.Task[None]] = asyncio.Queue()

    async def reports(self, specs: Iterable[PullSpec]) -> AsyncGenerator[PartReport, None]:
        """Yield reports until all parts are done or have failed."""
        queues: dict[str, deque[PullSpec]] = {}
        for spec in specs:
            queues.setdefault(spec.account, deque()).append(spec)
        tasks = {asyncio.create_task(self._account(account, queue)) for account, queue in queues.items()}
        for task in tasks:
            task.add_done_callback(self._done.put_nowait)
        try:
            left = len(tasks)
            while left:
                done = await self._done.get()
                if isinstance(done, PartReport):
                    yield done
                else:
                    left -= 1
                    await done  # raises what is no fault of the vendor's: with that, the whole pull ends
        finally:
            await cancel_all(tasks)

    async def _account(self, account: str, queue: deque[PullSpec]) -> None:
        workers = [asyncio.create_task(self._work(queue)) for _ in range(min(self._options.of_account, len(queue)))]
        try:
            for worker in workers:
                await worker
        finally:
            await cancel_all(workers)
        await self._accounts.release(account)

    async def _work(self, queue: deque[PullSpec]) -> None:
        while queue:
            async with self._under_way:
                if not queue:
                    return
                spec = queue.popleft()
                try:
                    self._done.put_nowait(await _run(spec, self._sink, self._accounts, self._options))
                except TelephonyError as error:
                    self.failures.append((spec, error))
                    if isinstance(error, _OF_THE_ACCOUNT):
                        self.failures += [(other, error) for other in queue]
                        queue.clear()


async def _run(spec: PullSpec, sink: Sink, accounts: Accounts, options: PullOptions) -> PartReport:
    finished = await asyncio.to_thread(sink.finished, spec, options.lag)
    if finished is not None and (finished.audio is not None or not options.audio):
        return finished
    client = accounts.client(spec.resource, spec.account)
    started = options.now()
    try:
        return await _pulled(spec, sink, client, options, started)
    except WindowTooLargeError:
        halves, tally = spec.halves() or (), Tally(dataset_of(spec.resource), None)
        planned = tuple(tally.report(half, started, started) for half in halves)
        whole = attrs.evolve(tally.report(spec, started, options.now()), divided=planned)
        await asyncio.to_thread(sink.divided, whole)  # first, so that it shows what the halves are for
        parts = tuple([await _run(half, sink, accounts, options) for half in halves])
        rows = sum(part.rows for part in parts)
        return await asyncio.to_thread(sink.divided, attrs.evolve(whole, rows=rows, divided=parts))


async def _pulled(
    spec: PullSpec, sink: Sink, client: VendorClient, options: PullOptions, started: datetime
) -> PartReport:
    dataset = dataset_of(spec.resource)
    tally = Tally(dataset, client.options.on_event)
    view = options.view(client).with_options(on_event=tally)
    reader = Reader(
        dataset,
        view,
        spec.window,
        over=spec.over,
        filters=dict(spec.filters),
        ahead=options.ahead,
        most_rows=options.most_rows if spec.halves() else None,
        twice=options.twice,
    )
    audio = _audio(spec, sink, view, options)
    part = sink.begin(spec, dataset)
    try:
        async with aclosing(reader.batches()) as batches:
            async for batch in batches:
                part.write(batch)
                tally.add(batch)
                if audio is not None:
                    await audio.add(batch.records)
        if audio is not None:
            await audio.finish()
    except BaseException:
        part.discard()
        raise
    finally:
        if audio is not None:
            await audio.cancel()
    report = tally.report(spec, started, options.now())
    return await _published(part, report if audio is None else attrs.evolve(report, audio=audio.saved))


def _audio(spec: PullSpec, sink: Sink, client: VendorClient, options: PullOptions) -> AudioFiles | None:
    if not options.audio:
        return None
    if not isinstance(sink, Files):
        raise ConfigurationError("Sound is saved beside files of rows only: pull into NdjsonFiles or ParquetFiles.")
    return sink.audio_files(spec, dataset_of(spec.resource), client, options.audio_at_once)


async def _published(part: PartWriter, report: PartReport) -> PartReport:
    """Publish a part in a thread, whose end a cancellation waits for: the part is whole then, or gone."""
    publishing = asyncio.create_task(asyncio.to_thread(part.publish, report))
    try:
        return await asyncio.shield(publishing)
    except BaseException:
        await asyncio.wait({publishing})
        if publishing.exception() is not None:
            part.discard()
        raise
