"""Tests of telephony_clients."""
