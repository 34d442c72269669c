"""The commands that pull a vendor's lists into files, and list what can be pulled."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import attrs
import typer

from telephony_clients import CLIENTS
from telephony_clients.cli import vendors
from telephony_clients.cli.accounts import AccountVariables, accounts_of
from telephony_clients.cli.arguments import Vendor, max_rate, moment, pairs, stretch
from telephony_clients.cli.exit_codes import ExitCode, code_of, say
from telephony_clients.cli.progress import Ended, Failures, Progress, Shown, count, watched
from telephony_clients.cli.shown import list_of, screen_width
from telephony_clients.core.client.dataset import Dataset
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.options import Options
from telephony_clients.core.shared_quota import MaxRate
from telephony_clients.pull import (
    Accounts,
    NdjsonFiles,
    ParquetFiles,
    PullFailed,
    PullOptions,
    PullSpec,
    dataset_of,
    plan,
    run_all,
)
from telephony_clients.pull import datasets as datasets_of
from telephony_clients.pull.overlaps import check_overlaps
from telephony_clients.pull.progress import PullProgress
from telephony_clients.pull.reading import Reader
from telephony_clients.pull.sinks import Files
from telephony_clients.pull.spec import Filter

_FILES_OF_A_PART = 8
"""Its own, and connections for the page that it reads and those ahead."""


class Format(StrEnum):
    """How rows are written."""

    PARQUET = "parquet"
    NDJSON = "ndjson"


def _names_of_datasets(context: typer.Context) -> list[str]:
    vendor = context.params.get("vendor")
    return [*datasets_of(vendor)] if vendor in CLIENTS else []


Name = Annotated[
    str, typer.Argument(help="What to pull: see `datasets`.", autocompletion=_names_of_datasets, show_default=False)
]
Out = Annotated[str, typer.Option(help="A folder, or a URL such as s3://bucket/calls if fsspec is installed.")]
Since = Annotated[
    datetime | None, typer.Option(parser=moment, metavar="TIME", help="Where it begins, such as 2026-01-01, in UTC.")
]
Until = Annotated[
    datetime | None,
    typer.Option(parser=moment, metavar="TIME", help="Where it ends; the last whole step before today without it."),
]
Step = Annotated[
    timedelta | None,
    typer.Option(parser=stretch, metavar="TIME", help="How long the window of one file is, such as 7d or 12h."),
]
Written = Annotated[Format | None, typer.Option("--format", help="Parquet if pyarrow is installed, else JSON lines.")]
Chosen = Annotated[
    list[str] | None, typer.Option(help="Which accounts of --accounts, as often as needed; all without it.")
]
Named = Annotated[
    Path | None,
    typer.Option(
        help='A file that names variables: [talkover.acme] api_key = "$ACME_TOKEN". Without it there is one account, '
        "main, by the usual variables."
    ),
]
Over = Annotated[
    list[str] | None, typer.Option(help="The persons, or metrics, that a list is read for, as often as needed.")
]
Narrowed = Annotated[list[str] | None, typer.Option("--filter", help="Such as status=completed, as often as needed.")]
Concurrency = Annotated[int, typer.Option(min=1, help="Requests of one account that are on their way at once.")]
Rate = Annotated[
    float | None,
    typer.Option(
        "--max-rate", parser=max_rate, metavar="RATE", help="Requests of one account at most, such as 5/s or 300/m."
    ),
]
Twice = Annotated[bool, typer.Option("--twice", help="Read every list twice, even if none is seen to change.")]
Audio = Annotated[bool, typer.Option("--audio", help="Save recordings, or voicemail, beside the rows, too.")]
Told = Annotated[Progress | None, typer.Option(help="Live on a terminal and lines elsewhere without it.")]


def pull(
    vendor: Vendor,
    dataset: Name,
    *,
    out: Out,
    since: Since = None,
    until: Until = None,
    step: Step = None,
    file_format: Written = None,
    account: Chosen = None,
    accounts: Named = None,
    over: Over = None,
    filters: Narrowed = None,
    concurrency: Concurrency = 16,
    rate: Rate = None,
    twice: Twice = False,
    audio: Audio = False,
    progress: Told = None,
) -> int:
    """Pull a list over months and for many accounts into files, without gaps and without doubles.

    A file is whole or absent. What is there is not fetched again, so the same command resumes a pull that was
    interrupted or in which parts failed, and a day later fetches the new day: there is no option for that.
    """
    vendors.client_class(vendor)
    credentials, resource = accounts_of(vendor, accounts, account or []), f"{vendor}.{dataset}"
    ends = until or _last_whole(resource, since, step)
    specs = plan(resource, credentials.names, since, ends, step, over=over or (), filters=_filters(filters or []))
    files = _files(file_format, out)
    check_overlaps(files, specs)
    figures = PullProgress(len(specs))
    shown = (progress or (Progress.LIVE if sys.stderr.isatty() else Progress.LINES)).shown(figures)
    paced = None if rate is None else MaxRate(rate)
    of_clients = Options(concurrency=concurrency, shared_quota=paced, on_event=figures)
    of_pull = attrs.evolve(_side_by_side(len(credentials.names), concurrency, rate), twice=twice, audio=audio)
    return _Job(specs, files, credentials, shown, out, of_clients, of_pull).run()


def datasets(
    vendor: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(CLIENTS)}.", autocompletion=lambda: list(CLIENTS))
    ] = None,
) -> None:
    """List what can be pulled: vendor, dataset, and what each of its rows is."""
    rows: list[tuple[str, str]] = []
    for name in [vendor] if vendor else CLIENTS:
        vendors.client_class(name)
        rows += [(f"{name} {dataset}", _about(one)) for dataset, one in datasets_of(name).items()]
    for line in list_of(rows, screen_width()):
        say(line)


def _about(dataset: Dataset) -> str:
    about = (dataset.record.__doc__ or "").partition(".")[0]
    needs = [f"--over {dataset.over.upper()}"] if dataset.over else []
    needs += ["--since"] if dataset.cut else []
    return f"{about}; needs {' '.join(needs)}" if needs else about


@attrs.frozen
class _Job:
    """A pull and how it is shown."""

    specs: Sequence[PullSpec]
    files: Files
    credentials: AccountVariables
    shown: Shown
    place: str
    options: Options
    pull_options: PullOptions

    def run(self) -> int:
        """Pull, and return the exit code."""
        try:
            failures = asyncio.run(self._pull())
        except KeyboardInterrupt:
            self.shown.end(Ended.INTERRUPTED, [], self.place)
            return ExitCode.INTERRUPTED
        self.shown.end(Ended.FAILED if failures else Ended.DONE, failures, self.place)
        if failures and not self.shown.progress.done:
            return max(code_of(error) for _, error in failures)
        return ExitCode.PARTS_FAILED if failures else ExitCode.DONE

    async def _pull(self) -> Failures:
        async with Accounts(self.credentials, options=self.options) as accounts:
            self._check(accounts)
            reports = run_all(self.specs, self.files, accounts, options=self.pull_options)
            try:
                async with watched(self.shown, self._plan(), accounts), aclosing(reports):
                    async for report in reports:
                        self.shown.progress.add(report)
                        self.shown.part(report)
            except PullFailed as error:
                return error.failures
        return []

    def _plan(self) -> str:
        names = list(dict.fromkeys(spec.account for spec in self.specs))
        whose = names[0] if len(names) == 1 else f"{len(names):,} accounts"
        first, last = self.specs[0], self.specs[-1]
        window = f", {first.since[:10]} to {(last.until or '')[:10]}" if first.since else ""
        parts = count(len(self.specs), "part")
        return f"{first.resource} of {whose}{window}: {parts} into {self.place}, as {self.files.suffix}"

    def _check(self, accounts: Accounts) -> None:
        """Try what can be tried before anything is sent: the first account's client, and the filters."""
        spec = self.specs[0]
        client = accounts.client(spec.resource, spec.account)
        dataset = dataset_of(spec.resource)
        if self.pull_options.audio and dataset.audio is None:
            raise ConfigurationError(f"{spec.resource} has no sound to save.")
        Reader(dataset, client, spec.window, over=spec.over, filters=dict(spec.filters)).check()


def _last_whole(resource: str, since: datetime | None, step: timedelta | None) -> datetime:
    """Return the end of the last whole window before today, so that all windows are closed and stay as they are."""
    dataset, today = dataset_of(resource), datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if dataset.cut is None:
        return today
    if since is None:
        raise ConfigurationError(f"{resource} is pulled in windows of time: --since is needed.")
    length = step or dataset.step
    windows = (today - since) // length if length else 0
    if windows < 1:
        raise ConfigurationError(
            f"No whole window of {length} ends before today: a later --until, or a shorter --step."
        )
    return since + windows * length


def _filters(given: Sequence[str]) -> dict[str, Filter]:
    filters: dict[str, Filter] = {}
    for name, values in pairs(given, "--filter").items():
        if len(values) > 1:
            raise ConfigurationError(f"--filter takes {name} once.")
        filters[name] = _value(values[0])
    return filters


def _value(text: str) -> Filter:
    if text in {"true", "false"}:
        return text == "true"
    try:
        return int(text) if str(int(text)) == text else text  # 007 and +1202 are texts
    except ValueError:
        return text


def _files(chosen: Format | None, out: str) -> Files:
    has_arrow = find_spec("pyarrow") is not None
    if chosen is Format.PARQUET and not has_arrow:
        raise ConfigurationError("Parquet needs pyarrow: pip install 'telephony-clients[arrow]'; or --format ndjson.")
    return NdjsonFiles(out) if chosen is Format.NDJSON or not has_arrow else ParquetFiles(out)


def _parts_at_once() -> int:
    """Return how many parts may be under way, each with files and connections, and let this process open many."""
    most = PullOptions().at_once
    try:
        import resource  # noqa: PLC0415 - Windows has none, and no such limit
    except ImportError:
        return most
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most * _FILES_OF_A_PART
    if resource.RLIM_INFINITY not in {soft, hard}:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(1, min(most, wanted // _FILES_OF_A_PART))


def _side_by_side(accounts: int, concurrency: int, rate: float | None) -> PullOptions:
    """Return how many parts are under way, so that every account gets its share of them, and how long calls may wait.

    At a rate of one's own, that is for their turn behind all others of the account, besides for the vendor.
    """
    at_once, usual = _parts_at_once(), PullOptions()
    return PullOptions(
        at_once=at_once,
        of_account=max(1, min(concurrency, at_once // accounts)),
        max_wait=usual.max_wait + (0.0 if rate is None else concurrency * (1 + usual.ahead) / rate),
    )
