"""Talkable's webhooks: the Custom App's signature, the classic ones' key, and what the nine of them tell."""

import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony_clients import Model, Rejection, Verified, Verifier, WebhookRejected
from telephony_clients.core.webhooks.delivery import Delivery
from telephony_clients.talkable import (
    CLASSIC_WEBHOOKS,
    CUSTOM_APP,
    UnsubscribePayload,
    Webhook,
    WebhookType,
    check_unsubscribe_answer,
    read_webhook,
)
from telephony_clients.talkable.webhook_events import PAYLOADS, WebhookPayload
from tests.conftest import CANARY
from tests.mutations import all_of
from tests.talkable.webhook_deliveries import (
    CUSTOM,
    FORMS,
    KEY,
    OLD,
    UNSUBSCRIBE,
    Written,
    as_form,
    as_json,
    classic,
    told,
)
from tests.talkable.webhook_examples import NINE, THE_PERSON
from tests.wings import same


@pytest.mark.parametrize("secret", [KEY, OLD])
def test_a_custom_app_signs_with_base64_of_the_hexadecimal_digest(secret: str) -> None:
    verifier = Verifier(CUSTOM_APP, secrets=[KEY, OLD])
    digest = hmac.new(secret.encode(), CUSTOM, hashlib.sha256)
    signature = base64.b64encode(digest.hexdigest().encode()).decode()

    assert verifier.verify(CUSTOM, {"X-Talkable-Signature": signature}).json()["site_id"] == "1"
    for other in (digest.hexdigest(), base64.b64encode(digest.digest()).decode(), signature.lower()):
        with pytest.raises(WebhookRejected):
            verifier.verify(CUSTOM, {"X-Talkable-Signature": other})


def test_the_signature_of_a_custom_app_is_that_of_openssl() -> None:
    # printf '%s' "$body" | openssl dgst -sha256 -hmac my_webhook_secret -r | cut -c-64 | tr -d '\n' | openssl base64 -A
    signature = "ODI5Y2UyZjJiYWNhMjBiMjk5YTg5Y2ZiOGI5NDU1MWU3OTBmYmI1ZjUyYjBmN2FmOWU2NzI0NTc0YzNkM2FhZA=="
    verifier = Verifier(CUSTOM_APP, secrets=["my_webhook_secret"])

    assert verifier.sign(CUSTOM).headers["x-talkable-signature"] == signature
    assert verifier.verify(CUSTOM, {"x-talkable-signature": signature}).body == CUSTOM


def tampered(genuine: Delivery) -> Iterator[tuple[bytes, dict[str, str]]]:
    signature = genuine.headers["x-talkable-signature"]
    for body in all_of(genuine.body, each=60):
        yield body, {"x-talkable-signature": signature}
    for other in all_of(signature.encode(), each=60):
        yield genuine.body, {"x-talkable-signature": other.decode("latin-1")}


def test_of_ten_thousand_tampered_deliveries_to_a_custom_app_none_is_accepted() -> None:
    verifier = Verifier(CUSTOM_APP, secrets=[KEY, OLD])
    genuine = verifier.sign(CUSTOM)
    found = Counter(told(verifier, body, headers) for body, headers in tampered(genuine))

    assert found.total() > 10_000
    assert set(found) == {Rejection.MISMATCH, Rejection.MALFORMED}


@FORMS
@pytest.mark.parametrize("kind", NINE)
def test_each_of_the_nine_is_read_to_its_last_field(kind: WebhookType, written: Written) -> None:
    payload, expected = NINE[kind]
    body = written({"key": KEY, "site": "my-store", "type": kind.value, "extras": {}, "payload": payload})

    webhook = told(classic(), body)

    assert webhook == Webhook(type=kind, site="my-store", extras={}, payload=expected)
    assert isinstance(webhook, Webhook)
    assert same(webhook.payload, expected)
    assert leftovers(webhook.payload) == []


def leftovers(value: object) -> list[str]:
    """Return the names of fields that no model took, at any depth."""
    if isinstance(value, list):
        return [name for one in value for name in leftovers(one)]
    if not isinstance(value, Model):
        return []
    return [*value.extra, *(name for field in value.__attrs_attrs__ for name in leftovers(getattr(value, field.name)))]


def test_there_are_nine() -> None:
    assert set(NINE) == set(WebhookType) == set(PAYLOADS)
    assert len(NINE) == 9
    for kind, (payload, expected) in NINE.items():
        assert type(expected) is PAYLOADS[kind]
        assert {field.name for field in attrs.fields(PAYLOADS[kind])} - set(payload) <= {"extra", "customer_id"}


@FORMS
@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (KEY, None),
        (OLD, None),
        (f"{CANARY}-other", Rejection.MISMATCH),
        ("", Rejection.MISMATCH),
        (KEY[:-1], Rejection.MISMATCH),
        (f"{KEY} ", Rejection.MISMATCH),
        (KEY.upper(), Rejection.MISMATCH),
        ("\u00e9", Rejection.MISMATCH),
    ],
)
def test_a_key_is_one_of_the_secrets_or_the_delivery_is_rejected(
    key: str, expected: Rejection | None, written: Written
) -> None:
    webhook = told(classic(), written({**UNSUBSCRIBE, "key": key}))
    assert webhook is expected if expected else isinstance(webhook, Webhook)


@FORMS
def test_what_is_signed_for_a_test_is_accepted(written: Written) -> None:
    signed = classic().sign(written(UNSUBSCRIBE))

    webhook = told(classic(), signed.body, dict(signed.headers))

    assert isinstance(webhook, Webhook)
    assert webhook.payload == UnsubscribePayload(person=THE_PERSON)
    assert signed.headers["content-type"].endswith("json" if written is as_json else "urlencoded")


@FORMS
def test_no_change_of_the_key_is_accepted(written: Written) -> None:
    body = written({**UNSUBSCRIBE, "key": KEY})
    before, after = body.split(KEY.encode())
    found = Counter(told(classic(), before + one + after) for one in all_of(KEY.encode(), each=250))

    assert found.total() > 4000
    assert set(found) <= {Rejection.MISMATCH, Rejection.MALFORMED, Rejection.MISSING}


@FORMS
def test_a_change_anywhere_is_a_webhook_or_a_rejection(written: Written) -> None:
    body = written({"key": KEY, "type": "event_web_hook", "extras": {}, "payload": {"origin": {"id": 1}}})
    found = [told(classic(), one) for one in all_of(body, each=40)]

    assert len(found) > 4000
    assert {type(one) for one in found} == {Webhook, Rejection}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", Rejection.MALFORMED),
        (b"{", Rejection.MALFORMED),
        (b"[]", Rejection.MALFORMED),
        (b"null", Rejection.MALFORMED),
        (b"\xff\xfe{", Rejection.MALFORMED),
        (b'{"key": "\xff"}', Rejection.MALFORMED),
        (b"key=%FF&type=a", Rejection.MALFORMED),
        (b"key\xff=1", Rejection.MALFORMED),
        (b"&".join(b"a%d=1" % number for number in range(1000)), Rejection.MALFORMED),
        (b'{"a":' * 100_000, Rejection.MALFORMED),
        (b'{"key": ' + b"1" * 5000 + b"}", Rejection.MALFORMED),
        (b'{"key": NaN}', Rejection.MALFORMED),
        (b"{}", Rejection.MISSING),
        (b'{"key": null}', Rejection.MISSING),
        (b"type=a", Rejection.MISSING),
        *((b'{"key": %b}' % key, Rejection.MALFORMED) for key in (b"1", b"true", b"[]", b"{}", b'["canary"]')),
        (b'{"key": "\\ud800"}', Rejection.MISMATCH),
        (b'{"key": "\\u0000"}', Rejection.MISMATCH),
        (b"key=", Rejection.MISMATCH),
        (as_form({**UNSUBSCRIBE, "key": KEY}) + f"&key={KEY}".encode(), Rejection.MALFORMED),
        (as_form({**UNSUBSCRIBE, "key": "x"}) + f"&key={KEY}".encode(), Rejection.MALFORMED),
        (f"key={KEY};type=a".encode(), Rejection.MISMATCH),
        (f"{KEY}".encode(), Rejection.MALFORMED),
        (f'\ufeff {{"key": "{KEY}x"}}'.encode(), Rejection.MISMATCH),
        (f'"{KEY}"'.encode(), Rejection.MALFORMED),
        (as_json({"key": KEY}), Rejection.MALFORMED),
        (as_json({"key": KEY, "type": 5, "payload": {}}), Rejection.MALFORMED),
        (as_json({"key": KEY, "type": "event_web_hook"}), Rejection.MALFORMED),
        (as_json({"key": KEY, "type": "event_web_hook", "payload": []}), Rejection.MALFORMED),
        (as_json({"key": KEY, "type": "brand_new_web_hook", "payload": []}), Rejection.MALFORMED),
        (as_json({"key": KEY, "type": "event_web_hook", "payload": "{"}), Rejection.MALFORMED),
        (as_json({"key": KEY, "type": "event_web_hook", "payload": "\ud800"}), Rejection.MALFORMED),
        (f"key={KEY}&type=event_web_hook&payload=%5B%5D".encode(), Rejection.MALFORMED),
        (f"key={KEY}&type=event_web_hook&payload={'%5B' * 100_000}".encode(), Rejection.MALFORMED),
        (f"key={KEY}&type=event_web_hook&payload=".encode(), Rejection.MALFORMED),
    ],
    ids=lambda value: str(value)[:40].replace(CANARY, "key"),
)
def test_a_hostile_body_is_a_rejection(body: bytes, expected: Rejection) -> None:
    assert told(classic(), body) is expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


@FORMS
@given(data=st.data())
def test_whatever_stands_in_a_payload_is_read_or_rejected(written: Written, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(WebhookType))
    names = sorted({*NINE[kind][0], "new"})
    payload = data.draw(st.integers() | st.lists(JSON) | st.dictionaries(st.sampled_from(names), JSON))
    webhook = told(classic(), written({"key": KEY, "type": kind.value, "payload": payload, "extras": data.draw(JSON)}))

    if isinstance(payload, dict):
        assert isinstance(webhook, Webhook)
        assert isinstance(webhook.payload, PAYLOADS[kind])
    else:
        assert webhook is Rejection.MALFORMED


@given(body=st.binary(max_size=200), signature=st.text(max_size=100))
def test_whatever_a_stranger_sends_is_rejected(body: bytes, signature: str) -> None:
    for scheme in (CUSTOM_APP, CLASSIC_WEBHOOKS):
        headers = {"x-talkable-signature": signature}
        assert isinstance(told(Verifier(scheme, secrets=[KEY]), body, headers), Rejection)


def test_a_type_that_came_later_is_kept_as_it_is() -> None:
    webhook = told(classic(), as_json({"key": KEY, "type": "brand_new_web_hook", "payload": {"a": [1]}, "version": 2}))

    assert webhook == Webhook(type=WebhookType("brand_new_web_hook"), payload={"a": [1]}, extra={"version": 2})
    assert isinstance(webhook, Webhook)
    assert webhook.type not in list(WebhookType)


@pytest.mark.parametrize(("field", "odd"), [("site", 5), ("extras", [1]), ("extras", "{")])
def test_an_odd_field_beside_the_payload_is_kept_as_it_is(field: str, odd: Any) -> None:
    webhook = told(classic(), as_json({**UNSUBSCRIBE, "key": KEY, field: odd}))

    assert isinstance(webhook, Webhook)
    assert getattr(webhook, field) is None
    assert webhook.extra == {field: odd}


@pytest.mark.parametrize("kind", NINE)
def test_a_value_of_another_type_is_kept_beside_the_model(kind: WebhookType) -> None:
    payload = {name: [[1]] for name in NINE[kind][0]}
    webhook = told(classic(), as_json({"key": KEY, "type": kind.value, "payload": payload}))

    assert isinstance(webhook, Webhook)
    assert isinstance(webhook.payload, Model)
    assert webhook.payload == PAYLOADS[kind](extra=payload)


def test_a_field_that_came_later_is_kept() -> None:
    webhook = told(classic(), as_json({**UNSUBSCRIBE, "key": KEY, "payload": {"person": {"shoe_size": 43}, "new": 1}}))

    assert isinstance(webhook, Webhook)
    assert isinstance(webhook.payload, UnsubscribePayload)
    assert webhook.payload.extra == {"new": 1}
    assert webhook.payload.person is not None
    assert webhook.payload.person.extra == {"shoe_size": 43}


@pytest.mark.parametrize("unsubscribed", [True, False])
def test_the_question_is_answered_as_the_vendor_expects(unsubscribed: bool) -> None:  # noqa: FBT001 - the case
    assert check_unsubscribe_answer(unsubscribed=unsubscribed) == {"result": {"unsubscribed": unsubscribed}}


@FORMS
def test_the_key_shows_nowhere(written: Written, canary: Callable[[Any], None]) -> None:
    verified = classic().verify(written({**UNSUBSCRIBE, "key": KEY, "more": "x"}), {})
    for one in (verified, read_webhook(verified), read_webhook(verified).extra, classic()):
        canary(one)
    for body in (as_json({"key": KEY}), KEY.encode(), f"key={KEY}".encode(), f'{{"key": "{KEY}"'.encode()):
        with pytest.raises(WebhookRejected) as caught:
            read_webhook(Verified(body=body))
        canary(caught.value)
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_every_payload_is_one_of_the_union() -> None:
    assert set(WebhookPayload.__args__) == set(PAYLOADS.values())
