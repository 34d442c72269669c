"""Talkable's deliveries that come again: which are the same, and which may repeat."""

import attrs
import pytest

from telephony_clients import MemoryReplayStore, Rejection, Verifier, WebhookRejected
from telephony_clients.talkable import (
    CUSTOM_APP,
    Webhook,
    WebhookType,
)
from tests.talkable.webhook_deliveries import FORMS, KEY, UNSUBSCRIBE, Written, as_json, classic, told
from tests.talkable.webhook_examples import NINE, PERSON


def test_an_event_is_taken_once_and_a_question_as_often_as_it_is_asked() -> None:
    verifier = classic(replay_store=MemoryReplayStore())
    person = {**PERSON, "unsubscribed_at": "2026-02-16T02:43:58.797-07:00"}
    event = as_json({**UNSUBSCRIBE, "payload": {"person": person}, "key": KEY})
    question = as_json({"key": KEY, "type": "check_unsubscribe_web_hook", "payload": {}})

    assert isinstance(told(verifier, event), Webhook)
    assert told(verifier, event) is Rejection.REPLAY
    assert isinstance(told(verifier, question), Webhook)
    assert isinstance(told(verifier, question), Webhook)


@FORMS
@pytest.mark.parametrize("kind", NINE)
def test_what_names_nothing_that_occurs_once_may_come_twice(kind: WebhookType, written: Written) -> None:
    verifier = classic(replay_store=MemoryReplayStore())
    body = written({"key": KEY, "type": kind.value, "payload": NINE[kind][0]})
    nameless = written({"key": KEY, "type": kind.value, "payload": {}})
    once = {"create_coupon_web_hook", "event_web_hook", "referral_web_hook", "reward_web_hook"}

    for _ in range(2):
        assert verifier.verify(nameless, {}).replay_key is None
    assert isinstance(told(verifier, body), Webhook)
    assert (told(verifier, body) is Rejection.REPLAY) is (kind in once)  # the example's person has not unsubscribed


def test_a_reward_whose_status_changed_is_another_delivery() -> None:
    verifier = classic(replay_store=MemoryReplayStore())
    for status in ("Pending", "Paid"):
        body = as_json({"key": KEY, "type": "reward_web_hook", "payload": {"reward": {"id": 1, "status": status}}})
        assert isinstance(told(verifier, body), Webhook)
        assert told(verifier, body) is Rejection.REPLAY


def test_two_actions_of_a_custom_app_may_have_one_body() -> None:
    body = b'{"site_id": "s", "email": "a@example.com"}'
    store = MemoryReplayStore()
    shares, unsubscribes = (Verifier(CUSTOM_APP, secrets=[KEY], replay_store=store) for _ in range(2))
    signed = shares.sign(body)

    assert shares.verify(body, signed.headers).body == unsubscribes.verify(body, signed.headers).body == body


def test_a_custom_app_whose_template_has_an_identity_goes_by_it() -> None:
    scheme = attrs.evolve(CUSTOM_APP, identify=lambda delivery: delivery.json().get("reward_id"))
    verifier = Verifier(scheme, secrets=[KEY], replay_store=MemoryReplayStore())
    reward, question = verifier.sign(b'{"reward_id": "1"}'), verifier.sign(b'{"click_id": "1"}')
    for signed in (reward, question, question):
        verifier.verify(signed.body, signed.headers)
    with pytest.raises(WebhookRejected, match="accepted before"):
        verifier.verify(reward.body, reward.headers)
