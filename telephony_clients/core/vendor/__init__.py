"""What differs between vendors: address, credential, envelope, errors, paging. No I/O.

The vendors' packages derive from `Adapter` and `Paging`, and return `Answer` and `Failure` to calls and clients.
"""
