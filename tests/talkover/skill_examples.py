"""What the vendor's pages print of agents' trainings, actions and flow: method -> its answers, and its refusals."""

_FLOW = """{
  "success": true,
  "data": {
    "conversation_mode": "flow_driven",
    "flow_config": {
      "initial_node_id": "node-greet",
      "meta": {"name": "Sales Qualification Flow", "version": "1.2.0"},
      "nodes": [
        {"id": "node-greet", "type": "say", "content": "Hi! Are you the right person to talk about scheduling?",
          "next": "node-qualify"},
        {
          "id": "node-qualify",
          "type": "decision",
          "branches": [
            {"match": "yes", "next": "node-book"},
            {"match": "no", "next": "node-transfer"}
          ]
        }
      ],
      "global_functions": [
        {"name": "end_conversation", "description": "Ends the call gracefully"}
      ]
    }
  }
}"""
EXAMPLES = {
    "agents.trainings.list": (
        """{
  "success": true,
  "data": [
    {
      "id": "training-uuid-1",
      "subject": "Product Knowledge",
      "instructions": "Learn about our product features, pricing, and common use cases. Focus on the main benefits \
and how to address common customer questions.",
      "current_status": "active",
      "created_at": "2024-01-15T10:30:00Z",
      "updated_at": "2024-01-15T10:30:00Z"
    },
    {
      "id": "training-uuid-2",
      "subject": "Customer Service Best Practices",
      "instructions": "Understand how to handle customer complaints and provide excellent service. Always be polite, \
patient, and solution-oriented.",
      "current_status": "active",
      "created_at": "2024-01-15T11:00:00Z",
      "updated_at": "2024-01-15T11:00:00Z"
    },
    {
      "id": "training-uuid-3",
      "subject": "Technical Support",
      "instructions": "Provide technical support for common issues. Guide users through troubleshooting steps and \
escalate when necessary.",
      "current_status": "inactive",
      "created_at": "2024-01-15T12:00:00Z",
      "updated_at": "2024-01-15T12:00:00Z"
    }
  ]
}""",
    ),
    "agents.trainings.create": (
        """{
  "success": true,
  "message": "Agent training updated successfully",
  "data": {
    "id": "training-uuid-1",
    "subject": "Product Knowledge",
    "instructions": "Learn about our product features, pricing, and common use cases. Focus on the main benefits and \
how to address common customer questions. Always provide accurate information about our services.",
    "current_status": "active",
    "created_at": "2024-01-15T10:30:00Z",
    "updated_at": "2024-01-15T12:00:00Z"
  }
}""",
    ),
    "agents.trainings.delete": ('{"success": true, "message": "Agent training deleted successfully"}',),
    "agents.actions.list": (
        """{
  "success": true,
  "data": [
    {
      "id": "action-uuid-1",
      "name": "Schedule Meeting",
      "label": "Schedule Meeting",
      "description": "Schedule a meeting with the customer",
      "type": "webhook",
      "input_schema": [
        {"name": "date", "type": "string", "required": true, "description": "Meeting date"},
        {"name": "time", "type": "string", "required": true, "description": "Meeting time"}
      ],
      "config": null,
      "action_trigger": null,
      "url": "https://api.example.com/schedule",
      "authorization_url": "https://api.example.com/auth",
      "current_status": "active",
      "created_at": "2024-01-15T10:30:00Z",
      "updated_at": "2024-01-15T10:30:00Z"
    },
    {
      "id": "action-uuid-2",
      "name": "Transfer Call",
      "label": "Transfer Call",
      "description": "Transfer the call to a human agent",
      "type": "transfer",
      "input_schema": [
        {"name": "transfer_to", "type": "string", "required": true, "description": "Transfer to",
          "value": "+1234567890"}
      ],
      "config": null,
      "action_trigger": null,
      "url": null,
      "authorization_url": null,
      "current_status": "active",
      "created_at": "2024-01-15T11:00:00Z",
      "updated_at": "2024-01-15T11:00:00Z"
    },
    {
      "id": "action-uuid-3",
      "name": "Put Call on Hold",
      "label": "Put Call on Hold",
      "description": "Put the current call on hold for a specified duration",
      "type": "hold",
      "input_schema": [
        {"name": "hold_duration", "type": "integer", "required": true, "description": "Hold duration in seconds",
          "value": 30}
      ],
      "config": null,
      "action_trigger": null,
      "url": null,
      "authorization_url": null,
      "current_status": "inactive",
      "created_at": "2024-01-15T12:00:00Z",
      "updated_at": "2024-01-15T12:00:00Z"
    }
  ]
}""",
    ),
    "agents.actions.create": (
        """{
  "success": true,
  "message": "Agent action updated successfully",
  "data": {
    "id": "action-uuid-1",
    "name": "Schedule Meeting",
    "label": "Schedule Meeting",
    "description": "Schedule a meeting with the customer",
    "type": "webhook",
    "input_schema": [
      {"name": "date", "type": "string", "required": true, "description": "Meeting date"},
      {"name": "time", "type": "string", "required": true, "description": "Meeting time"}
    ],
    "config": null,
    "action_trigger": null,
    "url": "https://api.example.com/schedule",
    "authorization_url": "https://api.example.com/auth",
    "current_status": "active",
    "created_at": "2024-01-15T10:30:00Z",
    "updated_at": "2024-01-15T12:30:00Z"
  }
}""",
    ),
    "agents.actions.delete": ('{"success": true, "message": "Agent action deleted successfully"}',),
    "action_integrations.list": (
        """{
  "success": true,
  "data": [
    {
      "identifier": "calendar",
      "display_name": "Calendar",
      "description": "Create events on a connected calendar during a call.",
      "category": "scheduling",
      "icon_url": "https://app.talkover.ai/integrations/icons/calendar.svg"
    },
    {
      "identifier": "email-calendar",
      "display_name": "Email + Calendar Invite",
      "description": "Send a calendar invite via email after the call.",
      "category": "scheduling",
      "icon_url": "https://app.talkover.ai/integrations/icons/email-calendar.svg"
    },
    {
      "identifier": "crm",
      "display_name": "CRM Sync",
      "description": "Push call summary and outcome to your CRM.",
      "category": "data",
      "icon_url": "https://app.talkover.ai/integrations/icons/crm.svg"
    }
  ]
}""",
    ),
    "agents.flow.get": (_FLOW,),
    "agents.flow.replace": (_FLOW,),
    "agents.flow.validate": ('{"success": true, "message": "Flow is valid"}',),
    "agents.flow.list_versions": (
        """{
  "success": true,
  "data": {
    "versions": [
      {"id": "version-uuid-3", "version": "1.2.0", "created_at": "2024-01-15T10:00:00Z", "is_current": true},
      {"id": "version-uuid-2", "version": "1.1.0", "created_at": "2024-01-10T14:00:00Z", "is_current": false},
      {"id": "version-uuid-1", "version": "1.0.0", "created_at": "2024-01-05T09:00:00Z", "is_current": false}
    ]
  }
}""",
    ),
}
REFUSALS = {
    "agents.flow.replace": """{
  "success": false,
  "message": "Flow validation failed",
  "errors": ["initial_node_id 'node-greet' not found in nodes",
    "Node 'node-qualify' references unknown next node 'node-bookx'"]
}""",
    "agents.flow.validate": """{
  "success": false,
  "errors": ["Duplicate node id: 'node-greet'", "Node 'node-end' is unreachable"]
}""",
}
