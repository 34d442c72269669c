"""Everything about HTTP APIs in general; it knows no vendor.

The ``__all__`` of a module is what users take from it, at the top of the package; the rest is for other modules.
"""
