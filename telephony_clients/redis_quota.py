"""The name under which users import `RedisQuota`; it stands in `telephony_clients.on_redis.quota`."""

from telephony_clients.on_redis.quota import RedisQuota

__all__ = ["RedisQuota"]
