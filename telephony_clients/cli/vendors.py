"""Clients by their vendor's name, built from environment variables."""

from collections.abc import Mapping
from importlib import import_module

from telephony_clients import CLIENTS
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.options import Options


def client_class(vendor: str) -> type[VendorClient]:
    """Return a vendor's client class.

    Args:
        vendor: a name from the table of clients.

    Raises:
        ConfigurationError: there is no such vendor.
    """
    if vendor not in CLIENTS:
        raise ConfigurationError(f"There is no vendor {vendor!r}; there are {', '.join(CLIENTS)}.")
    found: type[VendorClient] = getattr(import_module(f"telephony_clients.{vendor}"), CLIENTS[vendor])
    return found


def opened(vendor: str, environment: Mapping[str, str], options: Options | None = None) -> VendorClient:
    """Return a vendor's client.

    Args:
        vendor: a name from the table of clients.
        environment: the variables that the client would read; those of the process are not looked at for what is
            given here.
        options: as for the client.

    Raises:
        ConfigurationError: there is no such vendor, or what it needs is missing.
    """
    found = client_class(vendor)
    variables = found.adapter_class.variables
    given = {argument: environment[name] for argument, name in variables.items() if environment.get(name)}
    return found(options=options, **given)  # type: ignore[arg-type]


def lacking(vendor: str, environment: Mapping[str, str]) -> list[str]:
    """Return the variables that a vendor's client needs and that are not set."""
    variables = client_class(vendor).adapter_class.variables
    return [name for argument, name in variables.items() if argument != "base_url" and not environment.get(name)]


def operations(vendor: str) -> list[tuple[str, str, str, str]]:
    """Return what a vendor's client covers: verb, path, the SDK's method, and how well it is known."""
    needs_none = dict.fromkeys(client_class(vendor).adapter_class.variables.values(), "https://none.invalid")
    client = opened(vendor, needs_none)
    return [(row.verb, row.path, f"{vendor}.{row.method}", row.source.value) for row in client.operations()]
