"""What the vendor's pages of calendars print, as answers."""

from typing import Any

PRINTED: dict[str, Any] = {
    "calendars.list": {
        "success": True,
        "data": [
            {
                "id": "calendar-uuid-1",
                "name": "Sales Demo Calendar",
                "timezone": "America/New_York",
                "owner_id": "user-uuid-1",
                "created_at": "2024-01-01T10:00:00Z",
            }
        ],
    },
    "calendars.create": {
        "success": True,
        "data": {
            "id": "calendar-uuid-1",
            "name": "Sales Demo Calendar",
            "timezone": "America/New_York",
            "owner_id": "user-uuid-1",
            "created_at": "2024-01-15T18:00:00Z",
        },
    },
    "calendars.get": {
        "success": True,
        "data": {
            "id": "calendar-uuid-1",
            "name": "Sales Demo Calendar",
            "timezone": "America/New_York",
            "owner_id": "user-uuid-1",
            "metadata": {},
            "created_at": "2024-01-01T10:00:00Z",
            "updated_at": "2024-01-15T18:00:00Z",
        },
    },
    "calendars.update": {
        "success": True,
        "data": {"id": "calendar-uuid-1", "name": "Updated Calendar Name", "updated_at": "2024-01-15T18:30:00Z"},
    },
    "calendars.delete": {"success": True, "message": "Calendar deleted"},
    "calendars.sync": {
        "success": True,
        "data": {"syncing": ["calendar-uuid-1", "calendar-uuid-2"], "up_to_date": ["calendar-uuid-3"]},
    },
    "calendars.list_sync_statuses": {
        "success": True,
        "data": [
            {
                "calendar_id": "calendar-uuid-1",
                "provider": "calendar_provider_a",
                "last_sync_at": "2024-01-15T17:30:00Z",
                "is_syncing": False,
                "events_synced": 142,
            }
        ],
    },
    "calendars.members.list": {
        "success": True,
        "data": [
            {
                "id": "member-uuid-1",
                "user_id": "user-uuid-1",
                "name": "Alice Doe",
                "email": "alice@example.com",
                "role": "owner",
                "added_at": "2024-01-01T10:00:00Z",
            },
            {
                "id": "member-uuid-2",
                "user_id": "user-uuid-2",
                "name": "Bob Smith",
                "email": "bob@example.com",
                "role": "editor",
            },
        ],
    },
    "calendars.members.add": {
        "success": True,
        "data": {"id": "member-uuid-2", "user_id": "user-uuid-2", "role": "editor"},
    },
    "calendars.members.update": {"success": True, "data": {"id": "member-uuid-2", "role": "viewer"}},
    "calendars.members.remove": {"success": True, "message": "Member removed"},
    "calendars.events.list": {
        "success": True,
        "data": [
            {
                "id": "event-uuid-1",
                "calendar_id": "calendar-uuid-1",
                "title": "Demo with Acme",
                "start_at": "2024-01-15T15:00:00Z",
                "end_at": "2024-01-15T15:30:00Z",
                "status": "confirmed",
                "type": "meeting",
            }
        ],
    },
    "calendars.events.list_across": {
        "success": True,
        "data": [
            {
                "id": "event-uuid-1",
                "calendar_id": "cal-1",
                "title": "Demo with Acme",
                "start_at": "2024-01-15T15:00:00Z",
                "end_at": "2024-01-15T15:30:00Z",
                "status": "confirmed",
            }
        ],
    },
    "calendars.events.create": {
        "success": True,
        "data": {
            "id": "event-uuid-1",
            "calendar_id": "calendar-uuid-1",
            "title": "Demo with Acme",
            "start_at": "2024-01-20T15:00:00Z",
            "end_at": "2024-01-20T15:30:00Z",
            "status": "confirmed",
            "type": "meeting",
        },
    },
    "calendars.events.get": {
        "success": True,
        "data": {
            "id": "event-uuid-1",
            "calendar_id": "calendar-uuid-1",
            "title": "Demo with Acme",
            "description": "Product demo for Q1 prospect",
            "start_at": "2024-01-20T15:00:00Z",
            "end_at": "2024-01-20T15:30:00Z",
            "status": "confirmed",
            "type": "meeting",
            "attendees": [{"id": "att-uuid-1", "name": "Jane Doe", "email": "jane@acme.com"}],
            "meeting_url": "https://meet.example.com/abc-123",
        },
    },
    "calendars.events.update": {
        "success": True,
        "data": {"id": "event-uuid-1", "status": "cancelled", "updated_at": "2024-01-15T19:00:00Z"},
    },
    "calendars.events.delete": {"success": True, "message": "Event deleted"},
    "calendars.events.create_meeting": {
        "success": True,
        "data": {
            "event_id": "event-uuid-1",
            "meeting_url": "https://meet.example.com/abc-123",
            "meeting_id": "meeting-id-abc",
        },
    },
    "calendars.events.add_attendee": {
        "success": True,
        "data": {"id": "att-uuid-1", "name": "Jane Doe", "email": "jane@acme.com"},
    },
    "calendars.events.remove_attendee": {"success": True, "message": "Attendee removed"},
    "calendars.availability.list_rules": {
        "success": True,
        "data": [
            {
                "id": "rule-uuid-1",
                "type": "recurring",
                "days_of_week": [1, 2, 3, 4, 5],
                "start_time": "09:00",
                "end_time": "17:00",
                "timezone": "America/New_York",
            },
            {"id": "rule-uuid-2", "type": "exception", "date": "2024-12-25", "available": False},
        ],
    },
    "calendars.availability.create_rule": {
        "success": True,
        "data": {
            "id": "rule-uuid-1",
            "type": "recurring",
            "days_of_week": [1, 2, 3, 4, 5],
            "start_time": "09:00",
            "end_time": "17:00",
        },
    },
    "calendars.availability.update_rule": {"success": True, "data": {"id": "rule-uuid-1", "end_time": "18:00"}},
    "calendars.availability.delete_rule": {"success": True, "message": "Availability rule deleted"},
    "calendars.availability.list_slots": {
        "success": True,
        "data": [
            {"start_at": "2024-01-15T09:00:00Z", "end_at": "2024-01-15T09:30:00Z"},
            {"start_at": "2024-01-15T09:30:00Z", "end_at": "2024-01-15T10:00:00Z"},
            {"start_at": "2024-01-15T10:00:00Z", "end_at": "2024-01-15T10:30:00Z"},
        ],
    },
    "calendars.providers.list": {
        "success": True,
        "data": [
            {
                "id": "conn-uuid-1",
                "provider": "calendar_provider_a",
                "external_calendar_id": "primary",
                "is_active": True,
                "last_sync_at": "2024-01-15T17:30:00Z",
            }
        ],
    },
    "calendars.providers.connect": {
        "success": True,
        "data": {
            "id": "conn-uuid-1",
            "provider": "calendar_provider_a",
            "authorization_url": "https://provider.example.com/oauth/authorize?.",
            "is_active": False,
        },
    },
    "calendars.providers.disconnect": {"success": True, "message": "Provider connection removed"},
    "calendars.providers.sync": {"success": True, "data": {"queued": True, "queued_at": "2024-01-15T19:30:00Z"}},
}
"""Method -> the answer that its page prints."""
