"""The sandbox as a command: served until Ctrl-C, or around another command, with faults as they are asked for."""

import asyncio
import math
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from telephony_clients import CLIENTS
from telephony_clients.cli.arguments import per_second
from telephony_clients.cli.exit_codes import ExitCode, failed, say
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.sandbox import Aim, Faults, Sandbox

_HIGHEST_PORT = 65535


def ports(first: int | None) -> dict[str, int] | None:
    """Return a port for each vendor, in a row from the first; None for free ones.

    Raises:
        ConfigurationError: they are no ports.
    """
    if first is None:
        return None
    if not 0 < first <= _HIGHEST_PORT - len(CLIENTS) + 1:
        raise ConfigurationError(f"--port is from 1 to {_HIGHEST_PORT - len(CLIENTS) + 1}, not {first}.")
    return {vendor: first + place for place, vendor in enumerate(CLIENTS)}


async def serve(sandbox: Sandbox, env_file: Path | None) -> None:
    """Serve until cancelled, and print how to reach the stand-ins."""
    async with sandbox:
        _write(sandbox, env_file)
        for name, value in sandbox.environment().items():
            say(f"export {name}={value}")
        sys.stdout.flush()
        say("# serving until Ctrl-C", err=True)
        await asyncio.Event().wait()


async def around(sandbox: Sandbox, env_file: Path | None, command: Sequence[str]) -> int:
    """Run a command with the stand-ins' addresses and keys in its environment; return its exit code."""
    async with sandbox:
        _write(sandbox, env_file)
        try:
            process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **sandbox.environment()})
        except FileNotFoundError:
            return failed(f"There is no command {command[0]!r}.", ExitCode.NO_SUCH_COMMAND)
        except PermissionError:
            return failed(f"{command[0]!r} is not executable.", ExitCode.NOT_EXECUTABLE)
        with suppress(NotImplementedError, RuntimeError):  # on Windows; outside of the main thread
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGINT, lambda: None)  # the terminal sends it to the command as well
            loop.add_signal_handler(signal.SIGTERM, process.terminate)
        code = await process.wait()
        return code if code >= 0 else 128 - code


def set_fault(sandbox: Sandbox, text: str) -> None:
    """Let a stand-in misbehave.

    Args:
        sandbox: the sandbox.
        text: such as ``talkable:throttle=5/s`` or ``talkover:status=503,every=10,path=/calls``. A fault strikes once,
            one with ``every`` always; ``throttle`` and ``unknown_field`` stay.

    Raises:
        ConfigurationError: there is no such vendor or fault, or a value does not fit.
    """
    vendor, _, script = text.partition(":")
    first, *others = script.split(",")
    name, _, value = first.partition("=")
    if vendor not in CLIENTS or name not in _FAULTS:
        known = f"Vendors: {', '.join(CLIENTS)}; faults: {', '.join(_FAULTS)}"
        raise ConfigurationError(f"--fault is VENDOR:FAULT[=VALUE], not {text!r}. {known}.")
    try:
        _FAULTS[name](getattr(sandbox, vendor).faults, value, _aim(others))
    except ValueError as error:
        raise ConfigurationError(f"--fault {text!r}: {error}.") from None


def _throttle(faults: Faults, value: str, aim: Aim) -> None:
    rate = per_second(value)
    faults.throttle(rate, math.ceil(rate), **aim)


def _unknown_field(faults: Faults, value: str, aim: Aim) -> None:
    faults.unknown_field(**({"name": value} if value else {}), **aim)


_FAULTS: Mapping[str, Callable[[Faults, str, Aim], None]] = {
    "throttle": _throttle,
    "status": lambda faults, value, aim: faults.status(int(value), **aim),
    "reset": lambda faults, _, aim: faults.reset(**aim),
    "cut_body": lambda faults, _, aim: faults.cut_body(**aim),
    "slow": lambda faults, value, aim: faults.slow(float(value), **aim),
    "html": lambda faults, value, aim: faults.html(int(value or 200), **aim),
    "unknown_field": _unknown_field,
}


def _aim(settings: Sequence[str]) -> Aim:
    known: dict[str, Callable[[str], Any]] = {"times": int, "every": int, "method": str, "path": str}
    aim: dict[str, Any] = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in known:
            raise ValueError(f"there is no {name!r}; there are {', '.join(known)}")
        aim[name] = known[name](value)
    if "every" in aim:
        aim.setdefault("times", None)
    return cast("Aim", aim)


def _write(sandbox: Sandbox, env_file: Path | None) -> None:
    """Write the environment to a file, which is there once it is whole."""
    if env_file is not None:
        unfinished = env_file.with_name(f"{env_file.name}.unfinished")
        unfinished.write_text("".join(f"{name}={value}\n" for name, value in sandbox.environment().items()))
        unfinished.replace(env_file)
