"""What the vendor's pages print of what is done with agents: method -> its answers, and its refusals."""

EXAMPLES = {
    "agents.create": (
        """{
  "success": true,
  "message": "Agent created successfully",
  "data": {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "SupportBot",
    "label": "Customer Support Agent",
    "description": "Handles customer inquiries and support requests",
    "language": "en-US",
    "voice": null,
    "initial_message": "Hello, how can I help you today?",
    "interrupt_sensitivity": "medium",
    "conversation_speed": 1.0,
    "initial_message_delay": 0,
    "ask_if_human_present_on_idle": false,
    "direction": "inbound",
    "who_speaks_first": "agent",
    "current_status": "draft",
    "is_sandbox": false,
    "is_ready_to_publish": false,
    "created_at": "2024-01-15T10:30:00Z",
    "updated_at": "2024-01-15T10:30:00Z",
    "trainings": [],
    "actions": [],
    "phone_numbers": []
  }
}""",
    ),
    "agents.update_knowledge": (
        """{
  "success": true,
  "message": "Agent knowledge updated successfully",
  "data": {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "SupportBot",
    "label": "Customer Support Agent",
    "description": "Updated agent description with more details",
    "language": "en-US",
    "voice": {},
    "initial_message": "Hello! Welcome to our support line. How may I assist you today?",
    "interrupt_sensitivity": "high",
    "conversation_speed": 1.0,
    "initial_message_delay": 2,
    "ask_if_human_present_on_idle": true,
    "direction": "inbound",
    "who_speaks_first": "agent",
    "current_status": "draft",
    "is_sandbox": false,
    "is_ready_to_publish": false,
    "created_at": "2024-01-15T10:30:00Z",
    "updated_at": "2024-01-15T10:35:00Z",
    "trainings": [],
    "actions": [],
    "phone_numbers": []
  }
}""",
    ),
    "agents.update_voice": (
        """{
  "success": true,
  "message": "Agent voice updated successfully",
  "data": {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "SupportBot",
    "label": "Customer Support Agent",
    "description": "Handles customer inquiries and support requests",
    "language": "en-US",
    "voice": {
      "id": "voice-uuid",
      "name": "Bianca",
      "label": "Bianca Voice",
      "stability": 0.8,
      "similarity_boost": 0.75,
      "ambient_background": "office",
      "template": {"id": "voice-template-uuid", "name": "Bianca"}
    },
    "initial_message": "Hello, how can I help you today?",
    "interrupt_sensitivity": "medium",
    "conversation_speed": 1.2,
    "initial_message_delay": 0,
    "ask_if_human_present_on_idle": false,
    "direction": "inbound",
    "who_speaks_first": "agent",
    "current_status": "draft",
    "is_sandbox": false,
    "is_ready_to_publish": false,
    "created_at": "2024-01-15T10:30:00Z",
    "updated_at": "2024-01-15T10:40:00Z",
    "trainings": [],
    "actions": [],
    "phone_numbers": []
  }
}""",
    ),
    "agents.update_calling": (
        """{
  "success": true,
  "message": "Agent calling settings updated successfully",
  "data": {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "SupportBot",
    "direction": "outbound",
    "current_status": "draft",
    "phone_numbers": [
      {"id": "phone-uuid-1", "number": "+1234567890", "country_code": "US", "formatted_number": "(123) 456-7890",
        "current_status": "active"},
      {"id": "phone-uuid-2", "number": "+1987654321", "country_code": "US", "formatted_number": "(987) 654-3210",
        "current_status": "active"}
    ],
    "updated_at": "2024-01-15T10:45:00Z"
  }
}""",
    ),
    "agents.publish": (
        """{
  "success": true,
  "message": "Agent published successfully",
  "data": {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "SupportBot",
    "current_status": "published",
    "is_ready_to_publish": true,
    "updated_at": "2024-01-15T10:50:00Z"
  }
}""",
    ),
    "agents.unpublish": (
        """{
  "success": true,
  "message": "Agent unpublished successfully",
  "data": {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "SupportBot",
    "current_status": "draft",
    "is_ready_to_publish": false,
    "updated_at": "2024-01-15T10:55:00Z"
  }
}""",
    ),
    "agents.delete": ('{"success": true, "message": "Agent deleted successfully"}',),
    "agents.update_advanced_settings": (
        """{
  "success": true,
  "message": "Advanced settings updated successfully",
  "data": {
    "id": "550e8400-e29b-41d4-a716-446655440000",
    "name": "SupportBot",
    "advanced_settings": {"enable_initial_message_cache": true},
    "updated_at": "2024-01-15T11:00:00Z"
  }
}""",
    ),
    "agents.check_optimized_costs_eligibility": (
        """{
  "success": true,
  "data": {"eligible": true, "current_calls": 842, "required_calls": 700, "threshold_days": 7}
}""",
        """{
  "success": true,
  "data": {"eligible": false, "current_calls": 312, "required_calls": 700, "threshold_days": 7,
    "calls_remaining": 388}
}""",
    ),
    "agents.get_pricing": (
        """{
  "success": true,
  "data": {
    "agent_id": "550e8400-e29b-41d4-a716-446655440000",
    "currency": "USD",
    "components": {
      "voice_synthesis": {"unit": "per_minute", "price": 0.045, "tier": "high_fidelity"},
      "transcription": {"unit": "per_minute", "price": 0.012},
      "language_model": {"unit": "per_1k_tokens", "input_price": 0.0015, "output_price": 0.006}
    },
    "transport": {
      "outbound": {"country_code": "US", "unit": "per_minute", "price": 0.018},
      "inbound": {"country_code": "US", "unit": "per_minute", "price": 0.0085}
    },
    "estimated_cost_per_minute": 0.0855,
    "calculated_at": "2024-01-15T10:30:00Z"
  }
}""",
    ),
    "agents.get_pricing_summary": (
        """{
  "success": true,
  "data": {
    "agent_id": "550e8400-e29b-41d4-a716-446655440000",
    "currency": "USD",
    "estimated_cost_per_minute": 0.0855,
    "voice_quality_tier": "high_fidelity",
    "optimized_costs_enabled": false
  }
}""",
    ),
}
REFUSALS = {
    "agents.update_advanced_settings": """{
  "success": false,
  "message": "Agent does not meet the call volume threshold for optimized costs",
  "code": "OPTIMIZED_COSTS_NOT_ELIGIBLE",
  "details": {"current_calls": 312, "required_calls": 700, "threshold_days": 7}
}""",
}
