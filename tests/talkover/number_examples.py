"""What the vendor's pages print of phone numbers, voices and SIP trunks: method -> its answers, and its refusals."""

EXAMPLES = {
    "voice_templates.list": (
        """{
  "success": true,
  "data": [
    {
      "display_name": "Bianca",
      "voices": [
        {"id": "voice-template-uuid-1", "name": "Bianca", "gender": "female", "language": "pt-BR",
          "quality_tier": "basic", "cost": "0.10"},
        {"id": "voice-template-uuid-2", "name": "Bianca", "gender": "female", "language": "pt-BR",
          "quality_tier": "pro", "cost": "0.16"},
        {"id": "voice-template-uuid-3", "name": "Bianca", "gender": "female", "language": "pt-BR",
          "quality_tier": "ultra", "cost": "0.23"}
      ]
    },
    {
      "display_name": "Isabela",
      "voices": [
        {"id": "voice-template-uuid-4", "name": "Isabela", "gender": "female", "language": "pt-BR",
          "quality_tier": "basic", "cost": "0.10"},
        {"id": "voice-template-uuid-5", "name": "Isabela", "gender": "female", "language": "pt-BR",
          "quality_tier": "pro", "cost": "0.16"}
      ]
    }
  ]
}""",
    ),
    "voice_templates.demo": ('{"mp3_url": "https://example.com/storage/demo-audio/signed-url-here.mp3"}',),
    "phone_numbers.list": (
        """{
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
      "current_price": 1.0,
      "currency": "USD",
      "renewal_date": "2024-02-15",
      "auto_renewal": true,
      "created_at": "2024-01-15T10:30:00Z",
      "updated_at": "2024-01-15T10:30:00Z",
      "monthly_renewal_cost": 1.0,
      "days_until_monthly_renewal": 15,
      "is_due_for_monthly_renewal": false
    },
    {
      "id": "phone-uuid-2",
      "number": "+1987654321",
      "country_code": "US",
      "formatted_number": "(987) 654-3210",
      "international_number": "+1 987 654 321",
      "type": "voice",
      "has_voice": true,
      "has_sms": true,
      "has_mms": false,
      "has_fax": false,
      "has_whatsapp": false,
      "current_status": "active",
      "is_sandbox": false,
      "current_price": 1.0,
      "currency": "USD",
      "renewal_date": "2024-02-15",
      "auto_renewal": true,
      "created_at": "2024-01-15T11:00:00Z",
      "updated_at": "2024-01-15T11:00:00Z",
      "monthly_renewal_cost": 1.0,
      "days_until_monthly_renewal": 15,
      "is_due_for_monthly_renewal": false
    }
  ]
}""",
    ),
    "phone_numbers.release_requests.list": (
        """{
  "success": true,
  "data": [
    {
      "id": "request-uuid-1",
      "phone_number_id": "phone-uuid-1",
      "phone_number": "+15551234567",
      "reason": "Number is no longer in use after migration",
      "status": "pending",
      "requested_at": "2024-01-10T14:30:00Z"
    },
    {
      "id": "request-uuid-2",
      "phone_number_id": "phone-uuid-2",
      "phone_number": "+15559876543",
      "reason": "Replaced by new toll-free number",
      "status": "approved",
      "requested_at": "2024-01-05T10:00:00Z",
      "resolved_at": "2024-01-08T16:20:00Z"
    }
  ]
}""",
    ),
    "phone_numbers.request_release": (
        """{
  "success": true,
  "data": {
    "id": "request-uuid-1",
    "phone_number_id": "phone-uuid-1",
    "phone_number": "+15551234567",
    "reason": "We migrated outbound calling to a new toll-free number and no longer need this DID.",
    "status": "pending",
    "requested_at": "2024-01-15T12:00:00Z"
  }
}""",
    ),
    "phone_numbers.release_requests.cancel": ('{"success": true, "message": "Release request cancelled"}',),
    "sip_trunks.list": (
        """{
  "success": true,
  "data": [
    {
      "id": "trunk-uuid-1",
      "name": "Primary Carrier — US",
      "provider_name": "carrier-x",
      "domain": "sip.carrier-x.com",
      "transport": "tls",
      "is_active": true,
      "is_verified": true,
      "health_status": "healthy",
      "created_at": "2024-01-01T10:00:00Z"
    }
  ]
}""",
    ),
    "sip_trunks.create": (
        """{
  "success": true,
  "data": {
    "id": "trunk-uuid-1",
    "name": "Primary Carrier — US",
    "provider_name": "carrier-x",
    "domain": "sip.carrier-x.com",
    "transport": "tls",
    "port": 5061,
    "is_active": false,
    "is_verified": false,
    "created_at": "2024-01-15T14:00:00Z"
  }
}""",
    ),
    "sip_trunks.get": (
        """{
  "success": true,
  "data": {
    "id": "trunk-uuid-1",
    "name": "Primary Carrier — US",
    "provider_name": "carrier-x",
    "domain": "sip.carrier-x.com",
    "username": "user_42",
    "transport": "tls",
    "port": 5061,
    "outbound_proxy": null,
    "auth_realm": null,
    "is_active": true,
    "is_verified": true,
    "health_status": "healthy",
    "last_health_check_at": "2024-01-15T14:30:00Z",
    "created_at": "2024-01-01T10:00:00Z",
    "updated_at": "2024-01-15T14:30:00Z"
  }
}""",
    ),
    "sip_trunks.update": (
        """{
  "success": true,
  "data": {"id": "trunk-uuid-1", "name": "Primary Carrier — US (renamed)", "is_active": false,
    "is_verified": true, "updated_at": "2024-01-15T15:00:00Z"}
}""",
    ),
    "sip_trunks.delete": ('{"success": true, "message": "SIP trunk deleted"}',),
    "sip_trunks.verify": (
        """{
  "success": true,
  "data": {"is_verified": true, "health_status": "healthy", "last_health_check_at": "2024-01-15T14:30:00Z"}
}""",
    ),
    "sip_trunks.check_health": (
        """{
  "success": true,
  "data": {"is_healthy": true, "response_time_ms": 142, "checked_at": "2024-01-15T14:35:00Z"}
}""",
        """{
  "success": true,
  "data": {"is_healthy": false, "response_time_ms": 5000, "error": "Connection timeout",
    "checked_at": "2024-01-15T14:35:00Z"}
}""",
    ),
    "sip_trunks.dids.list": (
        """{
  "success": true,
  "data": [
    {"id": "phone-uuid-1", "number": "+15551234567", "country_code": "US", "formatted_number": "(555) 123-4567"},
    {"id": "phone-uuid-2", "number": "+15559876543", "country_code": "US", "formatted_number": "(555) 987-6543"}
  ]
}""",
    ),
    "sip_trunks.dids.create": (
        """{
  "success": true,
  "data": {"id": "phone-uuid-1", "number": "+15551234567", "country_code": "US",
    "formatted_number": "(555) 123-4567", "trunk_id": "trunk-uuid-1"}
}""",
    ),
    "sip_trunks.dids.delete": ('{"success": true, "message": "DID removed"}',),
}
REFUSALS = {
    "sip_trunks.verify": """{
  "success": false,
  "data": {"is_verified": false, "health_status": "unhealthy", "error": "Authentication failed (401)"}
}""",
}
