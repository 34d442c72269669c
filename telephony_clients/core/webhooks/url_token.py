"""A secret in the hook's own URL, for vendors that sign nothing."""

import hashlib
from urllib.parse import parse_qsl, urlsplit

import attrs
from yarl import URL

from telephony_clients.core.secret import MaskedText
from telephony_clients.core.webhooks.delivery import Claims, Delivery, Proof, Scheme, digest
from telephony_clients.core.webhooks.rejection import Rejection, WebhookRejected
from telephony_clients.core.webhooks.schemes import Identify, identified

_MOST_FIELDS = 50


@attrs.frozen(kw_only=True)
class UrlToken(Scheme):
    """A secret in the query of the URL that the vendor posts to.

    It proves that the sender knows the URL, not that the body is unchanged, and whoever reads the URL can send others:
    serve HTTPS only, keep the query out of access logs, and read again through the API what matters. The verifier must
    be given the URL; `verify_aiohttp` and `verify_starlette` do that.

    Attributes:
        parameter: its name in the query.
        identify: finds a delivery's identity in its body, for the replay store, see
            `telephony_clients.core.webhooks.schemes.HeaderScheme`. Without it nothing is remembered.
    """

    parameter: str = "token"
    identify: Identify | None = attrs.field(default=None, repr=False)

    @property
    def name(self) -> str:
        """Its kind and its parameter."""
        return f"{type(self).__qualname__} {self.parameter}"

    def claims(self, delivery: Delivery) -> Claims:
        """Return the token's digest, so that not even its length shows in the time that a comparison takes.

        Args:
            delivery: from anybody.

        Raises:
            WebhookRejected: the URL holds no token, or more than one.
        """
        tokens = [value for name, value in _query(delivery.url) if name == self.parameter]
        if not tokens:
            raise WebhookRejected(f"The URL has no {self.parameter}.").because(Rejection.MISSING)
        if len(tokens) > 1:
            raise WebhookRejected(f"The URL has more than one {self.parameter}.")
        return Claims(signatures=(_fingerprint(tokens[0]),))

    def proof(self, secret: MaskedText) -> Proof:
        """Return what the token's digest is compared with.

        Args:
            secret: the token.
        """
        expected = _fingerprint(secret)
        return lambda *_: expected

    def identity(self, delivery: Delivery, claims: Claims) -> str | None:  # noqa: ARG002 - they hold the token only
        """Return what ``identify`` finds together with the body's digest, None for nothing.

        Args:
            delivery: from someone who knows the token.
            claims: what it claims.

        Raises:
            ConfigurationError: ``identify`` returned something else than a text, a whole number or None.
        """
        found = identified(self.identify, delivery)
        return None if found is None else f"{found} {digest(delivery.body)}"

    def sign(self, secret: MaskedText, delivery: Delivery, *, timestamp: int) -> Delivery:  # noqa: ARG002 - signs none
        """Return a delivery with the token in its URL.

        Args:
            secret: the token.
            delivery: without token.
            timestamp: left out.
        """
        headers = {**delivery.headers, "content-type": "application/json"}
        return attrs.evolve(delivery, url=with_query(delivery.url, {self.parameter: str(secret)}), headers=headers)


def with_query(url: str, fields: dict[str, str]) -> str:
    """Return a URL with some fields of its query set."""
    return str(URL(url).update_query(fields))


def query_value(url: str, name: str) -> str | None:
    """Return a field of a URL's query, None if it is missing or is there twice."""
    found = [value for one, value in _query(url) if one == name]
    return found[0] if len(found) == 1 else None


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise WebhookRejected("The URL cannot be read.") from None


def _fingerprint(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
