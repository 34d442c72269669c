"""What passes between a client and a stand-in: the request as parsed, the reply as data, and the log entry."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from math import isfinite
from typing import Any, NoReturn

import attrs
from aiohttp import web
from multidict import CIMultiDictProxy, MultiMapping

_DEEPEST = 100
"""Objects and lists in one another that the vendors' frameworks read at least."""


def read_json(body: bytes) -> Any:
    """Read a document as the vendors' frameworks do: no number without end, nothing nested without end.

    Returns:
        The document, None for an empty body.

    Raises:
        ValueError: the body is not such a document.
    """
    if not body:
        return None
    try:
        found = json.loads(body, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        _refuse("depth")
    level = [found]
    for _ in range(_DEEPEST):
        level = [below for one in level for below in _parts(one)]
    return _refuse("depth") if level else found


def _parts(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _finite(text: str) -> float:
    return number if isfinite(number := float(text)) else _refuse(text)


def _refuse(what: str) -> NoReturn:
    raise ValueError(what)


@attrs.frozen
class Received:
    """One request as a stand-in received it.

    Args:
        method: the HTTP method, upper case.
        target: path and query exactly as they stood in the request line.
        path: the decoded path after the base address, e.g. `/calls`.
        query: the decoded query; repeated names are kept (`query.getall("tag")`).
        headers: the header fields, looked up without regard to case.
        body: the body's bytes, empty when there was none.
        status: the status answered; None while the answer is under way and when the connection was dropped.
        at: seconds of the sandbox's clock at arrival.
    """

    method: str
    target: str
    path: str
    query: MultiMapping[str]
    headers: CIMultiDictProxy[str]
    body: bytes
    status: int | None
    at: float

    def json(self) -> Any:
        """Read the body as JSON.

        Returns:
            The document, None for an empty body.

        Raises:
            ValueError: the body is not JSON.
        """
        return read_json(self.body)


@attrs.frozen
class Request:
    """A request as a route's handler sees it.

    Args:
        method: the HTTP method, upper case.
        path: the decoded path after the base address.
        raw_path: the same as it stood on the wire.
        query: the decoded query.
        headers: the header fields.
        body: the body's bytes.
        url: address of the resource without the query, as the client wrote it.
        remote: the caller's IP address.
        values: the decoded values of the route's `{names}`.
    """

    method: str
    path: str
    raw_path: str
    query: MultiMapping[str]
    headers: CIMultiDictProxy[str]
    body: bytes
    url: str
    remote: str
    values: Mapping[str, str] = attrs.Factory(dict)

    @classmethod
    async def read(cls, arrival: web.BaseRequest, prefix: str) -> "Request":
        """Read a request to its last byte.

        Args:
            arrival: the request as aiohttp gives it.
            prefix: the base address's path, taken off the front of `path`.
        """
        return cls(
            method=arrival.method,
            path=arrival.path.removeprefix(prefix),
            raw_path=arrival.raw_path.partition("?")[0].removeprefix(prefix),
            query=arrival.query,
            headers=arrival.headers,
            body=await arrival.read(),
            url=f"{arrival.scheme}://{arrival.host}{arrival.path}",
            remote=arrival.remote or "127.0.0.1",
        )


@attrs.frozen
class Reply:
    """An answer as data, before it becomes bytes.

    Args:
        payload: the JSON document; with `html` the page's text; bytes for content of another kind.
        status: the HTTP status.
        headers: header fields besides Content-Type and Content-Length.
        html: the payload is a page, not a document.
        cut: send half of the body only, then close the connection.
        content_type: of the body, where it is neither JSON nor a page.
    """

    payload: Any
    status: int = HTTPStatus.OK
    headers: Mapping[str, str] = attrs.Factory(dict)
    html: bool = False
    cut: bool = False
    content_type: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the status says success."""
        return self.status < HTTPStatus.BAD_REQUEST

    def encode(self) -> bytes:
        """Write the body: compact JSON, or the page's text, in UTF-8; bytes stay as they are."""
        if isinstance(self.payload, bytes):
            return self.payload
        if self.html:
            return str(self.payload).encode()
        return compact(self.payload)


class RefusedError(Exception):
    """A handler's way to answer with an error.

    Args:
        reply: the error in the vendor's own shape.
    """

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def compact(document: object) -> bytes:
    """Write a document as compact JSON in UTF-8."""
    # Half a pair of surrogates, which JSON can hold and UTF-8 cannot, becomes a question mark.
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def phrase(status: int) -> str:
    """Give the words that go with a status, also with one nobody has registered."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Error {status}"


def page_of_html(status: int, title: str) -> str:
    """Write the kind of page that proxies and firewalls put in place of an answer.

    Args:
        status: the number shown.
        title: the heading.

    Returns:
        A small HTML document.
    """
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1><p>Status {status}</p></body></html>"
    )
