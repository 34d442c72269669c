"""Talkover: AI phone agents. Its records' fields are those of the endpoint pages: their examples and field tables."""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkover.account import *
    from telephony_clients.talkover.action_integrations import *
    from telephony_clients.talkover.actions import *
    from telephony_clients.talkover.activity import *
    from telephony_clients.talkover.agent_costs import *
    from telephony_clients.talkover.agent_fields import *
    from telephony_clients.talkover.agent_records import *
    from telephony_clients.talkover.agents import *
    from telephony_clients.talkover.api_tokens import *
    from telephony_clients.talkover.auto_topup import *
    from telephony_clients.talkover.awaited_calls import *
    from telephony_clients.talkover.calendar_availability import *
    from telephony_clients.talkover.calendar_events import *
    from telephony_clients.talkover.calendar_members import *
    from telephony_clients.talkover.calendar_providers import *
    from telephony_clients.talkover.calendars import *
    from telephony_clients.talkover.call_records import *
    from telephony_clients.talkover.callback_agents import *
    from telephony_clients.talkover.calls import *
    from telephony_clients.talkover.campaign_fields import *
    from telephony_clients.talkover.campaign_records import *
    from telephony_clients.talkover.campaign_sftp import *
    from telephony_clients.talkover.campaigns import *
    from telephony_clients.talkover.charges import *
    from telephony_clients.talkover.client import *
    from telephony_clients.talkover.credits import *
    from telephony_clients.talkover.flow import *
    from telephony_clients.talkover.health import *
    from telephony_clients.talkover.list_filters import *
    from telephony_clients.talkover.phone_numbers import *
    from telephony_clients.talkover.release_requests import *
    from telephony_clients.talkover.sip_dids import *
    from telephony_clients.talkover.sip_trunks import *
    from telephony_clients.talkover.trainings import *
    from telephony_clients.talkover.voice_templates import *
    from telephony_clients.talkover.webhook_events import *
    from telephony_clients.talkover.webhook_subscriptions import *
    from telephony_clients.talkover.webhooks import *
else:
    __getattr__, __dir__ = lazily(__name__)
