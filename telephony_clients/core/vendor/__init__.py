"""What a vendor says of itself: address, credential, envelope, errors, and how its lists are walked. Pure.

The wings derive from `Adapter` and `Paging`, and build `Answer` and `Failure`; calls and clients ask them.
"""
