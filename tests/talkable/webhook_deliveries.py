"""Deliveries of Talkable's webhooks: written in each form, and what they tell whoever verifies them."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from telephony_clients import Rejection, Verifier, WebhookRejected
from telephony_clients.talkable import (
    CLASSIC_WEBHOOKS,
    Webhook,
    read_webhook,
)
from tests.conftest import CANARY
from tests.talkable.webhook_examples import PERSON

KEY, OLD = f"{CANARY}-webhook", f"{CANARY}-before"
UNSUBSCRIBE = {"site": "my-store", "type": "unsubscribe_web_hook", "extras": {}, "payload": {"person": PERSON}}
CUSTOM = b'{"site_id":"1","email":"person-591542c54ff21a49@talkable-sample.com"}'


def classic(**more: Any) -> Verifier:
    return Verifier(CLASSIC_WEBHOOKS, secrets=[KEY, OLD], **more)


def as_json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode()


def as_form(fields: dict[str, Any]) -> bytes:
    texts = {name: json.dumps(one) if isinstance(one, dict | list) else str(one) for name, one in fields.items()}
    return urlencode(texts).encode()


Written = Callable[[dict[str, Any]], bytes]
FORMS = pytest.mark.parametrize("written", [as_json, as_form])


def told(verifier: Verifier, body: bytes, headers: dict[str, str] | None = None) -> Webhook | Rejection:
    """Return what a delivery tells, or why it was rejected; any other error fails the test."""
    try:
        return read_webhook(verifier.verify(body, headers or {}))
    except WebhookRejected as error:
        return error.reason
