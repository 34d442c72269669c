from datetime import UTC, datetime
from typing import Any

import pytest

from telephony_clients import ConfigurationError, LostResponse, NotFound, Talkover, ValidationFailed
from telephony_clients.talkover import ActivityStatus, AgentStatus, Training
from tests.scripted_server import ScriptedServer
from tests.talkover.printed import EXAMPLES
from tests.wings import fits, same

TAUGHT: dict[str, Any] = {"subject": "Prices", "instructions": "All prices are in euros."}


async def test_the_printed_trainings_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["agents.trainings.list"][0])

    *_, last = trainings = await scripted.agents.trainings.list("a/1").to_list()

    noon = datetime(2024, 1, 15, 12, tzinfo=UTC)
    assert same(
        last,
        Training(
            id="training-uuid-3",
            subject="Technical Support",
            instructions="Provide technical support for common issues. Guide users through troubleshooting steps and "
            "escalate when necessary.",
            current_status=ActivityStatus.INACTIVE,
            created_at=noon,
            updated_at=noon,
        ),
    )
    assert len(trainings) == 3
    assert [one.target for one in server.requests] == ["/agents/a%2F1/trainings"]
    assert scripted.drift() == ()


async def test_the_openapi_file_s_name_is_read_too(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({"id": "t", "subject": "Prices", "instruction": "In euros."}, status=201)

    made = await scripted.agents.trainings.create("a", **TAUGHT)

    assert (made.instructions, made.extra) == ("In euros.", {})


async def test_pages_are_followed_when_the_answer_tells_of_them(scripted: Talkover, server: ScriptedServer) -> None:
    for page in (1, 2):
        block = {"current_page": page, "per_page": 1, "total": 2}
        server.answer({"success": True, "data": [{"id": str(page)}], "meta": block})

    found = await scripted.agents.trainings.list("a", params={"per_page": 1}).to_list()

    assert [one.id for one in found] == ["1", "2"]
    assert [one.target.partition("?")[2] for one in server.requests] == ["per_page=1", "per_page=1&page=2"]


@pytest.mark.parametrize(
    ("fields", "times"),
    [
        (TAUGHT, 1),
        (TAUGHT | {"node_id": "prices"}, 4),
        (TAUGHT | {"current_status": ActivityStatus.INACTIVE, "extra": {"mood": 1}}, 1),
    ],
)
async def test_only_what_has_a_node_is_sent_again_after_a_lost_answer(
    scripted: Talkover, server: ScriptedServer, fields: dict[str, Any], times: int
) -> None:
    server.hang_up(always=True)

    with pytest.raises(LostResponse):
        await scripted.agents.trainings.create("a", **fields)

    extra = fields.get("extra", {})
    sent = {name: one for name, one in fields.items() if name != "extra"} | extra
    assert [(one.method, one.target, one.json) for one in server.requests] == [
        ("POST", "/agents/a/trainings", sent)
    ] * times


async def test_what_an_agent_is_taught_stands_with_it_and_makes_it_a_draft(talkover: Talkover) -> None:
    agent = (await talkover.agents.list(status="published"))[0]
    trainings = talkover.agents.trainings

    made = await trainings.create(agent.id, **TAUGHT, node_id="prices")
    assert fits(made, Training)
    again = await trainings.create(agent.id, subject="Prices", instructions="In dollars.", node_id="prices")
    assert (again.id, again.instructions) == (made.id, "In dollars.")
    other = await trainings.create(agent.id, **TAUGHT, current_status="inactive")

    shown = await talkover.agents.get(agent.id)
    assert shown.current_status is AgentStatus.DRAFT
    assert shown.trainings == await trainings.list(agent.id).to_list() == [other, again, *(agent.trainings or [])]
    await trainings.delete(agent.id, other.id)
    assert await trainings.list(agent.id).to_list() == [again, *(agent.trainings or [])]


async def test_what_is_not_there_or_not_right(talkover: Talkover, scripted: Talkover, server: ScriptedServer) -> None:
    agent = (await talkover.agents.list())[0]

    with pytest.raises(NotFound, match="Training not found"):
        await talkover.agents.trainings.delete(agent.id, "nothing")
    with pytest.raises(NotFound, match="Agent not found"):
        await talkover.agents.trainings.list("nobody")
    with pytest.raises(ValidationFailed) as caught:
        await talkover.agents.trainings.create(agent.id, subject="", instructions="x", current_status="sleepy")
    assert set(caught.value.errors) == {"subject", "current_status"}
    with pytest.raises(ConfigurationError, match="needs instructions"):
        await scripted.agents.trainings.create("a", subject="Prices")  # type: ignore[call-arg] # as a slip would
    assert server.requests == []
