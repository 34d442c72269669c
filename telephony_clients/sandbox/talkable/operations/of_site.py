"""What all operations of a site have in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.site import Site


class SiteOperations(ABC):
    """Some operations of a site.

    Args:
        site: the site.
    """

    def __init__(self, site: Site) -> None:
        self._site = site

    @abstractmethod
    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
