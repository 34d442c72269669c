"""From a method and a path to a handler."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import unquote

import attrs

from telephony_clients.sandbox.wire import Reply, Request

Answer = Reply | Awaitable[Reply]
Handler = Callable[[Request], Answer]


@attrs.frozen
class Found:
    """What a path led to.

    Args:
        handler: the handler, None when path or method is unknown.
        values: the decoded values of the route's `{names}`.
        allowed: the methods the path knows, sorted; empty for an unknown path.
    """

    handler: Handler | None
    values: Mapping[str, str]
    allowed: tuple[str, ...]


class Routes:
    """A route table; the first route that fits counts.

    Args:
        table: `"METHOD /path/{name}"` to handlers.
    """

    def __init__(self, table: Mapping[str, Handler]) -> None:
        self._routes = [(route.partition(" "), handler) for route, handler in table.items()]

    def find(self, method: str, raw_path: str) -> Found:
        """Look a request up.

        Args:
            method: the HTTP method.
            raw_path: the path as it stood on the wire: an encoded slash (%2F) is part of a value, not a border.
        """
        allowed = set()
        for (known_method, _, template), handler in self._routes:
            values = _match(template, raw_path)
            if values is None:
                continue
            if known_method == method:
                return Found(handler, values, (method,))
            allowed.add(known_method)
        return Found(None, {}, tuple(sorted(allowed)))


def _match(template: str, raw_path: str) -> dict[str, str] | None:
    expected, given = template.split("/"), raw_path.split("/")
    if len(expected) != len(given):
        return None
    values = {}
    for wanted, raw in zip(expected, given, strict=True):
        value = unquote(raw)
        if wanted.startswith("{") and value:
            values[wanted.strip("{}")] = value
        elif wanted != value:
            return None
    return values
