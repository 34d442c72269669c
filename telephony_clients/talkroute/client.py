"""The Talkroute client."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import aiohttp

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import Part
from telephony_clients.core.options import Options
from telephony_clients.core.secret import HIDDEN_LOCALS, Secret, SecretSource
from telephony_clients.talkroute.adapter import TalkrouteAdapter
from telephony_clients.talkroute.explaining import TalkrouteEngine
from telephony_clients.talkroute.routes import replacements

if TYPE_CHECKING:
    from telephony_clients.talkroute.account import AccountInformation
    from telephony_clients.talkroute.blocked_numbers import BlockedNumbers
    from telephony_clients.talkroute.business_hours import BusinessHours
    from telephony_clients.talkroute.call_history import CallHistory
    from telephony_clients.talkroute.contacts import Contacts
    from telephony_clients.talkroute.extensions import Extensions
    from telephony_clients.talkroute.forwarding_numbers import ForwardingNumbers
    from telephony_clients.talkroute.forwarding_schedules import ForwardingSchedules
    from telephony_clients.talkroute.mailboxes import Mailboxes
    from telephony_clients.talkroute.menus import Menus
    from telephony_clients.talkroute.ring_groups import RingGroups
    from telephony_clients.talkroute.subscriptions import Subscriptions
    from telephony_clients.talkroute.text_conversations import TextConversations
    from telephony_clients.talkroute.users import Users
    from telephony_clients.talkroute.virtual_numbers import VirtualNumbers
    from telephony_clients.talkroute.voice_messages import VoiceMessages

__all__ = ["Talkroute"]


class Talkroute(VendorClient):
    """Talkroute: a virtual phone system. There is no sandbox of the vendor's: calls act on the live account.

    The vendor shows its reference on request only. So each operation says how well it is known: ``documented`` in the
    vendor's guide, ``observed`` in public clients in production, or ``inferred`` from its siblings. An inferred route
    may be wrong; ``routes`` sets it right.

    Lists are read in pages of 100, or of the ``page_size`` that is given: 1 or more; the vendor's maximum is not
    published. What a change answers is not known either: it gives the record where the answer holds it, else None.

    Args:
        api_key: the key (``tr_live_...``), or a function that returns it; without it ``TALKROUTE_API_KEY`` is read.
        base_url: where the API is; without it ``TALKROUTE_BASE_URL``, else ``https://api.talkroute.com/api``.
        session: your own aiohttp session, used and never closed.
        options: deadline, retries and the like; see `Options`.
        routes: other routes by operation: ``{"contacts.import": "/v2/contacts/bulk"}``, or ``"PUT /v2/contacts/bulk"``
            where the method differs as well.
        explain: whether a 402 is followed by a look at what the plan includes, which the error then tells.

    Attributes:
        account: the account that the key belongs to, its plan, and what that includes.
        blocked_numbers: numbers whose calls are refused.
        business_hours: when it is open; ``business_hours.settings``, ``business_hours.override``.
        call_history: past calls.
        contacts: the address book.
        extensions: short numbers of people and groups.
        forwarding_numbers: the telephones that calls are forwarded to.
        forwarding_schedules: when a telephone rings.
        mailboxes: where voicemail goes.
        menus: what callers may choose from; ``menus.options``.
        ring_groups: telephones that ring for one call; ``ring_groups.members``.
        subscriptions: webhooks.
        text_conversations: text messages.
        users: who may use the account.
        virtual_numbers: the account's own numbers.
        voice_messages: voicemail.

    Raises:
        ConfigurationError: there is no key, or an argument is unusable.
    """

    adapter_class = TalkrouteAdapter
    engine_class = TalkrouteEngine

    account = Part["AccountInformation"]("telephony_clients.talkroute.account:AccountInformation")
    blocked_numbers = Part["BlockedNumbers"]("telephony_clients.talkroute.blocked_numbers:BlockedNumbers")
    business_hours = Part["BusinessHours"]("telephony_clients.talkroute.business_hours:BusinessHours")
    call_history = Part["CallHistory"]("telephony_clients.talkroute.call_history:CallHistory")
    contacts = Part["Contacts"]("telephony_clients.talkroute.contacts:Contacts")
    extensions = Part["Extensions"]("telephony_clients.talkroute.extensions:Extensions")
    forwarding_numbers = Part["ForwardingNumbers"]("telephony_clients.talkroute.forwarding_numbers:ForwardingNumbers")
    forwarding_schedules = Part["ForwardingSchedules"](
        "telephony_clients.talkroute.forwarding_schedules:ForwardingSchedules"
    )
    mailboxes = Part["Mailboxes"]("telephony_clients.talkroute.mailboxes:Mailboxes")
    menus = Part["Menus"]("telephony_clients.talkroute.menus:Menus")
    ring_groups = Part["RingGroups"]("telephony_clients.talkroute.ring_groups:RingGroups")
    subscriptions = Part["Subscriptions"]("telephony_clients.talkroute.subscriptions:Subscriptions")
    text_conversations = Part["TextConversations"]("telephony_clients.talkroute.text_conversations:TextConversations")
    users = Part["Users"]("telephony_clients.talkroute.users:Users")
    virtual_numbers = Part["VirtualNumbers"]("telephony_clients.talkroute.virtual_numbers:VirtualNumbers")
    voice_messages = Part["VoiceMessages"]("telephony_clients.talkroute.voice_messages:VoiceMessages")

    def __init__(
        self,
        api_key: SecretSource | Secret | None = None,
        *,
        base_url: str | None = None,
        session: aiohttp.ClientSession | None = None,
        options: Options | None = None,
        routes: Mapping[str, str] | None = None,
        explain: bool = False,
    ) -> None:
        with HIDDEN_LOCALS:
            adapter = TalkrouteAdapter(replacements(type(self), routes) if routes else {}, explain)
            self._set_up(adapter, api_key, base_url, session, options)
