from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from telephony_clients import ConfigurationError, NotFound, ServerError, Talkover, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import Gender, QualityTier, VoiceDemo, VoiceGroup, VoiceTemplate
from tests.scripted_server import ScriptedServer
from tests.talkover.examples import VOICES
from tests.wings import CAREFUL_IDS, NO_IDS, fits, same

BIANCA = VoiceGroup(
    display_name="Bianca",
    voices=[
        VoiceTemplate(
            id="voice-template-uuid-1",
            name="Bianca",
            gender=Gender.FEMALE,
            language="pt-BR",
            quality_tier=QualityTier.BASIC,
            cost=Decimal("0.10"),
        )
    ],
)


async def test_the_printed_group_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(VOICES)

    (group,) = await scripted.voice_templates.list().to_list()

    assert same(group, BIANCA)
    assert scripted.drift() == ()


async def test_the_bare_list_of_the_openapi_file_is_read_too(scripted: Talkover, server: ScriptedServer) -> None:
    premium = {"id": "v", "name": "Bianca", "quality_tier": "premium", "cost": 0.5}
    server.answer([{"display_name": "Bianca", "templates": [premium]}])

    (group,) = await scripted.voice_templates.list().to_list()

    assert group.voices == [VoiceTemplate(id="v", name="Bianca", quality_tier=QualityTier.PREMIUM, cost=Decimal("0.5"))]
    assert scripted.drift() == ()


@pytest.mark.parametrize(
    ("filters", "target"),
    [
        ({}, "/voice-templates"),
        ({"language": "pt-BR"}, "/voice-templates?language=pt-BR"),
        (
            {"quality_tier": QualityTier.ULTRA, "gender": "male"},
            "/voice-templates?quality_tier=ultra&gender=male",
        ),
        ({"params": {"page": 2}}, "/voice-templates?page=2"),
    ],
)
async def test_each_filter_stands_in_the_query(
    scripted: Talkover, server: ScriptedServer, filters: Mapping[str, Any], target: str
) -> None:
    server.answer(VOICES)

    assert await scripted.voice_templates.list(**filters).to_list() == [BIANCA]

    assert [seen.target for seen in server.requests] == [target]


async def test_the_filters_choose(talkover: Talkover) -> None:
    groups = await talkover.voice_templates.list().to_list()
    assert all(fits(group, VoiceGroup) for group in groups)

    female = await talkover.voice_templates.list(gender=Gender.FEMALE, quality_tier="basic").to_list()
    assert {(voice.gender, voice.quality_tier) for group in female for voice in group.voices} == {("female", "basic")}
    with pytest.raises(ValidationFailed) as caught:
        await talkover.voice_templates.list(gender="robot")
    assert list(caught.value.errors) == ["gender"]


@pytest.mark.parametrize("name", ["mp3_url", "demo_url"])
async def test_a_sample_is_a_link_under_either_name(scripted: Talkover, server: ScriptedServer, name: str) -> None:
    server.answer({name: "https://example.com/demo.mp3"})

    assert await scripted.voice_templates.demo("v") == VoiceDemo(mp3_url="https://example.com/demo.mp3")
    assert scripted.drift() == ()


async def test_a_sample_of_a_known_voice(talkover: Talkover) -> None:
    group = await talkover.voice_templates.list().first()
    assert group is not None

    sample = await talkover.voice_templates.demo(group.voices[0].id)

    assert sample.mp3_url.startswith("https://")


@pytest.mark.parametrize(("voice_id", "segment"), CAREFUL_IDS.items())
async def test_an_id_arrives_as_it_is(sandbox: Sandbox, talkover: Talkover, voice_id: str, segment: str) -> None:
    with pytest.raises(NotFound, match="Voice template not found"):
        await talkover.voice_templates.demo(voice_id)

    assert [one.target for one in sandbox.talkover.requests] == [f"/api/v1/voice-templates/{segment}/demo"]


async def test_a_sample_that_failed_is_tried_again_for_it_changes_nothing(sandbox: Sandbox, talkover: Talkover) -> None:
    sandbox.talkover.faults.status(500, times=4)

    with pytest.raises(ServerError, match="Failed to generate demo audio") as caught:
        await talkover.voice_templates.demo("v")

    assert len(caught.value.attempts) == len(sandbox.talkover.requests) == 4


@pytest.mark.parametrize("voice_id", NO_IDS)
async def test_what_is_no_id_is_not_sent(scripted: Talkover, server: ScriptedServer, voice_id: Any) -> None:
    with pytest.raises(ConfigurationError, match="voice_template_id"):
        await scripted.voice_templates.demo(voice_id)

    assert server.requests == []
