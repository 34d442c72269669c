"""Answers that are taken as they arrive: in chunks, or as a file."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import attrs

from telephony_clients.core.calls.engine import Engine
from telephony_clients.core.client.download import DownloadedFile, FileReceiver, PartFile
from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.secret import HIDDEN_LOCALS
from telephony_clients.core.values import Lane, Params
from telephony_clients.core.wire.request import Operation, Request, raw_path
from telephony_clients.core.wire.stream import MAX_BYTES, Receiver, ResponseStream, UrlSource
from telephony_clients.core.wire.upload import Progress


class Streaming:
    """What a client does with answers of any kind and size."""

    _engine: Engine

    @asynccontextmanager
    async def stream(
        self,
        url: UrlSource,
        *,
        params: Params | None = None,
        accept: str = "*/*",
        max_bytes: int = MAX_BYTES,
    ) -> AsyncIterator[ResponseStream]:
        """Open an answer of any kind, to read it in chunks as it arrives: ``async with client.stream(...) as stream``.

        The deadline runs until the answer begins; from then on it may take any time without a silence of more than
        `Timeouts.read`. A failure is repeated until then. An open stream occupies one of the client's connections.

        Args:
            url: a path below `base_url`, beginning with a slash; or a whole URL, such as a signed one; or a function,
                async or not, that gives a fresh URL before each attempt. The key goes to the origin of `base_url` only.
            params: the query of a path.
            accept: the media types that you take: ``audio/*``, ``text/csv, application/zip``. Another one is
                `UnexpectedContent`.
            max_bytes: more than that is `BodyTooLarge`.

        Raises:
            TelephonyError: a subclass of it; while reading `TruncatedBody`, `ReadTimeout` or `BodyTooLarge`.
        """
        with HIDDEN_LOCALS:  # the URL may be signed
            receiver = Receiver(_source(url), accept=accept, max_bytes=max_bytes)
            stream: ResponseStream = (await self._engine.send(_receive(self._engine, url, params, receiver))).data
        try:
            yield stream
        finally:
            stream.close()

    async def download(
        self,
        url: UrlSource,
        path: os.PathLike[str] | str,
        *,
        params: Params | None = None,
        accept: str = "*/*",
        max_bytes: int = MAX_BYTES,
        on_progress: Progress | None = None,
    ) -> DownloadedFile:
        """Download a file: it is at ``path`` when it is whole and safely on the disk, and not before.

        It is written beside its place under a temporary name, which is gone in any other case. What fails is repeated
        as for any call, also in the middle; then only the rest is fetched, if the vendor's strong ETag says that the
        file is the same. Safe redirects are followed: never from https to http, and without the key once they lead
        away from the origin of `base_url`. A signed URL that has expired is asked for afresh where it came from a
        redirect or a function. The deadline does not count the time in which the file arrives, which may be any,
        without a silence of more than `Timeouts.read`. A body without a length that ends with its connection counts as
        whole, since nothing tells whether it is.

        Args:
            url: as in `stream`.
            path: the file's; one that is there is replaced. The vendor's name for the file is never used.
            params: the query of a path.
            accept: as in `stream`.
            max_bytes: a larger file is `BodyTooLarge`.
            on_progress: called with the bytes so far and the size of the file, None when the vendor does not say.
                What it raises ends the download.

        Raises:
            ConfigurationError: the file cannot be written.
            TelephonyError: any other subclass of it.
        """
        with HIDDEN_LOCALS:  # as above
            return await download(
                self._engine, url, path, params=params, accept=accept, max_bytes=max_bytes, on_progress=on_progress
            )


async def download(
    engine: Engine,
    url: UrlSource,
    path: os.PathLike[str] | str,
    *,
    params: Params | None = None,
    accept: str = "*/*",
    max_bytes: int = MAX_BYTES,
    on_progress: Progress | None = None,
) -> DownloadedFile:
    """Download a file for a client or a resource, see `Streaming.download`."""
    with HIDDEN_LOCALS:
        part = PartFile(Path(path))
        try:
            receiver = FileReceiver(_source(url), part, accept=accept, max_bytes=max_bytes, on_progress=on_progress)
            request = attrs.evolve(_receive(engine, url, params, receiver), lane=Lane.BULK)
            response = await engine.send(request)
            place, sha256 = await part.move()
        finally:
            part.discard()
    return DownloadedFile(
        path=place, size=part.size, sha256=sha256, content_type=response.data, attempts=response.attempts
    )


def _receive(engine: Engine, url: UrlSource, params: Params | None, receiver: Receiver) -> Request[Any]:
    """Return the request for what is taken as it arrives."""
    if isinstance(url, str) and receiver.source is None:
        query = engine.adapter.codec.params(params or {})
        return Request(Operation("GET", url), raw_path(url), query, receiver=receiver)
    if params:
        raise ConfigurationError("params go with a path; put the query into the URL.")
    return Request(Operation("GET", "{url}"), "", receiver=receiver)


def _source(url: UrlSource) -> UrlSource | None:
    """Return what gives the URL, None for a path below the base URL."""
    if not isinstance(url, str) and not callable(url):
        raise ConfigurationError(f"A URL is a text, or a function that returns one, not {type(url).__name__}.")
    return None if isinstance(url, str) and url.startswith("/") else url
