"""Times of the week, as Talkroute has them."""

import attrs

from telephony_clients.core.models.fields import TextId
from telephony_clients.talkroute.record import Record

__all__ = ["HourBlock"]


@attrs.frozen(kw_only=True)
class HourBlock(Record):
    """A time of the week.

    Attributes:
        id: opaque; None for one that is to be made.
        day_start, day_end: the days; how the vendor spells them is not known.
        hour_start, minute_start: when it begins, 0 to 23 and 0 to 59.
        hour_end, minute_end: when it ends.
    """

    id: TextId | None = None
    day_start: TextId | None = None
    day_end: TextId | None = None
    hour_start: int | None = None
    minute_start: int | None = None
    hour_end: int | None = None
    minute_end: int | None = None
