"""Verifies webhook deliveries: authentic, unchanged, recent, and not replayed. No I/O."""

import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn

import attrs

from telephony_clients.core.errors import ConfigurationError
from telephony_clients.core.secret import HIDDEN_LOCALS, MaskedText, Secret
from telephony_clients.core.webhooks.delivery import Claims, Delivery, Headers, Scheme, mapped, parsed
from telephony_clients.core.webhooks.rejection import Rejection, WebhookRejected
from telephony_clients.core.webhooks.replay import ReplayStore

__all__ = ["Verified", "Verifier"]

REMEMBERED = 24 * 3600.0
"""The least time in seconds for which an accepted delivery is remembered."""


@attrs.frozen(kw_only=True)
class Verified:
    """A delivery that is authentic.

    Attributes:
        body: the bytes that were verified.
        id: the delivery's id, None if the vendor signs none.
        timestamp: when it was signed, a timezone-aware datetime; None if the vendor signs no time.
        replay_key: the key under which the replay store remembers it, None if it does not.
    """

    body: bytes = attrs.field(repr=False)
    id: str | None = None
    timestamp: datetime | None = None
    replay_key: str | None = None

    def json(self) -> Any:
        """Return the body as JSON values.

        Raises:
            WebhookRejected: it is not JSON.
        """
        return parsed(self.body)


class Verifier:
    """Verifies deliveries; one for each endpoint, for any number of tasks and threads.

    It checks, in this order: size, form, signature over the raw bytes under every secret, time in both directions,
    replay. The body is read as JSON only after that, unless the scheme's signature is in the body.

    A replay store remembers a delivery for at least 24 hours, by the identity that the scheme gives it, such as an id.
    A scheme that signs neither an id nor a time gives none unless it was told where to find one (see ``identify`` of
    `telephony_clients.core.webhooks.schemes.HmacHeader`): then nothing is remembered, deliveries with equal bodies are
    accepted each, and so is a recorded one, for ever. Questions, which a vendor may repeat, are never replays.

    Args:
        scheme: the vendor's, from its package.
        secrets: the valid keys, the current one first; keep an old one until the vendor has switched.
        tolerance: seconds that a signed time may lie in the past or in the future.
        clock: Unix seconds.
        replay_store: remembers accepted deliveries; without one, a delivery is accepted as often as it comes.
        endpoint: your name for the endpoint, the same in all of its processes. Deliveries to endpoints of different
            names or with different schemes are never replays of each other; name those that share a scheme and a store.
        max_body: bytes of a body at most.

    Raises:
        ConfigurationError: there is no secret, one is empty or not a text, a number is out of its range, or the
            endpoint's name is not a text.
    """

    __slots__ = ("_clock", "_current", "_endpoint", "_proofs", "_replay_store", "_scheme", "_tolerance", "max_body")

    def __init__(
        self,
        scheme: Scheme,
        *,
        secrets: Sequence[str | Secret],
        tolerance: float = 300.0,
        clock: Callable[[], float] = time.time,
        replay_store: ReplayStore | None = None,
        endpoint: str = "",
        max_body: int = 2**20,
    ) -> None:
        with HIDDEN_LOCALS:
            keys = _keys(secrets)
            if type(tolerance) not in {int, float} or not 0 < tolerance < float("inf"):
                raise ConfigurationError(f"tolerance must be a positive number, not {tolerance!r}.")
            if type(max_body) is not int or max_body < 1:
                raise ConfigurationError(f"max_body must be a whole number of at least 1, not {max_body!r}.")
            if not isinstance(endpoint, str):
                raise ConfigurationError(f"endpoint must be a text, not {type(endpoint).__name__}.")
            self.max_body, self._endpoint = max_body, endpoint
            self._current = keys[0]
            self._scheme, self._proofs = scheme, tuple(scheme.proof(key) for key in keys)
            self._tolerance, self._clock, self._replay_store = tolerance, clock, replay_store

    def __repr__(self) -> str:
        scheme = getattr(self, "_scheme", None)  # a crash report may show one that failed in __init__
        return f"Verifier({scheme!r}, {len(self._proofs) if scheme else 0} secrets)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("A Verifier is not pickled: build it where it runs and read the secrets there.")

    @property
    def waits(self) -> bool:
        """Whether verifying waits for the network: `verify_aiohttp` and `verify_starlette` then use another thread."""
        return bool(getattr(self._replay_store, "waits", False))

    def verify(self, body: bytes, headers: Headers, *, url: str = "") -> Verified:
        """Return the delivery if it is authentic, and remember it.

        Args:
            body: the raw bytes; what a framework has parsed and serialized again is not what was signed.
            headers: a mapping, or pairs of texts or bytes, as in an ASGI scope; names in any letter case.
            url: where it was sent to, for vendors that sign it or put a token there.

        Raises:
            WebhookRejected: it is not to be trusted, or was accepted before; `reason` says which.
            ConfigurationError: the body is not bytes, or the headers are neither a mapping nor pairs.
        """
        with HIDDEN_LOCALS:
            if type(body) is not bytes:
                raise ConfigurationError(f"A webhook's body is verified as raw bytes, not as {type(body).__name__}.")
            return self._accepted(Delivery(body, mapped(headers), url))

    def forget(self, verified: Verified) -> None:
        """Accept a delivery once more: for one that you could not process, so that the vendor's repeat is accepted.

        Args:
            verified: from `verify`.
        """
        if self._replay_store is not None and verified.replay_key is not None:
            self._replay_store.discard(verified.replay_key)

    def sign(self, body: bytes, *, url: str = "") -> Delivery:
        """Return a delivery as the vendor would send it, signed now with the first secret: for your tests.

        Args:
            body: the vendor's payload.
            url: where it is sent to.
        """
        return self._scheme.sign(self._current, Delivery(body, {}, url), timestamp=int(self._clock()))

    def _accepted(self, delivery: Delivery) -> Verified:
        if len(delivery.body) > self.max_body:
            raise WebhookRejected(f"The body is larger than {self.max_body} bytes.").because(Rejection.TOO_LARGE)
        claims = self._scheme.claims(delivery)
        if not self._proven(delivery, claims):
            raise WebhookRejected("No secret makes this signature or key.").because(Rejection.MISMATCH)
        if claims.timestamp is not None:
            self._check_time(claims.timestamp)
        return Verified(
            body=delivery.body,
            id=claims.id,
            timestamp=None if claims.timestamp is None else datetime.fromtimestamp(claims.timestamp, UTC),
            replay_key=self._remembered(delivery, claims),
        )

    def _proven(self, delivery: Delivery, claims: Claims) -> bool:
        """Compare every signature with that of every secret, so that the time taken does not show which one matches."""
        proven = False
        for proof in self._proofs:
            expected = proof(delivery, claims)
            for signature in claims.signatures:
                proven |= hmac.compare_digest(expected, signature)
        return proven

    def _check_time(self, timestamp: int) -> None:
        age = self._clock() - timestamp
        if age > self._tolerance:
            raise WebhookRejected("It was signed too long ago.").because(Rejection.TOO_OLD)
        if age < -self._tolerance:
            raise WebhookRejected("It was signed in the future; check the clock.").because(Rejection.TOO_NEW)

    def _remembered(self, delivery: Delivery, claims: Claims) -> str | None:
        if self._replay_store is None or not claims.once:
            return None
        identity = self._scheme.identity(delivery, claims)
        if identity is None:
            return None
        parts = (self._scheme.name, self._endpoint, identity)  # each with its length, so that no two read alike
        text = "".join(f"{len(part)}:{part}" for part in parts)
        key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if not self._replay_store.add_if_absent(key, max(REMEMBERED, 2 * self._tolerance)):
            raise WebhookRejected("It was accepted before.").because(Rejection.REPLAY)
        return key


def _keys(secrets: Sequence[str | Secret]) -> list[MaskedText]:
    if isinstance(secrets, str | bytes | Secret) or not secrets:
        raise ConfigurationError("secrets must be a list of at least one secret.")
    keys = [Secret(one, name=f"secrets[{index}]").fixed for index, one in enumerate(secrets)]
    known = [key for key in keys if key is not None]
    if len(known) < len(keys):
        raise ConfigurationError("A webhook's secrets must be texts: a function would be asked for each delivery.")
    return known
