"""Talkroute: a virtual phone system.

The vendor shows its reference on request only, so what a model holds is read off public clients in production; where
it is inferred, the model says so.
"""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkroute.account import *
    from telephony_clients.talkroute.blocked_numbers import *
    from telephony_clients.talkroute.business_hours import *
    from telephony_clients.talkroute.call_history import *
    from telephony_clients.talkroute.client import *
    from telephony_clients.talkroute.contact_imports import *
    from telephony_clients.talkroute.contacts import *
    from telephony_clients.talkroute.destinations import *
    from telephony_clients.talkroute.extensions import *
    from telephony_clients.talkroute.forwarding_numbers import *
    from telephony_clients.talkroute.forwarding_schedules import *
    from telephony_clients.talkroute.hour_blocks import *
    from telephony_clients.talkroute.mailboxes import *
    from telephony_clients.talkroute.menu_options import *
    from telephony_clients.talkroute.menus import *
    from telephony_clients.talkroute.phone_numbers import *
    from telephony_clients.talkroute.record import *
    from telephony_clients.talkroute.ring_group_members import *
    from telephony_clients.talkroute.ring_groups import *
    from telephony_clients.talkroute.saved_audio import *
    from telephony_clients.talkroute.subscriptions import *
    from telephony_clients.talkroute.text_conversations import *
    from telephony_clients.talkroute.text_messages import *
    from telephony_clients.talkroute.users import *
    from telephony_clients.talkroute.virtual_numbers import *
    from telephony_clients.talkroute.voice_messages import *
    from telephony_clients.talkroute.webhook_events import *
    from telephony_clients.talkroute.webhooks import *
else:
    __getattr__, __dir__ = lazily(__name__)
