"""Pulls on many machines: the parts of a pull as tasks of a Dask cluster; needs the extra ``dask``.

::

    from distributed import Client
    from telephony_clients.pull import dask

    with Client("tcp://scheduler:8786") as cluster:
        for part in dask.run(cluster, parts, ParquetFiles("s3://bucket/calls"), credentials):
            print(part.path, part.rows)

Each worker has one thread with an event loop, the clients and their gates; a task hands its part over and waits. So a
worker pulls as many parts at once as it has threads: start workers with 16 to 64 of them, whatever their cores. All
parts of an account go to one worker, since a quota is shared best within a process; when that worker dies, to another.
"""

import asyncio
import threading
import uuid
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TypeVar, cast

from distributed import Client, Worker, WorkerPlugin, as_completed, get_worker

from telephony_clients.core.errors import ConfigurationError, TelephonyError
from telephony_clients.core.tasks import cancel_all
from telephony_clients.pull.accounts import Accounts
from telephony_clients.pull.errors import PullFailed
from telephony_clients.pull.in_process import PullOptions
from telephony_clients.pull.in_process import run as run_one
from telephony_clients.pull.report import PartReport
from telephony_clients.pull.sinks import Sink
from telephony_clients.pull.spec import PullSpec

__all__ = ["run"]

T = TypeVar("T")


def run(
    client: Client,
    specs: Iterable[PullSpec],
    sink: Sink,
    credentials: Callable[[str], Mapping[str, Any]],
    *,
    options: PullOptions | None = None,
) -> Iterator[PartReport]:
    """Pull many parts on a cluster, and yield what each came to when it is there.

    A part whose worker dies is pulled anew by another. When this ends early, parts under way are given up.

    Args:
        client: of the cluster.
        specs: the parts.
        sink: where their rows go: a folder that all workers see.
        credentials: the name of an account -> the arguments of its client. It is called on the workers, so that no key
            travels: let it read the environment or a vault there.
        options: how each part is pulled; `at_once` and `of_account` do not count here.

    Raises:
        ConfigurationError: the cluster has no workers, or the credentials are no function.
        PullFailed: at the end, if parts failed.
    """
    if not callable(credentials):
        raise ConfigurationError("credentials must be a function, which the workers call: keys do not travel.")
    plugin = _Puller(sink, credentials, options or PullOptions())
    tasks = _Tasks(client, plugin.name, _in_turn(specs))
    client.register_plugin(plugin)
    failures: list[tuple[PullSpec, TelephonyError]] = []
    try:
        done = as_completed(tasks.first(), with_results=True)
        for future, (spec, report, error) in done:
            done.update(tasks.following(future, spec))
            if error is None:
                yield report
            else:
                failures.append((spec, error))
    finally:
        client.cancel([*tasks.under_way])
        client.unregister_worker_plugin(plugin.name)
    if failures:
        raise PullFailed(f"{len(failures)} parts failed, the first with: {failures[0][1]}", failures)


class _Tasks:
    """The parts as tasks of a cluster, each for the worker of its account.

    A worker has no more of them than threads, since what waits in its queue is taken over by one that is idle.

    Args:
        client: of the cluster.
        puller: the name of the plugin that pulls.
        parts: in the order in which they begin.

    Attributes:
        under_way: the futures of tasks that are not done.
    """

    def __init__(self, client: Client, puller: str, parts: Sequence[PullSpec]) -> None:
        self._client, self._puller = client, puller
        self._workers = client.scheduler_info(n_workers=-1)["workers"]
        self._homes = _homes(parts, list(self._workers))
        self._queues: dict[str, deque[PullSpec]] = {home: deque() for home in self._workers}
        for part in parts:
            self._queues[self._homes[part.account]].append(part)
        self.under_way: set[Any] = set()

    def first(self) -> list[Any]:
        """Submit a part for each thread of each worker, and return the futures."""
        threads = [home for home, worker in self._workers.items() for _ in range(worker["nthreads"])]
        return [future for home in threads for future in self._submit(home)]

    def following(self, future: Any, spec: PullSpec) -> list[Any]:
        """Submit a part in the place of one that is done, and return its future, none when none is left."""
        self.under_way.discard(future)
        return self._submit(self._homes[spec.account])

    def _submit(self, home: str) -> list[Any]:
        some = [self._queues[home].popleft()] if self._queues[home] else []
        to = {"workers": [home], "allow_other_workers": True, "pure": False}
        made = [self._client.submit(_pull, self._puller, part, **to) for part in some]
        self.under_way.update(made)
        return made


def _in_turn(specs: Iterable[PullSpec]) -> list[PullSpec]:
    """Return the parts with one of each account after another, since a worker begins with the first that it is given.

    Else the parts of a few slow accounts would take all of its threads.
    """
    of_account: dict[str, list[PullSpec]] = {}
    for spec in specs:
        of_account.setdefault(spec.account, []).append(spec)
    return [spec for turn in zip_longest(*of_account.values()) for spec in turn if spec is not None]


def _homes(parts: Iterable[PullSpec], workers: Sequence[str]) -> dict[str, str]:
    """Return a worker for each account, so that each has about as many parts."""
    if not workers:
        raise ConfigurationError("The cluster has no workers.")
    load = dict.fromkeys(workers, 0)
    homes: dict[str, str] = {}
    for account, count in Counter(part.account for part in parts).most_common():
        homes[account] = min(load, key=load.__getitem__)
        load[homes[account]] += count
    return homes


def _pull(name: str, spec: PullSpec) -> tuple[PullSpec, PartReport | None, TelephonyError | None]:
    puller = cast("_Puller", get_worker().plugins[name])
    try:
        return spec, puller.pull(spec), None
    except TelephonyError as error:
        return spec, None, error


class _Puller(WorkerPlugin):
    """The event loop of a worker, with the clients of its accounts, in a thread of their own."""

    def __init__(self, sink: Sink, credentials: Callable[[str], Mapping[str, Any]], options: PullOptions) -> None:
        self.name = f"telephony-clients-{uuid.uuid4().hex}"
        self._sink, self._credentials, self._options = sink, credentials, options

    def setup(self, worker: Worker) -> None:  # noqa: ARG002 - distributed calls it so
        """Start the thread."""
        self._accounts = Accounts(self._credentials)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=self.name, daemon=True)
        self._thread.start()

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - as above
        """Close the clients, and end the thread."""
        self._in_loop(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def pull(self, spec: PullSpec) -> PartReport:
        """Pull a part, and wait for its end."""
        return self._in_loop(run_one(spec, self._sink, self._accounts, options=self._options))

    def _in_loop(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result()

    async def _end(self) -> None:
        await cancel_all([task for task in asyncio.all_tasks() if task is not asyncio.current_task()])
        await self._accounts.close()
