"""Talkroute: a virtual phone system. Its records are observed in public clients in production, but for `Contact`."""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkroute.account import *
    from telephony_clients.talkroute.call_history import *
    from telephony_clients.talkroute.client import *
    from telephony_clients.talkroute.contacts import *
    from telephony_clients.talkroute.record import *
    from telephony_clients.talkroute.voice_messages import *
else:
    __getattr__, __dir__ = lazily(__name__)
