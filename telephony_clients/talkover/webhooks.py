"""Talkover's webhooks, received: how a delivery is verified, and what it tells.

The vendor documents neither the bodies of real events nor the signature's header, encoding and prefix, only that it is
an HMAC-SHA256. So the names below are read wherever they may stand, the payload is kept as it came, and the signature
is what you find: capture a trial delivery, and ask `find_signature`. Any 2xx ends a delivery.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.core.models.fields import JsonObject
from telephony_clients.core.secret import HIDDEN_LOCALS
from telephony_clients.core.webhooks.delivery import Delivery, Headers, digest, mapped
from telephony_clients.core.webhooks.rejection import WebhookRejected
from telephony_clients.core.webhooks.schemes import Encoding, HmacHeader, Identify
from telephony_clients.core.webhooks.verifier import Verified
from telephony_clients.talkover.webhook_events import WebhookEventType

__all__ = ["WebhookEvent", "WebhookSignature", "find_signature", "read_webhook"]

_ONCE = frozenset(
    {
        WebhookEventType.PHONE_CALL_STARTED,
        WebhookEventType.PHONE_CALL_ENDED,
        WebhookEventType.PHONE_CALL_DID_NOT_CONNECT,
        WebhookEventType.CALL_TRANSCRIPT,
        WebhookEventType.CALL_REPORT,
    }
)
"""What happens to a call once; anything else may happen again in the same words."""


@attrs.frozen(kw_only=True)
class WebhookEvent:
    """What a delivery tells. All but the type may be None, as the vendor documents no body of a real event.

    Attributes:
        type: the event.
        call_id: the call that it is about.
        agent_id, campaign_id: whose event it is.
        status: the call's or campaign's.
        duration: of the call, in seconds.
        context: what was given when the call was placed.
        timestamp: when it happened.
        is_test: whether it is a trial.
        payload: everything, as it came.

    Source: the trial's body and one log entry in the vendor docs; of other names, the API that the vendor's follows.
    """

    type: WebhookEventType | str
    call_id: str | None = None
    agent_id: str | None = None
    campaign_id: str | None = None
    status: str | None = None
    duration: float | None = None
    context: JsonObject | None = None
    timestamp: datetime | None = None
    is_test: bool = False
    payload: JsonObject = attrs.field(repr=False)


def read_webhook(verified: Verified) -> WebhookEvent:
    """Return what a delivery tells.

    The event's name is looked for under ``event``, ``type`` and ``status``, and one that is known comes first; the
    call's id under ``call_id``, ``call.id`` and, unless the event is a campaign's own, ``id``.

    Args:
        verified: by a verifier with a `WebhookSignature`.

    Raises:
        WebhookRejected: it is no JSON object or names no event. If a payload template of yours leaves the name out,
            read ``verified.json()`` instead.
    """
    with HIDDEN_LOCALS:
        payload = verified.json()
        type_ = _type(payload)
        if type_ is None:
            raise WebhookRejected("The body is no object, or names no event.")
        duration, context, status = (payload.get(name) for name in ("duration", "context", "status"))
        return WebhookEvent(
            type=type_,
            call_id=_call_id(payload, type_),
            agent_id=_id(payload, "agent"),
            campaign_id=_id(payload, "campaign")
            or (_text(payload.get("id")) if type_.startswith("campaign.") else None),
            status=status if isinstance(status := payload.get("status"), str) and status != type_ else None,
            duration=duration if isinstance(duration, int | float) and not isinstance(duration, bool) else None,
            context=context if isinstance(context, dict) else None,
            timestamp=_instant(payload.get("timestamp")),
            is_test=payload.get("test") is True or type_ == WebhookEventType.TEST,
            payload=payload,
        )


def _identify(delivery: Delivery) -> str | None:
    """Return the event, its call and the body's SHA-256, for what happens to a call once."""
    try:
        payload = delivery.json()
    except WebhookRejected:
        return None  # a payload template's, perhaps
    type_ = _type(payload)
    call = None if type_ is None or type_ not in _ONCE else _call_id(payload, type_)
    return None if call is None else f"{type_} {call} {digest(delivery.body)}"


@attrs.frozen(kw_only=True)
class WebhookSignature(HmacHeader):
    """How deliveries are signed if the webhook has a secret: an HMAC-SHA256 in a header that the vendor does not name.

    `find_signature` tells header, encoding and prefix. The vendor documents no id of a delivery: one is the same as an
    earlier one if body and call are, and the event happens to a call once, such as ``event_phone_call_ended``. Others
    may repeat word for word, so they are not remembered; what you do on them should do no harm when it is done twice.

    Attributes:
        header, encoding, prefix, timestamp_header: as in `HmacHeader`.
        identify: finds a delivery's identity in your own way, say if your payload templates hold an id.

    Source: that there is a signature, the vendor docs; of the rest, nothing is stated.
    """

    identify: Identify | None = attrs.field(default=_identify, repr=False)


def find_signature(body: bytes, headers: Headers, *, secret: str) -> WebhookSignature | None:
    """Return how a captured delivery is signed; None if no header holds the HMAC-SHA256 of its body.

    For a delivery that you know to be the vendor's, such as the one that ``webhooks.test`` sends, and once: what comes
    back goes into your code, and into a `Verifier`.

    Args:
        body: the raw bytes.
        headers: a mapping or pairs.
        secret: the webhook's.
    """
    with HIDDEN_LOCALS:
        mac = hmac.new(secret.encode(), body, "sha256").digest()
        for name, value in mapped(headers).items():
            for encoding in Encoding:
                written = encoding.write(mac).decode()
                if str(value).endswith(written):
                    return WebhookSignature(header=name, encoding=encoding, prefix=value.removesuffix(written))
    return None


def _type(payload: Any) -> WebhookEventType | None:
    if not isinstance(payload, dict):
        return None
    named = [one for name in ("event", "type", "status") if isinstance(one := payload.get(name), str) and one]
    found = [WebhookEventType(name) for name in named]
    return next((one for one in found if one.is_known), found[0] if found else None)


def _call_id(payload: Mapping[str, Any], type_: str) -> str | None:
    return _id(payload, "call") or _own_id(payload, type_, "event_", "campaign_call.")


def _own_id(payload: Mapping[str, Any], type_: str, *of: str) -> str | None:
    """Return what stands under ``id`` if the event is one of a kind; of an unknown kind, it is taken for a call's."""
    known = type_.startswith(("event_", "campaign_call.", "campaign.", "webhook."))
    return _text(payload.get("id")) if type_.startswith(of) or (not known and "event_" in of) else None


def _id(payload: Mapping[str, Any], of: str) -> str | None:
    """Return an id that stands in a field of its own, or in an object."""
    whole = payload.get(of)
    return _text(payload.get(f"{of}_id")) or (_text(whole.get("id")) if isinstance(whole, dict) else None)


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def _instant(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
