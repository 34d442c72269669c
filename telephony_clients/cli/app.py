"""The commands. Each does its work elsewhere; what is here is arguments, output and exit codes."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.completion import completion_init, get_completion_script  # type: ignore[attr-defined]

from telephony_clients import CLIENTS, __version__
from telephony_clients.cli import demo as demonstration
from telephony_clients.cli import pull, routes, serving, shown, vendors
from telephony_clients.cli.arguments import Vendor, pairs
from telephony_clients.cli.exit_codes import (
    IN_HELP,
    ExitCode,
    PipeClosedError,
    code_of,
    escape_what_cannot_be_encoded,
    failed,
    printable,
    say,
)
from telephony_clients.core.errors import ConfigurationError, TelephonyError
from telephony_clients.core.values import UNSET
from telephony_clients.sandbox import Sandbox

_PROGRAM = "telephony-clients"
_COMPLETE = "_TELEPHONY_CLIENTS_COMPLETE"

app = typer.Typer(
    name=_PROGRAM,
    help="One asyncio client for Talkroute, Talkable and Talkover.",
    epilog=IN_HELP,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,  # its boxes leave no room for words in a narrow terminal
    pretty_exceptions_enable=False,
)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise PipeClosedError


class Shell(StrEnum):
    """Shells that can complete commands and options."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit code, see `ExitCode`.

    Args:
        arguments: without the program's name; those of the process when left out.
    """
    escape_what_cannot_be_encoded()
    if _COMPLETE in os.environ:
        completion_init()
    try:
        code = _ended(arguments)
        sys.stdout.flush()
    except (PipeClosedError, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at the end
        return ExitCode.PIPE_CLOSED
    return code


def _ended(arguments: list[str] | None) -> int:
    try:
        code = app(arguments, prog_name=_PROGRAM, standalone_mode=False)
    except TelephonyError as error:
        return failed(str(error), code_of(error))
    except typer.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        raise
    except OSError as error:
        return failed(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", ExitCode.USAGE)
    except Exception as error:
        said = getattr(error, "format_message", None)  # what typer raises for wrong usage
        if said is None:
            raise
        return failed(f"{said().rstrip('.')}. See {_PROGRAM} --help.", ExitCode.USAGE)
    return code if isinstance(code, int) else ExitCode.DONE


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        say(f"{_PROGRAM} {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001 - its callback acts
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """One asyncio client for Talkroute, Talkable and Talkover."""
    if context.invoked_subcommand is None:
        say(context.get_help(), err=True)
        raise typer.Exit(ExitCode.USAGE)


@app.command()
def demo(
    *,
    live: Annotated[
        bool, typer.Option("--live", help="Pull from the vendors whose keys are in the environment, read-only.")
    ] = False,
    records: Annotated[int, typer.Option(min=0, help="Call records of each of the two telephone vendors.")] = 20_000,
) -> int:
    """Pull from all three vendors side by side, while one throttles and one drops connections."""
    console = _Console()
    if live:
        return asyncio.run(demonstration.live(console))
    return asyncio.run(demonstration.against_sandbox(console, records=records))


app.command()(pull.pull)
app.command()(pull.datasets)


@app.command()
def sandbox(
    command: Annotated[
        list[str] | None,
        typer.Argument(help="A command to run instead of serving until Ctrl-C, after --.", show_default=False),
    ] = None,
    *,
    seed: Annotated[int, typer.Option(help="The same seed gives the same data.")] = 7,
    calls: Annotated[int, typer.Option(min=0, help="Talkover calls and Talkroute call records.")] = 20_000,
    port: Annotated[
        int | None, typer.Option(help=f"The first of three ports in a row: {', '.join(CLIENTS)}. Free ones without it.")
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(help="Such as talkable:throttle=5/s or talkover:status=503,every=10; as often as needed."),
    ] = None,
    env_file: Annotated[
        Path | None, typer.Option(help="Write addresses and keys to this file, too, as NAME=value.")
    ] = None,
) -> int:
    """Serve stand-ins of the three vendors on this machine, and print how to reach them.

    With `-- COMMAND`, run that with the addresses and keys in its environment.
    """
    served = Sandbox(seed=seed, calls=calls, call_records=calls, ports=serving.ports(port))
    for text in fault or []:
        serving.set_fault(served, text)
    if command:
        return asyncio.run(serving.around(served, env_file, command))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serving.serve(served, env_file))
    return ExitCode.DONE


@app.command()
def doctor(
    vendor: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(CLIENTS)}; all whose keys are set without it.")
    ] = None,
    *,
    by_route: Annotated[
        bool, typer.Option("--routes", help="Try each route that reads: a vendor's reference may not be public.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --routes: print JSON, for an issue.")] = False,
) -> int:
    """Try every key in the environment with the cheapest call that needs it.

    With a vendor and --routes, read one record of each of its routes, and print which of them hold. Nothing of the
    account is printed.
    """
    if not by_route:
        return asyncio.run(_examine([vendor] if vendor else CLIENTS))
    if vendor is None:
        raise ConfigurationError("--routes needs a vendor.")
    tried = asyncio.run(routes.try_routes(lambda options: vendors.opened(vendor, os.environ, options)))
    said = [shown.as_json(routes.report(vendor, tried))] if as_json else routes.lines(tried)
    for line in said:
        say(line)
    return ExitCode.DONE


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
    params = pairs(param or [], "-p")
    data = asyncio.run(_fetch(vendor, method, path, params, UNSET if body is None else _parsed(body)))
    say(shown.as_json(data))


@app.command()
def operations(
    vendor: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(CLIENTS)}.", autocompletion=lambda: list(CLIENTS))
    ] = None,
) -> None:
    """List what is covered: verb, path, method of the SDK, and how well the operation is known.

    The source is documented (the vendor prints it), observed (in public clients in production) or inferred.
    """
    rows = [row for name in ([vendor] if vendor else CLIENTS) for row in vendors.operations(name)]
    for line in shown.table(rows, shown.screen_width()):
        say(line)


@app.command()
def completion(shell: Annotated[Shell, typer.Argument(help="For eval, or for the shell's own folder.")]) -> None:
    """Print the script that lets a shell complete commands and options: eval "$(telephony-clients completion bash)"."""
    say(get_completion_script(prog_name=_PROGRAM, complete_var=_COMPLETE, shell=shell.value))


@app.command()
def changelog() -> None:
    """Print what has changed, version by version."""
    say(files("telephony_clients").joinpath("CHANGELOG.md").read_text(encoding="utf-8").rstrip())


async def _examine(names: Iterable[str]) -> int:
    codes: list[ExitCode] = []
    for vendor in names:
        missing = vendors.lacking(vendor, os.environ)
        if missing:
            say(f"{vendor:10}  skipped   set {' and '.join(missing)}")
            continue
        try:
            async with vendors.opened(vendor, os.environ) as client:
                await client.with_options(deadline=15.0).check()
                say(f"{vendor:10}  ok        {client.base_url}")
                codes.append(ExitCode.DONE)
        except TelephonyError as error:
            say(f"{vendor:10}  {type(error).__name__}: {printable(str(error))}")
            codes.append(code_of(error))
    if not codes:
        return failed("No key in the environment: there is nothing to try.", ExitCode.USAGE)
    return max(codes)


async def _fetch(vendor: str, method: str, path: str, params: dict[str, list[str]], body: Any) -> Any:
    async with vendors.opened(vendor, os.environ) as client:
        return (await client.request(method, path, params=params, json=body)).data


def _parsed(text: str) -> Any:
    try:
        return json.loads(os.fsencode(text))  # UTF-8, whatever the terminal's encoding
    except ValueError as error:
        raise ConfigurationError(f"--json is not JSON: {error}") from None
