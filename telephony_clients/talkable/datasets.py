"""Talkable's lists as tables to pull."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from telephony_clients.core.client.dataset import ByDay, Dataset
from telephony_clients.talkable.advocate_offers import Share
from telephony_clients.talkable.assets import Asset
from telephony_clients.talkable.campaigns import Campaign
from telephony_clients.talkable.client import Talkable
from telephony_clients.talkable.metrics import MetricSegment
from telephony_clients.talkable.referrals import Referral
from telephony_clients.talkable.rewards import Reward

CLIENT = Talkable
_of_a_person = partial(Dataset, parents=("person",), over="person")

DATASETS: Mapping[str, Dataset] = {
    "metrics": Dataset(
        record=MetricSegment,
        lists=(lambda talkable, metric, **chosen: talkable.metrics.segmentize(metric, by_period="day", **chosen),),
        cut=ByDay("start_date", "end_date"),
        step=timedelta(days=100),
        key=("period",),
        parents=("metric",),
        over="metric",
    ),
    "assets": Dataset(record=Asset, lists=(lambda talkable, **chosen: talkable.assets.list(**chosen),)),
    "campaigns": Dataset(record=Campaign, lists=(lambda talkable, **chosen: talkable.campaigns.list(**chosen),)),
    "referrals": _of_a_person(
        record=Referral,
        lists=(lambda talkable, person, **chosen: talkable.people.list_referrals_as_advocate(person, **chosen),),
        time="created_at",
    ),
    "rewards": _of_a_person(
        record=Reward, lists=(lambda talkable, person, **chosen: talkable.people.list_rewards(person, **chosen),)
    ),
    "shares": _of_a_person(
        record=Share,
        lists=(lambda talkable, person, **chosen: talkable.people.list_shares(person, **chosen),),
        time="shared_at",
    ),
}
"""Metrics by day; a person's referrals as an advocate, rewards and shares; assets and campaigns as they are."""
