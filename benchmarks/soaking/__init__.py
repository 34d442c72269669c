"""A long run with faults: the sandbox in its own process, the work, the ledger, and what is measured."""
