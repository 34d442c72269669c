"""Secrets in what is kept: no pickle holds one, and no repr of a record shows an address with what lets one in."""

import pickle
from typing import Any

import pytest

from telephony_clients import Options, Response, RetryPolicy, Verifier, talkover, talkroute
from telephony_clients.core.secret import MaskedText
from telephony_clients.talkover import CreatedApiToken
from tests.conftest import CANARY

KEY = f"sk-{CANARY}-1"


@pytest.mark.parametrize(
    "held",
    [
        Options(headers={"X-Api-Key": KEY}),
        Options(proxy=f"http://user:{KEY}@127.0.0.1:3128"),
        CreatedApiToken(id="7", token=MaskedText(KEY)),
        Response(data=CreatedApiToken(id="7", token=MaskedText(KEY)), status=200, headers={}, body=b""),
    ],
    ids=["headers", "proxy", "record", "answer"],
)
def test_what_holds_a_secret_is_not_pickled_and_says_why(held: object) -> None:
    with pytest.raises(TypeError, match="not pickled, since") as caught:
        pickle.dumps(held)
    assert CANARY not in str(caught.value) + repr(held) + str(held)


def test_what_holds_none_is_pickled() -> None:
    options = pickle.loads(pickle.dumps(Options(deadline=5.0, retry=RetryPolicy.off(), account="main")))
    answer = Response(data={"id": 7}, status=200, headers={"Set-Cookie": KEY}, body=b"{}")

    assert (options.deadline, options.retry, options.account) == (5.0, RetryPolicy.off(), "main")
    assert pickle.loads(pickle.dumps(answer)).data == answer.data
    assert CANARY not in repr(pickle.dumps(answer))


@pytest.mark.parametrize(
    "record",
    [
        talkroute.Subscription(id="7", hook_url=f"https://u:{KEY}@h.test/hooks?token={KEY}&type=a"),
        talkroute.VoiceMessage(id="7", audio_link=f"https://h.test/a.mp3?h={KEY}"),
        talkroute.AudioUrl(url=f"https://h.test/a.mp3?h={KEY}"),
        talkroute.CallRecord(id="7", recording=f"https://h.test/a.mp3?h={KEY}"),
        talkover.Webhook(id="7", webhook_url=f"https://h.test/?{KEY}"),
        talkover.VoiceDemo(mp3_url=f"https://h.test/a.mp3#{KEY}"),
        talkover.CalendarEvent(id="7", meeting_url=f"https://h.test/j/1?pwd={KEY}"),
    ],
    ids=lambda record: type(record).__name__,
)
def test_an_address_in_a_record_shows_its_host_and_no_value_of_its_query(record: Any) -> None:
    assert "h.test" in repr(record)
    assert CANARY not in repr(record) + str(record)
    assert CANARY in repr(record.to_dict())


def test_a_verifier_that_could_not_be_made_has_a_repr() -> None:
    assert repr(object.__new__(Verifier)) == "Verifier(None, 0 secrets)"
