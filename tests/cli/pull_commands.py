"""A command that pulls, for the tests of it."""

CALLS = ("pull", "talkover", "calls", "--since", "2025-12-25", "--until", "2026-04-02", "--step", "7d")
JSON_LINES = ("--format", "ndjson")
FOLDERS = 14
"""As many as there are windows."""
