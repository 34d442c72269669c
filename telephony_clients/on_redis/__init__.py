"""What several processes share through a Redis server: a quota, and memories of webhooks. Needs the extra ``redis``.

One room for both, since the same holds for both: they load packages that a bare install lacks, they know only the words
that all share, and nothing of the core knows them. `telephony_clients.on_redis.quota` has `RedisQuota`,
`telephony_clients.on_redis.replays` has `RedisReplayStore`.
"""
