"""Talkable's webhooks: what happens is told to addresses that the user gives, until they answer 2xx."""

import base64
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import attrs

from telephony_clients.sandbox.deliveries import Delivery, Message, Outbox, hex_signature
from telephony_clients.sandbox.wire import compact

CLASSIC = (
    "create_coupon_web_hook",
    "offer_signup_web_hook",
    "claim_signup_web_hook",
    "post_share_web_hook",
    "event_web_hook",
    "referral_web_hook",
    "reward_web_hook",
    "unsubscribe_web_hook",
    "check_unsubscribe_web_hook",
)
SIGNATURE = "x-talkable-signature"
Accepted = Callable[[Delivery], None]


@attrs.frozen
class _Address:
    url: str
    form: bool
    attempts: int
    interval: float


class Webhooks(Outbox):
    """The webhooks of a site: none until `classic` or `custom_app` names an address.

    Args:
        key: the site's webhook security key, in the bodies of classic webhooks and in the signature of the others.
        site_slug: the site.
    """

    def __init__(self, key: str, site_slug: str) -> None:
        super().__init__()
        self.key = key
        self._site_slug = site_slug
        self._classic: dict[str, _Address] = {}
        self._custom_app: _Address | None = None

    def classic(self, hook: str, url: str, *, form: bool = False, attempts: int = 3, interval: float = 0.2) -> None:
        """Have one kind of happening told the old way.

        Args:
            hook: one of `CLASSIC`, such as `reward_web_hook`.
            url: where to; it takes the place of the address before.
            form: send form fields with the payload as a JSON text, as the older documents say, in place of JSON.
            attempts: how often to try until the address answers 2xx.
            interval: seconds between attempts.

        Raises:
            ValueError: there is no such type.
        """
        if hook not in CLASSIC:
            raise ValueError(f"unknown webhook: {hook}")
        self._classic[hook] = _Address(url, form, attempts, interval)

    def custom_app(self, url: str, *, attempts: int = 3, interval: float = 0.2) -> None:
        """Have all happenings told to a Custom App, signed.

        Args:
            url: where to; it takes the place of the address before.
            attempts: how often to try until the address answers 2xx.
            interval: seconds between attempts.
        """
        self._custom_app = _Address(url, form=False, attempts=attempts, interval=interval)

    def listens(self, hook: str) -> bool:
        """Tell whether a classic webhook has an address."""
        return hook in self._classic

    def tell(self, hook: str, payload: Mapping[str, Any], accepted: Accepted | None = None) -> None:
        """Tell the address of a classic webhook, if there is one.

        Args:
            hook: one of `CLASSIC`.
            payload: what happened.
            accepted: called when the address took it.
        """
        address = self._classic.get(hook)
        if address is None:
            return
        envelope: dict[str, Any] = {
            "key": self.key,
            "site": self._site_slug,
            "type": hook,
            "extras": {},
            "payload": payload,
        }
        kind, body = "application/json", compact(envelope)
        if address.form:
            texts = envelope | {"extras": "{}", "payload": compact(payload).decode()}
            kind, body = "application/x-www-form-urlencoded", urlencode(texts).encode()
        self._send(hook, address, {"Content-Type": kind}, body, accepted)

    def tell_custom_app(self, action: str, fields: Mapping[str, object]) -> None:
        """Tell the Custom App, if there is one.

        Args:
            action: the action's name, for the log: the body has the fields alone.
            fields: what happened; every value becomes a text, None an empty one.
        """
        if self._custom_app is None:
            return
        flat = {"site_id": "1", **{name: "" if value is None else str(value) for name, value in fields.items()}}
        body = compact(flat)
        headers = {"Content-Type": "application/json", SIGNATURE: self._signature(body)}
        self._send(action, self._custom_app, headers, body, None)

    def _signature(self, body: bytes) -> str:
        """Sign a body: Base64 of the lower-case hex digits, not of the digest."""
        return base64.b64encode(hex_signature(self.key, body).encode()).decode()

    def _send(
        self,
        name: str,
        address: _Address,
        headers: Mapping[str, str],
        body: bytes,
        accepted: Accepted | None,
    ) -> None:
        def note(delivery: Delivery) -> None:
            if delivery.accepted and accepted is not None:
                accepted(delivery)

        self.send(Message(name, address.url, headers, body, address.attempts, address.interval, note=note))
