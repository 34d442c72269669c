"""What the vendor's pages print, as answers."""

from typing import Any

AGENT: dict[str, Any] = {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "SupportBot",
    "label": "Customer Support Agent",
    "description": "Handles customer inquiries and support requests",
    "language": "en-US",
    "voice": {
        "id": "voice-uuid",
        "name": "Bianca",
        "label": "Bianca Voice",
        "stability": 0.6,
        "similarity_boost": 0.98,
        "ambient_background": "office",
        "template": {"id": "voice-template-uuid", "name": "Bianca"},
    },
    "initial_message": "Hello, how can I help you today?",
    "interrupt_sensitivity": "medium",
    "conversation_speed": 1.0,
    "initial_message_delay": 0,
    "ask_if_human_present_on_idle": False,
    "direction": "inbound",
    "who_speaks_first": "agent",
    "current_status": "published",
    "is_sandbox": False,
    "is_ready_to_publish": True,
    "created_at": "2024-01-15T10:30:00Z",
    "updated_at": "2024-01-15T10:30:00Z",
    "trainings": [
        {
            "id": "training-uuid",
            "subject": "Product Knowledge",
            "instructions": "Learn about our product features and pricing",
            "current_status": "active",
            "created_at": "2024-01-15T10:30:00Z",
            "updated_at": "2024-01-15T10:30:00Z",
        }
    ],
    "actions": [
        {
            "id": "action-uuid",
            "name": "Schedule Meeting",
            "label": "Schedule Meeting",
            "description": "Schedule a meeting with the customer",
            "type": "webhook",
            "input_schema": [{"name": "date", "type": "string", "required": True, "description": "Meeting date"}],
            "config": None,
            "action_trigger": None,
            "url": "https://api.example.com/schedule",
            "authorization_url": None,
            "current_status": "active",
            "created_at": "2024-01-15T10:30:00Z",
            "updated_at": "2024-01-15T10:30:00Z",
        }
    ],
    "phone_numbers": [
        {
            "id": "phone-uuid",
            "number": "+1234567890",
            "country_code": "US",
            "formatted_number": "(123) 456-7890",
            "international_number": "+1 234 567 890",
            "current_status": "active",
        }
    ],
}
AGENTS = {"success": True, "data": [AGENT], "meta": {"current_page": 1, "per_page": 10, "total": 1, "last_page": 1}}

CALL: dict[str, Any] = {
    "id": "call-uuid-1",
    "sid": "call_sid_123",
    "to": "+1234567890",
    "to_formatted": "(123) 456-7890",
    "from": "+0987654321",
    "from_formatted": "(098) 765-4321",
    "is_testing": False,
    "direction": "outbound",
    "status": "completed",
    "duration": 120,
    "agent": {"id": "agent-uuid-1", "name": "Sales Agent", "label": "Sales Agent Label"},
    "created_at": "2024-01-01T00:00:00Z",
    "updated_at": "2024-01-01T00:00:00Z",
}
CALLS = {
    "success": True,
    "data": [CALL],
    "pagination": {"current_page": 1, "last_page": 1, "per_page": 20, "total": 1, "from": 1, "to": 1},
}

PLACED = {
    "success": True,
    "data": {
        "id": "call_789012",
        "agent_id": "agent_123456",
        "to": "+1234567890",
        "status": "initiated",
        "created_at": "2024-01-15T10:30:00Z",
    },
}

VOICES = {
    "success": True,
    "data": [
        {
            "display_name": "Bianca",
            "voices": [
                {
                    "id": "voice-template-uuid-1",
                    "name": "Bianca",
                    "gender": "female",
                    "language": "pt-BR",
                    "quality_tier": "basic",
                    "cost": "0.10",
                }
            ],
        }
    ],
}

PHONE_NUMBERS_AS_PRINTED = b"""{
  "success": true,
  "data": [
    {
      "id": "phone-uuid-1",
      "number": "+1234567890",
      "country_code": "US",
      "formatted_number": "(123) 456-7890",
      "international_number": "+1 234 567 890",
      "type": "voice",
      "has_voice": true,
      "has_sms": true,
      "has_mms": false,
      "has_fax": false,
      "has_whatsapp": false,
      "current_status": "active",
      "is_sandbox": false,
      "current_price": 1.00,
      "currency": "USD",
      "renewal_date": "2024-02-15",
      "auto_renewal": true,
      "created_at": "2024-01-15T10:30:00Z",
      "updated_at": "2024-01-15T10:30:00Z",
      "monthly_renewal_cost": 1.00,
      "days_until_monthly_renewal": 15,
      "is_due_for_monthly_renewal": false,
    },
  ]
}"""
"""The page's example has commas before its closing brackets."""
PHONE_NUMBERS = PHONE_NUMBERS_AS_PRINTED.replace(b"false,\n    },\n", b"false\n    }\n")
