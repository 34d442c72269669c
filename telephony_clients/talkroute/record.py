"""What Talkroute's records have in common."""

import attrs

from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.model import Model
from telephony_clients.talkroute.adapter import TalkrouteAdapter

__all__ = ["Record"]


@attrs.frozen(kw_only=True)
class Record(Model):
    """A record of Talkroute's, which `to_dict` writes in its spelling and its form of instants."""

    @classmethod
    def _codec(cls) -> Codec:
        return TalkrouteAdapter.codec
