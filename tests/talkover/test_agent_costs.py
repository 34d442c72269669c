from datetime import UTC, datetime
from decimal import Decimal

import attrs

from telephony_clients import Talkover
from telephony_clients.talkover import AgentPricing, OptimizedCostsEligibility, Price, PricingSummary
from tests.scripted_server import ScriptedServer
from tests.talkover.printed import EXAMPLES
from tests.wings import same

AGENT = "550e8400-e29b-41d4-a716-446655440000"


async def test_the_printed_prices_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["agents.get_pricing"][0])
    server.answer(EXAMPLES["agents.get_pricing_summary"][0])

    pricing = await scripted.agents.get_pricing(AGENT)
    summary = await scripted.agents.get_pricing_summary(AGENT)

    assert same(
        pricing,
        AgentPricing(
            agent_id=AGENT,
            currency="USD",
            components={
                "voice_synthesis": Price(unit="per_minute", price=Decimal("0.045"), tier="high_fidelity"),
                "transcription": Price(unit="per_minute", price=Decimal("0.012")),
                "language_model": Price(
                    unit="per_1k_tokens", input_price=Decimal("0.0015"), output_price=Decimal("0.006")
                ),
            },
            transport={
                "outbound": Price(country_code="US", unit="per_minute", price=Decimal("0.018")),
                "inbound": Price(country_code="US", unit="per_minute", price=Decimal("0.0085")),
            },
            estimated_cost_per_minute=Decimal("0.0855"),
            calculated_at=datetime(2024, 1, 15, 10, 30, tzinfo=UTC),
        ),
    )
    assert same(
        summary,
        PricingSummary(
            agent_id=AGENT,
            currency="USD",
            estimated_cost_per_minute=Decimal("0.0855"),
            voice_quality_tier="high_fidelity",
            optimized_costs_enabled=False,
        ),
    )
    assert [one.target for one in server.requests] == [f"/agents/{AGENT}/pricing", f"/agents/{AGENT}/pricing/summary"]
    assert scripted.drift() == ()


async def test_a_component_that_the_vendor_adds_is_a_price_like_the_others(
    scripted: Talkover, server: ScriptedServer
) -> None:
    server.answer({"success": True, "data": {"agent_id": "a", "components": {"avatar": {"price": 1.5}}}})

    pricing = await scripted.agents.get_pricing("a")

    assert pricing.components == {"avatar": Price(price=Decimal("1.5"))}
    assert scripted.drift() == ()


async def test_both_printed_eligibilities(scripted: Talkover, server: ScriptedServer) -> None:
    for printed in EXAMPLES["agents.check_optimized_costs_eligibility"]:
        server.answer(printed)

    enough, few = [await scripted.agents.check_optimized_costs_eligibility("a") for _ in range(2)]

    needed = OptimizedCostsEligibility(eligible=True, current_calls=842, required_calls=700, threshold_days=7)
    assert same(enough, needed)
    assert same(few, attrs.evolve(needed, eligible=False, current_calls=312, calls_remaining=388))


async def test_the_prices_of_an_agent_agree(talkover: Talkover) -> None:
    agent = (await talkover.agents.list())[0]

    pricing, summary = await talkover.agents.get_pricing(agent.id), await talkover.agents.get_pricing_summary(agent.id)

    assert pricing.agent_id == summary.agent_id == agent.id
    assert pricing.estimated_cost_per_minute == summary.estimated_cost_per_minute
    assert (pricing.components or {})["voice_synthesis"].tier == summary.voice_quality_tier
