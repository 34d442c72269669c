"""Typical uses, as strict type checkers must accept them; nothing here is run."""

from datetime import UTC, date, datetime
from decimal import Decimal

from telephony_clients import (
    UNSET,
    CallFinished,
    Event,
    GateChanged,
    NotFound,
    Options,
    Pager,
    Response,
    RetryPolicy,
    Talkable,
    Talkover,
    Talkroute,
)
from telephony_clients.talkable import CreatedOrigin, Person, Reward
from telephony_clients.talkover import (
    Agent,
    Agents,
    CalendarEvent,
    Call,
    CallDirection,
    CallTimeRange,
    Campaign,
    Charge,
    FreeSlot,
)
from telephony_clients.talkroute import Contact, Destination, to_e164


async def first_agent(agents: Agents) -> Agent | None:
    return await agents.list().first()


def said(call: Call) -> str:
    match call.direction:
        case CallDirection.INBOUND:
            return "from outside"
        case CallDirection.OUTBOUND:
            return "to outside"
        case later:
            return f"as the vendor says: {later}"


async def use_talkable() -> None:
    async with Talkable("key", "my-store", options=Options(deadline=5, retry=RetryPolicy.off())) as talkable:
        made: CreatedOrigin = await talkable.origins.create_purchase(
            email="a@example.com",
            order_number="1",
            subtotal=Decimal("1.50"),
            created_at=datetime.now(UTC),
            extra={"x": 1},
        )
        person: Person = await talkable.people.update("a@example.com", first_name=None, last_name=UNSET)
        rewards: Pager[Reward] = talkable.people.list_rewards("a@example.com", params={"status": "All"})
        async for reward in rewards:
            print(reward.amount, made.offer, person.email)
        print(await talkable.metrics.get("visits", start_date=date(2026, 1, 1), end_date=date(2026, 1, 2)))


async def use_talkover() -> None:
    async with Talkover() as talkover:
        calls: list[Call] = await talkover.calls.list(status="completed", page_size=100).to_list(limit=5)
        agent: Agent = await talkover.agents.get("a")
        print(*map(said, calls), agent.current_status, await first_agent(talkover.agents))
        event: CalendarEvent = await talkover.calendars.events.create(
            "c",
            title="Demo",
            start_at=datetime.now(UTC),
            end_at=datetime.now(UTC),
            status="tentative",
            description=None,
        )
        slots: Pager[FreeSlot] = talkover.calendars.availability.list_slots(
            "c", from_=datetime.now(UTC), to=datetime.now(UTC)
        )
        print(event.attendees, [slot.start_at async for slot in slots])
        token: str = (await talkover.account.api_tokens.create(name="CI")).token
        charge: Charge = await talkover.account.credits.purchase(amount=Decimal(10))
        print(len(token), charge.new_balance, await talkover.auto_topup.update_settings(scheduled_amount=None))
        try:
            await talkover.agents.call(agent.id, to="+12025550123")
        except NotFound as error:
            print(error.status, error.attempts)
        await run_a_campaign(talkover, agent)


async def run_a_campaign(talkover: Talkover, agent: Agent) -> None:
    campaign: Campaign = await talkover.campaigns.create(
        name="Q1",
        campaign_type="sales",
        agent_id=agent.id,
        start_date=date(2026, 1, 1),
        days_of_week=[1, 2],
        call_time_ranges=[{"start": "09:00", "end": "17:00"}, CallTimeRange(start="18:00", end="19:00")],
        timezone="UTC",
        end_date=None,
    )
    await talkover.campaigns.update(campaign.id, call_time_ranges=campaign.call_time_ranges or UNSET)
    queued = await talkover.campaigns.call(campaign.id, to="+12025550123", context={"row": 1})
    async for ended in talkover.calls.wait([queued, "an id"], date_from=date(2026, 1, 1)):
        print(ended.has_ended, said(ended))
    every: list[Call] = await talkover.calls.wait([queued])
    webhook = await talkover.campaigns.webhooks.create(
        campaign.id, name="W", webhook_url="https://x", events=["campaign.started"], include_call_events=True
    )
    print(every, await talkover.agents.webhooks.test(agent.id, webhook.id))


async def use_talkroute() -> None:
    async with Talkroute() as talkroute:
        first = await talkroute.call_history.list().first()
        if first is not None:
            print(first.id)
        contact: Contact = await talkroute.contacts.create(phone_number=to_e164("202 555 0123"), notes=None)
        changed: Contact | None = await talkroute.contacts.update(contact.id or "", company=UNSET, wrap=True)
        imported = await talkroute.contacts.import_([{"phone_number": "+12025550123", "extra": {"x": 1}}])
        group = await talkroute.ring_groups.create(destination=Destination(type="hangup"), retry_after=15)
        await talkroute.ring_groups.members.replace(group.id, [{"forwarding_device_id": "1", "enabled": True}])
        async for saved in talkroute.voice_messages.download_all(talkroute.voice_messages.list(), "voicemail"):
            print(saved.record.transcript, saved.file and saved.file.path, changed, imported.failed)
        async with talkroute.with_options(deadline=5, headers={"X-Tenant": "a", "X-Trace": None}, context=7) as view:
            print(view.options.deadline)
        with talkroute.responses() as seen:
            response: Response[int] = await talkroute.request("GET", "/x", into=int, headers={"X-Trace": None})
        print(seen[-1].request_id, response.data)


def watch(event: Event) -> None:
    match event:
        case CallFinished(operation=operation, status=status, call_id=number):
            print(operation.upper(), status, number + 1)
        case GateChanged(limit=limit):
            print(limit)
        case _:
            pass
