"""Talkable: referral marketing.

What a model holds is read off the examples of the vendor's OpenAPI file, which gives no schemas; where something else
is the source, the model says so. A source such as ``"findPerson"`` is an operation of that file.
"""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkable.advocate_offers import *
    from telephony_clients.talkable.assets import *
    from telephony_clients.talkable.campaigns import *
    from telephony_clients.talkable.client import *
    from telephony_clients.talkable.coupons import *
    from telephony_clients.talkable.loyalty import *
    from telephony_clients.talkable.metrics import *
    from telephony_clients.talkable.offers import *
    from telephony_clients.talkable.origin_fields import *
    from telephony_clients.talkable.origins import *
    from telephony_clients.talkable.people import *
    from telephony_clients.talkable.referrals import *
    from telephony_clients.talkable.rewards import *
    from telephony_clients.talkable.visitors import *
    from telephony_clients.talkable.webhook_events import *
    from telephony_clients.talkable.webhook_records import *
    from telephony_clients.talkable.webhook_values import *
    from telephony_clients.talkable.webhooks import *
else:
    __getattr__, __dir__ = lazily(__name__)
