"""Talkable's webhooks: how each kind is verified, what it tells, and what it wants to be answered.

Neither kind signs a time: see `telephony_clients.core.webhooks.verifier.Verifier` on replays. Any 2xx ends a delivery;
after anything else Talkable sends it again.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

import attrs

from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.fields import JsonObject
from telephony_clients.core.models.jsontext import dumps
from telephony_clients.core.secret import HIDDEN_LOCALS, MaskedText
from telephony_clients.core.webhooks.delivery import Claims, Delivery, Proof, Scheme, digest, parsed
from telephony_clients.core.webhooks.rejection import Rejection, WebhookRejected
from telephony_clients.core.webhooks.schemes import Encoding, HmacHeader
from telephony_clients.core.webhooks.verifier import Verified
from telephony_clients.talkable.adapter import TalkableAdapter
from telephony_clients.talkable.webhook_events import PAYLOADS, WebhookPayload, WebhookType

__all__ = ["CLASSIC_WEBHOOKS", "CUSTOM_APP", "ClassicWebhooks", "Webhook", "check_unsubscribe_answer", "read_webhook"]

CUSTOM_APP = HmacHeader(header="x-talkable-signature", encoding=Encoding.BASE64_OF_HEX)
"""The Custom App: Base64 of the lower-case hexadecimal HMAC-SHA256, keyed with the webhook security key.

Source: https://docs.talkable.com/email_marketing_and_automation/custom_app.html, which signs "a JSON string from the
payload"; that this is the body as it is sent is inferred. The payload is the site's own template: read it with
``Verified.json()``.

The vendor sends neither an id nor a time, and two actions may have the same body, so deliveries are not remembered. If
your templates hold something that occurs once, say where: ``attrs.evolve(CUSTOM_APP, identify=lambda delivery:
delivery.json().get("reward_id"))``. Return None for "Click reward verification": it is a question, which is asked in
the same words again, and which wants an answer within a second.
"""

_MOST_FIELDS = 50
_IDENTITIES: Mapping[str, tuple[str, ...]] = {
    WebhookType.CREATE_COUPON.value: ("coupon_code",),
    WebhookType.EVENT.value: ("origin", "id"),
    WebhookType.REFERRAL.value: ("referred_origin", "id"),
    WebhookType.REWARD.value: ("reward", "id"),
    WebhookType.UNSUBSCRIBE.value: ("person", "unsubscribed_at"),
}
"""Where a payload names what it is about; the other kinds name nothing that occurs once."""


@attrs.frozen
class ClassicWebhooks(Scheme):
    """The webhooks set up one by one: the webhook security key stands in the body, as JSON or as a form.

    The key proves who sent it, not that the rest is unchanged, and whoever has read one delivery can make others:
    serve HTTPS only.

    The vendor sends no id of a delivery. It is the same as an earlier one if kind, body and what it is about are: a new
    coupon's code, an origin, a referred origin, a reward, or the time at which somebody unsubscribed. Signups and
    shares name no such thing and may repeat word for word, so they are not remembered: what you do on them should do no
    harm when it is done twice. "Check Unsubscribe" is a question, so it is never a replay.

    Source: https://docs.talkable.com/web_hooks/ and the vendor's OpenAPI file of webhooks; the one sends forms, the
    other JSON. No page says how keys are compared, or promises a signature.
    """

    def claims(self, delivery: Delivery) -> Claims:
        """Return the key that stands in the body.

        Args:
            delivery: from anybody.

        Raises:
            WebhookRejected: the body is neither of the two forms, or has no key.
        """
        fields = _envelope(delivery.body)
        key = fields.get("key")
        if key is None:
            raise WebhookRejected("There is no key in the body.").because(Rejection.MISSING)
        if not isinstance(key, str):
            raise WebhookRejected("The key in the body is no text.")
        once = fields.get("type") != WebhookType.CHECK_UNSUBSCRIBE.value
        return Claims(signatures=(_fingerprint(key),), once=once)

    def identity(self, delivery: Delivery, claims: Claims) -> str | None:  # noqa: ARG002 - they hold the key only
        """Return the kind, what the webhook is about and the body's SHA-256; None if it is about nothing of its own.

        The body counts because the same thing is told of more than once: a reward when its status changes, say.

        Args:
            delivery: from someone who knows the key.
            claims: what it claims.
        """
        fields = _envelope(delivery.body)
        kind, about = fields.get("type"), _object(fields.get("payload"))
        path = _IDENTITIES.get(kind, ()) if isinstance(kind, str) else ()
        found: Any = about
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        if not path or isinstance(found, bool) or not isinstance(found, str | int):
            return None
        return f"{kind} {found} {digest(delivery.body)}"

    def proof(self, secret: MaskedText) -> Proof:
        """Return what the key is compared with: digests, so that not even its length shows.

        Args:
            secret: the webhook security key.
        """
        expected = _fingerprint(secret)
        return lambda *_: expected

    def sign(self, secret: MaskedText, delivery: Delivery, *, timestamp: int) -> Delivery:  # noqa: ARG002 - signs none
        """Return a delivery with the key in its body, in the form that the body has.

        Args:
            secret: the webhook security key.
            delivery: a JSON object, or a form.
            timestamp: left out.
        """
        form = not _is_json(delivery.body)
        fields = {**_envelope(delivery.body), "key": str(secret)}
        body = urlencode(fields).encode() if form else dumps(fields)
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        return attrs.evolve(delivery, body=body, headers={**delivery.headers, "content-type": kind})


CLASSIC_WEBHOOKS: Scheme = ClassicWebhooks()
"""The webhooks set up one by one; `read_webhook` gives what they tell."""


@attrs.frozen(kw_only=True)
class Webhook:
    """A classic webhook.

    Attributes:
        type: which of them.
        site: the site's slug.
        payload: what it tells; as plain JSON values when this package does not know the type.
        extras: an object that is empty in all of the vendor's examples.
        extra: what the vendor has added since beside these, under its own names.

    Source: the vendor's OpenAPI file of webhooks.
    """

    type: WebhookType | str
    site: str | None = None
    payload: WebhookPayload | JsonObject
    extras: JsonObject | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)


def read_webhook(verified: Verified) -> Webhook:
    """Return what a classic webhook tells.

    Args:
        verified: by a verifier with the scheme ``CLASSIC_WEBHOOKS``.

    Returns:
        the webhook. The key is not in it.

    Raises:
        WebhookRejected: it is not what the vendor documents.

    Source: https://docs.talkable.com/web_hooks/ and the vendor's OpenAPI file of webhooks.
    """
    with HIDDEN_LOCALS:  # the body holds the key
        return _read(verified)


def check_unsubscribe_answer(*, unsubscribed: bool) -> dict[str, dict[str, bool]]:
    """Return the JSON that answers a "Check Unsubscribe" webhook.

    Args:
        unsubscribed: whether the recipient wants no e-mails; True stops this one.

    Returns:
        ``{"result": {"unsubscribed": ...}}``.

    Source: an older edition of https://docs.talkable.com/web_hooks/; the current one keeps the sentence only.
    """
    return {"result": {"unsubscribed": unsubscribed}}


def _fingerprint(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def _is_json(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _envelope(body: bytes) -> dict[str, Any]:
    """Return the envelope's fields, JSON within a form still as text; the Content-Type is not asked, as it may lie."""
    if _is_json(body):
        fields: dict[str, Any] = parsed(body)
        return fields
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        pairs = []
    fields = dict(pairs)
    if not pairs or len(fields) < len(pairs):
        raise WebhookRejected("The body is neither a JSON object nor a form with each field once.")
    return fields


def _read(verified: Verified) -> Webhook:
    fields = _envelope(verified.body)
    kind, site = fields.pop("type", None), fields.get("site")
    payload, extras = _object(fields.pop("payload", None)), _object(fields.get("extras"))
    known = {"key", "site" if isinstance(site, str) else "", "extras" if extras is not None else ""}
    if not isinstance(kind, str) or payload is None:
        raise WebhookRejected("The body has no type, or no payload that is an object.")
    type_ = WebhookType(kind)
    model = PAYLOADS.get(type_)
    return Webhook(
        type=type_,
        site=site if isinstance(site, str) else None,
        payload=payload if model is None else _structured(payload, model),
        extras=extras,
        extra={name: value for name, value in fields.items() if name not in known},
    )


def _object(value: Any) -> JsonObject | None:
    """Return an object that comes as it is, or as JSON in a text; None for anything else."""
    if isinstance(value, str):
        try:
            value = parsed(value.encode("utf-8", "surrogatepass"))
        except WebhookRejected:
            return None
    return value if isinstance(value, dict) else None


def _structured(payload: JsonObject, model: type[WebhookPayload]) -> WebhookPayload:
    try:
        return TalkableAdapter.codec.structure(payload, model)
    except ModelMismatch as error:
        fault = error.with_traceback(None).headline()
        raise WebhookRejected(f"The payload is no {model.__name__}: {fault}.") from None
