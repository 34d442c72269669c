"""The Talkroute client."""

from typing import TYPE_CHECKING

from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import Part
from telephony_clients.talkroute.adapter import TalkrouteAdapter

if TYPE_CHECKING:
    from telephony_clients.talkroute.account import AccountInformation
    from telephony_clients.talkroute.call_history import CallHistory
    from telephony_clients.talkroute.contacts import Contacts
    from telephony_clients.talkroute.voice_messages import VoiceMessages

__all__ = ["Talkroute"]


class Talkroute(VendorClient):
    """Talkroute: a virtual phone system. There is no sandbox of the vendor's: calls act on the live account.

    Lists are read in pages of 100, or of the ``page_size`` that is given: 1 or more; the vendor's maximum is not
    published.

    Args:
        api_key: the key (``tr_live_...``), or a function that returns it; without it ``TALKROUTE_API_KEY`` is read.
        base_url: where the API is; without it ``TALKROUTE_BASE_URL``, else ``https://api.talkroute.com/api``.
        session, options: as for every client, see `VendorClient`.

    Attributes:
        account: the account that the key belongs to.
        call_history: past calls.
        contacts: the address book.
        voice_messages: voicemail.

    Raises:
        ConfigurationError: there is no key, or an argument is unusable.
    """

    adapter_class = TalkrouteAdapter

    account = Part["AccountInformation"]("telephony_clients.talkroute.account:AccountInformation")
    call_history = Part["CallHistory"]("telephony_clients.talkroute.call_history:CallHistory")
    contacts = Part["Contacts"]("telephony_clients.talkroute.contacts:Contacts")
    voice_messages = Part["VoiceMessages"]("telephony_clients.talkroute.voice_messages:VoiceMessages")
