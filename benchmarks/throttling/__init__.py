"""The gate beside other ways to meet a throttled account, in one simulator: ``python -m benchmarks.throttling``."""
