from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client


async def test_phone_numbers(sandbox: Sandbox, client: Client) -> None:
    answer = (await client.get(sandbox.talkover, "/phone-numbers")).document
    assert list(answer) == ["success", "data"]
    numbers = answer["data"]
    assert len(numbers) == 12
    printed = (
        "id number country_code formatted_number international_number type has_voice has_sms has_mms has_fax"
        " has_whatsapp current_status is_sandbox current_price currency renewal_date auto_renewal created_at updated_at"
        " monthly_renewal_cost days_until_monthly_renewal is_due_for_monthly_renewal"
    )
    assert list(numbers[0]) == printed.split()

    for name, value in (("type", "sms"), ("has_voice", "false"), ("has_whatsapp", "true")):
        wanted = {"true": True, "false": False}.get(value, value)
        found = (await client.get(sandbox.talkover, "/phone-numbers", {name: value})).document["data"]
        assert found == [number for number in numbers if number[name] == wanted]
        assert found
    found = (await client.get(sandbox.talkover, "/phone-numbers", search=numbers[4]["number"])).document["data"]
    assert found == [numbers[4]]
    assert (await client.get(sandbox.talkover, "/phone-numbers", search=numbers[4]["id"])).document["data"] == found


async def test_voices_are_grouped(sandbox: Sandbox, client: Client) -> None:
    groups = (await client.get(sandbox.talkover, "/voice-templates")).document["data"]
    assert groups[0]["display_name"] == "Bianca"
    voice = groups[0]["voices"][0]
    assert {**voice, "id": ""} == {
        "id": "",
        "name": "Bianca",
        "gender": "female",
        "language": "pt-BR",
        "quality_tier": "basic",
        "cost": "0.10",
    }

    query = {"language": "en-US", "gender": "male", "quality_tier": "basic"}
    only = (await client.get(sandbox.talkover, "/voice-templates", query)).document["data"]
    assert [group["display_name"] for group in only] == ["Ethan"]

    demo = await client.get(sandbox.talkover, f"/voice-templates/{voice['id']}/demo")
    assert list(demo.document) == ["mp3_url"]
    lost = await client.get(sandbox.talkover, "/voice-templates/none/demo")
    assert (lost.status, lost.document) == (404, {"success": False, "message": "Voice template not found"})
