from typing import Any

import pytest

from telephony_clients import ConfigurationError, Conflict, NotFound, Talkover, ValidationFailed
from telephony_clients.talkover import Did
from tests.scripted_server import ScriptedServer
from tests.talkover.printed import EXAMPLES
from tests.wings import fits, same


async def test_the_printed_numbers_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["sip_trunks.dids.list"][0])

    first, second = await scripted.sip_trunks.dids.list("t/1").to_list()

    shown = Did(id="phone-uuid-1", number="+15551234567", country_code="US", formatted_number="(555) 123-4567")
    assert same(first, shown)
    assert second.number == "+15559876543"
    assert [one.target for one in server.requests] == ["/sip-trunks/t%2F1/dids"]
    assert scripted.drift() == ()


async def test_a_number_is_added_and_taken(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["sip_trunks.dids.create"][0], status=201).answer(status=204, body=b"")

    added = await scripted.sip_trunks.dids.create("t", number="+15551234567", country_code="US", extra={"x": 1})
    await scripted.sip_trunks.dids.delete("t", "n/1")

    assert (added.id, added.trunk_id) == ("phone-uuid-1", "trunk-uuid-1")
    first, second = server.requests
    assert (first.method, first.target) == ("POST", "/sip-trunks/t/dids")
    assert first.json == {"country_code": "US", "number": "+15551234567", "x": 1}
    assert (second.method, second.target, second.body) == ("DELETE", "/sip-trunks/t/dids/n%2F1", b"")


@pytest.mark.parametrize("number", ["5551234567", "+0551234567", None, 15551234567])
async def test_a_number_is_in_e164(scripted: Talkover, server: ScriptedServer, number: Any) -> None:
    with pytest.raises(ConfigurationError, match="number"):
        await scripted.sip_trunks.dids.create("t", number=number, country_code="US")

    assert server.requests == []


async def test_a_number_from_its_coming_to_its_going(talkover: Talkover) -> None:
    trunk, dids = (await talkover.sip_trunks.list())[0], talkover.sip_trunks.dids
    used, free = await dids.list(trunk.id).to_list()
    assert fits(used, Did)

    added = await dids.create(trunk.id, number="+12025550123", country_code="US")
    assert (added.trunk_id, added.formatted_number) == (trunk.id, "(202) 555-0123")
    listed = await dids.list(trunk.id).to_list()
    assert [one.id for one in listed] == [added.id, used.id, free.id]
    with pytest.raises(Conflict) as twice:
        await dids.create(trunk.id, number="+12025550123", country_code="US")
    assert twice.value.code == "DID_ALREADY_EXISTS"
    with pytest.raises(Conflict) as in_use:
        await dids.delete(trunk.id, used.id)
    assert in_use.value.code == "DID_IN_USE"
    await dids.delete(trunk.id, free.id)
    await dids.delete(trunk.id, added.id)
    assert await dids.list(trunk.id).to_list() == [used]


async def test_what_is_not_there_or_not_right(talkover: Talkover) -> None:
    trunk = (await talkover.sip_trunks.list())[0]

    with pytest.raises(NotFound, match="SIP trunk not found"):
        await talkover.sip_trunks.dids.list("nothing")
    with pytest.raises(NotFound, match="DID not found"):
        await talkover.sip_trunks.dids.delete(trunk.id, "nothing")
    with pytest.raises(ValidationFailed) as caught:
        await talkover.sip_trunks.dids.create(trunk.id, number="+12025550123", country_code="USA")
    assert set(caught.value.errors) == {"country_code"}
