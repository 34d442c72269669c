"""What the tests of webhooks share: a delivery whose signatures OpenSSL made, and schemes of three kinds."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import pytest

from telephony_clients import Rejection, Verifier, WebhookRejected
from telephony_clients.core.secret import MaskedText
from telephony_clients.core.webhooks.delivery import Claims, Delivery, Proof, Scheme
from telephony_clients.core.webhooks.schemes import Encoding, HmacHeader, TimestampedHmac
from tests.conftest import CANARY

NEW, OLD = f"{CANARY}-new", f"{CANARY}-old"
BODY = (
    b'{"site_id":"1","campaign_id":"142","referral_status":"in_progress",'
    b'"advocate_email":"advocate@example.com","friend_email":"friend@example.com"}'
)
NOW = 1_700_000_000
HEADER = "x-signature"
SIGNED = {
    (NEW, Encoding.HEX): "369a6d068ca6fd9504ded8bbb522e223590108c74c93574674b4a49e074239db",
    (NEW, Encoding.BASE64): "NpptBoym/ZUE3ti7tSLiI1kBCMdMk1dGdLSkngdCOds=",
    (NEW, Encoding.BASE64_OF_HEX): (
        "MzY5YTZkMDY4Y2E2ZmQ5NTA0ZGVkOGJiYjUyMmUyMjM1OTAxMDhjNzRjOTM1NzQ2NzRiNGE0OWUwNzQyMzlkYg=="
    ),
    (OLD, Encoding.HEX): "9f06ae991264b48c996c489b9fa45961107e0c5b261c05346b3e3c9265f02edf",
    (OLD, Encoding.BASE64): "nwaumRJktIyZbEibn6RZYRB+DFsmHAU0az48kmXwLt8=",
    (OLD, Encoding.BASE64_OF_HEX): (
        "OWYwNmFlOTkxMjY0YjQ4Yzk5NmM0ODliOWZhNDU5NjExMDdlMGM1YjI2MWMwNTM0NmIzZTNjOTI2NWYwMmVkZg=="
    ),
}
"""``openssl dgst -sha256 -hmac <secret>`` of the body, and ``openssl base64`` of it."""
GOOD = {HEADER: SIGNED[NEW, Encoding.HEX]}
STAMPED = {
    NEW: "dbd621350340775a156ebfb9fdb9c551c5c9aca1da47761dd2a5ba4dcf78274b",
    OLD: "12a93be5d3867efcea12635bbed40cafe517f6abca47bb77047fe6c3ed0f3cb3",
}
"""The same of ``1700000000.`` and the body."""

PLAIN = HmacHeader(header=HEADER)
TIMED = HmacHeader(header=HEADER, timestamp_header="X-Timestamp")
STRIPE_LIKE = TimestampedHmac(header=HEADER)
IDENTIFIED = HmacHeader(header=HEADER, identify=lambda delivery: delivery.json().get("campaign_id"))


@attrs.frozen
class UrlToken(Scheme):
    """A vendor that signs nothing: a secret is the last segment of the address, and the delivery has an id."""

    def claims(self, delivery: Delivery) -> Claims:
        token = delivery.url.partition("?")[0].rpartition("/")[2]
        if not token:
            raise WebhookRejected("There is no token.").because(Rejection.MISSING)
        return Claims(signatures=(self._digest(token),), id=delivery.header("x-id"))

    def proof(self, secret: MaskedText) -> Proof:
        return lambda *_: self._digest(secret)

    def sign(self, secret: MaskedText, delivery: Delivery, *, timestamp: int) -> Delivery:
        return attrs.evolve(delivery, url=f"/hooks/{secret}", headers={"x-id": "d-1"})

    def _digest(self, token: str) -> bytes:
        return hashlib.sha256(token.encode()).digest()


@attrs.frozen
class ListedSignatures(Scheme):
    """A vendor that signs with several keys at once while it changes over: ``v1=<hex>,v1=<hex>``."""

    def claims(self, delivery: Delivery) -> Claims:
        listed = (delivery.header(HEADER) or "").split(",")
        return Claims(signatures=tuple(one.removeprefix("v1=").encode() for one in listed))

    def proof(self, secret: MaskedText) -> Proof:
        return lambda delivery, _: hmac.digest(secret.encode(), delivery.body, "sha256").hex().encode()

    def sign(self, secret: MaskedText, delivery: Delivery, *, timestamp: int) -> Delivery:
        signature = self.proof(secret)(delivery, Claims(signatures=())).decode()
        return attrs.evolve(delivery, headers={HEADER: f"v1=0,v1={signature}"})


def endpoint(scheme: Scheme = PLAIN, *secrets: str, clock: Callable[[], float] = lambda: NOW, **more: Any) -> Verifier:
    return Verifier(scheme, secrets=secrets or (NEW, OLD), clock=clock, **more)


def rejection(verifier: Verifier, body: bytes, headers: Mapping[str, Any], url: str = "") -> Rejection:
    """Return why a delivery is not accepted; it fails when it is, or ends in any other error."""
    with pytest.raises(WebhookRejected) as caught:
        verifier.verify(body, headers, url=url)
    assert type(caught.value) is WebhookRejected
    return caught.value.reason


class Ledger:
    """A replay store that notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    def add_if_absent(self, key: str, ttl: float) -> bool:
        self.asked.append((key, ttl))
        return True

    def discard(self, key: str) -> None:
        raise AssertionError(key)
