from telephony_clients import Talkover
from telephony_clients.talkover import ActionIntegration
from tests.scripted_server import ScriptedServer
from tests.talkover.printed import EXAMPLES
from tests.wings import fits, same

CALENDAR = ActionIntegration(
    identifier="calendar",
    display_name="Calendar",
    description="Create events on a connected calendar during a call.",
    category="scheduling",
    icon_url="https://app.talkover.ai/integrations/icons/calendar.svg",
)


async def test_the_printed_catalogue_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["action_integrations.list"][0])

    first, *rest = await scripted.action_integrations.list().to_list()

    assert same(first, CALENDAR)
    assert [one.identifier for one in rest] == ["email-calendar", "crm"]
    assert [one.target for one in server.requests] == ["/action-integrations"]
    assert scripted.drift() == ()


async def test_the_sandbox_has_the_same_catalogue(talkover: Talkover) -> None:
    found = await talkover.action_integrations.list().to_list()

    assert found[0] == CALENDAR
    assert all(fits(one, ActionIntegration) for one in found)
