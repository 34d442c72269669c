"""What Talkroute's records have in common, and how a body is written."""

from typing import ClassVar, TypedDict

import attrs

from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.model import Model
from telephony_clients.core.values import Extra
from telephony_clients.talkroute.adapter import TalkrouteAdapter

__all__ = ["Record", "WriteOptions"]


@attrs.frozen(kw_only=True)
class Record(Model):
    """A record of Talkroute's, which `to_dict` writes in its spelling and its form of instants."""

    __codec__: ClassVar[Codec | None] = TalkrouteAdapter.codec


class WriteOptions(TypedDict, total=False):
    """How a body is written.

    Attributes:
        extra: fields that the vendor added since, under its own names.
        wrap: send ``{"data": {...}}``, as the vendor's reference has it. The live service was seen to answer that with
            a success and to ignore it, so bodies are flat unless you say so; read again where a change matters.
    """

    extra: Extra | None
    wrap: bool
