"""Talkroute's webhooks: posted to the addresses of the account's subscriptions, unsigned, as clients met them."""

import json
from collections.abc import Mapping
from typing import Any

from telephony_clients.sandbox.deliveries import Delivery, Message, Outbox
from telephony_clients.sandbox.records import NOW, Store, zulu
from telephony_clients.sandbox.talkroute.people import SUBSCRIPTIONS

_SIDES = {"caller_number": "+12025550123", "called_number": "+12025550100"}
_CALL = {"call_result": "answered", "direction": "inbound", "duration": 42, **_SIDES, "caller_cname": "ANN LEE"}
_VOICEMAIL = {"call_result": "voicemail", "duration": 9, **_SIDES, "transcription": None, "mailbox_name": "Sales"}
_TEXT = {"body": "Hi", "direction": "incoming", "from_number": "+12025550123", "to_number": "+12025550100"}
_PAYLOADS: Mapping[str, Mapping[str, Any]] = {
    "new_call_record": _CALL,
    "call_completed": _CALL,
    "new_voicemail": _VOICEMAIL,
    "new_text_message": _TEXT,
}


class Webhooks(Outbox):
    """Tells the account's subscriptions of events, those on this machine, until they answer 2xx or three times."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    async def deliver(self, event: str, **fields: Any) -> list[Delivery]:
        """Tell every subscription of a type of one event, whose fields may be given; give the last attempts."""
        body = json.dumps({"datetime": zulu(NOW), **_PAYLOADS.get(event, {}), **fields}).encode()
        wanted = [one for one in SUBSCRIPTIONS.rows(self._store) if one["type"] == event]
        headers = {"Content-Type": "application/json"}
        messages = [Message(event, one["hookUrl"], headers, body, attempts=3, interval=0.02) for one in wanted]
        return [await one for one in [self.send(message) for message in messages]]
