"""What the vendor's pages of callbacks, money and the account print, as answers."""

from typing import Any

PRINTED: dict[str, Any] = {
    "callback_agents.list": {
        "success": True,
        "data": [
            {
                "id": "agent-uuid-1",
                "name": "Callback Handler",
                "label": "Inbound Callback Agent",
                "direction": "inbound",
                "current_status": "published",
                "callback_config": {"source_agent_ids": ["agent-uuid-2", "agent-uuid-3"]},
            }
        ],
    },
    "callback_agents.list_source_agents": {
        "success": True,
        "data": [
            {"id": "agent-uuid-2", "name": "Sales Outbound", "direction": "outbound", "current_status": "published"},
            {"id": "agent-uuid-3", "name": "Survey Outbound", "direction": "outbound", "current_status": "published"},
        ],
    },
    "callback_agents.stats": {
        "success": True,
        "data": {
            "period": {"start": "2024-01-01", "end": "2024-01-31"},
            "total_callbacks_received": 184,
            "callbacks_answered": 142,
            "callbacks_unmatched": 12,
            "callbacks_by_source_agent": [
                {"source_agent_id": "agent-uuid-2", "name": "Sales Outbound", "count": 110},
                {"source_agent_id": "agent-uuid-3", "name": "Survey Outbound", "count": 74},
            ],
        },
    },
    "callback_agents.get": {
        "success": True,
        "data": {
            "agent": {
                "id": "agent-uuid-1",
                "name": "Callback Handler",
                "direction": "inbound",
                "current_status": "published",
            },
            "source_agents": [
                {"id": "agent-uuid-2", "name": "Sales Outbound"},
                {"id": "agent-uuid-3", "name": "Survey Outbound"},
            ],
            "stats": {"total_callbacks_received": 184, "callbacks_answered": 142},
        },
    },
    "callback_agents.check_constraints": {"success": True, "message": "Configuration is valid"},
    "callback_agents.attach": {
        "success": True,
        "data": {
            "id": "agent-uuid-1",
            "name": "Callback Handler",
            "direction": "inbound",
            "callback_config": {"source_agent_ids": ["agent-uuid-2", "agent-uuid-3"]},
        },
    },
    "callback_agents.update": {
        "success": True,
        "data": {"id": "agent-uuid-1", "callback_config": {"source_agent_ids": ["agent-uuid-2"]}},
    },
    "callback_agents.remove": {"success": True, "message": "Callback role removed"},
    "auto_topup.get_settings": {
        "success": True,
        "data": {
            "is_enabled": True,
            "threshold_amount": 50.0,
            "recharge_amount": 100.0,
            "scheduled_payment_enabled": False,
            "scheduled_amount": None,
            "day_of_month": None,
            "payment_method_id": "pm_uuid_1",
            "daily_limit": 500.0,
            "recharge_count_today": 0,
            "last_recharge_at": "2024-01-10T14:30:00Z",
            "currency": "USD",
        },
    },
    "auto_topup.update_settings": {
        "success": True,
        "data": {
            "is_enabled": True,
            "threshold_amount": 50.0,
            "recharge_amount": 100.0,
            "scheduled_payment_enabled": False,
            "payment_method_id": "pm_uuid_1",
            "daily_limit": 500.0,
            "updated_at": "2024-01-15T13:00:00Z",
        },
    },
    "auto_topup.test": {
        "success": True,
        "message": "Test recharge completed successfully",
        "data": {"amount_charged": 100.0, "currency": "USD", "new_balance": 250.0, "transaction_id": "txn_uuid_1"},
    },
    "auto_topup.disable": {
        "success": True,
        "data": {
            "is_enabled": False,
            "threshold_amount": 50.0,
            "recharge_amount": 100.0,
            "payment_method_id": "pm_uuid_1",
            "updated_at": "2024-01-15T13:30:00Z",
        },
    },
    "auto_topup.list_history": {
        "success": True,
        "data": [
            {
                "id": "topup-uuid-1",
                "amount": 100.0,
                "currency": "USD",
                "trigger": "threshold",
                "status": "succeeded",
                "balance_before": 42.0,
                "balance_after": 142.0,
                "payment_method_id": "pm_uuid_1",
                "transaction_id": "txn_uuid_1",
                "created_at": "2024-01-10T14:30:00Z",
            },
            {
                "id": "topup-uuid-2",
                "amount": 200.0,
                "currency": "USD",
                "trigger": "scheduled",
                "status": "failed",
                "failure_reason": "card_declined",
                "payment_method_id": "pm_uuid_1",
                "created_at": "2024-01-01T08:00:00Z",
            },
        ],
        "pagination": {"current_page": 1, "per_page": 10, "total": 23, "last_page": 3},
    },
    "auto_topup.list_payment_methods": {
        "success": True,
        "data": [
            {
                "id": "pm_uuid_1",
                "type": "card",
                "card": {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2027},
                "is_default": True,
                "created_at": "2024-01-01T10:00:00Z",
            },
            {
                "id": "pm_uuid_2",
                "type": "card",
                "card": {"brand": "mastercard", "last4": "5555", "exp_month": 8, "exp_year": 2026},
                "is_default": False,
                "created_at": "2024-01-05T14:00:00Z",
            },
        ],
    },
    "account.get_user": {
        "id": "user-uuid-1",
        "name": "Alice Doe",
        "email": "alice@example.com",
        "current_environment_id": "env-uuid-1",
        "created_at": "2024-01-01T10:00:00Z",
    },
    "account.api_tokens.list": {
        "data": [
            {
                "id": "token-uuid-1",
                "name": "CI Pipeline",
                "abilities": ["*"],
                "last_used_at": "2024-01-15T18:00:00Z",
                "created_at": "2024-01-01T10:00:00Z",
            },
            {
                "id": "token-uuid-2",
                "name": "Local Development",
                "abilities": ["read"],
                "last_used_at": None,
                "created_at": "2024-01-10T09:00:00Z",
            },
        ]
    },
    "account.api_tokens.create": {
        "data": {
            "id": "token-uuid-1",
            "name": "CI Pipeline",
            "abilities": ["*"],
            "token": "1|abc123def456.",
            "created_at": "2024-01-15T19:00:00Z",
        }
    },
    "account.api_tokens.delete": {"message": "Token revoked"},
    "account.credits.purchase": {
        "success": True,
        "data": {"amount_charged": 100.0, "currency": "USD", "new_balance": 250.0, "transaction_id": "txn_uuid_1"},
    },
    "account.credits.balance": {
        "success": True,
        "data": {"balance": 250.0, "currency": "USD", "auto_topup_enabled": True, "as_of": "2024-01-15T19:30:00Z"},
    },
    "health.get": {"status": "ok"},
}
"""Method -> the answer that its page prints."""

WRONG_CONSTRAINTS = {
    "success": False,
    "message": "Configuration has errors",
    "errors": ["Agent must be inbound to serve as a callback agent", "Source agent agent-uuid-3 is not published"],
}
