"""Talkroute's lists as tables to pull."""

from collections.abc import Mapping

from telephony_clients.core.client.dataset import BySecond, Dataset
from telephony_clients.talkroute.call_history import CallRecord
from telephony_clients.talkroute.client import Talkroute
from telephony_clients.talkroute.contacts import Contact
from telephony_clients.talkroute.text_conversations import TextConversation
from telephony_clients.talkroute.text_messages import TextMessage
from telephony_clients.talkroute.voice_messages import VoiceMessage

CLIENT = Talkroute

DATASETS: Mapping[str, Dataset] = {
    "call_history": Dataset(
        record=CallRecord,
        lists=(lambda talkroute, **chosen: talkroute.call_history.list(**chosen),),
        time="call_date",
        cut=BySecond("after", "before"),
        newest_first=True,
        audio=lambda talkroute, call, path: (
            talkroute.call_history.download_recording(call, path) if call.recording else None
        ),
    ),
    "voice_messages": Dataset(
        record=VoiceMessage,
        lists=(lambda talkroute, **chosen: talkroute.voice_messages.list(**chosen),),
        time="created_at",
        newest_first=True,
        audio=lambda talkroute, message, path: talkroute.voice_messages.download(message.id, path),
    ),
    "text_conversations": Dataset(
        record=TextConversation, lists=(lambda talkroute, **chosen: talkroute.text_conversations.list(**chosen),)
    ),
    "text_messages": Dataset(
        record=TextMessage,
        lists=(
            lambda talkroute, **chosen: talkroute.text_conversations.list(**chosen),
            lambda talkroute, conversation: talkroute.text_conversations.list_messages(conversation.id),
        ),
        time="created_at",
        cut=BySecond("since", "before"),
        parents=("conversation_id",),
    ),
    "contacts": Dataset(record=Contact, lists=(lambda talkroute, **chosen: talkroute.contacts.list(**chosen),)),
}
"""Calls by the time they began, voicemail and texts by when they were sent; conversations and contacts as they are."""
