"""Whether something that belongs to one of Talkover's agents is used."""

from telephony_clients.core.models.fields import OpenEnum

__all__ = ["ActivityStatus"]


class ActivityStatus(OpenEnum):
    """Whether a training or an action is used."""

    ACTIVE = "active"
    INACTIVE = "inactive"
