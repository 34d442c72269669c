"""What Talkover's agents cost."""

from datetime import datetime
from decimal import Decimal

import attrs

from telephony_clients.core.models.fields import TextId
from telephony_clients.core.models.model import Model

__all__ = ["AgentPricing", "OptimizedCostsEligibility", "Price", "PricingSummary"]


@attrs.frozen(kw_only=True)
class Price(Model):
    """The price of one thing, in the currency of the `AgentPricing`.

    Attributes:
        unit: what it is for, such as ``per_minute`` or ``per_1k_tokens``.
        price: for one unit.
        input_price, output_price: in place of it, of a language model.
        tier: the voice's quality, such as ``high_fidelity``.
        country_code: ISO 3166, two letters, of what depends on the country.
    """

    unit: str | None = None
    price: Decimal | None = None
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    tier: str | None = None
    country_code: str | None = None


@attrs.frozen(kw_only=True)
class PricingSummary(Model):
    """What an agent costs in all.

    Attributes:
        agent_id: whose price it is.
        currency: ISO 4217.
        estimated_cost_per_minute: in `currency`.
        voice_quality_tier: such as ``high_fidelity``; other words than those of `QualityTier`.
        optimized_costs_enabled: whether its first message is cached.
    """

    agent_id: TextId
    currency: str | None = None
    estimated_cost_per_minute: Decimal | None = None
    voice_quality_tier: str | None = None
    optimized_costs_enabled: bool | None = None


@attrs.frozen(kw_only=True)
class AgentPricing(Model):
    """What an agent costs, part by part.

    Attributes:
        agent_id, currency, estimated_cost_per_minute: as of the `PricingSummary`.
        components: ``voice_synthesis``, ``transcription``, ``language_model`` -> its price.
        transport: ``outbound``, ``inbound`` -> its price.
        calculated_at: timezone-aware.
    """

    agent_id: TextId
    currency: str | None = None
    components: dict[str, Price] | None = None
    transport: dict[str, Price] | None = None
    estimated_cost_per_minute: Decimal | None = None
    calculated_at: datetime | None = None


@attrs.frozen(kw_only=True)
class OptimizedCostsEligibility(Model):
    """Whether an agent makes enough calls for optimized costs.

    Attributes:
        eligible: whether it does.
        current_calls, required_calls: how many it made, and how many it takes.
        threshold_days: the days in which they count.
        calls_remaining: how many are missing; None when none are.
    """

    eligible: bool
    current_calls: int | None = None
    required_calls: int | None = None
    threshold_days: int | None = None
    calls_remaining: int | None = None
