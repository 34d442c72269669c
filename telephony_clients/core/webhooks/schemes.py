"""Signatures in a header: HMAC-SHA256 over the raw body, with or without a signed time."""

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
class HeaderScheme(Scheme):
    """The base of schemes with everything in one header.

    Attributes:
        header: its name.
        identify: finds a delivery's identity in its body, for the replay store, such as ``lambda delivery:
            delivery.json().get("event_id")``. Where it is missing or returns None, a signed time together with the body
            is the identity; without a signed time there is none, and the delivery is not remembered.
    """

    header: str
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
        found = identified(self.identify, delivery)
        return super().identity(delivery, claims) if found is None else found


@attrs.frozen(kw_only=True)
class HmacHeader(HeaderScheme):
    """An HMAC-SHA256 in a header.

    Attributes:
        encoding: how the digest is written.
        prefix: what may precede the digest, such as ``sha256=``; a signature without it is accepted, too.
        timestamp_header: the header with the Unix seconds that are signed as well, as ``<seconds>.<body>``; None if
            the vendor signs only the body.
        header, identify: as in `HeaderScheme`.
    """

    encoding: Encoding = Encoding.HEX
    prefix: str = ""
    timestamp_header: str | None = None

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
        return _hmac(secret, self.encoding.write)

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


@attrs.frozen(kw_only=True)
class TimestampedHmac(HeaderScheme):
    """A time and HMAC-SHA256 signatures of ``<time>.<body>`` in one header, as ``t=<seconds>,v1=<hex>,v1=<hex>``.

    Stripe made this form known. While a vendor changes its key there are several ``v1``, of which one must be good;
    fields of other names, such as older signatures, are not looked at. The verifier's tolerance bounds the time in both
    directions.

    Attributes:
        header: its name, such as ``Stripe-Signature``.
        identify: as in `HeaderScheme`; without it, the signed time together with the body is the identity.
    """

    def claims(self, delivery: Delivery) -> Claims:
        """Return the time and the signatures.

        Args:
            delivery: not verified yet.

        Raises:
            WebhookRejected: the header is missing, is there twice, or does not hold one time and some signatures.
        """
        times, signatures = list[str](), list[str]()
        for field in _required(delivery, self.header).split(","):
            name, sign, value = field.partition("=")
            if not sign:
                raise WebhookRejected(f"The header {self.header} holds a field without a value.")
            if name == "t":
                times.append(value)
            elif name == "v1":
                signatures.append(value)
        if len(times) != 1 or not signatures:
            raise WebhookRejected(f"The header {self.header} must hold one t and at least one v1.")
        if not all(map(Encoding.HEX.form.fullmatch, signatures)):
            raise WebhookRejected(f"The header {self.header} holds a v1 that is no signature in hexadecimal.")
        return Claims(
            signatures=tuple(one.encode() for one in signatures), timestamp=_unix(times[0], f"{self.header} (t)")
        )

    def proof(self, secret: MaskedText) -> Proof:
        """Return a function that computes signatures under a secret.

        Args:
            secret: any text; its UTF-8 is the key, a prefix such as ``whsec_`` included.
        """
        return _hmac(secret, Encoding.HEX.write)

    def sign(self, secret: MaskedText, delivery: Delivery, *, timestamp: int) -> Delivery:
        """Return a delivery with its time and one signature.

        Args:
            secret: what it is signed with.
            delivery: without signature.
            timestamp: Unix seconds.
        """
        signature = self.proof(secret)(delivery, Claims(signatures=(), timestamp=timestamp)).decode()
        headers = {"content-type": "application/json", self.header: f"t={timestamp},v1={signature}"}
        return attrs.evolve(delivery, headers={**delivery.headers, **headers})


def _hmac(secret: MaskedText, write: Callable[[bytes], bytes]) -> Proof:
    keyed = hmac.new(secret.encode(), digestmod="sha256")

    def expected(delivery: Delivery, claims: Claims) -> bytes:
        mac = keyed.copy()
        if claims.timestamp is not None:
            mac.update(b"%d." % claims.timestamp)
        mac.update(delivery.body)
        return write(mac.digest())

    return expected


def _seconds(delivery: Delivery, header: str) -> int:
    return _unix(_required(delivery, header), header)


def _unix(seconds: str, header: str) -> int:
    if not _UNIX_SECONDS.fullmatch(seconds):  # int() accepts blanks, underscores and non-ASCII digits
        raise WebhookRejected(f"The header {header} holds no time in Unix seconds.")
    return int(seconds)


def _required(delivery: Delivery, header: str) -> str:
    value = delivery.header(header)
    if value is None:
        raise WebhookRejected(f"There is no header {header}.").because(Rejection.MISSING)
    return value


def identified(identify: Identify | None, delivery: Delivery) -> str | None:
    """Return the identity that a caller's function finds in a delivery, None for none.

    Raises:
        ConfigurationError: the function returned something else than a text, a whole number or None.
    """
    found = None if identify is None else identify(delivery)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, str | int):
        raise ConfigurationError(f"identify must return a text, a whole number or None, not {type(found).__name__}.")
    return f"id {found}"
