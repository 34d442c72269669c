"""A vendor's client, its groups of operations, and lists that are fetched while they are read.

The wings take `VendorClient`, `Resource`, `Part` and `Pager` from the modules here; nothing else in the core may.
"""
