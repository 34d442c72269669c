"""The credentials of the accounts that are pulled: names of environment variables, looked up when a client is made."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from telephony_clients.cli import vendors
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.secret import HIDDEN_LOCALS

MAIN = "main"
"""The name of the only account where no file names any."""
_VARIABLE = re.compile(r"\$(?P<name>[A-Z_][A-Z0-9_]*)", re.ASCII)
_SECRET = "api_key"  # noqa: S105 - an argument's name

Arguments = Mapping[str, str]
"""Arguments of an account's client: a text, or ``$NAME`` for what an environment variable holds."""


class AccountVariables:
    """The arguments of each account's client, for `telephony_clients.pull.Accounts`: call it with an account's name.

    Args:
        accounts: the name of an account -> its arguments.
    """

    def __init__(self, accounts: Mapping[str, Arguments]) -> None:
        self._accounts = accounts
        for name in accounts:
            for argument, text in accounts[name].items():
                variable = _VARIABLE.fullmatch(text)
                if variable and not os.environ.get(variable["name"]):
                    raise ConfigurationError(f"set {variable['name']}, the {argument} of the account {name!r}.")

    def __call__(self, account: str) -> dict[str, str]:
        """Return the arguments of an account's client."""
        return {argument: _value(text) for argument, text in self._accounts[account].items()}

    @property
    def names(self) -> list[str]:
        """The accounts."""
        return list(self._accounts)


def accounts_of(vendor: str, file: Path | None, chosen: Sequence[str]) -> AccountVariables:
    """Return the accounts of a vendor.

    Args:
        vendor: its name.
        file: names the variables of each account in tables such as ``[talkover.acme]``; None for one account by the
            variables that a client reads.
        chosen: the names of those that are wanted; all that there are if it is empty.

    Raises:
        ConfigurationError: there are none, or not these, or what a variable is to hold is missing.
        OSError: the file cannot be read.
    """
    if file is not None:
        with HIDDEN_LOCALS:  # a key may have been put there
            return AccountVariables(_chosen(_in_file(file, vendor), chosen, f"{file} has no [{vendor}.{{}}]"))
    if len(chosen) > 1:
        raise ConfigurationError("Several accounts need --accounts, a file that names the variables of each.")
    lacking = vendors.lacking(vendor, os.environ)
    if lacking:
        raise ConfigurationError(f"set {' and '.join(lacking)}, or name the variables in a file, by --accounts.")
    variables = vendors.client_class(vendor).adapter_class.variables
    return AccountVariables(
        {
            name: {argument: f"${variable}" for argument, variable in variables.items() if os.environ.get(variable)}
            for name in chosen or [MAIN]
        }
    )


def _chosen(accounts: Mapping[str, Arguments], chosen: Sequence[str], otherwise: str) -> dict[str, Arguments]:
    for name in chosen:
        if name not in accounts:
            raise ConfigurationError(f"{otherwise.format(name)}; there are {', '.join(accounts)}.")
    return {name: accounts[name] for name in chosen or accounts}


def _in_file(file: Path, vendor: str) -> dict[str, Arguments]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:  # of the syntax it says where and what, but no values
        said = error if isinstance(error, tomllib.TOMLDecodeError) else "it is not UTF-8"
        raise ConfigurationError(f"{file} is not TOML: {said}.") from None
    accounts = tables.get(vendor)
    if not isinstance(accounts, dict) or not accounts:
        raise ConfigurationError(f"{file} has no account of {vendor}: it takes tables such as [{vendor}.main].")
    known = vendors.client_class(vendor).adapter_class.variables
    return {name: _checked(values, known, f"{file}: [{vendor}.{name}]") for name, values in accounts.items()}


def _checked(values: Any, known: Mapping[str, str], where: str) -> Arguments:
    """Return an account's arguments; errors show no values, since one may be a key."""
    if not isinstance(values, dict):
        raise ConfigurationError(f"{where} must be a table with {', '.join(known)}.")
    for name, value in values.items():
        if name not in known:
            raise ConfigurationError(f"{where} has an entry that is none of {', '.join(known)}.")
        if name == _SECRET and not (isinstance(value, str) and _VARIABLE.fullmatch(value)):
            raise ConfigurationError(
                f'{where}: {name} must name an environment variable, as "${known[name]}" does. Keys do not belong in '
                "this file."
            )
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"{where}: {name} must be a text.")
    missing = [name for name in known if name not in values and name != "base_url"]
    if missing:
        raise ConfigurationError(f"{where} lacks {' and '.join(missing)}.")
    return values


def _value(text: str) -> str:
    variable = _VARIABLE.fullmatch(text)
    return os.environ[variable["name"]] if variable else text
