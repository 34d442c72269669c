"""Signatures in a header: HMAC-SHA256 over the raw body, in the vendor's encoding."""

import binascii
import hmac
import re
from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

import attrs

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.secret import MaskedText
from telephony_clients.core.webhooks.delivery import Claims, Delivery, Proof, Scheme
from telephony_clients.core.webhooks.rejection import Rejection, WebhookRejected

Identify: TypeAlias = Callable[[Delivery], str | int | None]
"""Returns what tells an authentic delivery from all others of its endpoint; None for a question, or if nothing does."""

_UNIX_SECONDS = re.compile(r"[1-9][0-9]{0,10}", re.ASCII)


def _hex(digest: bytes) -> bytes:
    return binascii.hexlify(digest)


def _base64(digest: bytes) -> bytes:
    return binascii.b2a_base64(digest, newline=False)


def _base64_of_hex(digest: bytes) -> bytes:
    return _base64(_hex(digest))


class Encoding(Enum):
    """How a digest of 32 bytes is written."""

    HEX = (_hex, "[0-9a-f]{64}")
    """Lower-case hexadecimal."""
    BASE64 = (_base64, "[A-Za-z0-9+/]{43}=")
    """Base64 of the digest."""
    BASE64_OF_HEX = (_base64_of_hex, "[A-Za-z0-9+/]{86}==")
    """Base64 of the lower-case hexadecimal."""

    def __init__(self, write: Callable[[bytes], bytes], form: str) -> None:
        self.write = write
        self.form = re.compile(form, re.ASCII)

    def __repr__(self) -> str:
        return str(self)


@attrs.frozen(kw_only=True)
class HmacHeader(Scheme):
    """An HMAC-SHA256 in a header.

    Attributes:
        header: its name.
        encoding: how the digest is written.
        prefix: what may precede the digest, such as ``sha256=``; a signature without it is accepted, too.
        timestamp_header: the header with the Unix seconds that are signed as well, as ``<seconds>.<body>``; None if
            the vendor signs only the body.
        identify: finds a delivery's identity in its body, for the replay store, such as ``lambda delivery:
            delivery.json().get("event_id")``. Where it is missing or returns None, a signed time together with the body
            is the identity; without a signed time there is none, and the delivery is not remembered.
    """

    header: str
    encoding: Encoding = Encoding.HEX
    prefix: str = ""
    timestamp_header: str | None = None
    identify: Identify | None = attrs.field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Its kind and its header."""
        return f"{type(self).__qualname__} {self.header.lower()}"

    def identity(self, delivery: Delivery, claims: Claims) -> str | None:
        """Return what ``identify`` finds, else the signed time together with the body, else None.

        Args:
            delivery: authentic.
            claims: what it claims.

        Raises:
            ConfigurationError: ``identify`` returned something else than a text, a whole number or None.
        """
        found = _identified(self.identify, delivery)
        return super().identity(delivery, claims) if found is None else found

    def claims(self, delivery: Delivery) -> Claims:
        """Return the signature, and the time if one is signed.

        Args:
            delivery: not verified yet.

        Raises:
            WebhookRejected: a header is missing, is there twice, or is malformed.
        """
        signature = _required(delivery, self.header).removeprefix(self.prefix)
        if not self.encoding.form.fullmatch(signature):
            raise WebhookRejected(f"The header {self.header} is no signature in the form of {self.encoding.name}.")
        timestamp = None if self.timestamp_header is None else _seconds(delivery, self.timestamp_header)
        return Claims(signatures=(signature.encode(),), timestamp=timestamp)

    def proof(self, secret: MaskedText) -> Proof:
        """Return a function that computes signatures under a secret.

        Args:
            secret: any text; its UTF-8 is the key.
        """
        keyed, write = hmac.new(secret.encode(), digestmod="sha256"), self.encoding.write

        def expected(delivery: Delivery, claims: Claims) -> bytes:
            mac = keyed.copy()
            if claims.timestamp is not None:
                mac.update(b"%d." % claims.timestamp)
            mac.update(delivery.body)
            return write(mac.digest())

        return expected

    def sign(self, secret: MaskedText, delivery: Delivery, *, timestamp: int) -> Delivery:
        """Return a delivery with its signature.

        Args:
            secret: what it is signed with.
            delivery: without signature.
            timestamp: Unix seconds.
        """
        stamped = None if self.timestamp_header is None else timestamp
        signature = self.proof(secret)(delivery, Claims(signatures=(), timestamp=stamped)).decode()
        headers = {**delivery.headers, "content-type": "application/json", self.header: self.prefix + signature}
        if self.timestamp_header is not None:
            headers[self.timestamp_header] = str(timestamp)
        return attrs.evolve(delivery, headers=headers)


def _seconds(delivery: Delivery, header: str) -> int:
    seconds = _required(delivery, header)
    if not _UNIX_SECONDS.fullmatch(seconds):  # int() accepts blanks, underscores and non-ASCII digits
        raise WebhookRejected(f"The header {header} is no time in Unix seconds.")
    return int(seconds)


def _required(delivery: Delivery, header: str) -> str:
    value = delivery.header(header)
    if value is None:
        raise WebhookRejected(f"There is no header {header}.").because(Rejection.MISSING)
    return value


def _identified(identify: Identify | None, delivery: Delivery) -> str | None:
    found = None if identify is None else identify(delivery)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise ConfigurationError(f"identify must return a text, a whole number or None, not {type(found).__name__}.")
    return f"id {found}"
