import copy
import json
import logging
import pickle
from datetime import UTC, datetime

import pytest

from telephony_clients import ModelMismatch, NotFound, Talkover
from telephony_clients.core.secret import MaskedText
from telephony_clients.talkover import ApiToken, CreatedApiToken
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_account import PRINTED
from tests.wings import same

TOKEN = "1|abc123def456."


async def test_the_printed_tokens_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["account.api_tokens.list"])

    pipeline, local = await scripted.account.api_tokens.list().to_list()

    assert same(
        pipeline,
        ApiToken(
            id="token-uuid-1",
            name="CI Pipeline",
            abilities=["*"],
            last_used_at=datetime(2024, 1, 15, 18, tzinfo=UTC),
            created_at=datetime(2024, 1, 1, 10, tzinfo=UTC),
        ),
    )
    assert (local.abilities, local.last_used_at) == (["read"], None)


async def test_a_new_token_can_be_used_and_is_not_shown(
    scripted: Talkover, server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer(PRINTED["account.api_tokens.create"])

    with caplog.at_level(logging.DEBUG):
        made = await scripted.account.api_tokens.create(name="CI Pipeline")
        logging.getLogger(__name__).info("made %s of %r", made, made.to_dict())

    assert isinstance(made, CreatedApiToken)
    assert type(made.token) is MaskedText
    assert (made.token, str(made.token), f"{made.token}") == (TOKEN, TOKEN, TOKEN)
    for shown in (repr(made), str(made), repr(made.token), repr(made.to_dict()), repr([made]), caplog.text):
        assert TOKEN not in shown
    assert "'***'" in repr(made)
    assert json.dumps(made.to_dict(mode="json", names="wire")["token"]) == json.dumps(TOKEN)
    assert copy.deepcopy(made) == copy.copy(made) == made
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(made)
    assert Talkover(made.token).account is not None


async def test_an_answer_that_is_no_token_does_not_show_it_in_the_error(
    scripted: Talkover, server: ScriptedServer
) -> None:
    server.answer({"data": {**PRINTED["account.api_tokens.create"]["data"], "id": None}})

    with pytest.raises(ModelMismatch) as caught:
        await scripted.account.api_tokens.create(name="CI Pipeline")

    assert TOKEN not in f"{caught.value!r} {caught.value}"


async def test_each_write_is_sent_as_documented(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["account.api_tokens.create"]).answer(PRINTED["account.api_tokens.create"])
    server.answer(PRINTED["account.api_tokens.delete"])
    tokens = scripted.account.api_tokens

    await tokens.create(name="CI")
    await tokens.create(name="CI", abilities=["read"], extra={"days": 30})
    await tokens.delete("1|a")

    plain, full, gone = server.requests
    assert (plain.method, plain.target, plain.json) == ("POST", "/user/api-tokens", {"name": "CI"})
    assert full.json == {"name": "CI", "abilities": ["read"], "days": 30}
    assert (gone.method, gone.target) == ("DELETE", "/user/api-tokens/1%7Ca")


async def test_a_token_from_its_making_to_its_end(talkover: Talkover) -> None:
    tokens = talkover.account.api_tokens

    made = await tokens.create(name="CI")
    listed = await tokens.list().to_list()
    await tokens.delete(made.id)

    assert made.abilities == ["*"]
    assert made.id in [one.id for one in listed]
    with pytest.raises(NotFound, match="Token not found"):
        await tokens.delete(made.id)
