"""People, and what they did and got."""

from collections.abc import Mapping

from telephony_clients.sandbox.routing import Handler
from telephony_clients.sandbox.talkable.answers import result
from telephony_clients.sandbox.talkable.fields import data
from telephony_clients.sandbox.talkable.operations.of_site import SiteOperations
from telephony_clients.sandbox.talkable.people import Person
from telephony_clients.sandbox.wire import Reply, Request

_PERSON = "/people/{person_slug}"


class PersonOperations(SiteOperations):
    """What can be asked about, and done with, a site's people."""

    def routes(self) -> Mapping[str, Handler]:
        """Map the routes to their handlers."""
        return {
            f"GET {_PERSON}": lambda request: result({"person": self._person(request).record}),
            f"PUT {_PERSON}": self._write,
            f"GET {_PERSON}/referrals_as_advocate": self._referrals_as_advocate,
            f"GET {_PERSON}/referrals_as_friend": self._referrals_as_friend,
            f"GET {_PERSON}/rewards": self._rewards,
            f"GET {_PERSON}/shares_by": self._shares,
            f"GET {_PERSON}/personal_data": self._personal_data,
            f"POST {_PERSON}/anonymize": self._anonymize,
            f"POST {_PERSON}/unsubscribe": self._unsubscribe,
        }

    def _person(self, request: Request) -> Person:
        return self._site.people.find(request.values["person_slug"])

    def _write(self, request: Request) -> Reply:
        return result({"person": self._site.people.write(request.values["person_slug"], data(request)).record})

    def _referrals_as_advocate(self, request: Request) -> Reply:
        return result({"referrals": [one.record for one in self._site.referrals.by_advocate(self._person(request))]})

    def _referrals_as_friend(self, request: Request) -> Reply:
        return result({"referrals": [one.record for one in self._site.referrals.of_friend(self._person(request))]})

    def _rewards(self, request: Request) -> Reply:
        return result({"rewards": [one.record for one in self._site.rewards.of(self._person(request))]})

    def _shares(self, request: Request) -> Reply:
        return result({"shares": [one.record for one in self._site.offers.shares_by(self._person(request))]})

    def _personal_data(self, request: Request) -> Reply:
        person = self._person(request)
        origins = [origin.personal_data for origin in self._site.origins.of(person)]
        return result({"person": {**person.personal_data, "origins": origins}})

    def _anonymize(self, request: Request) -> Reply:
        person = self._site.people.anonymize(request.values["person_slug"])
        self._site.loyalty.leave(person)
        self._site.origins.anonymize(person)
        return result({"person": person.record})

    def _unsubscribe(self, request: Request) -> Reply:
        person = self._site.people.unsubscribe(request.values["person_slug"])
        self._site.notices.unsubscribed(person)
        return result({"person": person.record})
