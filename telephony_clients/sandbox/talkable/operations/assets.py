"""Assets, campaigns and traffic sources."""

from collections.abc import Mapping
from http import HTTPStatus

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import refusal, result
from telephony_clients.sandbox.talkable.fields import VALIDATOR, counted, path_number
from telephony_clients.sandbox.talkable.multipart import parts
from telephony_clients.sandbox.talkable.operations.of_site import SiteOperations
from telephony_clients.sandbox.validator import Field, text
from telephony_clients.sandbox.wire import Reply, Request

_LIST = {"page": counted(1, 1), "per_page": counted(25, 1, 100), "content_type": Field(text(), default="")}


class AssetOperations(SiteOperations):
    """What can be asked about a site's files and campaigns."""

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {
            "GET /assets": self._list,
            "POST /assets": self._upload,
            "GET /assets/{id}": self._find,
            "GET /campaigns": self._campaigns,
            "GET /traffic_sources": self._traffic_sources,
        }

    def _list(self, request: Request) -> Reply:
        page, size, content_type = VALIDATOR.read(request.query, _LIST).values()
        assets, total = self._site.assets.page(content_type, page, size)
        return result({"assets": assets, "total": total})

    def _upload(self, request: Request) -> Reply:
        file = next((part for part in parts(request) if part.name == "file" and part.file_name), None)
        if file is None:
            raise refusal("`file` is required")
        return result({"asset": self._site.assets.upload(file)}, HTTPStatus.CREATED)

    def _find(self, request: Request) -> Reply:
        return result({"asset": self._site.assets.find(path_number(request, "id"))})

    def _campaigns(self, _: Request) -> Reply:
        return result({"campaigns": [campaign.record for campaign in self._site.campaigns.all]})

    def _traffic_sources(self, _: Request) -> Reply:
        return result([{"identifier": identifier} for identifier in self._site.traffic_sources])
