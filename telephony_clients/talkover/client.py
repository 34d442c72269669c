"""The Talkover client."""

from typing import TYPE_CHECKING

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import Part
from telephony_clients.talkover.adapter import TalkoverAdapter

if TYPE_CHECKING:
    from telephony_clients.talkover.account import Account
    from telephony_clients.talkover.action_integrations import ActionIntegrations
    from telephony_clients.talkover.agents import Agents
    from telephony_clients.talkover.auto_topup import AutoTopUp
    from telephony_clients.talkover.calendars import Calendars
    from telephony_clients.talkover.callback_agents import CallbackAgents
    from telephony_clients.talkover.calls import Calls
    from telephony_clients.talkover.campaigns import Campaigns
    from telephony_clients.talkover.health import HealthCheck
    from telephony_clients.talkover.phone_numbers import PhoneNumbers
    from telephony_clients.talkover.sip_trunks import SipTrunks
    from telephony_clients.talkover.voice_templates import VoiceTemplates

__all__ = ["Talkover"]


class Talkover(VendorClient):
    """Talkover: AI phone agents.

    Args:
        api_key: an environment token (``talq_...``; white labels have other prefixes), or a function that returns
            it; without it ``TALKOVER_TOKEN`` is read.
        base_url: where the API is; without it ``TALKOVER_BASE_URL``, else ``https://app.talkover.ai/api/v1``.
        session, options: as for every client, see `VendorClient`.

    Attributes:
        account: the user behind the token, with tokens and credits; it needs another token than the rest.
        action_integrations: ready integrations for the agents' actions.
        agents: the AI agents, and calls that they place; ``agents.trainings``, ``agents.actions``, ``agents.flow``.
        auto_topup: credits that are bought by themselves.
        calendars: calendars with their events, members, free slots and connections.
        callback_agents: agents that answer people who call back.
        calls: past and present calls.
        campaigns: campaigns, and calls placed in them.
        health: whether the service is up.
        phone_numbers: the environment's phone numbers; ``phone_numbers.release_requests``: to give them back.
        sip_trunks: trunks to carriers of your own; ``sip_trunks.dids``: their numbers.
        voice_templates: the voices an agent can have.

    Raises:
        ConfigurationError: there is no key, or an argument is unusable.
    """

    adapter_class = TalkoverAdapter

    account = Part["Account"]("telephony_clients.talkover.account:Account")
    action_integrations = Part["ActionIntegrations"](
        "telephony_clients.talkover.action_integrations:ActionIntegrations"
    )
    agents = Part["Agents"]("telephony_clients.talkover.agents:Agents")
    auto_topup = Part["AutoTopUp"]("telephony_clients.talkover.auto_topup:AutoTopUp")
    calendars = Part["Calendars"]("telephony_clients.talkover.calendars:Calendars")
    callback_agents = Part["CallbackAgents"]("telephony_clients.talkover.callback_agents:CallbackAgents")
    calls = Part["Calls"]("telephony_clients.talkover.calls:Calls")
    campaigns = Part["Campaigns"]("telephony_clients.talkover.campaigns:Campaigns")
    health = Part["HealthCheck"]("telephony_clients.talkover.health:HealthCheck")
    phone_numbers = Part["PhoneNumbers"]("telephony_clients.talkover.phone_numbers:PhoneNumbers")
    sip_trunks = Part["SipTrunks"]("telephony_clients.talkover.sip_trunks:SipTrunks")
    voice_templates = Part["VoiceTemplates"]("telephony_clients.talkover.voice_templates:VoiceTemplates")
