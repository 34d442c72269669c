"""The headers of a request: the client's own, those of options, caller and adapter, and the credential."""

from collections.abc import Mapping
from uuid import uuid4

import attrs
from multidict import CIMultiDict

from telephony_clients.core.headers import NO_HEADERS, check_final_headers
from telephony_clients.core.options import Options
from telephony_clients.core.secret import MaskedText, Secret
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.version import __version__
from telephony_clients.core.wire.request import SAFE_METHODS, Request, T
from telephony_clients.core.wire.stream import Receiver
from telephony_clients.core.wire.upload import Upload

_USER_AGENT = f"telephony-clients/{__version__}"


class RequestHeaders:
    """Makes the headers of a client's or view's requests.

    Args:
        adapter: the vendor.
        options: with the headers that every request has.
        secret: the credential; it learns what the adapter makes of it.
        missing: those that the session does not add by itself.

    Attributes:
        foreign: all headers of a request to another host than the vendor's.

    Raises:
        ConfigurationError: a header of the options would replace the key.
    """

    def __init__(self, adapter: Adapter, options: Options, secret: Secret, missing: Mapping[str, str]) -> None:
        self._adapter, self._secret, self._given = adapter, secret, options.headers or NO_HEADERS
        self._adds = type(adapter).prepare is not Adapter.prepare or adapter.idempotency_header is not None
        user_agent = f"{options.user_agent} {_USER_AGENT}" if options.user_agent else _USER_AGENT
        self.foreign = CIMultiDict({"User-Agent": user_agent})
        self._own = CIMultiDict({**missing, "User-Agent": user_agent})
        self._credential = None if secret.fixed is None else self._carrying(secret.fixed)
        self._usual = None if self._credential is None else self._joined(self._given, self._credential)

    def prepare(self, request: Request[T]) -> Request[T]:
        """Return the request as it will be sent, with its headers but for the client's own and the credential.

        Raises:
            ConfigurationError: a header cannot be sent, or would replace the client's own or the key.
        """
        if request.headers is NO_HEADERS and self._given is not NO_HEADERS:
            request = attrs.evolve(request, headers=self._given)
        if not self._adds and request.headers is self._given:  # the usual case
            return request
        request = self._adapter.prepare(request)
        if self._adapter.idempotency_header is not None and request.method not in SAFE_METHODS:
            request = _with_idempotency_key(request, self._adapter.idempotency_header)
        if request.headers is not self._given:
            check_final_headers(request.headers, self._credential or ())
        return request

    def of(self, request: Request[T], body: bytes | Upload | None, key: str) -> CIMultiDict[str]:
        """Return all headers of a prepared request.

        Raises:
            ConfigurationError: a header would replace the key.
        """
        headers = self._usual
        if headers is None or request.headers is not self._given:
            headers = self._joined(request.headers, self._credential or self._carrying(key))
        if isinstance(body, Upload):
            headers = headers.copy()
            headers.update(body.headers)
        elif body is not None:
            headers = headers.copy()
            headers.setdefault("Content-Type", "application/json")
        return headers

    def _carrying(self, key: str) -> dict[str, MaskedText]:
        """Return the headers that carry the credential."""
        given = self._adapter.authorize(key)
        pairs = [given] if isinstance(given, tuple) else given.items()
        headers = {name: MaskedText(value) for name, value in pairs}
        for value in headers.values():
            self._secret.hide(value)
        return headers

    def _joined(self, headers: Mapping[str, str], credential: dict[str, MaskedText]) -> CIMultiDict[str]:
        check_final_headers(headers, credential)
        joined = self._own.copy()
        for name, value in headers.items():
            joined[name] = MaskedText(value)
        joined.update(credential)
        return joined


def _with_idempotency_key(request: Request[T], header: str) -> Request[T]:
    """Return a write that may be repeated, since the vendor knows it by the key in a header."""
    headers = request.headers
    if header.lower() not in {name.lower() for name in headers}:
        headers = {**headers, header: str(uuid4())}
    return attrs.evolve(request, headers=headers, idempotent=True)


def stream_headers(headers: CIMultiDict[str], receiver: Receiver) -> CIMultiDict[str]:
    """Return the headers for a body that is taken as it arrives: as it is, since a part of a packed one is useless."""
    more = {"Accept": receiver.accept, "Accept-Encoding": "identity", **receiver.headers()}
    headers = headers.copy()
    headers.update(more)
    return headers
