"""What Talkover's webhooks tell of."""

from telephony_clients.core.models.fields import OpenEnum

__all__ = ["WebhookEventType"]


class WebhookEventType(OpenEnum):
    """An event: ``event_...`` of a call, ``campaign...`` of a campaign, or the trial.

    Agents tell the first 22; campaigns the next ten, with recordings, transcripts and reports. Source: vendor docs,
    "list-webhooks" and "list-campaign-webhooks".
    """

    PHONE_CALL_STARTED = "event_phone_call_started"
    PHONE_CALL_ENDED = "event_phone_call_ended"
    PHONE_CALL_DID_NOT_CONNECT = "event_phone_call_did_not_connect"
    PHONE_CALL_CONNECTED = "event_phone_call_connected"
    PHONE_CALL_DISCONNECTED = "event_phone_call_disconnected"
    PHONE_CALL_ERROR = "event_phone_call_error"
    PARTICIPANT_JOINED = "event_participant_joined"
    PARTICIPANT_LEFT = "event_participant_left"
    VOICEMAIL_DETECTED = "event_voicemail_detected"
    VOICEMAIL_MESSAGE_LEFT = "event_voicemail_message_left"
    CONVERSATION_STARTED = "event_conversation_started"
    CONVERSATION_ENDED = "event_conversation_ended"
    ACTION = "event_action"
    ACTION_FAILED = "event_action_failed"
    RECORDING = "event_recording"
    CONNECTION_ESTABLISHED = "event_connection_established"
    CONNECTION_CLOSED = "event_connection_closed"
    CONNECTION_ERROR = "event_connection_error"
    USER_CONNECTED = "event_user_connected"
    USER_DISCONNECTED = "event_user_disconnected"
    CLIENT_CONNECTED = "event_client_connected"
    CLIENT_DISCONNECTED = "event_client_disconnected"
    CAMPAIGN_CREATED = "campaign.created"
    CAMPAIGN_STARTED = "campaign.started"
    CAMPAIGN_PAUSED = "campaign.paused"
    CAMPAIGN_COMPLETED = "campaign.completed"
    CAMPAIGN_UPDATED = "campaign.updated"
    CAMPAIGN_CALL_QUEUED = "campaign_call.queued"
    CAMPAIGN_CALL_STARTED = "campaign_call.started"
    CAMPAIGN_CALL_COMPLETED = "campaign_call.completed"
    CAMPAIGN_CALL_RETRY_SCHEDULED = "campaign_call.retry_scheduled"
    CAMPAIGN_CALL_FAILED = "campaign_call.failed"
    CALL_TRANSCRIPT = "event_call_transcript"
    CALL_REPORT = "event_call_report"
    TEST = "webhook.test"
