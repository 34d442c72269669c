"""Talkover's lists as tables to pull."""

from collections.abc import Mapping

from telephony_clients.core.client.dataset import ByDay, Dataset
from telephony_clients.talkover.auto_topup import TopUp
from telephony_clients.talkover.call_records import Call
from telephony_clients.talkover.campaign_records import Campaign
from telephony_clients.talkover.client import Talkover
from telephony_clients.talkover.webhook_subscriptions import WebhookLog

CLIENT = Talkover
_DAYS = ByDay("date_from", "date_to")

DATASETS: Mapping[str, Dataset] = {
    "calls": Dataset(
        record=Call, lists=(lambda talkover, **chosen: talkover.calls.list(**chosen),), time="created_at", cut=_DAYS
    ),
    "campaigns": Dataset(
        record=Campaign,
        lists=(lambda talkover, **chosen: talkover.campaigns.list(**chosen),),
        time="created_at",
        cut=_DAYS,
    ),
    "topups": Dataset(
        record=TopUp,
        lists=(lambda talkover, **chosen: talkover.auto_topup.list_history(**chosen),),
        time="created_at",
    ),
    "agent_webhook_logs": Dataset(
        record=WebhookLog,
        lists=(
            lambda talkover, **chosen: talkover.agents.list(**chosen),
            lambda talkover, agent: talkover.agents.webhooks.list(agent.id),
            lambda talkover, agent, webhook: talkover.agents.webhooks.list_logs(agent.id, webhook.id),
        ),
        time="created_at",
        parents=("agent_id", None),
    ),
    "campaign_webhook_logs": Dataset(
        record=WebhookLog,
        lists=(
            lambda talkover, **chosen: talkover.campaigns.list(**chosen),
            lambda talkover, campaign: talkover.campaigns.webhooks.list(campaign.id),
            lambda talkover, campaign, webhook: talkover.campaigns.webhooks.list_logs(campaign.id, webhook.id),
        ),
        time="created_at",
        parents=("campaign_id", None),
    ),
}
"""Calls and campaigns by the day on which they were made; a webhook's log by its attempts, of the last 30 days."""
