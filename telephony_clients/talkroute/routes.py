"""Which method has which route, and another one in its place where the caller knows better."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import attrs

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import operations_of
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.wire.request import Operation, Request, Source, raw_path

_NAME = re.compile(r"{\w+}")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def replacements(client: type[VendorClient], routes: Mapping[str, str]) -> dict[Operation[Any], Operation[Any]]:
    """Return the operations that are given another route, each with its replacement.

    Args:
        client: the class whose operations they are.
        routes: such as ``{"contacts.import": "/v2/contacts/bulk"}``, or ``"PUT /v2/contacts/bulk"`` where the method
            differs as well.

    Raises:
        ConfigurationError: there is no such operation, or the route does not fit it.
    """
    known = {f"{resource}.{one.attribute.rstrip('_')}": one for resource, one in operations_of(client)}
    unknown = sorted(routes.keys() - known.keys())
    if unknown:
        raise ConfigurationError(
            f"routes has no {', '.join(unknown)}; `telephony-clients operations talkroute` lists what there is."
        )
    return {known[name]: _replacement(name, known[name], route) for name, route in routes.items()}


def rerouted(request: Request[Any], other: Operation[Any]) -> Request[Any]:
    """Return a request with its ids in another operation's route."""
    parts = zip(request.operation.path.split("/"), request.path.split("/"), strict=True)
    ids = {name: segment for name, segment in parts if name.startswith("{")}
    path = "/".join(ids.get(part, part) for part in other.path.split("/"))
    return attrs.evolve(request, operation=other, path=path)


def guess_advice(request: Request[Any], status: int) -> str:
    """Return what to do when a route that is inferred may not exist; empty for any other failure."""
    operation = request.operation
    if operation.source is not Source.INFERRED or status not in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
        return ""
    return (
        f"The route is inferred and may be another: if the vendor's reference says so, "
        f'Talkroute(routes={{"{request.operation_name.rstrip("_")}": "{operation.name}"}}) '
        f"with the right one takes its place."
    )


def _replacement(name: str, operation: Operation[Any], route: str) -> Operation[Any]:
    method, _, path = route.rpartition(" ")
    raw_path(_NAME.sub("id", path))
    if method and method not in _METHODS:
        raise ConfigurationError(f"The route of {name} begins with a method, such as PUT, or with a slash.")
    if {*_NAME.findall(path)} != {*_NAME.findall(operation.path)}:
        raise ConfigurationError(f"The route of {name} must hold the ids of {operation.path} and no others.")
    other = operation.rerouted(method or operation.method, path)
    other.source = Source.DOCUMENTED  # whoever gives a route knows it from the vendor
    return other
