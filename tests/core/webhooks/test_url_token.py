"""A secret in the URL: only the right one, once, lets a delivery in."""

import pytest

from telephony_clients import ConfigurationError, MemoryReplayStore, Rejection, Verifier, WebhookRejected
from telephony_clients.core.webhooks.url_token import UrlToken, query_value
from tests import mutations
from tests.conftest import CANARY

SECRET = f"{CANARY}-hook"
BODY = b'{"id": 7}'
URL = f"https://example.com/hooks/calls?type=new_voicemail&token={SECRET}"


def verifier(scheme: UrlToken | None = None, *secrets: str, store: MemoryReplayStore | None = None) -> Verifier:
    return Verifier(scheme or UrlToken(), secrets=secrets or [SECRET], replay_store=store)


@pytest.mark.parametrize("url", [URL, f"/hooks/calls?token={SECRET}", f"?token={SECRET}&x=1", f"/?x=&token={SECRET}#y"])
def test_the_right_token_lets_a_delivery_in(url: str) -> None:
    verified = verifier().verify(BODY, {}, url=url)

    assert (verified.body, verified.id, verified.timestamp, verified.replay_key) == (BODY, None, None, None)


def test_an_old_secret_is_good_while_it_is_listed() -> None:
    assert verifier(None, "the new secret", SECRET).verify(BODY, {}, url=URL).body == BODY


def test_every_other_token_is_refused() -> None:
    for token in mutations.all_of(SECRET.encode(), each=3):
        text = token.decode("latin-1")
        url = f"/hooks?token={text}"
        if query_value(url, "token") == SECRET:  # an odd spelling of the same, such as a %20
            continue
        with pytest.raises(WebhookRejected):
            verifier().verify(BODY, {}, url=url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", Rejection.MISSING),
        ("/hooks", Rejection.MISSING),
        (f"/hooks?tokens={SECRET}", Rejection.MISSING),
        (f"/hooks/{SECRET}", Rejection.MISSING),
        (f"/hooks#token={SECRET}", Rejection.MISSING),
        ("/hooks?token=", Rejection.MISMATCH),
        ("/hooks?token=wrong", Rejection.MISMATCH),
        (f"/hooks?token={SECRET}&token={SECRET}", Rejection.MALFORMED),
        (f"/hooks?token=x&token={SECRET}", Rejection.MALFORMED),
        ("/hooks?" + "&".join(f"a{n}=" for n in range(80)) + f"&token={SECRET}", Rejection.MALFORMED),
        ("http://[bad/?token=x", Rejection.MALFORMED),
    ],
)
def test_a_url_without_one_good_token_is_refused(url: str, reason: Rejection) -> None:
    with pytest.raises(WebhookRejected) as caught:
        verifier().verify(BODY, {}, url=url)

    assert caught.value.reason is reason


def test_the_parameter_s_name_is_yours() -> None:
    scheme = UrlToken(parameter="key")

    assert verifier(scheme).verify(BODY, {}, url=f"/?key={SECRET}&token=other").body == BODY
    assert scheme.name == "UrlToken key"


def test_a_signed_delivery_has_the_token_beside_what_its_url_had() -> None:
    ours = verifier()

    delivery = ours.sign(BODY, url="https://example.com/hooks?type=call_completed")

    assert query_value(delivery.url, "type") == "call_completed"
    assert ours.verify(delivery.body, delivery.headers, url=delivery.url).body == BODY
    assert SECRET not in repr(delivery)


def test_nothing_is_remembered_until_you_say_what_occurs_once() -> None:
    plain, told = MemoryReplayStore(), MemoryReplayStore()
    careless = verifier(store=plain)
    careful = verifier(UrlToken(identify=lambda delivery: delivery.json().get("id")), store=told)

    assert [careless.verify(BODY, {}, url=URL).replay_key for _ in range(2)] == [None, None]
    assert careful.verify(BODY, {}, url=URL).replay_key
    with pytest.raises(WebhookRejected) as caught:
        careful.verify(BODY, {}, url=URL)
    assert caught.value.reason is Rejection.REPLAY
    assert careful.verify(b'{"id": 7, "more": 1}', {}, url=URL).replay_key  # another body under the same id
    assert careful.verify(b"{}", {}, url=URL).replay_key is None


def test_what_identify_returns_is_checked() -> None:
    scheme = UrlToken(identify=lambda _: 1.5)  # type: ignore[arg-type, return-value]

    with pytest.raises(ConfigurationError):
        verifier(scheme, store=MemoryReplayStore()).verify(BODY, {}, url=URL)
