"""The Talkroute client."""

from telephony_clients.core.client import VendorClient
from telephony_clients.core.engine import Engine
from telephony_clients.talkroute.account import AccountInformation
from telephony_clients.talkroute.adapter import TalkrouteAdapter
from telephony_clients.talkroute.call_history import CallHistory
from telephony_clients.talkroute.contacts import Contacts
from telephony_clients.talkroute.voice_messages import VoiceMessages


class Talkroute(VendorClient):
    """Talkroute: a virtual phone system. There is no sandbox of the vendor's: calls act on the live account.

    Args:
        api_key: the key (``tr_live_...``), or a function that returns it; without it ``TALKROUTE_API_KEY`` is read.
        base_url: where the API is; without it ``TALKROUTE_BASE_URL``, else ``https://api.talkroute.com/api``.
        session: your own aiohttp session, used and never closed.
        options: deadline, retries and the like; see `Options`.

    Attributes:
        account: the account that the key belongs to.
        call_history: past calls.
        contacts: the address book.
        voice_messages: voicemail.

    Raises:
        ConfigurationError: there is no key, or an argument is unusable.
    """

    adapter_class = TalkrouteAdapter

    account: AccountInformation
    call_history: CallHistory
    contacts: Contacts
    voice_messages: VoiceMessages

    def _furnish(self, engine: Engine) -> None:
        self.account = AccountInformation(engine)
        self.call_history = CallHistory(engine)
        self.contacts = Contacts(engine)
        self.voice_messages = VoiceMessages(engine)
