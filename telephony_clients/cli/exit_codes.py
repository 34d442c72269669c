"""How a command ends: its exit code, and one line on stderr when it could not be done."""

import sys
from enum import IntEnum

from telephony_clients.core.errors import ConfigurationError, TelephonyError, TransportError


class ExitCode(IntEnum):
    """What a command's exit code means; with ``sandbox -- COMMAND`` it is that command's."""

    DONE = 0
    RECORDS_LOST = 1
    """The demo did not get every record."""
    USAGE = 2
    """What was asked for is wrong or incomplete, or this machine lacks something; nothing was sent."""
    REFUSED = 3
    """The vendor answered, and refused or sent what cannot be used."""
    NETWORK = 4
    """No answer came, or not in time."""
    PARTS_FAILED = 5
    """Parts of a pull failed, and the others are whole: the same command fetches what is missing."""
    NOT_EXECUTABLE = 126
    NO_SUCH_COMMAND = 127
    INTERRUPTED = 130
    PIPE_CLOSED = 141


class PipeClosedError(Exception):
    """Whoever read the output has left; typer would take a BrokenPipeError for the end."""


IN_HELP = (
    "Exit codes: 0 done, 1 the demo lost records, 2 wrong or incomplete usage, 3 the vendor refused, 4 no answer over "
    "the network, 5 parts of a pull failed (run it again), 130 interrupted. After "
    "`sandbox -- COMMAND` it is the command's own."
)


def code_of(error: TelephonyError) -> ExitCode:
    """Return the exit code for an error."""
    if isinstance(error, ConfigurationError):
        return ExitCode.USAGE
    return ExitCode.NETWORK if isinstance(error, TransportError) else ExitCode.REFUSED


def failed(text: str, code: ExitCode) -> ExitCode:
    """Say in one line on stderr why a command could not be done, and return the exit code."""
    say(f"telephony-clients: {printable(text)}", err=True)
    return code


def say(text: str, *, err: bool = False) -> None:
    """Print a line, in the terminal's own encoding: typer's echo writes UTF-8 where that is ASCII.

    Raises:
        PipeClosedError: nobody reads it.
    """
    try:
        print(text, file=sys.stderr if err else sys.stdout)
    except BrokenPipeError:
        raise PipeClosedError from None


def printable(text: str) -> str:
    """Return a text in one line, without what would steer the terminal."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def escape_what_cannot_be_encoded() -> None:
    """Let stdout and stderr escape what the terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # a stream that a caller put there may have none
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
