"""How a pull is shown while it goes on: alive on a terminal, in lines elsewhere, or in JSON for programs."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.segment import Segment
from rich.text import Text

from telephony_clients.cli.exit_codes import printable, say
from telephony_clients.core.errors import TelephonyError
from telephony_clients.core.events import GateState
from telephony_clients.pull import Accounts, PartReport, PullSpec
from telephony_clients.pull.progress import PullProgress, learned_rate

Failures = Sequence[tuple[PullSpec, TelephonyError]]

_MOST_TOLD = 5
"""Failures that are told one by one; the same one often has many parts."""
_WIDEST = 80


class Ended(StrEnum):
    """How a pull ended."""

    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Shown:
    """Shows nothing but failures; what the others do besides is theirs.

    Args:
        progress: the figures.

    Attributes:
        every: seconds after which `refresh` is called again, None for never.
    """

    every: ClassVar[float | None] = None

    def __init__(self, progress: PullProgress) -> None:
        self.progress = progress

    def begin(self, plan: str) -> None:
        """Show that a pull begins.

        Args:
            plan: what it is going to do, in a line.
        """

    def stop(self) -> None:
        """Show no longer how far it is."""

    def part(self, report: PartReport) -> None:
        """Show that a part is whole."""

    def refresh(self, gates: Sequence[GateState]) -> None:
        """Show how far it is."""

    def end(self, ended: Ended, failures: Failures, place: str) -> None:  # noqa: ARG002 - the others show them
        """Show how it ended.

        Args:
            ended: how.
            failures: parts that failed.
            place: where the others lie.
        """
        for spec, error in failures[:_MOST_TOLD]:
            say(printable(f"{' '.join(_named(spec))}: {type(error).__name__}: {error}"), err=True)
        if len(failures) > _MOST_TOLD:
            say(f"and {len(failures) - _MOST_TOLD:,} more", err=True)
        if ended is not Ended.DONE:
            what = f"{count(len(failures), 'part')} failed" if failures else "interrupted"
            whole = f"{self.progress.done:,} of {count(self.progress.parts, 'part')} whole"
            say(f"telephony-clients: {what}, {whole}: run it again to fetch the rest.", err=True)


class Lines(Shown):
    """Lines: now and then how far it is, and in the end what it came to."""

    every = 10.0

    def begin(self, plan: str) -> None:
        """Show that a pull begins."""
        say(plan, err=True)

    def refresh(self, gates: Sequence[GateState]) -> None:
        """Show how far it is."""
        say(", ".join(figures(self.progress, gates)), err=True)

    def end(self, ended: Ended, failures: Failures, place: str) -> None:
        """Show what it came to."""
        super().end(ended, failures, place)
        if ended is Ended.DONE:
            for line in flowed(summary(self.progress, place), Console(stderr=True).width):
                say(line)


class OnTerminal(Lines):
    """The same on a terminal, where it changes in its place."""

    every = 0.25

    def __init__(self, progress: PullProgress) -> None:
        super().__init__(progress)
        self._gates: Sequence[GateState] = ()
        self._live = Live(self, console=Console(stderr=True), auto_refresh=False, transient=True)

    def begin(self, plan: str) -> None:
        """Show that a pull begins."""
        super().begin(plan)
        self._live.start()

    def refresh(self, gates: Sequence[GateState]) -> None:
        """Show how far it is."""
        self._gates = gates
        self._live.refresh()

    def stop(self) -> None:
        """Take away how far it is."""
        self._live.stop()

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        width = min(options.max_width, _WIDEST)
        yield ProgressBar(total=self.progress.parts, completed=self.progress.done, width=width - 1)
        yield Segment.line()
        for line in flowed(figures(self.progress, self._gates), width - 1):
            yield Text(line)


class JsonLines(Shown):
    """A line of JSON on stdout for each part that is whole or failed, and a last one for the whole pull."""

    def part(self, report: PartReport) -> None:
        """Show that a part is whole."""
        say(json.dumps({"kind": "part", **report.to_dict(), "skipped": report.skipped}))

    def end(self, ended: Ended, failures: Failures, place: str) -> None:
        """Show how it ended."""
        for spec, error in failures:
            said = {"key": spec.key, "spec": spec.to_dict(), "error": type(error).__name__, "message": str(error)}
            say(json.dumps({"kind": "failure", **said}))
        say(
            json.dumps(
                {"kind": "pull", "ended": ended, "out": place, "failed": len(failures), **self.progress.totals()}
            )
        )


class Progress(StrEnum):
    """How progress is shown."""

    LIVE = "live"
    LINES = "lines"
    JSON = "json"
    NONE = "none"

    def shown(self, progress: PullProgress) -> Shown:
        """Return what shows it."""
        kinds = {Progress.LIVE: OnTerminal, Progress.LINES: Lines, Progress.JSON: JsonLines, Progress.NONE: Shown}
        return kinds[self](progress)


@asynccontextmanager
async def watched(shown: Shown, plan: str, accounts: Accounts) -> AsyncIterator[None]:
    """Let a pull be shown from its begin on, and how far it is as often as that is wanted.

    Args:
        shown: what shows it.
        plan: as of `Shown.begin`.
        accounts: those that are pulled.
    """
    every = shown.every
    shown.begin(plan)

    async def watch(seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            shown.refresh(accounts.gates())

    watching = None if every is None else asyncio.create_task(watch(every))
    try:
        yield
    finally:
        if watching is not None:
            watching.cancel()
            await asyncio.wait({watching})
        shown.stop()
    if watching is not None and not watching.cancelled():
        watching.result()  # nobody reads what it prints


def figures(progress: PullProgress, gates: Sequence[GateState]) -> list[str]:
    """Return how far a pull is, figure by figure."""
    rows, _ = progress.speeds()
    rate, left = learned_rate(gates), progress.left(gates)
    found = [
        f"{progress.done:,} of {count(progress.parts, 'part')}",
        f"{progress.skipped:,} there already" if progress.skipped else "",
        f"{count(progress.received, 'row')} received",
        f"{rows:,.0f} rows/s",
        count(progress.pages, "page"),
        count(progress.requests, "request"),
        f"{progress.refused:,} refused" if progress.refused else "",
        f"{progress.retries:,} retried" if progress.retries else "",
        *_gates(gates, progress.reason),
        f"{rate:,.1f} requests/s learned" if rate is not None else "",
        f"about {timedelta(seconds=round(left))} left" if left is not None else "",
    ]
    return [one for one in found if one]


def summary(progress: PullProgress, place: str) -> list[str]:
    """Return what a pull came to, figure by figure."""
    came = progress.totals()
    found = [
        f"{place}: {count(came['rows'], 'row')} in {count(came['done'], 'part')}",
        f"{came['skipped']:,} there already" if came["skipped"] else "",
        count(came["requests"], "request"),
        f"{came['refused']:,} refused" if came["refused"] else "",
        f"{came['retries']:,} retried" if came["retries"] else "",
        f"{came['seconds']:.1f} s",
    ]
    return [one for one in found if one]


def flowed(items: Sequence[str], width: int) -> Iterator[str]:
    """Yield lines of so many characters with commas between the items, none of which is broken."""
    line = ""
    for place, item in enumerate(items):
        said = item + ("," if place < len(items) - 1 else "")
        if line and len(line) + 1 + len(said) > width:
            yield line
            line = ""
        line = f"{line} {said}" if line else said
    if line:
        yield line


def _gates(gates: Sequence[GateState], reason: str | None) -> tuple[str, ...]:
    closed = [gate for gate in gates if gate.state != "open"]
    if not closed:
        return ("gate open" if len(gates) == 1 else f"{len(gates):,} gates open",)
    why = "vendor down" if reason == "outage" else "rate limited"
    wait = min(gate.reopens_in for gate in closed)
    which = "gate closed" if len(gates) == 1 else f"{len(closed):,} of {len(gates):,} gates closed"
    return f"{which} ({why})", f"next try in {wait:.1f} s"


def _named(spec: PullSpec) -> Iterator[str]:
    yield spec.resource
    yield spec.account
    if spec.since is not None:
        yield spec.since
    if spec.until is not None:
        yield f"to {spec.until}"


def count(number: int, noun: str) -> str:
    """Return a number of things in words."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
