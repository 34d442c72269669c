"""Verifies webhook deliveries: authentic, unchanged, recent, and not replayed.

The vendors' packages take schemes and `Verifier` from the modules here; users import their public names. Nothing here
calls a vendor; of the rest of core it uses the shared modules and the reading of JSON.
"""
