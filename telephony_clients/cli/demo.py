"""The demonstration: everything is pulled from three vendors at once, while they misbehave, and nothing is lost."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from typing import Any

import attrs
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from telephony_clients.cli import vendors
from telephony_clients.core import events
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.errors import ConfigurationError, TelephonyError
from telephony_clients.core.options import Options
from telephony_clients.sandbox import Sandbox

_AHEAD = 8
_FEWEST_ASSETS = 120
_WIDE = 80
_COLUMNS = (
    TextColumn("{task.description:<15}"),
    BarColumn(bar_width=16),
    MofNCompleteColumn(),
    TextColumn("{task.fields[state]}"),
)
_NARROW_COLUMNS = (TextColumn("{task.description}\n  {task.completed}/{task.total} {task.fields[state]}"),)
_FIGURES = ("records", "requests", "rate\nlimited", "retries", "longest\nwait", "records\nlost", "seconds")
_LISTS = {
    "talkover": ("Talkover calls", "calls"),
    "talkroute": ("Talkroute calls", "call_history"),
    "talkable": ("Talkable assets", "assets"),
}
"""Vendor -> what is pulled, and the resource whose list it is."""


@attrs.define
class Tally:
    """What a pull took, counted from the client's events."""

    requests: int = 0
    refused: int = 0
    retries: int = 0
    longest_wait: float = 0.0
    throttled_until: float = 0.0

    def __call__(self, event: events.Event) -> None:
        """Count one event."""
        match event:
            case events.AttemptFinished():
                self.requests += 1
                self.refused += event.status == HTTPStatus.TOO_MANY_REQUESTS
            case events.Waiting(reason="retry"):
                self.retries += 1
            case events.CallFinished():
                self.longest_wait = max(self.longest_wait, event.waited)
            case events.GateChanged(state="closed"):
                self.throttled_until = time.monotonic() + event.seconds


@attrs.define
class Pull:
    """One list that is pulled to its end.

    Attributes:
        title: what is shown.
        pager: the list.
        tally: what it takes.
        expected: records that there are, None when only the vendor knows.
        received: records that came, by id.
        records: records that came, repeats counted.
        seconds: how long it took.
    """

    title: str
    pager: Pager[Any]
    tally: Tally
    expected: int | None = None
    received: set[Any] = attrs.field(factory=set)
    records: int = 0
    seconds: float = 0.0

    @property
    def lost(self) -> int:
        """Records that should have come and did not."""
        return max(0, (self.expected or 0) - len(self.received))

    async def run(self, show: Callable[["Pull"], None]) -> None:
        """Pull page after page, and show each."""
        began = time.monotonic()
        async for page in self.pager.prefetch(_AHEAD).pages():
            if self.expected is None:
                self.expected = page.total
            self.records += len(page)
            self.received.update(record.id for record in page)
            show(self)
        self.expected = self.records if self.expected is None else self.expected
        self.seconds = time.monotonic() - began
        show(self)


async def against_sandbox(console: Console, *, records: int) -> int:
    """Pull from the embedded sandbox; return the exit code.

    Args:
        console: where to show it.
        records: calls of each of the two telephone vendors.
    """
    assets = max(_FEWEST_ASSETS, records // 50)
    async with Sandbox(calls=records, call_records=records, assets=assets) as sandbox:
        sandbox.talkable.faults.throttle(rate=12, burst=5)
        sandbox.talkroute.faults.reset(times=None, every=13)
        console.print("The sandbox's [b]Talkable[/b] throttles without saying for how long, and its")
        console.print("[b]Talkroute[/b] drops every 13th connection. Nothing leaves this machine.\n")
        expected = {"talkover": records, "talkroute": records, "talkable": assets}
        # small pages make enough requests for the throttling to show
        return await _pull_all(console, sandbox.environment(), expected, page_sizes={"talkable": 10})


async def live(console: Console) -> int:
    """Pull from the vendors whose keys are in the environment, read-only; return the exit code.

    Raises:
        ConfigurationError: there is no key.
    """
    expected = {vendor: None for vendor in _LISTS if not vendors.lacking(vendor, os.environ)}
    if not expected:
        raise ConfigurationError(
            "No key in the environment: set TALKROUTE_API_KEY, TALKABLE_API_KEY with TALKABLE_SITE_SLUG, "
            "or TALKOVER_TOKEN; or leave out --live."
        )
    return await _pull_all(console, os.environ, expected, page_sizes={})


async def _pull_all(
    console: Console,
    environment: Mapping[str, str],
    expected: Mapping[str, int | None],
    page_sizes: Mapping[str, int],
) -> int:
    async with AsyncExitStack() as stack:
        pulls = []
        for vendor, records in expected.items():
            tally = Tally()
            client: Any = vendors.opened(vendor, environment, Options(on_event=tally))
            await stack.enter_async_context(client)
            title, resource = _LISTS[vendor]
            pager = getattr(client, resource).list(page_size=page_sizes.get(vendor))
            pulls.append(Pull(title, pager, tally, records))
        return await _race(console, pulls)


async def _race(console: Console, pulls: list[Pull]) -> int:
    began = time.monotonic()
    failures: list[TelephonyError] = []
    try:
        async with _shown(console, pulls) as show, asyncio.TaskGroup() as group:
            for pull in pulls:
                group.create_task(pull.run(show))
    except* TelephonyError as several:
        failures = [error for error in several.exceptions if isinstance(error, TelephonyError)]
    if failures:
        raise failures[0]
    lost = sum(pull.lost for pull in pulls)
    console.print()
    _results(console, pulls, time.monotonic() - began)
    return 1 if lost else 0


@asynccontextmanager
async def _shown(console: Console, pulls: list[Pull]) -> AsyncIterator[Callable[[Pull], None]]:
    columns = _COLUMNS if console.width >= _WIDE else _NARROW_COLUMNS
    with Progress(*columns, console=console) as progress:
        bars: dict[str, TaskID] = {
            pull.title: progress.add_task(pull.title, total=pull.expected, state="") for pull in pulls
        }

        def show(pull: Pull) -> None:
            progress.update(bars[pull.title], completed=len(pull.received), total=pull.expected, state=_state(pull))

        async def watch() -> None:
            while True:
                await asyncio.sleep(0.1)
                for pull in pulls:
                    progress.update(bars[pull.title], state=_state(pull))

        watching = asyncio.create_task(watch())
        try:
            yield show
        finally:
            watching.cancel()


def _state(pull: Pull) -> str:
    if pull.seconds:
        return "[green]done[/green]"
    pause = pull.tally.throttled_until - time.monotonic()
    return f"[yellow]rate limited, retrying in {pause:.1f} s[/yellow]" if pause > 0 else ""


def _results(console: Console, pulls: list[Pull], seconds: float) -> None:
    rows = [(pull.title, _figures([pull], pull.seconds)) for pull in pulls] + [("total", _figures(pulls, seconds))]
    if console.width < _WIDE:
        for title, figures in rows:
            said = (f"{name} {figure}" for figure, name in zip(figures, _FIGURES, strict=True))
            console.print(f"{title}: {', '.join(said)}".replace("\n", " "), highlight=False)
        return
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("list", no_wrap=True)
    for name in _FIGURES:
        table.add_column(name, justify="right", no_wrap=True)
    for title, figures in rows:
        table.add_row(title, *figures)
    console.print(table)


def _figures(pulls: list[Pull], seconds: float) -> list[str]:
    return [
        f"{sum(len(pull.received) for pull in pulls):,}",
        str(sum(pull.tally.requests for pull in pulls)),
        str(sum(pull.tally.refused for pull in pulls)),
        str(sum(pull.tally.retries for pull in pulls)),
        f"{max(pull.tally.longest_wait for pull in pulls):.1f}",
        str(sum(pull.lost for pull in pulls)),
        f"{seconds:.1f}",
    ]
