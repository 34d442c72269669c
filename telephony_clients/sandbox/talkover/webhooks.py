"""Talkover's webhooks: agents' and campaigns', their deliveries and the log of them."""

import time
from collections.abc import Awaitable, Mapping
from typing import Any

import attrs

from telephony_clients.sandbox.collection import EVERY, WRITES, Collection, Target
from telephony_clients.sandbox.deliveries import Delivery, Message, Outbox, hex_signature
from telephony_clients.sandbox.laravel import HISTORY_PAGES, INVALID, LOG_PAGES, WORDS
from telephony_clients.sandbox.records import Record, Store, dates, only, zulu
from telephony_clients.sandbox.talkover import progress
from telephony_clients.sandbox.talkover.agents import AGENTS
from telephony_clients.sandbox.talkover.campaigns import CAMPAIGNS
from telephony_clients.sandbox.validator import Field, Validator, flag, items, mapping, one_of, required, text, whole
from telephony_clients.sandbox.wire import RefusedError, Reply, compact

_EVENTS = """event_phone_call_started: Phone call has started, event_phone_call_ended: Phone call has ended,
    event_phone_call_did_not_connect: Phone call failed to connect,
    event_phone_call_connected: Phone call connection established,
    event_phone_call_disconnected: Phone call connection closed,
    event_phone_call_error: Phone call connection error occurred, event_participant_joined: Participant joined the call,
    event_participant_left: Participant left the call, event_voicemail_detected: Voicemail system detected,
    event_voicemail_message_left: Message left on voicemail, event_conversation_started: Human conversation started,
    event_conversation_ended: Human conversation ended, event_action: Agent executed an action,
    event_action_failed: Agent action failed, event_recording: Call recording event,
    event_connection_established: Call connection established, event_connection_closed: Call connection closed,
    event_connection_error: Call connection error occurred, event_user_connected: User connected to the call,
    event_user_disconnected: User disconnected from the call, event_client_connected: Client connected to the call,
    event_client_disconnected: Client disconnected from the call"""
AGENT_EVENTS = dict(one.strip().split(": ") for one in _EVENTS.split(","))
_OF_CAMPAIGNS = """campaign.created campaign.started campaign.paused campaign.completed campaign.updated
    campaign_call.queued campaign_call.started campaign_call.completed campaign_call.retry_scheduled
    campaign_call.failed event_recording event_call_transcript event_call_report"""
CAMPAIGN_EVENTS = tuple(_OF_CAMPAIGNS.split())
_SHOWN = "name webhook_url events timeout max_retries enabled created_at updated_at"


class Webhooks(Outbox):
    """The webhooks of an environment's agents and campaigns.

    Attributes:
        signature_header: the header of a delivery's signature, which the vendor does not name.
        signature_prefix: what precedes the signature, the lower-case hexadecimal HMAC-SHA256 of the body.
        interval: seconds between attempts.
    """

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.signature_header, self.signature_prefix, self.interval = "X-Webhook-Signature", "", 0.02
        self._store = store

    async def deliver(self, event: str | Mapping[str, Any], url: str, *, secret: str = "", **payload: Any) -> Delivery:
        """Tell an address on this machine, once, of an event, by its name or by a whole body that has it.

        The delivery is signed if there is a secret; `payload` is more of the body.
        """
        body = {"event": event, "timestamp": zulu(self._store.now)} if isinstance(event, str) else dict(event)
        return await self.send(self._message({"webhook_url": url, "webhook_secret": secret}, body | payload))

    async def settled(self) -> tuple[Delivery, ...]:
        """Take all calls as far as they have got by now, wait until all of that is told, and give the attempts."""
        self.tell()
        return await super().settled()

    def tell(self) -> None:
        """Tell what has happened up to now."""
        self._store.catch_up()
        progress.advance(self._store)
        happenings = progress.present(self._store).happenings
        while happenings:
            told = happenings.pop(0)
            event, per_call = told["event"], told["event"].startswith("event_")
            for kind, hooks in (("agent_id", AGENT_WEBHOOKS), ("campaign_id", CAMPAIGN_WEBHOOKS)):
                for hook in hooks.rows(self._store, {"id": told[kind]}) if kind in told else ():
                    wanted = event in hook["events"] or (per_call and hook.get("include_call_events"))
                    if wanted and hook["enabled"]:
                        self.post(hook, told, 1 + hook["max_retries"])

    def post(self, hook: Record, payload: Record, attempts: int = 1, first: int = 1) -> Awaitable[Delivery]:
        """Begin to tell a webhook's address of something, with an entry in its log for each attempt."""
        entry, began, last = self._entry(hook, payload, first), time.perf_counter(), first + attempts - 1

        def note(delivery: Delivery) -> None:
            nonlocal entry, began
            answer, took = delivery.answer.decode(errors="replace"), round(1000 * (time.perf_counter() - began))
            entry |= {"status": "success" if delivery.accepted else "failed", "http_status": delivery.status}
            entry |= {"duration_ms": took, "error" if delivery.status is None else "response_body": answer}
            if delivery.accepted:
                entry["delivered_at"] = zulu(self._store.now)
            elif delivery.attempt < last:
                entry, began = self._entry(hook, payload, delivery.attempt + 1, "retrying"), time.perf_counter()

        return self.send(attrs.evolve(self._message(hook, payload), attempts=attempts, first=first, note=note))

    def _entry(self, hook: Record, payload: Record, attempt: int, status: str = "pending") -> Record:
        entry = {"id": self._store.next_id("webhook log"), "webhook_id": hook["id"], "event": payload["event"]}
        entry |= {"attempt": attempt, "status": status, "http_status": None}
        entry |= {"request_payload": payload, "created_at": zulu(self._store.now)}
        (AGENT_LOGS if "agent_id" in hook else CAMPAIGN_LOGS).rows(self._store, hook).insert(0, entry)
        return entry

    def _message(self, hook: Record, payload: Record) -> Message:
        body = compact(payload)
        headers = {one["key"]: one["value"] for one in hook.get("custom_headers") or ()}
        headers["Content-Type"] = "application/json"
        if secret := hook["webhook_secret"]:
            headers[self.signature_header] = self.signature_prefix + hex_signature(secret, body)
        method, event = hook.get("http_method", "POST"), str(payload.get("event"))
        return Message(event, hook["webhook_url"], headers, body, interval=self.interval, method=method)


def webhooks(store: Store) -> Webhooks:
    """Give an environment's webhooks."""
    return store.once("webhooks", lambda: Webhooks(store))


def _shown(hook: Record) -> Record:
    if "agent_id" not in hook:
        return only(hook, "id campaign_id", _SHOWN, "include_call_events")
    more = {"events_count": len(hook["events"]), "status": "active" if hook["enabled"] else "disabled"}
    return only(hook, "id agent_id", _SHOWN) | more


def _toggle(target: Target) -> Reply:
    hook = target.record
    hook.update(enabled=not hook["enabled"], updated_at=target.now)
    shown = _shown(hook) if "agent_id" in hook else only(hook, "id enabled")
    return target.success(shown, f"Webhook {'enabled' if hook['enabled'] else 'disabled'}")


async def _test_agent(target: Target) -> Reply:
    hook, began, at = target.record, time.perf_counter(), target.now.replace("Z", ".000Z")
    payload = {"event": "webhook.test", "agent_id": hook["agent_id"], "agent_name": target.owner["name"]}
    payload |= {"webhook_id": hook["id"], "webhook_name": hook["name"], "timestamp": at, "test": True}
    delivery = await webhooks(target.store).post(hook, payload)
    if not delivery.accepted:
        return target.dialect.error(200, f"Webhook test failed: {delivery.status or delivery.answer.decode()}")
    took = round(1000 * (time.perf_counter() - began))
    return target.success({"status_code": delivery.status, "response_time": took}, "Test webhook sent successfully")


def _test_campaign(target: Target) -> Reply:
    event = {"event": target.record["events"][0], **only(target.record, "campaign_id"), "timestamp": target.now}
    webhooks(target.store).post(target.record, event | {"test": True})
    return target.success(None, "Test payload dispatched")


def _retry(target: Target) -> Reply:
    entry, hook = target.record, target.owner
    target.need(entry["status"] == "failed", 422, "The delivery cannot be retried", code="LOG_NOT_RETRIABLE")
    webhooks(target.store).post(hook, entry["request_payload"], 1, entry["attempt"] + 1)
    shown = {"log_id": target.rows[0]["id"], "original_log_id": entry["id"]}
    if "agent_id" not in hook:
        return target.success(shown, "Webhook retry queued")
    return target.success(shown | {"queued_at": target.now}, "Webhook retry queued successfully")


_HOOK = {
    "name": required(text(1, 255)),
    "webhook_url": required(text(1, 500)),
    "webhook_secret": Field(text(0, 255)),
    "timeout": Field(whole(5, 120), 30),
    "max_retries": Field(whole(0, 10), 3),
    "enabled": Field(flag, True),
    "http_method": Field(one_of("POST", "PUT", "PATCH"), "POST"),
    "authorization_scheme": Field(one_of("none", "bearer", "basic", "api_key", "custom"), "none"),
    "custom_headers": Field(items(mapping)),
    "payload_templates": Field(mapping),
}
AGENT_WEBHOOKS = Collection(
    path="/agents/{agent_id}/webhooks",
    owner=attrs.evolve(AGENTS, missing="Agent not found in this environment."),
    operations=EVERY,
    missing="Webhook not found.",
    shape=lambda hooks: {"webhooks": list(map(_shown, hooks)), "available_events": AGENT_EVENTS},
    show=lambda target: _shown(target.record),
    written=_shown,
    fields={**_HOOK, "events": required(items(one_of(*AGENT_EVENTS), 1))},
    validator=Validator(WORDS, lambda errors: RefusedError(Reply({"message": INVALID, "errors": errors}, 422))),
    create=lambda one: {"id": one.store.next_id("webhook"), **one.request.values, **one.values, **dates(one.now)},
    change=lambda one: one.record.update(one.values, updated_at=one.now),
    messages={one: f"Webhook {one}d successfully" for one in WRITES},
    verbs={"PATCH toggle": _toggle, "POST test": _test_agent},
)
CAMPAIGN_WEBHOOKS = attrs.evolve(
    AGENT_WEBHOOKS,
    path="/campaigns/{campaign_id}/webhooks",
    owner=CAMPAIGNS,
    shape=lambda hooks: {"webhooks": list(map(_shown, hooks)), "available_events": CAMPAIGN_EVENTS},
    fields={**_HOOK, "events": required(items(one_of(*CAMPAIGN_EVENTS), 1)), "include_call_events": Field(flag, False)},
    validator=None,
    messages={"delete": "Campaign webhook deleted"},
    verbs={"PATCH toggle": _toggle, "POST test": _test_campaign},
)
AGENT_LOGS = Collection(
    path="/agents/{agent_id}/webhooks/{webhook_id}/logs",
    owner=AGENT_WEBHOOKS,
    operations=["list"],
    missing="Webhook log not found.",
    paging=HISTORY_PAGES,
    verbs={"POST retry": _retry},
)
CAMPAIGN_LOGS = attrs.evolve(
    AGENT_LOGS,
    path="/campaigns/{campaign_id}/webhooks/{webhook_id}/logs",
    owner=CAMPAIGN_WEBHOOKS,
    paging=LOG_PAGES,
)
