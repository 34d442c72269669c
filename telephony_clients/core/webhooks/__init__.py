"""Is a delivery the vendor's own, unchanged, fresh and new?

The wings take schemes and `Verifier` from the modules here; users meet them by their public names. Nothing here calls
a vendor: beside the words that all share, reading JSON is all it takes.
"""
