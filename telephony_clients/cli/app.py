"""The commands. Each does its work elsewhere; what is here is arguments, output and exit codes."""

import asyncio
import contextlib
import json
import os
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from telephony_clients import CLIENTS
from telephony_clients.cli import demo as demonstration
from telephony_clients.cli import vendors
from telephony_clients.core.errors import ConfigurationError, TelephonyError
from telephony_clients.core.values import UNSET
from telephony_clients.sandbox import Sandbox

app = typer.Typer(
    name="telephony-clients",
    help="One asyncio client for Talkroute, Talkable and Talkover.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Vendor = Annotated[str, typer.Argument(help=f"One of {', '.join(CLIENTS)}.")]


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code: 0 fine, 1 records lost, 2 it could not be done.

    Args:
        arguments: without the program's name; those of the process when left out.
    """
    try:
        code = app(arguments, standalone_mode=False)
    except TelephonyError as error:
        return _refused(str(error))
    except typer.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Exception as error:
        show = getattr(error, "show", None)  # what typer raises for wrong usage
        if show is None:
            raise
        show()
        return 2
    return code if isinstance(code, int) else 0


@app.command()
def demo(
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Pull from the vendors whose keys are in the environment, read-only.")
    ] = False,
    records: Annotated[int, typer.Option(help="Call records of each of the two telephone vendors.")] = 20_000,
) -> int:
    """Pull from all three vendors side by side, while one throttles and one drops connections."""
    console = Console()
    if live:
        return asyncio.run(demonstration.live(console))
    return asyncio.run(demonstration.against_sandbox(console, records=records))


@app.command()
def sandbox(
    *,
    seed: Annotated[int, typer.Option(help="The same seed gives the same data.")] = 7,
    calls: Annotated[int, typer.Option(help="Talkover calls and Talkroute call records.")] = 20_000,
) -> None:
    """Serve stand-ins of the three vendors on this machine until Ctrl-C, and print how to reach them."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(seed, calls))


@app.command()
def doctor() -> int:
    """Try every key in the environment with the cheapest call that needs it."""
    return asyncio.run(_examine())


@app.command()
def request(
    vendor: Vendor,
    method: Annotated[str, typer.Argument(help="GET, POST and so on.")],
    path: Annotated[str, typer.Argument(help="Below the base URL, such as /agents.")],
    *,
    param: Annotated[list[str] | None, typer.Option("--param", "-p", help="name=value, as often as needed.")] = None,
    body: Annotated[str | None, typer.Option("--json", "-j", help="The body, as JSON.")] = None,
) -> None:
    """Make one call and print its data as JSON."""
    params = _pairs(param or [])
    data = asyncio.run(_fetch(vendor, method, path, params, UNSET if body is None else _parsed(body)))
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False))


@app.command()
def operations(vendor: Annotated[str | None, typer.Argument(help=f"One of {', '.join(CLIENTS)}.")] = None) -> None:
    """List what is covered: verb, path, method of the SDK, and how well the operation is known."""
    rows = [row for name in ([vendor] if vendor else CLIENTS) for row in vendors.operations(name)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


async def _serve(seed: int, calls: int) -> None:
    async with Sandbox(seed=seed, calls=calls, call_records=calls) as running:
        for name, value in running.environment().items():
            typer.echo(f"export {name}={value}")
        typer.echo("# serving until Ctrl-C", err=True)
        sys.stdout.flush()
        await asyncio.Event().wait()


async def _examine() -> int:
    found, failed = 0, 0
    for vendor in CLIENTS:
        missing = vendors.lacking(vendor, os.environ)
        if missing:
            typer.echo(f"{vendor:10}  skipped   set {' and '.join(missing)}")
            continue
        found += 1
        try:
            async with vendors.opened(vendor, os.environ) as client:
                await client.with_options(deadline=15.0).check()
                typer.echo(f"{vendor:10}  ok        {client.base_url}")
        except TelephonyError as error:
            failed += 1
            typer.echo(f"{vendor:10}  {type(error).__name__}: {error}")
    if not found:
        return _refused("no key in the environment: there is nothing to try.")
    return 2 if failed else 0


async def _fetch(vendor: str, method: str, path: str, params: dict[str, list[str]], body: Any) -> Any:
    async with vendors.opened(vendor, os.environ) as client:
        return (await client.request(method, path, params=params, json=body)).data


def _pairs(given: list[str]) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not (name and mark):
            raise ConfigurationError(f"-p takes name=value, not {text!r}.")
        pairs.setdefault(name, []).append(value)
    return pairs


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ConfigurationError(f"--json is not JSON: {error}") from None


def _refused(text: str) -> int:
    typer.echo(f"telephony-clients: {text}", err=True)
    return 2
