"""One typed asyncio client for Talkroute, Talkable and Talkover.

Everything public is here and is loaded on first use::

    from telephony_clients import Talkover

    async with Talkover() as talkover:
        async for call in talkover.calls.list(status="completed"):
            print(call.id, call.duration)
"""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily
from telephony_clients.core.version import __version__ as __version__

CLIENTS = {"talkroute": "Talkroute", "talkable": "Talkable", "talkover": "Talkover"}
"""The table of clients: a vendor's package and the class in it."""

if TYPE_CHECKING:
    from telephony_clients.core.calls.response import *
    from telephony_clients.core.client.download import *
    from telephony_clients.core.client.pager import *
    from telephony_clients.core.errors import *
    from telephony_clients.core.events import *
    from telephony_clients.core.models.bad_records import *
    from telephony_clients.core.models.drift import *
    from telephony_clients.core.models.fields import *
    from telephony_clients.core.models.model import *
    from telephony_clients.core.options import *
    from telephony_clients.core.secret import *
    from telephony_clients.core.shared_quota import *
    from telephony_clients.core.values import *
    from telephony_clients.core.webhooks.delivery import *
    from telephony_clients.core.webhooks.frameworks import *
    from telephony_clients.core.webhooks.rejection import *
    from telephony_clients.core.webhooks.replay import *
    from telephony_clients.core.webhooks.verifier import *
    from telephony_clients.core.wire.stream import *
    from telephony_clients.core.wire.upload import *
    from telephony_clients.talkable.client import *
    from telephony_clients.talkover.client import *
    from telephony_clients.talkroute.client import *
else:
    __getattr__, __dir__ = lazily(
        __name__,
        (  # the lightest first
            "core.errors",
            "core.values",
            "core.events",
            "core.shared_quota",
            "core.options",
            "core.secret",
            "core.webhooks.rejection",
            "core.webhooks.delivery",
            "core.webhooks.replay",
            "core.webhooks.verifier",
            "core.webhooks.frameworks",
            "core.models.drift",
            "core.models.bad_records",
            "core.models.fields",
            "core.models.model",
            "core.wire.upload",
            "core.wire.stream",
            "core.calls.response",
            "core.client.pager",
            "core.client.download",
        ),
        known={client: f"{vendor}.client" for vendor, client in CLIENTS.items()},
        own=("CLIENTS", "__version__"),
    )
