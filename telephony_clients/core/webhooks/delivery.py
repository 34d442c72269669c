"""What a scheme is given and what it says: a delivery, its claims, and the base of all schemes. No I/O."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import attrs

from telephony_clients.core.errors import ConfigurationError, DecodeError
from telephony_clients.core.models.jsontext import loads
from telephony_clients.core.secret import HIDDEN_LOCALS, MaskedText
from telephony_clients.core.webhooks.rejection import WebhookRejected

__all__ = ["Delivery"]

Headers: TypeAlias = Mapping[str, str] | Iterable[tuple[str | bytes, str | bytes]]
"""Headers of a request: a mapping, or pairs of texts or bytes, such as the ``headers`` of an ASGI scope."""


@attrs.define
class Delivery:
    """A webhook request as received; its repr is empty, since some vendors put the secret into it.

    Attributes:
        body: the raw bytes, before any parsing.
        headers: names in any letter case.
        url: where it was sent to, path and query at least; needed only for vendors that sign it or put a token there.
    """

    body: bytes = attrs.field(repr=False)
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    url: str = attrs.field(default="", repr=False)

    def header(self, name: str) -> str | None:
        """Return the only value of a header, None if it is missing.

        Args:
            name: in any letter case.

        Raises:
            WebhookRejected: it is there twice, or is not a text.
        """
        pairs: Iterable[tuple[object, object]] = self.headers.items()  # from a framework, with any types
        wanted, length = name.lower(), len(name)
        values = [  # ASCII only: the Kelvin sign, too, is "k" in lower case
            value
            for one, value in pairs
            if isinstance(one, str) and len(one) == length and one.isascii() and one.lower() == wanted
        ]
        if not values:
            return None
        if len(values) > 1 or not isinstance(values[0], str):
            raise WebhookRejected(f"The header {name} is there twice, or is no text.")
        return values[0]

    def json(self) -> Any:
        """Return the body as JSON values.

        Raises:
            WebhookRejected: it is not JSON.
        """
        return parsed(self.body)


@attrs.define(kw_only=True)
class Claims:
    """What a delivery claims, before it is verified.

    Attributes:
        signatures: those to check; one must match.
        timestamp: Unix seconds, None if the scheme signs no time.
        id: the delivery's id, None if the scheme signs none.
        once: False for a question: the vendor may ask it again in the same words, and each time wants an answer.
    """

    signatures: tuple[bytes, ...] = attrs.field(repr=False)
    timestamp: int | None = None
    id: str | None = None
    once: bool = True


Proof: TypeAlias = Callable[[Delivery, Claims], bytes]
"""Returns the signature that an authentic delivery has under one secret."""


class Scheme(ABC):
    """How a vendor signs its deliveries: the base of all schemes. It holds no secret and does no I/O.

    Signatures are compared as they are written, so that only one spelling is accepted.
    """

    @abstractmethod
    def claims(self, delivery: Delivery) -> Claims:
        """Return what a delivery claims.

        Args:
            delivery: not verified yet.

        Raises:
            WebhookRejected: it is not what the vendor sends; any other error would be a bug of the scheme.
        """

    @abstractmethod
    def proof(self, secret: MaskedText) -> Proof:
        """Return a function that computes signatures under a secret.

        Args:
            secret: one of the verifier's.
        """

    @abstractmethod
    def sign(self, secret: MaskedText, delivery: Delivery, *, timestamp: int) -> Delivery:
        """Return a delivery as the vendor would send it.

        Args:
            secret: what it is signed with.
            delivery: without signature.
            timestamp: Unix seconds; ignored by schemes that sign no time.
        """

    @property
    def name(self) -> str:
        """What the scheme is called in keys of the replay store, the same in every process."""
        return type(self).__qualname__

    def identity(self, delivery: Delivery, claims: Claims) -> str | None:
        """Return what tells a delivery from every other of its endpoint; None if the scheme knows nothing that does.

        Without an identity a delivery is not remembered, and two with equal bodies are two. Here it is the id, else
        the signed time together with the body. It must be part of what is signed: a sender could change anything else.

        Args:
            delivery: its signature or key was found to be good, so its body may be read.
            claims: what it claims.

        Raises:
            WebhookRejected: the body is not what the vendor sends.
        """
        if claims.id is not None:
            return f"id {claims.id}"
        return None if claims.timestamp is None else f"time {claims.timestamp} {digest(delivery.body)}"


def parsed(body: bytes) -> Any:
    """Return a delivery's JSON as values.

    Args:
        body: not verified yet.

    Raises:
        WebhookRejected: it is not JSON; its traceback does not show the body.
    """
    with HIDDEN_LOCALS:
        try:
            return loads(body)
        except DecodeError as error:
            raise WebhookRejected(error.with_traceback(None).message) from None


def digest(body: bytes) -> str:
    """Return the SHA-256 of a body in hexadecimal.

    Args:
        body: any bytes.
    """
    return hashlib.sha256(body).hexdigest()


def mapped(headers: object) -> Mapping[str, str]:
    """Return headers as a mapping.

    Args:
        headers: a mapping, which is returned as it is, or pairs.

    Returns:
        the names in lower case; one that is there twice has no text as its value, which `Delivery.header` refuses.

    Raises:
        ConfigurationError: they are neither.
    """
    if isinstance(headers, (dict, Mapping)):  # a dict is found at once
        return headers
    if isinstance(headers, str | bytes | bytearray) or not isinstance(headers, Iterable):
        raise ConfigurationError(f"headers must be a mapping or pairs, not {type(headers).__name__}.")
    fields: dict[str, Any] = {}
    for pair in headers:
        if not isinstance(pair, tuple | list) or len(pair) != 2:  # noqa: PLR2004 - a name and a value
            raise ConfigurationError(f"headers must be a mapping or pairs; one of them is a {type(pair).__name__}.")
        name, value = _text(pair[0]), _text(pair[1])
        name = name.lower() if name.isascii() else name  # the Kelvin sign, too, is "k" in lower case
        fields[name] = None if name in fields else value
    return fields


def _text(part: object) -> str:
    if isinstance(part, bytes):
        return part.decode("latin-1")  # as HTTP's own bytes are read by servers
    if not isinstance(part, str):
        raise ConfigurationError(f"headers must be pairs of texts or bytes, not of {type(part).__name__}.")
    return part
