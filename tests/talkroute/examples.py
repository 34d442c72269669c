"""Answers as public clients met them, or as the reference is said to print them."""

from collections.abc import Mapping, Sequence
from typing import Any

ONE_PAGE = {"currentPage": 1, "totalPages": 1, "total": 1, "perPage": 100, "nextPageUrl": None, "count": 1}
CALL = {
    "id": 77,
    "direction": "inbound",
    "callDate": "2026-09-01T12:00:05.123456Z",
    "externalName": "+12025550123",
    "externalNumber": "+12025550123",
    "phoneNumber": "+12025550100",
    "duration": 42,
    "recorded": True,
    "recording": "https://store.example.com/r/77?signature=abc",
    "result": "Answered",
    "events": [
        {
            "id": "1",
            "type": "user_extension",
            "description": "Call answered by _Ann Lee_ - extension 7",
            "createdAt": "2026-09-01T12:00:07+00:00",
        }
    ],
}
SPEC_TEXT = {
    "id": 5,
    "body": "Hi",
    "direction": "outgoing",
    "createdAt": "2026-09-01T12:00:00Z",
    "read": True,
    "userEmail": "ann@example.com",
    "attachments": [{"id": 1, "fileType": "image/png", "link": "https://x", "metadata": {"original": {"width": 1}}}],
}
LIVE_TEXT = {
    "id": "5",
    "body": "Hi",
    "message_direction": "outgoing",
    "created_at": "2026-09-01T12:00:00+00:00",
    "read": True,
    "user_email": "NULL",
    "attachments": [],
}
CONVERSATION = {
    "conversation_id": "12025550100-12025550123",
    "talkroute_number": "+12025550100",
    "contact_number": "+12025550123",
    "last_message_at": "2026-09-01T12:00:00+00:00",
    "messages_count": 3,
    "last_message": LIVE_TEXT,
}
VOICEMAIL = {
    "id": 9,
    "read": False,
    "phoneNumber": "+12025550100",
    "callResult": "voicemail",
    "callerName": "Ann",
    "callerNumber": "+12025550123",
    "duration": 12,
    "transcript": None,
    "transcriptionInProgress": True,
    "audioLink": "https://store.example.com/v/9?signature=abc",
    "createdAt": "2026-09-01T12:00:00+00:00",
}
GROUP = {
    "id": "2f1b6d1e-0000-4000-8000-000000000001",
    "name": "Sales",
    "strategy": "sequence",
    "retryAfter": 15,
    "maxHoldTime": 120,
    "maxAttempts": 1,
    "callerId": 7,
    "destination": {"type": "voicemail", "id": "4"},
}
FEATURE = {"id": 1, "feature_id": "7", "name": "texts", "display_name": "Texts", "allowed": False, "used": 0}

EXAMPLES: Mapping[str, Sequence[Any]] = {
    "account.get": [{"data": {"id": "42", "planId": 7, "trial": False}}, {"id": 42, "is_past_due": True}],
    "account.list_permitted_features": [{"data": [FEATURE], "pagination": ONE_PAGE}],
    "call_history.list": [{"data": [CALL], "pagination": ONE_PAGE}],
    "ring_groups.create": [{"data": GROUP}, {"data": [GROUP]}],
    "text_conversations.list": [{"data": [CONVERSATION], "pagination": ONE_PAGE}],
    "text_conversations.list_messages": [
        {"data": [SPEC_TEXT], "pagination": ONE_PAGE},
        {"data": [LIVE_TEXT], "pagination": ONE_PAGE},
    ],
    "text_conversations.reply": [SPEC_TEXT, LIVE_TEXT, {"data": LIVE_TEXT}],
    "voice_messages.audio_url": [{"url": "https://x"}, {"data": {"url": "https://x"}}],
    "voice_messages.list": [{"data": [VOICEMAIL], "pagination": ONE_PAGE}],
}
