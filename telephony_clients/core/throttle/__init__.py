"""How one account is kept from sending more than its vendor accepts: the gate, and the rules that it follows.

The rest of the package may take `Gate`, `GateClosed`, `Permit`, `ThrottlePolicy` and `shared_gate` from the modules
here, and nothing else. This file imports nothing: a client must not load the gate before its first call.
"""
