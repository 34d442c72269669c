"""Talkroute's webhooks: how a delivery is told from a forged one, and what it tells.

Nothing is signed and no record is named, so a delivery is a sign that something happened: read it again through the
API where it matters. One type is posted to one address, which is where the type and a secret of yours can stand.
"""

from collections.abc import Mapping
from typing import Any

import attrs

from telephony_clients.core.errors import ConfigurationError, ModelMismatch
from telephony_clients.core.models.fields import JsonObject
from telephony_clients.core.secret import HIDDEN_LOCALS
from telephony_clients.core.webhooks.delivery import Scheme
from telephony_clients.core.webhooks.rejection import WebhookRejected
from telephony_clients.core.webhooks.url_token import UrlToken, query_value, with_query
from telephony_clients.core.webhooks.verifier import Verified
from telephony_clients.talkroute.adapter import TalkrouteAdapter
from telephony_clients.talkroute.webhook_events import PAYLOADS, WebhookPayload, WebhookType

__all__ = ["HOOK_URL", "Webhook", "hook_url", "read_webhook"]

_TOKEN, _TYPE = "token", "type"
_SHORTEST_SECRET = 16
_TOLD_BY: Mapping[str, WebhookType] = {
    **dict.fromkeys(("mailbox_name", "transcription"), WebhookType.NEW_VOICEMAIL),
    **dict.fromkeys(("from_number", "to_number"), WebhookType.NEW_TEXT_MESSAGE),
    **dict.fromkeys(("caller_number", "called_number", "call_result"), WebhookType.NEW_CALL_RECORD),
}
"""WriteOptions that only one kind has, the surest first; the two kinds of calls have the same."""

HOOK_URL: Scheme = UrlToken(parameter=_TOKEN)
"""The secret that `hook_url` puts into the address, compared in constant time.

Deliveries carry neither an id nor a signature, so none is remembered: what you do on them should do no harm when it is
done twice.
"""


@attrs.frozen(kw_only=True)
class Webhook:
    """A delivery.

    Attributes:
        type: which of the webhooks it is.
        payload: what it tells; as plain JSON values when this package does not know the type.
    """

    type: WebhookType | str
    payload: WebhookPayload | JsonObject


def hook_url(address: str, *, secret: str, type: WebhookType | str) -> str:  # noqa: A002 - the vendor's word
    """Return the address for a subscription, with a secret and the type of its events in the query.

    Args:
        address: of your endpoint; HTTPS.
        secret: one of the verifier's, 16 characters at least: ``secrets.token_urlsafe(32)``.
        type: of the subscription.

    Raises:
        ConfigurationError: the secret is too short.
    """
    with HIDDEN_LOCALS:
        if len(secret) < _SHORTEST_SECRET:
            raise ConfigurationError(f"A secret has {_SHORTEST_SECRET} characters at least.")
        return with_query(address, {_TOKEN: secret, _TYPE: str(type)})


def read_webhook(verified: Verified, *, url: str = "") -> Webhook:
    """Return what a delivery tells.

    Args:
        verified: by a verifier with the scheme ``HOOK_URL``.
        url: where it was sent to; its ``type`` says which of the webhooks it is. Without it the body's fields do, which
            cannot tell ``call_completed`` from ``new_call_record``.

    Raises:
        WebhookRejected: it is not what the vendor is known to send.
    """
    with HIDDEN_LOCALS:  # the URL holds the secret
        name, fields = _opened(verified.json())
        type_ = query_value(url, _TYPE) or name or next((one for name, one in _TOLD_BY.items() if name in fields), None)
        if type_ is None:
            raise WebhookRejected("Neither the URL nor the body tells which webhook this is.")
        kind = WebhookType(type_)
        model = PAYLOADS.get(kind)
        return Webhook(type=kind, payload=fields if model is None else _structured(fields, model))


def _opened(body: Any) -> tuple[str | None, JsonObject]:
    """Return the type that a body names and its fields: bare, or under ``data`` beside ``type`` or ``event``."""
    if not isinstance(body, dict):
        raise WebhookRejected("The body is no JSON object.")
    name = body.get("type") or body.get("event")
    inner = body.get("data")
    if isinstance(inner, dict) and (name is None or isinstance(name, str)):
        return name, inner
    return (name if isinstance(name, str) else None), body


def _structured(fields: JsonObject, model: type[WebhookPayload]) -> WebhookPayload:
    try:
        return TalkrouteAdapter.codec.structure(fields, model)
    except ModelMismatch as error:
        fault = error.with_traceback(None).headline()
        raise WebhookRejected(f"The payload is no {model.__name__}: {fault}.") from None
